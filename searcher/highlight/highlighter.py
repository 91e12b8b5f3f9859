"""Where a text shows what was asked for: the longest matches, in the author's characters."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from searcher.analysis.normalize import Normalized
from searcher.highlight.targets import Target
from searcher.model import Span

__all__ = ["MOST_MATCHES", "find_matches"]

MOST_MATCHES = 10_000
"""What is looked at of a target in one text: no reader wants more, and no text can cost more."""


def find_matches(text: Normalized, targets: Iterable[Target]) -> list[Span]:
    """The matches of all targets, as spans of the original text: in order, not overlapping.

    A longer match is taken before a shorter one, an earlier before a later. What a match has
    beside a longer one that it overlaps is marked, too: side by side they show both.
    """
    found = sorted(
        {span for target in targets for span in islice(target.find(text.text), MOST_MATCHES)},
        key=lambda span: (span.start - span.end, span.start),
    )
    taken = bytearray(len(text.text))
    whole = [span for span in found if _take(span, taken)]
    beside = [rest for span in found if _take(rest := _trim(span, taken), taken)]
    matches = [text.offsets.original(*span) for span in whole + beside]
    return _apart(sorted(matches))


def _take(span: Span, taken: bytearray) -> bool:
    """Mark a span as taken, if all of it is free and there is something of it."""
    free = span.start < span.end and 1 not in taken[span.start : span.end]
    if free:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return free


def _trim(span: Span, taken: bytearray) -> Span:
    """The span without what is taken at its ends."""
    start, end = span
    while start < end and taken[start]:
        start += 1
    while end > start and taken[end - 1]:
        end -= 1
    return Span(start, end)


def _apart(spans: list[Span]) -> list[Span]:
    """Spans that touch the same original character, which only an edit can cause, as one."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
