"""What may this have been meant for? A mistyped piece of text -> the nearest entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import reduce
from itertools import accumulate
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.suggesting.readings import sounding_like
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["Mistake", "Nearest", "nearest"]

Numbers = NDArray[np.int64]

MAX_KEPT = 16
"""Entries of each kind of mistake that are looked at."""


class Mistake(IntEnum):
    """What was done to an entry, the likeliest first."""

    SOUND = 0
    """Other characters that may be read like its own, though not in every place."""
    SWAP = 1
    """Two neighbours changed places."""
    OTHER = 2
    """One character is wrong, missing, or too many; or it only sounds the same."""


class Nearest(NamedTuple):
    """An entry that a piece of text is near to; what sorts first is likeliest."""

    mistake: Mistake
    wrong: int
    """How many characters stand in the piece otherwise than in the entry."""
    rarity: int
    """The sections that have it, negative."""
    text: str
    is_name: bool


def nearest(piece: str, vocabulary: Vocabulary, *, strict: bool = False) -> list[Nearest]:
    """The entries that a folded text may have been meant for, the likeliest first.

    Of two characters, only what sounds the same or is swapped counts, for most pairs of
    characters are one apart from some word; a word of a spaced script has four and more.
    With ``strict`` only two kinds of slips are thought of: one character that sounds the same,
    and two that are swapped.
    """
    has_unspaced = CHARACTER_RUN.search(piece) is not None
    if not (2 if has_unspaced else 4) <= len(piece) < MAX_TERM_LENGTH:
        return []
    found = [*_swapped(piece, vocabulary)]
    if has_unspaced:
        found += _of_same_sound(piece, vocabulary)
    if len(piece) > 2 and not strict:
        found += _one_off(piece, vocabulary)
    best: dict[str, Nearest] = {}
    for mistake, number in found:
        own = _judged(piece, mistake, number, vocabulary)
        if _is_plausible(piece, own.text) and not (strict and _is_far(own)):
            best[own.text] = min(own, best.get(own.text, own))
    return sorted(best.values())


_Found: TypeAlias = Iterator[tuple[Mistake, int]]
"""Numbers of entries, an entry more than once perhaps."""


def _judged(piece: str, mistake: Mistake, number: int, vocabulary: Vocabulary) -> Nearest:
    text = vocabulary.text(number)
    wrong = 1
    if mistake is Mistake.SOUND:
        wrong = sum(map(str.__ne__, piece, text))
        mistake = Mistake.OTHER if wrong == len(piece) else mistake
    sections = vocabulary.sections.item(number)
    return Nearest(mistake, wrong, -sections, text, bool(vocabulary.is_name[number]))


def _is_far(own: Nearest) -> bool:
    return own.mistake is Mistake.OTHER or own.wrong > 1


def _is_plausible(piece: str, text: str) -> bool:
    """Whether the piece may be a slip: not another number or script, nor the entry and more."""
    return (
        _NOT_DIGIT.sub("", piece) == _NOT_DIGIT.sub("", text)
        and bool(CHARACTER_RUN.search(piece)) == bool(CHARACTER_RUN.search(text))
        and text not in piece
    )


_NOT_DIGIT = re.compile(r"\D+")


def _swapped(piece: str, vocabulary: Vocabulary) -> _Found:
    for place in range(len(piece) - 1):
        one, other = piece[place], piece[place + 1]
        number = vocabulary.find(piece[:place] + other + one + piece[place + 2 :])
        if number is not None and one != other:
            yield Mistake.SWAP, number


def _of_same_sound(piece: str, vocabulary: Vocabulary) -> _Found:
    matrix = vocabulary.matrix(len(piece))
    rows = np.arange(len(matrix))
    for place, character in enumerate(piece):
        rows = rows[sounding_like(character).take(matrix[rows, place], mode="clip")]
    rows = rows[(matrix[rows] != _codes(piece)).any(axis=1)]
    return _commonest(rows, len(piece), Mistake.SOUND, vocabulary)


def _one_off(piece: str, vocabulary: Vocabulary) -> _Found:
    length = len(piece)
    same = [vocabulary.matrix(length)[:, at] == ord(one) for at, one in enumerate(piece)]
    one_wrong = np.flatnonzero(_sum(same) == length - 1)
    yield from _commonest(one_wrong, length, Mistake.OTHER, vocabulary)
    # As far as the two agree from the front, and from the back, must be all of the piece.
    longer = vocabulary.matrix(length + 1)
    front = accumulate((longer[:, at] == ord(one) for at, one in enumerate(piece)), np.logical_and)
    back = accumulate(
        (longer[:, at + 1] == ord(piece[at]) for at in reversed(range(length))), np.logical_and
    )
    one_missing = np.flatnonzero(_sum(front) + _sum(back) >= length)
    yield from _commonest(one_missing, length + 1, Mistake.OTHER, vocabulary)
    for place in range(length):
        number = vocabulary.find(piece[:place] + piece[place + 1 :])
        if number is not None:
            yield Mistake.OTHER, number


def _sum(flags: Iterable[NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """How many of some arrays are true in each place."""
    return reduce(np.add, (own.view(np.uint8) for own in flags))


def _commonest(rows: Numbers, length: int, mistake: Mistake, vocabulary: Vocabulary) -> _Found:
    """The rows of a matrix that most sections have; all that are as good as the last of them."""
    numbers = rows + vocabulary.first(length)
    if len(numbers) > MAX_KEPT:
        sections = vocabulary.sections[numbers]
        numbers = numbers[sections >= np.partition(sections, -MAX_KEPT)[-MAX_KEPT]]
    for number in numbers.tolist():
        yield mistake, number


def _codes(piece: str) -> NDArray[np.uint32]:
    return np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")
