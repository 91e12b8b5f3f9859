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
    "Choice",
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
    stop_words_only: bool = False
    """Whether the chunk asks for stop words alone."""
    words: tuple[str, ...] = ()
    """The words of the chunk that count."""


class Choice(NamedTuple):
    """A text as its target finds it."""

    needed: tuple[str, ...]
    """Terms without which the text cannot be there."""
    word: str
    """The text, where it may be a term itself, which is proof of it; or nothing."""
    target: Target
    is_certain: bool = False
    """Whether having all that is needed is proof, too; otherwise the target must be found."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Met where the field has one of some texts; scored by what is wanted."""

    field: Field
    wanted: tuple[Weighted, ...]
    choices: tuple[Choice, ...]
    source: str

    @property
    def targets(self) -> tuple[Target, ...]:
        """What is marked."""
        return tuple(choice.target for choice in self.choices)

    @property
    def is_certain(self) -> bool:
        """Whether it is met wherever all terms are that one of the texts needs."""
        return all(choice.is_certain for choice in self.choices)

    def taken_for_certain(self) -> Whole:
        """The same, without asking for proof."""
        choices = tuple(choice._replace(is_certain=True) for choice in self.choices)
        return Whole(self.field, self.wanted, choices, self.source)


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
