"""A generation as an engine has it: open, with what answers queries on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searcher.analysis.synonyms import Synonyms
from searcher.backend import Budget
from searcher.forking import Lock, importing
from searcher.planning.plan import Plan
from searcher.planning.planner import Planner
from searcher.query.nodes import And
from searcher.searching.local import LocalReader

if TYPE_CHECKING:
    from searcher.suggesting.queries import Correction
    from searcher.suggesting.suggester import Suggester

__all__ = ["OpenedGeneration"]

_MOST_CONFIRMED = 48
"""Sections that are read to find out whether a text stands somewhere, those where it is likeliest
first."""


class OpenedGeneration:
    """A generation of an index, open until nobody uses it.

    Counts its users under the lock of the engine that owns it.
    """

    def __init__(self, reader: LocalReader) -> None:
        self.reader = reader
        self._users = 1
        self._lock = Lock()
        self._suggester: Suggester | None = None

    @property
    def suggester(self) -> Suggester:
        """The suggester of this generation, made when it is first needed."""
        # Imported here, because most searches do not need it.
        with importing:
            from searcher.suggesting.suggester import Suggester

        with self._lock:
            self._suggester = self._suggester or Suggester(
                self.reader.generation, self.reader.analyzer
            )
        return self._suggester

    def planner(self, synonyms: Synonyms, script_exact: bool = False) -> Planner:
        """A planner for one query on this generation."""
        r = self.reader
        return Planner(r.analyzer, synonyms, r.ranking, r.names, r.vocabulary, script_exact)

    def is_suspect(self, plan: Plan) -> bool:
        """Whether a query may be misspelled."""
        with importing:
            from searcher.suggesting.suspicion import is_suspect

        return is_suspect(plan.clause, self.reader)

    def correct(self, query: str) -> Correction | None:
        """The correction of a suspected misspelling, if there is one."""

        def finds(tree: And) -> bool:
            # Without synonyms, which take most of the time: what is suspect has none, as a rule.
            plan = self.planner(Synonyms.none()).plan(tree)
            return self.reader.count(plan, Budget(sections=_MOST_CONFIRMED)) > 0

        return self.suggester.correct(query, finds)

    def acquire(self) -> OpenedGeneration:
        self._users += 1
        return self

    def release(self) -> None:
        self._users -= 1
        if not self._users:
            self.reader.close()
