"""Posting lists for what a query asks: a term, a prefix, the text without title and headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.codec.postings import PostingList
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.indexing.schema import HEADING_BOOST, SCALED, TITLE_BOOST
from searcher.query.nodes import Field
from searcher.searching.scoring import idf

__all__ = ["Lists", "PostingsOf", "Scored", "Wanted"]

Documents: TypeAlias = "NDArray[np.int64]"


class PostingsOf(Protocol):
    """The documents of one segment that have something, and how often."""

    def __len__(self) -> int:
        """How many documents, deleted ones too."""

    @property
    def bound(self) -> float:
        """What no saturation is above; see ``Segment.average_length``."""

    def documents(self) -> Documents:
        """The documents, ascending."""

    def frequencies(self) -> NDArray[np.float64]:
        """The occurrences in each of them."""

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        """Which of ``documents``, ascending, are among them: places in ``documents``, and what
        :meth:`frequencies_at` takes."""

    def frequencies_at(self, places: Documents) -> NDArray[np.float64]:
        """The occurrences in documents that :meth:`find` has found."""


class Wanted(NamedTuple):
    """A term in a field, or all words with a prefix as one."""

    field: Field
    text: str
    prefix: bool = False


class Scored(NamedTuple):
    """What adds to the scores of one segment."""

    postings: PostingsOf
    weight: float
    """Of the query, times the inverse document frequency."""
    bound: float
    """What it adds at most."""
    is_scaled: bool
    """Whether lengths count in its field."""

    def add(
        self, frequencies: NDArray[np.float64], norms: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What it adds to scores: frequencies / (frequencies + norms), weighed."""
        saturations = norms + frequencies
        np.divide(frequencies, saturations, out=saturations)
        saturations *= self.weight
        return saturations


class Lists:
    """The lists of one query in all segments of a generation, each looked up once."""

    def __init__(self, reader: GenerationReader) -> None:
        self.reader = reader
        self._lists: dict[Wanted, Sequence[PostingsOf | None]] = {}

    def of(self, wanted: Wanted) -> Sequence[PostingsOf | None]:
        """The list in each segment; None where there is none."""
        lists = self._lists.get(wanted)
        if lists is None:
            lists = [_find(wanted, segment) for segment in self.reader.segments]
            self._lists[wanted] = lists
        return lists

    def document_frequency(self, wanted: Wanted) -> int:
        """How many sections have it."""
        return sum(
            _living(postings, segment)
            for postings, segment in zip(self.of(wanted), self.reader.segments, strict=True)
            if postings is not None
        )

    def scored(self, weights: dict[Wanted, float]) -> list[list[tuple[Wanted, Scored]]]:
        """For each segment what adds to its scores, the weightiest first.

        The order is the same in every segment, so that equal sections get equal sums.
        """
        count = self.reader.document_count
        total = {
            wanted: weight * idf(count, frequency)
            for wanted, weight in weights.items()
            if (frequency := self.document_frequency(wanted))
        }
        ordered = sorted(total, key=lambda wanted: (-total[wanted], wanted))
        scored: list[list[tuple[Wanted, Scored]]] = []
        for number, segment in enumerate(self.reader.segments):
            own = []
            stretch = max(1.0, segment.average_length / segment.segment.average_length)
            for wanted in ordered:
                postings = self.of(wanted)[number]
                if postings is not None:
                    scaled = wanted.field in (SCALED, "body")
                    # A longer average makes norms smaller and saturations larger, by no more
                    # than the quotient of the averages.
                    bound = min(1.0, postings.bound * stretch if scaled else postings.bound)
                    weight = total[wanted]
                    own.append((wanted, Scored(postings, weight, weight * bound, scaled)))
            scored.append(own)
        return scored


class _ArrayPostings:
    """Postings that were computed."""

    bound = 1.0

    def __init__(self, documents: Documents, frequencies: NDArray[np.float64]) -> None:
        self._documents = documents
        self._frequencies = frequencies

    def __len__(self) -> int:
        return len(self._documents)

    def documents(self) -> Documents:
        return self._documents

    def frequencies(self) -> NDArray[np.float64]:
        return self._frequencies

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        places = self._documents.searchsorted(documents)
        places[places == len(self)] = 0
        found = np.flatnonzero(self._documents.take(places) == documents)
        return found, places.take(found)

    def frequencies_at(self, places: Documents) -> NDArray[np.float64]:
        return self._frequencies.take(places)


def _find(wanted: Wanted, segment: SegmentReader) -> PostingsOf | None:
    field, text, prefix = wanted
    if prefix:
        numbers = segment.prefixed(SCALED if field == "body" else field, text)
        lists = [_find(Wanted(field, term), segment) for term in numbers]
        return _union([postings for postings in lists if postings is not None])
    if field == "body":
        return _without_titles(text, segment)
    return segment.find(field, text)


def _without_titles(text: str, segment: SegmentReader) -> PostingsOf | None:
    """What ``text`` has of a term without title and headings: see the table of fields."""
    postings = segment.find(SCALED, text)
    if postings is None:
        return None
    documents, frequencies = postings.documents(), postings.frequencies()
    for field, boost in (("title", TITLE_BOOST), ("heading", HEADING_BOOST)):
        others = segment.find(field, text)
        if others is not None:
            places = np.searchsorted(documents, others.documents())
            frequencies[places] -= boost * others.frequencies()
    left = frequencies > 0
    return _ArrayPostings(documents[left], frequencies[left]) if left.any() else None


def _union(lists: Sequence[PostingsOf]) -> PostingsOf | None:
    """Lists as one: frequencies of the same document are added."""
    if not lists:
        return None
    documents, places = np.unique(
        np.concatenate([postings.documents() for postings in lists]), return_inverse=True
    )
    frequencies = np.concatenate([postings.frequencies() for postings in lists])
    sums = np.bincount(places, frequencies, len(documents)).astype(np.float64)
    return _ArrayPostings(documents, sums)


def _living(postings: PostingsOf, segment: SegmentReader) -> int:
    """How many documents that are not deleted a list has."""
    if segment.alive is None:
        return len(postings)
    if isinstance(postings, PostingList):
        return segment.document_frequency(postings)
    return int(segment.alive[postings.documents()].sum())
