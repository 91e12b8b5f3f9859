"""What would other numbers of the ranking do? All nine sets, searcher alone, in a minute or two.

    python benchmarks/tuning.py --data ../shared/data --indexes /tmp/indexes --save before.json
    python benchmarks/tuning.py --data ../shared/data --indexes /tmp/indexes \\
        --ranking pair=0.9 idf_power=1.25 --against before.json

``--indexes`` is a folder where indexes are kept; one is built again when the code that makes it,
its texts, or a number that it depends on have changed. ``--ranking`` replaces numbers of the
ranking for this run. ``--save`` writes the reciprocal rank of each query to a file; ``--against``
compares with such a file, by a paired bootstrap (bootstrap.py, which also compares two files).
``--sets`` chooses sets by name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import jieba
from bootstrap import comparison
from measures import Task, reciprocal_ranks
from rankers import build_index, rank_with
from report import THIS
from sets import sets_table
from tasks import Sample, ranking_tasks

import searcher
from searcher.analysis.synonyms import Synonyms
from searcher.indexing.generations import IndexDirectory
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking
from searcher.searching.local import LocalIndex

_MAKE_INDEXES = (
    "analysis/**/*.py",
    "analysis/**/*.txt",
    "content/**/*.py",
    "indexing/**/*.py",
    "fields.py",
    "limits.py",
    "model.py",
)
"""The files of the package that an index depends on."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--ranking", nargs="+", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--sets", nargs="+", metavar="NAME")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    ranking = _ranking(parser, options.ranking)
    started = time.perf_counter()
    ranks = {}
    for task in ranking_tasks(Sample(options.data)):
        (asked,) = task.asked
        if not options.sets or asked.name in options.sets:
            with _engine(task, options.indexes, ranking) as engine:
                ranks[asked.name] = reciprocal_ranks(rank_with(engine, task), asked.questions)
    print(*sets_table({THIS: ranks}).lines(), sep="\n")
    if options.save:
        options.save.write_text(json.dumps({THIS: ranks}), encoding="utf-8")
    if options.against:
        print("", *comparison(options.against, ranks).lines(), sep="\n")
    print(f"{time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


def _ranking(parser: argparse.ArgumentParser, settings: Sequence[str]) -> Ranking:
    """The default ranking with some numbers replaced."""
    types = {field.name: type(getattr(DEFAULT_RANKING, field.name)) for field in fields(Ranking)}
    numbers = {}
    for setting in settings:
        name, _, number = setting.partition("=")
        if name not in types:
            parser.error(f"the ranking has no {name!r}; it has {', '.join(types)}")
        numbers[name] = types[name](float(number))
    return replace(DEFAULT_RANKING, **numbers)


def _engine(task: Task, folder: Path, ranking: Ranking) -> searcher.Engine:
    """An engine on the index of a task that is kept in a folder, built if it is not there."""
    place = folder / _digest(task)
    try:
        return _open(place / "index", ranking)
    except (searcher.IndexNotFound, searcher.IndexMismatch):
        shutil.rmtree(place, ignore_errors=True)
        return _open(build_index(task.files, place, ranking=ranking), ranking)


def _open(index: Path, ranking: Ranking) -> searcher.Engine:
    return searcher.Engine(LocalIndex(IndexDirectory(index), ranking), None, Synonyms.regional())


def _digest(task: Task) -> str:
    """Of the texts and of the code that makes the index."""
    digest = hashlib.sha256()
    for path, text in task.files.items():
        digest.update(f"{path}\0{text}\0".encode())
    package = Path(searcher.__file__).parent
    for file in sorted(file for part in _MAKE_INDEXES for file in package.glob(part)):
        digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
