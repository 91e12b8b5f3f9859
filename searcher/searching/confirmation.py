"""Confirmation: whether sections that have all terms of a phrase have the phrase itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.authortext import AuthorTextMatcher, Matcher
from searcher.analysis.normalize import fold_all
from searcher.analysis.textmatch import TEXT_BREAK
from searcher.backend import Budget
from searcher.fields import Field
from searcher.indexing.codec.documents import Stored

__all__ = ["confirmed"]

_BLOCK = 1024
"""Documents whose texts are searched together."""

_ORIGINAL_BLOCK = 64
"""The same where the author's texts are searched one by one, which takes longer."""


def confirmed(
    matcher: Matcher,
    field: Field,
    stored: Stored,
    documents: NDArray[np.int64],
    budget: Budget,
) -> NDArray[np.bool_]:
    """Whether the matcher finds something in a field of each of ``documents``; False for those that
    the time limit leaves unread."""
    found = np.zeros(len(documents), np.bool_)
    size = _ORIGINAL_BLOCK if isinstance(matcher, AuthorTextMatcher) else _BLOCK
    for start in range(0, len(documents), size):
        if budget.is_over():
            break
        block = documents[start : start + size].tolist()
        found[start : start + len(block)] = _confirmed_together(matcher, field, stored, block)
    return found


def _confirmed_together(
    matcher: Matcher, field: Field, stored: Stored, documents: list[int]
) -> NDArray[np.bool_]:
    found = np.zeros(len(documents), np.bool_)
    if field.in_text:
        found = _having(matcher, stored.texts(documents))
    remaining = np.flatnonzero(~found).tolist()
    owners: list[int] = []
    texts: list[str] = []
    others = stored.texts_beside([documents[index] for index in remaining])
    for owner, section in zip(remaining, others, strict=True):
        if isinstance(matcher, AuthorTextMatcher):
            section = section.shown
        of_section = [text for text in field.texts(section) if text]
        owners += [owner] * len(of_section)
        texts += of_section
    found[np.array(owners, np.int64)[_having(matcher, texts)]] = True
    return found


def _having(matcher: Matcher, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the texts the matcher finds something in."""
    if isinstance(matcher, AuthorTextMatcher):
        having = dict.fromkeys(texts, False)  # many sections have the title of an article
        for text in having:
            having[text] = next(matcher.find_in_original(text), None) is not None
        return np.fromiter(map(having.__getitem__, texts), np.bool_, len(texts))
    found = np.zeros(len(texts), np.bool_)
    if not texts:
        return found
    folded = fold_all(texts)
    ends = np.cumsum([len(text) + len(TEXT_BREAK) for text in folded])
    starts = [span.start for span in matcher.find(TEXT_BREAK.join(folded))]
    found[np.searchsorted(ends, starts, side="right")] = True
    return found
