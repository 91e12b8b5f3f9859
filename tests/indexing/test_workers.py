"""Worker processes: what becomes of them, and of what they wrote, when something dies."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import searcher

posix = pytest.mark.skipif(os.name == "nt", reason="needs signals")

LIMIT = 60
"""Seconds that processes have to end: far more than they take."""

PROGRAM = """
import multiprocessing, os, signal, sys, time
import searcher

def progress(done, total):
    if done:
        {action}

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    searcher.rebuild([sys.argv[1]], index=sys.argv[2], workers=2, memory=1, progress=progress)
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A dozen files, each of which is a batch where memory is least."""
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "舊")
    return folder


def write(folder: Path, word: str) -> None:
    for number in range(12):
        text = f"# 第{number}篇\n\n{word}\n\n" + "香港，朝鮮。" * 1_000
        (folder / f"{number:02}.md").write_text(text, encoding="utf-8")


def start(tmp_path: Path, action: str) -> subprocess.Popen[str]:
    """A program that rebuilds with two workers, and does something when the first batch is done.

    They all have its standard output: that ends when all of them have.
    """
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(action=action), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "content"), str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def attempts(index: Path) -> list[Path]:
    return [path for path in (index / "generations").iterdir() if "." in path.name]


@posix
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_no_process_outlives_a_rebuild_that_is_killed(
    tmp_path: Path, content: Path, name: str
) -> None:
    program = start(tmp_path, f"os.kill(os.getpid(), signal.{name})")
    program.communicate(timeout=LIMIT)
    assert program.returncode == -getattr(signal, name)


@posix
def test_no_worker_outlives_a_killed_program_whose_other_child_goes_on(
    tmp_path: Path, content: Path
) -> None:
    """That has all that its parent had open, so nothing is closed when its parent dies."""
    action = (
        "workers = [worker.pid for worker in multiprocessing.active_children()];"
        " child = os.fork() or time.sleep(600); print(child, *workers, flush=True);"
        " os.kill(os.getpid(), signal.SIGKILL)"
    )
    program = start(tmp_path, action)
    assert program.stdout is not None
    child, *workers = map(int, program.stdout.readline().split())
    try:
        assert len(workers) == 2
        ends = time.monotonic() + LIMIT
        while any(map(is_running, workers)):
            assert time.monotonic() < ends
            time.sleep(0.05)
    finally:
        os.kill(child, signal.SIGKILL)
        program.communicate(timeout=LIMIT)


def is_running(process: int) -> bool:
    """Whether there is such a process, and not only its exit status."""
    status = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True
    ).stdout.strip()
    return bool(status) and not status.startswith("Z")


@posix
def test_a_worker_that_sleeps_while_its_program_dies_writes_nothing_into_the_next_index(
    tmp_path: Path, content: Path
) -> None:
    index = tmp_path / "index"
    searcher.rebuild([content], index=index)
    write(content, "間")
    # The worker that is stopped has a batch to do, which is of the content as it is now.
    stop = "pid = multiprocessing.active_children()[-1].pid; os.kill(pid, signal.SIGSTOP)"
    program = start(
        tmp_path, stop + "; print(pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert program.stdout is not None
    sleeper = int(program.stdout.readline())
    program.wait(LIMIT)
    left = attempts(index)
    assert left
    write(content, "新")
    woken = False

    def wake(done: int, total: int) -> None:
        nonlocal woken
        if not woken:
            woken = True
            os.kill(sleeper, signal.SIGCONT)
            program.communicate(timeout=LIMIT)  # ends when the worker has

    searcher.rebuild([content], index=index, workers=1, memory=1, progress=wake)
    assert woken
    assert not attempts(index)
    assert not searcher.check(index).damaged
    with searcher.Engine.open(index) as engine:
        assert engine.search("新").total == 12
        assert engine.search("間").total == 0


@posix
def test_an_update_that_has_nothing_to_do_removes_what_a_killed_rebuild_left(
    tmp_path: Path, content: Path
) -> None:
    index = tmp_path / "index"
    searcher.rebuild([content], index=index)
    before = sorted(index.rglob("*"))
    start(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)").communicate(timeout=LIMIT)
    assert attempts(index)
    assert searcher.update(index=index).changed == 0
    assert sorted(index.rglob("*")) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_that_is_not_what_its_worker_wrote_is_an_error(
    tmp_path: Path, content: Path, workers: int
) -> None:
    index = tmp_path / "index"
    searcher.rebuild([content], index=index)
    write(content, "新")

    def spoil(done: int, total: int) -> None:
        if done == 1:
            (path,) = index.glob("generations/*/batches/000000.stored")
            data = bytearray(path.read_bytes())
            data[-1] ^= 1
            path.write_bytes(data)

    with pytest.raises(searcher.IndexingError, match=r"000000\.stored is not what was written"):
        searcher.rebuild([content], index=index, workers=workers, memory=1, progress=spoil)
    assert not attempts(index)
    assert not searcher.check(index).damaged
    with searcher.Engine.open(index) as engine:
        assert engine.search("舊").total == 12


@posix
@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_command_that_is_told_to_end_undoes_what_it_does(
    tmp_path: Path, content: Path, name: str, status: int
) -> None:
    index = tmp_path / "index"
    text = "香港，朝鮮。" * 1_000
    for number in range(400):
        (content / f"more-{number}.md").write_text(text, encoding="utf-8")
    options = ["--workers", "2", "--memory", "1"]
    program = subprocess.Popen(
        [sys.executable, "-m", "searcher", "--index", index, "rebuild", content, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(index.glob("generations/*/batches/*")):
        assert program.poll() is None
        time.sleep(0.01)
    program.send_signal(getattr(signal, name))
    out, err = program.communicate(timeout=LIMIT)
    assert (program.returncode, out, err) == (status, "", f"Error: ended by {name}\n")
    assert not list((index / "generations").iterdir())


def test_a_program_without_a_main_guard_is_told_of_it(tmp_path: Path, content: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import searcher\n"
        f"searcher.rebuild([{str(content)!r}], index={str(tmp_path / 'index')!r},"
        " workers=2, memory=1)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True)
    assert done.returncode == 1
    *_, last = done.stderr.splitlines()
    assert last.startswith("searcher.errors.IndexingError: no worker process began")
    assert "under if __name__ == '__main__'" in last
    assert "memory" not in done.stderr.replace("memory=1", "")
    locked = [line for line in done.stderr.splitlines() if "IndexLocked:" in line]
    assert locked
    assert all("which started this one" in line and "__main__" in line for line in locked)


def test_a_worker_s_error_is_the_rebuild_s(tmp_path: Path, content: Path) -> None:
    """As when the disk is full: what a worker cannot write, the rebuild cannot."""

    def obstruct(done: int, total: int) -> None:
        if done == 0:
            (batches,) = (tmp_path / "index").glob("generations/*/batches")
            (batches / "000003.documents").mkdir()

    with pytest.raises(searcher.IndexingError, match=r"cannot write the index .*: Is a directory"):
        searcher.rebuild(
            [content], index=tmp_path / "index", workers=2, memory=1, progress=obstruct
        )


def test_too_many_processes_are_an_error_that_says_so(
    tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    with pytest.raises(searcher.IndexingError, match=r"cannot start a worker .* fewer workers"):
        searcher.rebuild([content], index=tmp_path / "index", workers=2, memory=1)
    assert not attempts(tmp_path / "index")
