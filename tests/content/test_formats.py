"""Promises of the table of formats: which one reads a file, and what is said of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from searcher.content.decoding import Unreadable, decode
from searcher.content.files import Root, Skipped, SourceFile, walk
from searcher.content.formats import FORMATS, Format, Formats
from searcher.content.reading import Document, read
from searcher.model import Article, Section

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def article(title: str, text: str, name: str = "") -> Article:
    sections = (Section((), "", 1, text),) if text else ()
    return Article(title, sections, name=name)


def lines(data: bytes, name: str) -> Iterator[Article]:
    """Each line an article, ``name=text`` or ``text``; one that says ``broken`` cannot be read."""
    for line in decode(data).splitlines():
        own, _, text = line.rpartition("=")
        if text == "broken":
            raise Unreadable("a broken line")
        yield article(name, text, own)


def dump(data: bytes, name: str) -> list[Article]:
    return [article("dump", data.decode(), name)]


def is_dump(data: bytes) -> bool:
    return data.startswith(b"<mediawiki")


def is_zip(data: bytes) -> bool:
    return data.startswith(b"PK")


TABLE = Formats(
    (
        Format("MediaWiki dump", (".xml", ".xml.gz"), dump, is_dump),
        Format("book", (".book",), dump, is_zip),
        Format("lines", (".lines", ".xml.gz"), lines),
    )
)


def read_as(folder: Path, name: str, data: bytes) -> Document | Skipped:
    (folder / name).write_bytes(data)
    return read(SourceFile(str(folder), name, len(data), 0), 10**6, TABLE)


def articles(folder: Path, name: str, data: bytes) -> list[tuple[str, str, str]]:
    """Name, title and text of each article in a file."""
    document = read_as(folder, name, data)
    assert isinstance(document, Document)
    return [(a.name, a.title, a.sections[0].text) for a in document.articles]


@pytest.mark.parametrize(
    ("name", "data", "title"),
    [
        ("a.xml", b"<mediawiki", "dump"),
        ("A.XML", b"<mediawiki", "dump"),
        ("a.xml.gz", b"<mediawiki", "dump"),
        ("a.xml.gz", b"other", "a.xml"),
        ("a.lines", b"<mediawiki", "a"),
        ("a.book", b"PK", "dump"),
    ],
)
def test_the_first_format_of_the_suffix_whose_signature_fits_reads_the_file(
    tmp_path: Path, name: str, data: bytes, title: str
) -> None:
    document = read_as(tmp_path, name, data)
    assert isinstance(document, Document)
    assert document.articles[0].title == title


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xml", b"<html>", "no MediaWiki dump"),
        ("a.book", b"<html>", "no book"),
        ("a.md", b"# A\n\nb", "not a text format (.md)"),
        ("xml", b"<mediawiki", "not a text format (no suffix)"),
        ("a.lines", b"", "no text"),
        ("a.lines", b"one=\ntwo=", "no text"),
        ("a.lines", b"broken", "a broken line"),
        ("a.lines", "甲=香港\nbroken\n乙=朝鮮".encode(), "a broken line"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_the_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    assert read_as(tmp_path, name, data) == Skipped(name, reason)


def test_several_articles_of_a_file_are_read_in_order(tmp_path: Path) -> None:
    found = articles(tmp_path, "a.lines", "乙=香港\n甲=朝鮮\n空=\n丙=蒙古".encode())
    assert found == [("乙", "a", "香港"), ("甲", "a", "朝鮮"), ("丙", "a", "蒙古")]


def test_no_two_articles_of_a_file_have_the_same_name(tmp_path: Path) -> None:
    found = articles(tmp_path, "甲.lines", "乙=1\n乙=2\n3\n4\n乙-1=5\n乙=6".encode())
    names = [name for name, *_ in found]
    assert names[:4] == ["乙", "乙-1", "甲", "甲-1"]
    assert len(set(names)) == len(names) == 6
    assert all(names)


def test_a_single_article_has_the_name_that_its_format_gives_it(tmp_path: Path) -> None:
    assert articles(tmp_path, "a.lines", b"text") == [("", "a", "text")]
    assert articles(tmp_path, "a.lines", b"1=text") == [("1", "a", "text")]


def test_a_walk_finds_the_files_of_the_table(tmp_path: Path) -> None:
    names = ("a.book", "a.md", "b.XML", "c.xml.gz", "d.gz", "lines")
    for name in names:
        (tmp_path / name).write_bytes(b"")
    found = {
        entry.path: entry.reason if isinstance(entry, Skipped) else ""
        for entry in walk([Root(tmp_path)], 10**6, formats=TABLE)
    }
    assert found == {
        "a.book": "",
        "a.md": "not a text format (.md)",
        "b.XML": "",
        "c.xml.gz": "",
        "d.gz": "not a text format (.gz)",
        "lines": "not a text format (no suffix)",
    }


def test_suffixes_are_named_in_the_order_of_the_table() -> None:
    assert TABLE.suffixes == (".xml", ".xml.gz", ".book", ".lines")
    assert TABLE.named == ".xml, .xml.gz, .book or .lines"
    assert Formats(TABLE.table[1:2]).named == ".book"


def test_the_readme_names_the_suffixes_that_are_read() -> None:
    (row,) = (line for line in README.splitlines() if line.startswith("| `searcher rebuild"))
    assert tuple(re.findall(r"`(\.\w+)`", row)) == FORMATS.suffixes
