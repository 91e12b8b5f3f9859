"""Which queries are put right, to what, and which are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from searcher.analysis.normalize import fold
from searcher.errors import QueryError
from searcher.query.parser import parse


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("烏蘭把托", "烏蘭巴托"),
        ("乌兰八脱", "乌兰巴托"),
        ("烏巴蘭托", "烏蘭巴托"),
        ("烏蘭囧托", "烏蘭巴托"),
        ("烏蘭托", "烏蘭巴托"),
        ("烏蘭囧巴托", "烏蘭巴托"),
        ("朝鮮戰整", "朝鮮戰爭"),
        ("人工只能", "人工智能"),
        ("Pyhton", "Python"),
        ("Elasticserch", "Elasticsearch"),
        ("elasticssearch", "Elasticsearch"),
    ],
)
def test_a_slip_is_put_right(suggestions, typed, meant):
    assert suggestions.correct(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("北經", "北京"), ("京北", "北京")])
def test_a_word_of_two_characters_is_found_by_its_sound_and_swapped(suggestions, typed, meant):
    assert suggestions.correct(typed) == meant


@pytest.mark.parametrize("typed", ["北某", "某京", "北"])
def test_a_word_of_two_characters_is_not_found_by_one_of_them(suggestions, typed):
    assert suggestions.correct(typed) is None


def test_what_is_right_stays_as_typed_and_the_author_s_form_takes_the_place_of_the_rest(
    suggestions,
):
    assert suggestions.correct("总领市館") == "总领事館"
    assert suggestions.correct("总领事倌") == "总领事館"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("我在烏蘭把托看到", "我在烏蘭巴托看到"),
        ("「烏蘭把托」 北京", "「烏蘭巴托」 北京"),
        ("-北京　ｔｉｔｌｅ：朝鮮戰整", "-北京　ｔｉｔｌｅ：朝鮮戰爭"),
        ("pyhton 烏蘭把托", "Python 烏蘭巴托"),
        ("烏蘭把托是什麼？", "烏蘭巴托是什麼？"),
    ],
)
def test_everything_else_in_the_query_stays_as_typed(suggestions, typed, meant):
    assert suggestions.correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["-烏蘭把托 北京", "烏蘭把托 OR 北京", "path:mongolai", "烏蘭把托*", "(烏蘭把托 AND 北京)"],
)
def test_what_is_within_operators_is_left_alone(suggestions, typed):
    assert suggestions.correct(typed) is None


@pytest.mark.parametrize(
    "query",
    [
        "烏蘭巴托",
        "總領事館",
        "蒙古國的總領事館",
        "经济与贸易",
        "北京歷史",
        "西安人口",
        "python",
        "1951",
        "烏蘭巴托有多少人口？",
        "Python 的歷史如何",
        "韓戰",
    ],
)
def test_a_fine_query_gets_no_suggestion(suggestions, query):
    assert suggestions.correct(query) is None


def test_a_word_that_the_collection_lacks_is_no_slip_where_the_query_finds_something(
    suggestions_over,
):
    suggestions = suggestions_over({"a.md": "# 城市\n\n這座城市的歷史。\n"})
    assert suggestions.correct("歷史程式") is None
    assert suggestions.correct("程式") is None


def test_of_several_the_likelier_slip_is_thought_of(suggestions_over):
    text = "# 表\n\n數據庫，數據倉庫。\n\n## 二\n\n數據庫。\n"
    suggestions = suggestions_over({"a.md": text})
    assert suggestions.correct("數聚庫") == "數據庫"
    assert suggestions.correct("數庫據") == "數據庫"


@pytest.mark.parametrize(
    ("others", "sections", "meant"),
    [(15, 1, "首都城"), (16, 1, None), (16, 2, "首都城"), (16, 3, "首都城")],
)
def test_of_very_many_entries_the_commonest_are_looked_at_and_all_that_are_as_common(
    suggestions_over, others, sections, meant
):
    """The others are in two sections each; their digits say that none of them can be meant."""
    numbered = [form.format(digit) for form in ("首都{}", "首{}鐵") for digit in range(8)]
    headings = [*(numbered[:others] * 2), *(["首都城"] * sections)]
    text = "".join(f"## {heading}\n\n文。\n\n" for heading in headings)
    suggestions = suggestions_over({"a.md": f"# 題\n\n{text}"})
    assert suggestions.correct("首都鐵") == meant


@pytest.mark.parametrize(("sections", "meant"), [(1, "烏蘭巴"), (100, "烏蘭巴"), (101, None)])
def test_a_short_text_is_made_up_where_one_of_its_pairs_is_rare(suggestions_over, sections, meant):
    pairs = "## 節\n\n烏蘭，蘭鐵。\n\n" * sections
    suggestions = suggestions_over({"a.md": f"# 烏蘭巴\n\n文。\n\n{pairs}"})
    assert suggestions.correct("烏蘭鐵") == meant


def test_a_number_is_not_put_right(suggestions_over):
    suggestions = suggestions_over({"a.md": "# 紀念1950\n\n活動covid19開始。\n"})
    assert suggestions.correct("紀念1951") is None
    assert suggestions.correct("covid18") is None


def test_a_pasted_passage_is_left_alone(suggestions):
    assert suggestions.correct("烏蘭把托" + "，這是一段很長的文字" * 7) is None


def test_the_same_slip_is_put_right_wherever_it_stands(suggestions):
    assert suggestions.correct("烏蘭把托 烏蘭把托") == "烏蘭巴托 烏蘭巴托"


def test_a_slip_beside_one_that_becomes_several_words_is_put_right_too(suggestions_over):
    suggestions = suggestions_over({"a.md": "---\ntitle: New York\n---\n遠離烏蘭巴托。\n"})
    assert suggestions.correct("newyork 烏蘭把托 newyork") == "New York 烏蘭巴托 New York"


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_is_an_error_as_it_is_for_a_search(suggestions, query):
    with pytest.raises(QueryError):
        suggestions.correct(query)


@given(
    chunk=st.text(st.sampled_from("烏蘭把托巴朝鮮戰整爭總領市館"), min_size=1, max_size=6),
    name=st.sampled_from(("t2s", "s2t", "s2tw", "s2hk")),
)
def test_every_script_gets_the_same(suggestions, chunk, name):
    converted = OpenCC(name).convert(chunk)
    one, other = suggestions.correct(chunk), suggestions.correct(converted)
    assert (one and fold(one)) == (other and fold(other))


@given(query=st.text(max_size=70))
@pytest.mark.parametrize(
    "frame", ["{}", "烏蘭{}巴托", '"{}把托"', "title:{} 烏蘭把托", "({}) -pyhton{}"]
)
def test_any_query_has_an_answer_and_what_is_offered_finds_something(suggestions, frame, query):
    query = frame.replace("{}", query)
    try:
        offered = suggestions.correct(query)
    except QueryError:
        return
    if offered is not None:
        assert offered != query
        assert suggestions.count(parse(offered)) or not suggestions.count(parse(query))
