"""The postings of a segment, found by term; see ``postingsfile`` for what is on disk."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.fields import FIELDS, INDEXED
from searcher.indexing.codec.dictionary import TermDictionary, field_key
from searcher.indexing.codec.documents import Documents
from searcher.indexing.codec.postingsfile import PostingsFile

__all__ = ["ArticlePostings", "PostingList", "Postings"]

Numbers = NDArray[np.int64]


class Postings:
    """The postings of one segment, read on demand; safe to share between threads.

    A list is verified when it is first read: its bytes by their checksums, and that its documents
    ascend and exist, so that no caller need check again. Raises IndexDamaged, which names the
    file.
    """

    def __init__(self, path: Path, documents: Documents) -> None:
        """Raises IndexMismatch for a file of another version."""
        self._documents = documents
        self._file = PostingsFile(path, len(documents))
        terms = len(self._file.bounds)
        keys, blocks = self._file.keys, self._file.key_blocks
        self.dictionary = TermDictionary(path, keys, blocks, terms)
        self._verified = bytearray(terms)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, by the number that begins the key of a term."""
        return INDEXED

    def __len__(self) -> int:
        """How many postings there are."""
        return len(self._file.low)

    @property
    def large_count(self) -> int:
        """How many of them have LARGE occurrences or more."""
        return len(self._file.large_places)

    def find(self, field: str, text: str) -> PostingList | ArticlePostings | None:
        """The postings of a term, None if no document has it."""
        if field not in INDEXED:
            return None
        number = self.dictionary.number(field_key(INDEXED.index(field), text))
        return None if number is None else self.list_of(number, field)

    def list_of(self, number: int, field: str) -> PostingList | ArticlePostings:
        """The postings of the term with a number, which is one of the field."""
        per_article = FIELDS[field].per_article
        if not self._verified[number]:
            self._verify(range(number, number + 1), np.array([per_article]))
        ends = self._file.ends
        postings = PostingList(self._file, number, ends.item(number), ends.item(number + 1))
        return ArticlePostings(postings, self._documents) if per_article else postings

    def terms_of(self, field: int) -> range:
        """The numbers of the terms of a field."""
        return self.dictionary.prefixed(bytes((field,)))

    @cached_property
    def of_articles(self) -> NDArray[np.bool_]:
        """Whether the postings of each term are articles."""
        flags = np.zeros(len(self.dictionary), np.bool_)
        for number, field in enumerate(INDEXED):
            if FIELDS[field].per_article:
                terms = self.terms_of(number)
                flags[terms.start : terms.stop] = True
        return flags

    def document_frequencies(self) -> NDArray[np.uint32]:
        """How many documents have each term."""
        frequencies: NDArray[np.uint32] = np.diff(self._file.ends)
        return frequencies

    def ends(self, terms: range) -> Numbers:
        """Where the postings of consecutive terms begin, and the end of the last."""
        return self._file.ends_of(terms)

    def documents(self, terms: range) -> Numbers:
        """The documents, or articles, of consecutive terms, list after list."""
        if self._verified.find(0, terms.start, terms.stop) >= 0:
            self._verify(terms, self.of_articles[terms.start : terms.stop])
        return self._file.documents(terms)

    def frequencies(self, terms: range) -> NDArray[np.float64]:
        """The occurrences that the postings of consecutive terms count, list after list."""
        if self._verified.find(0, terms.start, terms.stop) >= 0:
            self._verify(terms, self.of_articles[terms.start : terms.stop])
        ends = self._file.ends
        return self._file.frequencies(ends.item(terms.start), ends.item(terms.stop))

    def _verify(self, terms: range, of_articles: NDArray[np.bool_]) -> None:
        documents = self._documents
        self._file.verify(terms, np.where(of_articles, len(documents.sections), len(documents)))
        self._verified[terms.start : terms.stop] = b"\1" * len(terms)


class PostingList:
    """The documents that have one term in one field."""

    __slots__ = ("_end", "_file", "_number", "_start")

    def __init__(self, file: PostingsFile, number: int, start: int, end: int) -> None:
        self._file = file
        self._number = number
        self._start = start
        self._end = end

    def __len__(self) -> int:
        """How many documents."""
        return self._end - self._start

    @property
    def term_number(self) -> int:
        """The number of the term in the dictionary of its segment."""
        return self._number

    @property
    def bound(self) -> float:
        """An upper bound of the saturation in all documents, from 0 to 1."""
        bound: int = self._file.bounds.item(self._number)
        return bound / 255

    def documents(self) -> Numbers:
        """The documents, ascending."""
        file = self._file
        low = file.low[self._start : self._end]
        if file.blocks == 1:
            return low.astype(np.int64)
        start = file.high_starts.item(self._number)
        if len(self) < file.long:
            documents = file.high[start : start + len(self)].astype(np.int64)
            documents <<= 16
        else:
            counts = file.counts[start : start + file.blocks]
            documents = file.bases.repeat(counts)
        documents += low
        return documents

    def frequencies(self) -> NDArray[np.float64]:
        """The frequency in each document."""
        return self._file.frequencies(self._start, self._end)

    def find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """Which of ``documents``, ascending, have the term.

        Returns their indices in ``documents``, and their indices for :meth:`frequencies_at`.
        """
        file = self._file
        if file.blocks > 1 and len(self) < file.long:
            own = self.documents()
            indices = own.searchsorted(documents)
            np.minimum(indices, len(own) - 1, out=indices)
            (found,) = (own.take(indices) == documents).nonzero()
        else:
            low = file.low[self._start : self._end]
            asked = documents.astype(np.uint16)
            indices, missed = self._candidates(low, documents, asked)
            (found,) = (low.take(indices) == asked).nonzero()
            if missed:
                found = found[indices.take(found) >= 0]
        if len(found) < len(indices):
            indices = indices.take(found)
        indices += self._start
        return found, indices

    def _candidates(
        self, low: NDArray[np.uint16], documents: Numbers, asked: NDArray[np.uint16]
    ) -> tuple[Numbers, bool]:
        """Where each of ``documents`` is, if it is there, by its lower bits in ``asked``; and
        whether some indices are -1: nothing is there."""
        file = self._file
        if file.blocks == 1:
            indices = low.searchsorted(asked)
            return np.minimum(indices, len(low) - 1, out=indices), False
        start = file.high_starts.item(self._number)
        counts = file.counts[start : start + file.blocks].tolist()
        ends = documents.searchsorted(file.block_ends).tolist()
        indices = np.empty(len(documents), np.int64)
        own = first = 0
        missed = False
        for count, end in zip(counts, ends, strict=True):
            if first < end and count:
                found = low[own : own + count].searchsorted(asked[first:end])
                indices[first:end] = np.minimum(found, count - 1) + own
            elif first < end:
                indices[first:end] = -1
                missed = True
            own, first = own + count, end
        return indices, missed

    def frequencies_at(self, indices: Numbers) -> NDArray[np.float64]:
        """The frequencies at indices that :meth:`find` has returned."""
        return self._file.frequencies_at(indices)


class ArticlePostings:
    """The documents of all articles that have one term in one field."""

    term_number = None
    """None: the dictionary counts the articles that have the term, not their documents."""

    def __init__(self, postings: PostingList, documents: Documents) -> None:
        self._postings = postings
        self._documents = documents

    def __len__(self) -> int:
        """How many documents."""
        return int(self._documents.sections[self.articles()].sum())

    def articles(self) -> Numbers:
        """The articles, ascending."""
        return self._postings.documents()

    @property
    def bound(self) -> float:
        """An upper bound of the saturation in all documents, from 0 to 1."""
        return self._postings.bound

    def documents(self) -> Numbers:
        """The documents, ascending."""
        return self._documents.of_articles(self._postings.documents())

    def frequencies(self) -> NDArray[np.float64]:
        """The frequency in each document."""
        counts = self._documents.sections[self._postings.documents()]
        return np.repeat(self._postings.frequencies(), counts)

    def find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """See :meth:`PostingList.find`."""
        return self._postings.find(self._documents.articles.take(documents))

    def frequencies_at(self, indices: Numbers) -> NDArray[np.float64]:
        """The frequencies at indices that :meth:`find` has returned."""
        return self._postings.frequencies_at(indices)
