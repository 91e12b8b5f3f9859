"""Text with blanks between its characters is found, marked and called as text without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

import searcher
from searcher.query.nodes import And, Near, Words
from searcher.query.parser import parse

Make = Callable[[Mapping[str, str]], searcher.Engine]

FILES = {
    "scan.md": "# 報　告\n\n這是 短 期 負 荷 預 測 的結果。\n",
    "list.md": "# 清單\n\n## 目　錄\n\n總論。\n\n| 姓　名 | 年　齡 |\n|---|---|\n| 王小明 | 七 |\n",
    "other.md": "# 別的\n\n一隻猫，一條狗。\n",
}


@pytest.fixture
def engine(engine_over: Make) -> Iterator[searcher.Engine]:
    return engine_over(FILES)


@pytest.mark.parametrize(
    ("query", "path", "marked"),
    [
        ("短期负荷预测", "scan.md", "短 期 負 荷 預 測"),
        ("负荷", "scan.md", "負 荷"),
        ('"短期负荷"', "scan.md", "短 期 負 荷"),
        ("短 期 负 荷 预 测", "scan.md", "短 期 負 荷 預 測"),
        ("短　期　负　荷", "scan.md", "短 期 負 荷"),
        ("title:报告", "scan.md", "報　告"),
        ("目录", "list.md", "目　錄"),
        ("姓名", "list.md", "姓　名"),
        ('"年龄"', "list.md", "年　齡"),
    ],
)
def test_it_is_found_and_marked_with_the_blanks(
    engine: searcher.Engine, query: str, path: str, marked: str
) -> None:
    page = engine.search(query)
    assert [hit.path for hit in page.hits] == [path]
    (hit,) = page.hits
    marks = [hit.title[start:end] for start, end in hit.title_highlights]
    marks += [f.text[start:end] for f in hit.fragments for start, end in f.highlights]
    assert marked in marks


def test_a_heading_is_named_and_completed_without_the_blanks(engine: searcher.Engine) -> None:
    (hit,) = engine.search("目录", explain=True).hits
    assert "exact name" in str(hit.explanation)
    assert "目　錄" in engine.suggest("目")


def test_two_characters_of_a_query_are_two_words(engine: searcher.Engine) -> None:
    assert [hit.path for hit in engine.search("猫 狗").hits] == ["other.md"]
    assert parse("猫 狗") == And((Words("猫"), Words("狗")))
    assert parse('"猫 狗 鸟"~5') == And((Near("猫 狗 鸟", 5),))
    assert parse("短 期 负 荷 预测") == And((Words("短期负荷"), Words("预测")))


def test_words_near_each_other_stay_words(engine: searcher.Engine) -> None:
    assert [hit.path for hit in engine.search('"狗 猫"~5').hits] == ["other.md"]
    assert engine.search('"狗 猫"~1').total == 0
