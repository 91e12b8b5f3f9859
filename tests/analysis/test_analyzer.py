"""Which terms stand where: promise 2 of the design, and what mixed text is found by."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH

HAN = "中国 脱北者 国际论坛 人民共和国 台湾大学 T恤 卡拉OK 的 〇 々 𠀀 𠀀𠀁 カタカナ 한글 ㄅㄆ"
LATIN = "C++ C# .NET 3.5 2,000 12:30 COVID-19 AT&T std::vector me@host __int64 a B 1 é ß 𐐨𐐩 ٣ я"
UNITS = "Windows10 250ml USB3.0 V300R200 Node.js 10 ml 第 系 e-mail ★ → 😀 ① ❶ a1b2c3d4e5f6"
MARKS = " \n\t\x1c\u3000，。「」#·-+.:'_@&\0\ufffe\uffff"
PIECES = st.sampled_from([*HAN.split(), *LATIN.split(), *UNITS.split(), *MARKS, "x" * 70])
texts = (st.lists(PIECES, max_size=12).map("".join) | st.text()).map(fold)
batches = st.lists(texts | st.just(""), max_size=6)

TYPED = "C++ C# F-15 .NET 3.5 COVID-19 AT&T c++17 std::vector 2,000 __int64 e-mail 12:30 a_b R&B"
MIXED = ["T恤", "卡拉OK", "ＧＰＵ", "me@host.org", *TYPED.split()]
AROUND = ["{}", "學{}語言", "用 {} 寫", "（{}）", "「{}」，", "在{}。", "{}、甲"]


@given(texts)
def test_each_token_is_the_text_between_its_offsets(analyzer, text):
    for token in analyzer.tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        stretch = text[token.start : token.end]
        match token.kind:
            case "joined":
                assert token.text == re.sub("[-.' ](?!(?<=[0-9].)[0-9])", "", stretch)
            case "continuation":
                assert token.text == f" {stretch[-1]}"
                assert CHARACTER_RUN.match(text[token.start - 1])
                assert re.fullmatch(r"[^\w\n\0]+", stretch[:-1])
            case "seam":
                check_seam(token.text, stretch)
            case _:
                assert token.text == stretch


def check_seam(term, stretch):
    """A word and the character beside it, or one letter of the word if it is long."""
    left, right = term.split(" ")
    for word, character, inner in ((left, right, stretch[:-1]), (right, left, stretch[1:])):
        if not CHARACTER_RUN.match(word) and CHARACTER_RUN.fullmatch(character):
            assert character in (stretch[0], stretch[-1])
            assert word.strip("-") in inner
            return
    raise AssertionError(term)


@given(texts)
def test_tokens_come_by_start_and_the_longer_first(analyzer, text):
    places = [(token.start, -token.end) for token in analyzer.tokens(text)]
    assert places == sorted(places)


def terms(analyzer, text):
    return {token.text for token in analyzer.tokens(text)}


@given(texts)
def test_tokens_and_words_at_once_are_the_same_as_one_by_one(analyzer, text):
    assert analyzer.tokens_and_words(text) == (analyzer.tokens(text), analyzer.words(text))


def check_counts(analyzer, texts, originals=()):
    counts = analyzer.count_all(texts, originals)
    assert counts.terms == sorted(set(counts.terms))
    assert (len(counts.starts), len(counts.lengths)) == (len(counts.terms) + 1, len(texts))
    assert counts.starts[-1] == len(counts.documents) == len(counts.frequencies)
    found = [{} for _ in texts]
    for term, start, end in zip(counts.terms, counts.starts, counts.starts[1:], strict=False):
        documents = counts.documents[start:end].tolist()
        assert documents
        assert documents == sorted(set(documents))
        for document, frequency in zip(documents, counts.frequencies[start:end], strict=True):
            found[document][term] = frequency
    for number, (text, frequencies) in enumerate(zip(texts, found, strict=True)):
        tokens = analyzer.tokens(text)
        humps = analyzer.hump_tokens(originals[number]) if originals else []
        expected: Counter[str] = Counter()
        for token in (*tokens, *humps):
            expected[token.text] += token.occurrences
        assert frequencies == expected
        assert counts.lengths[number] == sum(
            token.kind in ("character", "latin") for token in tokens
        )


@given(batches)
@example([])
@example(["", "中", ""])
@example(["人民共和国 人民", "人 a人 人b", "a b 4s店"])
@example(["第 3 第，一", "第 \n一 x\ufffe軸", "windows 10系 ★，☆"])
def test_the_counts_of_many_texts_are_those_of_their_tokens(analyzer, texts):
    check_counts(analyzer, texts)


CAPITALS = st.sampled_from(["camelCase", "HTTPServer", "aB", "X", "x1", "Y2", "_", "中", " ", "é"])
written = st.lists(CAPITALS, max_size=8).map("".join) | st.text("aAbB1 _中\uffff", max_size=12)


@given(st.lists(written, max_size=5))
@example(["aBc", "", "\uffff", "xYz aB", "A" * 70 + "bC", "aBcDeFgHiJkLmNoPqRsT"])
def test_parts_that_capitals_show_are_counted_in_the_texts_as_written(analyzer, originals):
    check_counts(analyzer, [fold(text) for text in originals], originals)


@given(written)
def test_parts_that_capitals_show_are_pieces_of_the_text_as_written(analyzer, original):
    for token in analyzer.hump_tokens(original):
        assert token.text == original[token.start : token.end].lower()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("camelCase", ["camel", "case"]),
        ("getUserName", ["get", "user", "name"]),
        ("HTTPServer", ["http", "server"]),
        ("XMLHttpRequest", ["xml", "http", "request"]),
        ("iPhone", ["phone"]),
        ("GitHub", ["git", "hub"]),
        ("MySQL", ["my", "sql"]),
        ("TypeScript", ["type", "script"]),
        ("maxValue2", ["max", "value2"]),
        ("V300R200", []),
        ("Windows10", []),
        ("CAPITALS", []),
        ("Title", []),
        ("plain", []),
        ("aB1cD2eF3gH4iJ5kL6mN7oP8qR9", []),
    ],
)
def test_capitals_within_a_word_show_its_parts(analyzer, word, parts):
    assert [token.text for token in analyzer.hump_tokens(f"用{word}寫")] == parts


def test_the_counts_of_the_lines_of_the_seeds_are_those_of_their_tokens(analyzer, folded_seed):
    check_counts(analyzer, folded_seed.splitlines())


def test_the_counts_by_jieba_itself_are_those_of_its_tokens_too(jieba, folded_seed):
    check_counts(Analyzer(jieba), folded_seed.splitlines())


def test_more_different_characters_than_two_bytes_can_number_are_counted(analyzer):
    runs = CHARACTER_RUN.findall(fold("".join(map(chr, range(0x3000, 0x32400)))))
    assert len(set("".join(runs))) > np.iinfo(np.uint16).max
    check_counts(analyzer, runs)


def test_an_analyzer_is_there_without_numpy():
    check = "import sys, searcher.analysis.analyzer; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@given(texts)
def test_every_character_and_every_pair_of_a_run_is_a_term(analyzer, text):
    found = terms(analyzer, text)
    for run in CHARACTER_RUN.findall(text):
        assert set(run) <= found
        assert {one + other for one, other in pairwise(run)} <= found


@pytest.mark.parametrize("text", ["中，国", "中 国", "中a国", "中\n国", "中》——国"])
def test_characters_apart_make_no_pair(analyzer, text):
    assert "中国" not in terms(analyzer, text)


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
    asked = terms(analyzer, fold(term))
    assert asked
    assert asked <= terms(analyzer, fold(around.format(term)))


@pytest.mark.parametrize("term", [term for term in MIXED if term.isascii()])
def test_a_word_of_a_spaced_script_is_one_term_as_typed(analyzer, term):
    assert fold(term) in terms(analyzer, fold(f"學{term}語言"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("COVID-19", ["covid", "19"]),
        ("AT&T", ["at", "t"]),
        ("std::vector", ["std", "vector"]),
        ("__int64", ["int64", "int", "64"]),
        ("snake_case", ["snake", "case"]),
        ("Python3.12", ["python3", "python", "3.12"]),
        ("Windows10", ["windows", "10"]),
        ("USB3.0", ["usb3", "usb", "3.0"]),
        ("WiFi6", ["wifi", "6"]),
        ("250ml", ["250", "ml"]),
        ("3.5mm", ["3.5", "mm"]),
        ("V300R200", ["v300", "v", "300", "r200", "r", "200"]),
        ("C++17", ["c++", "17"]),
        ("0a1b2c3d4e5f", []),
        ("e-mail", ["e", "mail"]),
        ("me@host.org", ["me", "host", "org"]),
        ("3.5", []),
        ("2,000", []),
        ("12:30", []),
        ("c++", []),
        (".net", ["net"]),
    ],
)
def test_a_word_of_parts_is_found_by_its_parts_and_a_number_is_not(analyzer, text, parts):
    found = [token.text for token in analyzer.tokens(fold(text)) if token.kind == "part"]
    assert found == parts


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Covid-19", "covid19"),
        ("Wi-Fi", "wifi"),
        ("Node.js", "nodejs"),
        ("e-mail", "email"),
        ("O'Brien", "obrien"),
        ("USB-3.0", "usb3.0"),
        ("U.S.", "us"),
        ("3.12", None),
        ("2001-05-03", None),
        ("a_b", None),
        ("std::vector", None),
        ("a.b.c.d", None),
        ("Windows 10", "windows10"),
        ("250 ml", "250ml"),
        ("Windows  10", None),
        ("Windows, 10", None),
        ("new york", None),
        ("10 20", None),
    ],
)
def test_a_word_with_signs_in_it_and_a_number_beside_letters_are_found_without(
    analyzer, text, together
):
    found = [token.text for token in analyzer.tokens(fold(text)) if token.kind == "joined"]
    assert found == [together] * bool(together)


@pytest.mark.parametrize(
    ("glued", "seams"),
    [
        ("X軸", ["x 軸"]),
        ("A股", ["a 股"]),
        ("第3章", ["第 3", "3 章"]),
        ("5G基站", ["5g 基"]),
        ("Python教程", ["-n 教"]),
        ("維生素C", ["素 c"]),
        ("Windows10系統", ["10 系"]),
        ("1948年", ["1948 年"]),
        ("卡拉OK廳", ["拉 ok", "ok 廳"]),
        ("附錄Appendix", []),
        ("C++語言", ["c++ 語"]),
        ("X的", []),
    ],
)
def test_a_word_and_the_character_beside_it_are_a_term_with_or_without_a_blank(
    analyzer, glued, seams
):
    for text in (
        glued,
        re.sub("(?<=[a-z0-9+])(?=[^a-z0-9+])", " ", fold(glued)),
        re.sub("(?<=[^a-z0-9+])(?=[a-z0-9+])", " ", fold(glued)),
    ):
        found = [token.text for token in analyzer.tokens(fold(text)) if token.kind == "seam"]
        assert found == [fold(seam) for seam in seams]


@pytest.mark.parametrize("between", ["  ", "，", "\n", "-"])
def test_a_word_and_a_character_apart_are_no_term(analyzer, between):
    assert not [t for t in analyzer.tokens(f"x{between}轴") if t.kind == "seam"]


@pytest.mark.parametrize("sign", "★→☎😀♥☀✔€×∑♪⚠")
def test_a_sign_is_a_term(analyzer, sign):
    assert sign in terms(analyzer, fold(f"中{sign}文"))
    assert [word.text for word in analyzer.words(sign)] == [sign]


@pytest.mark.parametrize("mark", "，。「」-—…·│、")
def test_punctuation_is_no_term(analyzer, mark):
    assert terms(analyzer, fold(mark)) == set()


@pytest.mark.parametrize("text", ["1,2,3", "1，2，3", "（1,2,3）"])
def test_numbers_of_a_list_are_words_of_their_own(analyzer, text):
    assert [word.text for word in analyzer.words(fold(text))] == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["c", "c++", "c#"])
def test_languages_whose_names_share_a_letter_are_apart(analyzer, text):
    assert terms(analyzer, f"用{text}寫") & {"c", "c++", "c#"} == {text}


@pytest.mark.parametrize("letter", ["a", "_", "1"])
def test_a_very_long_word_is_cut_alike_in_text_and_query(analyzer, letter):
    word = letter * (2 * MAX_TERM_LENGTH)
    for text in (word, f"中{word}国", f"{word} {word}"):
        found = terms(analyzer, text)
        assert word[:MAX_TERM_LENGTH] in found
        assert max(map(len, found)) == MAX_TERM_LENGTH


@given(texts)
def test_no_term_is_longer_than_the_limit(analyzer, text):
    assert all(len(term) <= MAX_TERM_LENGTH for term in terms(analyzer, text))


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
