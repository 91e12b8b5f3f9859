"""The postings of a segment: which documents have a term, and how often.

File ``.postings``, a column file. Terms are numbered in the order of their keys; the postings
of a term are consecutive, ascending by document; those of all terms follow each other. In the
fields that are the same in all sections of an article, article numbers stand for documents.

===============  =====  ==================================================================
fields           u1     names of the fields in order, UTF-8, each followed by a line feed
keys             u1     keys of the terms, each followed by 0xff; see ``dictionary``
key_blocks       u4     where every 64th key begins, and the end of the last
ends             u4     terms + 1: where the postings of each begin, and the end of the last
bounds           u1     terms: the largest saturation of each, in 255ths, rounded up
low              u2     postings: the lower 16 bits of each document
frequencies      u1     half the postings, rounded up: occurrences, four bits each, the even
                        posting in the lower; 15 stands for 15 and more
large_places     u4     the postings with 15 and more occurrences, ascending
large_values     u4     how many each of these has
high_starts      u4     terms: where the upper bits of each term's documents begin, in
                        ``high`` for a short list, in ``counts`` for a long one
high             u1     the upper bits of each document of the short lists
counts           u4     for each long list how many of its documents have upper bits 0, 1, ...
===============  =====  ==================================================================

A list is long if it has LONG documents or more for each value that the upper bits take in
the segment. A segment of up to 65,536 documents has no upper bits, and the last three arrays
are empty. Two and a half bytes a posting are what the whole amounts to, nearly.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.errors import SearcherError
from searcher.fields import FIELDS
from searcher.indexing.codec.columnfile import damaged, open_columns
from searcher.indexing.codec.dictionary import TermDictionary, field_key
from searcher.indexing.codec.documents import Documents

__all__ = [
    "EXTENSION",
    "LARGE",
    "LONG",
    "MOST_DOCUMENTS",
    "SCHEMA",
    "ArticlePostings",
    "PostingList",
    "Postings",
]

EXTENSION = ".postings"

SCHEMA = {
    "fields": "|u1",
    "keys": "|u1",
    "key_blocks": "<u4",
    "ends": "<u4",
    "bounds": "|u1",
    "low": "<u2",
    "frequencies": "|u1",
    "large_places": "<u4",
    "large_values": "<u4",
    "high_starts": "<u4",
    "high": "|u1",
    "counts": "<u4",
}

LARGE = 15
LONG = 4
MOST_DOCUMENTS = 1 << 24
"""Of one segment."""

_BLOCK = 1 << 16

_UNPACKED = np.arange(256) % 16 + 1j * (np.arange(256) // 16)
"""For each byte the two frequencies that are packed in it, side by side as complex numbers are."""

Numbers = NDArray[np.int64]


class Postings:
    """The postings of one segment, read as they are asked for; safe to share between threads.

    Raises IndexDamaged, which names the file, if the arrays do not fit together.
    """

    def __init__(self, path: Path, documents: Documents) -> None:
        columns = open_columns(path, SCHEMA)
        self._documents = documents
        try:
            self.fields = tuple(columns["fields"].tobytes().decode().splitlines())
            terms = len(columns["ends"]) - 1
            self.dictionary = TermDictionary(columns["keys"], columns["key_blocks"], terms)
        except (SearcherError, ValueError) as exc:
            raise damaged(path) from exc
        self._ends = columns["ends"]
        self._bounds = columns["bounds"]
        self._low = columns["low"]
        self._frequencies = columns["frequencies"]
        self._large_places = columns["large_places"]
        self._large_values = columns["large_values"]
        self._high_starts = columns["high_starts"]
        self._high = columns["high"]
        self._counts = columns["counts"]
        count = len(self._low)
        self._blocks = -(-len(documents) // _BLOCK)
        self._long = LONG * self._blocks
        self._bases = np.arange(self._blocks) * _BLOCK
        self._block_ends = self._bases + _BLOCK
        if not (
            len(self._ends) == terms + 1
            and (self._ends[0], self._ends[-1]) == (0, count)
            and len(self._bounds) == terms
            and len(self._frequencies) == (count + 1) // 2
            and len(self._large_places) == len(self._large_values)
            and self._has_upper_bits()
        ):
            raise damaged(path)

    def _has_upper_bits(self) -> bool:
        """Whether there are as many as the lists want, and no list is empty."""
        lengths = np.diff(self._ends.astype(np.int64))
        long = lengths >= self._long
        wanted = (len(lengths), int(lengths[~long].sum()), int(long.sum()) * self._blocks)
        found = (len(self._high_starts), len(self._high), len(self._counts))
        return bool((lengths > 0).all()) and found == (wanted if self._blocks > 1 else (0, 0, 0))

    def __len__(self) -> int:
        """How many postings there are."""
        return len(self._low)

    @property
    def large_count(self) -> int:
        """How many of them have LARGE occurrences or more."""
        return len(self._large_places)

    def find(self, field: str, text: str) -> PostingList | ArticlePostings | None:
        """The postings of a term, None if no document has it."""
        if field not in self.fields:
            return None
        number = self.dictionary.number(field_key(self.fields.index(field), text))
        return None if number is None else self.list_of(number, field)

    def list_of(self, number: int, field: str) -> PostingList | ArticlePostings:
        """The postings of the term with a number, which is one of the field."""
        postings = PostingList(self, number, self._ends.item(number), self._ends.item(number + 1))
        return ArticlePostings(postings, self._documents) if FIELDS[field].per_article else postings

    def terms_of(self, field: int) -> range:
        """The numbers of the terms of a field."""
        return self.dictionary.prefixed(bytes((field,)))

    @cached_property
    def of_articles(self) -> NDArray[np.bool_]:
        """Whether the postings of each term are articles."""
        flags = np.zeros(len(self.dictionary), np.bool_)
        for number, field in enumerate(self.fields):
            if FIELDS[field].per_article:
                terms = self.terms_of(number)
                flags[terms.start : terms.stop] = True
        return flags

    def document_frequencies(self) -> NDArray[np.uint32]:
        """How many documents have each term."""
        frequencies: NDArray[np.uint32] = np.diff(self._ends)
        return frequencies

    def ends(self, terms: range) -> NDArray[np.int64]:
        """Where the postings of consecutive terms begin, and the end of the last."""
        return self._ends[terms.start : terms.stop + 1].astype(np.int64)

    def bound(self, number: int) -> float:
        """What no saturation of the term is above, from 0 to 1."""
        bound: int = self._bounds.item(number)
        return bound / 255

    def documents(self, terms: range) -> Numbers:
        """The documents, or articles, of consecutive terms, list after list."""
        ends = self.ends(terms)
        documents = self._low[ends[0] : ends[-1]].astype(np.int64)
        if self._blocks > 1:
            lengths = np.diff(ends)
            long = lengths >= self._long
            of_long = np.repeat(long, lengths)
            starts = self._high_starts[terms.start : terms.stop].astype(np.int64)
            if not long.all():
                first, total = starts[~long][0], int(lengths[~long].sum())
                high = self._high[first : first + total].astype(np.int64)
                documents[~of_long] += high * _BLOCK
            if long.any():
                first, lists = starts[long][0], int(long.sum())
                counts = self._counts[first : first + lists * self._blocks]
                bases = np.tile(self._bases, lists)
                documents[of_long] += np.repeat(bases, counts)
        return documents

    def frequencies(self, start: int, end: int) -> NDArray[np.float64]:
        """The occurrences that the postings from ``start`` to ``end`` count: whole numbers, as
        the formulas want them."""
        packed = self._frequencies[start // 2 : (end + 1) // 2]
        first = start % 2
        frequencies = _UNPACKED.take(packed).view(np.float64)[first : first + end - start]
        span = np.array((start, end), np.uint32)
        low, high = self._large_places.searchsorted(span).tolist()
        if low < high:
            frequencies[self._large_places[low:high] - span[0]] = self._large_values[low:high]
        return frequencies

    def frequencies_at(self, places: Numbers) -> NDArray[np.float64]:
        """The occurrences that single postings count."""
        packed = self._frequencies.take(places >> 1)
        packed >>= ((places & 1) << 2).astype(np.uint8)
        packed &= 15
        frequencies = packed.astype(np.float64)
        (large,) = (packed == LARGE).nonzero()
        if len(large):
            found = self._large_places.searchsorted(places[large].astype(np.uint32))
            frequencies[large] = self._large_values[found]
        return frequencies


class PostingList:
    """The documents that have one term in one field."""

    __slots__ = ("_end", "_number", "_postings", "_start")

    def __init__(self, postings: Postings, number: int, start: int, end: int) -> None:
        self._postings = postings
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
        """What no saturation is above, from 0 to 1."""
        return self._postings.bound(self._number)

    def documents(self) -> Numbers:
        """The documents, ascending."""
        postings = self._postings
        low = postings._low[self._start : self._end]
        if postings._blocks == 1:
            return low.astype(np.int64)
        start = postings._high_starts.item(self._number)
        if len(self) < postings._long:
            documents = postings._high[start : start + len(self)].astype(np.int64)
            documents <<= 16
        else:
            counts = postings._counts[start : start + postings._blocks]
            documents = postings._bases.repeat(counts)
        documents += low
        return documents

    def frequencies(self) -> NDArray[np.float64]:
        """The occurrences in each of the documents."""
        return self._postings.frequencies(self._start, self._end)

    def find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """Which of ``documents``, ascending, have the term.

        Returns their places in ``documents``, and their places for :meth:`frequencies_at`.
        """
        postings = self._postings
        if postings._blocks > 1 and len(self) < postings._long:
            own = self.documents()
            places = own.searchsorted(documents)
            np.minimum(places, len(own) - 1, out=places)
            (found,) = (own.take(places) == documents).nonzero()
        else:
            low = postings._low[self._start : self._end]
            asked = documents.astype(np.uint16)
            places, missed = self._places(low, documents, asked)
            (found,) = (low.take(places) == asked).nonzero()
            if missed:
                found = found[places.take(found) >= 0]
        if len(found) < len(places):
            places = places.take(found)
        places += self._start
        return found, places

    def _places(
        self, low: NDArray[np.uint16], documents: Numbers, asked: NDArray[np.uint16]
    ) -> tuple[Numbers, bool]:
        """Where each of ``documents`` is, if it is there, by its lower bits in ``asked``; and
        whether some places are -1: nothing is there."""
        postings = self._postings
        if postings._blocks == 1:
            places = low.searchsorted(asked)
            return np.minimum(places, len(low) - 1, out=places), False
        start = postings._high_starts.item(self._number)
        counts = postings._counts[start : start + postings._blocks].tolist()
        ends = documents.searchsorted(postings._block_ends).tolist()
        places = np.empty(len(documents), np.int64)
        own = first = 0
        missed = False
        for count, end in zip(counts, ends, strict=True):
            if first < end and count:
                found = low[own : own + count].searchsorted(asked[first:end])
                places[first:end] = np.minimum(found, count - 1) + own
            elif first < end:
                places[first:end] = -1
                missed = True
            own, first = own + count, end
        return places, missed

    def frequencies_at(self, places: Numbers) -> NDArray[np.float64]:
        """The occurrences at places that :meth:`find` has returned."""
        return self._postings.frequencies_at(places)


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
        """What no saturation is above, from 0 to 1."""
        return self._postings.bound

    def documents(self) -> Numbers:
        """The documents, ascending."""
        return self._documents.of_articles(self._postings.documents())

    def frequencies(self) -> NDArray[np.float64]:
        """The occurrences in each of the documents."""
        counts = self._documents.sections[self._postings.documents()]
        return np.repeat(self._postings.frequencies(), counts)

    def find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """See :meth:`PostingList.find`."""
        return self._postings.find(self._documents.articles.take(documents))

    def frequencies_at(self, places: Numbers) -> NDArray[np.float64]:
        """The occurrences at places that :meth:`find` has returned."""
        return self._postings.frequencies_at(places)
