"""Pinyin of folded characters: syllables without tones, ü as v; see readings.txt."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["read_as", "sounding_like", "syllables"]

TABLE_SIZE = 0x10000
"""Characters beyond have no reading here."""


@cache
def syllables() -> dict[str, str]:
    """Syllable -> the characters with this reading; a character may have several readings."""
    text = (files(__package__) / "readings.txt").read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=512)
def read_as(letters: str, *, whole: bool = False) -> NDArray[np.bool_]:
    """For each code point below TABLE_SIZE, whether it has a reading that begins with ``letters``,
    or that equals them if ``whole``."""
    if whole:
        return _table(syllables()[letters])
    return _table("".join(s for key, s in syllables().items() if key.startswith(letters)))


@lru_cache(maxsize=512)
def sounding_like(character: str) -> NDArray[np.bool_]:
    """For each code point below TABLE_SIZE, whether it is the character or shares a reading."""
    alike = (characters for characters in syllables().values() if character in characters)
    return _table("".join((character, *alike)))


def _table(characters: str) -> NDArray[np.bool_]:
    codes = np.array([code for code in map(ord, characters) if code < TABLE_SIZE], np.int64)
    table = np.zeros(TABLE_SIZE, np.bool_)
    table[codes] = True
    return table
