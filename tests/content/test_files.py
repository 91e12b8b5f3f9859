"""Promises of ``walk``: everything found is read or listed, in a fixed order."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.files import Root, Skipped, SourceFile, size_limit_reason
from searcher.content.files import walk as walk_roots
from searcher.errors import ContentError
from searcher.options import Selection

LIMIT = 2**20


def plant(folder: Path, *paths: str, text: str = "正文") -> None:
    """Make files with these paths, and the directories they need."""
    for path in paths:
        location = folder / path
        location.parent.mkdir(parents=True, exist_ok=True)
        location.write_text(text, encoding="utf-8")


def walk(
    roots: Sequence[Path],
    max_bytes: int = LIMIT,
    removed: Sequence[Path] = (),
    **selection: Any,
) -> Iterator[SourceFile | Skipped]:
    """What lies under some roots, of which all the same is wanted."""
    wanted = Selection(**selection)
    return walk_roots([Root(root, wanted) for root in roots], max_bytes, removed=removed)


def found(*roots: Path, **options: Any) -> list[str]:
    return [entry.path for entry in walk(roots, **options) if isinstance(entry, SourceFile)]


def skipped(*roots: Path, **options: Any) -> dict[str, str]:
    entries = walk(roots, **options)
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
    return [path for path, reason in skipped(folder).items() if reason.startswith("ignored by ")]


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


def repository(folder: Path) -> None:
    (folder / ".git/info").mkdir(parents=True)


def test_a_gitignore_above_the_root_counts_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    repository(tmp_path / "repo")
    plant(tmp_path, "repo/a/docs/x.md", "repo/a/docs/y.md", "repo/a/docs/build/z.md", "repo/x.md")
    plant(tmp_path, "repo/a/docs/kept.md", "repo/a/docs/own.md")
    plant(tmp_path, ".gitignore", text="*\n")
    plant(tmp_path, "repo/.gitignore", text="build/\n/a/docs/x.md\n/y.md\nkept.md\n")
    plant(tmp_path, "repo/a/.gitignore", text="!kept.md\n")
    plant(tmp_path, "repo/.git/info/exclude", text="own.md\n!x.md\n")
    assert found(tmp_path / "repo/a/docs") == ["kept.md", "y.md"]
    assert skipped(tmp_path / "repo/a/docs") == {
        "build/": "ignored by ../../.gitignore",
        "own.md": "ignored by ../../.git/info/exclude",
        "x.md": "ignored by ../../.gitignore",
    }
    assert found(tmp_path / "repo") == ["a/docs/kept.md", "a/docs/y.md", "x.md"]


def test_without_a_repository_a_gitignore_above_the_root_says_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "docs/a.md")
    plant(tmp_path, ".gitignore", text="*\n")
    assert found(tmp_path / "docs") == ["a.md"]
    assert found(tmp_path) == []


def test_a_root_is_not_ignored_but_what_is_in_it_may_be(tmp_path: Path) -> None:
    repository(tmp_path)
    plant(tmp_path, "docs/a.md", "docs/docs/b.md")
    plant(tmp_path, ".gitignore", text="docs/\n")
    assert found(tmp_path / "docs") == ["a.md"]
    assert found(tmp_path / "docs/docs/b.md") == ["b.md"]
    assert found(tmp_path) == []


def test_a_repository_within_another_has_rules_of_its_own(tmp_path: Path) -> None:
    repository(tmp_path)
    repository(tmp_path / "inner")
    plant(tmp_path, "inner/a.md", "inner/b.md", "c/a.md")
    plant(tmp_path, ".gitignore", text="a.md\n")
    plant(tmp_path, "inner/.gitignore", text="b.md\n")
    assert found(tmp_path) == ["inner/a.md"]
    assert found(tmp_path / "inner") == ["a.md"]


def test_what_a_submodule_or_working_tree_excludes_is_where_its_git_file_says(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "main/.git/info/exclude", text="a.md\n")
    plant(tmp_path, "main/.git/worktrees/tree/commondir", text="../..\n")
    plant(tmp_path, "tree/.git", text="gitdir: ../main/.git/worktrees/tree\n")
    plant(tmp_path, "tree/a.md", "tree/docs/a.md", "tree/docs/b.md")
    assert found(tmp_path / "tree") == ["docs/b.md"]
    assert found(tmp_path / "tree/docs") == ["b.md"]


def test_ignore_files_decide_over_gitignore_wherever_they_stand(tmp_path: Path) -> None:
    plant(tmp_path, "root/sub/a.md", "root/sub/b.md", "root/sub/c.md", "root/sub/d.md")
    plant(tmp_path, "root/sub/.gitignore", text="*.md\n")
    plant(tmp_path, ".ignore", text="!a.md\n!b.md\nd.md\n")
    plant(tmp_path, "root/.searcherignore", text="b.md\n!c.md\n")
    assert found(tmp_path / "root") == ["sub/a.md", "sub/c.md"]
    assert {
        path: reason for path, reason in skipped(tmp_path / "root").items() if "md" in path
    } == {
        "sub/b.md": "ignored by .searcherignore",
        "sub/d.md": "ignored by ../.ignore",
    }


def test_nothing_below_an_ignored_directory_comes_back(tmp_path: Path) -> None:
    plant(tmp_path, "no/a.md", "no/b/c.md", "some/a.md", "some/b.md")
    plant(tmp_path, ".gitignore", text="no/\n!no/a.md\nsome/**\n!some/b.md\n")
    plant(tmp_path, "no/.gitignore", text="!*\n")
    assert found(tmp_path) == ["some/b.md"]


def test_an_ignore_file_that_is_no_readable_file_says_nothing(tmp_path: Path) -> None:
    plant(tmp_path, "a/b.md", ".gitignore/b.md")
    os.mkfifo(tmp_path / "a/.ignore")
    (tmp_path / "a/.gitignore").symlink_to("/dev/zero")
    (tmp_path / "a/.searcherignore").write_bytes(b"*\n" * 2**20)
    assert found(tmp_path) == ["a/b.md"]


def test_globs_choose_what_is_indexed_and_are_named(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "b.txt", "docs/c.md", "docs/drafts/d.md", "docs/e.txt", "drafts/f.md")
    wanted: dict[str, Any] = {"exclude": ("drafts/", "/a.md")}
    assert found(tmp_path, **wanted) == ["b.txt", "docs/c.md", "docs/e.txt"]
    assert skipped(tmp_path, **wanted) == {
        "a.md": "excluded by /a.md",
        "docs/drafts/": "excluded by drafts/",
        "drafts/": "excluded by drafts/",
    }
    assert found(tmp_path, include=("*.txt",)) == ["b.txt", "docs/e.txt"]
    assert found(tmp_path, include=("docs/", "!drafts/")) == ["docs/c.md", "docs/e.txt"]
    assert found(tmp_path, include=("*.md", "!drafts/")) == ["a.md", "docs/c.md"]
    assert found(tmp_path, include=("!drafts/", "*.md")) == [
        "a.md",
        "docs/c.md",
        "docs/drafts/d.md",
        "drafts/f.md",
    ]
    assert found(tmp_path, include=("docs/", "!*.txt", "!docs/drafts/")) == ["docs/c.md"]
    assert found(tmp_path, include=("docs/",), exclude=("*.txt", "!docs/e.txt")) == [
        "docs/c.md",
        "docs/drafts/d.md",
        "docs/e.txt",
    ]
    assert skipped(tmp_path, include=("/a*",))["b.txt"] == "not included by any glob"


def test_globs_take_nothing_in_that_is_ignored_and_keep_no_root_out(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "b.md")
    plant(tmp_path, ".gitignore", text="a.md\n")
    assert found(tmp_path, include=("a.md", "b.md")) == ["b.md"]
    assert found(tmp_path / "a.md", exclude=("*.md",)) == ["a.md"]


@pytest.mark.parametrize("line", ["!", "/", "\\", "[z-a]", "", "# b"])
def test_a_line_that_is_no_pattern_is_ignored(tmp_path: Path, line: str) -> None:
    plant(tmp_path, "a.md", "b.md")
    plant(tmp_path, ".gitignore", text=f"{line}\nb.md\n")
    assert ignored(tmp_path) == ["b.md"]


def test_large_files_are_skipped(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", text="a" * 11)
    plant(tmp_path, "b.md", text="b" * 10)
    assert skipped(tmp_path, max_bytes=10) == {"a.md": "larger than 10 bytes"}


def test_a_limit_of_whole_mebibytes_is_named_in_them() -> None:
    assert size_limit_reason(64 * 2**20) == "larger than 64 MiB"


def test_links_within_the_root_are_followed_and_nothing_is_met_twice(tmp_path: Path) -> None:
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


OUT = "symbolic link out of the root; follow_links = true follows it"


def test_links_out_of_the_root_are_followed_only_if_that_is_asked_for(tmp_path: Path) -> None:
    plant(tmp_path, "outside/a.md", "outside/deep/b.md", "root/c.md", "root-too/d.md")
    root = tmp_path / "root"
    (root / "folder").symlink_to(tmp_path / "outside", target_is_directory=True)
    (root / "file.md").symlink_to("../outside/a.md")
    (root / "chain.md").symlink_to("file.md")
    (root / "up").symlink_to("..", target_is_directory=True)
    (root / "through.md").symlink_to("folder/deep/b.md")
    (root / "picture.png").symlink_to("/dev/zero")
    (root / "beside.md").symlink_to("../root-too/d.md")
    (root / "round").symlink_to("../root", target_is_directory=True)
    assert found(root) == ["c.md"]
    assert skipped(root) == {
        **dict.fromkeys(
            ("beside.md", "chain.md", "file.md", "folder", "picture.png", "through.md", "up"), OUT
        ),
        "round/": "symbolic link loop",
    }
    assert found(root, follow_links=True) == [
        "beside.md",
        "c.md",
        "chain.md",
        "folder/deep/b.md",
    ]


def test_a_link_into_another_root_leaves_its_files_to_that_root(tmp_path: Path) -> None:
    plant(tmp_path, "one/a.md", "two/b.md")
    (tmp_path / "one/two").symlink_to("../two", target_is_directory=True)
    assert found(tmp_path / "one", tmp_path / "two") == ["a.md", "b.md"]
    assert skipped(tmp_path / "one", tmp_path / "two") == {"two": OUT}


def test_a_root_may_be_a_link_or_be_reached_by_one(tmp_path: Path) -> None:
    plant(tmp_path, "real/docs/a.md", "real/b.md")
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    (tmp_path / "real/docs/c.md").symlink_to("../b.md")
    (tmp_path / "real/d.md").symlink_to("docs/a.md")
    assert found(tmp_path / "link") == ["b.md", "d.md"]
    assert found(tmp_path / "link/docs") == ["a.md"]
    assert found(tmp_path / "link/docs/c.md") == ["c.md"]


def test_what_is_removed_stays_out_and_so_do_links_to_it(tmp_path: Path) -> None:
    plant(tmp_path, "a.md", "docs/b.md", "docs/c.md")
    (tmp_path / "link.md").symlink_to("docs/b.md")
    removed = [tmp_path / "docs", tmp_path / "a.md"]
    assert found(tmp_path, removed=removed) == []
    assert [*skipped(tmp_path, removed=removed)] == ["a.md", "docs/", "link.md"]
    assert found(tmp_path / "docs", removed=removed) == ["b.md", "c.md"]


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
