"""Matchers that find words, phrases, proximities and prefixes in folded text.

Highlighting and the confirmation of phrases both use them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import merge
from typing import TYPE_CHECKING, Protocol, TypeVar

from searcher.analysis.phrasematch import (
    PassageMatcher,
    PhraseMatcher,
    Squeezed,
    glued_pattern,
    is_edge,
)
from searcher.analysis.tokenfilter import is_letter
from searcher.model import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "TEXT_BREAK",
    "PassageMatcher",
    "PhraseMatcher",
    "PrefixMatcher",
    "ProximityMatcher",
    "TextMatcher",
    "WordsMatcher",
]

TEXT_BREAK = "\0"
"""Separates texts that are searched as one: no query contains it, and no match reaches across."""

_Item = TypeVar("_Item")


class TextMatcher(Protocol):
    """Finds one part of a query in a text."""

    def find(self, text: str) -> Iterator[Span]:
        """The matches in folded ``text``; they may overlap."""


@dataclass(frozen=True, slots=True)
class ProximityMatcher:
    """Finds words that stand near each other, in any order.

    All words must stand in one window of text. The window holds each word once and ``distance``
    further characters; characters that two words share count for both, and white space does not
    count. Every occurrence within such a window is a match. A word of a spaced script matches
    only whole.
    """

    words: tuple[str, ...]
    """Folded, different, without white space."""
    distance: int

    def find(self, text: str) -> Iterator[Span]:
        if not all(word in text for word in self.words):
            return
        import numpy as np  # here, because other matchers do not need it

        positions = [np.fromiter(_standing_alone(text, word), np.int64) for word in self.words]
        if not all(map(len, positions)):
            return
        lengths = [len(word) for word in self.words]
        reach = sum(lengths) + self.distance
        # Positions without white space; a break between texts is wider than any window.
        counted = _counted_characters(text, reach)
        starts = [counted.take(of_word) for of_word in positions]
        # A window may begin with any occurrence: it needs the next one of each word.
        firsts = np.unique(np.concatenate(starts))
        for of_word, length in zip(starts, lengths, strict=True):
            following = of_word.searchsorted(firsts)
            exists = following < len(of_word)
            firsts, following = firsts[exists], following[exists]
            firsts = firsts[of_word.take(following) + length <= firsts + reach]
        for in_text, of_word, length in zip(positions, starts, lengths, strict=True):
            windows = np.zeros(len(of_word) + 1, np.int64)
            np.add.at(windows, of_word.searchsorted(firsts), 1)
            np.add.at(windows, of_word.searchsorted(firsts + reach - length, side="right"), -1)
            for start in in_text[np.cumsum(windows[:-1]) > 0].tolist():
                yield Span(start, start + length)


def _counted_characters(text: str, reach: int) -> NDArray[np.int64]:
    """For each position in a text, how many characters before it are not white space; a break
    between texts counts as ``reach`` of them."""
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
    """For each code point up to the one after the last white space, whether it is none."""
    import numpy as np

    return np.array([not chr(code).isspace() for code in range(_LAST_SPACE + 2)])


def _standing_alone(text: str, word: str) -> Iterator[int]:
    """The positions of a word that is not part of a longer word of a spaced script."""
    before, after = (_ASCII_LETTER if is_letter(end) else "" for end in (word[0], word[-1]))
    if not before and not after:
        for start, _ in _occurrences(text, word, None):
            yield start
        return
    # Faster than testing each position; only letters outside ASCII are tested below.
    pattern = (
        f"(?<!{before})" * bool(before) + f"(?={re.escape(word)}" + f"(?!{after})" * bool(after)
    )
    for match in re.finditer(f"{pattern})", text):
        start = match.start()
        end = start + len(word)
        beside = text[max(start - 1, 0) : start] + text[end : end + 1]
        if beside.isascii() or (_is_outside(text, start) and _is_outside(text, end)):
            yield start


_ASCII_LETTER = "[a-z0-9_]"


@dataclass(frozen=True, slots=True)
class PrefixMatcher:
    """Finds the words of spaced scripts that begin with a folded prefix."""

    prefix: str

    def find(self, text: str) -> Iterator[Span]:
        for match in re.finditer(glued_pattern(self.prefix), text):
            start, end = match.span()
            if is_edge(text, start):
                while end < len(text) and is_letter(text[end]):
                    end += 1
                yield Span(start, end)


_MAX_REPETITIONS = 16
"""Positions of a word that a query repeats; the others are not tried. With all of them, a query of
one repeated character would take time by its length times that of the text."""


@dataclass(frozen=True)
class WordsMatcher:
    """Finds the longest pieces of some words that were typed without white space between them.

    A piece begins and ends with a word that counts. A single character is a piece only if
    it is all that counts, and a word of a spaced script is never cut.
    """

    text: str
    """The words as typed, folded."""
    words: tuple[Span, ...]
    """The words in ``text`` that count, in order, not overlapping."""
    subwords: tuple[Span, ...] = ()
    """Shorter words within these, which match where the longer word does not."""

    def find(self, text: str) -> Iterator[Span]:
        if self._alone:
            yield from self._alone.find(text)
            return
        if self.has_letters:
            yield from self._squeezed.find_squeezed(Squeezed.of(text))
            return
        # The pieces of a run depend only on its position in ``self.text``.
        pieces: dict[tuple[int, int], list[Span]] = {}
        for start, end, offset in self._shared_runs(text):
            run = start - offset, end - offset
            if run not in pieces:
                pieces[run] = list(self._pieces(Squeezed(self.text, ()), *run, 0))
            for piece in pieces[run]:
                yield Span(piece.start + offset, piece.end + offset)

    def find_squeezed(self, text: Squeezed) -> Iterator[Span]:
        """The matches, as spans of the text that was squeezed; this text is squeezed, too."""
        for start, end, offset in self._shared_runs(text.text):
            yield from map(text.original, self._pieces(text, start, end, offset))

    @cached_property
    def _squeezed(self) -> WordsMatcher:
        """The same for squeezed texts."""
        text = Squeezed.of(self.text)
        words, subwords = (tuple(map(text.squeezed, own)) for own in (self.words, self.subwords))
        return WordsMatcher(text.text, words, subwords)

    @cached_property
    def has_letters(self) -> bool:
        """Whether a word of a spaced script is in it."""
        return any(map(is_letter, self.text))

    @cached_property
    def _alone(self) -> PhraseMatcher | None:
        """A matcher for the only word or character that counts, if there is only one."""
        if len(self.words) != 1 or self.subwords:
            return None
        return PhraseMatcher(self.text[slice(*self.words[0])])

    def _shared_runs(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Runs of characters that both texts share, each from its first word on.

        Yields ``start, end, offset``: ``text[start:end]`` equals
        ``self.text[start - offset : end - offset]``.
        """
        typed = self.text
        occurrences = [
            _occurrences(text, anchor, (len(anchor), positions))
            for anchor, positions in self._anchors.items()
            if anchor in text
        ]
        if not occurrences:
            return
        reached: dict[int, int] = {}
        for start, (length, positions) in merge(*occurrences):
            for position in positions:
                offset = start - position
                if start < reached.get(offset, 0):
                    continue
                end = start + length
                limit = min(len(text), offset + len(typed))
                while end < limit and text[end] == typed[end - offset]:
                    end += 1
                reached[offset] = end
                yield start, end, offset

    @cached_property
    def _anchors(self) -> dict[str, list[int]]:
        """The texts that a run may begin with, each with its first positions in ``self.text``.

        These are the words; for a word of a single character, which is no piece by itself, the
        pairs that it makes with its neighbours.
        """
        spans = set()
        for start, end in (*self.words, *self.subwords):
            spans |= {(start, end)} if end - start > 1 else {(start - 1, end), (start, end + 1)}
        anchors: dict[str, list[int]] = {}
        for start, end in sorted(spans):
            if start >= 0 and end <= len(self.text):
                anchors.setdefault(self.text[start:end], []).append(start)
        return {anchor: found[:_MAX_REPETITIONS] for anchor, found in anchors.items()}

    def _pieces(self, text: Squeezed, start: int, end: int, offset: int) -> Iterator[Span]:
        """The part of a run from its first whole word to its last, and the subwords in it."""
        words = _between(start - offset, end - offset, self.words)
        firsts = (word.start + offset for word in words if text.is_edge(word.start + offset))
        lasts = (word.end + offset for word in words[::-1] if text.is_edge(word.end + offset))
        piece = Span(next(firsts, end), next(lasts, start))
        if piece.end - piece.start > 1:
            yield piece
        for word in _between(start - offset, end - offset, self.subwords):
            piece = Span(word.start + offset, word.end + offset)
            if text.is_edge(piece.start) and text.is_edge(piece.end):
                yield piece


def _between(start: int, end: int, words: Sequence[Span]) -> Sequence[Span]:
    """The words, in order, that lie between ``start`` and ``end``."""
    found = words[bisect_left(words, (start,)) : bisect_left(words, (end,))]
    return [word for word in found if word.end <= end]


def _occurrences(text: str, piece: str, item: _Item) -> Iterator[tuple[int, _Item]]:
    """The positions of a piece, also where it overlaps itself, each paired with ``item``."""
    start = text.find(piece)
    while start >= 0:
        yield start, item
        start = text.find(piece, start + 1)


def _is_outside(text: str, position: int) -> bool:
    """Whether no word of a spaced script reaches across ``position``."""
    return not (
        0 < position < len(text) and is_letter(text[position - 1]) and is_letter(text[position])
    )
