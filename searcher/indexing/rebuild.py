"""The whole way from content to a new index that readers can trust."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from searcher.content.files import Skipped, SourceFile, walk
from searcher.content.formats import FORMATS, Formats
from searcher.errors import ContentError, IndexingError
from searcher.indexing.building import Building
from searcher.indexing.generations import IndexDirectory

__all__ = ["RebuildReport", "absolute", "disk_errors", "find_files", "rebuild_index"]


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did. ``indexed`` files and those ``skipped`` are all that were found."""

    index: str
    roots: tuple[str, ...]
    indexed: int
    sections: int
    skipped: tuple[Skipped, ...]
    seconds: float

    @property
    def found(self) -> int:
        """Everything met under the content roots: files, and directories that were passed over."""
        return self.indexed + len(self.skipped)

    def to_dict(self) -> dict[str, object]:
        """The report as ``rebuild --json`` prints it."""
        return {
            "index": self.index,
            "roots": list(self.roots),
            "found": self.found,
            "indexed": self.indexed,
            "sections": self.sections,
            "skipped": [{"path": file.path, "reason": file.reason} for file in self.skipped],
            "seconds": self.seconds,
        }


def rebuild_index(content: Sequence[Path], index: Path, building: Building) -> RebuildReport:
    """Index all content anew and switch to the result.

    Until the switch readers see the index before, and whatever goes wrong by then, they still do.
    Raises ContentError where there is nothing to index, IndexLocked while another process
    writes, IndexingError where the disk is full or cannot be written to.
    """
    started = time.perf_counter()
    roots = absolute(content)
    walked_ns = time.time_ns()
    found = find_files(roots, index, building.options.max_file_size, building.formats)
    directory = IndexDirectory(index)
    with (
        disk_errors(index),
        directory.writer_lock(),
        directory.new_generation(building.options.shared) as generation,
    ):
        manifest, sources = building.build(generation, found, walked_ns, list(map(str, roots)))
        directory.switch(generation)
    return RebuildReport(
        str(index),
        manifest.roots,
        len(sources.indexed),
        manifest.sections,
        sources.skipped,
        time.perf_counter() - started,
    )


def absolute(content: Sequence[Path]) -> tuple[Path, ...]:
    """Content roots as the index has them."""
    return tuple(dict.fromkeys(Path(os.path.abspath(path)) for path in content))  # noqa: PTH100


def find_files(
    roots: Sequence[Path], index: Path, max_file_size: int, formats: Formats = FORMATS
) -> list[SourceFile | Skipped]:
    """All that lies under the roots. Raises ContentError where nothing of it can be indexed."""
    found = list(walk(roots, max_file_size, index.absolute(), formats))
    if not any(isinstance(entry, SourceFile) for entry in found):
        names = ", ".join(map(str, roots))
        raise ContentError(
            f"nothing to index in {names}: no {formats.named} file"
            + (f", {len(found)} others skipped" if found else "")
            + "; name a folder that has some"
        )
    return found


@contextmanager
def disk_errors(index: Path) -> Iterator[None]:
    """Makes IndexingError of what goes wrong with the disk in the block, that says which index
    readers open now."""
    directory = IndexDirectory(index)
    before = directory.live()
    try:
        yield
    except BrokenPipeError:  # of whoever shows the progress
        raise
    except OSError as exc:
        if directory.live() == before:
            state = "the index before, if there was one, is as it was"
        else:
            state = "the new index is in use all the same"
        raise IndexingError(
            f"cannot write the index in {index}: {exc.strerror or exc}; {state}"
        ) from exc
