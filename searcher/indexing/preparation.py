"""Files read and analysed, in this process or in several; the order and the result are the same."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from searcher.analysis.analyzer import Analyzer, TermCounts
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.files import Skipped, SourceFile
from searcher.content.reading import Document, read
from searcher.errors import IndexingError
from searcher.model import Section

__all__ = ["PreparedDocument", "PreparedSection", "Preparer"]


@dataclass(frozen=True, slots=True)
class PreparedSection:
    """A section and the terms of its parts."""

    section: Section
    heading: dict[str, int]
    body: TermCounts


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A file that is ready to be written into the index."""

    document: Document
    title: dict[str, int]
    sections: tuple[PreparedSection, ...]


@dataclass(frozen=True, slots=True)
class Preparer:
    """Reads and analyses files, none larger than ``max_file_size`` bytes."""

    analyzer: Analyzer
    max_file_size: int

    def prepare(self, file: SourceFile | Skipped) -> PreparedDocument | Skipped:
        """The file, ready to be written, or why it is not indexed."""
        document = file if isinstance(file, Skipped) else read(file, self.max_file_size)
        if isinstance(document, Skipped):
            return document
        article = document.article
        return PreparedDocument(
            document,
            self._count((article.title, *article.title_variants)).frequencies,
            tuple(
                PreparedSection(
                    section,
                    self._count((*section.headings, *section.heading_variants)).frequencies,
                    self._count((section.text, *section.variants)),
                )
                for section in article.sections
            ),
        )

    def prepare_all(
        self, files: Sequence[SourceFile | Skipped], workers: int, user_dictionary: UserDictionary
    ) -> Generator[PreparedDocument | Skipped, None, None]:
        """:meth:`prepare` of each file, in order; in processes of their own if there are several.

        Each of these makes an analyzer of its own. Raises IndexingError if one of them dies.
        """
        if workers == 1:
            yield from map(self.prepare, files)
            return
        pool = ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),  # threads of the program that embeds us do not fork
            initializer=_start_worker,
            initargs=(user_dictionary, self.max_file_size),
        )
        try:
            pending: deque[Future[list[PreparedDocument | Skipped]]] = deque()
            for start in range(0, len(files), _BATCH):
                pending.append(pool.submit(_prepare_in_worker, files[start : start + _BATCH]))
                if len(pending) > 2 * workers:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        except BrokenProcessPool as exc:
            raise IndexingError(
                "a worker process died, for want of memory perhaps; use fewer workers"
            ) from exc
        finally:
            pool.shutdown(cancel_futures=True)

    def _count(self, texts: Iterable[str]) -> TermCounts:
        return self.analyzer.count(fold("\n".join(texts)))


_BATCH = 16
"""Files that a worker is given at a time."""

_preparers: list[Preparer] = []
"""In a worker process, its own."""


def _start_worker(user_dictionary: UserDictionary, max_file_size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends its workers
    _preparers.append(Preparer(Analyzer(open_tokenizer(user_dictionary)), max_file_size))


def _prepare_in_worker(
    files: Sequence[SourceFile | Skipped],
) -> list[PreparedDocument | Skipped]:
    return [_preparers[0].prepare(file) for file in files]
