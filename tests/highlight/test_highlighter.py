"""What is marked: what the user asked for, longest first, never half a word beside it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.analysis.normalize import fold, normalize
from searcher.highlight.highlighter import find_matches

# (query, text, what is marked)
CASES = {
    "either script": [
        ("脱北者", "脫北者與脱北者", ["脫北者", "脱北者"]),
        ("國際論壇", "国际论坛，國際論壇", ["国际论坛", "國際論壇"]),
        ("台灣", "臺灣和台湾", ["臺灣", "台湾"]),
        ("裏面", "裡面、里面、裏面", ["裡面", "里面", "裏面"]),
        ("ＧＰＵ", "gpu與GPU", ["gpu", "GPU"]),
    ],
    "the whole before its parts": [
        ("朝鲜战争", "朝鮮戰爭後的朝鮮", ["朝鮮戰爭", "朝鮮"]),
        ("馬克思主義", "馬克思主義者", ["馬克思主義"]),
        ("「北京」 「京大學」", "北京大学", ["京大学"]),
        ("「北京大」 「大学」", "北京大學", ["北京大"]),
        ("數據 數據結構", "數據結構數據", ["數據結構", "數據"]),
    ],
    "no half of a word": [
        ("法國總統", "美國總統", ["總統"]),
        ("法國總統", "法國總統，中國人", ["法國總統"]),
        ("国际论坛", "國內論壇", ["論壇"]),
        ("蒙古與朝鮮", "與會者", []),
    ],
    "stop words only within more": [
        ("朝鲜的战争", "朝鮮的戰爭", ["朝鮮的戰爭"]),
        ("朝鲜的战争", "我的朝鮮", ["朝鮮"]),
        ("什么是战争", "什么是朝鮮，戰爭是什么", ["戰爭"]),
        ("為什麼", "這是為什麼", ["為什麼"]),
    ],
    "no single character of a longer run": [
        ("脱北者", "逃脫，北方，讀者", []),
        ("脱北者", "逃脫北方", ["脫北"]),
        ("恭弘叶弘", "恭喜弘揚", []),
        ("金", "金日成與基金", ["金", "金"]),
        ("「金」", "金日成與基金", ["金", "金"]),
    ],
    "names that the tokenizer splits": [
        ("脱北者", "一名脫北者說", ["脫北者"]),
        ("恭弘叶弘", "恭弘葉弘", ["恭弘葉弘"]),
        ("恭弘叶弘", "葉弘", ["葉弘"]),
    ],
    "words of spaced scripts whole": [
        ("code", "decode code codes", ["code"]),
        ("C++", "用C++寫", ["C++"]),
        ("visual studio code", "Visual Studio Codec", ["Visual", "Studio"]),
        ("F-15", "F-15與F-151", ["F-15"]),
        ("3.5", "3.5 13.5 3.55", ["3.5"]),
        ("北京abc", "前面xabc", []),
        ("北京abc", "xabc", []),
        ("T恤", "買T恤", ["T恤"]),
        ("T恤", "不買AT恤", []),
        ('"studio code"', "studio codes, studio code", ["studio code"]),
    ],
    "shorter words of a longer": [
        ("中華人民共和國", "朝鮮民主主義人民共和國", ["人民", "共和國"]),
        ("台灣大學", "台灣的大學", ["台灣", "大學"]),
    ],
    "phrases": [
        ("「北韓提供援助」", "向北韓提供援助，向北韓", ["北韓提供援助"]),
        ('"蒙古 人民"', "蒙古\n人民，蒙古人民，蒙古的人民", ["蒙古\n人民", "蒙古人民"]),
        ('"visual studio"', "Visual\n Studio", ["Visual\n Studio"]),
        ('"a。b"', "A。B與a.b", ["A。B"]),
    ],
    "prefixes": [
        ("micro*", "Microsoft的MICRO與amicrob", ["Microsoft", "MICRO"]),
        ("蒙古*", "內蒙古國", ["蒙古"]),
    ],
    "what was excluded or only filters": [
        ("朝鲜 -战争", "朝鮮戰爭", ["朝鮮"]),
        ("朝鲜 category:战争", "朝鮮戰爭", ["朝鮮"]),
    ],
    "characters that expand, compose or vanish": [
        ("株式", "有限㍿成立", ["㍿"]),
        ("file", "的ﬁle名", ["ﬁle"]),
        ("ガギ", "ｶﾞｷﾞ", ["ｶﾞｷﾞ"]),
        ("電子", "電\u200b子\u00ad書", ["電\u200b子\u00ad"]),
    ],
}


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [case for cases in CASES.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in CASES.items() for number, _ in enumerate(cases)],
)
def test_what_is_marked(marked, query, text, expected):
    assert marked(query, text) == expected


def test_a_single_character_of_a_longer_run_is_never_marked(spans, seed):
    for query in ("朝鲜战争", "脱北者", "蒙古人民共和国", "金正恩和金日成"):
        assert min(end - start for start, end in spans(query, seed)) > 1


@pytest.mark.parametrize("query", ["蒙", "朝", "國"])
def test_a_query_of_one_character_marks_it_everywhere(spans, seed, query):
    places = [place for place, one in enumerate(seed) if fold(one) == fold(query)]
    assert [tuple(span) for span in spans(query, seed)] == [(place, place + 1) for place in places]


def test_every_occurrence_in_either_script_is_marked(spans, seed):
    found = spans("蒙古", seed)
    assert len(found) == fold(seed).count(fold("蒙古"))


@given(query=st.text("北京大學生ab ", max_size=7), text=st.text("北京大学生ab \n", max_size=30))
def test_marks_are_in_order_and_do_not_overlap(spans, query, text):
    if query.strip():
        ends = [0, *(place for span in spans(query, text) for place in span)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in spans(query, text))
        assert ends[-1] <= len(text)


@given(query=st.text("北國脫的ab", min_size=1), text=st.text("北国脱的ab\n"))
def test_what_is_marked_folds_to_a_piece_of_what_was_asked(marked, query, text):
    assert all(fold(piece) in fold(query) for piece in marked(query, text))


@given(query=st.text("㍿株式ﬁｶﾞｷe\u0301\u200b½会", min_size=1), text=st.text("㍿株式fiﬁガｷﾞé½1会社"))
@example(query="㍿ﬁ", text="1ﬁ")
def test_marks_over_characters_that_change_length_are_whole_and_in_bounds(spans, query, text):
    if query.strip():
        ends = [0, *(place for span in spans(query, text) for place in span), len(text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in spans(query, text))


@given(query=st.text("北京大學生 ", min_size=1), text=st.text("北京大学生", max_size=30))
def test_no_mark_cuts_a_longer_match_but_one_that_lost_to_a_longer_or_earlier(
    spans, matchers, query, text
):
    if not query.strip():
        return
    taken = spans(query, text)
    for target in matchers(query):
        for found in target.find(normalize(text).text):
            over = [span for span in taken if span.start < found.end and found.start < span.end]
            length = found.end - found.start
            lost = any((start - end, start) <= (-length, found.start) for start, end in over)
            assert over
            assert lost or tuple(found) in map(tuple, taken)


@given(text=st.text("脫脱北者臺台灣湾。", max_size=40))
def test_a_text_is_marked_alike_whatever_script_asks(spans, text):
    assert spans("脱北者 台湾", text) == spans("脫北者 臺灣", text)
    assert spans("「台湾脱北者」", text) == spans("「臺灣脫北者」", text)


def test_nothing_is_marked_where_nothing_is_asked(marked):
    assert marked("，。", "你，我。") == []
    assert marked("-朝鮮", "朝鮮") == []
    assert marked("朝鮮", "") == []


def test_targets_stay_equal_and_hashable_values_when_they_have_been_looked_for(matchers):
    query = "北京大學 「脫北者」 金 code*"
    asked = matchers(query)
    text = "北京大學，脫北者，金，codes"
    assert find_matches(text, normalize(text), asked)
    assert asked == matchers(query)
    assert set(asked) == set(matchers(query))


def test_of_a_word_that_a_chunk_repeats_every_occurrence_is_marked(marked):
    assert marked("人民" * 40, "人民與人民，人民") == ["人民"] * 3
