"""What a rebuild records, and promise 5: everything found is indexed or listed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from importlib.metadata import version
from pathlib import Path

import pytest

import searcher


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
    report = searcher.rebuild([seeds], index=tmp_path / "index")
    directory = newest(tmp_path / "index")
    manifest = json.loads((directory / "manifest.json").read_bytes())
    assert manifest["roots"] == [str(seeds)]
    assert manifest["articles"] == report.indexed == 2
    assert manifest["sections"] == report.sections
    assert manifest["tokenizer"].split()[0] in ("rjieba", "jieba")
    assert set(manifest["dictionaries"]) == {"user", "dictionary", "variants"}
    assert manifest["versions"]["whoosh"] == version("whoosh")
    assert manifest["versions"]["jieba"] == version("jieba")
    for record in manifest["files"]:
        data = (directory / record["name"]).read_bytes()
        assert (record["size"], record["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    sources = json.loads((directory / "sources.json").read_bytes())["indexed"]
    for source in sources:
        path = Path(source["root"]) / source["path"]
        assert source["size"] == path.stat().st_size
        assert source["mtime_ns"] == path.stat().st_mtime_ns
        assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_progress_is_told_from_nothing_done_to_all(tmp_path: Path, seeds: Path) -> None:
    told: list[tuple[int, int]] = []
    searcher.rebuild(
        [seeds], index=tmp_path / "index", progress=lambda done, total: told.append((done, total))
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


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


def test_the_number_of_workers_changes_nothing_but_the_time(tmp_path: Path, seeds: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for number in range(40):
        text = f"# 第{number}篇\n\n香港第{number}號。" if number % 7 else ""
        (content / f"{number:02}.md").write_text(text, encoding="utf-8")
    answers = []
    for workers in (1, 3):
        index = tmp_path / f"index-{workers}"
        report = searcher.rebuild([seeds, content], index=index, workers=workers)
        with searcher.Engine.open(index) as engine:
            hits = engine.search("香港 OR 朝鮮", limit=100).hits
        answers.append((report.indexed, report.sections, report.skipped, hits))
    assert answers[0] == answers[1]
    assert len(answers[0][2]) == 6


def test_workers_end_with_what_interrupts_the_rebuild(tmp_path: Path, seeds: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searcher.rebuild([seeds], index=tmp_path / "index", workers=2, progress=interrupted)
    assert not multiprocessing.active_children()
