"""What words of spaced scripts share with their neighbours, and what they are made of.

Writers put a blank between Han characters and Latin letters or digits, or none, and the same
between letters and digits: ``X 軸`` and ``X軸``, ``250 ml`` and ``250ml``. Terms that reach across
such a place are the same in both writings:

- a *seam* is a word and the character beside it, ``x 軸`` and ``第 3``;
- a *joined* word is a word without the signs within it, ``covid19`` for ``covid-19``, or a word of
  letters and the number beside it, ``windows10`` for ``windows 10``.

A *continuation* is a character of an unspaced script that has another before it on the line, with
nothing between them but punctuation and blanks: `` 第`` in 梦》——第. Phrases pass over these. The
blank in seams and continuations keeps them apart from words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from searcher.analysis.tokenfilter import (
    CHARACTER_RUN,
    PASSED_OVER,
    latin_words,
)

__all__ = [
    "Stretch",
    "continuation",
    "continuations",
    "is_turn",
    "is_unspaced",
    "joined",
    "joined_words",
    "part_places",
    "parts",
    "seam_before",
    "seam_behind",
    "seams",
]


class Stretch(NamedTuple):
    """A term that stands for ``text[start:end]`` of a text."""

    text: str
    start: int
    end: int


_MAX_ATOMS = 8
"""Letters and digits by turns, in a word that has parts of these: more are in no word that
people read, but in hashes and keys."""

_ATOM = re.compile(r"\d+(?:[.:]\d+)*|[^\W\d_]+(?:\+\+|#)?")
_STRETCH = re.compile(r"(?:[^\W_]|(?<=\d)[.:](?=\d))+(?:\+\+|#)?")
_NUMBERED = re.compile(r"(?<![^\W\d_])[^\W\d_]+\d+")

_JOINABLE = re.compile(r"[^\W_]+(?:[-.'][^\W_]+){1,2}")
_JOINT = re.compile(r"[-.'](?!(?<=\d.)\d)")
_LONGEST_JOINED = 24
"""Code points of a word that is joined: longer ones are names of files and modules."""

_TRAILING_NUMBER = re.compile(r"(?<![\d.:])\d[\d.:]{0,3}\Z")
_LEADING_NUMBER = re.compile(r"\d(?:[\d.:]{0,2}\d)?(?![\d.:])")
_SHORT = 3
"""Code points of a word that is whole in its seams. Of a longer one the last letter is in the seam
behind it, and there is none before it, so that these are not too many."""

# They stand before and after any word, and no unit begins or ends with one.
_NO_UNIT_BEFORE = frozenset("的是和与或及了在为用于到从将把被若当")
_NO_UNIT_AFTER = frozenset("的是和与或及等了在")


def parts(word: str) -> list[str]:
    """The parts of a word of a spaced script, by where they begin, the longer first; none if it has
    but one.

    These are what signs separate, and in that letters, digits, and letters with the digits after
    them: ``v300r200`` has v300, v, 300, r200, r and 200. A number has none.
    """
    if word.isalpha() or word.isdecimal():
        return []
    return [word[start:end] for start, end in part_places(word)]


def part_places(word: str) -> list[tuple[int, int]]:
    """Where each of the :func:`parts` begins and ends in the word."""
    atoms = [match.span() for match in _ATOM.finditer(word)]
    if len(atoms) < 2 and atoms == [(0, len(word))]:
        return []
    places = {match.span() for match in _STRETCH.finditer(word)}
    if len(atoms) <= _MAX_ATOMS:
        places.update(atoms)
        places.update(match.span() for match in _NUMBERED.finditer(word))
    places.discard((0, len(word)))
    return sorted(places, key=lambda place: (place[0], -place[1]))


def joined(word: str) -> str:
    """A word of a spaced script without hyphens, points and apostrophes, but for those between
    digits; empty if it has none, or is no word of two or three parts."""
    if word.isalnum() or len(word) > _LONGEST_JOINED or not _JOINABLE.fullmatch(word):
        return ""
    together = _JOINT.sub("", word)
    return together if together != word else ""


def joined_words(word: str) -> list[str]:
    """The word :func:`joined`, if it can be."""
    return [together] if (together := joined(word)) else []


def seams(text: str) -> Iterator[tuple[Stretch, str]]:
    """The terms of a folded text that reach across the edge of a word of a spaced script, and the
    kind of each: ``seam`` or ``joined``."""
    words = latin_words(text)
    for number, (word, start) in enumerate(words):
        end = start + len(word)
        at = start - 1 - (text[start - 1 : start] == " ")
        if at >= 0 and is_unspaced(text[at]) and (seam := seam_before(text[at], word)):
            yield Stretch(seam, at, start + len(seam) - len("x ")), "seam"
        at = end + (text[end : end + 1] == " ")
        if at < len(text) and is_unspaced(text[at]) and (seam := seam_behind(word, text[at])):
            yield Stretch(seam, start, at + 1), "seam"
        if number + 1 < len(words) and text[end : end + 1] == " ":
            following, place = words[number + 1]
            if place == end + 1 and is_turn(word[-1], following[0]):
                together = Stretch(word + following, start, place + len(following))
                if len(together.text) <= _LONGEST_JOINED:
                    yield together, "joined"


def seam_before(character: str, word: str) -> str:
    """The seam of a character of an unspaced script and the word after it, empty if there is
    none."""
    if character in _NO_UNIT_BEFORE:
        return ""
    head = _head(word)
    return f"{character} {head}" if head else ""


def seam_behind(word: str, character: str) -> str:
    """The seam of a word and the character of an unspaced script after it, empty if there is
    none."""
    return "" if character in _NO_UNIT_AFTER else f"{_tail(word)} {character}"


@cache
def is_unspaced(character: str) -> bool:
    """Whether a character is of an unspaced script."""
    return CHARACTER_RUN.match(character) is not None


def is_turn(left: str, right: str) -> bool:
    """Whether of two characters one is a letter and the other a digit."""
    return left.isalnum() and right.isalnum() and left.isdecimal() != right.isdecimal()


def _tail(word: str) -> str:
    """What the seam behind a word has of it: of letters and a number the number alone, as if there
    were a blank between them."""
    if word[-1].isdecimal() and (number := _TRAILING_NUMBER.search(word)):
        return number.group()
    return word if len(word) <= _SHORT else f"-{word[-1]}"


def _head(word: str) -> str:
    """What the seam before a word has of it, empty if there is none."""
    if len(word) <= _SHORT:
        return word
    number = _LEADING_NUMBER.match(word)
    return number.group() if number else ""


_PASSED_OVER = re.compile(rf"(?<=\w){PASSED_OVER}+(?=\w)")


def continuation(character: str) -> str:
    """The term for a character that continues a line after punctuation or a blank."""
    return f" {character}"


def continuations(text: str) -> Iterator[Stretch]:
    """The continuations in a folded text, each from where the line stops."""
    for match in _PASSED_OVER.finditer(text):
        start, end = match.span()
        if is_unspaced(text[start - 1]) and is_unspaced(text[end]):
            yield Stretch(continuation(text[end]), start, end + 1)
