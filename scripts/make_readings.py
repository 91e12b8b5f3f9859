"""Write searcher/suggesting/readings.txt from pypinyin's tables of characters and phrases.

    python scripts/make_readings.py [--check]

Needs pypinyin (extra ``test``). With --check, exit 1 where the file is not what the
table gives; the test suite runs that.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pypinyin
from generated import write_or_check
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from searcher.analysis.normalize import fold

TARGET = Path(__file__).parents[1] / "searcher" / "suggesting" / "readings.txt"

FIRST, LAST = 0x4E00, 0x9FFF
"""The block of characters that have a line; what lies outside is hardly ever typed by sound."""

SYLLABLE = re.compile("(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouv][a-z]*")
"""Leaves out the interjections without a vowel (m, ng, hng)."""


def toneless(reading: str) -> str:
    """A reading as people type it: no tone, and v for ü."""
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def readings() -> Iterator[tuple[str, str]]:
    """Characters, each with its first reading, and with those that it has in some phrase.

    The others are of old books: 方 is wang there, and 方法 should not be what wang begins.
    """
    for code, own in PINYIN_DICT.items():
        yield chr(code), own.partition(",")[0]
    for phrase, own in PHRASES_DICT.items():
        for character, alternatives in zip(phrase, own, strict=False):
            yield character, alternatives[0]


def render() -> str:
    """The text of the file: a syllable a line, and the characters read so."""
    characters = defaultdict(set)
    for character, reading in readings():
        folded, syllable = fold(character), toneless(reading)
        is_one = len(folded) == 1 and FIRST <= ord(folded) <= LAST
        if is_one and SYLLABLE.fullmatch(syllable):
            characters[syllable].add(folded)
    header = (
        "# How single characters of the folded space are read: a syllable a line.\n"
        f"# Made by scripts/make_readings.py from pypinyin {pypinyin.__version__} (MIT).\n"
    )
    lines = (f"{syllable} {''.join(sorted(read))}\n" for syllable, read in characters.items())
    return header + "".join(sorted(lines))


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
