"""The protocol between planning and an index, which every backend implements.

A reader sees one generation of an index, whatever is written meanwhile. Section ids are opaque:
only the reader that returned them understands them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NewType, Protocol

from searcher.analysis.analyzer import Analyzer
from searcher.limits import MAX_CONFIRMED_SECTIONS
from searcher.model import Explanation, FoundSection
from searcher.planning.bm25 import Ranking
from searcher.planning.description import TermStatistics
from searcher.planning.expansion import Names, Vocabulary
from searcher.planning.plan import Plan, ScoredTerm, Term

__all__ = [
    "Budget",
    "Index",
    "IndexReader",
    "PageRequest",
    "RankedPage",
    "RankedSection",
    "SectionId",
]

SectionId = NewType("SectionId", object)


class PageRequest(NamedTuple):
    """The part of the ranking to return."""

    limit: int
    offset: int = 0
    group: bool = False
    """Whether only the best section of each article is a hit."""


@dataclass(slots=True)
class Budget:
    """What evaluating one query may still cost; not shared between queries."""

    deadline: float = float("inf")
    """Seconds of :func:`time.monotonic`."""
    sections: int = MAX_CONFIRMED_SECTIONS
    """Sections whose text may still be read to confirm phrases and regular expressions."""
    limited: dict[str, None] = field(default_factory=dict)
    """Descriptions of what was cut off."""

    def is_over(self) -> bool:
        """Whether the deadline has passed; checked between blocks of work."""
        if time.monotonic() < self.deadline:
            return False
        self.limited["the time limit was reached: these are the best hits found so far"] = None
        return True

    def take(self, sections: int) -> int:
        """Reserve up to ``sections`` sections to be read; returns how many may be."""
        if self.is_over():
            return 0
        granted = min(sections, self.sections)
        self.sections -= granted
        if granted < sections:
            self.limited[
                f"only the {MAX_CONFIRMED_SECTIONS} best sections were read to confirm what matches"
            ] = None
        return granted


class RankedSection(NamedTuple):
    """A section with its score."""

    id: SectionId
    score: float
    missing: tuple[str, ...] = ()
    """Words of a relaxed query that the section does not match."""
    names: tuple[str, ...] = ()
    """Names of the section, or texts of links to it, that the query is."""


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of the ranking."""

    sections: tuple[RankedSection, ...]
    total: int
    """How many sections match the plan, or articles if they are grouped."""
    total_is_exact: bool
    """Whether ``total`` is exact, and not a lower bound."""
    total_all_words: int
    """How many of them match all words."""
    relaxed: bool
    """Whether some match only some of the words."""
    limited: tuple[str, ...]
    """Descriptions of what was cut off."""
    worths: Mapping[str, float] = field(default_factory=dict)
    """What each scored term of the plan that is a text is worth: its weight times its inverse
    document frequency."""


class IndexReader(Protocol):
    """One generation of an index; safe to share between threads."""

    @property
    def ranking(self) -> Ranking:
        """The numbers of its ranking."""

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer that its texts were analysed with."""

    @property
    def names(self) -> Names:
        """The names of its sections and articles."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Its terms."""

    def document_frequency(self, term: Term) -> int:
        """How many sections have a term."""

    def statistics(self, terms: Sequence[ScoredTerm]) -> list[TermStatistics]:
        """What the index knows of each of some scored terms."""

    def page(self, plan: Plan, request: PageRequest, budget: Budget) -> RankedPage:
        """The sections that match a plan, by falling score, ties in the order of the content."""

    def count(self, plan: Plan, budget: Budget) -> int:
        """How many sections match all of a plan, without relaxation."""

    def explain(
        self, plan: Plan, sections: Sequence[RankedSection], budget: Budget
    ) -> list[Explanation]:
        """How the score of each section of a page is computed; what is not done before the deadline
        is left out, and ``budget.limited`` says so."""

    def sections(self, ids: Sequence[SectionId]) -> list[FoundSection]:
        """The stored sections with these ids, in the same order."""

    def close(self) -> None:
        """Release the generation."""


class Index(Protocol):
    """An index, whose current generation may change."""

    def open(self) -> IndexReader:
        """A reader of the current generation."""
