"""What stands between a plan and an index: the protocol that every backend keeps.

An index is read a generation at a time: a reader sees one, whatever is written meanwhile. Sections
have ids that only their reader understands.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NewType, Protocol

from searcher.analysis.analyzer import Analyzer
from searcher.limits import MAX_CONFIRMED_SECTIONS
from searcher.model import Explanation, FoundSection
from searcher.planning.bm25 import Ranking
from searcher.planning.expansion import Names, Vocabulary
from searcher.planning.plan import Plan, Term

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
    """Which part of the ranking is wanted."""

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
    """Sections whose text may still be read to confirm phrases."""
    limited: dict[str, None] = field(default_factory=dict)
    """What was cut off, in words."""

    def is_over(self) -> bool:
        """Whether the time is up; asked between blocks of work."""
        if time.monotonic() < self.deadline:
            return False
        self.limited["the time was up: the best found so far"] = None
        return True

    def take(self, sections: int) -> int:
        """How many of some sections may be read."""
        if self.is_over():
            return 0
        taken = min(sections, self.sections)
        self.sections -= taken
        if taken < sections:
            self.limited[
                f"phrases were looked for in {MAX_CONFIRMED_SECTIONS} sections, the best by words"
            ] = None
        return taken


class RankedSection(NamedTuple):
    """A section in its place."""

    id: SectionId
    score: float


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of the ranking."""

    sections: tuple[RankedSection, ...]
    total: int
    """How many sections meet the plan, or articles if they are grouped."""
    total_is_exact: bool
    """Whether that is the number itself and not a lower bound."""
    relaxed: bool
    """Whether nothing met the whole plan, so that these meet a relaxation of it."""
    limited: tuple[str, ...]
    """What was cut off, in words."""


class IndexReader(Protocol):
    """One generation of an index; safe to share between threads."""

    @property
    def ranking(self) -> Ranking:
        """The numbers that it ranks by."""

    @property
    def analyzer(self) -> Analyzer:
        """What its texts were analysed with."""

    @property
    def names(self) -> Names:
        """What its sections and articles are called."""

    @property
    def vocabulary(self) -> Vocabulary:
        """Its terms."""

    def document_frequency(self, term: Term) -> int:
        """How many sections have a term."""

    def page(self, plan: Plan, request: PageRequest, budget: Budget) -> RankedPage:
        """The sections that meet a plan, by falling score, ties in the order of the content."""

    def count(self, plan: Plan) -> int:
        """How many sections meet a plan unrelaxed, as ``total`` of :meth:`page` has it."""

    def explain(self, plan: Plan, section: RankedSection) -> Explanation:
        """Why a section of the page has its score."""

    def sections(self, ids: Sequence[SectionId]) -> list[FoundSection]:
        """What is shown of some sections, in their order."""

    def close(self) -> None:
        """Let the generation go."""


class Index(Protocol):
    """An index, whichever generation of it is the current one."""

    def open(self) -> IndexReader:
        """A reader of the current generation."""
