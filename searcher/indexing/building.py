"""Content -> a generation: new files are read, unchanged ones taken over."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.files import Skipped, SourceFile
from searcher.content.formats import FORMATS, Formats
from searcher.errors import IndexDamaged, IndexingError
from searcher.indexing.codec.merging import merge
from searcher.indexing.codec.segment import Segment
from searcher.indexing.indexfile import damaged
from searcher.indexing.layout import SEGMENT_EXTENSIONS
from searcher.indexing.manifest import FileRecord, Manifest, file_record
from searcher.indexing.preparation import Preparation
from searcher.indexing.reader import GenerationReader
from searcher.indexing.roots import Roots
from searcher.indexing.sources import Indexed, Sources
from searcher.indexing.sweeping import number_of
from searcher.indexing.verification import damaged_files
from searcher.indexing.writer import write_generation
from searcher.options import BuildOptions
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

__all__ = ["Building", "FileKey", "PreviousGeneration", "Progress"]

Progress = Callable[[int, int], None]
"""Called with the number of files done and of all files."""

FileKey: TypeAlias = "tuple[str, str]"
"""The root and the path of a file."""


class PreviousGeneration(NamedTuple):
    """The generation before, from which unchanged files are taken over."""

    reader: GenerationReader
    kept: Mapping[FileKey, Indexed]
    """Its files that are unchanged."""

    @property
    def directory(self) -> Path:
        return self.reader.generation.directory

    def records(self) -> dict[str, FileRecord]:
        """The records of its files, by name."""
        return {record.name: record for record in self.reader.manifest.files}


@dataclass(frozen=True, slots=True)
class Building:
    """How an index is built."""

    analyzer: Analyzer
    user_dictionary: UserDictionary
    options: BuildOptions
    progress: Progress | None = None
    formats: Formats = FORMATS
    ranking: Ranking = DEFAULT_RANKING

    @property
    def _memory(self) -> int:
        """Approximate bytes that the arrays of all processes may take together."""
        return self.options.memory << 20

    def build(
        self,
        directory: Path,
        found: Sequence[SourceFile | Skipped],
        walked_ns: int,
        roots: Roots,
        previous: PreviousGeneration | None = None,
    ) -> tuple[Manifest, Sources]:
        """Write a generation of all files that were found into an empty directory.

        It may have no section at all. Raises OSError where the disk is full or cannot be
        written to, IndexDamaged if what was written is not what is read back.
        """
        kept = previous.kept if previous else {}
        unchanged = [kept.get(_file_key(file)) for file in found]
        new = [file for file, entry in zip(found, unchanged, strict=True) if entry is None]
        with _temporary(directory / "batches") as batches:
            outcomes, names = self._prepare(new, batches)
            following = iter(outcomes)
            all_outcomes = [entry or next(following) for entry in unchanged]
            sources = Sources(
                walked_ns,
                tuple(outcome for outcome in all_outcomes if isinstance(outcome, Indexed)),
                tuple(outcome for outcome in all_outcomes if isinstance(outcome, Skipped)),
            )
            added = sum(entry.sections for entry in outcomes if isinstance(entry, Indexed))
            segments, taken_over = self._segments(previous, added, names, batches, directory)
        manifest = write_generation(
            directory,
            segments,
            sources,
            roots,
            self.analyzer.tokenizer,
            self.user_dictionary,
            self.ranking,
            taken_over,
        )
        if wrong := damaged_files(directory, manifest, taken_over):
            raise IndexDamaged(f"{directory / wrong[0]} was not written as it should be")
        return manifest, sources

    def _segments(
        self,
        previous: PreviousGeneration | None,
        added: int,
        names: list[str],
        batches: Path,
        directory: Path,
    ) -> tuple[list[Segment], dict[str, FileRecord]]:
        """The segments of the new generation, and the records of files taken over: those of
        ``previous`` that stay, and one of all others and of ``added`` documents in batches."""
        segments, joining = _divide(_without_removed(previous) if previous else [], added)
        taken_over = {}
        if previous:
            records = previous.records()
            _check(joining, previous.directory, records)
            for segment in segments:
                for file in (f"{segment.name}{extension}" for extension in SEGMENT_EXTENSIONS):
                    _link(previous.directory / file, directory / file)
                    taken_over[file] = records[file]
        if names or joining:
            name = f"segment_{number_of(directory)}"
            self._merge(joining, names, batches, directory, name)
            segments.append(Segment(directory, name))
        return segments, taken_over

    def _prepare(
        self, files: Sequence[SourceFile | Skipped], directory: Path
    ) -> tuple[list[Indexed | Skipped], list[str]]:
        """The outcome for each file, and the names of the segments that have their sections.

        Raises IndexingError if a segment is not what was written.
        """
        outcomes: list[Indexed | Skipped] = []
        names: list[str] = []
        records: list[FileRecord] = []
        preparation = Preparation(
            directory,
            self.analyzer,
            self.user_dictionary,
            self.options.max_file_size,
            self.formats,
            self.ranking,
        )
        self._tell(0, len(files))
        with closing(preparation.prepare(files, self.options.workers, self._memory)) as batches:
            for batch in batches:
                outcomes += batch.outcomes
                if batch.segment:
                    names.append(batch.segment)
                    records += batch.files
                self._tell(len(outcomes), len(files))
        for record in records:
            if file_record(directory / record.name, directory) != record:
                raise IndexingError(
                    f"{directory / record.name} is not what was written there; see that nothing"
                    " else writes to the index, check the disk, and run the command again"
                )
        return outcomes, names

    def _merge(
        self, old: Sequence[Segment], names: list[str], between: Path, directory: Path, name: str
    ) -> None:
        """Write one segment of the live documents of ``old``, and of the segments ``names`` in the
        directory ``between``, where intermediate segments go, too."""
        step = 0
        while len(names) > _FAN:
            merged = []
            for start in range(0, len(names), _FAN):
                step += 1
                merged.append(f"merged-{step}")
                batch = [Segment(between, each) for each in names[start : start + _FAN]]
                merge(batch, between, merged[-1], self.ranking, self._memory)
            names = merged
        merge(
            [*old, *(Segment(between, each) for each in names)],
            directory,
            name,
            self.ranking,
            self._memory,
        )

    def _tell(self, done: int, total: int) -> None:
        if self.progress:
            self.progress(done, total)


_FAN = 64
"""Segments that are merged at a time: each has three files open."""

_GROWTH = 4
"""A segment joins a merge unless it has this many times the documents of the others together. So
the sizes of segments grow by this factor, and there are few of them."""

_MAX_DELETED = 0.2
"""The share of deleted documents above which a segment is rewritten without them."""


def _divide(old: Sequence[Segment], added: int) -> tuple[list[Segment], list[Segment]]:
    """Which segments stay, and which are merged into one with ``added`` new documents."""
    remaining = [segment for segment in old if _live_count(segment)]
    joining = [s for s in remaining if len(s.deleted) > _MAX_DELETED * s.document_count]
    size = sum(map(_live_count, joining)) + added
    for segment in sorted(remaining, key=_live_count):
        if segment not in joining and size and _live_count(segment) < _GROWTH * size:
            joining.append(segment)
            size += _live_count(segment)
    untouched = [segment for segment in remaining if segment not in joining]
    return untouched, [segment for segment in remaining if segment in joining]


def _check(segments: Sequence[Segment], directory: Path, records: Mapping[str, FileRecord]) -> None:
    """Raises IndexDamaged if files are not what was written: a copy would get a valid checksum."""
    for segment in segments:
        for extension in SEGMENT_EXTENSIONS:
            path = directory / f"{segment.name}{extension}"
            if file_record(path, directory) != records[path.name]:
                raise damaged(path)


def _live_count(segment: Segment) -> int:
    return segment.document_count - len(segment.deleted)


def _without_removed(previous: PreviousGeneration) -> list[Segment]:
    """The previous segments, with the sections of files that are not kept deleted."""
    segments = []
    for reader in previous.reader.segments:
        segment = reader.segment
        gone = np.array(
            [(a.root, a.path) not in previous.kept for a in segment.stored.articles()], np.bool_
        )
        deleted = gone[segment.documents.articles]
        deleted[segment.deleted] = True
        segments.append(Segment(previous.directory, segment.name, np.flatnonzero(deleted)))
    return segments


def _file_key(file: SourceFile | Skipped) -> FileKey:
    return (file.root, file.path) if isinstance(file, SourceFile) else ("", file.path)


def _link(source: Path, target: Path) -> None:
    """Link a file, which never changes again, into another directory. Raises IndexDamaged if it is
    not a regular file."""
    if not stat.S_ISREG(source.lstat().st_mode):
        raise damaged(source)
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


@contextmanager
def _temporary(directory: Path) -> Iterator[Path]:
    """An empty directory that is removed after the block."""
    directory.mkdir()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
