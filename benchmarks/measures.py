"""What is asked, of what, and how well an engine did: MRR@10, hit@1, recall@10."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias

__all__ = [
    "FIGURES",
    "Asked",
    "Question",
    "Ranker",
    "Table",
    "Task",
    "figures",
    "loss",
    "reciprocal_ranks",
]

Ranker: TypeAlias = "Callable[[str], list[int]]"
"""From a question to the numbers of up to ten answers, best first; -1 is no answer to anything."""

Question: TypeAlias = "tuple[str, frozenset[int]]"
"""What is asked, and the numbers of its right answers. One of these is enough."""

Cell: TypeAlias = "str | int | float"

FIGURES = ("MRR@10", "hit@1", "recall@10")


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions of one kind."""

    name: str
    questions: Sequence[Question]
    for_peers: Callable[[str], str] = str
    """What the users of other engines would do to a question first."""


@dataclass(frozen=True, slots=True)
class Task:
    """A collection, and what is asked of it."""

    files: Mapping[str, str]
    """The texts of the files by path, for this project."""
    answers: Mapping[str, int]
    """The number of the answer that each file is."""
    units: Sequence[str]
    """The texts that a peer indexes: paragraphs, or sections with title and headings in front."""
    owners: Sequence[int]
    """The number of the answer that each unit belongs to."""
    asked: Sequence[Asked]

    @property
    def group(self) -> bool:
        """Whether an answer is an article, whichever of its sections is found."""
        return len(self.units) > len(self.answers)


@dataclass(frozen=True, slots=True)
class Table:
    """What is printed."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def records(self) -> list[dict[str, Cell]]:
        """A row as what stands in each column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def markdown(self) -> Iterator[str]:
        """As lines of Markdown."""
        yield f"{self.title}:"
        yield ""
        for row in (self.columns, ["---"] * len(self.columns), *self.rows):
            yield f"| {' | '.join(map(_shown, row))} |"

    def lines(self) -> Iterator[str]:
        """As text, in columns."""
        cells = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        yield f"== {self.title}"
        for row in cells:
            yield "  ".join(
                f"{cell:>{width}}" if place else f"{cell:<{width}}"
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()


def reciprocal_ranks(rank: Ranker, questions: Sequence[Question]) -> list[float]:
    """For each question 1 over the place of its first right answer, counted from 1; 0 if it has
    none."""
    return [_reciprocal(rank(question), right) for question, right in questions]


def figures(ranks: Sequence[float]) -> tuple[float, float, float]:
    """The three FIGURES."""
    count = len(ranks)
    return (
        sum(ranks) / count,
        sum(rank == 1 for rank in ranks) / count,
        sum(rank > 0 for rank in ranks) / count,
    )


def loss(whole: Sequence[float], without: Sequence[float]) -> tuple[float, float]:
    """By how much the mean is less without a part, and the standard error of that, by pairs."""
    differences = [before - after for before, after in zip(whole, without, strict=True)]
    count = len(differences)
    mean = sum(differences) / count
    variance = sum((difference - mean) ** 2 for difference in differences) / max(count - 1, 1)
    return mean, sqrt(variance / count)


def _reciprocal(ranking: list[int], right: frozenset[int]) -> float:
    return next((1 / place for place, answer in enumerate(ranking, 1) if answer in right), 0.0)


def _shown(cell: Cell) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)
