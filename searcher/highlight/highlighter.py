"""The longest matches of a query in a text, as spans of the original characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, pairwise
from typing import TypeGuard

from searcher.analysis.authortext import AuthorTextMatcher, Matcher
from searcher.analysis.humps import HUMP, Humped
from searcher.analysis.normalize import Normalized
from searcher.analysis.textmatch import PhraseMatcher, PrefixMatcher, WordsMatcher
from searcher.model import Span

__all__ = ["MAX_MATCHES", "find_matches"]

MAX_MATCHES = 10_000
"""Matches of one matcher in one text; bounds the cost, and no reader needs more."""


def find_matches(original: str, folded: Normalized, matchers: Iterable[Matcher]) -> list[Span]:
    """The matches of all matchers, as spans of the original text: in order, not overlapping.

    A longer match is taken before a shorter one, an earlier before a later. Words that capitals
    divide are searched for their parts as well.
    """
    matchers = list(matchers)
    found: set[Span] = set()
    in_original: set[Span] = set()
    for matcher in matchers:
        if isinstance(matcher, AuthorTextMatcher):
            in_original |= set(islice(matcher.find_in_original(original), MAX_MATCHES))
        else:
            found |= set(islice(matcher.find(folded.text), MAX_MATCHES))
    of_words = [matcher for matcher in matchers if _finds_words(matcher)]
    if of_words and HUMP.search(original):
        humped = Humped.of(original)
        for matcher in of_words:
            spans_of_parts = islice(matcher.find(humped.text), MAX_MATCHES)
            in_original |= set(map(humped.original, spans_of_parts))
    spans = _longest(found)
    if not folded.offsets.is_identity:
        spans = _apart([folded.offsets.original(start, end) for start, end in spans])
    return _longest({*spans, *in_original}) if in_original else spans


def _finds_words(matcher: Matcher) -> TypeGuard[PhraseMatcher | PrefixMatcher | WordsMatcher]:
    """Whether a matcher may find a word of a spaced script."""
    match matcher:
        case PhraseMatcher() | WordsMatcher():
            return matcher.has_letters
    return isinstance(matcher, PrefixMatcher)


def _longest(found: Iterable[Span]) -> list[Span]:
    """A selection without overlaps, the longest spans first; returned in order."""
    in_order = sorted(found)
    if all(left.end <= right.start for left, right in pairwise(in_order)):
        return in_order
    selected: list[Span] = []
    for span in sorted(in_order, key=lambda span: (span.start - span.end, span.start)):
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
