"""The tree that a query is parsed to: frozen, comparable, free of any analysis.

``field`` is one that a query can name (see :mod:`searcher.fields`), or ``text``, which is title,
headings and text: what a query asks where it names none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

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
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """Words as typed, between white space: met by any of them, ranked by how many.

    In title, heading, category and path, which are short, met where it stands whole.
    """

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood in quotes: met where it stands just so, in whatever script."""

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Near:
    """What stood in quotes before ``~N``: met where all words stand together, in any order.

    In category and path met as a phrase.
    """

    text: str
    """The words, with white space between them, or a text that they stand in."""
    distance: int
    """How many code points may stand between them all, white space not counted."""
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stood before ``*``: met by every word that begins so."""

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """What stood before ``~1``: met by it, and by words with a letter more, less, or another."""

    text: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Dates:
    """Met by the articles of these days, the first and the last included."""

    first: str
    """ISO 8601, or empty where no day is too early; so for ``last``. Not both are empty."""
    last: str


@dataclass(frozen=True, slots=True)
class And:
    """Every child must be met. The root of a query, whose children may be relaxed, is one."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any child may be met."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The child must not be met."""

    child: Node


Node: TypeAlias = Words | Phrase | Near | Prefix | Fuzzy | Dates | And | Or | Not
