"""BM25, the one formula of the ranking.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3; with Lucene's idf, which is never negative, to the power of 1.5::

    score = weight * idf * saturation
    idf   = ln(1 + (N - n + 0.5) / (n + 0.5)) ** 1.5

The power keeps rare words apart from common ones in a large collection, where the logarithm
alone brings them close: all words of one subject are rare beside other subjects.

The saturation of occurrences is the index's; see :mod:`searcher.indexing.saturation`.
"""

from __future__ import annotations

import math

__all__ = ["BACK_MATTER", "IDF_POWER", "idf"]

BACK_MATTER = 0.1
"""What the score of notes, references and lists of links is multiplied with, so that they
do not outrank prose that has the same words."""

IDF_POWER = 1.5


def idf(document_count: int, document_frequency: int) -> float:
    """Inverse document frequency, for a term that ``document_frequency`` documents have."""
    odds = (document_count - document_frequency + 0.5) / (document_frequency + 0.5)
    return math.pow(math.log(1 + odds), IDF_POWER)
