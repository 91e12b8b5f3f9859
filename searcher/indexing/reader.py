"""A snapshot of one generation: postings as arrays, stored sections.

The only place that reads Whoosh's files. Whatever Whoosh raises on a damaged file
becomes IndexDamaged here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from searcher.errors import IndexDamaged, SearcherError
from searcher.indexing.generations import Generation
from searcher.indexing.manifest import Manifest

__all__ = ["GenerationReader", "Postings", "StoredSection"]


class Postings(NamedTuple):
    """The documents that have a term, ascending, and how often each has it; equal lengths."""

    documents: NDArray[np.int64]
    frequencies: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StoredSection:
    """What the index keeps of a section to show it."""

    article: str
    categories: tuple[str, ...]
    root: str
    path: str
    headings: tuple[str, ...]
    anchor: str
    line: int
    text: str
    title_variants: tuple[str, ...]
    heading_variants: tuple[str, ...]
    variants: tuple[str, ...]


_NO_POSTINGS = Postings(np.empty(0, np.int64), np.empty(0, np.float64))


class GenerationReader:
    """Reads a generation until it is closed, and then lets it go; safe to share between threads.

    A document is a section, numbered from 0 in the order of the content. Raises
    IndexDamaged wherever a file turns out not to be what was written.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        # Whoosh's posting files share one file position between all matchers.
        self._lock = threading.Lock()
        with ExitStack() as on_failure:
            on_failure.callback(generation.close)
            self.manifest = generation.read_manifest()
            _check_sizes(generation.directory, self.manifest)
            with self._damage():
                storage = FileStorage(str(generation.directory), readonly=True)
                self._whoosh = storage.open_index().reader()
                on_failure.callback(self._whoosh.close)
                self.lengths = self._column("length", np.float64)
                """Length of each section's text: characters and words."""
                self.articles = self._column("article", np.int64)
                """Number of the article that each section belongs to."""
                self.apparatus = self._column("apparatus", np.bool_)
                """Whether each section is notes, references or links."""
            if len(self.lengths) != self.manifest.sections:
                raise _damaged(generation.directory)
            on_failure.pop_all()

    @property
    def user_dictionary_text(self) -> str:
        """The user dictionary that the generation was made with."""
        with self._damage():
            return (self.generation.directory / "userdict.txt").read_text(encoding="utf-8")

    @property
    def document_count(self) -> int:
        """Number of sections."""
        return len(self.lengths)

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands; empty if nowhere."""
        documents, frequencies = [], []
        with self._lock, self._damage():
            try:
                matcher = self._whoosh.postings(field, term.encode())
            except TermNotFound:
                return _NO_POSTINGS
            while matcher.is_active():
                documents.append(matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()
            return Postings(np.array(documents, np.int64), np.array(frequencies, np.float64))

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The terms of a field that begin with a prefix, in order of their UTF-8 bytes."""
        with self._lock, self._damage():
            return [bytes(term).decode() for term in self._whoosh.expand_prefix(field, prefix)]

    def term_count(self, field: str) -> int:
        """How many different terms a field has."""
        with self._lock, self._damage():
            return sum(1 for _ in self._whoosh.lexicon(field))

    def section(self, document: int) -> StoredSection:
        """The stored section of a document."""
        with self._lock, self._damage():
            return StoredSection(**self._whoosh.stored_fields(document)["section"])

    def close(self) -> None:
        """Close the files and let the generation go."""
        self._whoosh.close()
        self.generation.close()

    def _column(self, field: str, dtype: type[np.generic]) -> NDArray[Any]:
        return np.array(self._whoosh.column_reader(field, translate=False).load(), dtype)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        try:
            yield
        except SearcherError:
            raise
        except Exception as exc:
            raise _damaged(self.generation.directory) from exc


def _check_sizes(directory: Path, manifest: Manifest) -> None:
    for record in manifest.files:
        path = directory / record.name
        if not path.is_file() or path.stat().st_size != record.size:
            raise IndexDamaged(f"{path} is missing or damaged; run 'searcher rebuild'")


def _damaged(directory: Path) -> IndexDamaged:
    return IndexDamaged(
        f"the index in {directory} is damaged; 'searcher check' names the file,"
        " 'searcher rebuild' makes it anew"
    )
