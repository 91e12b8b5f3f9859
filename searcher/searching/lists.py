"""The posting lists of what a query wants, found in the index or computed from what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.highlight.targets import PhraseTarget
from searcher.indexing.codec.postings import PostingList
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.indexing.schema import HEADING_BOOST, SCALED, TITLE_BOOST
from searcher.searching.names import Names
from searcher.searching.scoring import idf
from searcher.searching.verification import verified
from searcher.searching.wanted import Instead, Named, Starting, Term, Wanted, order

__all__ = ["Lists", "PostingsOf", "Scored"]

Documents: TypeAlias = "NDArray[np.int64]"


class PostingsOf(Protocol):
    """The documents of one segment that have something, and how often."""

    def __len__(self) -> int:
        """How many documents, deleted ones too."""

    @property
    def bound(self) -> float:
        """What no saturation is above, from 0 to 1."""

    def documents(self) -> Documents:
        """The documents, ascending."""

    def frequencies(self) -> NDArray[np.float64]:
        """The occurrences in each of them."""

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        """Which of ``documents``, ascending, are among them: places in ``documents``, and what
        :meth:`frequencies_at` takes."""

    def frequencies_at(self, places: Documents) -> NDArray[np.float64]:
        """The occurrences in documents that :meth:`find` has found."""


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


@dataclass(frozen=True, slots=True)
class _Together:
    """Several terms, in the documents that have all of them, as often as the rarest."""

    field: str
    terms: tuple[str, ...]


class Lists:
    """The lists of one query in all segments of a generation, each made once."""

    def __init__(self, reader: GenerationReader, names: Names) -> None:
        self.reader = reader
        self._names = names
        self._lists: dict[Wanted | _Together, Sequence[PostingsOf | None]] = {}
        self._lacking: dict[tuple[Term | _Together, int], NDArray[np.bool_]] = {}

    def of(self, wanted: Wanted | _Together) -> Sequence[PostingsOf | None]:
        """The list in each segment; None where there is none."""
        lists = self._lists.get(wanted)
        if lists is None:
            lists = [self._find(wanted, number) for number in range(len(self.reader.segments))]
            self._lists[wanted] = lists
        return lists

    def document_frequency(self, wanted: Wanted | _Together) -> int:
        """How many sections have it; of an equivalent, those with the word that it stands for
        are counted, too, as if both were one."""
        own = 0
        if isinstance(wanted, Instead):
            own = self.document_frequency(_together(wanted.field, wanted.own))
        return own + sum(
            _live(postings, segment)
            for postings, segment in zip(self.of(wanted), self.reader.segments, strict=True)
            if postings is not None
        )

    def scored(self, weights: dict[Wanted, float]) -> list[list[tuple[Wanted, Scored]]]:
        """For each segment what adds to its scores, the weightiest first.

        The order is the same in every segment, so that equal sections get equal sums.
        """
        total = {
            wanted: weight * self._idf(wanted, frequency)
            for wanted, weight in weights.items()
            if (frequency := self.document_frequency(wanted))
        }
        ordered = sorted(total, key=lambda wanted: (-total[wanted], order(wanted)))
        scored: list[list[tuple[Wanted, Scored]]] = []
        for number in range(len(self.reader.segments)):
            own = []
            for wanted in ordered:
                postings = self.of(wanted)[number]
                if postings is not None:
                    weight = total[wanted]
                    scaled = wanted.field in (SCALED, "body") and not isinstance(wanted, Named)
                    bound = weight * postings.bound
                    own.append((wanted, Scored(postings, weight, bound, scaled)))
            scored.append(own)
        return scored

    def _idf(self, wanted: Wanted, frequency: int) -> float:
        """The inverse document frequency; of an equivalent no more than that of the terms in whose
        place it stands, on the average."""
        own = idf(self.reader.document_count, frequency)
        if not isinstance(wanted, Instead):
            return own
        terms = [Term(wanted.field, term) for term in wanted.own if term not in wanted.needed]
        replaced = [self._idf(term, self.document_frequency(term)) for term in terms]
        return min(own, sum(replaced) / len(replaced)) if replaced else own

    def _find(self, wanted: Wanted | _Together, number: int) -> PostingsOf | None:
        segment = self.reader.segments[number]
        match wanted:
            case Term("body", text):
                return _without_titles(text, segment)
            case Term(field, text):
                return segment.find(field, text)
            case Starting(field, text):
                beginning = segment.prefixed(SCALED if field == "body" else field, text)
                found = (self.of(Term(field, term))[number] for term in beginning)
                return _union([postings for postings in found if postings is not None])
            case _Together(field, terms):
                return self._having_all(field, terms, number)
            case Instead():
                return self._instead(wanted, number)
            case Named(text):
                called = sorted(self._names.called(text)[number].items())
                documents, frequencies = np.array(called, np.float64).reshape(-1, 2).T
                return _postings(documents.astype(np.int64), frequencies)

    def _having_all(self, field: str, terms: Sequence[str], number: int) -> PostingsOf | None:
        lists = [self.of(Term(field, term))[number] for term in terms]
        present = sorted((postings for postings in lists if postings is not None), key=len)
        if len(present) < len(lists):
            return None
        documents, frequencies = present[0].documents(), present[0].frequencies()
        for postings in present[1:]:
            found, places = postings.find(documents)
            documents = documents.take(found)
            others = postings.frequencies_at(places)
            frequencies = np.minimum(frequencies.take(found), others)
        return _postings(documents, frequencies)

    def _instead(self, wanted: Instead, number: int) -> PostingsOf | None:
        """The equivalent where it stands in one piece and the word itself is not."""
        field, text, holding = wanted.field, wanted.text, wanted.holding
        segment = self.reader.segments[number]
        postings = self.of(_together(field, wanted.needed))[number]
        if postings is None:
            return None
        documents, frequencies = postings.documents(), postings.frequencies()
        (kept,) = self._without(_together(field, wanted.own), number).take(documents).nonzero()
        documents, frequencies = documents.take(kept), frequencies.take(kept)
        term = self.of(Term(field, text))[number]
        proven = np.zeros(len(documents), np.bool_)
        if term is not None:
            proven[term.find(documents)[0]] = True
        for longer in holding:
            pairs = tuple(map("".join, pairwise(longer)))
            if others := self.of(_Together(field, pairs))[number]:
                proven[others.find(documents)[0]] = False
        (left,) = (~proven).nonzero()
        if len(left):
            target = PhraseTarget(text, holding)
            stored = segment.segment.stored
            proven[left] = verified(target, field, stored, documents.take(left))
            documents, frequencies = documents[proven], frequencies[proven]
        return _postings(documents, frequencies)

    def _without(self, wanted: Term | _Together, number: int) -> NDArray[np.bool_]:
        """Which documents of a segment do not have what is wanted."""
        without = self._lacking.get((wanted, number))
        if without is None:
            without = np.ones(self.reader.segments[number].document_count, np.bool_)
            if postings := self.of(wanted)[number]:
                without[postings.documents()] = False
            self._lacking[wanted, number] = without
        return without


def _together(field: str, terms: tuple[str, ...]) -> Term | _Together:
    """All terms of a text, which may be one."""
    return Term(field, terms[0]) if len(terms) == 1 else _Together(field, terms)


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


def _postings(documents: Documents, frequencies: NDArray[np.float64]) -> PostingsOf | None:
    return _ArrayPostings(documents, frequencies) if len(documents) else None


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
    return _postings(documents[left], frequencies[left])


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


def _live(postings: PostingsOf, segment: SegmentReader) -> int:
    """How many documents that are not deleted a list has."""
    if segment.alive is None:
        return len(postings)
    if isinstance(postings, PostingList):
        return segment.document_frequency(postings)
    return int(segment.alive[postings.documents()].sum())
