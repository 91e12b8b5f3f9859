"""What a process of its own takes: the parts ``resident`` and ``start``."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from command import command_seconds, python_output, python_seconds
from report import Bound, Figure, Report
from shared import Shared
from tantivywords import TantivyWords
from timing import seconds
from workload import Words

from searcher import Engine

__all__ = ["resident", "start"]

_STARTS = 15


def resident(shared: Shared, report: Report) -> None:
    """Memory of a process that has answered all queries."""
    count = f"{len(shared.queries):,} queries, {len(shared.sections):,} sections"
    ours = _resident_megabytes("searcher", shared.index(), shared.queries)
    report.bounds.append(Bound(f"resident after {count}", ours, "MB", 250))
    theirs = _resident_megabytes("tantivy", shared.stored_tantivy_folder, shared.queries)
    report.figures.append(Figure(f"tantivy, resident after {count}", theirs, "MB", "words alone"))


def start(shared: Shared, report: Report) -> None:
    """The first answer of a new process, and opening an index in one that runs."""
    numpy, answer = [], []
    for query in (shared.queries[0], *shared.queries[:_STARTS]):
        numpy.append(python_seconds("-c", "import numpy"))
        answer.append(command_seconds(shared.index(), "search", " ".join(query)))
    ours, theirs = (statistics.median(times[1:]) * 1000 for times in (answer, numpy))
    report.bounds.append(
        Bound("first answer of a new process", ours, "ms", 4, "import numpy", theirs)
    )
    opening = [seconds(lambda: Engine.open(shared.index()).close()) for _ in range(_STARTS)]
    report.figures.append(Figure("Engine.open", statistics.median(opening) * 1000, "ms"))
    folder = shared.stored_tantivy_folder
    opening = [seconds(lambda: TantivyWords(folder)) for _ in range(_STARTS)]
    report.figures.append(Figure("opening tantivy", statistics.median(opening) * 1000, "ms"))


def _resident_megabytes(engine: str, index: Path, queries: Sequence[Words]) -> float:
    program = str(Path(__file__).with_name("resident.py"))
    return int(python_output(program, engine, str(index), standard_input=json.dumps(queries))) / 1e6
