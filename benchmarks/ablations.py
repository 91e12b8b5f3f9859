"""What each part of the ranking is worth: the same questions with that part switched off.

An ablation is another ``Ranking``, or another table of synonyms.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from pathlib import Path

from measures import FIGURES, Table, Task, figures, loss, reciprocal_ranks
from rankers import build_index, rank_with

import searcher.analysis
from searcher.analysis.synonyms import Synonyms
from searcher.indexing.generations import IndexDirectory
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking
from searcher.planning.expansion import MAX_NAME_LENGTH
from searcher.searching.local import LocalIndex

__all__ = ["ABLATIONS", "Ablation", "ablate", "ablated_engine"]


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part of the ranking, and what it is ranked by without it."""

    label: str
    ranking: Ranking = DEFAULT_RANKING
    synonyms: Synonyms | None = None
    """Those of the regions where it is None."""

    @property
    def rebuild(self) -> bool:
        """Whether the part is in the index, too."""
        return not self.ranking.is_indexed_alike(DEFAULT_RANKING)


_REGIONAL = Synonyms.regional()


def _openccs_words() -> Synonyms:
    """The regional words of OpenCC's tables alone, without regional_names.txt."""
    text = (files(searcher.analysis) / "regional.txt").read_text(encoding="utf-8")
    pairs = [tuple(line.split("=")) for line in text.splitlines() if not line.startswith("#")]
    table: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for pair in pairs:
        for word in pair:
            table[word].append(pair)
    return replace(_REGIONAL, table={word: tuple(found) for word, found in table.items()})


_without = partial(replace, DEFAULT_RANKING)
_NO_NAMES = {"exact_name": 0.0, "shortest_name": MAX_NAME_LENGTH + 1}

ABLATIONS = (
    Ablation("no single characters", _without(character=0.0)),
    Ablation("no names", _without(**_NO_NAMES)),
    Ablation("no synonyms", synonyms=Synonyms.none()),
    Ablation("no regional names", synonyms=_openccs_words()),
    Ablation("synonyms as good as the word", _without(synonym=1.0)),
    Ablation("synonyms within any word", synonyms=replace(_REGIONAL, exceptions=())),
    Ablation("pairs only", _without(character=0.0, **_NO_NAMES), Synonyms.none()),
    Ablation("stop words count", _without(ignore_stop_words=False)),
    Ablation("no prior for back matter", _without(back_matter=1.0)),
    Ablation("no title boost", _without(title_boost=0)),
    Ablation("no heading boost", _without(heading_boost=0)),
    Ablation("plain idf", _without(idf_power=1.0)),
    Ablation("typical length 68", _without(typical_length=68)),
    Ablation("b 0: lengths do not count", _without(b=0.0)),
    Ablation("b 0.75, as the peers", _without(b=0.75)),
    Ablation("k1 0.5", _without(k1=0.5)),
    Ablation("k1 1.5", _without(k1=1.5)),
)


MIXED = tuple(each for each in ABLATIONS if each.label in ("plain idf", "typical length 68"))
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
        for number, ablation in enumerate((Ablation("the whole ranking"), *ablations)):
            changed = index
            if ablation.rebuild:
                folder_of = Path(folder) / str(number)
                changed = build_index(task.files, folder_of, ranking=ablation.ranking)
            ranks = _ranks(task, changed, ablation)
            whole = whole or ranks
            for table, before, after in zip(rows, whole, ranks, strict=True):
                table.append((ablation.label, *figures(after), *loss(before, after)))
    return [
        Table(asked.name, ("part", *FIGURES, "loss", "±"), table)
        for asked, table in zip(task.asked, rows, strict=True)
    ]


def ablated_engine(index: Path, ablation: Ablation) -> searcher.Engine:
    """An engine that ranks without a part."""
    synonyms = _REGIONAL if ablation.synonyms is None else ablation.synonyms
    return searcher.Engine(LocalIndex(IndexDirectory(index), ablation.ranking), None, synonyms)


def _ranks(task: Task, index: Path, ablation: Ablation) -> list[list[float]]:
    with ablated_engine(index, ablation) as engine:
        rank = rank_with(engine, task)
        return [reciprocal_ranks(rank, asked.questions) for asked in task.asked]
