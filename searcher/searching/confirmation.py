"""Whether sections that have all terms of a text have the text itself, in one piece."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.normalize import fold_all
from searcher.analysis.textmatch import TEXT_BREAK, TextMatcher
from searcher.backend import Budget
from searcher.fields import Field
from searcher.indexing.codec.documents import Stored

__all__ = ["confirmed"]

_BLOCK = 1024
"""Documents whose texts are searched together."""


def confirmed(
    matcher: TextMatcher,
    field: Field,
    stored: Stored,
    documents: NDArray[np.int64],
    budget: Budget,
) -> NDArray[np.bool_]:
    """Whether each of ``documents`` has in a field what the matcher finds; none where the time
    is up."""
    found = np.zeros(len(documents), np.bool_)
    for start in range(0, len(documents), _BLOCK):
        if budget.is_over():
            break
        own = documents[start : start + _BLOCK].tolist()
        found[start : start + len(own)] = _confirmed_together(matcher, field, stored, own)
    return found


def _confirmed_together(
    matcher: TextMatcher, field: Field, stored: Stored, documents: list[int]
) -> NDArray[np.bool_]:
    found = np.zeros(len(documents), np.bool_)
    if field.in_text:
        found = _having(matcher, [stored.text(document) for document in documents])
    left = np.flatnonzero(~found).tolist()
    owners: list[int] = []
    texts: list[str] = []
    others = stored.texts_beside([documents[place] for place in left])
    for owner, section in zip(left, others, strict=True):
        own = [text for text in field.texts(section) if text]
        owners += [owner] * len(own)
        texts += own
    found[np.array(owners, np.int64)[_having(matcher, texts)]] = True
    return found


def _having(matcher: TextMatcher, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the texts have it."""
    found = np.zeros(len(texts), np.bool_)
    if not texts:
        return found
    folded = fold_all(texts)
    ends = np.cumsum([len(text) + len(TEXT_BREAK) for text in folded])
    places = [span.start for span in matcher.find(TEXT_BREAK.join(folded))]
    found[np.searchsorted(ends, places, side="right")] = True
    return found
