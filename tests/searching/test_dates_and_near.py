"""Dates of articles, and words near each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import searcher

DATES = {
    "a.md": "2000-12-31",
    "b.md": "2001-01-01",
    "c.md": "2001-05-03",
    "d.md": "2005-12-31",
    "e.md": "2010-02-28",
    "f.md": "",
    "g.md": "not a day",
}
"""The day of each article; all have 香港, the first three 朝鮮, and e.md a note on 2001."""


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    folder = tmp_path_factory.mktemp("dated")
    for name, day in DATES.items():
        front_matter = f"---\ndate: {day}\n---\n" if day else ""
        words = "香港與朝鮮" if name < "d" else "香港，date:2001"
        text = f"{front_matter}# 甲\n\n{words}\n\n## 乙\n\n{words}"
        (folder / name).write_text(text, encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    with searcher.Engine.open(folder / "index") as engine:
        yield engine


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("date:2001", "bc"),
        ("date:2001-05", "c"),
        ("date:2001/5/3", "c"),
        ("date:2001年5月3日", "c"),
        ("date:2001-05-04", ""),
        ("date:2001..2005", "bcd"),
        ("date:2005..2001", "bcd"),
        ("date:2001-02..2010-02-27", "cd"),
        ("date:2005..", "de"),
        ("date:..2001-01-01", "ab"),
        ("date:>2001", "de"),
        ("date:>=2001", "bcde"),
        ("date:<2001", "a"),
        ("date:<=2001", "abc"),
        ("ｄａｔｅ：＞＝２００５", "de"),
        ("date:2001 date:>2001-03", "c"),
        ("-date:2001", "adefg"),
        ("-date:..2001 -date:>2009", "dfg"),
        ("NOT date:2001..2010", "afg"),
        ("朝鮮 date:2001", "bc"),
        ("date:2001 朝鮮", "bc"),
        ("香港 -朝鮮 date:>2001", "de"),
        ("朝鮮 -date:2001", "a"),
        ('"香港與朝鮮" date:<2001-02', "ab"),
        ('"朝鮮 香港"~1 date:2001', "bc"),
        ("path:c.md date:2001", "c"),
        ("朝鮮 AND date:2005", ""),
        ("朝鮮 OR date:2005", "abcd"),
        ("(date:2000 OR date:2010) 香港", "ae"),
        ("香港 -(date:2001 OR date:2005)", "aefg"),
        ("title:甲 heading:乙 date:2005", "d"),
    ],
)
def test_articles_are_found_by_their_dates(dated: searcher.Engine, query: str, found: str) -> None:
    page = dated.search(query, limit=99)
    assert sorted({hit.path.removesuffix(".md") for hit in page.hits}) == list(found)
    assert page.total == len(page.hits)
    assert page.total == len(found) * (1 if "heading:" in query else 2)
    assert not page.relaxed


def test_a_date_adds_nothing_to_a_score_and_is_never_relaxed(dated: searcher.Engine) -> None:
    plain = {(hit.path, hit.anchor): hit.score for hit in dated.search("朝鮮", limit=99).hits}
    for hit in dated.search("朝鮮 date:2001", limit=99).hits:
        assert hit.score == plain[hit.path, hit.anchor]
    assert {hit.score for hit in dated.search("date:2001").hits} == {0}
    page = dated.search("朝鮮 香港 沒有的詞 date:2005", limit=99)
    assert (page.relaxed, {hit.path for hit in page.hits}) == (True, {"d.md"})
    assert not dated.search("香港 date:1999").hits


NEAR = {
    "beside.md": "# 甲\n\n訪問平壤。",
    "turned.md": "# 乙\n\n在平壤的訪問。",
    "far.md": "# 丙\n\n訪問了甲乙丙丁戊己庚辛壬癸次平壤。",
    "lines.md": "# 丁\n\n去平\n壤\n\n訪\n問。",
    "apart.md": "# 訪問\n\n平壤。",
    "title.md": "# 訪問過平壤\n\n文。",
    "heading.md": "# 戊\n\n## 平壤與訪問\n\n文。",
    "latin.md": "# 己\n\nJang and Song; a Songbook of Janger",
    "one.md": "# 庚\n\n訪問，訪問。",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"訪問 平壤"~0', "beside lines"),
        ('"平壤 访问"~0', "beside lines"),
        ('"訪問 平壤"~1', "beside heading lines title turned"),
        ("「訪問　平壤」～１", "beside heading lines title turned"),
        ('"訪問 平壤"~12', "beside far heading lines title turned"),
        ('"訪問 平壤"~11', "beside heading lines title turned"),
        ('"訪問平壤"~1', "beside heading lines title turned"),
        ('"平壤 訪問 平壤"~1', "beside heading lines title turned"),
        ('title:"平壤 訪問"~1', "title"),
        ('title:"平壤 訪問"~0', ""),
        ('heading:"訪問 平壤"~1', "heading"),
        ('body:"訪問 平壤"~9', "beside lines turned"),
        ('path:"near.md"~3', ""),
        ('path:"far.md"~3', "far"),
        ('"song jang"~3', "latin"),
        ('"song jang"~2', ""),
        ('"songbook jang"~8', ""),
        ('"平壤 訪問"~1 -title:訪問', "beside heading lines turned"),
        ('平壤 -"訪問 平壤"~12', "apart"),
        ('"訪問 平壤"~1 AND "平壤的訪問"', "turned"),
        ('"jang song"~9 OR "訪問 平壤"~0', "beside latin lines"),
    ],
)
def test_words_are_found_near_each_other_in_any_order(
    engine_over: Callable[..., searcher.Engine], query: str, found: str
) -> None:
    page = engine_over(NEAR).search(query, limit=99)
    assert sorted(hit.path.removesuffix(".md") for hit in page.hits) == found.split()
    assert not page.relaxed
    assert page.total == len(page.hits)


def test_of_words_near_each_other_those_are_marked_that_are(
    engine_over: Callable[..., searcher.Engine],
) -> None:
    engine = engine_over({"a.md": "# 題\n\n平壤。" + "別的事。" * 9 + "訪問了平壤。"})
    (hit,) = engine.search('"平壤 訪問"~2', width=200).hits
    (fragment,) = hit.fragments
    assert [fragment.text[start:end] for start, end in fragment.highlights] == ["訪問", "平壤"]
    assert fragment.highlights[-1].end == len(fragment.text) - 1


def test_words_near_each_other_are_required_where_other_words_are_not(
    engine_over: Callable[..., searcher.Engine],
) -> None:
    page = engine_over(NEAR).search('"訪問 平壤"~0 songbook 首爾', limit=99)
    assert {hit.path for hit in page.hits} <= {"beside.md", "lines.md"}
