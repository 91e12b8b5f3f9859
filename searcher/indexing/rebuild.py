"""Rebuild: content -> a new index, switched to when it is complete and verified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searcher.content.files import SourceFile
from searcher.errors import ContentError, IndexingError
from searcher.indexing.building import Building
from searcher.indexing.finding import find_files
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.report import IndexReport
from searcher.indexing.roots import Roots

__all__ = ["disk_errors", "rebuild_index"]


def rebuild_index(
    roots: Roots, index: Path, building: Building, *, may_be_empty: bool = False
) -> IndexReport:
    """Index all content into a new generation and switch to it.

    Readers see the old generation until the switch, and still do if anything fails before it.
    Raises ContentError where there is nothing to index, unless it ``may_be_empty``, IndexLocked
    while another process writes, IndexingError where the disk is full or cannot be written to.
    """
    started = time.perf_counter()
    walked_ns = time.time_ns()
    found = find_files(roots, index, building.options.max_file_size, building.formats)
    names = ", ".join(roots.names())
    if not may_be_empty and not any(isinstance(file, SourceFile) for file in found):
        others = f", {len(found)} others skipped" if found else ""
        raise ContentError(
            f"nothing to index in {names}: no {building.formats.named} file{others};"
            " name a folder that has some"
        )
    directory = IndexDirectory(index)
    with (
        disk_errors(index),
        directory.writer_lock(),
        directory.new_generation(building.options.shared) as generation,
    ):
        manifest, sources = building.build(generation, found, walked_ns, roots)
        if not may_be_empty and not sources.indexed:
            raise ContentError(
                f"nothing to index in {names}: of {len(found)} files none has text;"
                f" the first was skipped as {sources.skipped[0].reason}"
            )
        directory.switch(generation)
    return IndexReport(
        str(index),
        manifest.roots,
        len(sources.indexed),
        manifest.sections,
        added=len(sources.indexed),
        changed=0,
        removed=0,
        skipped=sources.skipped,
        seconds=time.perf_counter() - started,
    )


@contextmanager
def disk_errors(index: Path) -> Iterator[None]:
    """Maps errors of the disk in the block to IndexingError, which says which index is in use."""
    directory = IndexDirectory(index)
    before = directory.live()
    try:
        yield
    except BrokenPipeError:  # raised by the progress callback
        raise
    except OSError as exc:
        if directory.live() == before:
            state = "the old index, if there was one, is unchanged"
        else:
            state = "the new index is in use nevertheless"
        raise IndexingError(
            f"cannot write the index in {index}: {exc.strerror or exc}; {state}"
        ) from exc
