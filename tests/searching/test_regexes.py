"""Regular expressions over texts: what they match in, what is marked, and what is no regex."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searcher
from searcher.limits import MAX_REGEXES

Make = Callable[[Mapping[str, str]], searcher.Engine]

TEXTS = {
    "law": "依第三条及第十二條之規定，皇后不在此限。",
    "novel": "在那之後，他說：「後來呢？」三天后。",
    "code": "std::shared_ptr 與 std::unique_ptr；見 C:/Windows/System32，colour 與 Color。",
    "year": "一九四八年七月四日，即 1948-07-04，第二十一章，35公里。",
    "lines": "第一行\n\n第二行 後",
}


def found(engine: searcher.Engine, query: str) -> dict[str, list[str]]:
    """The marked texts of each file that a query finds."""
    page = engine.search(query, limit=50, fragments=100, width=1000)
    assert page.limited == ()
    return {
        hit.path.removesuffix(".txt"): [
            fragment.text[slice(*span)]
            for fragment in hit.fragments
            for span in fragment.highlights
        ]
        for hit in page.hits
    }


@pytest.fixture
def engine(engine_over: Make) -> searcher.Engine:
    return engine_over({f"{name}.txt": text for name, text in TEXTS.items()})


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("re:/第.{1,3}條/", {"law": ["第三条", "第十二條"]}),
        ("re:/第.{1,3}条/", {"law": ["第三条", "第十二條"]}),
        ("re:/第[一二三四五六七八九十]+条/", {"law": ["第三条", "第十二條"]}),
        ("re:/皇后/", {"law": ["皇后"]}),
        ("re:/[后]/", {"law": ["后"], "novel": ["後", "後", "后"], "lines": ["後"]}),
        ("re:/之後|天後/", {"novel": ["之後", "天后"]}),
        ("re:/「.+?」/", {"novel": ["「後來呢？」"]}),
        (r"re:/std::\w+_PTR/", {"code": ["std::shared_ptr", "std::unique_ptr"]}),
        ("re:/colou?r/", {"code": ["colour", "Color"]}),
        ("re:/[A-Z]:/", {"code": ["d:", "d:", "C:"]}),
        (r"re:/C:\/.*32/", {"code": ["C:/Windows/System32"]}),
        ("re:/C:/.*32/", {"code": ["C:/Windows/System32"]}),
        ("re:/見 C/", {"code": ["見 C"]}),
        ("re:/見 C/ colour", {"code": ["見 C", "colour"]}),
        ("re:/[一二三四五六七八九十]+[月日]/", {"year": ["七月", "四日"]}),
        (r"re:/\d{4}-\d\d/", {"year": ["1948-07"]}),
        ("re:/一九四八年/", {"year": ["一九四八年"]}),
        ("re:/第二十一章/", {"year": ["第二十一章"]}),
        ("re:/^第.行/", {"lines": ["第一行", "第二行"]}),
        ("re:/第.行$/", {"lines": ["第一行"]}),
        (r"re:/一行\s+第二/", {"lines": ["一行\n第二"]}),
        ("re:/后/ -re:/三天/", {"law": ["后"], "lines": ["後"]}),
        ("(re:/皇后/ OR re:/shared/)", {"law": ["皇后"], "code": ["shared"]}),
        ("body:re:/皇[后]/", {"law": ["皇后"]}),
        ("title:re:/^n.*l$/", {"novel": []}),
        ("re:/甲/", {}),
        ("re:/[[:upper:]]:/", {"code": ["d:", "d:", "C:"]}),
        (r"re:/\p{Lu}:|[\p{Lu}][.]/", {"code": ["d:", "d:", "C:"]}),
        ("path:re:/^[lc].+\\.txt$/ C", {"code": ["C"]}),
        ("-path:re:/l|c|y/ 后", {}),
        ("re:/第.條.{1,8}皇/", {}),
    ],
)
def test_texts_are_matched_in_any_script_and_matches_are_marked(
    engine: searcher.Engine, query: str, matches: dict[str, list[str]]
) -> None:
    marked = {
        name: [text.replace("\n\n", "\n") for text in texts]
        for name, texts in found(engine, query).items()
    }
    assert marked == matches


PIECES = (
    *("後", "后", "宮", "宫", "第", "條", "条", "行", "三", "十二", "一九四八年", "七月四日", "月"),
    *("2026-07-04", "7月4号", "七月四號", "十九世紀", "一千二百", "三万", "7点半", "两个月", "元"),
    *("二十一", "零", "两", "民國", "九十", "公里", "35", "1,000", "年"),
    *("a", "B", "ab", "colour", "COLOR", "C++", "covid-19", "_x", "é", "w" * 70 + "colour"),
    *(" ", "　", "，", "。", "-", "・", "々", "\n"),
)
FORMS = str.maketrans("後宮條號紀萬兩，　・", "后宫条号纪万两, ·")
"""What these have of two scripts and widths."""

literals = st.sampled_from("後后宮第條条行三十月年日号號世紀万零两里aBcCoO1é-，")
atoms = st.one_of(
    literals.map(re.escape),
    literals.map(re.escape),
    st.lists(literals, min_size=2, max_size=4).map("".join).map(re.escape),
    st.sampled_from((".", r"\d", "[后后宮]", "[^后]", "[条行三]", "[a-c]", "colou?r", "[一-三]")),
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map("|".join).map("({})".format),
        st.tuples(inner, st.sampled_from(("*", "+", "?", "{2}", "{0,2}", "{1,}", "+?"))).map(
            lambda own: f"(?:{own[0]}){own[1]}"
        ),
    )


patterns = st.recursive(atoms, _larger, max_leaves=6)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("regexes")


@settings(max_examples=20)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=1, max_size=8
    ),
    asked=st.lists(patterns, min_size=8, max_size=8),
)
def test_no_text_is_missed_and_none_is_made_up(
    place: Path, texts: list[str], asked: list[str]
) -> None:
    content = place / "content"
    content.mkdir(exist_ok=True)
    for number in range(8):
        text = texts[number] if number < len(texts) else ""
        (content / f"{number}.txt").write_text(f"文\n\n{text}", encoding="utf-8")
    searcher.rebuild([content], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        everything = engine.search("文", fragments=1, width=1 << 20).hits
        stored = {hit.path: hit.fragments[0].text for hit in everything}
        for pattern in asked:
            simple = re.compile(_simple(pattern), re.MULTILINE)
            expected = {
                path
                for path, text in stored.items()
                if any(match.group() for match in simple.finditer(_simple(text)))
            }
            page = engine.search(f"body:re:/{pattern}/", limit=50)
            if simple.search(""):
                assert "empty" in page.limited[0]
            else:
                assert {hit.path for hit in page.hits} == expected
                assert all(any(f.highlights for f in hit.fragments) for hit in page.hits)


def _simple(text: str) -> str:
    """A text or pattern without script, case and width."""
    return text.translate(FORMS).lower()


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("第(.條", "a ( without its ) at character 2"),
        ("條)", "a ) without its ( at character 2"),
        ("第[條", "a [ without its ] at character 2"),
        ("*條", "nothing for * to repeat at character 1"),
        ("條[z-a]", "a range without its end at character 3"),
        ("(?=條)", "not supported at character 1"),
        (r"條\k", r"\\k has no meaning at character 2"),
        ("條{1001}", "repetition size"),
        ("(((條{100}){100}){100})", "repetition size"),
        ("(" * 40 + "條" + ")" * 40, "groups in each other"),
        ("條*", "the empty text"),
        ("^", "the empty text"),
    ],
)
def test_what_is_no_regex_is_text_and_the_page_says_why(
    engine: searcher.Engine, pattern: str, why: str
) -> None:
    page = engine.search(f"re:/{pattern}/")
    (said,) = page.limited
    assert said.startswith(f"re:/{pattern}/ was searched as text")
    assert re.search(re.escape(why).replace(r"\\\\", r"\\"), said)
    assert engine.search(f"第三條 re:/{pattern}/").limited == (said,)
    assert engine.search(f"path:re:/{pattern}/").limited == (said,)


def test_without_the_engine_the_page_says_how_to_install_it(
    engine: searcher.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    page = engine.search("re:/第三條/")
    assert page.hits[0].path == "law.txt"
    (said,) = page.limited
    assert "pip install 'searcher-zh[regex]'" in said


def test_further_regexes_match_by_what_they_require(engine: searcher.Engine) -> None:
    page = engine.search(" ".join(["re:/第.條/", "re:/規定/", "re:/皇.{3}此/", "re:/此限/"]))
    assert [hit.path for hit in page.hits] == ["law.txt"]
    (said,) = page.limited
    assert str(MAX_REGEXES) in said


@pytest.mark.parametrize(
    "query", ["re://", "re:/條", "re:條", "re:/條/的", "re:/ 條", "RE:/條/", "re:/條\\/"]
)
def test_what_is_not_between_slashes_is_text(engine: searcher.Engine, query: str) -> None:
    assert engine.search(query).limited == ()
