"""Promises of ``parse``: the golden cases, the seeds read by hand, and any text at all."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.formats.markdown import parse_text
from searcher.model import Article, Section

TESTS = Path(__file__).parents[1]
SEEDS = TESTS.parent / "seeds"
MONGOLIA = SEEDS / "000_f427bdf00b579551.txt"
HONG_KONG = SEEDS / "004_a01d9208355c75c3.txt"


class Case(NamedTuple):
    """One fact: ``source`` is read as ``expected``."""

    name: str
    source: str
    expected: str


def golden_cases() -> list[Case]:
    """Every case in ``tests/golden``: a title, the source, the expectation, each before a ``.``."""
    cases = []
    for path in sorted((TESTS / "golden").glob("*.md")):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        assert len(parts) % 3 == 1, f"{path.name}: a case has not three parts"
        for title, source, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            cases.append(Case(f"{path.stem}: {title.strip()}", source, expected))
    return cases


def dump(article: Article) -> str:
    """The article in the form that the expectations are written in."""
    lines = [f"title: {article.title}"]
    for name, values in (
        ("also", article.title_variants),
        ("categories", article.categories),
        ("tags", article.tags),
        ("links", tuple(dict.fromkeys(link.page for link in article.links))),
    ):
        if values:
            lines.append(f"{name}: {', '.join(values)}")
    if article.date is not None:
        lines.append(f"date: {article.date}")
    for section in article.sections:
        lines.append(f"[{section.line}]{dump_heading(section)}")
        lines += [f"    {line}" for line in section.text.split("\n")]
    return "\n".join(lines)


def dump_heading(section: Section) -> str:
    heading = f" {' › '.join(section.headings)}" if section.headings else ""
    anchor = f" #{section.anchor}" if section.anchor else ""
    back_matter = " (back_matter)" if section.back_matter else ""
    of_headings = ", ".join(dict.fromkeys(chain.from_iterable(section.heading_variants)))
    of_heading = f" (or {of_headings})" if of_headings else ""
    variants = f" (also {', '.join(section.variants)})" if section.variants else ""
    return heading + of_heading + anchor + back_matter + variants


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case.name)
def test_golden(case: Case) -> None:
    assert dump(parse_text(case.source, "檔名")) == case.expected


def read_seed(path: Path) -> Article:
    return parse_text(path.read_text(encoding="utf-8"), path.stem)


def test_sections_of_the_mongolian_seed() -> None:
    article = read_seed(MONGOLIA)
    assert article.title == "蒙朝关系"
    assert article.categories == ("蒙古国双边关系", "朝鮮雙邊關係")
    assert [
        (section.line, section.headings, section.back_matter) for section in article.sections
    ] == [
        (1, (), False),
        (3, ("历史",), False),
        (13, ("历史", "脫北者"), False),
        (17, ("相關條目",), True),
        (22, ("参考文献",), True),
    ]


def test_notes_of_the_mongolian_seed_stand_under_its_references() -> None:
    notes = read_seed(MONGOLIA).sections[-1].text.split("\n")
    assert [note[:20] for note in notes] == [
        "Balázs Szalontai, Ki",
        "On a DPRK-provoked i",
        "http://www.theguardi",
    ]


def test_sections_of_the_hong_kong_seed() -> None:
    article = read_seed(HONG_KONG)
    assert article.title == "香港與朝鮮關係"
    assert article.categories == ("香港雙邊關係", "朝鮮雙邊關係", "中國各省外事")
    assert "長洲 (香港)" in {link.page for link in article.links}
    assert [
        (section.line, section.headings, section.back_matter) for section in article.sections
    ] == [
        (1, (), False),
        (3, ("歷史",), False),
        (9, ("脫北者",), False),
        (15, ("經濟關係",), False),
        (19, ("民間關係",), False),
        (33, ("參見",), True),
    ]


@pytest.mark.parametrize("path", [MONGOLIA, HONG_KONG], ids=lambda path: path.stem)
@pytest.mark.parametrize("markup", ["](", "wikilink", "Category:", "references", "**", r"\[", "[1"])
def test_no_markup_is_left_in_the_seeds(path: Path, markup: str) -> None:
    assert not [section for section in read_seed(path).sections if markup in section.text]


WORDS = r"""
    * ** ` | [ ]( ) ![ [[ ]] ![[ \[ \] \ $ $$ -{ }- zh: ; zh-tw: () （ ） #標 a 中 x.md {#a} [^1]
    <br> <td> <tr> <p> <pre> <references> <a </a> <!-- --> <script> </script> &#0; &amp;
    [Category:甲](Category:甲) Category: File:x.jpg ---
"""
LINE_PARTS = [
    "# ",
    "## 參考\n",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "    ",
    "|-|\n",
    "[^1]: ",
]
OTHER_PARTS = [' "wikilink")', ' "fig:x")', "<a href='x.md'>", "title: ", "\0", "\r", "\ud800", " "]
MARKUP = st.sampled_from([*WORDS.split(), *LINE_PARTS, *OTHER_PARTS])
TEXTS = st.text() | st.lists(MARKUP | st.text(max_size=3), max_size=60).map("".join)


@given(TEXTS)
def test_any_text_is_an_article(text: str) -> None:
    article = parse_text(text, "name")
    assert article.title
    for section in article.sections:
        assert section.text == section.text.strip() != ""
        assert "\n\n" not in section.text
        assert 1 <= section.line <= text.count("\n") + text.count("\r") + 1
    anchors = [section.anchor for section in article.sections]
    assert len(set(anchors)) == len(anchors)


@given(TEXTS)
def test_whatever_comes_out_can_be_stored_as_utf8(text: str) -> None:
    article = parse_text(text, "name")
    dump(article).encode()
    assert "\0" not in dump(article)


def test_an_escaped_bracket_that_went_with_its_picture_is_not_looked_for() -> None:
    assert parse_text(r"![[x|甲 \[ ]]\]", "name").sections[0].text == "]"


@given(st.lists(st.text("中文字甲乙丙ab ", min_size=1, max_size=9), min_size=1, max_size=9))
def test_plain_paragraphs_come_out_as_they_are(paragraphs: list[str]) -> None:
    shown = [" ".join(filter(None, line.split(" "))) for line in paragraphs if line.strip()]
    article = parse_text("\n\n".join(line.strip() for line in paragraphs), "name")
    assert [line for section in article.sections for line in section.text.split("\n")] == shown


@pytest.mark.parametrize(
    "unit",
    ["[", ">", "- ", "-{", "![a", "<a ", "<!-- ", "（", r"\[1", "`", " ", "$a", "[[a|", "*a "],
)
def test_deep_and_broken_markup_is_read(unit: str) -> None:
    parse_text(unit * 20_000, "name")
