"""Where a text of the folded space has what was asked for: used to mark it and to confirm it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import merge
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, TypeVar

from searcher.analysis.tokenfilter import CHARACTER_RUN, is_letter
from searcher.model import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "TEXT_BREAK",
    "ChunkMatcher",
    "PhraseMatcher",
    "PrefixMatcher",
    "ProximityMatcher",
    "TextMatcher",
]

TEXT_BREAK = "\0"
"""Stands between texts that are searched as one: no query has it, and nothing reaches across."""

_Item = TypeVar("_Item")


class TextMatcher(Protocol):
    """Something that a query asked to see."""

    def find(self, text: str) -> Iterator[Span]:
        """Where it stands in folded ``text``; matches may overlap."""


@dataclass(frozen=True)
class PhraseMatcher:
    """Folded text as it stands, but for line breaks and runs of white space.

    White space may be missing where a character of the unspaced scripts is beside it. A word
    of a spaced script is met whole.
    """

    text: str
    """What is looked for, folded."""
    holding: tuple[str, ...] = ()
    """Longer texts that it is not looked for within."""

    def find(self, text: str) -> Iterator[Span]:
        match = self._pattern.search(text)
        while match:
            span, after = Span(*match.span(1)), match.end()
            if span.start >= 0:
                if self._stands_alone(text, span):
                    yield span
                else:
                    after = match.start() + 1
            match = self._pattern.search(text, after)

    def _stands_alone(self, text: str, span: Span) -> bool:
        """Whether no word of a spaced script reaches into it or out of it."""
        # Not in the pattern: to compile it with all those letters takes milliseconds.
        return not self._has_letters or (_is_edge(text, span.start) and _is_edge(text, span.end))

    @cached_property
    def _has_letters(self) -> bool:
        return any(map(is_letter, self.text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = self.text.split()
        pattern = re.escape(pieces[0])
        for left, right in pairwise(pieces):
            unspaced = CHARACTER_RUN.match(left[-1]) or CHARACTER_RUN.match(right[0])
            pattern += (r"\s*" if unspaced else r"\s+") + re.escape(right)
        passed_over = "".join(f"{re.escape(longer)}|" for longer in self.holding)
        return re.compile(f"{passed_over}({pattern})")


@dataclass(frozen=True, slots=True)
class ProximityMatcher:
    """Words that stand together in a stretch of text, in any order; all that do in any such.

    A stretch is long enough for each word once and ``distance`` characters besides: what two
    words share is counted for either, white space is not counted, so line breaks make no
    difference. A word of a spaced script is met whole.
    """

    words: tuple[str, ...]
    """Folded, different, without white space."""
    distance: int

    def find(self, text: str) -> Iterator[Span]:
        if not all(word in text for word in self.words):
            return
        import numpy as np  # what matches without it should not wait for it

        places = [np.fromiter(_standing_alone(text, word), np.int64) for word in self.words]
        if not all(map(len, places)):
            return
        lengths = [len(word) for word in self.words]
        reach = sum(lengths) + self.distance
        # In characters that count, so far apart across a break that nothing reaches over it.
        counted = _counted_characters(text, reach)
        starts = [counted.take(own) for own in places]
        # A stretch may begin with any occurrence: it needs the next one of each word.
        firsts = np.unique(np.concatenate(starts))
        for own, length in zip(starts, lengths, strict=True):
            following = own.searchsorted(firsts)
            firsts, following = firsts[following < len(own)], following[following < len(own)]
            firsts = firsts[own.take(following) + length <= firsts + reach]
        for place, own, length in zip(places, starts, lengths, strict=True):
            within = np.zeros(len(own) + 1, np.int64)
            np.add.at(within, own.searchsorted(firsts), 1)
            np.add.at(within, own.searchsorted(firsts + reach - length, side="right"), -1)
            for start in place[np.cumsum(within[:-1]) > 0].tolist():
                yield Span(start, start + length)


def _counted_characters(text: str, reach: int) -> NDArray[np.int64]:
    """For each place in a text how many characters before it are not white space; a break between
    texts counts as ``reach`` of them."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    weights = _counts().take(np.minimum(codes, _LAST_SPACE + 1))
    breaks = (codes == ord(TEXT_BREAK)) * reach
    counted: NDArray[np.int64] = np.cumsum(weights + breaks) - (weights + breaks)
    return counted


_LAST_SPACE = 0x3000
"""The last code point that is white space."""


@cache
def _counts() -> NDArray[np.bool_]:
    """Of each code point up to the one after the last white space, whether it counts."""
    import numpy as np

    return np.array([not chr(code).isspace() for code in range(_LAST_SPACE + 2)])


def _standing_alone(text: str, word: str) -> Iterator[int]:
    """Where a word starts, but for where it is part of a longer word of a spaced script."""
    before, after = (_ASCII_LETTER if is_letter(end) else "" for end in (word[0], word[-1]))
    if not before and not after:
        for start, _ in _occurrences(text, word, None):
            yield start
        return
    # Quicker than to ask of each place; letters that are not in ASCII remain to be seen.
    pattern = (
        f"(?<!{before})" * bool(before) + f"(?={re.escape(word)}" + f"(?!{after})" * bool(after)
    )
    for match in re.finditer(f"{pattern})", text):
        start = match.start()
        end = start + len(word)
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        if beside.isascii() or (_is_edge(text, start) and _is_edge(text, end)):
            yield start


_ASCII_LETTER = "[a-z0-9_]"


@dataclass(frozen=True, slots=True)
class PrefixMatcher:
    """The words of spaced scripts that begin with a folded prefix."""

    prefix: str

    def find(self, text: str) -> Iterator[Span]:
        for match in re.finditer(re.escape(self.prefix), text):
            start, end = match.span()
            if _is_edge(text, start):
                while not _is_edge(text, end):
                    end += 1
                yield Span(start, end)


_MAX_PLACES = 16
"""Where a chunk has the same word more often, so many places are tried: for a chunk of one
character over and over, all would take time by its length times the text's."""


@dataclass(frozen=True)
class ChunkMatcher:
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
        if self._has_letters:
            for start, end, offset in self._shared_runs(text):
                yield from self._pieces(text, start, end, offset)
            return
        # What the pieces of a run are depends on nothing but where in the chunk it stands.
        known: dict[tuple[int, int], list[Span]] = {}
        for start, end, offset in self._shared_runs(text):
            run = start - offset, end - offset
            if run not in known:
                known[run] = list(self._pieces(self.text, *run, 0))
            for piece in known[run]:
                yield Span(piece.start + offset, piece.end + offset)

    @cached_property
    def _has_letters(self) -> bool:
        return any(map(is_letter, self.text))

    @cached_property
    def _alone(self) -> PhraseMatcher | None:
        """The word or character that is all that counts, if it is."""
        if len(self.words) != 1 or self.subwords:
            return None
        return PhraseMatcher(self.text[slice(*self.words[0])])

    def _shared_runs(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Runs that the text shares with the chunk, each from the first word in it on.

        Yields ``start, end, offset``: ``text[start:end]`` stands in the chunk, too, ``offset``
        characters before.
        """
        chunk = self.text
        standing = [
            _occurrences(text, anchor, (len(anchor), places))
            for anchor, places in self._anchors.items()
            if anchor in text
        ]
        if not standing:
            return
        reached: dict[int, int] = {}
        for start, (length, places) in merge(*standing):
            for place in places:
                offset = start - place
                if start < reached.get(offset, 0):
                    continue
                end = start + length
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
        return {anchor: places[:_MAX_PLACES] for anchor, places in anchors.items()}

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


def _occurrences(text: str, piece: str, item: _Item) -> Iterator[tuple[int, _Item]]:
    """Where a piece starts, overlapping ones too, each with the item that goes with it."""
    start = text.find(piece)
    while start >= 0:
        yield start, item
        start = text.find(piece, start + 1)


def _is_edge(text: str, position: int) -> bool:
    """Whether no word of a spaced script reaches across ``position``."""
    return not (
        0 < position < len(text) and is_letter(text[position - 1]) and is_letter(text[position])
    )
