"""Promise 7: what is ranked is what the formula says, written again the slow way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.synonyms import Synonyms
from searcher.searching import collector, names, topk

Scanning: TypeAlias = Callable[..., Any]
"""Makes a scan of a folder with synonyms."""
Checking: TypeAlias = Callable[..., None]
"""Compares an engine with a scan."""

WORDS = (
    *("香港", "朝鮮", "蒙古", "關係", "總領事館", "脫北者", "的", "是", "北", "1948年"),
    *("ab1", "abc", "c++", "covid-19", "新冠", "corona virus"),
    *("x軸", "a股", "x", "軸", "3號線", "第3章", "個月", "wifi6", "wi-fi"),
    *("windows", "10", "★", "5g", "windowsten"),
    # What the regions call otherwise.
    *("软件", "軟體", "軟體動物", "韓戰", "朝鲜战争", "程序员", "程式設計師", "北韓"),
)

SYNONYMS = "脫北者, 新冠 香港\ncovid-19 => corona virus, 新冠\n關係 => abc\n總領事館 => 領事館\n"
"""Besides those of the regions."""

LINKS = (
    "[香港史](01.md)",
    "[總領事館](sub/10.md)",
    "[總領事館](../02.md)",
    "[總領事館](朝鮮關係.md)",
    "[脫北者香港](03.md)",
    "[[朝鮮關係]]",
    "[[香港|半島]]",
    '[韓戰](朝鮮戰爭 "wikilink")',
    "[abc](香港.md)",
)

texts = st.lists(
    st.sampled_from([*WORDS, *LINKS, "，", " ", "。", "》——", "-"]), min_size=1, max_size=12
).map("".join)
headings = st.sampled_from(
    ("歷史", "香港史", "註釋", "外交關係", "abc", "程式設計師", "-{zh-cn:半島;zh-tw:蒙古}-")
)
sections = st.tuples(st.sampled_from(("##", "##", "###")), headings, texts).map(
    lambda own: f"{own[0]} {own[1]}\n\n{own[2]}\n\n"
)
bodies = st.tuples(
    st.sampled_from(("", *(f"---\ndate: {day}\n---\n" for day in ("2001-05-03", "2004-01-01")))),
    st.sampled_from(("香港", "朝鮮關係", "第一篇", "朝鮮戰爭", "-{zh-hans:软件;zh-hant:軟體}-")),
    texts,
    st.lists(sections, max_size=3).map("".join),
    st.sampled_from(("", '[Category:外交](外交 "wikilink")')),
).map(lambda own: f"{own[0]}# {own[1]}\n\n{own[2]}\n\n{own[3]}\n\n{own[4]}\n")

chunks = st.lists(st.sampled_from([*WORDS, "香港史", "半島"]), min_size=1, max_size=3)
fields = st.sampled_from(("", "", "title:", "heading:", "body:"))
asked = st.one_of(
    chunks.map("".join),
    st.tuples(fields, chunks.map("".join)).map("".join),
    st.tuples(fields, chunks.map("".join)).map('{0[0]}"{0[1]}"'.format),
    st.tuples(fields, chunks.map(" ".join), st.integers(0, 9)).map('{0[0]}"{0[1]}"~{0[2]}'.format),
    st.sampled_from(("a*", "abc*", "cov*", "title:a*", "heading:a*", "body:ab*", "軟體*")),
    st.sampled_from(("abd~1", "abc~1", "virus~1", "title:ab~1", "body:abs~1", "heading:xabc~1")),
    st.sampled_from(("a?c", "*bc", "c*d", "title:a?*", "body:a*1", "heading:?bc*", "v?r*s")),
    st.sampled_from(("re:/香.{0,3}[關朝]/", "re:/鮮.?的/", "title:re:/朝鮮./", "body:re:/ab[c1]/")),
    st.sampled_from(("category:外交", "path:1", "path:md")),
    st.sampled_from(("date:2001", "date:2001..2003", "date:>2001-05", "date:..2001-05-03")),
)
parts = st.one_of(
    asked,
    asked,
    asked.map("-{}".format),
    st.tuples(asked, st.sampled_from(("OR", "AND", "AND NOT")), asked).map(
        lambda own: f"({' '.join(own)})"
    ),
)
queries = st.lists(parts, min_size=1, max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranking")


@settings(max_examples=25)
@given(
    first=st.lists(bodies, min_size=4, max_size=8),
    then=st.dictionaries(st.integers(0, 12), st.none() | bodies, max_size=3),
    asked=st.lists(queries, min_size=6, max_size=6),
    few=st.sampled_from((1, 8, 256)),
    most=st.sampled_from((1, 3, 10_000)),
    most_named=st.sampled_from((1, 3, 100)),
)
@example(
    first=["# 香港\n\n香港的總領事館。\n\n## 註釋\n\n香港 abc。"] * 6,
    then={0: None, 3: "# 香港\n\n香港的總領事館。", 9: "# 香港\n\n香港的總領事館。"},
    asked=[
        "香港",
        "香港 總領事館",
        '"香港的總領事館"',
        "香港 -abc",
        "abc* OR abc",
        "香港 OR title:香港",
    ],
    few=1,
    most=3,
    most_named=1,
)
@example(
    first=["# 朝鮮戰爭\n\n[總領事館](01.md)，[總領事館](sub/10.md)。"] * 3
    + ["# 香港\n\n韓戰，[總領事館](sub/10.md)[韓戰](00.md)[脫北者香港](02.md)。"] * 3
    + ["# 丙\n\n朝鮮，鮮戰，戰爭；程式，式設，設計，計師。\n\n## 香港的歷史\n\n文。"],
    then={10: "# 總領事館\n\n[脫北者香港](../03.md)軟體。", 1: None, 4: "# 韓戰\n\n程序员。"},
    asked=["總領事館", "脫北者香港的歷史", "韓戰", '"韓戰，"', "title:韓戰", "程序员 OR 軟體"],
    few=8,
    most=10_000,
    most_named=2,
)
@example(
    first=[
        "# 脫北者香\n\n朝鮮，港，領事館。",
        "# 二\n\n戰爭，鮮戰，領事館的歷史，港，脫北者。\n\n## 總領事館\n\n館。",
        "# 三\n\n朝鮮，鮮戰，軟體動物，朝鮮戰爭軟體。",
        "# 四\n\n韓戰，戰爭，總領，領事，軟體動物。\n\n## 註釋\n\n韓戰，領事館。",
        "# 五\n\n戰爭，朝鮮，鮮戰。\n\n## 注\n\n北，韓，國，軍。",
    ],
    then={4: "# 戰爭\n\n爭軟，朝鮮戰爭。", 5: "# 六\n\n韓戰軟件，鮮戰，戰爭。"},
    asked=["朝鮮戰爭", "韓戰软件", "總領事館", "脫北者香港的歷史", "软件", "朝鮮 -總領事館"],
    few=8,
    most=10_000,
    most_named=100,
)
@example(
    first=["# 一\n\n朝鮮，鮮戰，戰爭。"] * 5 + ["# 韓戰\n\n韓戰。\n\n## 朝，鮮\n\n京，平壤"],
    then={3: "# 二\n\n朝，鮮，總，領。", 6: "# 三\n\n總領，事館，香港總領。"},
    asked=["朝鮮戰爭", "京平", "總領 -領事館 -事館香港", "總領事 OR 外交", "的 京平", "韓戰 什麼"],
    few=1,
    most=10_000,
    most_named=100,
)
@example(
    first=["# 一\n\n朝鮮。\n\n## 二\n\n鮮戰。\n\n## 三\n\n看，戰爭。"] * 3
    + ["# 四\n\n韓戰。", "# 五\n\n看朝鮮戰。", "# 六\n\n平壤。\n\n## 韓戰史\n\n文。"],
    then={3: "# 朝鮮\n\n看朝鮮。\n\n## 韓戰\n\n韓戰史。", 4: "# 七\n\n看朝鮮戰爭。"},
    asked=["朝鮮戰爭", "(朝鮮 OR 韓戰) 平壤", "body:韓戰", "看韓戰", "body:朝鮮 -看", "韓戰史"],
    few=8,
    most=10_000,
    most_named=100,
)
@example(
    first=["# 題\n\n## -{zh-cn:半島;zh-tw:蒙古}-\n\n文。\n\n### 歷史\n\n文，[[蒙古|北]]。"] * 4,
    then={2: "# -{zh-cn:半島;zh-tw:蒙古}-\n\n文。\n\n## 歷史\n\n文。"},
    asked=["蒙古", "半島", "蒙古 半島", "北", "蒙古 -半島", "的 蒙古 北"],
    few=8,
    most=10_000,
    most_named=100,
)
@example(
    first=[
        "# X 軸\n\n第 3 章，3號線。",
        "# 甲\n\nx，軸；3，號線，第，章。",
        "# 乙\n\n朝》——鮮，戰爭。朝鮮。鮮戰。",
        "# 丙\n\nWi-Fi 6，windows 10，5g。",
        "# 丁\n\nwifi6★，windows，10，5 g，朝鮮★戰爭",
        "# 戊\n\n朝鮮戰，爭x軸，Windows-10 系統。",
    ],
    then={1: "# 己\n\nx軸線，windows10系統，3 個月，個月3。"},
    asked=[
        '"朝鮮戰爭" OR "x軸"',
        "X軸 OR 第3章",
        "x 軸 OR 第 3 章",
        'wifi OR "wifi 6" OR ★',
        'windows 10 系統 OR -"windows10系統"',
        '3 個月 OR title:"x軸" OR 5g* OR win*',
    ],
    few=8,
    most=10_000,
    most_named=100,
)
def test_queries_are_ranked_as_by_the_formula_written_out(
    place: Path,
    scan: Scanning,
    check: Checking,
    first: list[str],
    then: dict[int, str | None],
    asked: list[str],
    few: int,
    most: int,
    most_named: int,
) -> None:
    """On one segment, and on several with deletions after an update; ``few`` sections are looked
    up in all lists at once, totals are exact up to ``most``, and what more than ``most_named``
    sections are called, or links lead to, is no name."""
    shutil.rmtree(place)
    content = place / "content"
    (content / "sub").mkdir(parents=True)
    (place / "synonyms.txt").write_text(SYNONYMS, encoding="utf-8")
    synonyms = Synonyms.read(place / "synonyms.txt").joined(Synonyms.regional())
    # So large that an update leaves its segment as it is.
    (content / "large.md").write_text("".join(f"## {n}\n\n北{n}\n\n" for n in range(20)))
    for number, text in enumerate(first):
        (content / _name(number)).write_text(text, encoding="utf-8")
    searcher.rebuild([content], index=place / "index")
    with (
        pytest.MonkeyPatch.context() as patch,
        searcher.Engine.open(place / "index", synonyms=place / "synonyms.txt") as engine,
    ):
        patch.setattr(topk, "_FEW", few)
        patch.setattr(collector, "MAX_COUNTED", most)
        patch.setattr(names, "_MAX_TARGETS", most_named)
        patch.setattr(names, "_MAX_NAMED", most_named)
        scan_content = partial(scan, content, most_called=most_named, most_targets=most_named)
        scanned = scan_content(synonyms)
        for query in asked[:3]:
            check(scanned, engine, query, most=most)
        for number, body in then.items():
            path = content / _name(number)
            if body is not None:
                path.write_text(body, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        searcher.update(index=place / "index")
        scanned = scan_content(synonyms)
        for query in asked:
            check(scanned, engine, query, most=most)
        without = scan_content(Synonyms.none())
        for query in asked[:2]:
            check(without, engine, query, synonyms=False, most=most)


def _name(number: int) -> str:
    return f"{number:02}.md" if number < 10 else f"sub/{number}.md"


@pytest.mark.parametrize(
    "query",
    [
        "脫北者",
        "蒙古 總統",
        "金大中 足球",
        "香港 OR 平壤 OR 烏蘭巴托",
        "香港 AND 平壤",
        '"香港與朝鮮關係"',
        "title:香港 脱北者",
        "heading:历史",
        "body:脱北者",
        "-body:香港",
        "朝鲜外交关系 -条约",
        "category:双边关系 会谈",
        "j* 朝鮮",
        "2005年 (大使館 OR 總領事館)",
        "簡段",
        "二〇〇五年的蒙古與北韓",
        "蒙朝關係的歷史",
        '"北韓的战后重建"',
        '"訪問 金日成"~8 -title:"關係 香港"~3',
        "韓戰 OR 金日成競技場",
    ],
)
def test_real_articles_are_ranked_as_by_the_formula_written_out(
    seed_engine: searcher.Engine, seeds: Path, scan: Scanning, check: Checking, query: str
) -> None:
    check(scan(seeds, Synonyms.regional()), seed_engine, query)
    check(scan(seeds, Synonyms.none()), seed_engine, query, synonyms=False)


def test_ties_come_in_the_order_of_the_content_in_whatever_segments_they_are(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    names = [f"{number:02}.md" for number in range(30)]
    for name in names[1:]:
        (content / name).write_text("# 甲\n\n香港朝鮮。", encoding="utf-8")
    searcher.rebuild([content], index=tmp_path / "index")
    for changed in (("00.md", "07.md"), ("29.md", "15.md")):
        for name in changed:
            (content / name).write_text("# 甲\n\n別的文。", encoding="utf-8")
        searcher.update(index=tmp_path / "index")
        for name in changed:
            (content / name).write_text("# 甲\n\n香港朝鮮。", encoding="utf-8")
        searcher.update(index=tmp_path / "index")
    with searcher.Engine.open(tmp_path / "index") as engine:
        for query in ("香港", "香港 朝鮮", "香港 OR 蒙古", '"香港朝鮮"', "-蒙古", "title:甲"):
            for limit in (1, 10, 100):
                page = engine.search(query, limit=limit)
                assert len({hit.score for hit in page.hits}) == 1
                assert [hit.path for hit in page.hits] == names[:limit]
                assert page.total == 30


@pytest.mark.parametrize(("count", "having"), [(566, 281), (571, 280), (600, 290)])
def test_ties_between_alternatives_come_in_the_order_of_the_content(
    engine_over: Callable[..., searcher.Engine], count: int, having: int
) -> None:
    """Each of four terms adds the very most that its list can; sums of these are not exact."""
    texts = ["甲甲乙乙"] * having + ["丙丙丁丁"] * having + ["戊戊己己"] * (count - 2 * having)
    engine = engine_over({"a.md": "# 題\n\n" + "".join(f"## 節\n\n{t}\n\n" for t in texts)})
    for query in ("(甲 AND 乙) OR (丙 AND 丁)", "(丙 AND 丁) OR (甲 AND 乙)"):
        page = engine.search(query, limit=10)
        assert page.total == 2 * having
        assert len({hit.score for hit in page.hits}) == 1
        assert [hit.line for hit in page.hits] == [4 * place + 3 for place in range(10)]


LARGE = 20_004
"""Sections of the large engine; what each of them has follows from its number."""

HAS: dict[str, Callable[[int], bool]] = {
    "甲": lambda number: number < 10_000,
    "乙": lambda number: number < 10_001,
    "丙": lambda number: number % 2 == 1,
    "丁": lambda number: number % 4 == 0,
    "戊，": lambda number: number >= 0,
    # All have the pairs of 己庚辛, not all the three of them in one piece.
    "己庚辛": lambda number: number % 3 > 0,
    "己庚，庚辛": lambda number: number % 3 == 0,
}


@pytest.fixture(scope="module")
def large_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    folder = tmp_path_factory.mktemp("large")
    texts = ("".join(text for text in HAS if HAS[text](number)) for number in range(LARGE))
    (folder / "a.md").write_text("".join(f"## 節\n\n{t}\n\n" for t in texts), encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    with searcher.Engine.open(folder / "index") as engine:
        yield engine


@pytest.mark.parametrize(
    ("query", "meets"),
    [
        ("甲", lambda n: n < 10_000),
        ("乙", lambda n: n < 10_001),
        ("戊", lambda n: n >= 0),
        ("丁", lambda n: n % 4 == 0),
        ("丙 OR 丁", lambda n: n % 2 or n % 4 == 0),
        ("甲 OR 乙", lambda n: n < 10_001),
        ("甲 乙", lambda n: n < 10_000),
        ("乙 戊", lambda n: n < 10_001),
        ("乙 -甲", lambda n: n == 10_000),
        ("-乙", lambda n: n > 10_000),
        ("-乙 -丙", lambda n: n > 10_000 and not n % 2),
        ("戊 -甲", lambda n: n >= 10_000),
        ("戊 -乙 -丙", lambda n: n > 10_000 and not n % 2),
        ("甲 AND 丁", lambda n: n < 10_000 and n % 4 == 0),
        ("path:a.md", lambda n: n >= 0),
        ("甲 path:a.md", lambda n: n < 10_000),
        ("乙 path:a.md", lambda n: n < 10_001),
        ("heading:節", lambda n: n >= 0),
        ('"己庚辛"', lambda n: n % 3),
        ('"己庚辛" 甲', lambda n: n % 3 and n < 10_000),
        ('"己庚辛" -甲', lambda n: n % 3 and n >= 10_000),
        ('"己庚辛" -丙', lambda n: n % 3 and not n % 2),
        ('-"己庚辛"', lambda n: not n % 3),
        ('"己庚辛" OR 丙', lambda n: n % 3 or n % 2),
        ('"己庚辛" OR 丁', lambda n: n % 3 or n % 4 == 0),
    ],
)
def test_totals_are_exact_up_to_ten_thousand_and_a_bound_beyond(
    large_engine: searcher.Engine, query: str, meets: Callable[[int], bool]
) -> None:
    lines = {4 * number + 1 for number in range(LARGE) if meets(number)}
    for limit in (1, 10, 200):
        page = large_engine.search(query, limit=limit, fragments=0)
        assert page.total == min(len(lines), 10_000)
        assert page.total_is_exact == (len(lines) <= 10_000)
        assert not page.relaxed
        assert len(page.hits) == min(limit, len(lines))
        assert {hit.line for hit in page.hits} <= lines
    grouped = large_engine.search(query, group=True)
    assert (grouped.total, grouped.total_is_exact, len(grouped.hits)) == (1, True, 1)


def test_pages_far_down_follow_one_another(large_engine: searcher.Engine) -> None:
    for query in ("甲 OR 丙", "乙 戊", '"己庚辛"', '"己庚辛" -甲', "戊 -甲"):
        first = 4_500 if "-" in query else 9_400
        whole = large_engine.search(query, limit=600, offset=first, fragments=0)
        assert len(whole.hits) > 500
        for offset in (0, 1, 490):
            page = large_engine.search(query, limit=10, offset=first + offset, fragments=0)
            assert page.hits == whole.hits[offset : offset + 10]


@pytest.mark.parametrize("query", ["甲", "甲 OR 丙", "甲 丙", "甲 -丙", '"甲"', "-甲"])
def test_a_page_of_no_hits_has_the_total(large_engine: searcher.Engine, query: str) -> None:
    page = large_engine.search(query, limit=0)
    assert (page.hits, page.total) == ((), large_engine.search(query).total)


@pytest.mark.parametrize("query", ["，，", '"，"', "（）", "title:。", "-，", "*", "，*"])
def test_a_query_with_nothing_to_look_for_finds_nothing(
    seed_engine: searcher.Engine, query: str
) -> None:
    page = seed_engine.search(query)
    assert (page.hits, page.total, page.relaxed) == ((), 0, False)


def test_a_word_a_beginning_and_a_name_of_the_same_letters_are_not_taken_for_each_other(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine],
) -> None:
    engine = engine_over(
        {
            "a.md": "# 甲\n\ncat。",
            "b.md": "# 乙\n\ncategory。",
            "c.md": "# Text\n\n別的。",
            "d.md": "# 丁\n\ntext，text。",
        }
    )

    def titles(query: str) -> list[str]:
        return [hit.article for hit in engine.search(query).hits]

    assert titles("cat AND cat*") == titles("cat* AND cat") == ["甲"]
    assert titles("cat OR cat*") == titles("cat* OR cat") == ["甲", "乙"]
    assert titles("text") == ["Text", "丁"]
