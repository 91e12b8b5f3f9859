"""Relaxation: where few sections meet all words of a query, those that meet some are hits as well.

Which words are optional, and how many sections are enough, is decided by the words alone. Phrases,
fields, exclusions and operands of ``AND`` are always required.
"""

from __future__ import annotations

from searcher.fields import FIELDS
from searcher.planning.plan import All, AnyOf, Clause, Relaxation, Terms

__all__ = ["relaxation"]


def relaxation(clause: All, names: tuple[Clause, ...]) -> Relaxation | None:
    """The relaxation of a clause; None if it has fewer than two optional words. Sections that
    match one of ``names`` match it as well."""
    optional = tuple(child for child in clause.children if _is_optional(child))
    if len(optional) < 2:
        return None
    required = tuple(child for child in clause.children if not _is_optional(child))
    return Relaxation(optional, All((*required, AnyOf((*optional, *names)))))


def _is_optional(clause: Clause) -> bool:
    match clause:
        case Terms(field):
            return FIELDS[field].optional and not clause.is_filter
        case AnyOf(children):
            return all(_is_optional(child) for child in children)
    return False
