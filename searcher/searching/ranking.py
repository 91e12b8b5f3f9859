"""A query on a snapshot: which sections, in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.analyzer import Analyzer
from searcher.highlight.targets import Target
from searcher.indexing.reader import GenerationReader
from searcher.model import Explanation
from searcher.query.nodes import And
from searcher.searching.collector import Collector, leaves
from searcher.searching.compile import All, AnyOf, Clause, Prefixed, Terms, Whole, compile_query
from searcher.searching.explanation import explain

__all__ = ["Ranked", "Ranking", "rank"]


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
    relaxed: bool
    sections: tuple[Ranked, ...]
    title_targets: tuple[Target, ...]
    text_targets: tuple[Target, ...]


def rank(
    query: And,
    reader: GenerationReader,
    analyzer: Analyzer,
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
    clause = compile_query(query, analyzer)
    collector = Collector(reader)
    matching, relaxed = _match(clause, collector)
    documents = np.flatnonzero(matching)
    scores = collector.scores(clause)
    order = documents[np.lexsort((documents, -scores[documents]))]
    if group:
        order = _best_of_each(order, reader.articles)
    page = order[offset : offset + limit].tolist()
    asked = list(leaves(clause))
    return Ranking(
        total=len(order),
        relaxed=relaxed,
        sections=tuple(
            Ranked(
                document,
                float(scores[document]),
                explain(clause, document, float(scores[document]), collector)
                if explained
                else None,
            )
            for document in page
        ),
        title_targets=tuple(leaf.target for leaf in asked if leaf.field != "body"),
        text_targets=tuple(leaf.target for leaf in asked if leaf.field in ("text", "body")),
    )


def _match(clause: All, collector: Collector) -> tuple[NDArray[np.bool_], bool]:
    """Which sections are ranked, and whether the query had to be relaxed for that."""
    matching = collector.matching(clause)
    optional = [child for child in clause.children if _may_be_relaxed(child)]
    if matching.any() or not optional:
        return matching, False
    required = [child for child in clause.children if not _may_be_relaxed(child)]
    kept = collector.matching(All(tuple(required))) if required else ~matching
    some = kept & collector.matching(AnyOf(tuple(optional)))
    if not some.any():
        some = kept & collector.having_all_characters(clause)
    return some, bool(some.any())


def _may_be_relaxed(clause: Clause) -> bool:
    """A chunk or phrase in no field of its own, or a choice; never what was excluded."""
    match clause:
        case Terms(field) | Whole(field) | Prefixed(field):
            return field == "text"
        case AnyOf(children):
            return all(_may_be_relaxed(child) for child in children)
    return False


def _best_of_each(order: NDArray[np.int64], articles: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each article the section that comes first."""
    _, first = np.unique(articles[order], return_index=True)
    best: NDArray[np.int64] = order[np.sort(first)]
    return best
