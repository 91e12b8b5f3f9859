"""Updates an index to its content, and adds and removes files and folders."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from searcher.content.files import Skipped, SourceFile, require_readable
from searcher.content.reading import read
from searcher.errors import IndexMismatch
from searcher.indexing.building import Building, FileKey, PreviousGeneration
from searcher.indexing.finding import find_files, require_indexable, without_repeated
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.identity import check_identity
from searcher.indexing.manifest import FORMAT, Manifest, Origin
from searcher.indexing.reader import GenerationReader
from searcher.indexing.rebuild import disk_errors, rebuild_index
from searcher.indexing.report import IndexReport
from searcher.indexing.roots import Roots
from searcher.indexing.sources import Indexed, Sources
from searcher.options import Selection

__all__ = ["add_to_index", "remove_from_index", "update_index"]

_RACY_NS = 2 * 10**9
"""Nanoseconds before the walk: a file modified later may have changed again within the same tick of
its file system's clock."""


def update_index(index: Path, building: Building, settings: Selection | None = None) -> IndexReport:
    """Make the index equal to a rebuild from its roots, reading only new and changed files.

    ``settings`` apply to all roots from now on; if None, those that the index records. A file is
    unchanged if its size and time of modification are, or the digest of its bytes. An index that
    was made by an older version, or with another analysis, is rebuilt. Raises IndexNotFound,
    IndexMismatch if the index was made by a newer version, ContentError for a folder that is
    gone, IndexLocked, IndexingError.
    """
    return _bring_up_to_date(index, building, settings)


def add_to_index(
    paths: Sequence[Path],
    index: Path,
    building: Building,
    selection: Selection,
    settings: Selection | None = None,
) -> IndexReport:
    """Add files and folders to the index, with all that was removed below them, and update the
    rest.

    A path that is found below another root anyway becomes no root of its own. Raises what
    :func:`update_index` does, and ContentError if one of the paths has nothing to index.
    """

    for path in paths:
        require_readable(path)

    def adding(roots: Roots, _: Sources) -> Roots:
        return roots.adding(paths, selection)

    return _bring_up_to_date(index, building, settings, adding, paths)


def remove_from_index(
    paths: Sequence[Path], index: Path, building: Building, settings: Selection | None = None
) -> IndexReport:
    """Remove files and folders from the index until they are added again, and update the rest.

    Raises what :func:`update_index` does, and ContentError for a path that is not in the index.
    """

    def removing(roots: Roots, sources: Sources) -> Roots:
        return roots.removing(paths, [str(entry.source.location) for entry in sources.indexed])

    return _bring_up_to_date(index, building, settings, removing)


def _bring_up_to_date(
    index: Path,
    building: Building,
    settings: Selection | None,
    change: Callable[[Roots, Sources], Roots] | None = None,
    added: Sequence[Path] = (),
) -> IndexReport:
    started = time.perf_counter()
    directory = IndexDirectory(index)
    reason = None
    if outdated := _outdated(directory, building):
        reason, roots = outdated
        report = _rebuilt(_with_settings(roots, settings), index, building, reason)
        if change is None:
            return report
    with (
        disk_errors(index),
        directory.writer_lock(),
        closing(directory.open_current()) as current,
        closing(GenerationReader(current)) as reader,
    ):
        manifest = reader.manifest
        _check(manifest, building)
        before = Sources.read(current.directory)
        roots = change(manifest.content, before) if change else manifest.content
        roots = _with_settings(roots, settings)
        walked_ns = time.time_ns()
        found = find_files(roots, index, building.options.max_file_size, building.formats)
        if added:
            require_indexable(roots, added, found)
            roots, found = without_repeated(roots, manifest.content, found)
        found = _still_skipped(found, before, building)
        kept = _kept(found, before)
        sources = before
        if roots != manifest.content or not _is_same(found, kept, before):
            with directory.new_generation() as generation:
                manifest, sources = building.build(
                    generation, found, walked_ns, roots, PreviousGeneration(reader, kept)
                )
                directory.switch(generation)
    report = _report(index, manifest, before, sources, kept, time.perf_counter() - started)
    return replace(report, rebuilt=reason)


def _with_settings(roots: Roots, settings: Selection | None) -> Roots:
    return roots if settings is None else replace(roots, settings=settings)


def _outdated(directory: IndexDirectory, building: Building) -> tuple[str, Roots] | None:
    """Why an index must be rebuilt, not updated, and from which roots; None if it need not."""
    with closing(directory.open_current()) as generation:
        try:
            manifest = generation.read_manifest()
            _check(manifest, building)
        except IndexMismatch as exc:
            origin = Origin.read(generation.directory)
            if origin.format > FORMAT:
                raise
            return str(exc).partition("; ")[0], origin.content
    return None


def _check(manifest: Manifest, building: Building) -> None:
    tokenizer, words = building.analyzer.tokenizer, building.user_dictionary
    check_identity(manifest, tokenizer, words, building.ranking)


def _rebuilt(roots: Roots, index: Path, building: Building, reason: str) -> IndexReport:
    report = rebuild_index(roots, index, building, may_be_empty=True)
    return replace(report, added=0, changed=report.indexed, rebuilt=reason)


def _kept(found: Sequence[SourceFile | Skipped], before: Sources) -> dict[FileKey, Indexed]:
    """The unchanged files, by root and path."""
    indexed = {(entry.source.root, entry.source.path): entry for entry in before.indexed}
    kept = {}
    for file in found:
        entry = indexed.get((file.root, file.path)) if isinstance(file, SourceFile) else None
        if isinstance(file, SourceFile) and entry and _is_unchanged(file, entry, before.walked_ns):
            kept[file.root, file.path] = entry._replace(source=file)
    return kept


def _is_unchanged(file: SourceFile, entry: Indexed, walked_ns: int) -> bool:
    if file.size != entry.source.size:
        return False
    if file.mtime_ns == entry.source.mtime_ns < walked_ns - _RACY_NS:
        return True
    with suppress(OSError):
        return hashlib.sha256(file.location.read_bytes()).hexdigest() == entry.sha256
    return False


def _still_skipped(
    found: Sequence[SourceFile | Skipped], before: Sources, building: Building
) -> list[SourceFile | Skipped]:
    """The files that were found; those that still cannot be read are Skipped, as before."""
    skipped = {file.path for file in before.skipped}
    result: list[SourceFile | Skipped] = []
    for file in found:
        if isinstance(file, SourceFile) and file.path in skipped:
            document = read(file, building.options.max_file_size, building.formats)
            result.append(document if isinstance(document, Skipped) else file)
        else:
            result.append(file)
    return result


def _is_same(
    found: Sequence[SourceFile | Skipped], kept: dict[FileKey, Indexed], before: Sources
) -> bool:
    """Whether an update would change nothing."""
    files = [file for file in found if isinstance(file, SourceFile)]
    skipped = tuple(file for file in found if isinstance(file, Skipped))
    return (
        len(files) == len(kept)
        and tuple(kept.values()) == before.indexed
        and skipped == before.skipped
    )


def _report(
    index: Path,
    manifest: Manifest,
    before: Sources,
    after: Sources,
    kept: dict[FileKey, Indexed],
    seconds: float,
) -> IndexReport:
    old = {(entry.source.root, entry.source.path) for entry in before.indexed}
    new = {(entry.source.root, entry.source.path) for entry in after.indexed}
    return IndexReport(
        str(index),
        manifest.roots,
        len(after.indexed),
        manifest.sections,
        added=len(new - old),
        changed=len((new & old) - kept.keys()),
        removed=len(old - new),
        skipped=after.skipped,
        seconds=seconds,
    )
