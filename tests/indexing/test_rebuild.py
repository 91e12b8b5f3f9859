"""What a rebuild records, and promise 5: everything found is indexed or listed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import signal
import threading
import time
from importlib.metadata import version
from pathlib import Path
from random import Random

import pytest

import searcher
from searcher.indexing.sources import Sources


def newest(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text().split()[0]


def test_everything_found_is_indexed_or_listed_with_the_reason(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "good.md").write_text("# 甲\n\n文。", encoding="utf-8")
    (content / "empty.md").write_text("", encoding="utf-8")
    (content / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (content / "picture.png").write_bytes(b"\x89PNG")
    (content / ".hidden.md").write_text("藏", encoding="utf-8")
    (content / "ignored.md").write_text("略", encoding="utf-8")
    (content / ".gitignore").write_text("ignored.md\n", encoding="utf-8")
    report = searcher.rebuild([content], index=tmp_path / "index")
    everything = {path.name for path in content.iterdir()}
    assert report.found == report.indexed + len(report.skipped) == len(everything)
    assert {file.path for file in report.skipped} == everything - {"good.md"}
    assert all(file.reason for file in report.skipped)
    assert report.to_dict()["found"] == len(everything)


def test_the_manifest_records_what_the_index_was_made_of(tmp_path: Path, seeds: Path) -> None:
    started = time.time_ns()
    report = searcher.rebuild([seeds], index=tmp_path / "index")
    directory = newest(tmp_path / "index")
    manifest = json.loads((directory / "manifest.json").read_bytes())
    assert [root["path"] for root in manifest["content"]["roots"]] == [str(seeds)]
    assert manifest["articles"] == report.indexed == 2
    assert manifest["sections"] == report.sections
    assert set(manifest["analysis"]) == {"fold", "dictionary", "tokenizer", "user dictionary"}
    assert manifest["ranking"]["k1"] == 1
    assert manifest["versions"]["tokenizer"].split()[0] in ("rjieba", "jieba")
    assert manifest["versions"]["jieba"] == version("jieba")
    for record in manifest["files"]:
        data = (directory / record["name"]).read_bytes()
        assert (record["size"], record["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    sources = Sources.read(directory)
    assert started <= sources.walked_ns <= time.time_ns()
    assert len(sources.indexed) == 2
    for source, digest, *_ in sources.indexed:
        path = Path(source.root) / source.path
        assert source.size == path.stat().st_size
        assert source.mtime_ns == path.stat().st_mtime_ns
        assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sum(entry.sections for entry in sources.indexed) == report.sections


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Content of a dozen files, each of which is a batch where memory is least."""
    content = tmp_path / "large"
    content.mkdir()
    for number in range(12):
        (content / f"{number:02}.md").write_text("香港，朝鮮。" * 1_000, encoding="utf-8")
    return content


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told_from_nothing_done_to_all_after_each_batch(
    tmp_path: Path, large: Path, workers: int
) -> None:
    def told(memory: int) -> list[tuple[int, int]]:
        calls: list[tuple[int, int]] = []
        searcher.rebuild(
            [large],
            index=tmp_path / "index",
            workers=workers,
            memory=memory,
            progress=lambda done, total: calls.append((done, total)),
        )
        return calls

    assert told(memory=512) == [(0, 12), (12, 12)]
    assert told(memory=1) == [(done, 12) for done in range(13)]


def test_a_file_under_two_roots_is_indexed_once(tmp_path: Path, seeds: Path) -> None:
    one = seeds / "000_f427bdf00b579551.txt"
    report = searcher.rebuild([seeds, one, seeds], index=tmp_path / "index")
    assert report.indexed == 2


def test_a_single_file_can_be_indexed(tmp_path: Path, seeds: Path) -> None:
    report = searcher.rebuild([seeds / "000_f427bdf00b579551.txt"], index=tmp_path / "index")
    assert report.indexed == 1
    page = searcher.search("脫北者", index=tmp_path / "index")
    assert page.hits[0].path == "000_f427bdf00b579551.txt"


@pytest.mark.parametrize("make_folder", [True, False])
def test_nothing_to_index_is_an_error_and_keeps_the_index(
    tmp_path: Path, seeds: Path, make_folder: bool
) -> None:
    searcher.rebuild([seeds], index=tmp_path / "index")
    content = tmp_path / "content"
    if make_folder:
        content.mkdir()
    with pytest.raises(searcher.ContentError, match="content"):
        searcher.rebuild([content], index=tmp_path / "index")
    assert searcher.search("脫北者", index=tmp_path / "index").hits


def test_a_rebuild_gives_the_same_hits_and_scores_again(tmp_path: Path, seeds: Path) -> None:
    pages = []
    for _ in range(2):
        searcher.rebuild([seeds], index=tmp_path / "index")
        pages.append(searcher.search("朝鮮 香港", index=tmp_path / "index", limit=100).hits)
    assert pages[0] == pages[1]


def test_the_index_is_the_same_byte_for_byte_whatever_workers_and_memory(tmp_path: Path) -> None:
    random = Random(3)
    words = ("香港", "朝鮮", "脫北者", "總領事館", "的", "，", "covid-19", " jan ", "𠀀", "。\n\n")
    content = tmp_path / "content"
    content.mkdir()
    for number in range(140):
        sections = [
            f"## {random.choice(('歷史', '註釋', 'Latin ' * 20))}{section}\n\n"
            + "".join(random.choices(words, [*range(len(words), 0, -1)], k=100))
            for section in range(5)
        ]
        text = f"# 第{number}篇\n\n" + "\n\n".join(sections) if number % 9 else ""
        (content / f"{number:03}.md").write_text(text, encoding="utf-8")
    made = []
    batches = []
    # The least memory takes more batches than are merged at once.
    for workers, memory in ((1, 512), (1, 1), (2, 1)):
        told: list[tuple[int, int]] = []
        report = searcher.rebuild(
            [content],
            index=tmp_path / "index",
            workers=workers,
            memory=memory,
            progress=lambda done, total: told.append((done, total)),  # noqa: B023
        )
        directory = newest(tmp_path / "index")
        files = {
            path.suffix: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in directory.glob("segment_*")
        }
        sources = Sources.read(directory)._replace(walked_ns=0)
        made.append((report.indexed, report.sections, report.skipped, files, sources))
        batches.append(len(told) - 1)
        shutil.rmtree(tmp_path / "index")
    assert made[0] == made[1] == made[2]
    assert len(made[0][2]) == 16
    assert batches[0] == 1 < batches[1] < batches[2] > 64


def test_workers_that_die_end_the_rebuild_with_an_error(tmp_path: Path, large: Path) -> None:
    def kill(done: int, total: int) -> None:
        if done:
            for worker in multiprocessing.active_children():
                worker.kill()

    with pytest.raises(searcher.IndexingError, match="a worker process died"):
        searcher.rebuild([large], index=tmp_path / "index", workers=2, memory=1, progress=kill)
    assert not multiprocessing.active_children()
    assert not list((tmp_path / "index" / "generations").iterdir())


def test_workers_work_for_any_thread_and_leave_its_signals_alone(
    tmp_path: Path, large: Path
) -> None:
    handler = signal.getsignal(signal.SIGINT)
    found = []

    def rebuild() -> None:
        report = searcher.rebuild([large], index=tmp_path / "index", workers=2, memory=1)
        found.append(report.indexed)

    rebuild()
    thread = threading.Thread(target=rebuild)
    thread.start()
    thread.join()
    assert found == [12, 12]
    assert signal.getsignal(signal.SIGINT) == handler
    if hasattr(signal, "pthread_sigmask"):
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_workers_end_with_what_interrupts_the_rebuild(tmp_path: Path, large: Path) -> None:
    running = []

    def interrupted(done: int, total: int) -> None:
        if done:
            running.extend(multiprocessing.active_children())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searcher.rebuild(
            [large], index=tmp_path / "index", workers=2, memory=1, progress=interrupted
        )
    assert len(running) == 2
    assert not multiprocessing.active_children()
