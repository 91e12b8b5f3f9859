"""Is the index on disk what was written?"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from searcher.indexing.generations import IndexDirectory
from searcher.indexing.manifest import Manifest, file_record

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


def check(index: str | PathLike[str] = "index") -> Check:
    """Compare every file of an index with its checksum. Raises IndexNotFound, IndexDamaged,
    IndexMismatch."""
    generation = IndexDirectory(Path(index)).open_current()
    try:
        damaged = damaged_files(generation.directory)
        manifest = Manifest.read(generation.directory)
    finally:
        generation.close()
    return Check(
        index=str(index),
        generation=generation.name,
        files=len(manifest.files),
        damaged=tuple(str(generation.directory / name) for name in damaged),
    )


def damaged_files(directory: Path) -> list[str]:
    """The names of the files of a generation that are missing or not what was written.

    Reads every file. Raises as :meth:`Manifest.read`.
    """
    return [
        record.name
        for record in Manifest.read(directory).files
        if not (path := directory / record.name).is_file() or file_record(path, directory) != record
    ]
