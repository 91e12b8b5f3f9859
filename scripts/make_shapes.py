"""Write searcher/suggesting/shapes.txt from Unihan's codes for what characters look like.

    python scripts/make_shapes.py Unihan.zip [--check]

``Unihan.zip`` is the file of that name in the Unicode Character Database. Of its properties,
``kCangjie`` names the components of a character, and ``kFourCornerCode`` the strokes in its
corners. With --check, exit 1 where the file is not what they give.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from generated import write_or_check

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.normalize import fold

TARGET = Path(__file__).parents[1] / "searcher" / "suggesting" / "shapes.txt"

SOURCE = "Unihan_DictionaryLikeData.txt"

FIRST, LAST = 0x4E00, 0x9FFF
"""The block of characters that have a line; what lies outside is hardly ever typed by mistake."""


def properties(name: str, archive: Path) -> Iterator[tuple[str, str]]:
    """Characters with the first value that each has of a property."""
    with zipfile.ZipFile(archive) as files:
        text = files.read(SOURCE).decode("utf-8")
    for line in text.splitlines():
        if line.startswith("U+"):
            code, key, value = line.split("\t")
            if key == name:
                yield chr(int(code[2:], 16)), value.split()[0]


def render() -> str:
    """The text of the file: a character a line, and its codes."""
    archive = Path(next(each for each in sys.argv[1:] if not each.startswith("-")))
    used = set(fold(Lexicon().text()))
    components = dict(properties("kCangjie", archive))
    corners = dict(properties("kFourCornerCode", archive))
    header = (
        "# What characters look like: the code of the Cangjie input method, which names the\n"
        "# components, and the digits of the four-corner method, if there are any.\n"
        "# Made by scripts/make_shapes.py from the Unicode Character Database (Unihan).\n"
    )
    lines = (
        f"{character} {code}{corners.get(character, '')[:4]}\n"
        for character, code in components.items()
        if FIRST <= ord(character) <= LAST and fold(character) in used
    )
    return header + "".join(sorted(lines))


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
