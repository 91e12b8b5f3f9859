"""An index that was written once, by the version that made this format, is read as it was.

``tests/data/format-N`` is an index of the folder ``/notes``: 烏蘭巴托 (dated, tagged, with a link
and notes), 朝鮮 and 留 with twenty sections; 舊 was removed from it by an update, so its sections
are in the segment as deleted ones. Who raises the format runs ``scripts/make_format_index.py``,
which writes another such index and removes this one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import searcher
from searcher.indexing.manifest import FORMAT

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    shutil.copytree(DATA / f"format-{FORMAT}", tmp_path / "index")
    return tmp_path / "index"


def test_every_file_is_as_it_was_written(index: Path) -> None:
    result = searcher.check(index)
    assert result.damaged == ()
    assert result.files == 6


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("蒙古国 首都", ["烏蘭巴托"]),
        ('"圖拉河畔" date:2001', ["烏蘭巴托"]),
        ("category:城市 历史", ["烏蘭巴托 › 歷史"]),
        ("软件", ["朝鮮"]),
        ("c++", ["朝鮮"]),
        ("旧文章", []),
        ("heading:節12", ["留 › 節12"]),
    ],
)
def test_it_is_searched(index: Path, query: str, titles: list[str]) -> None:
    try:
        engine = searcher.Engine.open(index)
    except searcher.IndexMismatch as mismatch:
        pytest.skip(f"another Unicode or tokenizer than when it was written: {mismatch}")
    with engine:
        hits = engine.search(query).hits
        assert [hit.title for hit in hits if not hit.missing] == titles


def test_what_it_was_made_from_is_known(index: Path) -> None:
    with pytest.raises(searcher.ContentError, match=r"/notes.*remove"):
        searcher.update(index=index)
