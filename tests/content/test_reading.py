"""Promises of ``read``: one document from one file, or the reason why there is none."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from searcher.content.files import Skipped, SourceFile
from searcher.content.reading import Document, read

LIMIT = 1000


def source(folder: Path, name: str, data: bytes) -> SourceFile:
    """A file with this content, as a walk would have found it."""
    path = folder / name
    path.write_bytes(data)
    return SourceFile(str(folder), name, len(data), path.stat().st_mtime_ns)


def test_a_file_becomes_a_document(tmp_path: Path) -> None:
    data = "# 標題\r\n\r\n正文".encode("gb18030")
    found = source(tmp_path, "a.md", data)
    document = read(found, LIMIT)
    assert isinstance(document, Document)
    assert document.source is found
    assert document.digest == hashlib.sha256(data).hexdigest()
    assert (document.articles[0].title, document.articles[0].sections[0].text) == ("標題", "正文")


def test_the_name_without_suffix_is_the_last_resort_for_a_title(tmp_path: Path) -> None:
    document = read(source(tmp_path, "甲.乙.txt", "正文".encode()), LIMIT)
    assert isinstance(document, Document)
    assert document.articles[0].title == "甲.乙"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b"# title only\n", "no text"),
        (b"\0\1\2\3" * 20, "binary"),
        (bytes(range(128, 256)), "encoding not recognised"),
        (b"a" * (LIMIT + 1), "larger than 1,000 bytes"),
    ],
)
def test_what_cannot_be_indexed_has_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    assert read(source(tmp_path, "a.md", data), LIMIT) == Skipped("a.md", reason)


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    assert isinstance(read(source(tmp_path, "a.md", b"a" * LIMIT), LIMIT), Document)


def test_a_file_that_has_grown_since_the_walk_is_read_whole(tmp_path: Path) -> None:
    found = source(tmp_path, "a.md", b"a")
    found.location.write_bytes(b"a" * LIMIT)
    document = read(found, LIMIT)
    assert isinstance(document, Document)
    assert document.articles[0].sections[0].text == "a" * LIMIT


def test_a_file_that_has_grown_beyond_the_limit_is_skipped(tmp_path: Path) -> None:
    found = source(tmp_path, "a.md", b"a")
    found.location.write_bytes(b"a" * (LIMIT + 1))
    assert read(found, LIMIT) == Skipped("a.md", "larger than 1,000 bytes")


def test_a_file_that_is_gone_is_skipped(tmp_path: Path) -> None:
    found = source(tmp_path, "a.md", b"a")
    found.location.unlink()
    assert read(found, LIMIT) == Skipped("a.md", "vanished while reading")


def test_a_file_that_cannot_be_opened_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    found = source(tmp_path, "a.md", b"a")
    monkeypatch.setattr(Path, "open", refuse)
    assert read(found, LIMIT) == Skipped("a.md", "permission denied")
