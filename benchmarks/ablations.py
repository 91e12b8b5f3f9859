"""What each part of the ranking is worth: the same questions with that part switched off.

Nothing in the package can be switched; what an ablation changes is patched for its time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from unittest.mock import patch

from measures import FIGURES, Table, Task, figures, loss, reciprocal_ranks
from rankers import build_index, rank_with

import searcher

__all__ = ["ABLATIONS", "Ablation", "ablate", "check_ablations"]


Changes: TypeAlias = "Mapping[str, object]"
"""New values by dotted name: that which the using module reads, where it imported the value."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part of the ranking."""

    label: str
    changes: Changes
    rebuild: bool = False
    """Whether the part is in the index, too."""


_WEIGHTS = "searcher.searching.weighting"
_COMPILE = "searcher.searching.compile"
_BUILDING = "searcher.indexing.inversion"
_READING = "searcher.searching.lists"
_SATURATION = "searcher.indexing.saturation"

_NO_CHARACTERS: Changes = {f"{_WEIGHTS}.CHARACTER": 0.0}
_NO_NAMES: Changes = {
    f"{_COMPILE}.NAMED": 0.0,
    "searcher.searching.names.Names.within": lambda *_: (),
}
_NO_SYNONYMS: Changes = {"searcher.analysis.synonyms.Synonyms.find": lambda *_: []}

ABLATIONS = (
    Ablation("no single characters", _NO_CHARACTERS),
    Ablation("no names", _NO_NAMES),
    Ablation("no synonyms", _NO_SYNONYMS),
    Ablation("synonyms as good as the word", {f"{_COMPILE}.EQUIVALENT": 1.0}),
    Ablation(
        "equivalents within any word",
        {"searcher.analysis.synonyms.Synonyms.holding": lambda *_: ()},
    ),
    Ablation("pairs only", {**_NO_CHARACTERS, **_NO_NAMES, **_NO_SYNONYMS}),
    Ablation("stop words count", {f"{_WEIGHTS}.is_stop_word": lambda *_: False}),
    Ablation("no prior for back matter", {"searcher.searching.collector.BACK_MATTER": 1.0}),
    Ablation(
        "no title boost",
        {f"{_BUILDING}.TITLE_BOOST": 0, f"{_READING}.TITLE_BOOST": 0},
        rebuild=True,
    ),
    Ablation(
        "no heading boost",
        {f"{_BUILDING}.HEADING_BOOST": 0, f"{_READING}.HEADING_BOOST": 0},
        rebuild=True,
    ),
    Ablation("idf as it is", {"searcher.searching.scoring.IDF_POWER": 1.0}),
    Ablation("typical length 68", {f"{_SATURATION}.TYPICAL_LENGTH": 68}, rebuild=True),
    Ablation("b 0: lengths do not count", {f"{_SATURATION}.B": 0.0}, rebuild=True),
    Ablation("b 0.75, as the peers", {f"{_SATURATION}.B": 0.75}, rebuild=True),
    Ablation("k1 0.5", {f"{_SATURATION}.K1": 0.5}, rebuild=True),
    Ablation("k1 1.5", {f"{_SATURATION}.K1": 1.5}, rebuild=True),
)


MIXED = tuple(each for each in ABLATIONS if each.label in ("idf as it is", "typical length 68"))
"""What matters where texts of one kind are among many of another. 68 is the average there."""


def ablate(task: Task, ablations: Sequence[Ablation]) -> list[Table]:
    """For each set of questions of a task, the whole ranking, then each ablation.

    The loss is in MRR@10, below zero where the ranking is better without the part; beside it
    the standard error over the questions, by pairs.
    """
    rows: list[list[tuple[str | float, ...]]] = [[] for _ in task.asked]
    whole: list[list[float]] = []
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(task.files, Path(folder) / "whole")
        for number, ablation in enumerate((Ablation("the whole ranking", {}), *ablations)):
            with changed_ranking(ablation):
                changed = index
                if ablation.rebuild:
                    changed = build_index(task.files, Path(folder) / str(number))
                ranks = _ranks(task, changed)
            whole = whole or ranks
            for table, before, after in zip(rows, whole, ranks, strict=True):
                table.append((ablation.label, *figures(after), *loss(before, after)))
    return [
        Table(asked.name, ("part", *FIGURES, "loss", "±"), table)
        for asked, table in zip(task.asked, rows, strict=True)
    ]


def check_ablations() -> None:
    """Raise AttributeError where an ablation changes what is no longer there."""
    for ablation in ABLATIONS:
        with changed_ranking(ablation):
            pass


@contextmanager
def changed_ranking(ablation: Ablation) -> Iterator[None]:
    """The ranking without a part, for as long as the block runs."""
    with ExitStack() as stack:
        for name, value in ablation.changes.items():
            stack.enter_context(patch(name, value))
        yield


def _ranks(task: Task, index: Path) -> list[list[float]]:
    with searcher.Engine.open(index) as engine:
        rank = rank_with(engine, task)
        return [reciprocal_ranks(rank, asked.questions) for asked in task.asked]
