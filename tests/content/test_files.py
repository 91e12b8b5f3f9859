"""Promises of ``walk``: everything found is read or listed, in a fixed order."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.files import Skipped, SourceFile, size_limit_reason, walk
from searcher.errors import ContentError

LIMIT = 2**20


def plant(folder: Path, *paths: str, text: str = "正文") -> None:
    """Make files with these paths, and the directories they need."""
    for path in paths:
        location = folder / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_text(text, encoding="utf-8")


def found(*roots: Path, max_bytes: int = LIMIT) -> list[str]:
    return [entry.path for entry in walk(roots, max_bytes) if isinstance(entry, SourceFile)]


def skipped(*roots: Path, max_bytes: int = LIMIT) -> dict[str, str]:
    entries = walk(roots, max_bytes)
    return {entry.path: entry.reason for entry in entries if isinstance(entry, Skipped)}


def test_names_are_in_order_of_code_points_depth_first(tmp_path: Path) -> None:
    plant(tmp_path, "b.md", "a/z.md", "a/b/c.md", "a.md", "B.md", "中.md", "一.md")
    assert found(tmp_path) == ["B.md", "a/b/c.md", "a/z.md", "a.md", "b.md", "一.md", "中.md"]


def test_a_file_is_described(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md")
    (entry,) = walk([tmp_path], LIMIT)
    status = (tmp_path / "a/b.md").stat()
    assert entry == SourceFile(str(tmp_path), "a/b.md", status.st_size, status.st_mtime_ns)
    assert entry.location == tmp_path / "a/b.md"


def test_a_root_may_be_a_file(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md", "a/c.md")
    (entry,) = walk([tmp_path / "a/b.md"], LIMIT)
    assert isinstance(entry, SourceFile)
    assert (entry.root, entry.path) == (str(tmp_path / "a"), "b.md")


def test_a_relative_root_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "a/b.md")
    monkeypatch.chdir(tmp_path)
    (entry,) = walk([Path("a")], LIMIT)
    assert isinstance(entry, SourceFile)
    assert entry.root == str(tmp_path / "a")


def test_a_missing_root_is_an_error_before_the_walk(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"nowhere: no such file or folder; name a folder"):
        walk([tmp_path, tmp_path / "nowhere"], LIMIT)


def test_an_empty_folder_yields_nothing(tmp_path: Path) -> None:
    assert list(walk([tmp_path], LIMIT)) == []


def test_suffixes_decide_whatever_their_case(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "b.MD", "c.markdown", "d.Txt", "e.png", "f")
    assert found(tmp_path) == ["a.md", "b.MD", "c.markdown", "d.Txt"]
    assert skipped(tmp_path) == {
        "e.png": "not a text format (.png)",
        "f": "not a text format (no suffix)",
    }


def test_hidden_files_and_directories_are_skipped(tmp_path: Path) -> None:
    plant(tmp_path, ".a.md", ".git/b.md", "c.md")
    assert found(tmp_path) == ["c.md"]
    assert skipped(tmp_path) == {".a.md": "hidden", ".git/": "hidden"}


def test_a_hidden_root_is_walked(tmp_path: Path) -> None:
    plant(tmp_path, ".notes/a.md", ".notes/.b.md")
    assert found(tmp_path / ".notes") == ["a.md"]
    assert found(tmp_path / ".notes/.b.md") == [".b.md"]


def ignored(folder: Path) -> list[str]:
    return [path for path, reason in skipped(folder).items() if reason == "ignored by .gitignore"]


def test_gitignore_patterns_are_honoured(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "draft-1.md", "draft-2.md", "build/x.md", "src/build/y.md", "top.md")
    plant(tmp_path, ".gitignore", text="# comment\ndraft-*\n!draft-2.md\nbuild/\n/top.md\n")
    assert found(tmp_path) == ["a.md", "draft-2.md"]
    assert ignored(tmp_path) == ["build/", "draft-1.md", "src/build/", "top.md"]


def test_a_nested_gitignore_is_about_its_own_directory(tmp_path: Path) -> None:
    plant(tmp_path, "x.md", "sub/x.md", "sub/y.md", "sub/deep/x.md", "sub/keep.txt", "no.txt")
    plant(tmp_path, ".gitignore", text="*.txt\n")
    plant(tmp_path, "sub/.gitignore", text="/x.md\n!keep.txt\n")
    assert found(tmp_path) == ["sub/deep/x.md", "sub/keep.txt", "sub/y.md", "x.md"]
    assert ignored(tmp_path) == ["no.txt", "sub/x.md"]


def test_a_gitignore_above_the_root_says_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "docs/a.md")
    plant(tmp_path, ".gitignore", text="docs/\n")
    assert found(tmp_path / "docs") == ["a.md"]
    assert found(tmp_path) == []


@pytest.mark.parametrize("line", ["!", "/", "\\", "[z-a]", "", "# b"])
def test_a_line_that_is_no_pattern_is_passed_over(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "a.md", "b.md")
    plant(tmp_path, ".gitignore", text=f"{line}\nb.md\n")
    assert ignored(tmp_path) == ["b.md"]


def test_large_files_are_skipped(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", text="a" * 11)
    plant(tmp_path, "b.md", text="b" * 10)
    assert skipped(tmp_path, max_bytes=10) == {"a.md": "larger than 10 bytes"}


def test_a_limit_of_whole_mebibytes_is_named_in_them() -> None:
    assert size_limit_reason(64 * 2**20) == "larger than 64 MiB"


def test_links_are_followed_and_nothing_is_met_twice(tmp_path: Path) -> None:
    plant(tmp_path, "b/file.md", "outside.txt")
    (tmp_path / "c").symlink_to(tmp_path / "b", target_is_directory=True)
    (tmp_path / "d.md").symlink_to(tmp_path / "b/file.md")
    (tmp_path / "e.md").hardlink_to(tmp_path / "b/file.md")
    assert found(tmp_path) == ["b/file.md", "outside.txt"]
    assert skipped(tmp_path) == {
        "c/": "same file as b/",
        "d.md": "same file as b/file.md",
        "e.md": "same file as b/file.md",
    }


def test_roots_within_roots_are_met_once(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md")
    assert found(tmp_path, tmp_path / "a", tmp_path / "a/b.md") == ["a/b.md"]
    assert skipped(tmp_path, tmp_path / "a") == {f"{tmp_path}/a/": "same file as a/"}


def test_loops_of_links_end(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md")
    (tmp_path / "a/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    assert found(tmp_path) == ["a/b.md"]
    assert skipped(tmp_path) == {"a/up/": "symbolic link loop", "self.md": "symbolic link loop"}


def test_broken_links_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "nowhere.md")
    assert skipped(tmp_path) == {"a.md": "broken symbolic link"}


def test_what_is_no_regular_file_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    os.mkfifo("fifo.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
    assert skipped(tmp_path) == {"fifo.md": "not a regular file", "socket.md": "not a regular file"}


def test_names_that_are_not_utf8_are_skipped(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xd6\xd0.md")).write_text("a")
    except OSError:
        pytest.skip("this file system has only Unicode names")
    assert skipped(tmp_path) == {"\ufffd\ufffd.md": "name is not UTF-8"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_directory_without_permission_is_skipped(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md")
    (tmp_path / "a").chmod(0)
    try:
        assert skipped(tmp_path) == {"a/": "permission denied"}
    finally:
        (tmp_path / "a").chmod(0o700)


def test_a_directory_that_cannot_be_listed_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "a/b.md", "c.md")
    scandir = os.scandir

    def refuse_a(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse_a)
    assert found(tmp_path) == ["c.md"]
    assert skipped(tmp_path) == {"a/": "permission denied"}


def test_a_file_that_vanishes_during_the_walk_is_skipped(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "b.md")
    entries = walk([tmp_path], LIMIT)
    next(entries)
    (tmp_path / "b.md").unlink()
    assert list(entries) == [Skipped("b.md", "vanished while reading")]


NAMES = st.sampled_from(["a.md", "b.txt", "c.png", ".d.md", "sub", "no.md"])


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), max_size=12))
def test_everything_is_found_or_listed(
    tmp_path_factory: pytest.TempPathFactory, paths: Sequence[str]
) -> None:
    folder = tmp_path_factory.mktemp("content")
    plant(folder, ".gitignore", text="no.md\n")
    for path in paths:
        is_free = not (folder / path).is_dir()
        if is_free and not any((folder / above).is_file() for above in Path(path).parents):
            plant(folder, path)
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    accounted = [entry.path for entry in walk([folder], LIMIT)]
    pruned = tuple(path for path in accounted if path.endswith("/"))
    assert len(set(accounted)) == len(accounted)
    assert on_disk - set(accounted) == {path for path in on_disk if path.startswith(pruned)}
