"""The best sections of all segments for a clause, and how many meet it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.backend import Budget
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import All, AnyOf, Clause, Not, Phrase, ScoredTerm, Terms, leaves
from searcher.searching.matching import SegmentMatching
from searcher.searching.names import SegmentNames
from searcher.searching.postings import QueryPostings, ScoredPostings
from searcher.searching.topk import SLACK, Best, Norms, best_of, best_of_any
from searcher.searching.twophase import approximation, needs_confirmation, to_confirm

__all__ = ["MAX_COUNTED", "Collector", "Found"]

MAX_COUNTED = 10_000
"""Up to this number totals are exact."""

_BLOCK = 4096
"""Sections that are confirmed between two looks at the time."""

Documents = NDArray[np.int64]


class Found(NamedTuple):
    """A page of sections."""

    total: int
    """How many meet the clause, or articles of these; MAX_COUNTED if there are more."""
    total_is_exact: bool
    documents: Documents
    scores: NDArray[np.float64]


class Collector:
    """Evaluates clauses for one query, scored by the terms of ``query``, on one generation."""

    def __init__(
        self,
        reader: GenerationReader,
        names: SegmentNames,
        ranking: Ranking,
        query: Clause,
        budget: Budget,
    ) -> None:
        self._segments = reader.segments
        self._ranking = ranking
        self._budget = budget
        self._postings = QueryPostings(reader, names, ranking, budget)
        weights: defaultdict[ScoredTerm, float] = defaultdict(float)
        for leaf in leaves(query):
            for term, weight, _ in leaf.terms:
                if weight:
                    weights[term] += weight
        self._weights = weights
        self._scored = self._postings.scored(weights)

    def page(self, clause: Clause, offset: int, limit: int, group: bool) -> Found:
        """The sections that meet ``clause``, by falling score, ties in the order of the content;
        with ``group`` the best of each article."""
        count = max(offset + limit, 1)
        if not group and (alternatives := self._alternatives(clause)):
            terms, filters = alternatives
            total, parts = self._any_of(terms, filters, count)
            complete = True
        else:
            total, parts, complete = self._all_of(clause, count, group)
        documents, scores, ordinals = _joined(parts)
        order = np.lexsort((ordinals, -scores))
        if group:
            articles = self._articles(documents)[order]
            _, first = np.unique(articles, return_index=True)
            total, order = len(first), order[np.sort(first)]
        order = order[offset : offset + limit]
        is_exact = complete and total <= MAX_COUNTED
        return Found(min(total, MAX_COUNTED), is_exact, documents[order], scores[order])

    def contribution(self, term: ScoredTerm, weight: float, document: int) -> float:
        """What a term with a weight adds to the score of a section; 0 where it does not stand."""
        number, segment = self._segment(document)
        local = np.array([document - segment.base])
        lists = [scored for own, scored in self._scored[number] if own == term]
        if not lists:
            return 0.0
        share = weight / self._weights[term]
        prior, norms = self._priors(segment)[self.is_back_matter(document)]
        found = best_of(segment, norms, Best(local, np.zeros(1)), lists, 1)
        return float(found.scores[0]) * share * prior

    def frequency(self, term: ScoredTerm, document: int) -> float:
        """How often a section has a term."""
        number, segment = self._segment(document)
        postings = self._postings.of(term)[number]
        if postings is None:
            return 0.0
        _, places = postings.find(np.array([document - segment.base]))
        return float(postings.frequencies_at(places).sum())

    def is_back_matter(self, document: int) -> bool:
        """Whether a section is notes, references or links."""
        _, segment = self._segment(document)
        return bool(segment.segment.documents.back_matter[document - segment.base])

    def document_frequency(self, term: ScoredTerm) -> int:
        """How many sections have a term."""
        return self._postings.document_frequency(term)

    def _alternatives(self, clause: Clause) -> tuple[list[ScoredTerm], list[Clause]] | None:
        """Terms of which any is enough, and filters, if that is what the clause comes to."""
        children = clause.children if isinstance(clause, All) else (clause,)
        filters = [child for child in children if _is_filter(child)]
        asking = [child for child in children if not _is_filter(child)]
        if len(asking) != 1:
            return None
        (choice,) = asking
        terms: list[ScoredTerm] = []
        for each in choice.children if isinstance(choice, AnyOf) else (choice,):
            if not isinstance(each, Terms) or each.is_filter:
                return None
            terms += each.matching
        costly = [child for child in filters if needs_confirmation(child)]
        if costly and self._count_excluded(costly) > MAX_COUNTED:
            return None
        return terms, filters

    def _count_excluded(self, filters: Sequence[Clause]) -> int:
        """How many sections may have to be read to know what filters exclude."""
        return sum(
            len(self._matching(number).documents(approximation(each.child)))
            for number in range(len(self._segments))
            for each in filters
            if isinstance(each, Not)
        )

    def _any_of(
        self, terms: Sequence[ScoredTerm], filters: Sequence[Clause], count: int
    ) -> tuple[int, list[_Part]]:
        """How many sections have any of the terms and meet the filters, and the best of them."""
        asked = frozenset(terms)
        frequencies = [self._postings.document_frequency(term) for term in asked]
        total = max(frequencies, default=0)
        is_known = not filters and (len(asked) == 1 or total > MAX_COUNTED)
        if not is_known:
            total = 0
        best = _Threshold(count)
        parts: list[_Part] = []
        for number, segment in enumerate(self._segments):
            matching = [scored for term, scored in self._scored[number] if term in asked]
            others = [scored for term, scored in self._scored[number] if term not in asked]
            allowed = self._allowed(number, filters)
            if not is_known:
                total += _count(segment, matching, allowed)
            most = sum(scored.bound for scored in (*matching, *others))
            for prior, norms in self._priors(segment):
                if prior * most < best.value * SLACK:
                    continue
                found = best_of_any(
                    segment, norms, allowed, matching, others, count, best.value / prior
                )
                parts.append(_part(segment, found, prior))
                best.add(parts[-1].scores)
        return total, parts

    def _all_of(self, clause: Clause, count: int, group: bool) -> tuple[int, list[_Part], bool]:
        """How many sections meet the clause, and the best of them, or all to be grouped; and
        whether that is all there are, or only that there are too many to count."""
        superset, left = approximation(clause), to_confirm(clause)
        candidates = []
        for number, segment in enumerate(self._segments):
            documents = self._matching(number).documents(superset)
            candidates.append(segment.live(documents))
        if left and sum(map(len, candidates)) > MAX_COUNTED:
            enough = max(count, MAX_COUNTED + 1)
            part, complete = self._best_first(candidates, left, enough, group)
            return len(part.documents), [part], complete
        total = 0
        parts = []
        for number, documents in enumerate(candidates):
            documents = documents[self._confirmed(number, documents, left)]
            total += len(documents)
            parts += self._ranked(number, documents, len(documents) if group else count)
        return total, parts, True

    def _best_first(
        self, candidates: Sequence[Documents], clauses: Sequence[Clause], count: int, group: bool
    ) -> tuple[_Part, bool]:
        """The best ``count`` and more, or those of so many articles, of many sections that meet
        the clauses, which take long to confirm; and whether these are all."""
        part = _joined(
            [
                own
                for number, documents in enumerate(candidates)
                for own in self._ranked(number, documents, len(documents))
            ]
        )
        part = part.take(np.lexsort((part.ordinals, -part.scores)))
        kept: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        found = start = 0
        while found < count and start < len(part.documents):
            size = self._budget.take(min(_BLOCK, len(part.documents) - start))
            if not size:
                break
            places = np.arange(start, start + size)
            kept.append(places[self._confirmed_of_all(part.documents[places], clauses)])
            found += len(kept[-1])
            start += size
            if group:
                found = len(np.unique(self._articles(part.documents[np.concatenate(kept)])))
        return part.take(np.concatenate(kept)), start >= len(part.documents)

    def _confirmed_of_all(
        self, documents: Documents, clauses: Sequence[Clause]
    ) -> NDArray[np.bool_]:
        """Whether documents of any segments, in whatever order, meet the clauses."""
        met = np.zeros(len(documents), np.bool_)
        for number, segment in enumerate(self._segments):
            end = segment.base + segment.document_count
            (own,) = ((documents >= segment.base) & (documents < end)).nonzero()
            own = own[documents[own].argsort()]
            met[own] = self._confirmed(number, documents[own] - segment.base, clauses)
        return met

    def _confirmed(
        self, number: int, documents: Documents, clauses: Sequence[Clause]
    ) -> NDArray[np.bool_]:
        """Whether documents of a segment, ascending, meet clauses of which they meet the
        approximations."""
        matching = self._matching(number)
        met = np.ones(len(documents), np.bool_)
        for clause in clauses:
            left = documents[met]
            if isinstance(clause, Phrase):
                met[met] = matching.confirmed(clause, left)
            else:
                met[met] = matching.mask(clause, left)
        return met

    def _ranked(self, number: int, documents: Documents, count: int) -> list[_Part]:
        """The best of some documents of a segment."""
        segment = self._segments[number]
        lists = [scored for _, scored in self._scored[number]]
        parts = []
        for prior, norms in self._priors(segment):
            own = documents
            if segment.has_back_matter:
                back_matter = segment.segment.documents.back_matter.take(documents)
                own = documents[back_matter == (norms.back_matter)]
            found = best_of(segment, norms, Best(own, np.zeros(len(own))), lists, count)
            parts.append(_part(segment, found, prior))
        return parts

    def _allowed(self, number: int, filters: Sequence[Clause]) -> NDArray[np.bool_] | None:
        """Which documents of a segment are not deleted and meet the filters; None if all do."""
        segment = self._segments[number]
        if not filters:
            return segment.alive
        allowed = np.ones(segment.document_count, np.bool_)
        if segment.alive is not None:
            allowed &= segment.alive
        matching = self._matching(number)
        for clause in filters:
            if isinstance(clause, Not):
                allowed[matching.documents(clause.child)] = False
            else:
                met = np.zeros(segment.document_count, np.bool_)
                met[matching.documents(clause)] = True
                allowed &= met
        return allowed

    def _priors(self, segment: SegmentReader) -> list[tuple[float, Norms]]:
        """What scores are multiplied with, and the norms of the sections for which they are."""
        prose = (1.0, Norms(*segment.norms(back_matter=False), back_matter=False))
        if not segment.has_back_matter:
            return [prose]
        back_matter = Norms(*segment.norms(back_matter=True), back_matter=True)
        return [prose, (self._ranking.back_matter, back_matter)]

    def _matching(self, number: int) -> SegmentMatching:
        return SegmentMatching(
            self._segments[number], lambda term: self._postings.of(term)[number], self._budget
        )

    def _segment(self, document: int) -> tuple[int, SegmentReader]:
        segments = list(enumerate(self._segments))
        return next(pair for pair in reversed(segments) if document >= pair[1].base)

    def _articles(self, documents: Documents) -> Documents:
        """A number for each document's article, the same for those of one article alone."""
        articles = np.empty(len(documents), np.int64)
        first = 0
        for segment in self._segments:
            own = segment.segment.documents.articles
            within = (documents >= segment.base) & (documents < segment.base + len(own))
            articles[within] = own[documents[within] - segment.base] + first
            first += len(segment.segment.documents.sections)
        return articles


class _Part(NamedTuple):
    """The best sections of one segment."""

    documents: Documents
    scores: NDArray[np.float64]
    ordinals: Documents

    def take(self, places: NDArray[np.int64]) -> _Part:
        """Those at some places."""
        return _Part(
            self.documents.take(places), self.scores.take(places), self.ordinals.take(places)
        )


def _part(segment: SegmentReader, best: Best, prior: float) -> _Part:
    documents = best.documents + segment.base
    return _Part(documents, best.scores * prior, segment.ordinals(best.documents))


def _joined(parts: Sequence[_Part]) -> _Part:
    if not parts:
        return _Part(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64))
    return _Part(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.ordinals for part in parts]),
    )


def _is_filter(clause: Clause) -> bool:
    """Whether a clause adds to no score."""
    return isinstance(clause, Not) or (isinstance(clause, Terms) and clause.is_filter)


class _Threshold:
    """The score of the last of the best so many."""

    def __init__(self, count: int) -> None:
        self.value = 0.0
        self._count = count
        self._best = np.empty(0)

    def add(self, scores: NDArray[np.float64]) -> None:
        best = np.concatenate((self._best, scores))
        self._best = np.sort(best)[max(len(best) - self._count, 0) :]
        if len(best) >= self._count:
            self.value = float(self._best[0])


def _count(
    segment: SegmentReader, lists: Sequence[ScoredPostings], allowed: NDArray[np.bool_] | None
) -> int:
    """How many allowed documents are in any of the lists."""
    marks = np.zeros(segment.document_count, np.bool_)
    for scored in lists:
        marks[scored.postings.documents()] = True
    if allowed is not None:
        marks &= allowed
    return int(np.count_nonzero(marks))
