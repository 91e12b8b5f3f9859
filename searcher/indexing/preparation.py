"""Files -> segments, in this process or in several; the result is the same."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.files import Skipped, SourceFile
from searcher.content.formats import Formats
from searcher.content.reading import Document, read
from searcher.errors import IndexingError
from searcher.indexing.inversion import write_segment
from searcher.indexing.sources import Indexed

__all__ = ["Batch", "Preparation"]


class Batch(NamedTuple):
    """What became of some files."""

    outcomes: tuple[Indexed | Skipped, ...]
    """Of each, in order."""
    segment: str | None
    """Name of the segment that has their sections; None if they have none."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Reads and analyses files, none larger than ``max_file_size`` bytes."""

    directory: Path
    """Where the segments are written."""
    analyzer: Analyzer
    user_dictionary: UserDictionary
    max_file_size: int
    formats: Formats

    def prepare(
        self, files: Sequence[SourceFile | Skipped], workers: int, memory: int
    ) -> Generator[Batch, None, None]:
        """Segments of all files, batch after batch, in order.

        In this process, or in as many others as there are to be ``workers``, each of which
        makes an analyzer of its own; ``memory`` bytes for the batches of all of them.
        Raises IndexingError if one of them dies.
        """
        batches = list(_batches(files, memory // workers // _CHARACTER_COST))
        if workers == 1 or len(batches) <= 1:
            for number, batch in enumerate(batches):
                yield self._prepare(batch, f"{number:06d}")
            return
        pool = ProcessPoolExecutor(
            min(workers, len(batches)),
            mp_context=get_context("spawn"),  # threads of the program that embeds us do not fork
            initializer=_start_worker,
            initargs=(self.directory, self.user_dictionary, self.max_file_size, self.formats),
        )
        try:
            pending: deque[Future[Batch]] = deque()
            for number, batch in enumerate(batches):
                with _without_interrupts():
                    pending.append(pool.submit(_prepare_in_worker, batch, f"{number:06d}"))
                if len(pending) > 2 * workers:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool as exc:
            raise IndexingError(
                "a worker process died, for want of memory perhaps; use fewer workers"
            ) from exc
        finally:
            pool.shutdown(cancel_futures=True)

    def _prepare(self, files: Sequence[SourceFile | Skipped], name: str) -> Batch:
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
            return Batch(tuple(outcomes), None)
        write_segment(self.directory, name, documents, self.analyzer)
        return Batch(tuple(outcomes), name)


_CHARACTER_COST = 100
"""Bytes, about, that a character takes while it is analysed."""


def _batches(
    files: Sequence[SourceFile | Skipped], size: int
) -> Iterator[Sequence[SourceFile | Skipped]]:
    """The files in batches of about ``size`` bytes, a larger file in one of its own."""
    start = total = 0
    for place, file in enumerate(files):
        own = 0 if isinstance(file, Skipped) else file.size
        if total + own > size and place > start:
            yield files[start:place]
            start, total = place, 0
        total += own
    if start < len(files):
        yield files[start:]


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Puts Ctrl-C off until the end of the block, and for good in processes begun meanwhile:
    one that is interrupted while it starts, or whose parent is, would complain at length."""
    handler = signal.getsignal(signal.SIGINT)
    # Only the main thread is interrupted; and a handler that is not Python's could not be put back.
    if threading.current_thread() is not threading.main_thread() or handler is None:
        yield
        return
    interrupts: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    if hasattr(signal, "pthread_sigmask"):  # which new processes inherit; not on Windows
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if interrupts:
            signal.raise_signal(signal.SIGINT)


_preparations: list[Preparation] = []
"""In a worker process, its own."""


def _start_worker(
    directory: Path, user_dictionary: UserDictionary, max_file_size: int, formats: Formats
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends its workers
    analyzer = Analyzer(open_tokenizer(user_dictionary))
    _preparations.append(Preparation(directory, analyzer, user_dictionary, max_file_size, formats))


def _prepare_in_worker(files: Sequence[SourceFile | Skipped], name: str) -> Batch:
    return _preparations[0]._prepare(files, name)
