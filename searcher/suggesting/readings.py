"""Pinyin of folded characters: syllables without tones, ü as v.

``readings.txt`` has the readings that a character has in words at large, ``name_readings.txt``
those that it has in certain names. The latter count only beside the neighbour that it has there:
种师道 begins with chong, 种类 does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.normalize import fold

__all__ = [
    "InName",
    "read_as",
    "read_in_names_as",
    "sound_nearly_alike",
    "sounding_like",
    "sounding_like_in_names",
    "syllables",
]

TABLE_SIZE = 0x10000
"""Characters beyond have no reading here."""


class InName(NamedTuple):
    """A character that is read in an uncommon way beside a certain neighbour."""

    code: int
    side: int
    """Where the neighbour stands: -1 before it, 1 after it."""
    neighbour: int
    """The neighbour's code point."""


@cache
def syllables() -> dict[str, str]:
    """Syllable -> the characters with this reading; a character may have several readings."""
    return {line[0]: line[1] for line in _lines("readings.txt")}


@lru_cache(maxsize=512)
def read_as(letters: str, *, whole: bool = False) -> NDArray[np.bool_]:
    """For each code point below TABLE_SIZE, whether it has a reading that begins with ``letters``,
    or that equals them if ``whole``."""
    if whole:
        return _table(syllables()[letters])
    return _table("".join(s for key, s in syllables().items() if key.startswith(letters)))


@lru_cache(maxsize=512)
def read_in_names_as(letters: str, *, whole: bool = False) -> tuple[InName, ...]:
    """The characters that have such a reading in names alone."""
    return tuple(
        each
        for key, found in _in_names().items()
        if key == letters or (not whole and key.startswith(letters))
        for each in found
    )


@lru_cache(maxsize=512)
def sounding_like(character: str) -> NDArray[np.bool_]:
    """For each code point below TABLE_SIZE, whether it is the character or shares a reading."""
    alike = (syllables()[reading] for reading in _readings_of(character))
    return _table("".join((character, *alike)))


@lru_cache(maxsize=512)
def sounding_like_in_names(character: str) -> tuple[InName, ...]:
    """The characters that share a reading of ``character`` in names alone."""
    found = (_in_names().get(reading, ()) for reading in _readings_of(character))
    return tuple(each for several in found for each in several)


@lru_cache(maxsize=4096)
def sound_nearly_alike(one: str, other: str) -> bool:
    """Whether two characters have readings that many people do not tell apart: zh and z, ing and
    in, n and l, f and h."""
    return not _blurred(one).isdisjoint(_blurred(other))


def _blurred(character: str) -> frozenset[str]:
    return frozenset(
        _FINAL.sub("n", _INITIAL.sub(lambda found: _BLURRED[found.group()], reading))
        for reading in _readings_of(character)
    )


_INITIAL = re.compile("^(?:zh|ch|sh|[zcslnfh])")
_BLURRED = dict(zip(("zh", "ch", "sh", *"zcslnfh"), "zcszcsnnff", strict=True))
_FINAL = re.compile("(?<=[aei])ng$")


@lru_cache(maxsize=4096)
def _readings_of(character: str) -> tuple[str, ...]:
    return tuple(key for key, characters in syllables().items() if character in characters)


@cache
def _in_names() -> dict[str, tuple[InName, ...]]:
    """Syllable -> the characters that have this reading in names alone."""
    found: defaultdict[str, dict[InName, None]] = defaultdict(dict)
    for name, *readings in _lines("name_readings.txt"):
        folded = fold(name)
        for at, (character, reading) in enumerate(zip(folded, readings, strict=True)):
            if character not in syllables().get(reading, ""):
                side = -1 if at else 1
                found[reading][InName(ord(character), side, ord(folded[at + side]))] = None
    return {reading: tuple(each) for reading, each in found.items()}


def _lines(name: str) -> list[list[str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if not line.startswith("#")]


def _table(characters: str) -> NDArray[np.bool_]:
    codes = np.array([code for code in map(ord, characters) if code < TABLE_SIZE], np.int64)
    table = np.zeros(TABLE_SIZE, np.bool_)
    table[codes] = True
    return table
