"""An engine survives a fork, whatever other threads of the process do at that moment."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import searcher

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]

QUERIES = ("脫北者", "烏蘭把托", '"朝鲜战争"', "jan*", "平壤 OR 香港")
LIMIT = 60
"""Seconds until a child that hangs is ended: far more than one takes."""


def ends_well(work: Callable[[], object]) -> bool:
    """Whether a forked process does it, and ends."""
    child = os.fork()
    if child == 0:
        signal.alarm(LIMIT)
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


@contextmanager
def in_a_thread(work: Callable[[], object]) -> Iterator[None]:
    """Does it again and again until the block ends."""
    is_over = threading.Event()
    has_begun = threading.Event()

    def loop() -> None:
        while not is_over.is_set():
            has_begun.set()
            work()

    thread = threading.Thread(target=loop)
    thread.start()
    has_begun.wait()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_a_child_searches_whatever_another_thread_searches_when_it_is_forked(
    seed_engine: searcher.Engine,
) -> None:
    expected = [seed_engine.search(query).hits for query in QUERIES]

    def search_all() -> None:
        assert [seed_engine.search(query).hits for query in QUERIES] == expected

    with in_a_thread(search_all):
        assert all(ends_well(search_all) for _ in range(15))
    search_all()


def test_a_child_completes_and_searches_while_another_thread_does_either_for_the_first_time(
    tmp_path: Path, seeds: Path
) -> None:
    index = tmp_path / "index"
    searcher.rebuild([seeds], index=index)

    def work() -> None:
        with searcher.Engine.open(index) as engine:
            assert engine.suggest("wlbt") == ["烏蘭巴托"]
            assert engine.search("烏蘭把托", script="hans").suggestion

    with in_a_thread(work):
        assert all(ends_well(work) for _ in range(5))


def test_a_child_asks_for_an_index_while_another_thread_does(tmp_path: Path, seeds: Path) -> None:
    index = tmp_path / "index"
    searcher.rebuild([seeds], index=index)

    def work() -> None:
        assert searcher.search("脱北者", index=index).hits

    with in_a_thread(work):
        assert all(ends_well(work) for _ in range(10))


def test_a_child_follows_a_rebuild(tmp_path: Path, seeds: Path) -> None:
    index = tmp_path / "index"
    searcher.rebuild([seeds], index=index)
    with searcher.Engine.open(index) as engine, in_a_thread(lambda: engine.search("脱北者")):
        searcher.rebuild([seeds], index=index)
        assert ends_well(lambda: engine.stats().generation == "00000002" or 1 / 0)


def test_what_a_child_lets_go_stays_held_by_its_parent(tmp_path: Path, seeds: Path) -> None:
    index = tmp_path / "index"
    searcher.rebuild([seeds], index=index)
    with searcher.Engine.open(index) as engine:
        held = engine.stats().generation
        assert ends_well(engine.close)
        directory = index / "generations" / held
        reader = searcher.Engine.open(index)
        for _ in range(3):
            searcher.rebuild([seeds], index=index)
        assert directory.is_dir()
        reader.close()
