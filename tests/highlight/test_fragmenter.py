"""Which passages are shown: whole sentences of the author's, those that show most."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.highlight.fragmenter import best_fragments
from searcher.model import Span

counts = st.integers(0, 4)
widths = st.integers(1, 30)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text, and matches in it as a highlighter finds them: in order, apart, not blank."""
    text = draw(st.text("甲乙丙丁ab 。！；，.」\n", max_size=80))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=16)))
    found = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, [
        span for span in found if text[span.start : span.end] == text[span.start : span.end].strip()
    ]


def occurrences(text: str, *words: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer("|".join(words), text)]


@given(marked_texts(), counts, widths)
def test_a_fragment_is_a_piece_of_the_text_where_it_says(marked_text, count, width):
    text, matches = marked_text
    for fragment in best_fragments(text, matches, count, width):
        assert fragment.text == text[fragment.start :][: len(fragment.text)]
        assert fragment.text == fragment.text.strip()


@given(marked_texts(), counts, widths)
def test_fragments_are_in_order_do_not_overlap_and_are_no_more_than_asked(
    marked_text, count, width
):
    text, matches = marked_text
    fragments = best_fragments(text, matches, count, width)
    assert len(fragments) <= count
    for one, other in pairwise(fragments):
        assert one.start + len(one.text) <= other.start


@given(marked_texts(), counts, widths)
def test_highlights_are_the_matches_within_the_fragment(marked_text, count, width):
    text, matches = marked_text
    for fragment in best_fragments(text, matches, count, width):
        start, end = fragment.start, fragment.start + len(fragment.text)
        assert list(fragment.highlights) == [
            (match.start - start, match.end - start)
            for match in matches
            if start <= match.start and match.end <= end
        ]


@given(marked_texts(), counts, widths)
@example(("甲。乙", [Span(0, len("甲。乙"))]), 1, 2)
def test_no_fragment_cuts_a_match(marked_text, count, width):
    text, matches = marked_text
    for fragment in best_fragments(text, matches, count, width):
        for edge in (fragment.start, fragment.start + len(fragment.text)):
            assert not any(match.start < edge < match.end for match in matches)


@given(marked_texts(), counts, widths)
def test_a_fragment_is_wider_than_asked_only_to_finish_its_last_match(marked_text, count, width):
    text, matches = marked_text
    for fragment in best_fragments(text, matches, count, width):
        if len(fragment.text) > width:
            last = fragment.highlights[-1]
            assert last.start < width < last.end == len(fragment.text)


@given(marked_texts(), widths)
def test_with_matches_every_fragment_shows_one_but_for_a_second(marked_text, width):
    text, matches = marked_text
    fragments = best_fragments(text, matches, 3, width)
    shown = [bool(fragment.highlights) for fragment in fragments]
    if matches:
        assert all(shown) or sorted(shown) == [False, True]


@given(marked_texts(), widths)
def test_with_room_for_all_every_match_is_shown(marked_text, width):
    text, matches = marked_text
    fragments = best_fragments(text, matches, len(text) + 1, len(text) + width)
    assert sum(len(fragment.highlights) for fragment in fragments) == len(matches)


@given(marked_texts(), widths)
def test_without_matches_the_beginning_is_shown(marked_text, width):
    text = marked_text[0].strip()
    fragments = best_fragments(text, [], 3, width)
    assert [fragment.start for fragment in fragments] == ([0] if text else [])
    assert all(fragment.text and not fragment.highlights for fragment in fragments)


@pytest.mark.parametrize("count", [0, -1])
def test_none_are_shown_where_none_are_asked_for(count):
    assert best_fragments("甲乙丙", [Span(0, 1)], count, 10) == ()


@pytest.mark.parametrize(
    ("sentences", "word"),
    [
        *((["甲乙丙丁" + mark, "戊己庚辛" + mark, "壬癸子丑"], "己") for mark in "。！？；!?;…\n"),
        (["他說：「甲乙丙丁。」", "戊己庚辛壬癸子丑寅。", "卯辰巳"], "己"),
        (["甲乙丙丁（戊己。）", "庚辛壬癸子丑。", "卯辰巳"], "癸"),
        (["甲乙丙丁？！", "戊己庚辛！！", "壬癸"], "己"),
        (["One two, ", "three four. ", "Five six. "], "four"),
        (["One two three. ", "Four five. ", "Six seven eight."], "five"),
        (["甲乙丙丁。", "長3.5公里。", "壬癸子丑"], "公里"),
        (["甲乙丙丁戊己庚，", "辛壬癸子丑寅卯，", "辰巳午未。"], "癸"),
    ],
)
def test_a_passage_is_a_whole_sentence_or_a_clause_of_a_long_one(sentences, word):
    text = "".join(sentences)
    shown = next(sentence for sentence in sentences if word in sentence)
    (fragment,) = best_fragments(text, occurrences(text, word), 1, max(map(len, sentences)))
    assert fragment.text == shown.strip()
    assert fragment.start == text.index(shown)


@pytest.mark.parametrize(
    ("sentences", "words", "best"),
    [
        (["甲一二三。", "乙一二三。", "甲二三乙。"], ["甲", "乙"], 2),
        (["甲甲甲甲。", "一甲二乙。", "乙乙乙乙。"], ["甲", "乙"], 1),
        (["甲乙丙丁。", "一二甲乙。", "丙丁甲乙。"], ["甲乙丙丁", "甲乙"], 0),
        (["一二甲三。", "四五甲六。", "甲乙丙丁。"], ["甲", "丁"], 2),
        (["一二三四。", "五甲六七。", "八九甲十。"], ["甲"], 1),
        # Squares of lengths are compared: one of two is worth more than three of one,
        (["甲一乙丙。", "二三丁戊。"], ["甲", "乙", "丙", "丁戊"], 1),
        (["甲乙丙丁。", "戊己庚辛。"], ["甲", "乙", "丙", "丁", "戊己庚"], 1),
        # and five of one more than it.
        (["一二己庚。", "甲乙丙丁戊"], ["甲", "乙", "丙", "丁", "戊", "己庚"], 1),
    ],
)
def test_the_passage_with_the_most_and_longest_different_matches_is_taken(sentences, words, best):
    text = "".join(sentences)
    (fragment,) = best_fragments(text, occurrences(text, *words), 1, 5)
    assert fragment.text == sentences[best]


def test_the_best_passages_are_shown_in_the_order_of_the_text():
    sentences = ["一甲二三。", "一二三四。", "五六七八。", "甲乙丙丁。"]
    text = "".join(sentences)
    fragments = best_fragments(text, occurrences(text, "甲乙", "甲"), 2, 5)
    assert [fragment.text for fragment in fragments] == [sentences[0], sentences[3]]


def test_sentences_that_fit_are_shown_together():
    text = "甲一。乙二。丙三。丁四。"
    (fragment,) = best_fragments(text, occurrences(text, "乙", "丙"), 1, 6)
    assert fragment.text == "乙二。丙三。"


def test_matches_far_apart_are_each_shown_with_their_own_sentence():
    between = "一二三四。\n" * 50
    text = f"甲一二。\n{between}三乙四。\n{between}五丙。"
    fragments = best_fragments(text, occurrences(text, "甲", "乙", "丙"), 3, 5)
    assert [fragment.text for fragment in fragments] == ["甲一二。", "三乙四。", "五丙。"]


def test_a_match_across_line_breaks_far_inside_a_text_is_shown_whole():
    between = "一二三四。\n" * 50
    text = f"{between}五甲\n\n乙六。\n{between}"
    (fragment,) = best_fragments(text, occurrences(text, "甲\n\n乙"), 1, 7)
    assert [fragment.text[start:end] for start, end in fragment.highlights] == ["甲\n\n乙"]


@given(marked_texts(), st.integers(1, 4))
def test_a_text_that_fits_is_shown_in_one_piece(marked_text, count):
    text, matches = marked_text
    fragments = best_fragments(text, matches, count, max(len(text), 1))
    assert [fragment.text for fragment in fragments] == ([text.strip()] if text else [])
