"""Files -> segments, in this process or in several; the result is the same."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeAlias

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.files import Skipped, SourceFile
from searcher.content.formats import Formats
from searcher.content.reading import Document, read
from searcher.indexing.inversion import write_segment
from searcher.indexing.layout import SEGMENT_EXTENSIONS
from searcher.indexing.manifest import FileRecord, file_record
from searcher.indexing.sources import Indexed
from searcher.planning.bm25 import Ranking

__all__ = ["Batch", "Preparation"]


class Batch(NamedTuple):
    """The outcomes for some files, and the segment of their sections."""

    outcomes: tuple[Indexed | Skipped, ...]
    """The outcome for each file, in order."""
    segment: str | None
    """Name of the segment that has their sections; None if they have none."""
    files: tuple[FileRecord, ...]
    """The records of the files of that segment, as they were written."""


_Task: TypeAlias = "tuple[Sequence[SourceFile | Skipped], str]"
"""A batch of files, and a name for its segment."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Reads and analyses files, none larger than ``max_file_size`` bytes."""

    directory: Path
    """Where the segments are written."""
    analyzer: Analyzer
    user_dictionary: UserDictionary
    max_file_size: int
    formats: Formats
    ranking: Ranking

    def prepare(
        self, files: Sequence[SourceFile | Skipped], workers: int, memory: int
    ) -> Generator[Batch, None, None]:
        """Segments of all files, batch after batch, in order.

        In this process, or in as many others as there are to be ``workers``, each of which
        makes an analyzer of its own; ``memory`` bytes for the batches of all of them.
        Raises IndexingError if one of them dies.
        """
        batches = list(_batches(files, memory // workers // _CHARACTER_COST))
        tasks = [(batch, f"{number:06d}") for number, batch in enumerate(batches)]
        if workers == 1 or len(tasks) <= 1:
            yield from map(self._prepare, tasks)
        else:
            # Imported here, because a single process does not need it.
            from searcher.indexing.workers import in_order

            make = partial(
                _preparing,
                self.directory,
                self.user_dictionary,
                self.max_file_size,
                self.formats,
                self.ranking,
            )
            yield from in_order(make, tasks, min(workers, len(tasks)))

    def _prepare(self, task: _Task) -> Batch:
        files, name = task
        outcomes: list[Indexed | Skipped] = []
        documents: list[Document] = []
        for file in files:
            document = (
                file if isinstance(file, Skipped) else read(file, self.max_file_size, self.formats)
            )
            if isinstance(document, Skipped):
                outcomes.append(document)
            else:
                outcomes.append(
                    Indexed(
                        document.source,
                        document.digest,
                        document.sections,
                        len(document.articles),
                    )
                )
                documents.append(document)
        if not documents:
            return Batch(tuple(outcomes), None, ())
        write_segment(self.directory, name, documents, self.analyzer, self.ranking)
        paths = [self.directory / f"{name}{extension}" for extension in SEGMENT_EXTENSIONS]
        records = tuple(file_record(path, self.directory) for path in paths)
        return Batch(tuple(outcomes), name, records)


def _preparing(
    directory: Path,
    user_dictionary: UserDictionary,
    max_file_size: int,
    formats: Formats,
    ranking: Ranking,
) -> Callable[[_Task], Batch]:
    """What a worker process does with its batches."""
    analyzer = Analyzer(open_tokenizer(user_dictionary))
    return Preparation(
        directory, analyzer, user_dictionary, max_file_size, formats, ranking
    )._prepare


_CHARACTER_COST = 100
"""Approximate bytes that a character takes while it is analysed."""


def _batches(
    files: Sequence[SourceFile | Skipped], size: int
) -> Iterator[Sequence[SourceFile | Skipped]]:
    """The files in batches of about ``size`` bytes, a larger file in one of its own."""
    start = total = 0
    for index, file in enumerate(files):
        file_size = 0 if isinstance(file, Skipped) else file.size
        if total + file_size > size and index > start:
            yield files[start:index]
            start, total = index, 0
        total += file_size
    if start < len(files):
        yield files[start:]
