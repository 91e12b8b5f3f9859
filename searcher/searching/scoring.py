"""BM25, the one formula of the ranking.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3; with Lucene's idf, which is never negative::

    score = weight * idf * saturation
    idf   = ln(1 + (N - n + 0.5) / (n + 0.5))

The saturation of occurrences is the index's; see :mod:`searcher.indexing.saturation`.
"""

from __future__ import annotations

import math

__all__ = ["APPARATUS", "idf"]

APPARATUS = 0.1
"""What the score of notes, references and lists of links is multiplied with, so that they
do not outrank prose that has the same words."""


def idf(document_count: int, document_frequency: int) -> float:
    """Inverse document frequency, for a term that ``document_frequency`` documents have."""
    return math.log(1 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))
