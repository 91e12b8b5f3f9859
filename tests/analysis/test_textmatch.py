"""Phrases, and words near each other: what is found is what trying everything would find."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from searcher.analysis.textmatch import TEXT_BREAK, PhraseMatcher, ProximityMatcher
from searcher.model import Span


def near(text: str, words: str, distance: int) -> list[str]:
    """The words that are found, in the order of the text."""
    spans = sorted(ProximityMatcher(tuple(words.split()), distance).find(text))
    return [text[start:end] for start, end in spans]


# (text, words, distance, what is found)
CASES = {
    "the distance counts what stands between": [
        ("朝鲜战争", "朝鲜 战争", 0, ["朝鲜", "战争"]),
        ("朝鲜的战争", "朝鲜 战争", 0, []),
        ("朝鲜的战争", "朝鲜 战争", 1, ["朝鲜", "战争"]),
        ("朝鲜，的战争", "朝鲜 战争", 1, []),
        ("a b", "a b", 0, ["a", "b"]),
        ("甲一乙二丙", "甲 乙 丙", 1, []),
        ("甲一乙二丙", "甲 乙 丙", 2, ["甲", "乙", "丙"]),
    ],
    "in any order": [
        ("战争朝鲜", "朝鲜 战争", 0, ["战争", "朝鲜"]),
        ("丙一甲二乙", "甲 乙 丙", 2, ["丙", "甲", "乙"]),
    ],
    "white space is not counted": [
        ("朝鲜\n    战争", "朝鲜 战争", 0, ["朝鲜", "战争"]),
        ("朝鲜 的 战争", "朝鲜 战争", 1, ["朝鲜", "战争"]),
    ],
    "only what is near": [
        ("甲一二三甲乙", "甲 乙", 0, ["甲", "乙"]),
        ("甲一乙二甲", "甲 乙", 1, ["甲", "乙", "甲"]),
        ("甲甲乙", "甲 乙", 0, ["甲", "乙"]),
        ("甲甲乙", "甲 乙", 1, ["甲", "甲", "乙"]),
    ],
    "all words": [
        ("甲甲甲", "甲 乙", 1000, []),
        ("甲乙甲乙", "甲 乙 丙", 1000, []),
        ("甲一甲", "甲", 0, ["甲", "甲"]),
    ],
    "overlapping words": [
        ("朝鲜战争", "朝鲜 鲜战", 0, ["朝鲜", "鲜战"]),
        ("朝鲜战争", "朝鲜 朝鲜战争", 0, ["朝鲜", "朝鲜战争"]),
        ("人人人乙", "人人 乙", 0, ["人人", "乙"]),
    ],
    "words of spaced scripts whole": [
        ("decode studio, codes studio", "code studio", 9, []),
        ("decode studio code", "code studio", 0, ["studio", "code"]),
    ],
}


@pytest.mark.parametrize(
    ("text", "words", "distance", "expected"),
    [case for cases in CASES.values() for case in cases],
    ids=[f"{name}-{number}" for name, cases in CASES.items() for number, _ in enumerate(cases)],
)
def test_words_are_found_where_they_are_near_each_other(text, words, distance, expected):
    assert near(text, words, distance) == expected


def test_nothing_is_near_across_the_break_between_two_texts():
    assert near(f"甲{TEXT_BREAK}乙", "甲 乙", 1000) == []
    assert near(f"甲乙{TEXT_BREAK}乙", "甲 乙", 1000) == ["甲", "乙"]


def combinations(text: str, words: tuple[str, ...], distance: int) -> set[Span]:
    """What is defined to be found: each word once, wherever and in whatever order, and no more
    than so many characters that count between the first and the last of them."""
    found = set()
    for chosen in product(*(whole_words(text, word) for word in words)):
        stretch = text[min(one.start for one in chosen) : max(one.end for one in chosen)]
        counted = len(re.sub(r"\s", "", stretch)) - sum(map(len, words))
        if counted <= distance and TEXT_BREAK not in stretch:
            found |= set(chosen)
    return found


def whole_words(text: str, word: str) -> list[Span]:
    before = "(?<![ab])" if word[0] in "ab" else ""
    after = "(?![ab])" if word[-1] in "ab" else ""
    matches = re.finditer(f"{before}(?={word}{after})", text)
    return [Span(match.start(), match.start() + len(word)) for match in matches]


@given(
    text=st.text("甲甲乙丙ab \n" + TEXT_BREAK, max_size=24),
    words=st.lists(st.text("甲乙ab", min_size=1, max_size=3), min_size=1, max_size=4, unique=True),
    distance=st.integers(0, 8),
)
def test_what_is_found_is_what_all_combinations_would_find(text, words, distance):
    found = list(ProximityMatcher(tuple(words), distance).find(text))
    assert len(found) == len(set(found))
    assert set(found) == combinations(text, tuple(words), distance)


@given(
    text=st.text("甲乙丙 ", max_size=24),
    words=st.lists(st.text("甲乙丙", min_size=1, max_size=2), min_size=1, max_size=3, unique=True),
)
def test_words_that_stand_as_a_phrase_are_near_at_any_distance(text, words):
    assume(next(PhraseMatcher(" ".join(words)).find(text), None))
    assert near(text, " ".join(words), 0)


@given(
    text=st.text("甲乙丙丁", max_size=40),
    words=st.sets(st.sampled_from("甲乙丙"), min_size=1),
    distance=st.integers(0, 8),
)
def test_the_order_of_the_words_makes_no_difference_and_more_distance_finds_no_less(
    text, words, distance
):
    one = near(text, " ".join(sorted(words)), distance)
    assert near(text, " ".join(sorted(words, reverse=True)), distance) == one
    assert len(near(text, " ".join(words), distance + 1)) >= len(one)


def test_every_occurrence_is_found_once_however_many_stretches_have_it():
    found = list(ProximityMatcher(("甲", "乙"), 1000).find("甲" * 10_000 + "乙"))
    assert len(found) == len(set(found)) == 1001 + 1


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("decode code codes", "code", [(7, 11)]),
        ("中code中", "code", [(1, 5)]),
        ("ab中ab中a", "ab中a", [(3, 7)]),
        ("a\n b, ab", "a b", [(0, 4)]),
    ],
)
def test_a_phrase_is_found_where_no_word_of_a_spaced_script_reaches_beyond_it(
    text, phrase, expected
):
    assert [*PhraseMatcher(phrase).find(text)] == expected
