"""Correction: a misspelled piece of text -> the nearest entries of the vocabulary."""

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
"""Entries that are considered for each kind of mistake."""


class Mistake(IntEnum):
    """The kind of mistake that turns an entry into the piece, the likeliest first."""

    SOUND = 0
    """Some characters, but not all, are others of the same sound."""
    SWAP = 1
    """Two neighbouring characters are swapped."""
    OTHER = 2
    """One character is wrong, missing or too many; or all are others of the same sound."""


class Nearest(NamedTuple):
    """An entry near to a piece of text; sorts by likelihood, the likeliest first."""

    mistake: Mistake
    wrong: int
    """How many characters of the piece differ from the entry."""
    rarity: int
    """The number of sections that have the entry, negated."""
    text: str
    is_name: bool


def nearest(piece: str, vocabulary: Vocabulary, *, strict: bool = False) -> list[Nearest]:
    """The entries that a folded text may be a misspelling of, the likeliest first.

    For two characters, only sound and swaps count, because most pairs of characters are one edit
    away from some word; a word of a spaced script needs four characters or more. With ``strict``
    only two mistakes are considered: one character of the same sound, and two that are swapped.
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
        entry = _nearest(piece, mistake, number, vocabulary)
        if _is_plausible(piece, entry.text) and not (strict and _is_far(entry)):
            best[entry.text] = min(entry, best.get(entry.text, entry))
    return sorted(best.values())


_Found: TypeAlias = Iterator[tuple[Mistake, int]]
"""Mistakes and numbers of entries; an entry may come more than once."""


def _nearest(piece: str, mistake: Mistake, number: int, vocabulary: Vocabulary) -> Nearest:
    text = vocabulary.text(number)
    wrong = 1
    if mistake is Mistake.SOUND:
        wrong = sum(map(str.__ne__, piece, text))
        mistake = Mistake.OTHER if wrong == len(piece) else mistake
    sections = vocabulary.sections.item(number)
    return Nearest(mistake, wrong, -sections, text, bool(vocabulary.is_name[number]))


def _is_far(entry: Nearest) -> bool:
    return entry.mistake is Mistake.OTHER or entry.wrong > 1


def _is_plausible(piece: str, text: str) -> bool:
    """Whether the piece may be a misspelling of an entry: the digits and the kind of script agree,
    and the piece does not contain the entry."""
    return (
        _NOT_DIGIT.sub("", piece) == _NOT_DIGIT.sub("", text)
        and bool(CHARACTER_RUN.search(piece)) == bool(CHARACTER_RUN.search(text))
        and text not in piece
    )


_NOT_DIGIT = re.compile(r"\D+")


def _swapped(piece: str, vocabulary: Vocabulary) -> _Found:
    for at in range(len(piece) - 1):
        one, other = piece[at], piece[at + 1]
        number = vocabulary.find(piece[:at] + other + one + piece[at + 2 :])
        if number is not None and one != other:
            yield Mistake.SWAP, number


def _of_same_sound(piece: str, vocabulary: Vocabulary) -> _Found:
    matrix = vocabulary.matrix(len(piece))
    rows = np.arange(len(matrix))
    for column, character in enumerate(piece):
        rows = rows[sounding_like(character).take(matrix[rows, column], mode="clip")]
    rows = rows[(matrix[rows] != _codes(piece)).any(axis=1)]
    return _commonest(rows, len(piece), Mistake.SOUND, vocabulary)


def _one_off(piece: str, vocabulary: Vocabulary) -> _Found:
    length = len(piece)
    same = [vocabulary.matrix(length)[:, at] == ord(one) for at, one in enumerate(piece)]
    one_wrong = np.flatnonzero(_sum(same) == length - 1)
    yield from _commonest(one_wrong, length, Mistake.OTHER, vocabulary)
    # The common prefix and the common suffix together must cover the piece.
    longer = vocabulary.matrix(length + 1)
    front = accumulate((longer[:, at] == ord(one) for at, one in enumerate(piece)), np.logical_and)
    back = accumulate(
        (longer[:, at + 1] == ord(piece[at]) for at in reversed(range(length))), np.logical_and
    )
    one_missing = np.flatnonzero(_sum(front) + _sum(back) >= length)
    yield from _commonest(one_missing, length + 1, Mistake.OTHER, vocabulary)
    for at in range(length):
        number = vocabulary.find(piece[:at] + piece[at + 1 :])
        if number is not None:
            yield Mistake.OTHER, number


def _sum(flags: Iterable[NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """The number of arrays that are true at each index."""
    return reduce(np.add, (array.view(np.uint8) for array in flags))


def _commonest(rows: Numbers, length: int, mistake: Mistake, vocabulary: Vocabulary) -> _Found:
    """The rows of a matrix that most sections have, and all that rank like the last of these."""
    numbers = rows + vocabulary.first(length)
    if len(numbers) > MAX_KEPT:
        sections = vocabulary.sections[numbers]
        numbers = numbers[sections >= np.partition(sections, -MAX_KEPT)[-MAX_KEPT]]
    for number in numbers.tolist():
        yield mistake, number


def _codes(piece: str) -> NDArray[np.uint32]:
    return np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")
