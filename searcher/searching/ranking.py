"""A query on a snapshot: which sections, in which order."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.synonyms import Synonyms
from searcher.highlight.targets import Target
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation
from searcher.query.nodes import And
from searcher.searching.clauses import All, AnyOf, Choice, Clause, Terms, Whole, leaves
from searcher.searching.collector import Collector
from searcher.searching.compile import Compiler
from searcher.searching.explanation import explain
from searcher.searching.names import Names

__all__ = ["Ranked", "Ranking", "count", "rank"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section in its place."""

    document: int
    score: float
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """A page of ranked sections, and what to mark in them."""

    total: int
    total_is_exact: bool
    relaxed: bool
    is_doubtful: bool
    """Whether the query may be mistyped: nothing has all of it, or some short chunk looks so."""
    sections: tuple[Ranked, ...]
    title_targets: tuple[Target, ...]
    text_targets: tuple[Target, ...]


def rank(
    query: And,
    reader: GenerationReader,
    analyzer: Analyzer,
    synonyms: Synonyms,
    *,
    limit: int,
    offset: int = 0,
    group: bool = False,
    explained: bool = False,
) -> Ranking:
    """The sections that answer a query, by falling score, ties in the order of the content.

    Where no section meets every unit of the query, those are ranked that meet any; where
    none does that, those that have all characters of one.
    """
    with reader.damage():
        names = Names(reader)
        clause = Compiler(analyzer, synonyms, names).compile(query)
        collector = Collector(reader, names, clause)
        found = collector.page(clause, offset, limit, group)
        relaxed = False
        for looser in _relaxations(clause):
            if found.total:
                break
            found = collector.page(looser, offset, limit, group)
            relaxed = bool(found.total)
        is_doubtful = not found.total or relaxed or collector.is_doubtful(clause)
        sections = tuple(
            Ranked(
                document,
                score,
                explain(clause, document, score, collector) if explained else None,
            )
            for document, score in zip(found.documents.tolist(), found.scores.tolist(), strict=True)
        )
    asked = list(leaves(clause))
    return Ranking(
        total=found.total,
        total_is_exact=found.total_is_exact,
        relaxed=relaxed,
        is_doubtful=is_doubtful,
        sections=sections,
        title_targets=tuple(t for leaf in asked if leaf.field != "body" for t in leaf.targets),
        text_targets=tuple(
            t for leaf in asked if leaf.field in ("text", "body") for t in leaf.targets
        ),
    )


def count(query: And, reader: GenerationReader, analyzer: Analyzer, synonyms: Synonyms) -> int:
    """How many sections meet every unit of a query, as :class:`Ranking` has it in ``total``."""
    with reader.damage():
        names = Names(reader)
        clause = Compiler(analyzer, synonyms, names).compile(query)
        return Collector(reader, names, clause).page(clause, 0, 0, group=False).total


def _relaxations(clause: All) -> list[Clause]:
    """What to look for where nothing meets the clause, the stricter first."""
    optional = tuple(child for child in clause.children if _may_be_relaxed(child))
    if not optional:
        return []
    required = tuple(child for child in clause.children if not _may_be_relaxed(child))
    characters = tuple(
        Whole(leaf.field, (), (Choice(weak, "", leaf.targets[0], True),), leaf.source)
        for leaf in leaves(clause)
        if isinstance(leaf, Terms)
        and (weak := tuple(each.wanted.text for each in leaf.wanted if not each.matches))
    )
    choices = (optional, characters) if characters else (optional,)
    return [All((*required, AnyOf(choice))) for choice in choices]


def _may_be_relaxed(clause: Clause) -> bool:
    """A chunk or phrase in no field of its own, or a choice; never what was excluded."""
    match clause:
        case Terms(field) | Whole(field):
            return field == "text"
        case AnyOf(children):
            return all(_may_be_relaxed(child) for child in children)
    return False
