"""What it takes to make an index: the parts ``analysis``, ``writing``, ``rebuild``, ``size``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis import JIEBA, characters_per_second
from columns import ColumnIndex, write_words
from peers import prepare_jieba, write_whoosh_sections
from report import THIS, Bound, Figure, Report
from shared import BOTH, HALF, TANTIVY, WHOOSH, Shared
from tantivywords import TantivyWords
from timing import fastest, latencies, seconds
from workload import section_texts

from searcher import Engine
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.layout import STORED_EXTENSION

__all__ = ["analysis", "rebuild", "size", "writing"]

_ANALYSIS_STEP = 9
_WHOOSH_STEP = 10
"""Of every so many articles one is analysed alone, or given to plain Whoosh."""


def analysis(shared: Shared, report: Report) -> None:
    """Parsing and analysis alone."""
    articles = shared.articles(HALF)[::_ANALYSIS_STEP]
    speeds = characters_per_second([article.read_text(encoding="utf-8") for article in articles])
    for stage, speed in speeds.items():
        times = f"{speed / speeds[JIEBA]:.1f} times jieba"
        report.figures.append(Figure(stage, speed / 1e6, "M characters/s", times))


def writing(shared: Shared, report: Report) -> None:
    """An index from lists of words, which are made anew for each round."""

    def lists() -> list[list[str]]:
        return [words.split() for words in shared.sections.words]

    def columns() -> Callable[[], object]:
        folder, sections = shared.new_folder(), lists()

        def write() -> None:
            write_words(folder, sections)
            ColumnIndex(folder)

        return write

    def tantivy() -> Callable[[], object]:
        folder, sections = shared.new_folder() / "tantivy", lists()
        return lambda: TantivyWords.write(folder, map(" ".join, sections))

    times = fastest({THIS: columns, TANTIVY: tantivy}, 3)
    size = f"{len(shared.sections):,} sections"
    note = f"{size}, with what phrases need; tantivy's one thread works beside the caller's"
    report.bounds.append(
        Bound("writing from given words", times[THIS], "s", 3, TANTIVY, times[TANTIVY], note=note)
    )
    for step, took in shared.sections.seconds.items():
        report.figures.append(Figure(step, took, "s", size))


def rebuild(shared: Shared, report: Report) -> None:
    """All of a rebuild, against plain Whoosh, and twice the collection against the half."""
    whole = shared.articles(HALF)
    share = whole[::_WHOOSH_STEP]
    rounds = [(shared.rebuild(HALF), shared.rebuild(BOTH))]
    prepare_jieba()
    folder = shared.new_folder() / "whoosh"
    took = seconds(lambda: write_whoosh_sections(folder, section_texts(share)))
    rounds.append((shared.rebuild(HALF), shared.rebuild(BOTH)))
    half, both = (min(times) for times in zip(*rounds, strict=True))
    scaled = took * len(whole) / len(share)
    note = f"Whoosh measured on {len(share):,} of the articles and scaled linearly"
    measure = f"rebuild of {len(whole):,} articles with {os.cpu_count()} workers"
    report.bounds.append(Bound(measure, half, "s", 15, WHOOSH, scaled, True, note))
    articles_of_both = len(shared.articles(BOTH))
    note = f"{articles_of_both:,} articles beside {len(whole):,}"
    report.bounds.append(
        Bound("twice the collection: rebuild", both, "s", 2.2, THIS, half, note=note)
    )
    with Engine.open(shared.index(HALF)) as small, Engine.open(shared.index()) as big:
        found = latencies(
            {
                f"{THIS}, half": lambda words: small.search(" OR ".join(words)),
                THIS: lambda words: big.search(" OR ".join(words)),
            },
            shared.queries,
        )
    limits = {"median": 2.2}
    report.compare("twice the collection: Engine.search", found, f"{THIS}, half", limits)


def size(shared: Shared, report: Report) -> None:
    """Bytes on disk."""
    generation = IndexDirectory(shared.index()).open_current()
    files = list(generation.directory.iterdir())
    generation.close()
    stored = _megabytes(path for path in files if path.suffix == STORED_EXTENSION)
    index = _megabytes(files) - stored
    text = shared.sections.bytes / 1e6
    report.bounds.append(Bound("index without stored text", index, "MB", 1, "its text", text))
    tantivy = _megabytes(shared.stored_tantivy_folder.iterdir())
    report.figures.append(Figure("stored text", stored, "MB"))
    report.figures.append(Figure("tantivy's index with its text", tantivy, "MB", "words alone"))


def _megabytes(files: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in files) / 1e6
