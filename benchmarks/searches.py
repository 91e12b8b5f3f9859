"""Searches in a warm process: the parts ``words``, ``others``, ``large``, ``terms``, ``pages``.

All engines get the same queries in one thread, timed with the Python that calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from columns import ColumnIndex, write_batches
from peers import Bm25sWords, Fts5Words, WhooshWords
from report import THIS, Bound, Figure, Report
from shared import SEED, TANTIVY, WHOOSH, Shared, check_same_words
from tantivywords import TantivyWords
from timing import latencies
from workload import COPIES, Words, draw_phrases, enlarged

from searcher import Engine
from searcher.analysis.synonyms import Synonyms
from searcher.backend import Budget, PageRequest, RankedPage
from searcher.indexing.generations import IndexDirectory
from searcher.planning.planner import Planner
from searcher.query.parser import parse
from searcher.searching.local import LocalIndex

__all__ = ["large", "others", "pages", "terms", "words"]

_WHOOSH_SECTIONS = 20_000
_BATCH = 200_000
"""Sections of the large collection that are written at a time."""


def words(shared: Shared, report: Report) -> None:
    """The same words, here and in tantivy."""
    size = f"{len(shared.sections):,} sections"
    found = latencies({THIS: shared.columns.any_of, TANTIVY: shared.tantivy.any_of}, shared.queries)
    limits = {"median": 1.0, "p99": 1.5}
    report.compare(f"top-10 OR, same words, {size}", found, TANTIVY, limits)
    every = latencies({THIS: shared.columns.all_of, TANTIVY: shared.tantivy.all_of}, shared.queries)
    report.compare(f"top-10 AND, same words, {size}", every, TANTIVY, {"median": 1.5})
    report.figures.append(Figure(f"segments of tantivy, {size}", shared.tantivy.segments, ""))


def others(shared: Shared, report: Report) -> None:
    """The same words in engines that are not made for speed, or not for this size."""
    sections = shared.sections.words
    searches = {
        THIS: shared.columns.any_of,
        "bm25s": Bm25sWords(sections).any_of,
        "SQLite FTS5": Fts5Words(sections).any_of,
    }
    found = latencies(searches, shared.queries)
    report.compare(f"top-10 OR, beside other engines, {len(sections):,} sections", found)
    share = sections[:: max(1, len(sections) // _WHOOSH_SECTIONS)][:_WHOOSH_SECTIONS]
    plain = latencies({WHOOSH: WhooshWords(share).any_of}, shared.queries)
    report.compare(f"top-10 OR, {WHOOSH}, {len(share):,} sections", plain)
    scaled = plain[WHOOSH].median * len(sections) / len(share)
    note = f"Whoosh measured at {len(share):,} sections and scaled linearly"
    report.bounds.append(
        Bound("top-10 OR: median", found[THIS].median, "ms", 100, WHOOSH, scaled, True, note)
    )


def large(shared: Shared, report: Report) -> None:
    """The same words several times over."""

    def batches() -> Iterator[list[list[str]]]:
        sections = enlarged(shared.sections.words, SEED)
        while batch := [words.split() for words in islice(sections, _BATCH)]:
            yield batch

    folder = shared.new_folder()
    write_batches(folder, batches())
    columns = ColumnIndex(folder)
    sections = enlarged(shared.sections.words, SEED)
    tantivy = TantivyWords.write(shared.new_folder() / "tantivy", sections)
    check_same_words(columns, tantivy, shared.queries)
    size = f"{COPIES * len(shared.sections):,} sections"
    found = latencies({THIS: columns.any_of, TANTIVY: tantivy.any_of}, shared.queries)
    limits = {"median": 1.5, "p99": 3.0}
    report.compare(f"top-10 OR, same words, {size}", found, TANTIVY, limits)
    every = latencies({THIS: columns.all_of, TANTIVY: tantivy.all_of}, shared.queries)
    report.compare(f"top-10 AND, same words, {size}", every)
    report.figures.append(Figure(f"segments of tantivy, {size}", tantivy.segments, ""))


def terms(shared: Shared, report: Report) -> None:
    """Query strings on the real index, with all of its terms, against the words alone."""
    ask = _ranker(shared.index())
    found = latencies(
        {THIS: lambda words: ask(" OR ".join(words)), TANTIVY: shared.tantivy.any_of},
        shared.queries,
    )
    limits = {"median": 1.5, "p99": 3.0}
    report.compare("top-10 OR, all terms beside words", found, TANTIVY, limits)
    every = latencies(
        {THIS: lambda words: ask(" AND ".join(words)), TANTIVY: shared.tantivy.all_of},
        shared.queries,
    )
    report.compare("top-10 AND, all terms beside words", every, TANTIVY, {"median": 1.5})
    phrases = draw_phrases(shared.sections, shared.query_count, SEED)
    whole = latencies(
        {THIS: lambda words: ask(f'"{"".join(words)}"'), TANTIVY: shared.tantivy.phrase}, phrases
    )
    report.compare("top-10 phrase", whole, TANTIVY, {"median": 1.5})


def pages(shared: Shared, report: Report) -> None:
    """Ten hits with their passages marked."""
    tantivy = TantivyWords(shared.stored_tantivy_folder)
    with Engine.open(shared.index()) as engine:

        def page(words: Words) -> list[str]:
            hits = engine.search(" OR ".join(words)).hits
            return [fragment.to_html() for hit in hits for fragment in hit.fragments]

        found = latencies({THIS: page, TANTIVY: tantivy.page}, shared.queries)
    report.compare("ten marked hits, OR", found, TANTIVY, {"median": 1.5})


def _ranker(index: Path) -> Callable[[str], RankedPage]:
    """What ranks the sections of an index by a query string."""
    local = LocalIndex(IndexDirectory(index)).open()
    synonyms = Synonyms.regional()

    def rank(query: str) -> RankedPage:
        planner = Planner(local.analyzer, synonyms, local.ranking, local.names, local.vocabulary)
        return local.page(planner.plan(parse(query)), PageRequest(10), Budget())

    return rank
