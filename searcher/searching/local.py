"""The local backend: plans evaluated on a generation in a directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from searcher.analysis.analyzer import Analyzer, open_analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.backend import Budget, PageRequest, RankedPage, RankedSection, SectionId
from searcher.indexing.codec.documents import StoredSection
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.identity import check_identity
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation, FoundSection
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import All, Clause, Plan, Term
from searcher.searching.collector import Collector
from searcher.searching.explanation import explain
from searcher.searching.names import SegmentNames
from searcher.searching.vocabulary import SegmentVocabulary

__all__ = ["LocalIndex", "LocalReader"]


@dataclass(frozen=True, slots=True)
class LocalIndex:
    """An index in a directory, as :class:`~searcher.backend.Index`."""

    directory: IndexDirectory
    ranking: Ranking | None = None
    """What it is ranked by; None is for what it was made with."""

    def open(self) -> LocalReader:
        """A reader of the current generation.

        Raises IndexNotFound, IndexMismatch if it was made by another version or with another
        analysis, IndexDamaged, IndexingError if it cannot be read.
        """
        generation = GenerationReader.open(self.directory)
        try:
            words = UserDictionary(generation.user_dictionary_text)
            analyzer = open_analyzer(words)
            ranking = self.ranking or Ranking.from_dict(generation.manifest.ranking)
            check_identity(generation.manifest, analyzer.tokenizer, words, ranking)
        except BaseException:
            generation.close()
            raise
        return LocalReader(generation, analyzer, ranking)

    def is_current(self, reader: LocalReader) -> bool:
        """Whether a reader has the generation that :meth:`open` would open."""
        return self.directory.is_current(reader.generation.generation)


class LocalReader:
    """One generation as :class:`~searcher.backend.IndexReader`; an id is a section's number."""

    def __init__(self, generation: GenerationReader, analyzer: Analyzer, ranking: Ranking) -> None:
        self.generation = generation
        self.analyzer = analyzer
        self.ranking = ranking
        self.names = SegmentNames(generation)
        self.vocabulary = SegmentVocabulary(generation)

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

    def sections(self, ids: Sequence[SectionId]) -> list[FoundSection]:
        """What is shown of some sections, in their order."""
        stored = self.generation.sections([cast(int, each) for each in ids])
        return [_found(section) for section in stored]

    def close(self) -> None:
        """Let the generation go."""
        self.generation.close()

    def _collector(self, budget: Budget, query: Clause) -> Collector:
        return Collector(self.generation, self.names, self.ranking, query, budget)


def _found(section: StoredSection) -> FoundSection:
    article, detail, text = section
    return FoundSection(
        article=article.title,
        name=article.name,
        root=article.root,
        path=article.path,
        categories=tuple(article.categories),
        headings=tuple(detail.headings),
        anchor=detail.anchor,
        line=detail.line,
        text=text,
    )
