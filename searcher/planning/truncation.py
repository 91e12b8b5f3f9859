"""A query that asks for too many terms is scored by its weightiest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import replace

from searcher.planning.plan import All, AnyOf, Clause, Not, Phrase, ScoredTerm, Terms, leaves

__all__ = ["count_scored_terms", "weightiest"]


def count_scored_terms(clause: Clause) -> int:
    """How many different terms add to the score."""
    return len(_weights(clause))


def weightiest(clause: All, most: int) -> All:
    """The clause with its ``most`` weightiest terms, of those that weigh the same the first.

    What only filters or excludes stays, and so do the texts of phrases; words of which no term is
    left are not asked for.
    """
    weights = _weights(clause)
    ordered = sorted(weights, key=weights.__getitem__, reverse=True)  # stable
    kept = frozenset(ordered[:most])
    children = (_with_terms(child, kept) for child in clause.children)
    return All(tuple(child for child in children if child is not None))


def _weights(clause: Clause) -> dict[ScoredTerm, float]:
    weights: defaultdict[ScoredTerm, float] = defaultdict(float)
    for leaf in leaves(clause):
        for term, weight, _ in leaf.terms:
            if weight:
                weights[term] += weight
    return weights


def _with_terms(clause: Clause, kept: Set[ScoredTerm]) -> Clause | None:
    match clause:
        case Terms(terms=terms):
            left = tuple(each for each in terms if not each.weight or each.term in kept)
            return replace(clause, terms=left) if any(each.matches for each in left) else None
        case Phrase(terms=terms):
            return replace(clause, terms=tuple(each for each in terms if each.term in kept))
        case All(children) | AnyOf(children):
            some = tuple(own for child in children if (own := _with_terms(child, kept)))
            return replace(clause, children=some) if some else None
        case Not():
            return clause
