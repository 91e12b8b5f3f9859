"""What the index is asked for a query: conditions, with what each adds to the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from searcher.highlight.targets import Target
from searcher.query.nodes import Field
from searcher.searching.wanted import Wanted

__all__ = [
    "All",
    "AnyOf",
    "Clause",
    "Containing",
    "Dated",
    "Except",
    "Terms",
    "Weighted",
    "Whole",
    "leaves",
]


class Weighted(NamedTuple):
    """What a query wants, and how much it counts."""

    wanted: Wanted
    weight: float
    matches: bool = True
    """Whether having it is enough to meet the clause."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Met by anything wanted that ``matches``; scored by all."""

    field: Field
    wanted: tuple[Weighted, ...]
    targets: tuple[Target, ...]
    source: str
    """The chunk as typed."""
    function_only: bool = False
    """Whether the chunk asks for function words alone."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Met where the field has a text as the target finds it; scored by what is wanted."""

    field: Field
    wanted: tuple[Weighted, ...]
    needed: tuple[str, ...]
    """Terms without which the text cannot be there."""
    proven: bool
    """Whether having ``needed`` is proof; otherwise ``target`` must be found in the text."""
    word: str
    """The text, where it may be a term itself, which is proof too; or nothing."""
    target: Target
    source: str

    @property
    def targets(self) -> tuple[Target, ...]:
        """What is marked."""
        return (self.target,)


@dataclass(frozen=True, slots=True)
class Containing:
    """Met where an entry of a list field contains the text. Filters, adds no score."""

    field: Field
    text: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Met by articles of these days, in ISO 8601; an empty one is no limit. Adds no score."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class All:
    """Met where every child is."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Met where any child is."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Met where the child is not. Adds no score."""

    child: Clause


Clause: TypeAlias = Terms | Whole | Containing | Dated | All | AnyOf | Except


def leaves(clause: Clause) -> Iterator[Terms | Whole]:
    """The clauses below and including ``clause`` that add to scores."""
    match clause:
        case Terms() | Whole():
            yield clause
        case All(children) | AnyOf(children):
            for child in children:
                yield from leaves(child)
