"""The base cut, alike by both tokenizers, and the dictionaries over which it cuts."""

from __future__ import annotations

from math import log
from pathlib import Path

import jieba as jieba_package
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import (
    JiebaTokenizer,
    RjiebaTokenizer,
    UserDictionary,
    open_tokenizer,
)
from searcher.errors import ConfigError
from searcher.indexing.identity import analysis_identity

METHODS = ("cut", "cut_for_search", "tokenize")

DICTIONARY = (Path(jieba_package.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
words = st.sampled_from([line.split(" ")[0] for line in DICTIONARY])
latin = st.text(st.sampled_from("abcXYZ0189.+#&_%- "), max_size=6)
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=4)
texts = st.lists(words | latin | han, max_size=8).map(lambda pieces: fold("".join(pieces)))


@pytest.mark.parametrize("method", METHODS)
def test_both_tokenizers_cut_the_seeds_alike(rjieba, jieba, folded_seed, method):
    assert getattr(rjieba, method)(folded_seed) == getattr(jieba, method)(folded_seed)


@given(texts)
@example("动动动c#")
def test_both_tokenizers_cut_any_text_alike_or_into_words_as_likely(rjieba, jieba, text):
    if rjieba.cut(text) == jieba.cut(text):
        for method in METHODS:
            assert getattr(rjieba, method)(text) == getattr(jieba, method)(text)
    else:
        assert likelihood(rjieba.cut(text)) == pytest.approx(likelihood(jieba.cut(text)))


def likelihood(words):
    """What jieba maximizes: the logarithms of the words' shares of all frequencies, added up."""
    lexicon = Lexicon()
    return sum(log(lexicon.words_in(word).get(word, 1) / lexicon.total) for word in words)


@given(texts.map(lambda text: text[:64]))
def test_a_short_text_is_cut_alike_with_only_its_own_words_loaded(rjieba, text):
    rjieba.cut("")  # loads the whole dictionary
    assert RjiebaTokenizer(UserDictionary()).tokenize(text) == rjieba.tokenize(text)


@pytest.mark.parametrize("text", ["几党", "铺头", "当文件"])
def test_both_tokenizers_cut_alike_where_frequencies_decide_narrowly(rjieba, jieba, text):
    assert rjieba.cut(text) == jieba.cut(text)


@given(texts | st.text())
def test_the_cut_concatenates_back_to_the_text(rjieba, jieba, text):
    assert "".join(rjieba.cut(text)) == text
    assert "".join(jieba.cut(text)) == text


@given(texts | st.text())
def test_each_token_is_the_text_between_its_offsets(rjieba, text):
    tokens = rjieba.tokenize(text)
    assert [word for word, _, _ in tokens] == [text[start:end] for _, start, end in tokens]
    assert [word for word, _, _ in tokens] == rjieba.cut_for_search(text)


@given(texts | st.text().map(fold))
def test_white_space_keeps_what_stands_around_it_apart(rjieba, jieba, text):
    for tokenizer in (rjieba, jieba):
        words = [word for word in tokenizer.cut_for_search(text) if not word.isspace()]
        assert words == [
            word for stretch in text.split() for word in tokenizer.cut_for_search(stretch)
        ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("國際論壇", "国际 论坛"),
        ("后來居上", "后来居上"),
        ("臺灣大學", "台湾大学"),
        ("乾燥機與幹部", "干燥机 与 干部"),
        ("著名的圖書館", "著名 的 图书馆"),
        ("穿Ｔ恤", "穿 T恤"),
    ],
)
def test_words_are_whole_in_every_script(rjieba, text, expected):
    assert rjieba.cut(fold(text)) == [fold(word) for word in expected.split()]


def test_names_are_not_guessed(rjieba):
    assert rjieba.cut(fold("脫北者")) == list(fold("脱北者"))


@pytest.mark.parametrize(
    "line",
    [
        "脫北者",
        "脱北者",
        "脱北者 100",
        "脱北者 n",
        "脱北者 100 n",
        "\ufeff脱北者 100",
        "\n  \n脱北者\t100\r\n\n",
    ],
)
def test_a_word_of_the_user_stays_whole(rjieba, line):
    text = fold("一名脫北者說")
    assert fold("脫北者") in open_tokenizer(UserDictionary(line)).cut(text)
    assert fold("脫北者") not in rjieba.cut(text)


def test_words_of_the_user_are_folded_with_what_stands_beside_them():
    dictionary = UserDictionary("\ufeff脫北者 100 n\n\n\u200b\nＣ＋＋ n\n雲端運算")
    assert [tuple(word) for word in dictionary.words] == [
        (fold("脱北者"), 100),
        ("c++", None),
        (fold("云端运算"), None),
    ]


def test_both_tokenizers_cut_alike_with_words_of_the_user():
    pytest.importorskip("rjieba")
    dictionary = UserDictionary("脫北者\n民主主義人民 9\n關係冷淡 3 n\n台灣")
    text = fold("一名脫北者說朝鮮民主主義人民共和國與臺灣關係冷淡")
    assert RjiebaTokenizer(dictionary).cut_for_search(text) == JiebaTokenizer(
        dictionary
    ).cut_for_search(text)


@pytest.mark.parametrize(
    "line",
    [
        "深度 学习 模型",
        "脱北者 n 100",
        "a b c d",
        "脱北者 100 n x",
        "脱北者 99999999999999999999",
        "朝鲜 -5",
        "朝鲜 1e5",
        "朝鲜 +5",
        "朝鲜 1.5",
        "朝鲜 1_000",
        "朝鲜 0x10",
        "朝鲜 ５e5",
        "朝鲜 5,",
        "朝鲜 100 5",
        "朝鲜 100 -",
        "朝鲜 n1",
        "朝鲜 半岛",
    ],
)
def test_a_line_that_is_no_word_is_an_error_that_names_it(line):
    dictionary = UserDictionary(f"脱北者\n\n{line}\n", name="words.txt")
    with pytest.raises(ConfigError, match=r"^words\.txt, line 3: .*; ") as error:
        open_tokenizer(dictionary)
    assert repr(line) in str(error.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("脫北者", "脱北者"),
        ("脱北者 5 n", "脱北者 5 nr"),
        ("脱北者", "\ufeff\n脱北者 n\r\n\n"),
        ("", "\n \n"),
    ],
)
def test_dictionaries_that_act_alike_share_a_digest(one, other):
    assert UserDictionary(one, "a").digest == UserDictionary(other, "b").digest


@pytest.mark.parametrize(
    ("one", "other"), [("脱北者", ""), ("脱北者 5", "脱北者"), ("脱北者 5", "脱北者 6"), ("a", "b")]
)
def test_dictionaries_that_act_differently_do_not(one, other):
    assert UserDictionary(one).digest != UserDictionary(other).digest


def test_the_tokenizers_do_not_pass_for_each_other(rjieba, jieba):
    words = UserDictionary()
    assert analysis_identity(rjieba, words) != analysis_identity(jieba, words)
    assert open_tokenizer(words).name == rjieba.name
