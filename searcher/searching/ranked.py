"""The best sections of several segments, put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.reader import SegmentReader
from searcher.searching.topk import Best

__all__ = ["Ranked", "Threshold", "joined", "ranked"]

Documents = NDArray[np.int64]


class Ranked(NamedTuple):
    """Sections of any segments, with the scores that they are ranked by."""

    documents: Documents
    scores: NDArray[np.float64]
    ordinals: Documents

    def take(self, indices: NDArray[np.int64]) -> Ranked:
        """The sections at some indices."""
        return Ranked(
            self.documents.take(indices), self.scores.take(indices), self.ordinals.take(indices)
        )


def ranked(segment: SegmentReader, best: Best, prior: float) -> Ranked:
    """Sections of one segment; ``prior`` is a factor on their scores."""
    documents = best.documents + segment.base
    return Ranked(documents, best.scores * prior, segment.ordinals(best.documents))


def joined(parts: Sequence[Ranked]) -> Ranked:
    """The sections of all parts."""
    if not parts:
        return Ranked(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
    return Ranked(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.ordinals for part in parts]),
    )


class Threshold:
    """The least score among the best ``count`` so far."""

    def __init__(self, count: int) -> None:
        self.value = 0.0
        self._count = count
        self._best = np.empty(0)

    def add(self, scores: NDArray[np.float64]) -> None:
        """Take further scores into account."""
        best = np.concatenate((self._best, scores))
        self._best = np.sort(best)[max(len(best) - self._count, 0) :]
        if len(best) >= self._count:
            self.value = float(self._best[0])
