"""Marked text on a page and in a terminal."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.highlight.formatter import ANSI, HTML, PLAIN, Formatter
from searcher.model import Fragment, Span, mark

FORMATTERS = {"plain": PLAIN, "ansi": ANSI, "html": HTML}


BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
BIDI_MARKS = {"LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "ARABIC LETTER MARK"}


def steers_a_terminal(character: str) -> bool:
    """By what Unicode says of it."""
    return (
        unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
        or unicodedata.bidirectional(character) in BIDI_CONTROLS
        or unicodedata.name(character, "") in BIDI_MARKS
    )


any_text = st.text(st.characters(categories=None), max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn, texts: st.SearchStrategy[str] = any_text):
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", "«脫北者»對<b>&\"'"),
        ("ansi", "\x1b[1;31m脫北者\x1b[0m對<b>&\"'"),
        ("html", "<mark>脫北者</mark>對&lt;b&gt;&amp;&quot;&#x27;"),
    ],
)
def test_marks_stand_around_what_was_found(name, expected):
    assert FORMATTERS[name].format("脫北者對<b>&\"'", [Span(0, len("脫北者"))]) == expected


def test_html_is_escaped_before_it_is_marked():
    text = "a<script>&amp;</mark>"
    script = Span(text.index("<"), text.index(">") + 1)
    assert HTML.format(text, [script]) == "a<mark>&lt;script&gt;</mark>&amp;amp;&lt;/mark&gt;"


@given(marked_texts())
def test_html_without_its_marks_is_the_text(marked_text):
    text, spans = marked_text
    formatted = HTML.format(text, spans)
    unmarked = formatted.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in unmarked
    assert html.unescape(unmarked) == text
    assert formatted.count("<mark>") == formatted.count("</mark>") == len(spans)


@given(marked_texts())
def test_a_fragment_as_html_is_what_the_formatter_makes(marked_text):
    text, spans = marked_text
    assert Fragment(text, 0, tuple(spans)).to_html() == HTML.format(text, spans)


@pytest.mark.parametrize("formatter", [PLAIN, ANSI], ids=["plain", "ansi"])
@pytest.mark.parametrize(
    "control",
    [
        "\x1b]0;title\x07",
        "\x1b[2J",
        "\x9b31m",
        "\r",
        "\b",
        "\x7f",
        "\u202e",
        "\u2066",
        "\n",
        "\x00",
    ],
)
def test_what_steers_a_terminal_does_not_reach_it(formatter: Formatter, control):
    text = f"前{control}後"
    shown = formatter.format(text, [])
    assert shown.isprintable()
    assert len(shown) == len(text)


@pytest.mark.parametrize("formatter", [PLAIN, ANSI], ids=["plain", "ansi"])
@pytest.mark.parametrize("text", ["全形　空格", "👨‍👩‍👧", "\U0003134b", "\ue000", "é\u200bé"])
def test_what_steers_nothing_is_shown_as_it_is(formatter: Formatter, text):
    assert formatter.format(text, []) == text


@given(marked_texts())
@pytest.mark.parametrize("formatter", [PLAIN, ANSI], ids=["plain", "ansi"])
def test_only_the_marks_are_added_and_only_controls_are_lost(formatter: Formatter, marked_text):
    text, spans = marked_text
    pieces = mark(text, spans, "\0", "\0", formatter.escape).split("\0")
    shown = "".join(pieces)
    for new, old in zip(shown, text, strict=True):
        assert not steers_a_terminal(new)
        assert new == old or steers_a_terminal(old)
    marks = [formatter.opening, formatter.closing] * len(spans)
    expected = [part for pair in zip(pieces, [*marks, ""], strict=True) for part in pair]
    assert formatter.format(text, spans) == "".join(expected)


@given(marked_texts(st.text(st.characters(exclude_characters="\ue000\ue001"), max_size=60)))
def test_removing_the_marks_gives_back_the_text_and_what_was_marked(marked_text):
    text, spans = marked_text
    marked = mark(text, spans, "\ue000", "\ue001")
    assert marked.replace("\ue000", "").replace("\ue001", "") == text
    pieces = [piece.partition("\ue001")[0] for piece in marked.split("\ue000")[1:]]
    assert pieces == [text[start:end] for start, end in spans]
