"""Explanation of scores: the terms and numbers that they were computed from, as trees.

All sections of a page are explained together, so each postings list is looked up once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searcher.backend import Budget
from searcher.fields import BODY, HEADING, TEXT, TITLE
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import (
    AllWords,
    Clause,
    ExactName,
    Pattern,
    Phrase,
    ScoredTerm,
    SynonymOf,
    Term,
    Terms,
    leaves,
    scored_weights,
)
from searcher.searching.names import SegmentNames
from searcher.searching.postings import QueryPostings, ScoredPostings

__all__ = ["explain"]

Numbers = NDArray[np.float64]


def explain(
    clause: Clause,
    documents: Sequence[int],
    scores: Sequence[float],
    reader: GenerationReader,
    names: SegmentNames,
    ranking: Ranking,
    budget: Budget,
) -> list[Explanation]:
    """The score of each document for the terms of a clause, as a sum over the parts of the query,
    each a sum over its terms; without the sum for those that the time limit leaves."""
    page = _Page(np.array(documents, np.int64), reader, ranking)
    weights = scored_weights(clause)
    timing = Budget(budget.deadline)
    postings = QueryPostings(reader, names, ranking, timing)
    columns: dict[ScoredTerm, _Column] = {}
    scored = [dict(in_segment) for in_segment in postings.scored(weights)]
    for term, weight in weights.items():
        if timing.is_over():
            break
        lists = [in_segment.get(term) for in_segment in scored]
        columns[term] = page.column(term, weight, lists, postings)
    explanations = []
    for place, score in enumerate(scores):
        is_known = len(columns) == len(weights) and not timing.is_over()
        tree = page.explanation(place, score, clause, columns) if is_known else None
        explanations.append(tree or Explanation(score, "score, of which the terms are not shown"))
    if timing.limited:
        budget.limited["the time limit was reached: not all scores are explained"] = None
    return explanations


@dataclass(frozen=True, slots=True)
class _Column:
    """A scored term in all sections of a page."""

    frequencies: Numbers
    values: Numbers
    """What the term adds to each score with its weight in the whole query."""
    norms: Numbers
    in_title: Numbers
    in_headings: Numbers
    weight: float
    """The weight in the whole query."""
    idf: float
    document_frequency: int


class _Page:
    """The sections that are explained."""

    def __init__(
        self, documents: NDArray[np.int64], reader: GenerationReader, ranking: Ranking
    ) -> None:
        self._ranking = ranking
        self._segments = reader.segments
        self._section_count = reader.document_count
        self._lengths = np.zeros(len(documents))
        self._back_matter = np.zeros(len(documents), np.bool_)
        self._places: list[NDArray[np.int64]] = []
        """For each segment, which of the documents are in it, in its order."""
        self._local: list[NDArray[np.int64]] = []
        """Their numbers in the segment, ascending."""
        for segment in reader.segments:
            end = segment.base + segment.document_count
            (places,) = ((documents >= segment.base) & (documents < end)).nonzero()
            places = places[documents[places].argsort()]
            local = documents[places] - segment.base
            self._places.append(places)
            self._local.append(local)
            columns = segment.segment.documents
            self._lengths[places] = columns.lengths.take(local)
            self._back_matter[places] = columns.back_matter.take(local)

    def column(
        self,
        term: ScoredTerm,
        weight: float,
        lists: Sequence[ScoredPostings | None],
        postings: QueryPostings,
    ) -> _Column:
        """A term whose postings in each segment are ``lists``."""
        count = len(self._lengths)
        values, norms = np.zeros(count), np.zeros(count)
        frequencies = self._frequencies(postings, term)
        idf = 0.0
        for segment, places, local, scored in zip(
            self._segments, self._places, self._local, lists, strict=True
        ):
            if scored is None or not len(local):
                continue
            idf = scored.weight / weight
            of_prose, of_others = (
                segment.norms(back_matter=kind)[not scored.is_scaled].take(local)
                for kind in (False, True)
            )
            norms[places] = np.where(self._back_matter[places], of_others, of_prose)
            values[places] = scored.add(frequencies[places], norms[places])
        in_title = in_headings = np.zeros(count)
        if isinstance(term, Term) and term.field == TEXT.name:
            in_title = self._frequencies(postings, Term(TITLE.name, term.text))
            in_headings = self._frequencies(postings, Term(HEADING.name, term.text))
        in_sections = postings.document_frequency(term)
        return _Column(frequencies, values, norms, in_title, in_headings, weight, idf, in_sections)

    def _frequencies(self, postings: QueryPostings, term: ScoredTerm) -> Numbers:
        """How often each section has a term."""
        frequencies = np.zeros(len(self._lengths))
        for places, local, own in zip(self._places, self._local, postings.of(term), strict=True):
            if own is not None and len(local):
                found, indices = own.find(local)
                frequencies[places[found]] = own.frequencies_at(indices)
        return frequencies

    def explanation(
        self, place: int, score: float, clause: Clause, columns: dict[ScoredTerm, _Column]
    ) -> Explanation:
        """The tree of the section at ``place`` on the page."""
        total = sum(float(column.values[place]) for column in columns.values())
        factor = score / total if total else 1.0
        parts = [
            part
            for leaf in leaves(clause)
            if (part := self._leaf(place, leaf, columns, factor)) is not None
        ]
        length = float(self._lengths[place])
        back_matter = self._ranking.back_matter if self._back_matter[place] else 1.0
        said = f"score; length {length:g}, norm {self._ranking.norm(length):.3g}"
        if back_matter != 1:
            said += f", multiplied by {back_matter:g} for notes and links"
        if abs(factor / back_matter - 1) > 1e-6:
            said += f", multiplied by {factor / back_matter:.3g} for all words"
        numbers = (("length", length), ("norm", self._ranking.norm(length)), ("factor", factor))
        return Explanation(score, said, tuple(parts), numbers)

    def _leaf(
        self, place: int, leaf: Terms | Phrase, columns: dict[ScoredTerm, _Column], factor: float
    ) -> Explanation | None:
        weighted = [(term, weight) for term, weight, _ in leaf.terms if weight]
        if not weighted:
            return None
        terms = [
            self._term(place, term, weight, columns[term], factor)
            for term, weight in weighted
            if columns[term].frequencies[place]
        ]
        if not terms:
            return Explanation(0.0, f"{leaf.source}: missing")
        if isinstance(leaf, Terms):
            met = [term for term in leaf.matching if columns[term].frequencies[place]]
            terms += (Explanation(0.0, f"{word}: missing") for word in _missing(leaf, met))
        return Explanation(sum(term.value for term in terms), leaf.source, tuple(terms))

    def _term(
        self, place: int, term: ScoredTerm, weight: float, column: _Column, factor: float
    ) -> Explanation:
        value = float(column.values[place]) * (weight / column.weight) * factor
        frequency, norm = float(column.frequencies[place]), float(column.norms[place])
        count = column.document_frequency
        said = (
            f"{self._match(place, term, column)}; weight {weight:g}, in {count}"
            f" section{'s' * (count != 1)} of {self._section_count}, idf {column.idf:.4g};"
            f" frequency {frequency:g}, norm {norm:.3g}"
        )
        numbers = (
            ("weight", weight),
            ("idf", column.idf),
            ("document_frequency", float(column.document_frequency)),
            ("frequency", frequency),
            ("norm", norm),
        )
        return Explanation(value, said, (), numbers)

    def _match(self, place: int, term: ScoredTerm, column: _Column) -> str:
        """What matched, and where."""
        frequency = float(column.frequencies[place])
        match term:
            case Term(TEXT.name, text):
                title, headings = float(column.in_title[place]), float(column.in_headings[place])
                boosts = self._ranking.title_boost, self._ranking.heading_boost
                body = frequency - boosts[0] * title - boosts[1] * headings
                parts = _nonzero(("text", body), ("title", title), ("headings", headings))
                return f"{text} {', '.join(parts)}"
            case Term(field, text) | Pattern(field, text):
                return f"{text} {_times(frequency)} in the {_FIELDS.get(field, field)}"
            case SynonymOf(_, text, word=word):
                return f"{text} {_times(frequency)}, synonym of {word}"
            case AllWords(field, _, text):
                return f"all of {text} in the {_FIELDS.get(field, field)}"
            case ExactName(text):
                return f"exact name {text}, by title, heading or links"


def _missing(leaf: Terms, met: Sequence[ScoredTerm]) -> list[str]:
    """The words of a clause that a section does not have, if it has these of the terms of which any
    is enough."""
    if any(isinstance(term, ExactName) for term in met):
        return []
    if len(leaf.words) < 2:
        return [] if met else [leaf.source]
    texts = [term.word if isinstance(term, SynonymOf) else term.text for term in met]
    return [word for word in leaf.words if not any(text in word for text in texts)]


_FIELDS = {BODY.name: "text", HEADING.name: "headings"}


def _nonzero(*counts: tuple[str, float]) -> Iterator[str]:
    return (f"{_times(count)} in the {part}" for part, count in counts if count)


def _times(count: float) -> str:
    return "once" if count == 1 else f"{count:g} times"
