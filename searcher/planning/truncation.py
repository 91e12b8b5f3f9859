"""Truncation of a query with too many terms to the weightiest ones."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from searcher.planning.plan import (
    All,
    AnyOf,
    Clause,
    Not,
    Phrase,
    ScoredTerm,
    Terms,
    scored_weights,
)

__all__ = ["count_scored_terms", "weightiest"]


def count_scored_terms(clause: Clause) -> int:
    """How many different terms add to the score."""
    return len(scored_weights(clause))


def weightiest(clause: All, most: int) -> All:
    """The clause with its ``most`` weightiest terms; of equal weights, the first.

    Filters, exclusions and the texts of phrases stay; words without any term left are dropped.
    """
    weights = scored_weights(clause)
    ordered = sorted(weights, key=weights.__getitem__, reverse=True)  # stable
    kept = frozenset(ordered[:most])
    children = (_with_terms(child, kept) for child in clause.children)
    return All(tuple(child for child in children if child is not None))


def _with_terms(clause: Clause, kept: Set[ScoredTerm]) -> Clause | None:
    match clause:
        case Terms(terms=terms):
            weightier = tuple(each for each in terms if not each.weight or each.term in kept)
            matches = any(each.matches for each in weightier)
            return replace(clause, terms=weightier) if matches else None
        case Phrase(terms=terms):
            return replace(clause, terms=tuple(each for each in terms if each.term in kept))
        case All(children) | AnyOf(children):
            remaining = tuple(
                each for child in children if (each := _with_terms(child, kept)) is not None
            )
            return replace(clause, children=remaining) if remaining else None
        case Not():
            return clause
