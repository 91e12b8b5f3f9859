"""A damaged index is an error that names what is wrong, never a traceback or half an answer."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

import searcher


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    index = tmp_path_factory.mktemp("intact") / "index"
    searcher.rebuild([seeds], index=index)
    return index


@pytest.fixture
def index(intact: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(intact, tmp_path / "index"))


def generation(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text().split()[0]


def change_manifest(index: Path, **fields: object) -> None:
    """Write another manifest, and its digest into the pointer, as another version would have."""
    path = generation(index) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | fields), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (index / "current").write_text(f"{path.parent.name} {digest}\n")


def search(index: Path) -> None:
    with searcher.Engine.open(index) as engine:
        for query in ("脫北者", "蒙古 總統", '"香港與朝鮮關係"', "path:004", "a*"):
            engine.search(query)


def test_check_finds_nothing_wrong_with_an_intact_index(index: Path) -> None:
    result = searcher.check(index)
    assert result.damaged == ()
    assert result.files > 3


def test_every_changed_byte_is_found_and_its_file_named(index: Path) -> None:
    files = [path for path in generation(index).iterdir() if path.name != "manifest.json"]
    # A changed manifest is damaged itself, or calls a file damaged that is not, or asks for a
    # rebuild: see the tests below.
    assert len(files) > 3
    for path in files:
        data = path.read_bytes()
        for position in {0, len(data) // 2, len(data) - 1} if data else ():
            path.write_bytes(
                data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
            )
            assert searcher.check(index).damaged == (str(path),)
            with suppress(searcher.IndexDamaged, searcher.IndexMismatch):
                search(index)
        path.write_bytes(data)
    assert not searcher.check(index).damaged


def test_a_missing_or_truncated_file_is_an_error_at_open(index: Path) -> None:
    for path in sorted(generation(index).iterdir()):
        data = path.read_bytes()
        for damaged in (None, data[: len(data) // 2]):
            if damaged == data:
                continue
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            with pytest.raises(searcher.IndexDamaged, match="rebuild"):
                searcher.Engine.open(index)
            path.write_bytes(data)
    search(index)


@pytest.mark.parametrize(
    "pointer", ["", "no number", "00000001\n", f"00000099 {'0' * 64}\n", "../elsewhere", "\xff"]
)
def test_a_damaged_pointer_is_an_error(index: Path, pointer: str) -> None:
    (index / "current").write_text(pointer, encoding="latin-1")
    with pytest.raises(searcher.IndexDamaged, match="rebuild"):
        searcher.Engine.open(index)


def test_an_index_of_another_format_asks_for_a_rebuild(index: Path) -> None:
    change_manifest(index, format=99)
    with pytest.raises(searcher.IndexMismatch, match=r"format 99.*rebuild"):
        searcher.Engine.open(index)


@pytest.mark.parametrize(
    ("field", "value"),
    [("analysis", {"tokenizer": "0"}), ("analysis", {})],
)
def test_an_index_made_with_another_analysis_asks_for_an_update(
    index: Path, field: str, value: object
) -> None:
    change_manifest(index, **{field: value})
    with pytest.raises(searcher.IndexMismatch, match=r"run 'searcher update'$"):
        searcher.Engine.open(index)


def test_a_rebuild_replaces_a_damaged_index(index: Path, seeds: Path) -> None:
    (index / "current").write_text("garbage")
    searcher.rebuild([seeds], index=index)
    search(index)


@pytest.mark.parametrize("field", ["roots", "created", "sections", "files"])
def test_a_changed_manifest_is_an_error(index: Path, field: str) -> None:
    path = generation(index) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | {field: None}), encoding="utf-8")
    for use in (searcher.Engine.open, searcher.check):
        with pytest.raises(searcher.IndexDamaged, match=r"manifest\.json.*rebuild"):
            use(index)
