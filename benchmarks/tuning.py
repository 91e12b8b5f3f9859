"""What would other numbers of the ranking do? All nine sets, searcher alone, in a minute or two.

    python benchmarks/tuning.py --data ../shared/data --indexes /tmp/indexes --save before.json
    python benchmarks/tuning.py --data ../shared/data --indexes /tmp/indexes \\
        --ranking pair=0.9 idf_power=1.25 --against before.json

``--indexes`` is a folder where indexes are kept. ``--ranking`` replaces numbers of the ranking for
this run. ``--save`` writes the reciprocal rank of each query to a file; ``--against`` compares
with such a file, by a paired bootstrap (bootstrap.py, which also compares two files). ``--sets``
chooses sets by name. ``--also`` measures other parts of relevance.py with the same numbers.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import jieba
from answers import answer_tables
from bootstrap import comparison
from measures import Table, reciprocal_ranks
from misspellings import misspelling_tables
from rankers import rank_with
from report import THIS
from run import Run
from sets import sets_table
from shortqueries import short_query_tables
from tasks import Sample, all_sets, retrieval_task
from units import unit_tables

from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

_PARTS: Mapping[str, Callable[[Run], Iterator[Table]]] = {
    "words": short_query_tables,
    "units": unit_tables,
    "misspellings": misspelling_tables,
    "answers": answer_tables,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--indexes", type=Path, required=True)
    parser.add_argument("--ranking", nargs="+", default=[], metavar="NAME=NUMBER")
    parser.add_argument("--sets", nargs="+", metavar="NAME")
    parser.add_argument("--also", nargs="+", default=[], choices=list(_PARTS))
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    ranking = _ranking(parser, options.ranking)
    started = time.perf_counter()
    ranks = {}
    run = Run(Sample(options.data), options.indexes, ranking, alone=True)
    for task in map(retrieval_task, all_sets(run.sample)):
        (asked,) = task.asked
        if not options.sets or asked.name in options.sets:
            with run.engine(task.files) as engine:
                ranks[asked.name] = reciprocal_ranks(rank_with(engine, task), asked.questions)
    print(*sets_table({THIS: ranks}).lines(), sep="\n", flush=True)
    if options.save:
        options.save.write_text(json.dumps({THIS: ranks}), encoding="utf-8")
    if options.against:
        print("", *comparison(options.against, ranks).lines(), sep="\n")
    for part in options.also:
        for table in _PARTS[part](run):
            print("", *table.lines(), sep="\n", flush=True)
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


if __name__ == "__main__":
    sys.exit(main())
