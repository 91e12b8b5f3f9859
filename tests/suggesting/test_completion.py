"""What a prefix is completed to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC


def test_a_prefix_is_completed_to_words_and_names_as_their_author_writes_them(suggestions):
    assert suggestions.complete("烏蘭巴") == ["烏蘭巴托"]
    assert suggestions.complete("經濟") == ["經濟與貿易", "經濟"]
    assert suggestions.complete("elas") == ["Elasticsearch"]


def test_the_form_is_that_of_the_first_section_that_has_it(suggestions):
    assert suggestions.complete("总领") == ["總領事", "總領事館"]


def test_what_more_sections_have_comes_first(suggestions):
    found = suggestions.complete("程式")
    assert found.index("程式設計") < found.index("程式庫")
    assert found[0] == "程式"


def test_names_come_before_words_that_as_many_sections_have(suggestions_over):
    suggestions = suggestions_over({"a.md": "# 標題\n\n總領事館。\n\n## 總領課\n\n別的。\n"})
    assert suggestions.complete("總領") == ["總領課", "總領事", "總領事館"]


def test_a_pair_of_neighbours_that_is_no_word_is_not_suggested(suggestions):
    assert "蘭巴" not in suggestions.complete("蘭")
    assert suggestions.complete("北") == ["北京"]


def test_numbers_are_not_suggested(suggestions):
    assert suggestions.complete("19") == []


def test_a_prefix_of_another_script_gets_the_same(suggestions):
    assert suggestions.complete("乌兰") == suggestions.complete("烏蘭") == ["烏蘭", "烏蘭巴托"]


@pytest.mark.parametrize(
    "typed",
    [
        "wulanbatuo",
        "wulanb",
        "wu lan ba tuo",
        "wu'lan'ba",
        "WuLanBa",
        "wulanba ",
        "wlbt",
        "wlb",
        "ｗｌｂｔ",
    ],
)
def test_a_prefix_is_taken_for_sounds_and_for_initials(suggestions, typed):
    assert suggestions.complete(typed) == ["烏蘭巴托"]


@pytest.mark.parametrize("typed", ["xi'an", "xi an", "xian"])
def test_letters_are_cut_into_syllables_in_every_way(suggestions, typed):
    assert "西安" in suggestions.complete(typed)


@pytest.mark.parametrize("typed", ["nvergu", "nüerguo", "nü er guo"])
def test_the_letter_ü_may_be_typed_as_v(suggestions_over, typed):
    suggestions = suggestions_over({"a.md": "# 女兒國\n\n一個國家。\n"})
    assert suggestions.complete(typed)[0] == "女兒國"


def test_a_character_is_found_by_each_of_its_readings(suggestions_over):
    suggestions = suggestions_over({"a.md": "# 重慶與重量\n\n重慶。重量。\n"})
    assert "重慶" in suggestions.complete("chongqing")
    assert "重量" in suggestions.complete("zhongliang")


def test_what_begins_with_the_characters_comes_before_what_sounds_so(suggestions_over):
    suggestions = suggestions_over(
        {"a.md": "# 北京\n\n北京，北京。\n\n## beijing opera\n\n一齣。\n"}
    )
    assert suggestions.complete("beijing") == ["beijing opera", "beijing", "北京"]


def test_names_of_several_words_are_completed_whole(suggestions):
    assert suggestions.complete("Python 程") == [
        "Python 程式設計",
        "Python 程式",
        *(f"Python {word}" for word in ("程式庫", "程式碼")),
    ]


def test_of_several_chunks_the_last_is_completed_and_the_others_stay(suggestions):
    assert suggestions.complete("蒙古國　烏蘭巴") == ["蒙古國　烏蘭巴托"]
    assert suggestions.complete("-title:x wlbt ") == ["-title:x 烏蘭巴托"]


def test_what_is_the_same_in_the_folded_space_is_suggested_once(suggestions):
    found = suggestions.complete("python 程式設")
    assert found == ["Python 程式設計"]


def test_a_collection_of_no_words_suggests_nothing(suggestions_over):
    suggestions = suggestions_over({"1.md": "# 1\n\n2\n"})
    assert suggestions.complete("1") == suggestions.complete("a") == []
    assert suggestions.correct("烏蘭把托 pyhton") is None


def test_there_are_no_more_than_asked_for_and_none_twice(suggestions):
    found = suggestions.complete("程", 3)
    assert len(found) == 3
    everything = suggestions.complete("c", 100)
    assert len(set(everything)) == len(everything)
    assert suggestions.complete("程", 0) == []


@pytest.mark.parametrize("prefix", ["", " ", "\u3000", "囧", "\0", "'", "…"])
def test_nothing_is_made_of_what_begins_nothing(suggestions, prefix):
    assert suggestions.complete(prefix) == []


CONVERSIONS = ("t2s", "s2t", "s2tw", "s2hk")


@given(
    prefix=st.text(st.sampled_from("烏蘭巴托朝鮮戰爭總領事館軟體開發程式設計歷史 pc"), max_size=4),
    name=st.sampled_from(CONVERSIONS),
)
def test_every_script_gets_the_same(suggestions, prefix, name):
    converted = OpenCC(name).convert(prefix)
    found = suggestions.complete(prefix)
    kept = len(prefix) - len(prefix.rsplit(maxsplit=1)[-1]) if prefix.split() else 0
    assert [own[kept:] for own in suggestions.complete(converted)] == [own[kept:] for own in found]


@given(prefix=st.one_of(st.text(), st.text("wulanbt' ü", max_size=80)), limit=st.integers(0, 5))
def test_any_prefix_has_an_answer(suggestions, prefix, limit):
    assert len(suggestions.complete(prefix, limit)) <= limit
