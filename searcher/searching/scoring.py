"""BM25, the one formula of the ranking.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3; with Lucene's idf, which is never negative, and without the constant factor
k1 + 1, which changes no order::

    score = weight * idf * tf / (tf + k1 * (1 - b + b * length / average length))
    idf   = ln(1 + (N - n + 0.5) / (n + 0.5))
"""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

__all__ = ["APPARATUS", "K1", "B", "idf", "saturation"]

K1 = 1.0
"""How slowly repeated occurrences stop to count."""

B = 0.5
"""How much longer sections are held to need more occurrences: from 0, not at all, to 1."""

APPARATUS = 0.1
"""What the score of notes, references and lists of links is multiplied with, so that they
do not outrank prose that has the same words."""


def idf(document_count: int, document_frequency: int) -> float:
    """Inverse document frequency, for a term that ``document_frequency`` documents have."""
    return math.log(1 + (document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def saturation(
    frequencies: NDArray[Any], lengths: NDArray[Any] | float, average_length: float
) -> NDArray[Any]:
    """From occurrences of a term to its share of the full weight: from 0 towards 1."""
    return frequencies / (frequencies + K1 * (1 - B + B * lengths / average_length))
