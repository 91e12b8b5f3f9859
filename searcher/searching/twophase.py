"""Two-phase matching: the approximation of a clause, and what is left to confirm."""

from __future__ import annotations

from searcher.planning.plan import All, AnyOf, Clause, Not, Phrase, Terms

__all__ = ["EVERYTHING", "approximation", "needs_confirmation", "to_confirm"]

EVERYTHING = Not(AnyOf(()))
"""Matches every section."""


def needs_confirmation(clause: Clause) -> bool:
    """Whether texts must be read to know which sections match the clause."""
    match clause:
        case Terms():
            return False
        case Phrase():
            return not clause.is_exact
        case All(children) | AnyOf(children):
            return any(map(needs_confirmation, children))
        case Not(child):
            return needs_confirmation(child)


def approximation(clause: Clause) -> Clause:
    """A clause that needs no confirmation and matches all sections that ``clause`` does, or more.

    >>> approximation(Not(Phrase("text", (), (), "x"))) == Not(Phrase("text", (), (), "x"))
    True
    """
    if not needs_confirmation(clause):
        return clause
    match clause:
        case Phrase():
            return clause.approximation()
        case All(children):
            return All(tuple(map(approximation, children)))
        case AnyOf(children):
            return AnyOf(tuple(map(approximation, children)))
        case _:  # a section with all terms of a phrase need not have the phrase
            return EVERYTHING


def to_confirm(clause: Clause) -> tuple[Clause, ...]:
    """The clauses to confirm in sections that match the approximation; all are required."""
    children = clause.children if isinstance(clause, All) else (clause,)
    return tuple(filter(needs_confirmation, children))
