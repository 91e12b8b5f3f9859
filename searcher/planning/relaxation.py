"""Relaxation: looser clauses for a query that no section matches."""

from __future__ import annotations

from searcher.fields import FIELDS
from searcher.planning.plan import All, AnyOf, Clause, Phrase, PhraseAlternative, Terms, leaves

__all__ = ["relaxations"]


def relaxations(clause: All) -> tuple[Clause, ...]:
    """Looser clauses, the strictest first: any word or phrase instead of all; then all characters
    of any word. Fields, exclusions and operands of ``AND`` stay required."""
    optional = tuple(child for child in clause.children if _is_optional(child))
    if not optional:
        return ()
    required = tuple(child for child in clause.children if not _is_optional(child))
    characters = tuple(
        Phrase(
            leaf.field,
            (),
            (PhraseAlternative(weak, "", leaf.matchers[0], is_exact=True),),
            leaf.source,
        )
        for leaf in leaves(clause)
        if isinstance(leaf, Terms)
        and (weak := tuple(each.term.text for each in leaf.terms if not each.matches))
    )
    choices = (optional, characters) if characters else (optional,)
    return tuple(All((*required, AnyOf(choice))) for choice in choices)


def _is_optional(clause: Clause) -> bool:
    match clause:
        case Terms(field) | Phrase(field):
            return FIELDS[field].optional
        case AnyOf(children):
            return all(_is_optional(child) for child in children)
    return False
