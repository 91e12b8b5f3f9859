"""Matchers that find a text, with the freedom that writers have.

A word of a spaced script may be glued or have signs in it (wifi, Wi-Fi), and there may be a blank
or none beside characters of unspaced scripts, and between letters and digits; see
:mod:`~searcher.analysis.units`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from searcher.analysis.tokenfilter import (
    CHARACTER_RUN,
    PASSED_OVER,
    SIGN,
    is_letter,
    whole_latin_words,
)
from searcher.analysis.units import is_turn
from searcher.model import Span

__all__ = ["PassageMatcher", "PhraseMatcher", "Squeezed", "glued_pattern", "is_edge"]


def is_edge(text: str, position: int) -> bool:
    """Whether no word of a spaced script, and no part of one, reaches across ``position``."""
    if not 0 < position < len(text):
        return True
    left, right = text[position - 1], text[position]
    if not (left.isalnum() and right.isalnum()) or is_turn(left, right):
        return True
    return bool(CHARACTER_RUN.match(left) or CHARACTER_RUN.match(right))


@dataclass(frozen=True)
class PhraseMatcher:
    """Finds a folded text in one piece, but for line breaks and runs of white space.

    White space may be missing beside a character of the unspaced scripts. A word of a spaced
    script, or a part of one, matches only whole.
    """

    text: str
    """The text to find, folded."""
    exceptions: tuple[str, ...] = ()
    """Longer texts; it does not match within them."""

    @property
    def passes_over(self) -> bool:
        """Whether it passes over punctuation."""
        return False

    def find(self, text: str) -> Iterator[Span]:
        match = self._pattern.search(text)
        while match:
            span, after = Span(*match.span(1)), match.end()
            if span.start >= 0:
                if not self.has_letters or (is_edge(text, span.start) and is_edge(text, span.end)):
                    yield span
                else:
                    after = match.start() + 1
            match = self._pattern.search(text, after)

    @cached_property
    def has_letters(self) -> bool:
        """Whether a word of a spaced script is in it."""
        return any(map(is_letter, self.text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        skipped = "".join(f"{re.escape(longer)}|" for longer in self.exceptions)
        return re.compile(f"{skipped}({self._pattern_of_text()})")

    def _pattern_of_text(self) -> str:
        text = self.text.strip()
        pattern = ""
        left = None
        end = 0
        for piece in _pieces(text):
            between = text[end : piece.start]
            if left is None or between.strip():
                pattern += _flexible(between)
            elif between:
                pattern += r"\s*" if _may_touch(left, piece) else r"\s+"
            elif left.is_word != piece.is_word:
                pattern += " ?"
            pattern += piece.pattern
            left, end = piece, piece.start + len(piece.text)
        return pattern + _flexible(text[end:])


@dataclass(frozen=True)
class PassageMatcher(PhraseMatcher):
    """Finds three or more characters and words of a folded text wherever they follow each other on
    a line with nothing between them but punctuation and blanks; fewer of them in one piece.

    Where white space was typed, a line may end.
    """

    @property
    def passes_over(self) -> bool:
        return len(_pieces(self.text)) > 2

    def _pattern_of_text(self) -> str:
        pieces = _pieces(self.text)
        if not self.passes_over:
            last = pieces[-1] if pieces else None
            core = self.text[pieces[0].start : last.start + len(last.text)] if last else self.text
            return PhraseMatcher(core)._pattern_of_text()
        first, *others = pieces
        pattern = first.pattern
        for left, right in pairwise((first, *others)):
            between = self.text[left.start + len(left.text) : right.start]
            pattern += rf"(?:{PASSED_OVER}|\n)" if any(map(str.isspace, between)) else PASSED_OVER
            pattern += "*" if not between or _may_touch(left, right) else "+"
            pattern += right.pattern
        return pattern


class _Piece(NamedTuple):
    """A word of a spaced script, or a character of an unspaced one, or a sign."""

    text: str
    start: int
    is_word: bool

    @property
    def pattern(self) -> str:
        return glued_pattern(self.text) if self.is_word else re.escape(self.text)


def _pieces(text: str) -> list[_Piece]:
    """What has a position in a folded text, and the signs, in order."""
    pieces = [_Piece(word, start, True) for word, start in whole_latin_words(text)]
    for run in CHARACTER_RUN.finditer(text):
        # A code point that is not assigned yet has no position, like punctuation.
        pieces += [
            _Piece(character, at, False)
            for at, character in enumerate(run.group(), run.start())
            if character.isalnum()
        ]
    pieces += [_Piece(sign.group(), sign.start(), False) for sign in SIGN.finditer(text)]
    return sorted(pieces, key=lambda piece: piece.start)


def _may_touch(left: _Piece, right: _Piece) -> bool:
    """Whether two pieces with white space between them may stand without."""
    return not (left.is_word and right.is_word) or is_turn(left.text[-1], right.text[0])


def _flexible(text: str) -> str:
    """A pattern of a text without letters, with any white space where it has some, or none."""
    return r"\s*".join(map(re.escape, re.split(r"\s+", text)))


_ATOM = re.compile(r"\d+(?:[.:]\d+)*|.")
_JOINTS = frozenset("-.'")


def glued_pattern(word: str) -> str:
    """A pattern of a word of a spaced script in all its writings: hyphens, points and apostrophes
    between letters make no difference, nor do these or a blank between letters and digits."""
    atoms = _ATOM.findall(word)
    pattern = left = ""
    for atom, following in zip(atoms, [*atoms[1:], ""], strict=True):
        if atom in _JOINTS and _are_joined(left, following[:1]):
            continue
        if _are_joined(left, atom[0]):
            pattern += "[-.' ]?" if is_turn(left, atom[0]) else "[-.']?"
        pattern += re.escape(atom)
        left = atom[-1]
    return pattern


def _are_joined(left: str, right: str) -> bool:
    """Whether two characters are letters, or a letter and a digit."""
    return left.isalnum() and right.isalnum() and not (left.isdecimal() and right.isdecimal())


class Squeezed(NamedTuple):
    """A text without what makes no difference in it: blanks at the edges of words of spaced scripts
    beside other characters and between letters and digits, signs that join letters."""

    text: str
    breaks: tuple[int, ...]
    """Where in ``text`` a character was left out, ascending."""

    @classmethod
    def of(cls, text: str) -> Squeezed:
        """A folded text, squeezed."""
        candidates = (match.start() for match in _REMOVABLE.finditer(text))
        removed = [at for at in candidates if _makes_no_difference(*text[at - 1 : at + 2])]
        if not removed:
            return cls(text, ())
        starts = [0, *(place + 1 for place in removed)]
        pieces = [text[s:e] for s, e in zip(starts, [*removed, len(text)], strict=True)]
        return cls("".join(pieces), tuple(place - n for n, place in enumerate(removed)))

    def is_edge(self, position: int) -> bool:
        """Whether no word of a spaced script reaches across a position in ``text``."""
        index = bisect_left(self.breaks, position)
        return self.breaks[index : index + 1] == (position,) or is_edge(self.text, position)

    def squeezed(self, span: Span) -> Span:
        """The span in ``text`` that one in the original text has."""
        originals = [place + number for number, place in enumerate(self.breaks)]
        start, end = (place - bisect_left(originals, place) for place in span)
        return Span(start, end)

    def original(self, span: Span) -> Span:
        """The span in the original text that one in ``text`` has."""
        start, end = span
        return Span(start + bisect_right(self.breaks, start), end + bisect_left(self.breaks, end))


_REMOVABLE = re.compile(r"(?<=[\w+#]) (?=\.?\w)|(?<=\w)[-.'](?=\w)")


def _makes_no_difference(left: str, between: str, right: str) -> bool:
    unspaced = (CHARACTER_RUN.match(left) is not None, CHARACTER_RUN.match(right) is not None)
    if between == " ":
        return unspaced[0] != unspaced[1] or is_turn(left, right)
    return not any(unspaced) and _are_joined(left, right)
