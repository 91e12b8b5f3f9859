"""Promise 8: a reader never sees half an index, whatever kills the writer and whenever."""

from __future__ import annotations

import builtins
import io
import mmap
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import searcher
from searcher.indexing.generations import IndexDirectory

posix = pytest.mark.skipif(os.name == "nt", reason="needs fork")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "a.md").write_text("# 甲\n\n第一版。", encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, content: Path) -> Path:
    searcher.rebuild([content], index=tmp_path / "index")
    return tmp_path / "index"


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in (index / "generations").iterdir())


def in_child(work: Callable[[], None]) -> int:
    """Run in a forked process; its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


KILLED = 9

# What a writer calls that leaves the disk in another state, or is about to.
DEADLY: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        os,
        (
            "fsync",
            "link",
            "mkdir",
            "open",
            "posix_fallocate",
            "rename",
            "replace",
            "rmdir",
            "unlink",
        ),
    ),
    (io, ("open",)),
    (builtins, ("open",)),
    (mmap, ("mmap",)),
)


def dies_at(call: int, calls: list[int], function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, but the process dies at the given of all calls that share ``calls``: just
    before it, or after a file was opened to be written, which is another moment."""

    def moment() -> None:
        calls[0] += 1
        if calls[0] == call:
            os._exit(KILLED)

    def wrapped(*arguments: Any, **options: Any) -> Any:
        if only_reads(*arguments, **options):
            return function(*arguments, **options)
        moment()
        result = function(*arguments, **options)
        if function.__name__ == "open":
            moment()
        return result

    return wrapped


def only_reads(*arguments: Any, **options: Any) -> bool:
    """Whether these are arguments to open or map a file for reading."""
    mode = arguments[1] if len(arguments) > 1 else options.get("mode")
    if isinstance(mode, int) and not mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        return True
    return mode in ("r", "rb") or options.get("access") == mmap.ACCESS_READ


@posix
@pytest.mark.parametrize("write", [searcher.rebuild, searcher.add])
def test_whenever_the_writer_dies_readers_have_the_old_index_or_the_new(
    index: Path, content: Path, tmp_path: Path, write: Callable[..., object]
) -> None:
    # So many others that an update leaves them where they are.
    sections = "".join(f"## 節{number}\n\n文。\n\n" for number in range(20))
    (content / "others.md").write_text(sections, encoding="utf-8")
    for _ in range(2):  # so that there is an old generation to be removed
        searcher.rebuild([content], index=index)
    before = shutil.copytree(index, tmp_path / "before")
    (content / "a.md").write_text("# 甲\n\n第二版。", encoding="utf-8")

    def write_and_die(call: int) -> None:
        calls = [0]
        for module, names in DEADLY:
            for name in names:
                setattr(module, name, dies_at(call, calls, getattr(module, name)))
        write([content], index=index)

    status, call, seen = KILLED, 0, []
    while status == KILLED:
        call += 1
        shutil.rmtree(index)
        shutil.copytree(before, index)
        status = in_child(lambda: write_and_die(call))  # noqa: B023
        with searcher.Engine.open(index) as engine:
            page = engine.search("版")
            assert engine.search("文").total == 20
        assert page.total == 1
        (fragment,) = page.hits[0].fragments
        seen.append(fragment.text)
        assert not searcher.check(index).damaged
        if status == KILLED and call % 5 == 0:  # what was left is in nobody's way
            write([content], index=index)
            with searcher.Engine.open(index) as engine:
                assert engine.search("第二版").total == 1
            searcher.rebuild([content], index=index)
            assert len(generations(index)) == 2
    assert status == 0
    assert len(generations(index)) == 2
    assert call > 30
    first = seen.index("第二版。")
    assert seen == ["第一版。"] * first + ["第二版。"] * (call - first)
    assert 20 < first < call - 1


def test_a_rebuild_that_fails_leaves_nothing_behind(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = generations(index)

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searcher.rebuild([content], index=index, progress=interrupted)
    assert generations(index) == before
    assert searcher.rebuild([content], index=index).indexed == 1


@posix
def test_a_generation_stays_while_somebody_reads_it(index: Path, content: Path) -> None:
    reader = IndexDirectory(index).open_current()
    for _ in range(3):
        searcher.rebuild([content], index=index)
    assert reader.directory.is_dir()
    reader.close()
    searcher.rebuild([content], index=index)
    assert not reader.directory.exists()


def test_old_generations_do_not_pile_up(index: Path, content: Path) -> None:
    for _ in range(4):
        searcher.rebuild([content], index=index)
    assert len(generations(index)) == 2


def test_a_second_writer_is_told_who_holds_the_lock(index: Path, content: Path) -> None:
    with IndexDirectory(index).writer_lock():
        code = f"import searcher; searcher.rebuild([{str(content)!r}], index={str(index)!r})"
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"process {os.getpid()}" in other.stderr
    assert "IndexLocked" in other.stderr


@posix
def test_the_lock_of_a_dead_writer_is_taken_over(index: Path, content: Path) -> None:
    def hold_and_die() -> None:
        with IndexDirectory(index).writer_lock():
            os._exit(KILLED)

    assert in_child(hold_and_die) == KILLED
    assert searcher.rebuild([content], index=index).indexed == 1


def test_no_index_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(searcher.IndexNotFound, match="searcher rebuild"):
        searcher.Engine.open(tmp_path / "index")


@pytest.mark.parametrize("pointer", ["", "garbage"])
def test_an_interrupted_rebuild_of_a_damaged_index_removes_nothing(
    index: Path, content: Path, pointer: str
) -> None:
    before = generations(index)
    (index / "current").write_text(pointer)

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searcher.rebuild([content], index=index, progress=interrupted)
    assert generations(index) == before


def test_an_index_within_the_content_is_not_indexed(tmp_path: Path, content: Path) -> None:
    for _ in range(2):
        report = searcher.rebuild([content], index=content / "index")
    assert report.indexed == 1
    assert [(file.path, file.reason) for file in report.skipped] == [("index/", "the index itself")]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_goes_wrong_after_the_switch_does_not_undo_it(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    (content / "a.md").write_text("# 甲\n\n第二版。", encoding="utf-8")
    real = os.fsync
    synced = []

    def fail_for_the_index(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        if synced[-1] == index.stat().st_ino:
            raise error
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fail_for_the_index)
    with suppress(KeyboardInterrupt):
        searcher.rebuild([content], index=index)
    assert index.stat().st_ino in synced
    with searcher.Engine.open(index) as engine:
        assert engine.search("第二版").hits
