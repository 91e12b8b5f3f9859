"""Words that a pattern with wildcards stands for."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.analysis.wildcards import WildcardMatcher

patterns = st.text(st.sampled_from("aab*?"), min_size=1, max_size=8).filter(
    lambda pattern: "a" in pattern or "b" in pattern
)
words = st.text(st.sampled_from("aab1_"), min_size=1, max_size=9)


@given(patterns, st.lists(words))
def test_words_are_those_that_a_glob_of_file_names_stands_for(
    pattern: str, among: list[str]
) -> None:
    found = WildcardMatcher(pattern).among(among)
    assert found == {word for word in among if fnmatchcase(word, pattern)}


@given(patterns, st.lists(words, max_size=5), st.sampled_from((" ", "，", "中", "-", "。\n")))
def test_in_a_text_each_such_word_is_found_whole(
    pattern: str, among: list[str], between: str
) -> None:
    text = between.join(among)
    spans = WildcardMatcher(pattern).find(text)
    assert [text[slice(*span)] for span in spans] == [
        word for word in among if fnmatchcase(word, pattern)
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("te?t", "test, text-book; tet 测试test。", ["test", "text", "test"]),
        ("t*", "t恤和tee", ["t", "tee"]),
        ("?恤", "t恤", []),
        ("caf?", "café, cafe", ["café", "cafe"]),
    ],
)
def test_a_word_ends_where_its_script_does(pattern: str, text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in WildcardMatcher(pattern).find(text)] == found


def test_terms_with_characters_of_unspaced_scripts_are_no_such_words() -> None:
    assert WildcardMatcher("t*").among(["t恤", "tee", "c++", "t-1"]) == {"tee"}


def test_many_wildcards_take_little_time_where_nothing_is_found() -> None:
    assert not WildcardMatcher("a*" * 30 + "b").among(["a" * 64])
    assert not WildcardMatcher("a*?" * 20 + "b").among(["a" * 64])


@given(patterns, words)
def test_every_word_has_the_prefix_and_the_piece(pattern: str, word: str) -> None:
    matcher = WildcardMatcher(pattern)
    if matcher.among([word]):
        assert word.startswith(matcher.prefix)
        assert matcher.piece in word
