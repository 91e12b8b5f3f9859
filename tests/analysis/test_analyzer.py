"""Which terms stand where: promise 2 of the design, and what mixed text is found by."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH

HAN = "中国 脱北者 国际论坛 人民共和国 台湾大学 T恤 卡拉OK 的 〇 々 𠀀 カタカナ 한글 ㄅㄆ"
LATIN = "C++ C# .NET 3.5 2,000 12:30 COVID-19 AT&T std::vector __int64 a B 1 é ß"
MARKS = " \n，。「」#·-+.:'_@"
PIECES = st.sampled_from([*HAN.split(), *LATIN.split(), *MARKS, "x" * 70])
texts = (st.lists(PIECES, max_size=12).map("".join) | st.text()).map(fold)

TYPED = "C++ C# F-15 .NET 3.5 COVID-19 AT&T c++17 std::vector 2,000 __int64 e-mail 12:30 a_b R&B"
MIXED = ["T恤", "卡拉OK", "ＧＰＵ", "me@host.org", *TYPED.split()]
AROUND = ["{}", "學{}語言", "用 {} 寫", "（{}）", "「{}」，", "在{}。", "{}、甲"]


@given(texts)
def test_each_token_is_the_text_between_its_offsets(analyzer, text):
    for token in analyzer.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text == text[token.start : token.end]


@given(texts)
def test_tokens_come_by_start_and_the_longer_first(analyzer, text):
    places = [(token.start, -token.end) for token in analyzer.tokens(text)]
    assert places == sorted(places)


@given(texts)
def test_the_counts_are_those_of_the_tokens(analyzer, text):
    tokens = analyzer.tokens(text)
    counts = analyzer.count(text)
    assert counts.frequencies == Counter(token.text for token in tokens)
    assert counts.length == sum(token.kind in ("character", "latin") for token in tokens)


def test_the_counts_of_the_seeds_are_those_of_the_tokens(analyzer, folded_seed):
    tokens = analyzer.tokens(folded_seed)
    assert analyzer.count(folded_seed).frequencies == Counter(token.text for token in tokens)


@given(texts)
def test_every_character_and_every_pair_of_a_run_is_a_term(analyzer, text):
    terms = analyzer.count(text).frequencies
    for run in CHARACTER_RUN.findall(text):
        assert set(run) <= terms.keys()
        assert {one + other for one, other in pairwise(run)} <= terms.keys()


@pytest.mark.parametrize("text", ["中，国", "中 国", "中a国", "中\n国"])
def test_characters_apart_make_no_pair(analyzer, text):
    assert "中国" not in analyzer.count(text).frequencies


@pytest.mark.parametrize(
    ("text", "long_words"),
    [
        ("中國", []),
        ("圖書館", ["圖書館"]),
        ("生命科學", ["生命科學"]),
        ("中華人民共和國", ["共和國", "中華人民共和國"]),
        ("穿T恤去4S店", ["T恤", "4S店"]),
    ],
)
def test_the_words_that_are_terms_of_their_own_are_the_long_and_the_mixed(
    analyzer, text, long_words
):
    words = [token.text for token in analyzer.tokens(fold(text)) if token.kind == "word"]
    assert sorted(words) == sorted(map(fold, long_words))


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("term", MIXED)
def test_a_mixed_term_is_found_as_typed(analyzer, term, around):
    asked = analyzer.count(fold(term)).frequencies
    assert asked
    assert asked.keys() <= analyzer.count(fold(around.format(term))).frequencies.keys()


@pytest.mark.parametrize("term", [term for term in MIXED if term.isascii()])
def test_a_word_of_a_spaced_script_is_one_term_as_typed(analyzer, term):
    assert fold(term) in analyzer.count(fold(f"學{term}語言")).frequencies


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("COVID-19", ["covid", "19"]),
        ("AT&T", ["at", "t"]),
        ("std::vector", ["std", "vector"]),
        ("__int64", ["int64"]),
        ("e-mail", ["e", "mail"]),
        ("me@host.org", ["me", "host", "org"]),
        ("3.5", []),
        ("2,000", []),
        ("c++", []),
        (".net", ["net"]),
    ],
)
def test_a_word_of_parts_is_found_by_its_parts_and_a_number_is_not(analyzer, text, parts):
    found = [token.text for token in analyzer.tokens(fold(text)) if token.kind == "part"]
    assert found == parts


@pytest.mark.parametrize("text", ["c", "c++", "c#"])
def test_languages_whose_names_share_a_letter_are_apart(analyzer, text):
    assert set(analyzer.count(f"用{text}寫").frequencies) & {"c", "c++", "c#"} == {text}


@pytest.mark.parametrize("letter", ["a", "_", "1"])
def test_a_very_long_word_is_cut_alike_in_text_and_query(analyzer, letter):
    word = letter * (2 * MAX_TERM_LENGTH)
    for text in (word, f"中{word}国", f"{word} {word}"):
        terms = analyzer.count(text).frequencies
        assert word[:MAX_TERM_LENGTH] in terms
        assert max(map(len, terms)) == MAX_TERM_LENGTH


@given(texts)
def test_no_term_is_longer_than_the_limit(analyzer, text):
    assert all(len(term) <= MAX_TERM_LENGTH for term in analyzer.count(text).frequencies)


@given(texts)
@example("at恤")
def test_words_leave_no_gap_and_do_not_overlap(analyzer, text):
    found = analyzer.words(text)
    words = [token for token in found if token.kind != "subword"]
    assert all(one.end <= other.start for one, other in pairwise(words))
    covered = {position for token in words for position in range(token.start, token.end)}
    runs = {position for run in CHARACTER_RUN.finditer(text) for position in range(*run.span())}
    assert runs <= covered
    assert all(token.text == text[token.start : token.end] for token in found)


@given(texts)
@example("at恤")
def test_a_subword_lies_within_the_word_before_it(analyzer, text):
    word = None
    for token in analyzer.words(text):
        if token.kind == "subword":
            assert word is not None
            assert word.start <= token.start < token.end <= word.end
            assert len(token.text) < len(word.text)
        else:
            word = token
