"""The best sections of all segments for a clause, and how many meet it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.searching.clauses import (
    All,
    AnyOf,
    Clause,
    Containing,
    Dated,
    Except,
    Terms,
    Whole,
    leaves,
)
from searcher.searching.lists import Lists, Scored
from searcher.searching.matching import Matching, matching
from searcher.searching.names import Names
from searcher.searching.scoring import BACK_MATTER
from searcher.searching.topk import SLACK, Best, Norms, best_of, best_of_any
from searcher.searching.wanted import Term, Wanted

__all__ = ["MOST_COUNTED", "Collector", "Found"]

MOST_COUNTED = 10_000
"""Up to this number totals are exact."""

_SHORT = 12
"""Code points of a chunk that is looked at for slips: longer ones are questions, which have
many a word that no text has."""

Documents = NDArray[np.int64]


class Found(NamedTuple):
    """A page of sections."""

    total: int
    """How many meet the clause, or articles of these; MOST_COUNTED if there are more."""
    total_is_exact: bool
    documents: Documents
    scores: NDArray[np.float64]


class Collector:
    """Evaluates clauses for one query, scored by the terms of ``query``, on one generation."""

    def __init__(self, reader: GenerationReader, names: Names, query: Clause) -> None:
        self._reader = reader
        self._lists = Lists(reader, names)
        weights: defaultdict[Wanted, float] = defaultdict(float)
        for leaf in leaves(query):
            for wanted, weight, _ in leaf.wanted:
                weights[wanted] += weight
        self._weights = weights
        self._scored = self._lists.scored(weights)

    def page(self, clause: Clause, offset: int, limit: int, group: bool) -> Found:
        """The sections that meet ``clause``, by falling score, ties in the order of the content;
        with ``group`` the best of each article."""
        count = max(offset + limit, 1)
        if not group and (alternatives := _alternatives(clause)):
            terms, filters = alternatives
            total, parts = self._any_of(terms, filters, count)
            all_known = True
        else:
            total, parts, all_known = self._all_of(clause, count, group)
        documents, scores, ordinals = _joined(parts)
        order = np.lexsort((ordinals, -scores))
        if group:
            articles = self._articles(documents)[order]
            _, first = np.unique(articles, return_index=True)
            total, order = len(first), order[np.sort(first)]
        order = order[offset : offset + limit]
        is_exact = all_known and total <= MOST_COUNTED
        return Found(min(total, MOST_COUNTED), is_exact, documents[order], scores[order])

    def contribution(self, wanted: Wanted, weight: float, document: int) -> float:
        """What a term with a weight adds to the score of a section; 0 where it does not stand."""
        number, segment = self._segment(document)
        local = np.array([document - segment.base])
        lists = [scored for own, scored in self._scored[number] if own == wanted]
        share = weight / self._weights[wanted]
        prior, norms = _priors(segment)[self.is_back_matter(document)]
        found = best_of(segment, norms, Best(local, np.zeros(1)), lists, 1)
        return float(found.scores[0]) * share * prior

    def frequency(self, wanted: Wanted, document: int) -> float:
        """How often a section has something."""
        number, segment = self._segment(document)
        postings = self._lists.of(wanted)[number]
        if postings is None:
            return 0.0
        _, places = postings.find(np.array([document - segment.base]))
        return float(postings.frequencies_at(places).sum())

    def is_back_matter(self, document: int) -> bool:
        """Whether a section is notes, references or links."""
        _, segment = self._segment(document)
        return bool(segment.segment.documents.back_matter[document - segment.base])

    def is_doubtful(self, clause: Clause) -> bool:
        """Whether some short chunk looks mistyped: a word of it is nowhere, or a character is left
        over between its words."""
        return any(
            isinstance(leaf, Terms)
            and len(leaf.source) <= _SHORT
            and any(
                len(word) == 1 < len(leaf.words) or not self._is_known(leaf.field, word)
                for word in leaf.words
            )
            for leaf in leaves(clause)
        )

    def _is_known(self, field: str, word: str) -> bool:
        is_long = len(word) > 2 and not word.isascii()  # in the dictionary, or a name
        return is_long or self._lists.document_frequency(Term(field, word)) > 0

    def document_frequency(self, wanted: Wanted) -> int:
        """How many sections have a term."""
        return self._lists.document_frequency(wanted)

    def _any_of(
        self, terms: Sequence[Wanted], filters: Sequence[Clause], count: int
    ) -> tuple[int, list[_Part]]:
        """How many sections have any of the terms and meet the filters, and the best of them."""
        wanted = frozenset(terms)
        frequencies = [self._lists.document_frequency(term) for term in wanted]
        total = max(frequencies, default=0)
        is_known = not filters and (len(wanted) == 1 or total > MOST_COUNTED)
        if not is_known:
            total = 0
        best = _Threshold(count)
        parts: list[_Part] = []
        for number, segment in enumerate(self._reader.segments):
            matching = [scored for term, scored in self._scored[number] if term in wanted]
            others = [scored for term, scored in self._scored[number] if term not in wanted]
            allowed = self._allowed(number, filters)
            if not is_known:
                total += _count(segment, matching, allowed)
            most = sum(scored.bound for scored in (*matching, *others))
            for prior, norms in _priors(segment):
                if prior * most < best.value * SLACK:
                    continue
                found = best_of_any(
                    segment, norms, allowed, matching, others, count, best.value / prior
                )
                parts.append(self._part(segment, found, prior))
                best.add(parts[-1].scores)
        return total, parts

    def _all_of(self, clause: Clause, count: int, group: bool) -> tuple[int, list[_Part], bool]:
        """How many sections meet the clause, and the best of them, or all to be grouped; and
        whether that is all there are, or only that there are too many to count."""
        superset, unproven = _without_proofs(clause)
        total = 0
        all_known = True
        parts = []
        for number, segment in enumerate(self._reader.segments):
            matching = self._matching(number)
            documents = matching.documents(superset)
            if segment.alive is not None:
                documents = documents[segment.alive.take(documents)]
            if unproven and len(documents) > MOST_COUNTED:
                enough = max(count, MOST_COUNTED + 1)
                part, complete = self._proven(number, documents, unproven, enough, group)
                total += len(part.documents)
                all_known = all_known and complete
                parts.append(part)
                continue
            for each in unproven:
                documents = documents[matching.proven(each, documents)]
            total += len(documents)
            parts += self._ranked(number, documents, len(documents) if group else count)
        return total, parts, all_known

    def _ranked(self, number: int, documents: Documents, count: int) -> list[_Part]:
        """The best of some documents of a segment."""
        segment = self._reader.segments[number]
        lists = [scored for _, scored in self._scored[number]]
        parts = []
        for prior, norms in _priors(segment):
            own = documents
            if segment.has_back_matter:
                back_matter = segment.segment.documents.back_matter.take(documents)
                own = documents[back_matter == (prior < 1)]
            found = best_of(segment, norms, Best(own, np.zeros(len(own))), lists, count)
            parts.append(self._part(segment, found, prior))
        return parts

    def _proven(
        self,
        number: int,
        documents: Documents,
        clauses: Sequence[Whole],
        count: int,
        group: bool,
    ) -> tuple[_Part, bool]:
        """The best ``count`` and more, or those of so many articles, of many documents that meet
        the clauses, which take long to prove; and whether these are all."""
        segment = self._reader.segments[number]
        matching = self._matching(number)
        part = _joined(self._ranked(number, documents, len(documents)))
        part = part.take(np.lexsort((part.ordinals, -part.scores)))
        kept: list[NDArray[np.int64]] = []
        found = start = 0
        while found < count and start < len(documents):
            places = np.arange(start, min(start + count, len(documents)))
            places = places[part.documents[places].argsort()]
            for clause in clauses:
                local = part.documents[places] - segment.base
                places = places[matching.proven(clause, local)]
            kept.append(places)
            found += len(places)
            start += count
            if group:
                local = part.documents[np.concatenate(kept)] - segment.base
                found = len(np.unique(segment.segment.documents.articles[local]))
        return part.take(np.concatenate(kept)), start >= len(documents)

    def _allowed(self, number: int, filters: Sequence[Clause]) -> NDArray[np.bool_] | None:
        """Which documents of a segment are not deleted and meet the filters; None if all do."""
        segment = self._reader.segments[number]
        if not filters:
            return segment.alive
        allowed = np.ones(segment.document_count, np.bool_)
        if segment.alive is not None:
            allowed &= segment.alive
        matching = self._matching(number)
        for clause in filters:
            if isinstance(clause, Except):
                allowed[matching.documents(clause.child)] = False
            else:
                met = np.zeros(segment.document_count, np.bool_)
                met[matching.documents(clause)] = True
                allowed &= met
        return allowed

    def _matching(self, number: int) -> Matching:
        return Matching(
            self._reader.segments[number], lambda wanted: self._lists.of(wanted)[number]
        )

    def _part(self, segment: SegmentReader, best: Best, prior: float) -> _Part:
        documents = best.documents + segment.base
        return _Part(documents, best.scores * prior, segment.ordinals(best.documents))

    def _segment(self, document: int) -> tuple[int, SegmentReader]:
        segments = list(enumerate(self._reader.segments))
        return next(pair for pair in reversed(segments) if document >= pair[1].base)

    def _articles(self, documents: Documents) -> Documents:
        """A number for each document's article, the same for those of one article alone."""
        articles = np.empty(len(documents), np.int64)
        first = 0
        for segment in self._reader.segments:
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


def _joined(parts: Sequence[_Part]) -> _Part:
    return _Part(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.ordinals for part in parts]),
    )


def _without_proofs(clause: Clause) -> tuple[Clause, list[Whole]]:
    """What a clause comes to if texts that have all terms of a whole are taken to have the whole,
    and the wholes of which that remains to be seen."""
    children = clause.children if isinstance(clause, All) else (clause,)
    unproven = [child for child in children if isinstance(child, Whole) and not child.is_certain]
    taken = (child.taken_for_certain() if isinstance(child, Whole) else child for child in children)
    return All(tuple(taken)), unproven


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


def _priors(segment: SegmentReader) -> list[tuple[float, Norms]]:
    """What scores are multiplied with, and the norms of the sections for which they are."""
    prose = (1.0, Norms(*segment.norms(back_matter=False)))
    if not segment.has_back_matter:
        return [prose]
    return [prose, (BACK_MATTER, Norms(*segment.norms(back_matter=True)))]


def _count(
    segment: SegmentReader, lists: Sequence[Scored], allowed: NDArray[np.bool_] | None
) -> int:
    """How many allowed documents are in any of the lists."""
    marks = np.zeros(segment.document_count, np.bool_)
    for scored in lists:
        marks[scored.postings.documents()] = True
    if allowed is not None:
        marks &= allowed
    return int(np.count_nonzero(marks))


def _alternatives(clause: Clause) -> tuple[list[Wanted], list[Clause]] | None:
    """Terms of which any is enough, and filters, if that is what the clause comes to."""
    children = clause.children if isinstance(clause, All) else (clause,)
    filters: list[Clause] = [
        child for child in children if isinstance(child, Except | Containing | Dated)
    ]
    asking = [child for child in children if not isinstance(child, Except | Containing | Dated)]
    if len(asking) != 1:
        return None
    (choice,) = asking
    chunks = choice.children if isinstance(choice, AnyOf) else (choice,)
    terms: list[Wanted] = []
    for chunk in chunks:
        if not isinstance(chunk, Terms):
            return None
        terms += matching(chunk)
    return terms, filters
