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

    A longer match is taken before a shorter one, an earlier before a later.
    """
    found = sorted(
        {span for target in targets for span in islice(target.find(text.text), MOST_MATCHES)},
        key=lambda span: (span.start - span.end, span.start),
    )
    if not found:
        return []
    taken = bytearray(len(text.text))
    matches = []
    for start, end in found:
        if 1 not in taken[start:end]:
            taken[start:end] = b"\x01" * (end - start)
            matches.append(text.offsets.original(start, end))
    return _apart(sorted(matches))


def _apart(spans: list[Span]) -> list[Span]:
    """Spans that touch the same original character, which only an edit can cause, as one."""
    apart: list[Span] = []
    for span in spans:
        if apart and span.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
