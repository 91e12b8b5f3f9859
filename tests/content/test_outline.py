"""Promises of the builder of articles to any format: without a dialect, text is what it says."""

from __future__ import annotations

import pytest

from searcher.content.blocktext import CELL, LINE, ROW, SOFT
from searcher.content.htmltext import add_html
from searcher.content.outline import Outline
from searcher.content.sections import Lines, Metadata, assemble
from searcher.linemap import Place
from searcher.model import Article, Link, Section


def add_block(outline: Outline, *pieces: str, line: int = 1) -> None:
    outline.begin_block(line)
    outline.pieces.extend(pieces)
    outline.end_block()


def add_heading(outline: Outline, level: int, heading: str, line: int = 1) -> None:
    outline.begin_block(line)
    outline.pieces.append(heading)
    outline.add_heading(level, line, None)


def article(outline: Outline, metadata: Metadata | None = None) -> Article:
    return assemble(outline, metadata or Metadata(), "檔名")


def text(*pieces: str) -> str:
    """What a block of these pieces says."""
    outline = Outline()
    add_block(outline, *pieces)
    (section,) = article(outline).sections
    return section.text


@pytest.mark.parametrize(
    "said",
    [
        "-{zh-hans:软件;zh-hant:軟體}-",
        "蒙古國（）在亞洲 (、)",
        "正文[1]、[註 2]",
        "#標籤 不是標籤",
        "Category:蒙古",
        "-",
    ],
)
def test_text_without_a_dialect_is_what_it_says(said: str) -> None:
    assert text(said) == said
    outline = Outline()
    add_block(outline, said)
    assert (article(outline).tags, article(outline).sections[0].variants) == ((), ())


def test_marks_between_pieces_become_what_a_reader_sees() -> None:
    assert text("中", SOFT, "文") == "中文"
    assert text("a", SOFT, "b") == "a b"
    assert text("甲", LINE, "乙") == "甲\n乙"
    assert text(ROW, CELL, "甲", CELL, "乙", ROW, CELL, "丙") == "甲 | 乙\n丙"


def test_headings_part_sections_with_their_paths_anchors_and_lines() -> None:
    outline = Outline()
    add_block(outline, "導言", line=3)
    add_heading(outline, 2, "歷史", line=5)
    add_block(outline, "甲", line=6)
    add_heading(outline, 3, "歷史", line=8)
    add_block(outline, "乙", line=9)
    add_heading(outline, 2, "空", line=10)
    add_heading(outline, 2, "註釋", line=11)
    add_block(outline, "丙", line=12)
    assert article(outline).sections == (
        Section((), "", 3, "導言", places=(Place(0, 3),)),
        Section(("歷史",), "歷史", 5, "甲", places=(Place(0, 6),)),
        Section(("歷史", "歷史"), "歷史-1", 8, "乙", places=(Place(0, 9),)),
        Section(("註釋",), "註釋", 11, "丙", back_matter=True, places=(Place(0, 12),)),
    )


def test_the_title_is_that_of_the_metadata_else_the_first_heading_else_the_name() -> None:
    outline = Outline()
    add_block(outline, "文")
    assert article(outline).title == "檔名"
    add_heading(outline, 1, "標題")
    add_block(outline, "文")
    assert article(outline).title == "標題"
    titled = article(outline, Metadata("書名", ("书名",), ("史",), ("記",), "2001-02-03"))
    assert (titled.title, titled.title_variants) == ("書名", ("书名",))
    assert (titled.categories, titled.tags, titled.date) == (("史",), ("記",), "2001-02-03")


def test_links_to_files_and_to_pages_by_name_are_kept_and_others_are_text() -> None:
    outline = Outline()
    outline.begin_block(1)
    for label, destination, is_name in (
        ("甲", "../a/b.md#c", False),
        ("乙", "乙頁", True),
        ("丙", "https://zh.wikipedia.org/wiki/丙", False),
        ("分類:丁", "Category:丁", False),
    ):
        outline.open_link(destination, "", is_wikilink=is_name)
        outline.pieces.append(label)
        outline.close_link()
    outline.end_block()
    found = article(outline)
    assert found.links == (Link("甲", "b", "../a/b.md"), Link("乙", "乙頁", ""))
    assert found.sections[0].text == "甲乙丙分類:丁"
    assert found.categories == ()


def test_captions_and_code_stay() -> None:
    outline = Outline()
    outline.begin_block(1)
    outline.open_picture("a.png", "")
    outline.pieces.append("a.png")
    outline.close_picture()
    outline.add_verbatim("（）  #x")
    outline.end_block()
    outline.begin_block(1)
    outline.add_code_block("  if x:\n\n    y  \n")
    assert article(outline).sections[0].text == "a.png（）  #x\n  if x:\n    y"


def test_notes_stay_where_they_were_found_or_go_where_they_are_told_to() -> None:
    def outline() -> Outline:
        made = Outline()
        add_block(made, "甲")
        made.begin_notes()
        add_block(made, "腳註")
        made.end_notes()
        add_block(made, "乙")
        add_heading(made, 2, "其他")
        add_block(made, "丙")
        return made

    assert [section.text for section in article(outline()).sections] == ["甲\n乙\n腳註", "丙"]
    told = outline()
    found = assemble(told, Metadata(), "", told.drafts[-1])
    assert [section.text for section in found.sections] == ["甲\n乙", "丙\n腳註"]


def test_html_is_read_without_a_dialect() -> None:
    outline = Outline()
    outline.begin_block(1)
    add_html("<p>見<a href='b.md'>乙（）</a><references/>#丙</p><script>x</script>", outline)
    outline.end_block()
    found = article(outline)
    assert found.sections[0].text == "見乙（）\n#丙"
    assert found.links == (Link("乙（）", "b", "b.md"),)


def test_lines_are_counted_from_what_stands_before_the_source() -> None:
    lines = Lines("一\n二\n三".encode(), 10)
    assert [lines.at(offset) for offset in (0, 4, 8, 0)] == [11, 12, 13, 11]
