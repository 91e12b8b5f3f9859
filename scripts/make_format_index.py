"""Write ``tests/data/format-N``, the index that tests read as this version wrote it.

    python scripts/make_format_index.py

Its content root is ``/notes``, a folder that is made for this and removed again: there must be
none, and it takes the right to make one. Run it when the format of an index is raised, and when
texts are analysed otherwise than before.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import searcher
from searcher.indexing.manifest import FORMAT

ROOT = Path("/notes")
DATA = Path(__file__).parents[1] / "tests" / "data"

CITY = """---
date: 2001-05-03
tags: 城市
---
# 烏蘭巴托

位於圖拉河畔，是蒙古國的首都。

## 歷史

建於1639年，見[朝鮮](sub/korea.md)。

## 參考

蒙古年鑑。
"""


def sections(title: str, lead: str, headed: dict[str, str]) -> str:
    """An article with a section under each heading."""
    return "\n\n".join(
        (f"# {title}", lead, *(f"## {heading}\n\n{text}" for heading, text in headed.items()))
    )


FILES = {
    "ulaanbaatar.md": CITY,
    "sub/korea.md": sections("朝鮮", "平壤是朝鮮的首都，用 C++ 寫的軟體。", {}),
    "stay.md": sections("留", "留下。", {f"節{n}": f"第{n}段文字。" for n in range(1, 21)}),
    "old.md": sections(
        "舊",
        "舊文章。",
        {"二": "另一節。", "三": "再一節。", "四": "又一節。", "五": "末一節。"},
    ),
}


def main() -> None:
    """Build the index, and update it after a file is gone."""
    target = DATA / f"format-{FORMAT}"
    for older in DATA.glob("format-*"):
        shutil.rmtree(older)
    ROOT.mkdir()
    try:
        for name, text in FILES.items():
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_text(text, encoding="utf-8")
        searcher.rebuild([ROOT], index=target)
        (ROOT / "old.md").unlink()
        searcher.update(index=target)
    finally:
        shutil.rmtree(ROOT)
    shutil.rmtree(target / "generations" / "00000001")
    for leftover in target.glob("writer.*"):
        leftover.unlink()


if __name__ == "__main__":
    main()
