"""Brings an index up to date with what was added, changed and removed since."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from searcher.content.files import Skipped, SourceFile
from searcher.content.reading import read
from searcher.errors import IndexMismatch
from searcher.indexing.building import Building, Place, Previous
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.identity import check_identity
from searcher.indexing.manifest import FORMAT, Manifest, Origin
from searcher.indexing.reader import GenerationReader
from searcher.indexing.rebuild import absolute, disk_errors, find_files, rebuild_index
from searcher.indexing.sources import Indexed, Sources

__all__ = ["UpdateReport", "update_index"]

_RACY_NS = 2 * 10**9
"""A file that was modified so shortly before the walk may have been again since, within the same
tick of its file system's clock."""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did. ``indexed`` files and those ``skipped`` are all that were found."""

    index: str
    roots: tuple[str, ...]
    indexed: int
    """Files that the index holds now: those added, changed and unchanged."""
    sections: int
    added: int
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
        """The report as ``update --json`` prints it."""
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


def update_index(content: Sequence[Path], index: Path, building: Building) -> UpdateReport:
    """Make the index what a rebuild from ``content`` would make it, reading only what is new.

    Without ``content``, from the roots that the index has. A file is the same if size and time
    of modification are, or the digest of its bytes. An index that was made by an older version, or
    with another analysis, is built anew. Raises IndexNotFound, IndexMismatch where the index was
    made by a newer version, and what a rebuild does.
    """
    started = time.perf_counter()
    directory = IndexDirectory(index)
    if outdated := _outdated(directory, building):
        reason, roots = outdated
        return _rebuilt(content or roots, index, building, reason)
    with (
        disk_errors(index),
        directory.writer_lock(),
        closing(directory.open_current()) as current,
        closing(GenerationReader(current)) as reader,
    ):
        manifest = reader.manifest
        _check(manifest, building)
        before = Sources.read(current.directory)
        roots = absolute(content) if content else tuple(map(Path, manifest.roots))
        walked_ns = time.time_ns()
        found = find_files(roots, index, building.options.max_file_size, building.formats)
        found = _still_skipped(found, before, building)
        kept = _kept(found, before)
        names = tuple(map(str, roots))
        sources = before
        if names != manifest.roots or not _is_same(found, kept, before):
            with directory.new_generation() as generation:
                manifest, sources = building.build(
                    generation, found, walked_ns, names, Previous(reader, kept)
                )
                directory.switch(generation)
    return _report(index, manifest, before, sources, kept, time.perf_counter() - started)


def _outdated(directory: IndexDirectory, building: Building) -> tuple[str, tuple[Path, ...]] | None:
    """Why an index cannot be updated but must be built anew, and from which roots."""
    with closing(directory.open_current()) as generation:
        try:
            manifest = generation.read_manifest()
            _check(manifest, building)
        except IndexMismatch as exc:
            origin = Origin.read(generation.directory)
            if origin.format > FORMAT:
                raise
            return str(exc).partition("; ")[0], tuple(map(Path, origin.roots))
    return None


def _check(manifest: Manifest, building: Building) -> None:
    tokenizer, words = building.analyzer.tokenizer, building.user_dictionary
    check_identity(manifest, tokenizer, words, building.ranking)


def _rebuilt(content: Sequence[Path], index: Path, building: Building, reason: str) -> UpdateReport:
    report = rebuild_index(content, index, building)
    return UpdateReport(
        report.index,
        report.roots,
        report.indexed,
        report.sections,
        added=0,
        changed=report.indexed,
        removed=0,
        skipped=report.skipped,
        seconds=report.seconds,
        rebuilt=reason,
    )


def _kept(found: Sequence[SourceFile | Skipped], before: Sources) -> dict[Place, Indexed]:
    """The files that are as they were, by root and path."""
    known = {(entry.source.root, entry.source.path): entry for entry in before.indexed}
    kept = {}
    for file in found:
        entry = known.get((file.root, file.path)) if isinstance(file, SourceFile) else None
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
    """What was found, but for files that could not be indexed before: why they still cannot."""
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
    found: Sequence[SourceFile | Skipped], kept: dict[Place, Indexed], before: Sources
) -> bool:
    """Whether the index would be what it is."""
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
    kept: dict[Place, Indexed],
    seconds: float,
) -> UpdateReport:
    old = {(entry.source.root, entry.source.path) for entry in before.indexed}
    new = {(entry.source.root, entry.source.path) for entry in after.indexed}
    return UpdateReport(
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
