"""The part of BM25 that depends on one section alone: how far repeated occurrences count.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3, without the constant factor k1 + 1, which changes no order::

    saturation = tf / (tf + norm)
    norm       = k1 * (1 - b + b * length / average length)

The index keeps the largest saturation of each term, so that a search can tell which terms
cannot lift a section into the first ten; the rest of the formula is the search's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["K1", "UNSCALED", "B", "norms"]

K1 = 1.0
"""How slowly repeated occurrences stop to count."""

B = 0.5
"""How much longer sections are held to need more occurrences: from 0, not at all, to 1."""

UNSCALED = K1
"""The norm in fields whose lengths do not count: that of average length."""


def norms(lengths: NDArray[np.uint32], average: float) -> NDArray[np.float64]:
    """The norm of each section, from the lengths of their texts and the average length."""
    return K1 * (1 - B) + (K1 * B / average) * lengths.astype(np.float64)
