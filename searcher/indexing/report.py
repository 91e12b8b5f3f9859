"""What a rebuild, an update, an addition or a removal did."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.content.files import Skipped

__all__ = ["IndexReport"]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The result of a change. ``indexed`` and ``skipped`` are all files that were found."""

    index: str
    roots: tuple[str, ...]
    indexed: int
    """Files that the index holds now: those added, changed and unchanged."""
    sections: int
    added: int
    """Files that the index did not hold before; in a rebuild, all of them."""
    changed: int
    removed: int
    """Files that the index held before and no longer holds."""
    skipped: tuple[Skipped, ...]
    seconds: float
    rebuilt: str | None = None
    """Why the index was rebuilt, if it could not be updated."""

    @property
    def found(self) -> int:
        """The number of files, and of skipped directories, under the content roots."""
        return self.indexed + len(self.skipped)

    def to_dict(self) -> dict[str, object]:
        """The report as in the JSON of the commands."""
        return {
            "index": self.index,
            "roots": list(self.roots),
            "found": self.found,
            "indexed": self.indexed,
            "sections": self.sections,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "skipped": [{"path": file.path, "reason": file.reason} for file in self.skipped],
            "seconds": self.seconds,
            "rebuilt": self.rebuilt,
        }
