"""Which sections meet the clauses, and with what score: whole arrays at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.normalize import fold
from searcher.indexing.reader import GenerationReader, Postings, StoredSection
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST
from searcher.query.nodes import Field
from searcher.searching import scoring
from searcher.searching.compile import (
    All,
    AnyOf,
    Clause,
    Containing,
    Except,
    Prefixed,
    Terms,
    Whole,
)

__all__ = ["Collector", "ScoredTerm", "leaves"]

Mask = NDArray[np.bool_]


class ScoredTerm(NamedTuple):
    """A term, or all words of a prefix as one, that adds to scores."""

    field: Field
    text: str
    prefix: bool
    weight: float


def leaves(clause: Clause) -> Iterator[Terms | Whole | Prefixed]:
    """The clauses below and including ``clause`` that add to scores."""
    match clause:
        case Terms() | Whole() | Prefixed():
            yield clause
        case All(children) | AnyOf(children):
            for child in children:
                yield from leaves(child)


def scored_terms(leaf: Terms | Whole | Prefixed) -> Iterator[ScoredTerm]:
    """What a leaf adds to the score of a section, term by term."""
    if isinstance(leaf, Prefixed):
        yield ScoredTerm(leaf.field, leaf.prefix, True, 1.0)
    else:
        for term in leaf.terms:
            yield ScoredTerm(leaf.field, term.text, False, term.weight)


class Collector:
    """Evaluates clauses for one query on one snapshot, reading each posting list once."""

    def __init__(self, reader: GenerationReader) -> None:
        self._reader = reader
        self._postings: dict[tuple[Field, str, bool], Postings] = {}
        self._average_length = float(reader.lengths.mean()) if reader.document_count else 1.0

    def matching(self, clause: Clause) -> Mask:
        """Whether each section meets the clause."""
        match clause:
            case Terms(field, terms):
                return self._any_of(field, (term.text for term in terms if term.matches))
            case Whole():
                return self._whole(clause)
            case Prefixed(field, prefix):
                return self._mask(self.postings(field, prefix, prefix=True).documents)
            case Containing(field, text):
                entries = (entry for entry in self._reader.terms(field) if text in entry)
                return self._any_of(field, entries)
            case All(children):
                masks = [self.matching(child) for child in children]
                return np.logical_and.reduce(masks) if masks else self._mask([])
            case AnyOf(children):
                masks = [self.matching(child) for child in children]
                return np.logical_or.reduce(masks) if masks else self._mask([])
            case Except(child):
                return ~self.matching(child)

    def having_all_characters(self, clause: Clause) -> Mask:
        """Whether each section has, of some chunk, every term that matches nothing by itself."""
        mask = self._mask([])
        for leaf in leaves(clause):
            terms = leaf.terms if isinstance(leaf, Terms) else ()
            weak = [term.text for term in terms if not term.matches]
            if weak:
                mask |= np.logical_and.reduce([self._any_of(leaf.field, [term]) for term in weak])
        return mask

    def scores(self, clause: Clause) -> NDArray[np.float64]:
        """The score of each section, whether it meets the clause or not."""
        weights: defaultdict[tuple[Field, str, bool], float] = defaultdict(float)
        for leaf in leaves(clause):
            for field, text, prefix, weight in scored_terms(leaf):
                weights[field, text, prefix] += weight
        scores = np.zeros(self._reader.document_count)
        for (field, text, prefix), weight in weights.items():
            documents, shares = self._contributions(field, text, prefix)
            scores[documents] += weight * shares
        scores[self._reader.apparatus] *= scoring.APPARATUS
        return scores

    def contribution(self, term: ScoredTerm, document: int) -> float:
        """What a term adds to the score of one section; 0 where the section does not have it."""
        documents, shares = self._contributions(term.field, term.text, term.prefix)
        place = int(np.searchsorted(documents, document))
        if place == len(documents) or documents[place] != document:
            return 0.0
        prior = scoring.APPARATUS if self._reader.apparatus[document] else 1.0
        return float(term.weight * shares[place] * prior)

    def postings(self, field: Field, text: str, prefix: bool = False) -> Postings:
        """Where a term, or any term with a prefix, stands in a field."""
        key = (field, text, prefix)
        if key not in self._postings:
            if prefix:
                name = "text" if field == "body" else field
                lists = [self.postings(field, term) for term in self._reader.terms(name, text)]
                self._postings[key] = _union(lists)
            elif field == "body":
                self._postings[key] = self._body_postings(text)
            else:
                self._postings[key] = self._reader.postings(field, text)
        return self._postings[key]

    def _body_postings(self, term: str) -> Postings:
        """What ``text`` has of a term without title and headings: see the table of fields."""
        documents, frequencies = self._reader.postings("text", term)
        frequencies = frequencies.copy()
        for field, boost in (("title", TITLE_BOOST), ("heading", HEADING_BOOST)):
            others = self._reader.postings(field, term)
            frequencies[np.searchsorted(documents, others.documents)] -= boost * others.frequencies
        return Postings(documents[frequencies > 0], frequencies[frequencies > 0])

    def _contributions(
        self, field: Field, text: str, prefix: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        documents, frequencies = self.postings(field, text, prefix)
        lengths = (
            self._reader.lengths[documents] if field in ("text", "body") else self._average_length
        )
        shares = scoring.saturation(frequencies, lengths, self._average_length)
        return documents, scoring.idf(self._reader.document_count, len(documents)) * shares

    def _whole(self, clause: Whole) -> Mask:
        needed = [self.postings(clause.field, term).documents for term in clause.needed]
        candidates = needed[0]
        for documents in needed[1:]:
            candidates = np.intersect1d(candidates, documents, assume_unique=True)
        if clause.proven:
            return self._mask(candidates)
        return self._mask(
            [
                document
                for document in candidates.tolist()
                if any(
                    next(clause.target.find(fold(text)), None)
                    for text in _texts(self._reader.section(document), clause.field)
                )
            ]
        )

    def _any_of(self, field: Field, terms: Iterable[str]) -> Mask:
        mask = self._mask([])
        for term in terms:
            mask[self.postings(field, term).documents] = True
        return mask

    def _mask(self, documents: NDArray[np.int64] | list[int]) -> Mask:
        mask = np.zeros(self._reader.document_count, np.bool_)
        mask[documents] = True
        return mask


def _texts(section: StoredSection, field: Field) -> list[str]:
    """The texts that a field was made from."""
    texts: list[str] = []
    if field in ("text", "title"):
        texts += (section.article, *section.title_variants)
    if field in ("text", "heading"):
        texts += (*section.headings, *section.heading_variants)
    if field in ("text", "body"):
        texts += (section.text, *section.variants)
    return texts


def _union(lists: list[Postings]) -> Postings:
    """Posting lists as one: frequencies of the same document are added."""
    if not lists:
        return Postings(np.empty(0, np.int64), np.empty(0))
    documents, place = np.unique(
        np.concatenate([postings.documents for postings in lists]), return_inverse=True
    )
    frequencies = np.concatenate([postings.frequencies for postings in lists])
    sums = np.bincount(place, frequencies, len(documents)).astype(np.float64)
    return Postings(documents, sums)
