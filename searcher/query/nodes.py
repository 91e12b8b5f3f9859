"""The tree that a query is parsed to: frozen, comparable, free of any analysis.

``field`` is one that a query can name (see :mod:`searcher.fields`), or ``text``, which searches
title, headings and text, if the query names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from searcher.fields import TEXT

__all__ = [
    "And",
    "Dates",
    "Fuzzy",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Regex",
    "Wildcard",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Words typed without white space between them: a section matches with any, and ranks by all.

    In title, heading, category and path, which are short, they match only in one piece.
    """

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text in quotes, which matches exactly, in whatever script."""

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Near:
    """A proximity: words in quotes before ``~N``, which match near each other, in any order.

    In category and path it matches as a phrase.
    """

    text: str
    """The words with white space between them, or a text to be split into its words."""
    distance: int
    """The most code points between them in total, white space not counted."""
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Prefix:
    """A text before ``*``, which matches every word that begins with it."""

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word of Latin letters and digits with ``?`` for one of them, or ``*`` for any number."""

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word before ``~1``, which matches itself and every word one edit away."""

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression between ``re:/`` and ``/``, over the author's text."""

    text: str
    """The pattern as typed, not folded, in RE2's syntax."""
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class Dates:
    """Matches articles dated in a range, the first and the last day included."""

    first: str
    """ISO 8601, or empty for an open range, like ``last``. Not both are empty."""
    last: str


@dataclass(frozen=True, slots=True)
class And:
    """Matches where every child does. The root of a query is one; its children may be relaxed."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches where any child does."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches where the child does not."""

    child: Node


Node: TypeAlias = Words | Phrase | Near | Prefix | Wildcard | Fuzzy | Regex | Dates | And | Or | Not
