"""The part of BM25 that depends on one section alone: how far repeated occurrences count.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3, without the constant factor k1 + 1, which changes no order::

    saturation = tf / (tf + norm)
    norm       = k1 * (1 - b + b * length / TYPICAL_LENGTH)

The formula has the average length of the collection for the typical one. That makes what is
right for an article depend on what else is indexed: with documentation beside them, whose
sections are short, encyclopedia paragraphs all look long, and are ranked by their lengths.

The index keeps the largest saturation of each term, so that a search can tell which terms
cannot lift a section into the first ten; the rest of the formula is the search's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["K1", "TYPICAL_LENGTH", "UNSCALED", "B", "norms"]

K1 = 1.0
"""How slowly repeated occurrences stop to count."""

B = 0.5
"""How much longer sections are held to need more occurrences: from 0, not at all, to 1."""

TYPICAL_LENGTH = 300
"""Characters and words of a section that is neither short nor long."""

UNSCALED = K1
"""The norm in fields whose lengths do not count: that of the typical length."""


def norms(lengths: NDArray[np.uint32]) -> NDArray[np.float64]:
    """The norm of each section, from the lengths of their texts."""
    return K1 * (1 - B) + (K1 * B / TYPICAL_LENGTH) * lengths.astype(np.float64)
