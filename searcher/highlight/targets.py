"""What a highlighter looks for, in text of the folded space."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from operator import attrgetter
from typing import Protocol

from searcher.analysis.tokenfilter import CHARACTER_RUN, is_letter
from searcher.model import Span

__all__ = ["ChunkTarget", "PhraseTarget", "PrefixTarget", "Target"]


class Target(Protocol):
    """Something that a query asked to see."""

    def find(self, text: str) -> Iterator[Span]:
        """Where it stands in folded ``text``; matches may overlap."""


@dataclass(frozen=True, slots=True)
class PhraseTarget:
    """Folded text as it stands, but for line breaks and runs of white space.

    White space may be missing where a character of the unspaced scripts is beside it. A word
    of a spaced script is met whole.
    """

    text: str
    """What is looked for, folded."""

    def find(self, text: str) -> Iterator[Span]:
        for match in self._pattern().finditer(text):
            if _is_edge(text, match.start()) and _is_edge(text, match.end()):
                yield Span(*match.span())

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
"""Where a chunk has the same pair of characters more often, so many places are tried: for a
chunk of one character over and over, all would take time by its length times the text's."""


@dataclass(frozen=True, slots=True)
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
        if len(self.words) == 1 and self.words[0].end - self.words[0].start == 1:
            character = self.text[self.words[0].start]
            yield from PhraseTarget(character).find(text)
            return
        for run, offset in self._shared_runs(text):
            if piece := self._piece(text, run, offset):
                yield piece
            yield from self._subpieces(text, run, offset)

    def _shared_runs(self, text: str) -> Iterator[tuple[Span, int]]:
        """Maximal runs of two and more characters that the text shares with the chunk.

        Yields ``run, offset``: ``text[run.start:run.end]`` stands in the chunk, too, ``offset``
        characters before.
        """
        chunk = self.text
        places: dict[str, list[int]] = {}
        for place in range(len(chunk) - 1):
            places.setdefault(chunk[place : place + 2], []).append(place)
        reached: dict[int, int] = {}
        for start in sorted(start for pair in places for start in _occurrences(text, pair)):
            for place in places[text[start : start + 2]][:_MOST_PLACES]:
                offset = start - place
                if start < reached.get(offset, 0):
                    continue
                end = start + 2
                limit = min(len(text), offset + len(chunk))
                while end < limit and text[end] == chunk[end - offset]:
                    end += 1
                reached[offset] = end
                yield Span(start, end), offset

    def _subpieces(self, text: str, run: Span, offset: int) -> Iterator[Span]:
        """The shorter words that lie in a run."""
        first = bisect_left(self.subwords, run.start - offset, key=attrgetter("start"))
        for start, end in islice(self.subwords, first, None):
            piece = Span(start + offset, end + offset)
            if piece.start >= run.end:
                break
            if piece.end <= run.end and _is_edge(text, piece.start) and _is_edge(text, piece.end):
                yield piece

    def _piece(self, text: str, run: Span, offset: int) -> Span | None:
        """The part of a run from the first whole word in it to the last."""
        first = bisect_left(self.words, run.start - offset, key=attrgetter("start"))
        last = bisect_right(self.words, run.end - offset, key=attrgetter("end"))
        words = [Span(start + offset, end + offset) for start, end in self.words[first:last]]
        starts = (word.start for word in words if _is_edge(text, word.start))
        ends = (word.end for word in reversed(words) if _is_edge(text, word.end))
        piece = Span(next(starts, len(text)), next(ends, 0))
        return piece if piece.end - piece.start > 1 else None


def _occurrences(text: str, piece: str) -> Iterator[int]:
    start = text.find(piece)
    while start >= 0:
        yield start
        start = text.find(piece, start + 1)


def _is_edge(text: str, position: int) -> bool:
    """Whether no word of a spaced script reaches across ``position``."""
    return not (
        0 < position < len(text) and is_letter(text[position - 1]) and is_letter(text[position])
    )
