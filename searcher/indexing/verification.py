"""Verification: whether the files of an index are what was written."""

from __future__ import annotations

from collections.abc import Container
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from searcher.errors import IndexDamaged
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.manifest import FileRecord, Manifest, file_record
from searcher.options import StrPath, index_path

__all__ = ["Check", "check", "damaged_files"]


@dataclass(frozen=True, slots=True)
class Check:
    """What a verification of an index on disk found."""

    index: str
    generation: str
    files: int
    """How many files were read and compared with their checksums."""
    damaged: tuple[str, ...]
    """Paths of those that are missing or not what was written."""

    def to_dict(self) -> dict[str, object]:
        """The result as ``check --json`` prints it."""
        return {
            "index": self.index,
            "generation": self.generation,
            "files": self.files,
            "damaged": list(self.damaged),
        }


def check(index: StrPath = "index") -> Check:
    """Compare every file of an index with its checksum. Raises IndexNotFound, IndexDamaged for
    the manifest, IndexMismatch, IndexingError for a file that cannot be read just now,
    ConfigError for an index that is no directory."""
    directory = IndexDirectory(index_path(index))
    damaged: list[str] | None = None
    while damaged is None:
        with closing(directory.open_current()) as generation:
            manifest = generation.read_manifest()
            damaged = damaged_files(generation.directory, manifest)
            if damaged and not directory.is_current(generation):
                damaged = None  # without locks, a writer may have removed what we were reading
    return Check(
        index=str(index),
        generation=generation.name,
        files=len(manifest.files),
        damaged=tuple(str(generation.directory / name) for name in damaged),
    )


def damaged_files(directory: Path, manifest: Manifest, skipped: Container[str] = ()) -> list[str]:
    """The names of the files of a generation that are missing or not what was written.

    Reads every file but those ``skipped``.
    """
    return [
        record.name
        for record in manifest.files
        if record.name not in skipped and not _is_intact(record, directory)
    ]


def _is_intact(record: FileRecord, directory: Path) -> bool:
    try:
        return file_record(directory / record.name, directory) == record
    except IndexDamaged:
        return False
