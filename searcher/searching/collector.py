"""Collects the best sections of all segments that match a clause, and counts the matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.backend import Budget
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import (
    All,
    AnyOf,
    Clause,
    Not,
    Phrase,
    ScoredTerm,
    SynonymOf,
    Term,
    Terms,
    scored_weights,
)
from searcher.searching.matching import SegmentMatching
from searcher.searching.names import SegmentNames
from searcher.searching.postings import QueryPostings, ScoredPostings
from searcher.searching.ranked import Ranked, Threshold, joined, ranked
from searcher.searching.topk import SLACK, Best, Norms, best_of, best_of_any
from searcher.searching.twophase import approximation, needs_confirmation, to_confirm

__all__ = ["MAX_COUNTED", "Collector", "Found"]

MAX_COUNTED = 10_000
"""The number up to which totals are exact."""

_BLOCK = 4096
"""Sections that are confirmed between two checks of the deadline."""

Documents = NDArray[np.int64]


class Found(NamedTuple):
    """A page of sections."""

    total: int
    """How many sections match, or articles if they are grouped; at most MAX_COUNTED."""
    total_is_exact: bool
    total_preferred: int
    """How many of them match the preferred clause; without one, all of them."""
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
        self._scored = self._postings.scored(scored_weights(query))
        self._supersets: dict[tuple[int, Clause], Documents] = {}

    def count(self, clause: Clause) -> int:
        """How many sections match ``clause``."""
        if needs_confirmation(clause):
            return self.page(clause, 0, 0, group=False).total
        return sum(
            len(segment.live(self._superset(number, clause)))
            for number, segment in enumerate(self._segments)
        )

    def matches(self, clause: Clause, documents: Documents) -> NDArray[np.bool_]:
        """Whether documents of any segments, in any order, match ``clause``."""
        return self._confirmed_of_all(documents, (clause,))

    def page(
        self,
        clause: Clause,
        offset: int,
        limit: int,
        group: bool,
        preferred: Clause | None = None,
    ) -> Found:
        """The sections that match ``clause``, by falling score, ties in the order of the content;
        with ``group`` the best of each article. The scores of those that match ``preferred``, which
        are few, are multiplied by ``Ranking.all_words``."""
        count = max(offset + limit, 1)
        if not group and (alternatives := self._alternatives(clause)):
            terms, filters = alternatives
            total, parts = self._any_of(terms, filters, count)
            complete = True
        else:
            total, parts, complete = self._all_of(clause, count, group)
        part = joined(parts)
        best = self._preferred(clause, preferred) if preferred else None
        if best:
            others = np.isin(part.documents, best.documents, invert=True)
            part = joined([best, part.take(np.flatnonzero(others))])
        documents, scores, ordinals = part
        order = np.lexsort((ordinals, -scores))
        if group:
            articles = self._articles(documents)[order]
            _, first = np.unique(articles, return_index=True)
            total, order = len(first), order[np.sort(first)]
        order = order[offset : offset + limit]
        preferred_count = total
        if best:
            found = self._articles(best.documents) if group else best.documents
            preferred_count = len(np.unique(found))
            total = max(total, preferred_count)  # the time limit may leave others uncounted
        return Found(
            min(total, MAX_COUNTED),
            complete and total <= MAX_COUNTED,
            min(preferred_count, MAX_COUNTED),
            documents[order],
            scores[order],
        )

    def _preferred(self, clause: Clause, preferred: Clause) -> Ranked:
        """The sections that match both clauses, few, with the scores that they are ranked by."""
        parts: list[Ranked] = []
        for number, segment in enumerate(self._segments):
            documents = segment.live(self._superset(number, preferred))
            documents = documents[self._confirmed(number, documents, (preferred, clause))]
            parts += self._ranked(number, documents, len(documents))
        documents, scores, ordinals = joined(parts)
        return Ranked(documents, scores * self._ranking.all_words, ordinals)

    @property
    def worths(self) -> Mapping[str, float]:
        """What each scored term of the query that is a text is worth: its weight times its inverse
        document frequency."""
        worths: dict[str, float] = {}
        for term, weight in self._postings.weights.items():
            if isinstance(term, Term | SynonymOf):
                worths[term.text] = max(weight, worths.get(term.text, 0.0))
        return worths

    def document_frequency(self, term: ScoredTerm) -> int:
        """How many sections have a term."""
        return self._postings.document_frequency(term)

    def _alternatives(self, clause: Clause) -> tuple[list[ScoredTerm], list[Clause]] | None:
        """The terms of a clause of which any is enough, and its filters; None for other clauses."""
        children = clause.children if isinstance(clause, All) else (clause,)
        filters = [child for child in children if _is_filter(child)]
        scored = [child for child in children if not _is_filter(child)]
        if len(scored) != 1:
            return None
        (choice,) = scored
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
        """How many sections must be read, at most, to know what the filters exclude."""
        return sum(
            len(self._matching(number).documents(approximation(each.child)))
            for number in range(len(self._segments))
            for each in filters
            if isinstance(each, Not)
        )

    def _any_of(
        self, terms: Sequence[ScoredTerm], filters: Sequence[Clause], count: int
    ) -> tuple[int, list[Ranked]]:
        """How many sections have any of the terms and match the filters, and the best of them."""
        enough = frozenset(terms)
        frequencies = [self._postings.document_frequency(term) for term in enough]
        total = max(frequencies, default=0)
        is_known = not filters and (len(enough) == 1 or total > MAX_COUNTED)
        if not is_known:
            total = 0
        best = Threshold(count)
        parts: list[Ranked] = []
        for number, segment in enumerate(self._segments):
            matching = [scored for term, scored in self._scored[number] if term in enough]
            others = [scored for term, scored in self._scored[number] if term not in enough]
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
                parts.append(ranked(segment, found, prior))
                best.add(parts[-1].scores)
        return total, parts

    def _all_of(self, clause: Clause, count: int, group: bool) -> tuple[int, list[Ranked], bool]:
        """How many sections match the clause, and the best of them, or all of them to be grouped;
        and whether the count is complete, and not only known to exceed MAX_COUNTED."""
        unconfirmed = to_confirm(clause)
        candidates = [
            segment.live(self._superset(number, clause))
            for number, segment in enumerate(self._segments)
        ]
        if unconfirmed and sum(map(len, candidates)) > MAX_COUNTED:
            enough = max(count, MAX_COUNTED + 1)
            part, complete = self._best_first(candidates, unconfirmed, enough, group)
            return len(part.documents), [part], complete
        total = 0
        parts = []
        for number, documents in enumerate(candidates):
            documents = documents[self._confirmed(number, documents, unconfirmed)]
            total += len(documents)
            parts += self._ranked(number, documents, len(documents) if group else count)
        return total, parts, True

    def _best_first(
        self, candidates: Sequence[Documents], clauses: Sequence[Clause], count: int, group: bool
    ) -> tuple[Ranked, bool]:
        """At least the best ``count`` sections, or those of ``count`` articles, of many candidates,
        which are confirmed in the order of their scores; and whether these are all."""
        part = joined(
            [
                each
                for number, documents in enumerate(candidates)
                for each in self._ranked(number, documents, len(documents))
            ]
        )
        part = part.take(np.lexsort((part.ordinals, -part.scores)))
        kept: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        found = start = 0
        while found < count and start < len(part.documents):
            size = self._budget.take(min(_BLOCK, len(part.documents) - start))
            if not size:
                break
            block = np.arange(start, start + size)
            kept.append(block[self._confirmed_of_all(part.documents[block], clauses)])
            found += len(kept[-1])
            start += size
            if group:
                found = len(np.unique(self._articles(part.documents[np.concatenate(kept)])))
        return part.take(np.concatenate(kept)), start >= len(part.documents)

    def _confirmed_of_all(
        self, documents: Documents, clauses: Sequence[Clause]
    ) -> NDArray[np.bool_]:
        """Whether documents of any segments, in any order, match the clauses."""
        matches = np.zeros(len(documents), np.bool_)
        for number, segment in enumerate(self._segments):
            end = segment.base + segment.document_count
            (indices,) = ((documents >= segment.base) & (documents < end)).nonzero()
            indices = indices[documents[indices].argsort()]
            local = documents[indices] - segment.base
            matches[indices] = self._confirmed(number, local, clauses)
        return matches

    def _confirmed(
        self, number: int, documents: Documents, clauses: Sequence[Clause]
    ) -> NDArray[np.bool_]:
        """Whether documents of a segment, ascending, that match the approximations of the clauses
        match the clauses."""
        matching = self._matching(number)
        matches = np.ones(len(documents), np.bool_)
        for clause in clauses:
            remaining = documents[matches]
            if isinstance(clause, Phrase):
                matches[matches] = matching.confirmed(clause, remaining)
            else:
                matches[matches] = matching.mask(clause, remaining)
        return matches

    def _ranked(self, number: int, documents: Documents, count: int) -> list[Ranked]:
        """The best of some documents of a segment."""
        segment = self._segments[number]
        lists = [scored for _, scored in self._scored[number]]
        parts = []
        for prior, norms in self._priors(segment):
            scored = documents
            if segment.has_back_matter:
                back_matter = segment.segment.documents.back_matter.take(documents)
                scored = documents[back_matter == norms.back_matter]
            found = best_of(segment, norms, Best(scored, np.zeros(len(scored))), lists, count)
            parts.append(ranked(segment, found, prior))
        return parts

    def _allowed(self, number: int, filters: Sequence[Clause]) -> NDArray[np.bool_] | None:
        """Which documents of a segment are live and match the filters; None if all do."""
        segment = self._segments[number]
        if not filters:
            return segment.live_docs
        allowed = np.ones(segment.document_count, np.bool_)
        if segment.live_docs is not None:
            allowed &= segment.live_docs
        matching = self._matching(number)
        for clause in filters:
            if isinstance(clause, Not):
                allowed[matching.documents(clause.child)] = False
            else:
                matches = np.zeros(segment.document_count, np.bool_)
                matches[matching.documents(clause)] = True
                allowed &= matches
        return allowed

    def _priors(self, segment: SegmentReader) -> list[tuple[float, Norms]]:
        """The factors on scores of prose and back matter, each with the norms of its sections."""
        prose = (1.0, Norms(*segment.norms(back_matter=False), back_matter=False))
        if not segment.has_back_matter:
            return [prose]
        back_matter = Norms(*segment.norms(back_matter=True), back_matter=True)
        return [prose, (self._ranking.back_matter, back_matter)]

    def _superset(self, number: int, clause: Clause) -> Documents:
        """The documents of a segment that match the approximation of a clause, found once."""
        key = number, approximation(clause)
        if key not in self._supersets:
            self._supersets[key] = self._matching(number).documents(key[1])
        return self._supersets[key]

    def _matching(self, number: int) -> SegmentMatching:
        return SegmentMatching(
            self._segments[number], lambda term: self._postings.of(term)[number], self._budget
        )

    def _articles(self, documents: Documents) -> Documents:
        """A number for each document that identifies its article."""
        articles = np.empty(len(documents), np.int64)
        first = 0
        for segment in self._segments:
            in_segment = segment.segment.documents.articles
            within = (documents >= segment.base) & (documents < segment.base + len(in_segment))
            articles[within] = in_segment[documents[within] - segment.base] + first
            first += len(segment.segment.documents.sections)
        return articles


def _is_filter(clause: Clause) -> bool:
    """Whether a clause adds to no score."""
    return isinstance(clause, Not) or (isinstance(clause, Terms) and clause.is_filter)


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
