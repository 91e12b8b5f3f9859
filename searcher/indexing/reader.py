"""Reads one generation: postings as arrays, stored sections.

Bytes are verified where they are read, in :mod:`~searcher.indexing.codec`: IndexDamaged names a
file that is not as it was written. No other error means damage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from searcher.errors import IndexDamaged
from searcher.indexing.codec.dictionary import field_key
from searcher.indexing.codec.postings import ArticlePostings, PostingList
from searcher.indexing.codec.records import StoredSection
from searcher.indexing.codec.segment import Segment
from searcher.indexing.generations import Generation, IndexDirectory
from searcher.indexing.indexfile import damaged, file_size
from searcher.indexing.layout import MANIFEST, SNAPSHOT
from searcher.indexing.manifest import Manifest
from searcher.indexing.snapshot import Snapshot
from searcher.planning.bm25 import Ranking

__all__ = ["GenerationReader", "SegmentReader"]


_SPACED = (
    ("", "\u2e80"),
    ("\ua000", "\uac00"),
    ("\ud7a4", "\ud7ff"),
    ("\ufb00", "\U00020000"),
    ("\U000323b0", "\U0010ffff"),
)
"""Between these begin the words of spaced scripts, which are few where pairs of characters are
many."""


class CountedPostings(Protocol):
    """Postings, read or computed."""

    @property
    def term_number(self) -> int | None:
        """The number of the term in the dictionary of the segment, if that counts documents."""

    def __len__(self) -> int:
        """How many documents."""

    def documents(self) -> NDArray[np.int64]:
        """The documents, ascending."""


class SegmentReader:
    """A segment as part of a generation; safe to share between threads."""

    def __init__(
        self,
        segment: Segment,
        base: int,
        ordinals: NDArray[np.uint32] | None,
        frequencies: NDArray[np.uint32] | None,
        ranking: Ranking,
    ) -> None:
        self.segment = segment
        self._ranking = ranking
        self.base = base
        """The number in the generation of the first document of the segment."""
        self.live_docs = segment.live_docs
        """Whether each document is live; None if all are."""
        self.has_back_matter = bool(segment.documents.back_matter.any())
        self._ordinals = ordinals
        self._frequencies = frequencies
        self._sums: list[NDArray[np.float64]] = []

    @property
    def document_count(self) -> int:
        """The number of documents, including deleted ones."""
        return self.segment.document_count

    def find(self, field: str, term: str) -> PostingList | ArticlePostings | None:
        """The postings of a term, including deleted documents; None if there are none."""
        return self.segment.postings.find(field, term)

    def find_articles(self, field: str, term: str) -> ArticlePostings | None:
        """The same for a field per article."""
        postings = self.find(field, term)
        return postings if isinstance(postings, ArticlePostings) else None

    def prefixed(self, field: str, prefix: str) -> list[str]:
        """The terms of a field that begin with a prefix."""
        postings = self.segment.postings
        dictionary = postings.dictionary
        keys = dictionary.keys(dictionary.prefixed(field_key(postings.fields.index(field), prefix)))
        return [key[1:].decode() for key in keys]

    def frequencies_with_prefix(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin with a prefix, each with the number of live documents, or
        articles, that have it."""
        postings = self.segment.postings
        numbers = postings.dictionary.prefixed(field_key(postings.fields.index(field), prefix))
        counts = self.document_frequencies()[numbers.start : numbers.stop].tolist()
        keys = postings.dictionary.keys(numbers)
        return ((key[1:].decode(), count) for key, count in zip(keys, counts, strict=True))

    def frequencies_with_piece(
        self, field: str, piece: str, longest: int | None = None
    ) -> Iterator[tuple[str, int]]:
        """The same for the words of spaced scripts that have a piece in them, or have ``longest``
        code points or more."""
        postings = self.segment.postings
        number = postings.fields.index(field)
        frequencies, wanted = self.document_frequencies(), piece.encode()
        for first, end in _SPACED:
            words = field_key(number, first), field_key(number, end)
            found = dict(postings.dictionary.containing(wanted, *words))
            if longest:
                found |= dict(postings.dictionary.longer(longest, *words))
            for word, key in found.items():
                text = key[1:].decode()
                if wanted in key or len(text) == longest:
                    yield text, frequencies.item(word)

    def articles_with_any(self, field: str, terms: Set[str]) -> NDArray[np.int64]:
        """The articles, ascending, that have any of some terms in a field per article."""
        postings = self.segment.postings
        numbers = postings.dictionary.prefixed(field_key(postings.fields.index(field), ""))
        keys = postings.dictionary.keys(numbers)
        is_among = np.fromiter((key[1:].decode() in terms for key in keys), np.bool_, len(keys))
        having = np.repeat(is_among, np.diff(postings.ends(numbers)))
        return np.unique(postings.documents(numbers)[having])

    def last_up_to(self, field: str, text: str) -> str | None:
        """The last term of a field, in order of UTF-8 bytes, that is not after a text."""
        postings = self.segment.postings
        number = postings.fields.index(field)
        key = postings.dictionary.last_up_to(field_key(number, text))
        return key[1:].decode() if key and key[0] == number else None

    def live(self, documents: NDArray[np.int64]) -> NDArray[np.int64]:
        """The live ones of some documents."""
        return documents if self.live_docs is None else documents[self.live_docs[documents]]

    def articles_with_prefix(
        self, field: str, prefix: str
    ) -> Iterator[tuple[str, ArticlePostings]]:
        """The terms that begin with a prefix in a field per article."""
        postings = self.segment.postings
        key = field_key(postings.fields.index(field), prefix)
        numbers = postings.dictionary.prefixed(key)
        for number, term in zip(numbers, postings.dictionary.keys(numbers), strict=True):
            articles = postings.list_of(number, field)
            if isinstance(articles, ArticlePostings):
                yield term[1:].decode(), articles

    def first_documents(self, postings: ArticlePostings) -> NDArray[np.int64]:
        """The first document of each live article of some postings."""
        return self.live(self.segment.documents.starts[postings.articles()])

    def norms(self, back_matter: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The norms of all documents in fields with length normalization, and in other fields.

        Only back matter has finite norms, or only prose. The norms of other documents, and of
        deleted ones, are infinite, so that no term adds to their score.
        """
        return self._back_matter_norms if back_matter else self._prose_norms

    @cached_property
    def _prose_norms(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._norms_where(~self.segment.documents.back_matter)

    @cached_property
    def _back_matter_norms(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._norms_where(self.segment.documents.back_matter)

    def _norms_where(
        self, scored: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        scaled = self._ranking.norm(self.segment.documents.lengths.astype(np.float64))
        unscaled = np.full(self.document_count, self._ranking.unscaled_norm)
        if self.live_docs is not None:
            scored = scored & self.live_docs
        for values in (scaled, unscaled):
            values[~scored] = np.inf
        return scaled, unscaled

    def borrow_sums(self) -> NDArray[np.float64]:
        """A zero for each document; the array is zeroed again and given to :meth:`return_sums`."""
        try:
            return self._sums.pop()
        except IndexError:
            return np.zeros(self.document_count)

    def return_sums(self, sums: NDArray[np.float64]) -> None:
        """Take back an array that :meth:`borrow_sums` returned."""
        self._sums.append(sums)

    def document_frequencies(self) -> NDArray[np.uint32]:
        """How many live documents have each term of the segment, or live articles in fields per
        article."""
        if self._frequencies is None:
            return self.segment.postings.document_frequencies()
        return self._frequencies

    def document_frequency(self, postings: CountedPostings) -> int:
        """How many live documents some postings have."""
        if self.live_docs is None:
            return len(postings)
        if self._frequencies is not None and postings.term_number is not None:
            return self._frequencies.item(postings.term_number)
        return int(self.live_docs[postings.documents()].sum())

    def ordinals(self, documents: NDArray[np.int64]) -> NDArray[np.int64]:
        """The ordinals of documents in the order of the content, by their numbers here."""
        if self._ordinals is None:
            return documents + self.base
        return self._ordinals[documents].astype(np.int64)


class GenerationReader:
    """Reads a generation, which it holds until it is closed; safe to share between threads.

    A document is a section, numbered from 0 through all segments. Raises IndexDamaged, which
    names the file, wherever one is not what was written.
    """

    def __init__(self, generation: Generation) -> None:
        """Raises IndexDamaged, IndexMismatch for another format, IndexingError for a file that
        cannot be read."""
        self.generation = generation
        with ExitStack() as on_failure:
            on_failure.callback(generation.close)
            self.manifest = generation.read_manifest()
            _check_sizes(generation.directory, self.manifest)
            self.segments = _segments(generation.directory, self.manifest)
            """In order."""
            self.document_count = self.manifest.sections
            """Number of sections."""
            on_failure.pop_all()

    @classmethod
    def open(cls, directory: IndexDirectory) -> GenerationReader:
        """Reads the current generation. Raises IndexNotFound and what the constructor does."""
        while True:
            generation = directory.open_current()
            try:
                return cls(generation)
            except IndexDamaged:
                # Without locks, a writer may have switched and removed this generation meanwhile.
                if directory.is_current(generation):
                    raise

    @property
    def name(self) -> str:
        """The name of the generation."""
        return self.generation.name

    @cached_property
    def user_dictionary_text(self) -> str:
        """The user dictionary that the generation was made with."""
        return self.manifest.read_user_dictionary(self.generation.directory)

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The terms of a field that begin with a prefix, in order of their UTF-8 bytes."""
        return sorted({term for s in self.segments for term in s.prefixed(field, prefix)})

    def document_frequency(self, field: str, term: str) -> int:
        """How many live sections have a term."""
        return sum(
            segment.document_frequency(postings)
            for segment in self.segments
            if (postings := segment.find(field, term)) is not None
        )

    def sections(self, documents: Sequence[int]) -> list[StoredSection]:
        """The stored sections of documents, by their numbers in the generation."""
        found: dict[int, StoredSection] = {}
        for reader in self.segments:
            end = reader.base + reader.document_count
            local = [number - reader.base for number in documents if reader.base <= number < end]
            if not local:
                continue
            for number, section in zip(local, reader.segment.stored.sections(local), strict=True):
                found[number + reader.base] = section
        return [found[number] for number in documents]

    def close(self) -> None:
        """Release the generation."""
        self.generation.close()


def _check_sizes(directory: Path, manifest: Manifest) -> None:
    for record in manifest.files:
        path = directory / record.name
        if file_size(path) != record.size:
            raise damaged(path)


def _segments(directory: Path, manifest: Manifest) -> list[SegmentReader]:
    """The segments of a generation. Raises IndexDamaged if they are not what the manifest says."""
    records = manifest.segments
    has_snapshot = any(record.name == SNAPSHOT for record in manifest.files)
    snapshot = Snapshot.open(directory, records) if has_snapshot else None
    deleted = snapshot.deleted if snapshot else {}
    segments = [
        Segment(
            directory, record.name, deleted[number].astype(np.int64) if number in deleted else None
        )
        for number, record in enumerate(records)
    ]
    counts = [(segment.document_count, len(segment.deleted)) for segment in segments]
    if counts != [(record.documents, record.deleted) for record in records]:
        raise damaged(directory / MANIFEST)
    if sum(documents - gone for documents, gone in counts) != manifest.sections:
        raise damaged(directory / MANIFEST)
    if snapshot:
        snapshot.check(directory, segments)
    ranking = Ranking.from_dict(manifest.ranking)
    readers = []
    base = 0
    for number, segment in enumerate(segments):
        end = base + segment.document_count
        ordinals = snapshot.ordinals[base:end] if snapshot else None
        frequencies = snapshot.frequencies.get(number) if snapshot else None
        readers.append(SegmentReader(segment, base, ordinals, frequencies, ranking))
        base = end
    return readers
