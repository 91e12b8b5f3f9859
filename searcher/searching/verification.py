"""Whether sections that have all terms of a text have the text itself, in one piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.normalize import fold_all
from searcher.highlight.targets import TEXT_BREAK, Target
from searcher.indexing.codec.documents import Stored

__all__ = ["verified"]

_TOGETHER = 1024
"""Documents whose texts are searched together."""


def verified(
    target: Target, field: str, stored: Stored, documents: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each of ``documents`` has in a field what the target finds."""
    found = np.zeros(len(documents), np.bool_)
    for start in range(0, len(documents), _TOGETHER):
        own = documents[start : start + _TOGETHER].tolist()
        found[start : start + len(own)] = _verified_together(target, field, stored, own)
    return found


def _verified_together(
    target: Target, field: str, stored: Stored, documents: list[int]
) -> NDArray[np.bool_]:
    found = np.zeros(len(documents), np.bool_)
    if field in ("text", "body"):
        found = _having(target, [stored.text(document) for document in documents])
    left = np.flatnonzero(~found).tolist()
    owners: list[int] = []
    texts: list[str] = []
    others = _other_texts(field, stored, [documents[place] for place in left])
    for owner, own in zip(left, others, strict=True):
        owners += [owner] * len(own)
        texts += own
    found[np.array(owners, np.int64)[_having(target, texts)]] = True
    return found


def _having(target: Target, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the texts have it."""
    found = np.zeros(len(texts), np.bool_)
    if not texts:
        return found
    folded = fold_all(texts)
    ends = np.cumsum([len(text) + len(TEXT_BREAK) for text in folded])
    places = [span.start for span in target.find(TEXT_BREAK.join(folded))]
    found[np.searchsorted(ends, places, side="right")] = True
    return found


def _other_texts(field: str, stored: Stored, documents: Sequence[int]) -> Iterator[list[str]]:
    """What else a field was made from than the text that is shown, document by document."""
    for article, detail in stored.details(documents):
        texts: list[str] = []
        if field in ("text", "title"):
            texts += (article.title, *article.title_variants)
        if field in ("text", "heading"):
            texts += (*detail.headings, *detail.heading_variants)
        if field in ("text", "body"):
            texts += detail.variants
        yield texts
