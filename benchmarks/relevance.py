"""Does the right paragraph come first, whatever script and words the question is in?

    python benchmarks/relevance.py --data ../shared/data [--json | --markdown] [--only PART ...]
        [--quick] [--alone] [--indexes DIR]

The parts are

questions    DRCD dev and CMRC 2018 trial, each question as it is and in the other script,
             asked of their paragraphs, beside the peers (rankers.py) on the same
distractors  each question as it is, the paragraphs in one index with half of the documentation:
             every second article of docs-zh-tw and of docs-zh-cn, 9,536; without peers, most of
             which take minutes to index as much
sets         nine sets of queries beside the peers, and their macro average (sets.py)
words        one and two words asked of the documentation (shortqueries.py)
units        letters and digits beside Han, and words of them (units.py)
misspellings what is offered for typing errors, and for absent words (misspellings.py)
answers      whether the fragments show the answer (answers.py)
keywords     short queries made of titles and link texts (keywords.py), beside the peers
ablations    each part of the ranking switched off (ablations.py)
promises     all sets: the same hits in every script, and marks on the author's text (promises.py)
regional     the words of other regions (regional.py)

MRR@10, hit@1 and recall@10 throughout. In the other script peers are asked what was typed;
with the mainland's keywords, what OpenCC's s2twp makes of them.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import jieba
from ablations import ABLATIONS, MIXED, Ablation, ablate, ablated_engine
from answers import answer_tables
from keywords import keyword_task
from measures import FIGURES, Table, Task, figures, reciprocal_ranks
from misspellings import misspelling_tables
from promises import FORMS, broken_highlights, differing
from rankers import build_index, rank_with, rank_with_peer
from regional import regional_tables
from run import Run
from sets import set_tables
from shortqueries import short_query_tables
from tasks import QUICK, Sample, all_sets, documentation, question_tasks, retrieval_task
from units import unit_tables

_COLUMNS = ("questions", "engine", *FIGURES)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--markdown", action="store_true")
    parser.add_argument("--only", nargs="+", choices=list(_PARTS), default=list(_PARTS))
    parser.add_argument("--quick", action="store_true", help="about a tenth of everything")
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--indexes", type=Path, help="a folder to keep indexes in")
    options = parser.parse_args()
    sample = replace(QUICK if options.quick else Sample(Path()), data=options.data)
    jieba.setLogLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        found = _measured(
            Run(sample, options.indexes or Path(folder), alone=options.alone),
            options.only,
            None if options.json else Table.markdown if options.markdown else Table.lines,
        )
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


def _measured(
    run: Run, parts: Sequence[str], show: Callable[[Table], Iterator[str]] | None
) -> dict[str, dict[str, object]]:
    """The tables of some parts, by part and title; shown when they are there, if they are to be."""
    found: dict[str, dict[str, object]] = {}
    for part in parts:
        started = time.perf_counter()
        found[part] = {}
        for table in _PARTS[part](run):
            found[part][table.title] = table.records()
            if show is not None:
                print(*show(table), "", sep="\n", flush=True)
        print(f"{part}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return found


def _questions(run: Run) -> Iterator[Table]:
    for task in question_tasks(run.sample):
        yield _beside_peers(run, task)


def _keywords(run: Run) -> Iterator[Table]:
    yield _beside_peers(
        run, keyword_task(run.sample.data, run.sample.keyword_step, run.sample.keywords)
    )


def _distractors(run: Run) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        articles = documentation(run.sample, Path(folder))
        rows = []
        for number, task in enumerate(question_tasks(run.sample)):
            asked = task.asked[0]
            for label, beside in (("alone", ()), ("with distractors", (articles,))):
                index = build_index(task.files, Path(folder) / f"{number}, {label}", *beside)
                for ablation in (Ablation("the whole ranking"), *MIXED):
                    if ablation.rebuild:
                        place = Path(folder) / f"{number}, {label}, {ablation.label}"
                        index = build_index(task.files, place, *beside, ranking=ablation.ranking)
                    with ablated_engine(index, ablation) as engine:
                        ranks = reciprocal_ranks(rank_with(engine, task), asked.questions)
                    rows.append((asked.name, label, ablation.label, *figures(ranks)))
        yield Table("distractors", ("questions", "index", "ranking", *FIGURES), rows)


def _ablations(run: Run) -> Iterator[Table]:
    chosen = [ablation for ablation in ABLATIONS if run.sample.rebuilds or not ablation.rebuild]
    for task in question_tasks(run.sample):
        # In the other script all figures are the same.
        yield from ablate(replace(task, asked=task.asked[:1]), chosen)
    keywords = keyword_task(run.sample.data, run.sample.keyword_step, run.sample.keywords)
    yield from ablate(keywords, chosen)


def _promises(run: Run) -> Iterator[Table]:
    for found in all_sets(run.sample):
        task = retrieval_task(found)
        questions = [query.text for query in found.queries]
        with run.engine(task.files) as engine:
            broken = {
                promise: list(differing(engine, questions, forms))
                for promise, forms in FORMS.items()
            }
            broken["marks"] = list(broken_highlights(engine, questions, task.files))
        rows = [
            (promise, len(questions), 1 - len(by) / len(questions), " ".join(by))
            for promise, by in broken.items()
        ]
        yield Table(f"promises on {found.name}", ("promise", "queries", "kept", "broken by"), rows)


def _regional(run: Run) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        articles = documentation(run.sample, Path(folder))
        yield from regional_tables(articles, run.sample.pair_step)


_PARTS: Mapping[str, Callable[[Run], Iterator[Table]]] = {
    "questions": _questions,
    "distractors": _distractors,
    "sets": set_tables,
    "words": short_query_tables,
    "units": unit_tables,
    "misspellings": misspelling_tables,
    "answers": answer_tables,
    "keywords": _keywords,
    "ablations": _ablations,
    "promises": _promises,
    "regional": _regional,
}


def _beside_peers(run: Run, task: Task) -> Table:
    rows = []
    with run.engine(task.files) as engine:
        rank = rank_with(engine, task)
        for asked in task.asked:
            ranks = reciprocal_ranks(rank, asked.questions)
            rows.append((asked.name, "searcher", *figures(ranks)))
    for name, peer in run.peers(task.units):
        rank = rank_with_peer(peer, task)
        for asked in task.asked:
            converted = [(asked.for_peers(question), right) for question, right in asked.questions]
            rows.append((asked.name, name, *figures(reciprocal_ranks(rank, converted))))
    order = [asked.name for asked in task.asked]
    rows.sort(key=lambda row: order.index(row[0]))
    return Table(f"{order[0]} beside peers", _COLUMNS, rows)


if __name__ == "__main__":
    sys.exit(main())
