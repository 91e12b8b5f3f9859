"""What a query may cost, and what a page says of a query that is limited or not understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import searcher
from searcher import limits
from searcher.analysis.synonyms import Synonyms
from searcher.backend import Budget, PageRequest
from searcher.errors import QueryError
from searcher.indexing.generations import IndexDirectory
from searcher.planning.planner import Planner
from searcher.query.parser import parse
from searcher.searching import collector
from searcher.searching.local import LocalIndex, LocalReader

QUERIES = (
    "香港",
    "香港 OR 平壤",
    "香港 平壤",
    "香港 AND 平壤",
    '"香港與朝鮮關係"',
    '"訪問 金日成"~8',
    "香港 -平壤 -「外交關係在」",
    "-香港",
    "title:香港 heading:歷史*",
    "jan* sonk~1",
    "path:seeds category:外交",
    "date:2001..",
    "北韓 韓戰",
    "沒有的詞 平壤",
    "烏蘭把托",
    "，，",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("timeout", [1e-9, 1e-300])
def test_a_query_whose_time_is_up_at_once_has_a_page_that_says_so_if_it_lacks_anything(
    seed_engine: searcher.Engine, query: str, timeout: float
) -> None:
    for group in (False, True):
        page = seed_engine.search(query, timeout=timeout, explain=True, group=group)
        whole = seed_engine.search(query, explain=True, group=group)
        if not page.limited:  # nothing was left to do
            assert (page.hits, page.total) == (whole.hits, whole.total)
        assert json.loads(json.dumps(page.to_dict()))["limited"] == (list(page.limited) or None)
        assert all("\n" not in said for said in page.limited)
        assert page.total >= len(page.hits)


@pytest.mark.parametrize("query", ["香港", "香港 平壤", '"香港與朝鮮關係"', "jan*", "title:香港"])
def test_what_is_to_be_ranked_or_read_is_limited_where_the_time_is_up(
    seed_engine: searcher.Engine, query: str
) -> None:
    assert "time" in "".join(seed_engine.search(query, timeout=1e-9).limited)


def test_what_was_not_looked_for_is_not_corrected(seed_engine: searcher.Engine) -> None:
    page = seed_engine.search("烏蘭把托", timeout=1e-9)
    assert page.limited
    assert (page.corrected, page.suggestion) == (None, None)
    page = seed_engine.search("烏蘭把托")
    assert "烏蘭巴托" in (page.corrected, page.suggestion)


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_that_is_not_limited_says_nothing_of_limits(
    seed_engine: searcher.Engine, query: str
) -> None:
    page = seed_engine.search(query, timeout=999)
    assert page.limited == ()
    assert page.to_dict()["limited"] is None


def test_a_limit_of_time_changes_no_page_that_stays_within_it(
    seed_engine: searcher.Engine,
) -> None:
    for query in QUERIES:
        one, other = (seed_engine.search(query, timeout=t) for t in (999, 99999.5))
        assert (one.hits, one.total, one.relaxed) == (other.hits, other.total, other.relaxed)


@pytest.mark.parametrize(
    ("limit", "offset"),
    [
        (1, limits.MAX_WINDOW),
        (limits.MAX_LIMIT, limits.MAX_WINDOW - limits.MAX_LIMIT + 1),
        (10, limits.MAX_WINDOW - 9),
        (limits.MAX_LIMIT + 1, 0),
        (10**9, 0),
        (10**9, 10**9),
        (0, 10**9),
        (10, 10**30),
    ],
)
def test_what_lies_too_far_down_is_refused(
    seed_engine: searcher.Engine, limit: int, offset: int
) -> None:
    with pytest.raises(QueryError, match=r"limit|offset") as error:
        seed_engine.search("香港", limit=limit, offset=offset)
    assert "\n" not in str(error.value)
    assert str(limit) in str(error.value) or str(offset) in str(error.value)


@pytest.mark.parametrize(
    ("limit", "offset"),
    [
        (0, limits.MAX_WINDOW),
        (10, limits.MAX_WINDOW - 10),
        (limits.MAX_LIMIT, 0),
        (limits.MAX_LIMIT, limits.MAX_WINDOW - limits.MAX_LIMIT),
    ],
)
def test_the_last_place_that_may_be_asked_for_is_answered(
    seed_engine: searcher.Engine, limit: int, offset: int
) -> None:
    page = seed_engine.search("香港", limit=limit, offset=offset)
    assert page.total == seed_engine.search("香港").total
    assert page.limited == ()


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), "1", None, True])
def test_a_time_that_is_none_is_refused(seed_engine: searcher.Engine, timeout: float) -> None:
    with pytest.raises(QueryError, match=r"^timeout must be "):
        seed_engine.search("香港", timeout=timeout)


EXPENSIVE = (
    " ".join(f"「朝鮮{n:03}」" for n in range(200)),
    " OR ".join(f'"a{n} b"~99' for n in range(120)),
    " OR ".join(f"「香港{n}與」" for n in range(150)),
    " ".join(f"{a}{b}*" for a in "abcdefghij" for b in "xyz"),
    " ".join(f"abc{n}~1" for n in range(100)),
    " ".join(f"path:{n}" for n in range(200)),
    " ".join(f"category:{n}" for n in range(150)),
    "".join(chr(0x4E00 + n) for n in range(2_000)),
)


@pytest.mark.parametrize("query", EXPENSIVE, ids=[query[:12] for query in EXPENSIVE])
def test_a_query_that_asks_for_too_much_says_what_is_left_out_of_it(
    seed_engine: searcher.Engine, query: str
) -> None:
    assert len(query) <= limits.MAX_QUERY_LENGTH
    page = seed_engine.search(query, timeout=999)
    assert page.limited
    assert all(any(c.isdigit() for c in said) and "\n" not in said for said in page.limited)


SCATTERED = 60


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalReader]:
    """Of sections that have all terms of 甲乙丙, and of which the first and the last have the text
    itself; the last is the best of all, the first the worst."""
    folder = tmp_path_factory.mktemp("unconfirmed")
    first = f"## 其一\n\n{'文' * 400}甲乙丙。\n\n"
    last = "## 其二\n\n甲乙丙，甲乙丙，甲乙丙。\n\n"
    scattered = "## 節\n\n甲乙，乙丙。\n\n" * SCATTERED
    text = f"# 題\n\n{first}{scattered}{last}"
    (folder / "a.md").write_text(text, encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    reader = LocalIndex(IndexDirectory(folder / "index")).open()
    yield reader
    reader.close()


@pytest.mark.parametrize("query", ['"甲乙丙"', '"甲乙 丙"~0', '"甲乙丙" -文乙'])
@pytest.mark.parametrize(
    ("most", "headings"),
    [
        (0, []),
        (1, ["其二"]),
        (SCATTERED, ["其二"]),
        (SCATTERED + 1, ["其二"]),
        (SCATTERED + 2, ["其二", "其一"]),
    ],
)
def test_where_not_all_sections_can_be_read_the_best_are(
    reader: LocalReader,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    most: int,
    headings: list[str],
) -> None:
    """As if these were more than are counted."""
    monkeypatch.setattr(collector, "MAX_COUNTED", 10)
    planner = Planner(
        reader.analyzer, Synonyms.none(), reader.ranking, reader.names, reader.vocabulary
    )
    budget = Budget(sections=most)
    page = reader.page(planner.plan(parse(query)), PageRequest(10), budget)
    found = reader.sections([section.id for section in page.sections])
    assert not page.relaxed or not headings
    assert [own.headings[-1] for own in found if not page.relaxed] == headings
    assert bool(page.limited) == (most < SCATTERED + 2)


def test_scores_are_not_explained_after_the_deadline_and_the_page_says_so(
    reader: LocalReader,
) -> None:
    planner = Planner(
        reader.analyzer, Synonyms.none(), reader.ranking, reader.names, reader.vocabulary
    )
    plan = planner.plan(parse("甲乙丙"))
    sections = reader.page(plan, PageRequest(10), Budget()).sections
    budget = Budget()
    whole = reader.explain(plan, sections, budget)
    assert all(own.parts for own in whole)
    assert not budget.limited
    budget = Budget(deadline=0)
    cut = reader.explain(plan, sections, budget)
    assert [own.value for own in cut] == [own.value for own in whole]
    assert not any(own.parts for own in cut)
    assert "".join(budget.limited) == "the time limit was reached: not all scores are explained"


HINTED = {
    "tag:x": ("tag",),
    "titel:x": ("titel",),
    "Title:x": ("Title",),
    "-tag:x": ("tag",),
    "NOT tag:x": ("tag",),
    "titel:橋梁": ("titel",),
    "ｔｉｔｅｌ：橋梁": ("titel",),
    "tag:a tag:b titel:c": ("tag", "titel"),
    "(tag:x OR 香港) AND lang:zh": ("tag", "lang"),
    "香港 -(author:x OR titel:y)": ("author", "titel"),
    "tag:x*y": ("tag",),
    'tag:"x y"': ("tag",),
    "tag:「橋樑」": ("tag",),
    "tag:(x OR y)": ("tag",),
    "Date:2001": ("Date",),
    "date:2001-13": ("date",),
    "date:昨天": ("date",),
}

NOT_HINTED = (
    "http://x",
    "https://zh.wikipedia.org/wiki/香港",
    "std::vector",
    "localhost:80",
    "C:\\x",
    "12:30",
    "title:x",
    "-heading:x",
    "body:x",
    "「tag:x」",
    "tag:",
    ":x",
    "a:b",
    "標題:橋梁",
    "香港：歷史",
    "date:2001",
    "localhost:80",
)


@pytest.mark.parametrize("query", HINTED)
def test_a_field_that_is_none_is_said_and_is_text(seed_engine: searcher.Engine, query: str) -> None:
    page = seed_engine.search(query)
    assert page.unknown_fields == HINTED[query]
    assert page.to_dict()["unknown_fields"] == list(HINTED[query])


@pytest.mark.parametrize("query", NOT_HINTED)
def test_what_has_a_colon_for_other_reasons_is_no_field(
    seed_engine: searcher.Engine, query: str
) -> None:
    assert seed_engine.search(query).unknown_fields == ()


def test_a_word_with_an_unknown_field_is_found_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 甲\n\n寫作 titel:bridge 之類。", encoding="utf-8")
    searcher.rebuild([tmp_path / "a.md"], index=tmp_path / "index")
    with searcher.Engine.open(tmp_path / "index") as engine:
        page = engine.search("titel:bridge")
    assert (page.total, page.unknown_fields) == (1, ("titel",))


EMPTY = ("", " ", "\0", "\0\0", "\0 \0", "　", "\t\n", "\r\n\0", "\x1f", "\x85", "\u2028", "\u2003")

NOTHING = (
    "\u200b",
    "\u200b\u200b",
    "\ufeff",
    "\u2060",
    "\u00ad",
    "\ud800",
    "\udfff\ud800",
    "\x01",
    "\x7f",
    "()",
    "( )",
    "(())",
    "（　）",
    '""',
    "“”",
    "「」",
    '" "',
    '"\0"',
    '"\u200b"',
    '"，"~3',
    "-",
    "- -",
    "-()",
    '-""',
    "\0()",
    "*",
    "~1",
    "title:",
    "title:\0",
    'title:""',
    "title:()",
    "title:\u200b",
    "path:\u200b",
    "category:，",
    "date:",
    "…",
    "( OR )",
    "\u0301",
    "\U000e0001",
    "\ufffe",
)


@pytest.mark.parametrize("query", EMPTY, ids=ascii)
def test_a_query_that_is_empty_after_cleaning_is_an_error(
    seed_engine: searcher.Engine, query: str
) -> None:
    with pytest.raises(QueryError, match=r"^the query is empty"):
        seed_engine.search(query)


@pytest.mark.parametrize("query", NOTHING, ids=ascii)
def test_any_other_query_has_a_page(seed_engine: searcher.Engine, query: str) -> None:
    for asked in (query, f"香港 {query}", f"{query}香港", f"-{query}", f"({query}) OR 香港"):
        page = seed_engine.search(asked, explain=True)
        assert page.query == asked
        assert page.total >= len(page.hits)


def test_what_cannot_be_looked_for_changes_nothing_beside_a_word(
    seed_engine: searcher.Engine,
) -> None:
    expected = seed_engine.search("平壤").hits
    for query in (
        "平壤 \u200b",
        "\0平壤\0",
        "平壤 ()",
        '平壤 ""',
        "平壤 …",
        "　平壤",
        "平壤 \ud800",
    ):
        assert seed_engine.search(query).hits == expected, ascii(query)
