"""What a rebuild, an update, an addition or a removal did."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.content.files import Skipped

__all__ = ["IndexReport"]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was done. ``indexed`` files and those ``skipped`` are all that were found."""

    index: str
    roots: tuple[str, ...]
    indexed: int
    """Files that the index holds now: those added, changed and unchanged."""
    sections: int
    added: int
    """Files that the index did not hold before; to a rebuild all are new."""
    changed: int
    removed: int
    """Files that the index held before and holds no more."""
    skipped: tuple[Skipped, ...]
    seconds: float
    rebuilt: str | None = None
    """Why all was built anew, where the index was not one that could be updated."""

    @property
    def found(self) -> int:
        """Everything met under the content roots: files, and directories that were passed over."""
        return self.indexed + len(self.skipped)

    def to_dict(self) -> dict[str, object]:
        """The report as the JSON of the commands has it."""
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
