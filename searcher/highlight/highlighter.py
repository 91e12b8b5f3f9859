"""Where a text shows what was asked for: the longest matches, in the author's characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, pairwise

from searcher.analysis.normalize import Normalized
from searcher.analysis.textmatch import TextMatcher
from searcher.model import Span

__all__ = ["MAX_MATCHES", "find_matches"]

MAX_MATCHES = 10_000
"""What is looked at of a target in one text: no reader wants more, and no text can cost more."""


def find_matches(text: Normalized, targets: Iterable[TextMatcher]) -> list[Span]:
    """The matches of all targets, as spans of the original text: in order, not overlapping.

    A longer match is taken before a shorter one, an earlier before a later.
    """
    found = sorted({s for target in targets for s in islice(target.find(text.text), MAX_MATCHES)})
    if any(left.end > right.start for left, right in pairwise(found)):
        found = _longest(found)
    if text.offsets.is_identity:
        return found
    return _apart([text.offsets.original(start, end) for start, end in found])


def _longest(found: Iterable[Span]) -> list[Span]:
    """Of spans that may overlap those that are taken, in order."""
    taken: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start - span.end, span.start)):
        place = bisect_left(taken, span)
        if (place == 0 or taken[place - 1].end <= span.start) and (
            place == len(taken) or span.end <= taken[place].start
        ):
            taken.insert(place, span)
    return taken


def _apart(spans: list[Span]) -> list[Span]:
    """Spans that touch the same original character, which only an edit can cause, as one."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
