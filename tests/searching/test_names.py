"""What things are called: titles and headings, and the texts of links that lead to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import searcher
from searcher.searching import names

Make = Callable[[Mapping[str, str]], searcher.Engine]


def paths(page: searcher.ResultPage) -> list[str]:
    """What was found, best first, but for what is found by parts of a query."""
    return [] if page.relaxed else [hit.path for hit in page.hits]


def test_an_article_is_found_by_the_texts_of_links_that_lead_to_it(engine_over: Make) -> None:
    engine = engine_over(
        {
            "target.md": "# 金日成競技場\n\n位於牡丹峰山麓。\n\n## 歷史\n\n很長。",
            "by-path.md": "# 甲\n\n在[五一路的球場](target.md)比賽。",
            "by-name.md": "# 乙\n\n在[[金日成競技場|老體育場]]比賽。",
            "sub/wiki.md": "# 丙\n\n[凱旋門廣場](https://zh.wikipedia.org/wiki/金日成競技場)比賽。",
        }
    )
    for query, linking in (
        ("五一路的球場", "by-path.md"),
        ("老体育场", "by-name.md"),
        ("凯旋门广场", "sub/wiki.md"),
    ):
        page = engine.search(query)
        assert set(paths(page)) == {"target.md", linking}, query
        (target,) = (hit for hit in page.hits if hit.path == "target.md")
        assert target.headings == ()


def test_a_link_finds_nothing_by_less_or_more_than_its_text(engine_over: Make) -> None:
    engine = engine_over(
        {"target.md": "# 競技場\n\n牡丹峰。", "one.md": "# 甲\n\n[金日成路](target.md)。"}
    )
    assert "target.md" in paths(engine.search("金日成路"))
    for query in ("金日成", "金日成路口", '"金日成路"', "title:金日成路", "body:金日成路"):
        assert "target.md" not in paths(engine.search(query)), query


def test_what_no_text_has_is_found_by_a_page_of_that_name_that_links_spell_otherwise(
    engine_over: Make,
) -> None:
    engine = engine_over(
        {
            "page/kim.md": "# 金日成\n\n主席。",
            "kim.md": "# 別人\n\n不是。",
            "page/one.md": "# 甲\n\n[太陽](kim.md)。",
            "two.md": "# 乙\n\n[[金日成|領袖]]。",
            "page/missing.md": "# 丙\n\n[將軍](../lost/金日成.md)。",
        }
    )
    assert "page/kim.md" in paths(engine.search("太陽"))
    assert "kim.md" not in paths(engine.search("太陽"))
    assert "page/kim.md" in paths(engine.search("領袖"))
    assert "page/kim.md" in paths(engine.search("將軍"))


def test_what_a_title_or_heading_says_whole_ranks_before_what_only_has_it(
    engine_over: Make,
) -> None:
    engine = engine_over(
        {
            "a.md": "# 香港島\n\n香港。\n\n## 歷史\n\n香港。\n\n## 外島歷史\n\n歷史。",
            "b.md": "# 香港\n\n香港。\n\n## 外島\n\n歷史。",
            "c.md": "# 香港人\n\n香港。",
        }
    )
    assert paths(engine.search("香港"))[0] == "b.md"
    assert engine.search("歷史").hits[0].headings == ("歷史",)
    (called,) = (
        hit
        for hit in engine.search("香港", explain=True).hits
        if "exact name" in str(hit.explanation)
    )
    assert (called.path, called.headings) == ("b.md", ())


def test_more_articles_that_link_to_one_make_it_rank_before_another(engine_over: Make) -> None:
    linking = {f"{n}.md": "# 篇\n\n[老地方](one.md)。" for n in range(3)}
    engine = engine_over(
        {
            "another.md": "# 甲地\n\n老地方。",
            "one.md": "# 乙地\n\n老地方。",
            **linking,
            "3.md": "# 篇\n\n[老地方](another.md)[老地方](another.md)[老地方](another.md)。",
        }
    )
    found = [path for path in paths(engine.search("老地方")) if path.startswith(("one", "an"))]
    assert found == ["one.md", "another.md"]


@pytest.mark.parametrize("more", [0, 1])
def test_the_text_of_links_that_lead_nearly_anywhere_is_no_name(
    engine_over: Make, more: int
) -> None:
    count = names._MAX_TARGETS + more
    targets = {f"t{n}.md": f"# 地{n}\n\n文。" for n in range(count)}
    links = "".join(f"[查看詳情](t{n}.md)，" for n in range(count))
    page = engine_over({**targets, "a.md": f"# 甲\n\n{links}"}).search("查看詳情", limit=99)
    assert set(paths(page)) == ({"a.md"} if more else {"a.md", *targets})


@pytest.mark.parametrize(
    "name",
    [
        "# 我的家鄉",
        "# 丙\n\n## 我的家鄉",
        "# 丙\n\n[我的家鄉](a.md)",
        "# 我的家鄉\n\n[我的家](a.md)",
        "# 我的家\n\n[我的家鄉](a.md)",
    ],
)
def test_a_name_that_the_collection_knows_counts_whole_with_its_stop_words(
    engine_over: Make, name: str
) -> None:
    files = {"other.md": "# 甲\n\n去他的家鄉。", "whole.md": "# 甲\n\n去我的家鄉。"}
    asked = "我的家鄉在哪裡"
    other, whole = engine_over({**files, "c.md": "# 丙\n\n文。"}).search(asked).hits
    assert (other.path, whole.path) == ("other.md", "whole.md")
    assert other.score == whole.score
    page = engine_over({**files, "c.md": f"{name}\n\n文。"}).search(asked)
    first, second = (hit for hit in page.hits if hit.path != "c.md")
    assert (first.path, second.path) == ("whole.md", "other.md")
    assert first.score > second.score
    (fragment,) = first.fragments
    assert [fragment.text[start:end] for start, end in fragment.highlights] == ["我的家鄉"]


@pytest.mark.parametrize("more", [0, 1])
def test_what_very_many_sections_are_called_is_no_name(engine_over: Make, more: int) -> None:
    sections = "## 參見頁\n\n文。\n\n" * (names._MAX_NAMED + more)
    page = engine_over({"a.md": f"# 甲\n\n{sections}"}).search("參見頁", explain=True, limit=1)
    assert ("exact name" in str(page.hits[0].explanation)) == (not more)


def named(page: searcher.ResultPage) -> list[str]:
    """The headings of what was found because it is called so."""
    return [hit.headings[-1] for hit in page.hits if "exact name" in str(hit.explanation)]


@pytest.mark.parametrize("count", [1, 8, 9])
def test_synonyms_are_names_where_but_a_few_sections_are_called_so(
    engine_over: Make, count: int
) -> None:
    sections = "## 朝鲜战争\n\n文。\n\n" * count
    page = engine_over({"a.md": f"# 題\n\n{sections}"}).search("韓戰", explain=True, limit=99)
    assert page.total == count
    assert named(page) == (["朝鲜战争"] * count if count <= 8 else [])


@pytest.mark.parametrize(
    ("sections", "names"),
    [
        ({"乙乙": 5, "丙丙": 3}, {"乙乙", "丙丙"}),
        ({"乙乙": 5, "丙丙": 4}, {"乙乙"}),
        ({"乙乙": 9, "丙丙": 8}, {"丙丙"}),
        ({"甲甲": 9, "乙乙": 8}, {"甲甲", "乙乙"}),
        ({"甲甲": 9, "乙乙": 9}, {"甲甲"}),
        ({"乙乙": 2, "丙丙": 2, "丁丁": 2, "戊戊": 2}, {"乙乙", "丙丙", "丁丁", "戊戊"}),
        ({"乙乙": 3, "丙丙": 3, "丁丁": 3, "戊戊": 2}, {"乙乙", "丙丙", "戊戊"}),
    ],
)
def test_sections_that_several_synonyms_name_are_few_together(
    engine_over: Make, tmp_path: Path, sections: Mapping[str, int], names: set[str]
) -> None:
    text = "".join(f"## {name}\n\n文。\n\n" * count for name, count in sections.items())
    engine_over({"a.md": f"# 題\n\n{text}"})
    (tmp_path / "synonyms.txt").write_text("甲甲 => 乙乙, 丙丙, 丁丁, 戊戊", encoding="utf-8")
    with searcher.Engine.open(tmp_path / "index", synonyms=tmp_path / "synonyms.txt") as engine:
        page = engine.search("甲甲", explain=True, limit=99)
    assert set(named(page)) == names


def test_names_are_met_in_every_script_and_width(engine_over: Make) -> None:
    engine = engine_over(
        {
            "a.md": "# ＡＢ計程車\n\n文。",
            "b.md": "# 乙\n\n[体育场２](a.md)。",
            "c.md": "# 丙\n\n文。",
        }
    )
    for query in ("ab计程车", "AB計程車"):
        assert paths(engine.search(query))[0] == "a.md"
    for query in ("体育场2", "體育場２"):
        assert set(paths(engine.search(query))) == {"a.md", "b.md"}
