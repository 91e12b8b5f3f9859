"""What the system cannot give just now, and what is wrong with this package, is no damage."""

from __future__ import annotations

import errno
import logging
import mmap
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import searcher
from searcher.searching.collector import Collector

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts descriptors")


@pytest.fixture
def index(tmp_path: Path, seeds: Path) -> Path:
    searcher.rebuild([seeds], index=tmp_path / "index")
    return tmp_path / "index"


def generation(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text().split()[0]


def read(index: Path) -> None:
    with searcher.Engine.open(index) as engine:
        assert engine.search("脫北者").hits


def test_too_many_open_files_are_no_damage_wherever_the_last_is_opened(index: Path) -> None:
    read(index)
    for use in (read, searcher.check, searcher.open_whoosh):
        messages = [*refusals(index, use)]
        assert messages
        for message in messages:
            assert "Too many open files" in message
            assert str(index) in message
            assert "rebuild" not in message


def refusals(index: Path, use: Callable[[Path], Any]) -> Iterator[str]:
    """What is said while there are not enough descriptors, with one more each time."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    for free in range(20):
        descriptors = [os.open(os.devnull, os.O_RDONLY) for _ in range(free + 1)]
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors[-1], before[1]))
            opened = use(index)
        except (searcher.IndexDamaged, searcher.IndexNotFound):
            raise
        except searcher.IndexingError as exc:
            yield str(exc)
            continue
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        if hasattr(opened, "close"):
            opened.close()
        return
    pytest.fail("it never worked")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENOMEM, errno.EMFILE])
@pytest.mark.parametrize("call", ["open", "fstat", "stat", "mmap"])
def test_what_the_system_refuses_is_named_with_its_reason(
    index: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    real = mmap.mmap if call == "mmap" else getattr(os, call)
    real_open = os.open
    victims: set[int] = set()

    def is_victim(path: object) -> bool:
        return isinstance(path, str | Path) and str(path).endswith(".postings")

    def open_(path: Any, *arguments: Any, **options: Any) -> int:
        if call == "open" and is_victim(path):
            raise OSError(number, os.strerror(number), str(path))
        descriptor = real_open(path, *arguments, **options)
        if is_victim(path):
            victims.add(descriptor)
        return descriptor

    def refuse(what: Any, *arguments: Any, **options: Any) -> Any:
        if is_victim(what) or (type(what) is int and what in victims):
            raise OSError(number, os.strerror(number))
        return real(what, *arguments, **options)

    monkeypatch.setattr(os, "open", open_)
    if call == "mmap":
        monkeypatch.setattr(mmap, "mmap", refuse)
    elif call != "open":
        monkeypatch.setattr(os, call, refuse)
    with pytest.raises(searcher.IndexingError, match=os.strerror(number)) as caught:
        read(index)
    monkeypatch.undo()
    assert not isinstance(caught.value, searcher.IndexDamaged)
    assert ".postings: " in str(caught.value)
    assert "rebuild" not in str(caught.value)
    read(index)


@pytest.mark.parametrize("error", [ValueError, TypeError, KeyError, IndexError, ZeroDivisionError])
def test_a_mistake_of_ours_in_a_search_is_not_reported_as_damage(
    index: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def mistaken(*_: object, **__: object) -> None:
        raise error("a mistake of ours")

    with searcher.Engine.open(index) as engine:
        monkeypatch.setattr(Collector, "page", mistaken)
        with pytest.raises(error, match="a mistake of ours"):
            engine.search("脫北者")
        monkeypatch.undo()
        assert engine.search("脫北者").hits


def test_an_engine_that_cannot_open_a_new_generation_goes_on_with_its_own(
    index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "new.md").write_text("# 新篇\n\n烏蘭巴托。", encoding="utf-8")
    with searcher.Engine.open(index) as engine, caplog.at_level(logging.WARNING, "searcher.engine"):
        searcher.rebuild([content], index=index)
        victim = next(generation(index).glob("*.stored"))
        kept = shutil.copyfile(victim, tmp_path / "kept")
        victim.write_bytes(b"")
        for _ in range(3):
            assert engine.search("脫北者").hits
        (record,) = caplog.records
        assert victim.name in record.getMessage()
        assert engine.warnings == (record.getMessage(),)
        shutil.copyfile(kept, victim)
        assert not engine.search("脫北者").hits
        assert [hit.article for hit in engine.search("烏蘭巴托").hits] == ["新篇"]
        (index / "current").write_text("nonsense")
        assert engine.search("烏蘭巴托").hits
        (index / "current").unlink()
        with pytest.raises(searcher.IndexNotFound):
            engine.search("烏蘭巴托")


def test_a_user_dictionary_that_changed_is_warned_of_once(
    index: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("脫北者問題 5 n\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "searcher.engine"):
        with searcher.Engine.open(index, userdict=words) as engine:
            for _ in range(3):
                assert engine.search("脫北者").hits
        (record,) = caplog.records
        assert record.name == "searcher.engine"
        assert "another user dictionary" in record.getMessage()
        caplog.clear()
        searcher.update(index=index, userdict=words)
        with searcher.Engine.open(index, userdict=words) as engine:
            assert engine.search("脫北者").hits
            assert engine.warnings == ()
        assert not caplog.records
