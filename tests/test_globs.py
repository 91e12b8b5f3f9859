"""Globs mean what they mean to git, which is asked where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searcher.globs import Globs, is_glob

# In ASCII: to git, ? is one byte.
NAMES = ("a", "b", "ab", "abc", "a b", "a*b", "[a]", "!a", "#a", "a-", "]", "\\", "x1", "a ")


def verdict(lines: Sequence[str], path: str) -> bool:
    """Whether a path is ignored: the first directory on the way to it that is, or itself."""
    globs = Globs.of(lines)
    names = path.split("/")
    for end in range(1, len(names) + 1):
        glob = globs.deciding("/".join(names[:end]), end < len(names))
        if glob is not None and not glob.negated:
            return True
    return False


@pytest.mark.parametrize(
    ("lines", "ignored", "kept"),
    [
        (["a"], ["a", "a/b", "b/a"], ["b", "ab"]),
        (["/a"], ["a", "a/b"], ["b/a"]),
        (["a/"], ["a/b", "b/a/b"], ["a", "b/a"]),
        (["a/b"], ["a/b", "a/b/c"], ["b/a/b"]),
        (["**/a/b"], ["a/b", "b/a/b"], ["b"]),
        (["a/**"], ["a/b", "a/b/c"], ["a", "b/a/b"]),
        (["a/**/b"], ["a/b", "a/x/b", "a/x/y/b"], ["a/x", "ab"]),
        (["a/**", "!a/b"], ["a/c", "a/c/b"], ["a/b"]),
        (["a", "!a/b"], ["a/b"], ["b"]),
        (["*", "!*/", "!*.md"], ["a", "b/a"], ["a.md", "b/a.md"]),
        (["a*b*c"], ["abc", "axbxc", "abcabc"], ["ab", "a/bc"]),
        (["?"], ["a", "甲"], ["ab"]),
        (["[a-c]x"], ["ax", "cx"], ["dx"]),
        (["[!a-c]x"], ["dx"], ["ax"]),
        (["[[:digit:]]"], ["1"], ["a"]),
        (["[]a]"], ["]", "a"], ["b"]),
        (["[[:a]"], ["[", ":", "a"], ["b", "]"]),
        (["[a[:]"], ["a", "[", ":"], ["b"]),
        (["[[:]x", "y"], ["[x", ":x", "y"], ["x"]),
        (["[[:no:]]", "[[:digit:]"], [], ["n", ":", "1", "["]),
        (["\\#a", "\\!a", "a\\*"], ["#a", "!a", "a*"], ["a"]),
        (["a  ", "b\\ "], ["a", "b "], ["b", "a  "]),
        (["a", "", "#b", "/", "!", "[", "x\\"], ["a"], ["b", "#b", "x", "x\\"]),
    ],
)
def test_what_a_glob_matches(lines: list[str], ignored: list[str], kept: list[str]) -> None:
    assert [path for path in ignored if not verdict(lines, path)] == []
    assert [path for path in kept if verdict(lines, path)] == []


PIECES = st.sampled_from(
    ["*", "**", "?", "/", "/", "a", "b", "ab", "[ab]", "[!a]", "[a-c]", "[[:alpha:]]", "\\a", "[",
     "]", "\\", "!", "#", " ", "\\ ", "**/", "/**", "/**/", "-", "1", "[]-]", "[^]]", "[z-a]",
     "[[:a]", "[a[:]"]
)  # fmt: skip
# Where git contradicts itself: an escaped slash, and two asterisks within a name.
LINES = (
    st.lists(PIECES, max_size=6)
    .map("".join)
    .filter(lambda line: not re.search(r"\\/|[^/!]\*\*|\*\*[^/]", line))
)
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("there is no git to ask")
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


@settings(max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=4), st.lists(PATHS, min_size=1, max_size=30))
@example(["a/**", "!a/b", "!a/ab/"], ["a/b", "a/ab", "a/ab/b", "b/a/b"])
@example(["**/a*b/**", "!**/ab/"], ["ab/a", "a/ab/b/a", "a b/a"])
def test_git_ignores_the_same(repository: Path, lines: list[str], paths: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(lines) + "\n", encoding="utf-8")
    answer = subprocess.run(
        ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=repository,
        input="\0".join(paths).encode(),
        capture_output=True,
        check=False,
    )
    assert answer.returncode in (0, 1)
    expected = set(answer.stdout.decode().split("\0")) - {""}
    assert {path for path in paths if verdict(lines, path)} == expected


@pytest.mark.parametrize("line", ["", "# b", "/", "!", "[", "a\\", "!["])
def test_what_matches_nothing_is_no_glob(line: str) -> None:
    assert not is_glob(line)


@pytest.mark.parametrize("line", ["a*" * 60 + "b", "**/a/" * 30 + "b", "*" * 300 + "b"])
def test_no_glob_takes_for_ever(line: str) -> None:
    assert Globs.of([line]).deciding("a/" * 60 + "a" * 250, False) is None
