"""What a generation of the index says of itself, written last and read first."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from searcher.errors import ConfigError, IndexMismatch
from searcher.indexing.indexfile import damaged, open_file, read_file
from searcher.indexing.layout import MANIFEST, USER_DICTIONARY
from searcher.indexing.roots import Roots
from searcher.options import Selection

__all__ = [
    "FORMAT",
    "FileRecord",
    "Manifest",
    "Origin",
    "SegmentRecord",
    "file_record",
    "package_versions",
]

FORMAT = 6
"""Version of the layout of a generation; another version cannot be read, only rebuilt. To be raised
by every change of what is on disk."""


_MAX_BYTES = 1 << 26
"""Of a manifest, or of a user dictionary."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""Of a file of a generation: one in its own directory."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the index as it was written."""

    name: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment of the index."""

    name: str
    """Of its files, without the extension."""
    documents: int
    """How many it has, deleted ones too."""
    deleted: int
    """How many of them are deleted; which ones, ``snapshot`` says."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that readers check before they trust a generation."""

    format: int
    searcher: str
    """Version of this package that wrote the generation."""
    created: str
    """ISO 8601, UTC."""
    content: Roots
    analysis: dict[str, str]
    """What made terms of the texts; see ``identity``."""
    ranking: dict[str, float]
    """The numbers of :class:`~searcher.planning.bm25.Ranking`."""
    versions: dict[str, str]
    """Of Python and the packages that took part; they decide nothing."""
    articles: int
    sections: int
    skipped: int
    segments: tuple[SegmentRecord, ...]
    files: tuple[FileRecord, ...]

    @property
    def roots(self) -> tuple[str, ...]:
        """Content roots, absolute."""
        return self.content.names()

    def write(self, directory: Path) -> None:
        """Write the manifest into the directory of its generation."""
        path = directory / MANIFEST
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, directory: Path, digest: str) -> Manifest:
        """The manifest of a generation, whose SHA-256 must be ``digest``.

        Raises IndexMismatch for another format, IndexDamaged for anything else that it is not,
        IndexingError if it cannot be read.
        """
        path = directory / MANIFEST
        data = read_file(path, _MAX_BYTES)
        content = _parsed(path, data)
        found = content.get("format")
        if type(found) is int and found != FORMAT:
            raise IndexMismatch(
                f"the index in {directory} has format {found}, this version reads {FORMAT}; "
                + (
                    "run 'searcher update'"
                    if found < FORMAT
                    else "upgrade, or run 'searcher rebuild'"
                )
            )
        if hashlib.sha256(data).hexdigest() != digest:
            raise damaged(path)
        try:
            manifest: Manifest = _decoded(cls, content)
        except (ValueError, ConfigError) as exc:  # ConfigError: of a selection
            raise damaged(path) from exc
        for records in (manifest.files, manifest.segments):
            names = [record.name for record in records]
            if not all(map(_FILE_NAME.fullmatch, names)) or len(set(names)) < len(names):
                raise damaged(path)
        return manifest

    def read_user_dictionary(self, directory: Path) -> str:
        """The text of the user dictionary that the generation was made with. Raises IndexDamaged,
        IndexingError."""
        path = directory / USER_DICTIONARY
        data = read_file(path, _MAX_BYTES)
        digests = [record.sha256 for record in self.files if record.name == USER_DICTIONARY]
        try:
            if digests != [hashlib.sha256(data).hexdigest()]:
                raise damaged(path)
            return data.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise damaged(path) from exc


class Origin(NamedTuple):
    """What an index is rebuilt from, whatever format it has."""

    format: int
    content: Roots
    user_dictionary: str
    """Its text."""

    @classmethod
    def read(cls, directory: Path) -> Origin:
        """That of a generation of any format. Raises IndexDamaged, IndexingError."""
        path = directory / MANIFEST
        content = _parsed(path, read_file(path, _MAX_BYTES))
        words = directory / USER_DICTIONARY
        try:
            found = _decoded(int, content.get("format"))
            if "content" in content:
                roots = _decoded(Roots, content["content"])
            else:  # of a format before 5, which knew the paths alone
                paths = map(Path, _decoded(tuple[str, ...], content.get("roots")))
                roots = Roots(()).adding(paths, Selection())
        except (ValueError, ConfigError) as exc:
            raise damaged(path) from exc
        try:
            return cls(found, roots, read_file(words, _MAX_BYTES).decode("utf-8"))
        except UnicodeDecodeError as exc:
            raise damaged(words) from exc


def file_record(path: Path, directory: Path) -> FileRecord:
    """The record of a file as it is on disk now. Raises IndexDamaged if it is missing or no
    file, IndexingError if it cannot be read."""
    digest = hashlib.sha256()
    with open_file(path) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
        while block := file.read(1 << 20):
            digest.update(block)
        size = file.tell()
    return FileRecord(path.relative_to(directory).as_posix(), size, digest.hexdigest())


def package_versions() -> dict[str, str]:
    """The versions of Python and of the packages that take part, of those that are installed."""
    versions = {"python": platform.python_version()}
    for package in ("jieba", "numpy", "rjieba"):
        with suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions


def _parsed(path: Path, data: bytes) -> Mapping[str, Any]:
    """The JSON object in a file. Raises IndexDamaged if it has none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise damaged(path) from exc
    if not isinstance(content, dict):
        raise damaged(path)
    return content


def _decoded(kind: Any, value: object) -> Any:
    """What JSON says as a value of a type: a dataclass, tuple, dict, or what JSON has itself.

    Raises ValueError where it is none.
    """
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_decoded(get_args(kind)[0], each) for each in value)
    if get_origin(kind) is dict and isinstance(value, dict):
        return {name: _decoded(get_args(kind)[1], each) for name, each in value.items()}
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        kinds = get_type_hints(kind)
        if value.keys() == kinds.keys():
            return kind(**{name: _decoded(kinds[name], each) for name, each in value.items()})
    if type(value) is int and kind in (int, float) and value >= 0:
        return value
    if type(value) is bool and kind is float:  # a number of the ranking that is one or the other
        return value
    if type(value) is kind and kind is not int:
        return value
    raise ValueError(f"not {kind}: {value!r:.100}")
