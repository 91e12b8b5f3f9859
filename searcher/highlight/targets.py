"""What a highlighter looks for, in text of the folded space."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import pairwise
from typing import Protocol

from searcher.analysis.tokenfilter import CHARACTER_RUN, is_letter
from searcher.model import Span

__all__ = ["ChunkTarget", "PhraseTarget", "PrefixTarget", "Target"]


class Target(Protocol):
    """Something that a query asked to see."""

    def find(self, text: str) -> Iterator[Span]:
        """Where it stands in folded ``text``; matches may overlap."""


@dataclass(frozen=True)
class PhraseTarget:
    """Folded text as it stands, but for line breaks and runs of white space.

    White space may be missing where a character of the unspaced scripts is beside it. A word
    of a spaced script is met whole.
    """

    text: str
    """What is looked for, folded."""

    def find(self, text: str) -> Iterator[Span]:
        for match in self._pattern.finditer(text):
            if _is_edge(text, match.start()) and _is_edge(text, match.end()):
                yield Span(*match.span())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = self.text.split()
        pattern = re.escape(pieces[0])
        for left, right in pairwise(pieces):
            unspaced = CHARACTER_RUN.match(left[-1]) or CHARACTER_RUN.match(right[0])
            pattern += (r"\s*" if unspaced else r"\s+") + re.escape(right)
        return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class PrefixTarget:
    """The words of spaced scripts that begin with a folded prefix."""

    prefix: str

    def find(self, text: str) -> Iterator[Span]:
        for match in re.finditer(re.escape(self.prefix), text):
            start, end = match.span()
            if _is_edge(text, start):
                while not _is_edge(text, end):
                    end += 1
                yield Span(start, end)


_MOST_PLACES = 16
"""Where a chunk has the same word more often, so many places are tried: for a chunk of one
character over and over, all would take time by its length times the text's."""


@dataclass(frozen=True)
class ChunkTarget:
    """The longest pieces of a chunk, cut where words of the chunk begin and end.

    A piece begins and ends with a word that counts. A single character is a piece only if
    it is all that counts, and a word of a spaced script is never cut.
    """

    text: str
    """The chunk, folded."""
    words: tuple[Span, ...]
    """Those of its words that count, in order, not overlapping."""
    subwords: tuple[Span, ...] = ()
    """Shorter words within these: pieces where the longer is not."""

    def find(self, text: str) -> Iterator[Span]:
        if self._alone:
            yield from self._alone.find(text)
            return
        for start, end, offset in self._shared_runs(text):
            yield from self._pieces(text, start, end, offset)

    @cached_property
    def _alone(self) -> PhraseTarget | None:
        """The character that is all that counts, if it is."""
        first, last = self.words[0] if len(self.words) == 1 else (0, 0)
        return PhraseTarget(self.text[first]) if last - first == 1 else None

    def _shared_runs(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Runs that the text shares with the chunk, each from the first word in it on.

        Yields ``start, end, offset``: ``text[start:end]`` stands in the chunk, too, ``offset``
        characters before.
        """
        chunk = self.text
        standing = [
            _occurrences(text, anchor, places)
            for anchor, places in self._anchors.items()
            if anchor in text
        ]
        if not standing:
            return
        reached: dict[int, int] = {}
        for start, places in merge(*standing):
            for place in places:
                offset = start - place
                if start < reached.get(offset, 0):
                    continue
                end = start + 2
                limit = min(len(text), offset + len(chunk))
                while end < limit and text[end] == chunk[end - offset]:
                    end += 1
                reached[offset] = end
                yield start, end, offset

    @cached_property
    def _anchors(self) -> dict[str, list[int]]:
        """Where a run with a word in it may begin: what stands there, and the first few places.

        That is the word; for a single character, which is no piece by itself, the pairs that
        it makes with its neighbours.
        """
        spans = set()
        for start, end in (*self.words, *self.subwords):
            spans |= {(start, end)} if end - start > 1 else {(start - 1, end), (start, end + 1)}
        anchors: dict[str, list[int]] = {}
        for start, end in sorted(spans):
            if start >= 0 and end <= len(self.text):
                anchors.setdefault(self.text[start:end], []).append(start)
        return {anchor: places[:_MOST_PLACES] for anchor, places in anchors.items()}

    def _pieces(self, text: str, start: int, end: int, offset: int) -> Iterator[Span]:
        """Of a run, the part from the first whole word in it to the last, and the shorter words."""
        words = _between(start - offset, end - offset, self.words)
        firsts = (word.start + offset for word in words if _is_edge(text, word.start + offset))
        lasts = (word.end + offset for word in words[::-1] if _is_edge(text, word.end + offset))
        piece = Span(next(firsts, end), next(lasts, start))
        if piece.end - piece.start > 1:
            yield piece
        for word in _between(start - offset, end - offset, self.subwords):
            piece = Span(word.start + offset, word.end + offset)
            if _is_edge(text, piece.start) and _is_edge(text, piece.end):
                yield piece


def _between(start: int, end: int, words: Sequence[Span]) -> Sequence[Span]:
    """Those of the words, in order, that begin and end there."""
    found = words[bisect_left(words, (start,)) : bisect_left(words, (end,))]
    return [word for word in found if word.end <= end]


def _occurrences(text: str, anchor: str, places: list[int]) -> Iterator[tuple[int, list[int]]]:
    start = text.find(anchor)
    while start >= 0:
        yield start, places
        start = text.find(anchor, start + 1)


def _is_edge(text: str, position: int) -> bool:
    """Whether no word of a spaced script reaches across ``position``."""
    return not (
        0 < position < len(text) and is_letter(text[position - 1]) and is_letter(text[position])
    )
