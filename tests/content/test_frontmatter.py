"""Promises of front matter: what it says, and that it never stands in the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.frontmatter import FrontMatter, split


def front(block: str) -> FrontMatter:
    return split(f"---\n{block}\n---\n正文")[0]


def test_text_without_front_matter_is_all_text() -> None:
    assert split("# 標題\n---\n") == (FrontMatter(), "# 標題\n---\n")


def test_the_text_begins_after_the_closing_fence() -> None:
    front_matter, text = split("---\ntitle: 甲\n...\n\n正文")
    assert (front_matter.title, front_matter.lines, text) == ("甲", 3, "\n正文")


def test_front_matter_that_does_not_end_is_text() -> None:
    assert split("---\ntitle: 甲\n")[1] == "---\ntitle: 甲\n"


@pytest.mark.parametrize("text", ["---\n\ntitle: a\n---\n", "---\n正文\n---\n", "---\n- a\n---\n"])
def test_text_between_rules_is_text(text: str) -> None:
    assert split(text) == (FrontMatter(), text)


def test_empty_front_matter_says_nothing() -> None:
    assert split("---\n---\n正文") == (FrontMatter(lines=2), "正文")


@pytest.mark.parametrize("block", ["title: [", "title: a: b", "a: \x07", "a: " + "[" * 100_000])
def test_broken_front_matter_says_nothing_and_is_not_shown(block: str) -> None:
    assert split(f"---\n{block}\n---\n正文") == (FrontMatter(lines=3), "正文")


def test_values_stay_as_they_are_written() -> None:
    front_matter = front("title: 1984\ntags: [no, 1.10, ~]")
    assert (front_matter.title, front_matter.tags) == ("1984", ("no", "1.10"))


@pytest.mark.parametrize(
    "block",
    [
        "tags: [甲, 乙]",
        "tags:\n- 甲\n- '#乙'",
        "tag: 甲，乙",
        "keywords: 甲, 乙, 甲",
        "tags: 甲\ntag: 乙",
    ],
)
def test_tags_are_a_list_or_a_string(block: str) -> None:
    assert front(block).tags == ("甲", "乙")


@pytest.mark.parametrize("block", ["category: 甲", "categories: [甲]", "categories:\n  - 甲"])
def test_categories_are_a_list_or_a_string(block: str) -> None:
    assert front(block).categories == ("甲",)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2020-01-02", "2020-01-02"),
        ("2020-01-02T10:00:00+08:00", "2020-01-02"),
        ("'2020/1/2 10:00'", "2020-01-02"),
        ("2020年1月2日", "2020-01-02"),
        ("2020-13-45", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_dates_are_written_as_iso(written: str, date: str | None) -> None:
    assert front(f"date: {written}").date == date


def test_keys_that_are_collections_do_not_shift_the_others() -> None:
    assert front("a: &x b\n? [a, b]\n: c\n*x : d\ntitle: 甲").title == "甲"


@given(st.text(alphabet="-:[]{}&*!|>'\"%@`#,? \n\tatitle標", max_size=80))
def test_any_block_is_read(block: str) -> None:
    front_matter, text = split(f"---\n{block}\n---\n正文")
    assert text.endswith("正文")
    assert front_matter.lines == f"---\n{block}\n---\n正文".count("\n") - text.count("\n")
