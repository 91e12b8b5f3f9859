"""The tree that a query is parsed to: frozen, comparable, free of any analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

__all__ = ["FIELDS", "And", "Chunk", "Field", "Node", "Not", "Or", "Phrase", "Prefix"]

Field: TypeAlias = Literal["text", "title", "heading", "category", "path", "body"]
"""``text`` is what a query asks where it names no field: title, headings and text."""

FIELDS: tuple[Field, ...] = get_args(Field)[1:]
"""Those that a query can name."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words as typed, between white space: met by any of them, ranked by how many.

    In title, heading, category and path, which are short, met where it stands whole.
    """

    text: str
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood in quotes: met where it stands just so, in whatever script."""

    text: str
    field: Field = "text"


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stood before ``*``: met by every word that begins so."""

    text: str
    field: Field = "text"


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


Node: TypeAlias = Chunk | Phrase | Prefix | And | Or | Not
