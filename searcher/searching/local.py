"""The local backend: evaluates plans on a generation in a directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.analyzer import Analyzer, open_analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary
from searcher.backend import Budget, PageRequest, RankedPage, RankedSection, SectionId
from searcher.indexing.codec.records import StoredSection
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.identity import check_identity
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation, FoundSection
from searcher.planning.bm25 import Ranking
from searcher.planning.description import TermStatistics
from searcher.planning.plan import All, Clause, ExactName, Plan, ScoredTerm, Term, leaves
from searcher.searching.collector import Collector
from searcher.searching.explanation import explain
from searcher.searching.names import SegmentNames
from searcher.searching.postings import QueryPostings
from searcher.searching.vocabulary import SegmentVocabulary

__all__ = ["LocalIndex", "LocalReader"]


@dataclass(frozen=True, slots=True)
class LocalIndex:
    """An index in a directory; implements :class:`~searcher.backend.Index`."""

    directory: IndexDirectory
    ranking: Ranking | None = None
    """The ranking to use instead of the one that the index records."""

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
        """Whether a reader reads the current generation."""
        return self.directory.is_current(reader.generation.generation)


class LocalReader:
    """Reads one generation; implements :class:`~searcher.backend.IndexReader`.

    A section id is the number of the section in the generation.
    """

    def __init__(self, generation: GenerationReader, analyzer: Analyzer, ranking: Ranking) -> None:
        self.generation = generation
        self.analyzer = analyzer
        self.ranking = ranking
        self.names = SegmentNames(generation)
        self.vocabulary = SegmentVocabulary(generation)

    def document_frequency(self, term: Term) -> int:
        """How many sections have a term."""
        return self._collector(Budget(), All(())).document_frequency(term)

    def statistics(self, terms: Sequence[ScoredTerm]) -> list[TermStatistics]:
        """What the index knows of each of some scored terms."""
        postings = QueryPostings(self.generation, self.names, self.ranking, Budget())
        frequencies = [postings.document_frequency(term) for term in terms]
        return [
            TermStatistics(frequency, postings.idf(term, frequency))
            for term, frequency in zip(terms, frequencies, strict=True)
        ]

    def page(self, plan: Plan, request: PageRequest, budget: Budget) -> RankedPage:
        """The sections that match a plan, by falling score, ties in the order of the content.

        If too few match all words of a query, those that match any of them.
        """
        collector = self._collector(budget, plan.clause)
        limit, offset, group = request
        looser = plan.relaxation
        if looser and collector.count(looser.all_words) < self.ranking.enough:
            found = collector.page(looser.clause, offset, limit, group, looser.all_words)
            missing = _missing(looser.words, found.documents, collector)
        else:
            found = collector.page(plan.clause, offset, limit, group)
            missing = [()] * len(found.documents)
        names = self._names(plan.clause, found.documents.tolist())
        columns = (found.documents.tolist(), found.scores.tolist(), missing, names)
        return RankedPage(
            sections=tuple(
                RankedSection(SectionId(document), score, lacking, named)
                for document, score, lacking, named in zip(*columns, strict=True)
            ),
            total=found.total,
            total_is_exact=found.total_is_exact and not budget.limited,
            total_all_words=found.total_preferred,
            relaxed=found.total_preferred < found.total,
            limited=(*plan.limited, *budget.limited),
            worths=collector.worths,
        )

    def count(self, plan: Plan, budget: Budget) -> int:
        """How many sections match all of a plan, without relaxation."""
        return self._collector(budget, plan.clause).count(plan.clause)

    def explain(
        self, plan: Plan, sections: Sequence[RankedSection], budget: Budget
    ) -> list[Explanation]:
        """How the score of each section of a page is computed; what is not done before the deadline
        is left out, and ``budget.limited`` says so."""
        return explain(
            plan.clause,
            [cast(int, section.id) for section in sections],
            [section.score for section in sections],
            self.generation,
            self.names,
            self.ranking,
            budget,
        )

    def sections(self, ids: Sequence[SectionId]) -> list[FoundSection]:
        """The stored sections with these ids, in the same order."""
        stored = self.generation.sections([cast(int, each) for each in ids])
        return [_found(section) for section in stored]

    def close(self) -> None:
        """Release the generation."""
        self.generation.close()

    def _names(self, clause: Clause, documents: Sequence[int]) -> list[tuple[str, ...]]:
        """The exact names in a clause that each of some sections has, as typed where they were."""
        named: dict[str, set[int]] = {}
        for leaf in leaves(clause):
            for term, _, _ in leaf.terms:
                if isinstance(term, ExactName):
                    typed = leaf.source if fold(leaf.source) == term.text else term.text
                    found = zip(self.generation.segments, self.names.named(term.text), strict=True)
                    named[typed] = {segment.base + each for segment, own in found for each in own}
        return [
            tuple(name for name, sections in named.items() if document in sections)
            for document in documents
        ]

    def _collector(self, budget: Budget, query: Clause) -> Collector:
        return Collector(self.generation, self.names, self.ranking, query, budget)


def _missing(
    words: Sequence[Clause], documents: NDArray[np.int64], collector: Collector
) -> list[tuple[str, ...]]:
    """The words that each of some sections does not match, as they were typed."""
    matches = [collector.matches(word, documents).tolist() for word in words]
    typed = [" OR ".join(leaf.source for leaf in leaves(word)) for word in words]
    return [
        tuple(word for word, does_match in zip(typed, row, strict=True) if not does_match)
        for row in zip(*matches, strict=True)
    ]


def _found(section: StoredSection) -> FoundSection:
    article, detail, text = section
    return FoundSection(
        article=article.title,
        name=article.name,
        root=article.root,
        path=article.path,
        type=article.type,
        date=article.date,
        categories=tuple(article.categories),
        tags=tuple(article.tags),
        headings=tuple(detail.headings),
        anchor=detail.anchor,
        line=detail.line,
        lines=detail.line_map,
        text=text,
        other_forms=(
            *article.title_variants,
            *article.title_forms,
            *chain.from_iterable(detail.heading_variants),
            *detail.heading_forms,
            *detail.variants,
        ),
    )
