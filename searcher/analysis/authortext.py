"""Matchers that need the author's text, because the folded space has lost what they look for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from searcher.analysis.normalize import Normalized
from searcher.analysis.offsets import Edit, OffsetMap
from searcher.analysis.textmatch import TextMatcher
from searcher.model import Span

if TYPE_CHECKING:
    import re2

__all__ = ["AuthorTextMatcher", "Matcher", "NoRegexEngine", "RegexMatcher", "as_typed"]


@dataclass(frozen=True, slots=True)
class AuthorTextMatcher:
    """Applies a matcher to the author's text in a form other than the folded one."""

    matcher: TextMatcher
    form: Callable[[str], Normalized]
    """Gives the form of a text, and the map back to it."""

    def find_in_original(self, text: str) -> Iterator[Span]:
        """The matches in the author's text; they may overlap."""
        normalized = self.form(text)
        for start, end in self.matcher.find(normalized.text):
            yield normalized.offsets.original(start, end)


Matcher: TypeAlias = "TextMatcher | AuthorTextMatcher"


class NoRegexEngine(Exception):
    """The engine of regular expressions is not installed."""


@dataclass(frozen=True)
class RegexMatcher:
    """Finds what a regular expression of RE2 matches, but for empty matches.

    Takes time by the length of the text, whatever the pattern.
    """

    pattern: str

    def check(self) -> None:
        """Raises NoRegexEngine; ValueError, which says why, for a pattern that is not one of RE2,
        or that matches the empty text, and so every text."""
        if self._regex.search("") is not None:
            raise ValueError("it matches the empty text")

    def find(self, text: str) -> Iterator[Span]:
        for match in self._regex.finditer(text):
            start, end = match.span()
            if end > start:
                yield Span(start, end)

    @cached_property
    def _regex(self) -> re2._Regexp:
        try:
            import re2  # not before it is needed, and it may not be there
        except ImportError as exc:
            raise NoRegexEngine from exc
        options = re2.Options()
        options.never_capture = True
        options.log_errors = False
        try:
            return re2.compile(f"(?m:{self.pattern})", options)
        except re2.error as exc:
            reason = exc.args[0] if exc.args else exc
            raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from exc


def as_typed(text: str) -> Normalized:
    """A text in the very characters that were typed: composed, and without case."""
    lowered = _SURROGATE.sub("\ufffd", text.lower())
    if len(lowered) != len(text):
        lowered = "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
    if unicodedata.is_normalized("NFC", lowered):
        return Normalized(lowered, OffsetMap())
    pieces = []
    edits = []
    length = 0
    for cluster in _CLUSTER.finditer(lowered):
        composed = unicodedata.normalize("NFC", cluster.group())
        if composed != cluster.group():
            edits.append(Edit(length, length + len(composed), *cluster.span()))
        pieces.append(composed)
        length += len(composed)
    return Normalized("".join(pieces), OffsetMap(edits))


_SURROGATE = re.compile("[\ud800-\udfff]")

_CLUSTER = re.compile(r".[\u0300-\u036f\u1161-\u1175\u11a8-\u11c2\u3099\u309a]*", re.DOTALL)
"""A character with those that compose with it."""
