"""The postings of scored terms, read from the index or computed from other postings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.textmatch import PhraseMatcher
from searcher.backend import Budget
from searcher.fields import BODY, FIELDS, HEADING, TEXT, TITLE
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import (
    AllWords,
    ExactName,
    Pattern,
    ScoredTerm,
    SynonymOf,
    Term,
    term_order,
)
from searcher.searching.confirmation import confirmed
from searcher.searching.names import SegmentNames

__all__ = ["PostingsSource", "QueryPostings", "ScoredPostings"]

Documents: TypeAlias = "NDArray[np.int64]"


class PostingsSource(Protocol):
    """The documents of one segment that have a scored term, with its frequencies."""

    def __len__(self) -> int:
        """The number of documents, including deleted ones."""

    @property
    def bound(self) -> float:
        """An upper bound of the saturation in all documents, from 0 to 1."""

    @property
    def term_number(self) -> int | None:
        """The number of the term in the dictionary of the segment, if its document frequency is
        that of these postings."""

    def documents(self) -> Documents:
        """The documents, ascending."""

    def frequencies(self) -> NDArray[np.float64]:
        """The frequency in each document."""

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        """Which of ``documents``, ascending, have the term: their indices in ``documents``, and
        their indices in these postings, for :meth:`frequencies_at`."""

    def frequencies_at(self, indices: Documents) -> NDArray[np.float64]:
        """The frequencies at some indices of these postings."""


class ScoredPostings(NamedTuple):
    """Postings with the weight by which they add to the scores of one segment."""

    postings: PostingsSource
    weight: float
    """The weight in the query times the inverse document frequency."""
    bound: float
    """The most that it adds to a score."""
    is_scaled: bool
    """Whether its field has length normalization."""

    def add(
        self, frequencies: NDArray[np.float64], norms: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What it adds to scores: weight * frequencies / (frequencies + norms)."""
        saturations = norms + frequencies
        np.divide(frequencies, saturations, out=saturations)
        saturations *= self.weight
        return saturations


@dataclass(frozen=True, slots=True)
class _AllOf:
    """The documents that have all of several terms, with the least of their frequencies."""

    field: str
    terms: tuple[str, ...]


class QueryPostings:
    """The postings of one query in all segments of a generation, each read or computed once."""

    def __init__(
        self, reader: GenerationReader, names: SegmentNames, ranking: Ranking, budget: Budget
    ) -> None:
        self._segments = reader.segments
        self._section_count = reader.document_count
        self._names = names
        self._ranking = ranking
        self._budget = budget
        self._lists: dict[ScoredTerm | _AllOf, Sequence[PostingsSource | None]] = {}
        self.weights: dict[ScoredTerm, float] = {}
        """Of each term that was scored, and that some section has: its weight in the query times
        its inverse document frequency."""
        self._lacking: dict[tuple[Term | _AllOf, int], NDArray[np.bool_]] = {}

    def of(self, term: ScoredTerm | _AllOf) -> Sequence[PostingsSource | None]:
        """The postings in each segment; None in a segment without the term."""
        lists = self._lists.get(term)
        if lists is None:
            lists = [self._find(term, number) for number in range(len(self._segments))]
            self._lists[term] = lists
        return lists

    def document_frequency(self, term: ScoredTerm | _AllOf) -> int:
        """How many sections have the term. Sections with the word of a synonym are counted, too, as
        if word and synonym were one term."""
        of_word = 0
        if isinstance(term, SynonymOf):
            of_word = self.document_frequency(_all_of(term.field, term.word_terms))
        return of_word + sum(
            segment.document_frequency(postings)
            for postings, segment in zip(self.of(term), self._segments, strict=True)
            if postings is not None
        )

    def scored(
        self, weights: Mapping[ScoredTerm, float]
    ) -> list[list[tuple[ScoredTerm, ScoredPostings]]]:
        """The scored postings of each segment, the weightiest first.

        The order is the same in every segment, so that equal sections get equal sums.
        """
        total = self.weights
        for term, weight in weights.items():
            if self._budget.is_over():
                break
            if frequency := self.document_frequency(term):
                total[term] = weight * self.idf(term, frequency)
        ordered = sorted(total, key=lambda term: (-total[term], term_order(term)))
        scored: list[list[tuple[ScoredTerm, ScoredPostings]]] = []
        for number in range(len(self._segments)):
            in_segment = []
            for term in ordered:
                postings = self.of(term)[number]
                if postings is not None:
                    weight = total[term]
                    scaled = FIELDS[term.field].scaled and not isinstance(term, ExactName)
                    bound = weight * postings.bound
                    in_segment.append((term, ScoredPostings(postings, weight, bound, scaled)))
            scored.append(in_segment)
        return scored

    def idf(self, term: ScoredTerm, frequency: int) -> float:
        """The inverse document frequency; that of a name is as if one section had it, so that it
        counts in a small collection as well; that of a synonym is at most the mean of those of the
        terms that it replaces."""
        if isinstance(term, ExactName):
            return self._ranking.idf(self._section_count, 1)
        idf = self._ranking.idf(self._section_count, frequency)
        if not isinstance(term, SynonymOf):
            return idf
        terms = [Term(term.field, text) for text in term.word_terms if text not in term.required]
        replaced = [self.idf(each, self.document_frequency(each)) for each in terms]
        return min(idf, sum(replaced) / len(replaced)) if replaced else idf

    def _find(self, term: ScoredTerm | _AllOf, number: int) -> PostingsSource | None:
        segment = self._segments[number]
        match term:
            case Term(BODY.name, text):
                return _body(text, segment, self._ranking)
            case Term(field, text):
                return segment.find(field, text)
            case Pattern(field, _, terms) if FIELDS[field].per_article:
                articles = segment.articles_with_any(field, frozenset(terms))
                having = segment.segment.documents.of_articles(articles)
                return _postings(having, np.ones(len(having)))
            case Pattern(field, _, terms):
                found = (self.of(Term(field, each))[number] for each in terms)
                return _union([postings for postings in found if postings is not None])
            case _AllOf(field, terms):
                return self._having_all(field, terms, number)
            case SynonymOf():
                return self._synonym(term, number)
            case AllWords(field, terms):
                return self._having_all(field, terms, number)
            case ExactName(text):
                named = sorted(self._names.named(text)[number].items())
                documents, frequencies = np.array(named, np.float64).reshape(-1, 2).T
                return _postings(documents.astype(np.int64), frequencies)

    def _having_all(self, field: str, terms: Sequence[str], number: int) -> PostingsSource | None:
        lists = [self.of(Term(field, term))[number] for term in terms]
        present = sorted((postings for postings in lists if postings is not None), key=len)
        if len(present) < len(lists):
            return None
        documents, frequencies = present[0].documents(), present[0].frequencies()
        for postings in present[1:]:
            found, indices = postings.find(documents)
            documents = documents.take(found)
            others = postings.frequencies_at(indices)
            frequencies = np.minimum(frequencies.take(found), others)
        return _postings(documents, frequencies)

    def _synonym(self, term: SynonymOf, number: int) -> PostingsSource | None:
        """The synonym in documents that have it in one piece, but not the word itself."""
        field, text, exceptions = term.field, term.text, term.exceptions
        segment = self._segments[number]
        postings = self.of(_all_of(field, term.required))[number]
        if postings is None:
            return None
        documents, frequencies = postings.documents(), postings.frequencies()
        (kept,) = self._without(_all_of(field, term.word_terms), number).take(documents).nonzero()
        documents, frequencies = documents.take(kept), frequencies.take(kept)
        as_term = self.of(Term(field, text))[number]
        found = np.zeros(len(documents), np.bool_)
        if as_term is not None:
            found[as_term.find(documents)[0]] = True
        for longer in exceptions:
            pairs = tuple(map("".join, pairwise(longer)))
            if others := self.of(_AllOf(field, pairs))[number]:
                found[others.find(documents)[0]] = False
        (remaining,) = (~found).nonzero()
        if len(remaining):
            matcher = PhraseMatcher(text, exceptions)
            stored = segment.segment.stored
            found[remaining] = confirmed(
                matcher, FIELDS[field], stored, documents.take(remaining), self._budget
            )
            documents, frequencies = documents[found], frequencies[found]
        return _postings(documents, frequencies)

    def _without(self, term: Term | _AllOf, number: int) -> NDArray[np.bool_]:
        """Which documents of a segment lack a term."""
        without = self._lacking.get((term, number))
        if without is None:
            without = np.ones(self._segments[number].document_count, np.bool_)
            if postings := self.of(term)[number]:
                without[postings.documents()] = False
            self._lacking[term, number] = without
        return without


def _all_of(field: str, terms: tuple[str, ...]) -> Term | _AllOf:
    """A scored term that stands for all of ``terms``."""
    return Term(field, terms[0]) if len(terms) == 1 else _AllOf(field, terms)


class _ArrayPostings:
    """Postings that were computed, as arrays."""

    bound = 1.0
    term_number = None

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
        indices = self._documents.searchsorted(documents)
        indices[indices == len(self)] = 0
        found = np.flatnonzero(self._documents.take(indices) == documents)
        return found, indices.take(found)

    def frequencies_at(self, indices: Documents) -> NDArray[np.float64]:
        return self._frequencies.take(indices)


def _postings(documents: Documents, frequencies: NDArray[np.float64]) -> PostingsSource | None:
    return _ArrayPostings(documents, frequencies) if len(documents) else None


def _body(text: str, segment: SegmentReader, ranking: Ranking) -> PostingsSource | None:
    """The postings of a term in the text alone: those in title and headings are subtracted."""
    postings = segment.find(TEXT.name, text)
    if postings is None:
        return None
    documents, frequencies = postings.documents(), postings.frequencies()
    for field, boost in ((TITLE, ranking.title_boost), (HEADING, ranking.heading_boost)):
        others = segment.find(field.name, text)
        if others is not None:
            indices = np.searchsorted(documents, others.documents())
            frequencies[indices] -= boost * others.frequencies()
    positive = frequencies > 0
    return _postings(documents[positive], frequencies[positive])


def _union(lists: Sequence[PostingsSource]) -> PostingsSource | None:
    """The union of several postings: frequencies of the same document are added."""
    if not lists:
        return None
    documents, indices = np.unique(
        np.concatenate([postings.documents() for postings in lists]), return_inverse=True
    )
    frequencies = np.concatenate([postings.frequencies() for postings in lists])
    sums = np.bincount(indices, frequencies, len(documents)).astype(np.float64)
    return _ArrayPostings(documents, sums)
