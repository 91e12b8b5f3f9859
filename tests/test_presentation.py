"""What is shown of a hit: its title, its fragments, and what is marked in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import searcher
from searcher.highlight import script
from searcher.model import SEPARATOR
from searcher.options import SCRIPTS

Make = Callable[[Mapping[str, str]], searcher.Engine]

BRIDGES = """# 長江大橋

長江大橋很長。

## 橋梁的歷史

大橋建於1957年。

### 長江大橋與橋梁

這座橋在武漢。
"""


def marked_title(hit: searcher.Hit) -> list[str]:
    """What is marked in the title, article and headings together."""
    return [hit.title[start:end] for start, end in hit.title_highlights]


def marked(hit: searcher.Hit) -> list[str]:
    return [
        fragment.text[start:end] for fragment in hit.fragments for start, end in fragment.highlights
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("大橋", {"": ["大橋"], "橋梁的歷史": ["大橋"], "長江大橋與橋梁": ["大橋", "大橋"]}),
        (
            "橋梁",
            {"橋梁的歷史": ["橋梁"], "長江大橋與橋梁": ["橋梁", "橋梁"]},
        ),
        ("title:大橋 橋梁", {"橋梁的歷史": ["大橋", "橋梁"]}),
        ("heading:長江大橋", {"長江大橋與橋梁": ["長江大橋", "長江大橋"]}),
        ("body:大橋", {"": [], "橋梁的歷史": []}),
    ],
)
def test_matches_are_marked_in_the_article_s_title_and_in_each_heading(
    engine_over: Make, query: str, titles: dict[str, list[str]]
) -> None:
    hits = engine_over({"a.md": BRIDGES}).search(query).hits
    shown = {(hit.headings or ("",))[-1]: marked_title(hit) for hit in hits}
    assert {name: shown.get(name) for name in titles} == titles


@pytest.mark.parametrize("form", SCRIPTS)
def test_title_highlights_are_offsets_into_article_and_headings_joined(
    engine_over: Make, form: searcher.options.Script
) -> None:
    engine = engine_over({"a.md": BRIDGES})
    for hit in engine.search("長江大橋 橋梁", script=form).hits:
        assert hit.title == SEPARATOR.join((hit.article, *hit.headings))
        spans = list(hit.title_highlights)
        assert spans == sorted(spans)
        for start, end in spans:
            assert 0 <= start < end <= len(hit.title)
            assert SEPARATOR.strip() not in hit.title[start:end]


def test_nothing_is_marked_across_two_headings(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 長江\n\n文。\n\n## 大橋\n\n文。\n\n### 橋梁\n\n文。"})
    for query in ("長江大橋", "大橋橋梁", "「江大」"):
        for hit in engine.search(query).hits:
            assert set(marked_title(hit)) <= {"長江", "大橋", "橋梁"}


@pytest.mark.parametrize("form", SCRIPTS)
def test_without_fragments_title_and_marks_are_the_same(
    engine_over: Make, form: searcher.options.Script
) -> None:
    engine = engine_over({"a.md": BRIDGES})
    shown, bare = (engine.search("大橋", fragments=n, script=form).hits for n in (1, 0))
    assert all(hit.fragments for hit in shown)
    assert not any(hit.fragments for hit in bare)
    for one, other in zip(shown, bare, strict=True):
        assert (one.title, one.title_highlights) == (other.title, other.title_highlights)
        assert (one.rank, one.score, one.line) == (other.rank, other.score, other.line)


def test_ranks_go_on_from_page_to_page(engine_over: Make) -> None:
    engine = engine_over({"a.md": BRIDGES})
    assert [hit.rank for hit in engine.search("橋", offset=1, limit=5).hits] == [2, 3]


@pytest.fixture
def lengthening(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script in which words have other lengths: 程序员 is 程式設計師 in it. None that may be
    asked for has such words now."""
    monkeypatch.setattr(script, "_CONVERSIONS", {**script._CONVERSIONS, "tw": ("s2twp", "s2twp")})


def test_marks_stay_on_their_words_where_a_script_changes_lengths(
    engine_over: Make, lengthening: None
) -> None:
    article = "# 程序员手册\n\n文。\n\n## 程序员与U盘\n\n程序员的U盘，程序员们。\n"
    engine = engine_over({"a.md": article})
    (hit,) = engine.search("body:程序员 heading:程序员", script="tw").hits
    assert hit.title == "程式設計師手冊 › 程式設計師與隨身碟"
    assert marked_title(hit) == ["程式設計師", "程式設計師"]
    assert marked(hit) == ["程式設計師", "程式設計師"]
    (both,) = engine.search("heading:U盘 title:手册", script="tw").hits
    assert marked_title(both) == ["手冊", "隨身碟"]


def test_the_same_heading_is_marked_alike_in_every_hit(engine_over: Make) -> None:
    engine = engine_over({f"{n}.md": "# 大橋\n\n## 大橋\n\n大橋。" for n in range(3)})
    shown = {(hit.title, tuple(marked_title(hit))) for hit in engine.search("大桥").hits}
    assert shown == {("大橋 › 大橋", ("大橋", "大橋"))}


def test_forms_that_are_not_shown_are_found_and_not_marked(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 題\n\n## -{zh-hans:夏天;zh-hant:冰山}-\n\n文。"})
    for query, titles in (("夏天", ["夏天"]), ("冰山", [])):
        (hit,) = engine.search(query).hits
        assert (hit.title, marked_title(hit)) == ("題 › 夏天", titles)


def filler(count: int) -> str:
    """Sentences that have nothing of what the tests ask for, none like another."""
    return "".join(f"這一句閒話排第{number}，說的是天氣和晚飯。" for number in range(count))


@pytest.mark.parametrize(
    ("query", "known", "told"),
    [
        ("青山水库管理的库容是多少", "青山水庫管理處管理青山水庫。", "其最大庫容為三億立方米。"),
        ("长江大桥通车的年份", "長江大橋又名大橋，長江大橋很長。", "一九五七年通車。"),
        ("鐵路工人的工資", "鐵路工人修鐵路，鐵路工人很多。", "月薪和工資都不高。"),
        ("python decorator syntax", "Python is Python. ", "The syntax has an at sign."),
    ],
)
def test_what_is_said_once_and_far_away_is_shown(
    engine_over: Make, query: str, known: str, told: str
) -> None:
    text = f"# 題\n\n{known * 4}{filler(20)}{known}{filler(20)}{told}{filler(20)}{known}"
    (hit,) = engine_over({"a.md": text}).search(query).hits
    shown = " ".join(fragment.text for fragment in hit.fragments)
    assert told.strip() in shown
    assert known[:4] in shown


def test_a_rare_word_is_worth_more_than_common_ones(engine_over: Make) -> None:
    others = {f"{n}.md": f"水庫管理很重要。水庫管理{n}。" for n in range(30)}
    text = f"水庫管理，水庫管理。{filler(9)}這裡有蓄洪區。{filler(9)}"
    engine = engine_over({"a.md": text, **others})
    (hit,) = (hit for hit in engine.search("水库管理的蓄洪区").hits if hit.path == "a.md")
    best = max(hit.fragments, key=lambda fragment: fragment.worth)
    assert "蓄洪區" in best.text


@pytest.mark.parametrize("times", [1, 2, 9, 60])
def test_with_room_for_all_fragments_every_match_is_shown(engine_over: Make, times: int) -> None:
    text = "".join(f"水庫在這裡。{filler(8)}" for _ in range(times))
    (hit,) = engine_over({"a.md": text}).search("水库", fragments=1000).hits
    assert marked(hit) == ["水庫"] * times


def test_each_fragment_has_the_line_of_its_first_match(engine_over: Make) -> None:
    lines = [f"第{n}行是閒話。" for n in range(40)]
    lines[7] = "這裡有水庫，"
    lines[31] = "那裡也有水庫和庫容。"
    text = "\n".join(["---", "title: 題", "---", *lines])
    engine = engine_over({"a.md": text})
    for form in ("original", "hans"):
        (hit,) = engine.search("水库 库容", width=20, script=form).hits
        assert [fragment.line for fragment in hit.fragments] == [11, 35]
        assert hit.best_line == 35
