"""What a generation says of itself is read as it was written, or refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import searcher
from searcher.indexing.layout import MANIFEST, USER_DICTIONARY
from searcher.indexing.manifest import FORMAT, Manifest, Origin


@pytest.fixture
def written(seed_engine: searcher.Engine) -> Manifest:
    return seed_engine.stats().manifest


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def change(folder: Path, **fields: object) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_bytes()) | fields), encoding="utf-8")


def test_a_manifest_is_read_as_it_was_written(written: Manifest, tmp_path: Path) -> None:
    written.write(tmp_path)
    assert Manifest.read(tmp_path, digest(tmp_path)) == written


def test_another_manifest_than_the_pointer_names_is_damage(
    written: Manifest, tmp_path: Path
) -> None:
    written.write(tmp_path)
    with pytest.raises(searcher.IndexDamaged, match=r"manifest\.json"):
        Manifest.read(tmp_path, "0" * 64)


@pytest.mark.parametrize(
    ("format_", "remedy"), [(1, "searcher update"), (FORMAT - 1, "update"), (FORMAT + 1, "upgrade")]
)
def test_another_format_is_no_damage_and_names_the_remedy(
    written: Manifest, tmp_path: Path, format_: int, remedy: str
) -> None:
    written.write(tmp_path)
    change(tmp_path, format=format_)
    with pytest.raises(searcher.IndexMismatch, match=f"format {format_}.*{remedy}"):
        Manifest.read(tmp_path, digest(tmp_path))


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "C:\\x", "a\0b"])
def test_a_file_outside_of_the_generation_is_damage(
    written: Manifest, tmp_path: Path, name: str
) -> None:
    written.write(tmp_path)
    change(tmp_path, files=[{"name": name, "size": 1, "sha256": "0"}])
    with pytest.raises(searcher.IndexDamaged, match=r"manifest\.json"):
        Manifest.read(tmp_path, digest(tmp_path))


def test_what_an_index_was_made_from_is_known_of_older_formats_too(
    written: Manifest, tmp_path: Path
) -> None:
    (tmp_path / USER_DICTIONARY).write_text("詞 5\n", encoding="utf-8")
    written.write(tmp_path)
    assert Origin.read(tmp_path) == (FORMAT, written.content, "詞 5\n")
    old = {"format": 3, "roots": ["/notes", "/books"]}
    (tmp_path / MANIFEST).write_text(json.dumps(old), encoding="utf-8")
    origin = Origin.read(tmp_path)
    assert (origin.format, origin.content.names()) == (3, ("/notes", "/books"))
