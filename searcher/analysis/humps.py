"""The parts of words that capitals show: camelCase, getUserName, HTTPServer.

The folded space has no case, so these are found in the author's text, in ASCII letters and digits.
They are terms of texts alone: a query has no need of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from searcher.analysis.tokenfilter import MAX_TERM_LENGTH
from searcher.analysis.units import parts
from searcher.model import Span

__all__ = ["HUMP", "Humped", "hump_parts", "hump_words"]

HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a part begins within a word."""

_WORD = re.compile("[A-Za-z0-9]+")
_MAX_PARTS = 8
"""More are in no name, but in keys and in data."""


def hump_parts(word: str) -> list[str]:
    """The parts of two letters and more that only the capitals of a word show, folded."""
    if len(word) > MAX_TERM_LENGTH:
        return []
    found = [part.lower() for part in HUMP.split(word)]
    if not 1 < len(found) <= _MAX_PARTS:
        return []
    others = {*parts(word.lower())}
    return [part for part in found if len(part) > 1 and part not in others]


def hump_words(text: str) -> Iterator[tuple[str, int]]:
    """The words of an author's text that have such parts, and where each begins."""
    end = 0
    for hump in HUMP.finditer(text):
        if hump.start() < end:
            continue
        start = hump.start()
        while start > end and _WORD.match(text, start - 1):
            start -= 1
        word = _WORD.match(text, start)
        if word:
            end = word.end()
            yield word.group(), start


class Humped(NamedTuple):
    """The words of an author's text that capitals divide, folded, each with ``_`` between its
    parts and a break behind it: in this writing the parts are apart."""

    text: str
    starts: tuple[int, ...]
    """Where each part begins in ``text``, ascending."""
    originals: tuple[int, ...]
    """Where it begins in the author's text."""

    @classmethod
    def of(cls, text: str) -> Humped:
        """Those of an author's text."""
        pieces: list[str] = []
        starts: list[int] = []
        originals: list[int] = []
        length = 0
        for word, place in hump_words(text):
            for part in HUMP.split(word):
                starts.append(length)
                originals.append(place)
                pieces += [part.lower(), "_"]
                length += len(part) + 1
                place += len(part)
            pieces[-1] = "\0"
        return cls("".join(pieces), tuple(starts), tuple(originals))

    def original(self, span: Span) -> Span:
        """The span in the author's text that one in ``text`` has."""
        return Span(self._original(span.start), self._original(span.end - 1) + 1)

    def _original(self, position: int) -> int:
        part = bisect_right(self.starts, position) - 1
        return position - self.starts[part] + self.originals[part]
