"""Units of pinyin -> the entries of the vocabulary that sound so, or begin so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.suggesting.phonetics import Unit
from searcher.suggesting.readings import (
    TABLE_SIZE,
    InName,
    read_as,
    read_in_names_as,
    sounding_like,
    sounding_like_in_names,
    syllables,
)
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["abbreviated", "alike", "spelt"]

Numbers = NDArray[np.int64]

_MAX_SYLLABLE_LENGTH = 6
"""Letters of a syllable: zhuang."""


class _Sound(NamedTuple):
    """What the character at a place of an entry may be."""

    characters: NDArray[np.bool_]
    """For each code point below TABLE_SIZE, whether it may."""
    in_names: tuple[InName, ...] = ()
    """Characters that may only beside their neighbour."""


def spelt(units: tuple[Unit, ...], vocabulary: Vocabulary, *, whole: bool = False) -> Numbers:
    """The entries whose syllables begin as ``units`` do, of which the last syllable may be
    incomplete; with ``whole``, those that are read so from the first syllable to the last."""
    return _joined(_spelt(units, 0, _beginning(units[0], vocabulary), vocabulary, whole))


def abbreviated(units: tuple[Unit, ...], vocabulary: Vocabulary, *, whole: bool = False) -> Numbers:
    """The entries of whose syllables each letter is the initial; with ``whole``, those of as many
    syllables. None for a single letter, and where a tone or a blank shows that syllables were
    typed."""
    initials = [
        _character(unit.text) if not unit.is_spelt else _Sound(read_as(letters))
        for unit in units
        for letters in ([unit.text] if unit.is_zhuyin or not unit.is_spelt else unit.text)
    ]
    are_apart = any(one.is_spelt and other.is_spelt for one, other in pairwise(units))
    are_whole = any(unit.has_tone for unit in units) or not any(unit.is_spelt for unit in units)
    are_apart = are_apart and not any(unit.is_zhuyin for unit in units)
    if len(initials) < 2 or are_apart or are_whole:
        return np.zeros(0, np.int64)
    entries = _beginning(units[0], vocabulary)
    for index, sound in enumerate(initials):
        entries = _narrowed(entries, index, sound, vocabulary)
    return _of_length(len(initials), entries, vocabulary) if whole else entries


def alike(text: str, vocabulary: Vocabulary) -> Numbers:
    """The other entries that sound like a folded text, character for character."""
    matrix = vocabulary.matrix(len(text))
    rows = np.arange(len(matrix))
    for index, character in enumerate(text):
        column = matrix[rows, index] if index else matrix[:, 0]
        kept = sounding_like(character).take(column, mode="clip")
        for code, side, neighbour in sounding_like_in_names(character):
            if 0 <= index + side < len(text):
                at = np.flatnonzero(column == code)
                kept[at] |= matrix[rows[at], index + side] == neighbour
        rows = rows[kept]
    entries: Numbers = rows + vocabulary.first(len(text))
    own = vocabulary.find(text)
    return entries if own is None else entries[entries != own]


def _spelt(
    units: tuple[Unit, ...], index: int, entries: Numbers, vocabulary: Vocabulary, whole: bool
) -> Iterator[Numbers]:
    """The ``entries`` that are read as ``units`` from the character at ``index`` on."""
    unit, *others = units
    if not unit.is_spelt:
        found = _narrowed(entries, index, _character(unit.text), vocabulary)
        yield from _rest(tuple(others), index + 1, found, vocabulary, whole)
        return
    letters = unit.text
    if not others and not whole and not unit.has_tone:
        sound = _Sound(read_as(letters), read_in_names_as(letters))
        yield _narrowed(entries, index, sound, vocabulary)
    for length in range(1, min(len(letters), _MAX_SYLLABLE_LENGTH) + 1):
        syllable, left = letters[:length], letters[length:]
        if unit.is_zhuyin and not left and syllable not in syllables():
            syllable += "i"  # ㄓ is zhi
        if syllable in syllables() and not (unit.is_zhuyin and left):
            sound = _Sound(read_as(syllable, whole=True), read_in_names_as(syllable, whole=True))
            found = _narrowed(entries, index, sound, vocabulary)
            rest = (unit._replace(text=left), *others) if left else tuple(others)
            yield from _rest(rest, index + 1, found, vocabulary, whole)


def _rest(
    units: tuple[Unit, ...], index: int, entries: Numbers, vocabulary: Vocabulary, whole: bool
) -> Iterator[Numbers]:
    """The same for what is left of the units, perhaps nothing."""
    if not units:
        yield _of_length(index, entries, vocabulary) if whole else entries
    elif len(entries):
        yield from _spelt(units, index, entries, vocabulary, whole)


def _beginning(unit: Unit, vocabulary: Vocabulary) -> Numbers:
    """The entries that can begin with a unit: a character, or one that has a reading."""
    if not unit.is_spelt:
        return vocabulary.prefixed(unit.text)
    return vocabulary.spoken


def _character(text: str) -> _Sound:
    characters = np.zeros(TABLE_SIZE, np.bool_)
    if ord(text) < TABLE_SIZE:
        characters[ord(text)] = True
    return _Sound(characters)


def _narrowed(entries: Numbers, index: int, sound: _Sound, vocabulary: Vocabulary) -> Numbers:
    """The ``entries`` whose character at ``index`` may be one of a sound."""
    starts, codes = vocabulary.starts, vocabulary.codes
    entries = entries[starts[entries + 1] - starts[entries] > index]
    places = starts[entries] + index
    found = codes[places]
    kept = (found < TABLE_SIZE) & sound.characters.take(found, mode="clip")
    for code, side, neighbour in sound.in_names:
        if index + side >= 0:
            for at in np.flatnonzero(found == code).tolist():
                place = places.item(at) + side
                if place < starts.item(entries.item(at) + 1) and codes[place] == neighbour:
                    kept[at] = True
    narrowed: Numbers = entries[kept]
    return narrowed


def _of_length(length: int, entries: Numbers, vocabulary: Vocabulary) -> Numbers:
    starts = vocabulary.starts
    kept: Numbers = entries[starts[entries + 1] - starts[entries] == length]
    return kept


def _joined(pieces: Iterable[Numbers]) -> Numbers:
    return np.unique(np.concatenate([*chain([np.zeros(0, np.int64)], pieces)]))
