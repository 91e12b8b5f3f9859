"""Promise 3: whatever a query asks for, it gets the same page in every script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

import searcher
from searcher.analysis.normalize import fold

WAYS = ("t2s", "s2t", "s2tw", "s2hk", "t2tw", "t2hk", "tw2s", "hk2s")

ARTICLES = {
    "war.md": "---\ndate: 1950-06-25\n---\n# 韓戰\n\n一九五零年六月，朝鮮戰爭爆發，"
    "見[板門店談判](talks.md)與[[程式設計師]]。\n\n## 歷史與影響\n\n聯合國軍於1950年後登陸仁川。",
    "talks.md": "---\ndate: 1951-07-10\n---\n# 板门店\n\n韩战的谈判在开城开始，后来在板门店举行。",
    "coder.md": "# 程序员\n\n程序员写软件，里面有程式；[電腦軟體](soft.md)是２，０００行的。",
    "soft.md": "# 软件\n\n軟體與硬體，計程車裡的網路；见[程式設計師的鄰里](coder.md)。",
    "clam.md": "# 軟體動物\n\n頭足類後面有殼，髮絲、乾燥、干涉、台灣與臺灣。",
}

WORDS = (
    *("韓戰", "朝鲜战争", "程序员", "程式設計師", "软件", "軟體", "軟體動物", "計程車", "网络"),
    *("板门店谈判", "電腦軟體", "程式設計師的鄰里", "歷史與影響", "一九五零年", "1950年", "2000"),
    *("裡面", "后面", "乾燥", "头发", "臺灣", "台湾", "写", "的", "談判在開城"),
)

chunks = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
fields = st.sampled_from(("", "", "title:", "heading:", "body:", "-"))
asked = st.one_of(
    st.tuples(fields, chunks.map("".join)).map("".join),
    st.tuples(fields, chunks.map("".join)).map("{0[0]}「{0[1]}」".format),
    st.tuples(fields, chunks.map(" ".join), st.integers(0, 20)).map("{0[0]}“{0[1]}”~{0[2]}".format),
    st.sampled_from(
        ("re:/程[式序].{1,3}/", "-re:/[后後里裡]面|臺湾/", "title:re:/[軟软]./", "c?e*r")
    ),
    st.sampled_from(("date:1950年", "date:1951年7月", "-date:1950", "软*")),
    st.tuples(chunks.map("".join), chunks.map("".join)).map(" OR ".join),
)
queries = st.lists(asked, min_size=1, max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    folder = tmp_path_factory.mktemp("scripts")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    with searcher.Engine.open(folder / "index") as engine:
        yield engine


@pytest.fixture(scope="module")
def converters() -> list[OpenCC]:
    return [OpenCC(way) for way in WAYS]


def answer(engine: searcher.Engine, query: str) -> list[object]:
    """All of a page that may not depend on the script of its query."""
    page = engine.search(query)
    hits = [  # what is missing is said as it was typed
        replace(
            hit, missing=tuple(map(fold, hit.missing)), matched_name=fold(hit.matched_name or "")
        )
        for hit in page.hits
    ]
    return [page.total, page.relaxed, *hits]


@settings(max_examples=150)
@given(queries)
def test_any_query_gives_the_same_page_in_every_script(
    engine: searcher.Engine, converters: list[OpenCC], query: str
) -> None:
    expected = answer(engine, query)
    for form in {converter.convert(query) for converter in converters}:
        assert answer(engine, form) == expected


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("韓戰", "韩战"),
        ("title:程式設計師", "title:程式设计师"),
        ("電腦軟體", "电脑软体"),
        ("「談判在開城」", "“谈判在开城”"),
        ("一九五零年", "1950年"),
        ("1950年", "１９５０年"),
        ("一九五〇年六月", "1950年六月"),
        ('"一九五零年六月"', "「1950年六月」"),
        ("2000", "2,000"),
        ("2000行", "２，０００行"),
        ('"軟體 電腦"~3', "「软体 电脑」～３"),
        ("date:1950年6月", "date:1950-06"),
        ("date:1950..1951", "ｄａｔｅ：１９５０．．１９５１"),
    ],
)
def test_forms_that_mean_the_same_give_the_same_page(
    engine: searcher.Engine, first: str, other: str
) -> None:
    expected = answer(engine, first)
    assert expected[2:]
    assert answer(engine, other) == expected
