"""The longest matches of a query in a text, as spans of the original characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, pairwise

from searcher.analysis.normalize import Normalized
from searcher.analysis.textmatch import TextMatcher
from searcher.model import Span

__all__ = ["MAX_MATCHES", "find_matches"]

MAX_MATCHES = 10_000
"""Matches of one matcher in one text; bounds the cost, and no reader needs more."""


def find_matches(text: Normalized, matchers: Iterable[TextMatcher]) -> list[Span]:
    """The matches of all matchers, as spans of the original text: in order, not overlapping.

    A longer match is taken before a shorter one, an earlier before a later.
    """
    found = sorted(
        {s for matcher in matchers for s in islice(matcher.find(text.text), MAX_MATCHES)}
    )
    if any(left.end > right.start for left, right in pairwise(found)):
        found = _longest(found)
    if text.offsets.is_identity:
        return found
    return _apart([text.offsets.original(start, end) for start, end in found])


def _longest(found: Iterable[Span]) -> list[Span]:
    """A selection without overlaps, the longest spans first; returned in order."""
    selected: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start - span.end, span.start)):
        index = bisect_left(selected, span)
        if (index == 0 or selected[index - 1].end <= span.start) and (
            index == len(selected) or span.end <= selected[index].start
        ):
            selected.insert(index, span)
    return selected


def _apart(spans: list[Span]) -> list[Span]:
    """The spans, those joined that share an original character, as only an edit can cause."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
