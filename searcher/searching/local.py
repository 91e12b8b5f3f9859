"""The local backend: plans evaluated on a generation in a directory."""

from __future__ import annotations

from typing import cast

from searcher.backend import Budget, PageRequest, RankedPage, RankedSection, SectionId
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import All, Clause, Plan, Term
from searcher.searching.collector import Collector
from searcher.searching.explanation import explain
from searcher.searching.names import SegmentNames
from searcher.searching.vocabulary import SegmentVocabulary

__all__ = ["LocalReader"]


class LocalReader:
    """One generation as :class:`~searcher.backend.IndexReader`; an id is a section's number."""

    def __init__(self, reader: GenerationReader, ranking: Ranking) -> None:
        self.reader = reader
        self.ranking = ranking
        self.names = SegmentNames(reader)
        self.vocabulary = SegmentVocabulary(reader)

    def document_frequency(self, term: Term) -> int:
        """How many sections have a term."""
        return self._collector(Budget(), All(())).document_frequency(term)

    def page(self, plan: Plan, request: PageRequest, budget: Budget) -> RankedPage:
        """The sections that meet a plan, by falling score, ties in the order of the content.

        Where no section meets it, those that meet the first of its relaxations that any meets.
        """
        collector = self._collector(budget, plan.clause)
        limit, offset, group = request
        found = collector.page(plan.clause, offset, limit, group)
        relaxed = False
        for looser in plan.relaxations:
            if found.total:
                break
            found = collector.page(looser, offset, limit, group)
            relaxed = bool(found.total)
        return RankedPage(
            sections=tuple(
                RankedSection(SectionId(document), score)
                for document, score in zip(
                    found.documents.tolist(), found.scores.tolist(), strict=True
                )
            ),
            total=found.total,
            total_is_exact=found.total_is_exact and not budget.limited,
            relaxed=relaxed,
            limited=(*plan.limited, *budget.limited),
        )

    def count(self, plan: Plan) -> int:
        """How many sections meet a plan unrelaxed, as ``total`` of :meth:`page` has it."""
        budget = Budget()
        return self._collector(budget, plan.clause).page(plan.clause, 0, 0, group=False).total

    def explain(self, plan: Plan, section: RankedSection) -> Explanation:
        """Why a section of the page has its score."""
        collector = self._collector(Budget(), plan.clause)
        document = cast(int, section.id)
        return explain(plan.clause, document, section.score, collector, self.ranking)

    def _collector(self, budget: Budget, query: Clause) -> Collector:
        return Collector(self.reader, self.names, self.ranking, query, budget)
