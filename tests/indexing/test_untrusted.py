"""Whatever lies in an index directory: it is read as it was written, or it is an error that names
the file; nothing in it is run, and nothing else is raised."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import pickle
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh.query import Every, FuzzyTerm, Or, Prefix, Term

import searcher
from searcher.indexing.codec.columnfile import create_columns, open_columns
from searcher.indexing.codec.documents import Documents
from searcher.indexing.codec.segment import Segment
from searcher.indexing.manifest import Manifest


class Hostile:
    """What makes a directory when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Callable[..., None], tuple[str]]:
        return os.mkdir, (str(self._target),)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content, and an index of two segments with deletions."""
    place = tmp_path_factory.mktemp("made")
    content = place / "content"
    content.mkdir()
    for number in range(12):
        text = f"# 第{number}篇\n\n香港與[朝鮮](第3篇.md) song。\n\n## 歷史\n\n{'平壤' * number}。"
        (content / f"{number:02}.md").write_text(text, encoding="utf-8")
    searcher.rebuild([content], index=place / "index")
    for number in (3, 8):
        (content / f"{number:02}.md").unlink()
    (content / "new.md").write_text(
        "# 新篇\n\n香港烏蘭巴托。\n\n## 註釋\n\n平壤。", encoding="utf-8"
    )
    searcher.update(index=place / "index")
    return place


@pytest.fixture
def index(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "made")) / "index"


def generation(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text().split()[0]


QUERIES = (
    "香港",
    "平壤 song",
    '"香港與朝鮮"',
    "朝鲜 -烏蘭巴托",
    "title:新篇",
    "so*",
    "第4篇",
    "平让",
)


def pages(index: Path) -> list[Any]:
    """All that is read of an index by those who search it."""
    found: list[Any] = []
    with searcher.Engine.open(index) as engine:
        for query in QUERIES:
            page = engine.search(query, limit=100).to_dict()
            del page["took_ms"]
            found.append(page)
        found += [engine.suggest("wlbt"), engine.suggest("xi"), engine.stats().terms]
    with searcher.open_whoosh(index) as opened, opened.searcher() as whoosh:
        query = Or([Term("text", "香港"), Prefix("path", "0"), FuzzyTerm("text", "sung"), Every()])
        found.append([hit["section"] for hit in whoosh.search(query, limit=None)])
    return found


def error(index: Path) -> str | None:
    """What is wrong with an index, as its readers say; None for nothing that they see."""
    try:
        pages(index)
    except (searcher.IndexDamaged, searcher.IndexMismatch) as exc:
        return str(exc)
    return None


def test_an_intact_index_is_read(index: Path) -> None:
    read = pages(index)
    assert all(page["hits"] for page in read[:7])
    assert len(list(generation(index).glob("segment_*.postings"))) == 2


def test_nothing_that_lies_in_an_index_is_run(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "was run"
    payload = pickle.dumps(Hostile(marker))
    before = pages(index)
    places = [index, index / "generations", generation(index)]
    names = ["_MAIN_1.toc", "_MAIN_2.toc", "_MAIN_99.toc", "MAIN_1.seg", "MAIN_1.trm", "MAIN_1.pst"]
    names += ["index.pkl", "pyproject.toml", "searcher.py", "whoosh.py", "_searcher_1.toc"]
    toc = whoosh_toc(payload)
    for place in places:
        for name in names:
            (place / name).write_bytes(toc if name.endswith(".toc") else payload)
    monkeypatch.chdir(generation(index))
    assert pages(index) == before
    assert not searcher.check(index).damaged
    searcher.update(index=index)
    for path in generation(index).iterdir():
        if path.name in names:
            continue
        data = path.read_bytes()
        for hostile in (payload, payload.ljust(len(data), b".")):
            path.write_bytes(hostile)
            with suppress(searcher.SearcherError):
                pages(index)
            with suppress(searcher.SearcherError):
                searcher.check(index)
            with suppress(searcher.SearcherError):
                searcher.update(index=index)
        path.write_bytes(data)
    assert not marker.exists()
    with suppress(OSError):
        pickle.loads(payload)
    assert marker.exists()


def whoosh_toc(payload: bytes) -> bytes:
    """A table of contents as Whoosh writes it, with a pickle in place of its schema."""
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import _CURRENT_TOC_VERSION, _FLOAT_SIZE, _INT_SIZE, _LONG_SIZE

    storage = RamStorage()
    stream = storage.create_file("toc")
    for size in (_INT_SIZE, _LONG_SIZE, _FLOAT_SIZE):
        stream.write_varint(size)
    stream.write_int(-12345)
    stream.write_int(_CURRENT_TOC_VERSION)
    for number in (2, 7, 4):
        stream.write_varint(number)
    stream.write_string(payload)
    stream.write_int(1)
    stream.write_int(0)
    stream.close()
    return bytes(storage.files["toc"]) + payload


def test_a_foreign_folder_that_whoosh_would_open_is_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "was run"
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "_MAIN_1.toc").write_bytes(whoosh_toc(pickle.dumps(Hostile(marker))))
    monkeypatch.chdir(tmp_path)
    for use in (searcher.Engine.open, searcher.open_whoosh, searcher.check):
        with pytest.raises(searcher.IndexNotFound):
            use("index")
    with pytest.raises(searcher.IndexNotFound):
        searcher.update(index="index")
    assert not marker.exists()


def test_a_wrong_byte_is_named_and_makes_no_wrong_page(index: Path) -> None:
    right = pages(index)
    chance = random.Random(1)
    caught = 0
    for path in sorted(generation(index).iterdir()):
        data = path.read_bytes()
        for _ in range(12 if data else 0):
            place = chance.randrange(len(data))
            changed = bytes([data[place] ^ 1 << chance.randrange(8)])
            path.write_bytes(data[:place] + changed + data[place + 1 :])
            message = error(index)
            caught += message is not None
            assert path.name in message if message else pages(index) == right
        path.write_bytes(data)
    assert caught > 50


def columns(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    data = path.read_bytes()
    directory = json.loads(data[16 : 16 + int.from_bytes(data[12:16], "little")])
    read = open_columns(path, {name: dtype for name, dtype, _ in directory})
    return {name: column.whole().copy() for name, column in read.items()}


def write(path: Path, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """A file with right checksums, in place of another."""
    path.unlink()
    sizes = {name: (array.dtype.str, len(array)) for name, array in arrays.items()}
    with create_columns(path, sizes) as made:
        for name, array in arrays.items():
            made[name][:] = array


def changes(array: np.ndarray[Any, Any], chance: random.Random) -> Iterator[np.ndarray[Any, Any]]:
    """Other arrays of the same length and type."""
    most = np.iinfo(array.dtype).max
    yield np.zeros_like(array)
    yield np.full_like(array, most)
    for value in (0, most):
        changed = array.copy()
        changed[chance.randrange(len(array))] = value
        yield changed
    for _ in range(2):
        changed = array.copy()
        one, other = chance.randrange(len(array)), chance.randrange(len(array))
        changed[one], changed[other] = changed[other], changed[one]
        yield changed
        changed = array.copy()
        changed[chance.randrange(len(array))] = chance.randint(0, int(most))
        yield changed


FILES = ["segment_00000001.documents", "segment_00000001.postings", "segment_00000001.stored"]
FILES += ["snapshot.columns"]


@pytest.mark.parametrize("name", FILES)
def test_what_has_right_checksums_is_looked_at_all_the_same(index: Path, name: str) -> None:
    path = generation(index) / name
    right = columns(path)
    chance = random.Random(name)
    for column, array in right.items():
        for changed in changes(array, chance) if len(array) else ():
            write(path, {**right, column: changed})
            with suppress(searcher.IndexDamaged):
                pages(index)
        with suppress(searcher.IndexDamaged):
            searcher.update(index=index)
    write(path, right)
    pages(index)


@pytest.mark.parametrize("column", ["low", "frequencies", "high_starts", "high", "counts", "keys"])
def test_lists_of_large_segments_are_looked_at_too(
    write_lists: Callable[..., Segment], tmp_path: Path, column: str
) -> None:
    count = 2 * 65_536
    lists = {
        ("text", "香"): (np.arange(0, count, 1000), np.full(132, 20)),
        ("text", "港"): (np.array([5, 65_541]), np.array([1, 2])),
        ("title", "香"): (np.array([7]), np.array([1])),
        ("path", "香"): (np.array([7, 21_000]), np.array([1, 1])),
    }
    sections = np.append(np.full(count // 3, 3, np.uint32), np.uint32(2))
    documents = Documents(np.ones(count, np.uint32), np.zeros(count, np.bool_), sections)
    segment = write_lists(tmp_path, "some", lists, documents)
    path = tmp_path / "some.postings"
    right = columns(path)
    asked = np.arange(0, count, 7)
    chance = random.Random(column)
    caught = 0
    for changed in changes(right[column], chance):
        write(path, {**right, column: changed})
        try:
            segment = Segment(tmp_path, "some")
            for field, text in lists:
                postings = segment.postings.find(field, text)
                if postings is not None:
                    found, places = postings.find(asked)
                    assert len(postings.frequencies_at(places)) == len(found)
                    assert len(postings.documents()) == len(postings.frequencies())
            segment.postings.documents(range(len(segment.postings.dictionary)))
        except searcher.IndexDamaged:
            caught += 1
    assert caught


RECORDS = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b'["a"]',
    b'["a","b"]',
    b'[1,"b","c"]',
    b'["a","b","c",["d"]]',
    b'["a","b","c",[1]]',
    b'["a","b","c"],["a","b","c"]',
    b'[["a"],"1"]',
    b'[["a"],1.5]',
    b'[["a"],true]',
    b'[[["a"]],1]',
    b'[["a"],1,null]',
    b'[["a"],1,"<x>"]',
    b'[["a"],1,20]',
    b'[["a"],1,null,["b"]]',
    b'["\xff","b","c"]',
    b"[" * 100_000,
]


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
@pytest.mark.parametrize("kind", ["detail", "article"])
def test_what_is_shown_has_its_shape_or_is_damage(index: Path, kind: str, record: bytes) -> None:
    path = generation(index) / "segment_00000001.stored"
    right = columns(path)
    ends = right[f"{kind}_ends"].tolist()
    strings = right[f"{kind}s"].tobytes()
    changed = [record, *(strings[a:b] for a, b in pairwise(ends[1:]))]
    write(
        path,
        {
            **right,
            f"{kind}s": np.frombuffer(b"".join(changed), np.uint8),
            f"{kind}_ends": np.cumsum([0, *map(len, changed)]).astype("<u8"),
        },
    )
    change_manifest(index, path.name, path.stat().st_size)
    with pytest.raises(searcher.IndexDamaged, match=path.name):
        pages(index)


def change_manifest(index: Path, name: str, size: int) -> None:
    """Have the manifest, and the pointer to it, say that a file has a size."""
    path = generation(index) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for record in manifest["files"]:
        if record["name"] == name:
            record["size"] = size
    write_manifest(index, json.dumps(manifest).encode())


def write_manifest(index: Path, data: bytes) -> None:
    path = generation(index) / "manifest.json"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    (index / "current").write_text(f"{path.parent.name} {digest}\n")


VALUES: tuple[Any, ...] = (None, -1, 10**30, 1.5, True, "x", [], {}, [None], {"a": None}, [[]])
FIELDS = [field.name for field in fields(Manifest)]


@pytest.mark.parametrize("field", FIELDS)
def test_a_manifest_of_another_shape_is_damage_whatever_it_says_it_is(
    index: Path, field: str
) -> None:
    manifest = json.loads((generation(index) / "manifest.json").read_bytes())
    for value in VALUES:
        write_manifest(index, json.dumps({**manifest, field: value}).encode())
        with suppress(searcher.IndexDamaged, searcher.IndexMismatch):
            pages(index)
        with suppress(searcher.IndexDamaged, searcher.IndexMismatch):
            searcher.check(index)
    without = {name: value for name, value in manifest.items() if name != field}
    for other in (without, {**manifest, f"{field}2": 1}):
        write_manifest(index, json.dumps(other).encode())
        for use in (searcher.Engine.open, searcher.open_whoosh, searcher.check):
            with pytest.raises(searcher.IndexDamaged, match=r"manifest\.json"):
                use(index)


@pytest.mark.parametrize(
    "data", [b"", b"1", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 6000]
)
def test_a_manifest_of_nonsense_is_damage(index: Path, data: bytes) -> None:
    write_manifest(index, data)
    for use in (searcher.Engine.open, searcher.open_whoosh, searcher.check):
        with pytest.raises(searcher.IndexDamaged, match=r"manifest\.json"):
            use(index)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "", ".", "a/b", "x\n", "\0", "segment_x"])
@pytest.mark.parametrize("kind", ["files", "segments"])
def test_a_manifest_names_files_of_its_directory_alone(index: Path, kind: str, name: str) -> None:
    manifest = json.loads((generation(index) / "manifest.json").read_bytes())
    manifest[kind][0]["name"] = name
    write_manifest(index, json.dumps(manifest).encode())
    for use in (searcher.Engine.open, searcher.open_whoosh):
        with pytest.raises(searcher.IndexDamaged):
            use(index)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(index: Path) -> None:
    for path in generation(index).iterdir():
        data = path.read_bytes()
        path.unlink()
        os.mkfifo(path)
        for use in (searcher.Engine.open, searcher.open_whoosh):
            with pytest.raises(searcher.IndexingError):
                use(index)
        with suppress(searcher.IndexingError):
            assert str(path) in searcher.check(index).damaged
        path.unlink()
        path.write_bytes(data)
    pages(index)


SOURCES: list[Any] = [
    None,
    [],
    {"walked_ns": 1, "indexed": [], "skipped": [{"path": 1, "reason": "x"}]},
    {"walked_ns": "1", "indexed": [], "skipped": []},
    {"walked_ns": 1, "indexed": [1], "skipped": []},
    {"walked_ns": 1, "indexed": [{"root": "/"}], "skipped": []},
    {"walked_ns": 1, "indexed": {}, "skipped": 5},
]


@pytest.mark.parametrize("content", SOURCES, ids=range(len(SOURCES)))
def test_sources_of_another_shape_are_damage_to_an_update(index: Path, content: object) -> None:
    path = generation(index) / "sources.json.gz"
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    change_manifest(index, path.name, path.stat().st_size)
    with pytest.raises(searcher.IndexDamaged, match=path.name):
        searcher.update(index=index)
