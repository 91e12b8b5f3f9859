"""Nine sets of queries, each asked of its own documents, and their macro average.

DRCD dev, CMRC trial and the seven retrieval sets. The numbers of the ranking were chosen on DRCD
dev, CMRC trial and the even-numbered queries of the seven (counted from 0); their odd-numbered
queries are held out, and have a column of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import mean
from typing import TypeAlias

from bootstrap import DIFFERENCE, differences
from measures import FIGURES, Table, figures, reciprocal_ranks
from rankers import rank_with, rank_with_peer
from report import THIS
from run import Run
from tasks import QUESTION_SETS, all_sets, retrieval_task

__all__ = ["Ranks", "set_tables", "sets_table"]

Ranks: TypeAlias = "Mapping[str, Sequence[float]]"
"""For each set the reciprocal rank of each query."""


def set_tables(run: Run) -> Iterator[Table]:
    """All engines on all sets, and by how much searcher differs from the best peer."""
    found: dict[str, dict[str, list[float]]] = {THIS: {}}
    for task in map(retrieval_task, all_sets(run.sample)):
        (asked,) = task.asked
        with run.engine(task.files) as engine:
            found[THIS][asked.name] = reciprocal_ranks(rank_with(engine, task), asked.questions)
        for name, peer in run.peers(task.units):
            ranks = reciprocal_ranks(rank_with_peer(peer, task), asked.questions)
            found.setdefault(name, {})[asked.name] = ranks
    yield sets_table(found)
    rivals = {engine: ranks for engine, ranks in found.items() if engine != THIS}
    if rivals:
        yield Table(
            "searcher - best peer", ("set", "peer", *DIFFERENCE), _beside(found[THIS], rivals)
        )


def _beside(ours: Ranks, rivals: Mapping[str, Ranks]) -> list[tuple[str | float, ...]]:
    """Of each set, and of the macro average, the difference from the peer that did best there."""
    rows: list[tuple[str | float, ...]] = []
    for name, ranks in ours.items():
        best = max(rivals, key=lambda peer: sum(rivals[peer][name]))
        ((_, difference),) = differences({name: rivals[best][name]}, {name: ranks})
        rows.append((name, best, *difference))
    macro = max(rivals, key=lambda peer: sum(map(mean, rivals[peer].values())))
    *_, (name, difference) = differences(rivals[macro], ours)
    return [*rows, (name, macro, *difference)]


def sets_table(found: Mapping[str, Ranks]) -> Table:
    """The figures of each engine on each set, and the means of the sets."""
    rows: list[tuple[str | float, ...]] = []
    for name in next(iter(found.values())):
        for engine, ranks in found.items():
            rows.append((name, engine, *figures(ranks[name]), *_halves(name, ranks[name])))
    for engine, ranks in found.items():
        each = [figures(of_set) for of_set in ranks.values()]
        halves = [_halves(name, of_set) for name, of_set in ranks.items()]
        means = (_mean(column) for column in (*zip(*each, strict=True), *zip(*halves, strict=True)))
        rows.append(("macro", engine, *means))
    return Table("sets", ("set", "engine", *FIGURES, "chosen on", "held out"), rows)


def _halves(name: str, ranks: Sequence[float]) -> tuple[float | str, float | str]:
    """MRR@10 of the queries on which the numbers were chosen, and of those that are held out."""
    if name in QUESTION_SETS:
        return figures(ranks)[0], ""
    return figures(ranks[::2])[0], figures(ranks[1::2])[0]


def _mean(column: Sequence[float | str]) -> float | str:
    numbers = [number for number in column if isinstance(number, float)]
    return sum(numbers) / len(numbers) if numbers else ""
