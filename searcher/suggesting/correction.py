"""Correction: a misspelled piece of text -> the nearest entries of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.suggesting.completion import best
from searcher.suggesting.phonetics import units
from searcher.suggesting.readings import sound_nearly_alike
from searcher.suggesting.shapes import likeness
from searcher.suggesting.sounds import abbreviated, alike, spelt
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["Evidence", "Mistake", "Nearest", "nearest", "typed_by_sound"]

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint32]

MAX_KEPT = 16
"""Entries that are considered for each kind of mistake."""

LIKENESS = 1.0
"""Of two characters that are easily taken for each other, at least; see ``shapes``."""


class Mistake(IntEnum):
    """The kind of mistake that turns an entry into the piece, the likeliest first."""

    SPELT = 0
    """None: the whole entry was typed by its sound."""
    DOUBLED = 1
    """A character stands there twice."""
    SOUND = 2
    """Characters are others of the same sound."""
    SWAP = 3
    """Two neighbouring characters are swapped."""
    ALIKE = 4
    """One character is another of similar shape, or of nearly the same sound."""
    MISSING = 5
    """One character is missing."""
    OTHER = 6
    """One character is wrong, or too many."""
    BEGUN = 7
    """The beginning of the entry was typed by its sound, or the initials of its syllables."""


class Evidence(IntEnum):
    """How much speaks for a mistake in a piece, the least first."""

    WEAK = 0
    """Only one character of the same sound, or two that are swapped, are considered."""
    WHOLE = 1
    """The piece is all that was typed: considered is what leaves most of it as it is."""
    STRONG = 2
    """Anything is considered."""

    def admits(self, mistake: Mistake, wrong: int) -> bool:
        """Whether a mistake is considered that makes ``wrong`` characters differ."""
        match self:
            case Evidence.WEAK:
                return mistake in (Mistake.SOUND, Mistake.SWAP) and wrong == 1
            case Evidence.WHOLE:
                return mistake not in (Mistake.ALIKE, Mistake.OTHER)
        return True


class Nearest(NamedTuple):
    """An entry near to a piece of text; sorts by likelihood, the likeliest first."""

    mistake: Mistake
    wrong: int
    """How many characters of the piece differ from the entry."""
    unlikeness: float
    """How little a wrong character looks like the right one, negated likeness; 0 if it hardly
    does, and for other mistakes."""
    rarity: int
    """The number of sections that have the entry, negated."""
    text: str
    number: int
    """The entry in the vocabulary."""


def nearest(piece: str, vocabulary: Vocabulary, evidence: Evidence) -> list[Nearest]:
    """The entries that a folded text may be a misspelling of, the likeliest first.

    For two characters, only one of the same sound and swaps count, because most pairs of
    characters are one edit away from some word; a word of a spaced script needs four characters
    or more.
    """
    has_unspaced = CHARACTER_RUN.search(piece) is not None
    if not (2 if has_unspaced else 4) <= len(piece) < MAX_TERM_LENGTH:
        return []
    found = [*_of_same_length(piece, vocabulary)]
    if has_unspaced:
        found += _commonest(alike(piece, vocabulary), Mistake.SOUND, vocabulary)
    if len(piece) > 2 and evidence > Evidence.WEAK:
        found += _one_too_many(piece, vocabulary)
        found += _one_missing(piece, vocabulary)
    likeliest: dict[str, Nearest] = {}
    for mistake, number in found:
        entry = _nearest(piece, mistake, number, vocabulary)
        is_near = len(piece) > 2 or entry.wrong == 1
        if is_near and evidence.admits(entry.mistake, entry.wrong) and _is_plausible(piece, entry):
            likeliest[entry.text] = min(entry, likeliest.get(entry.text, entry))
    return sorted(likeliest.values())


def typed_by_sound(typed: str, vocabulary: Vocabulary) -> list[Nearest]:
    """The entries that a text, as it was typed, spells by their sound, the likeliest first: those
    that it spells whole, or else those that completion knows."""
    sounds = units(typed)
    if not sounds:
        return []
    if len(whole := spelt(sounds, vocabulary, whole=True)):
        return sorted(_by_sound(whole, Mistake.SPELT, vocabulary))
    # A single letter before a character is a name of its own, as in C盘, and no half syllable.
    if any(one.is_spelt and len(one.text) == 1 for one in sounds[:-1]):
        return []
    begun = spelt(sounds, vocabulary)
    for entries in (begun, abbreviated(sounds, vocabulary, whole=True)):
        if len(entries):
            return sorted(_by_sound(entries, Mistake.BEGUN, vocabulary))
    return sorted(_by_sound(abbreviated(sounds, vocabulary), Mistake.BEGUN, vocabulary))


def _by_sound(entries: Numbers, mistake: Mistake, vocabulary: Vocabulary) -> Iterator[Nearest]:
    for number in best(entries, vocabulary, MAX_KEPT):
        rarity = -vocabulary.sections.item(number)
        yield Nearest(mistake, 0, 0.0, rarity, vocabulary.text(number), number)


_Found: TypeAlias = Iterator[tuple[Mistake, int]]
"""Mistakes and numbers of entries; an entry may come more than once."""


def _nearest(piece: str, mistake: Mistake, number: int, vocabulary: Vocabulary) -> Nearest:
    text = vocabulary.text(number)
    wrong, unlikeness = 1, 0.0
    if mistake is Mistake.SOUND:
        wrong = sum(map(str.__ne__, piece, text))
    elif mistake is Mistake.ALIKE:
        likely = max(
            _likeness(one, other) for one, other in zip(piece, text, strict=True) if one != other
        )
        if likely < LIKENESS:
            mistake = Mistake.OTHER
        else:
            unlikeness = -likely
    rarity = -vocabulary.sections.item(number)
    return Nearest(mistake, wrong, unlikeness, rarity, text, number)


def _likeness(one: str, other: str) -> float:
    return max(likeness(one, other), LIKENESS * sound_nearly_alike(one, other))


def _is_plausible(piece: str, entry: Nearest) -> bool:
    """Whether the piece may be a misspelling of an entry: the digits and the kind of script agree,
    and the piece does not contain the entry, unless as what is left of a doubled character."""
    text = entry.text
    return (
        _NOT_DIGIT.sub("", piece) == _NOT_DIGIT.sub("", text)
        and bool(CHARACTER_RUN.search(piece)) == bool(CHARACTER_RUN.search(text))
        and (text not in piece or entry.mistake is Mistake.DOUBLED)
    )


_NOT_DIGIT = re.compile(r"\D+")


def _of_same_length(piece: str, vocabulary: Vocabulary) -> _Found:
    """The entries of which one character is wrong, or two neighbours are swapped."""
    codes = _codes(piece)
    rows, entries = _sharing_an_end(codes, len(piece), vocabulary)
    differs = entries != codes
    count = differs.sum(axis=1)
    if len(piece) > 2:
        yield from _commonest(rows[count == 1], Mistake.ALIKE, vocabulary)
    swapped = codes[:-1] != codes[1:]
    swapped = swapped & (entries[:, :-1] == codes[1:]) & (entries[:, 1:] == codes[:-1])
    yield from _commonest(rows[(count == 2) & swapped.any(axis=1)], Mistake.SWAP, vocabulary)


def _one_too_many(piece: str, vocabulary: Vocabulary) -> _Found:
    codes = _codes(piece)
    rows, entries = _sharing_an_end(codes, len(piece) - 1, vocabulary)
    front, back = _agreeing(entries == codes[:-1], entries == codes[1:])
    is_near = front + back >= len(piece) - 1
    for number, at in zip(rows[is_near].tolist(), front[is_near].tolist(), strict=True):
        # The common beginning is as long as it can be, so it ends with the first of two.
        is_doubled = at > 0 and piece[at] == piece[at - 1]
        yield Mistake.DOUBLED if is_doubled else Mistake.OTHER, number


def _one_missing(piece: str, vocabulary: Vocabulary) -> _Found:
    codes = _codes(piece)
    rows, entries = _sharing_an_end(codes, len(piece) + 1, vocabulary)
    front, back = _agreeing(entries[:, :-1] == codes, entries[:, 1:] == codes)
    yield from _commonest(rows[front + back >= len(piece)], Mistake.MISSING, vocabulary)


def _sharing_an_end(codes: Codes, length: int, vocabulary: Vocabulary) -> tuple[Numbers, Codes]:
    """The entries of a length that share the first or the last character, as all do that are one
    mistake away: their numbers and their code points. Of two characters, all entries."""
    matrix = vocabulary.matrix(length)
    if len(codes) > 2:
        kept = np.flatnonzero((matrix[:, 0] == codes[0]) | (matrix[:, -1] == codes[-1]))
    else:
        kept = np.flatnonzero((matrix == codes[0]).any(axis=1))
    return kept + vocabulary.first(length), matrix[kept]


def _agreeing(
    front: NDArray[np.bool_], back: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many characters agree in each row from the beginning on, and from the end."""
    return (
        np.logical_and.accumulate(front, axis=1).sum(axis=1),
        np.logical_and.accumulate(back[:, ::-1], axis=1).sum(axis=1),
    )


def _codes(piece: str) -> Codes:
    return np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), "<u4")


def _commonest(numbers: Numbers, mistake: Mistake, vocabulary: Vocabulary) -> _Found:
    """The entries that most sections have, and all that rank like the last of these."""
    if len(numbers) > MAX_KEPT:
        sections = vocabulary.sections[numbers]
        numbers = numbers[sections >= np.partition(sections, -MAX_KEPT)[-MAX_KEPT]]
    for number in numbers.tolist():
        yield mistake, number
