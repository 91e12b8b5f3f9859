"""One and two words, as people type them, asked of all articles of docs-zh-tw.

a word of titles    a word that one to three titles have; these articles are right
two words of one    two words that one to three titles have together, a blank between them
chunks              two words of two characters without a blank that stand nowhere in one piece,
                    that meet in three sections or more, and of which the last character of one
                    and the first of the other are neighbours somewhere. The first hit is to have
                    both, as a section with its title and headings; and every hit is to show why
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import rjieba
from collection import Collection, Section, Word, read_collection, simplified, words
from measures import Asked, Question, Ranker, Table, Task, figures, reciprocal_ranks
from rankers import rank_with, rank_with_peer
from report import THIS
from run import Run

import searcher

__all__ = ["short_query_tables"]

_SEED = 6
_TITLES = range(1, 4)
"""How many titles may have a word."""
_MEETINGS = 3
_COMMON = 0.02
"""A word of a chunk is in fewer of the sections."""


def short_query_tables(run: Run) -> Iterator[Table]:
    """What the first hits are, and how many hits show no reason."""
    collection = read_collection(run.sample.data, run.sample.collection_step)
    task = _title_task(collection, run.sample.keywords)
    chunks = list(_chunks(collection, run.sample.chunks))
    titled: list[tuple[str | float, ...]] = []
    met: list[tuple[str | float, ...]] = []
    with run.engine(collection.files) as engine:
        titled += _title_rows(THIS, task, rank_with(engine, task))
        first, unmarked = _asked_chunks(engine, collection, chunks)
        met.append((THIS, len(chunks), first, unmarked))
    for name, peer in run.peers(task.units):
        titled += _title_rows(name, task, rank_with_peer(peer, task))
        found = [(chunk, peer(_query(chunk), 1)) for chunk in chunks]
        right = sum(_has(collection.sections[best[0]], chunk) for chunk, best in found if best)
        met.append((name, len(chunks), right / len(chunks), ""))
    order = [asked.name for asked in task.asked]
    titled.sort(key=lambda row: order.index(str(row[0])))
    title_columns = ("queries", "engine", "count", "MRR@10", "hit@1", "in first three")
    yield Table("words of titles", title_columns, titled)
    chunk_columns = ("engine", "chunks", "first has both words", "unmarked of 1,000 hits")
    yield Table("chunks of two words", chunk_columns, met)


def _title_rows(engine: str, task: Task, rank: Ranker) -> Iterator[tuple[str | float, ...]]:
    for asked in task.asked:
        ranks = reciprocal_ranks(rank, asked.questions)
        first_three = sum(rank >= 1 / 3 for rank in ranks) / len(ranks)
        yield asked.name, engine, len(ranks), *figures(ranks)[:2], first_three


def _title_task(collection: Collection, count: int) -> Task:
    numbers = {path: number for number, path in enumerate(collection.files)}
    plain = [simplified(title) for title in collection.titles.values()]
    draw = random.Random(_SEED)
    singles: dict[tuple[str, ...], str] = {}
    pairs: dict[tuple[str, ...], str] = {}
    for title in collection.titles.values():
        found = list(dict.fromkeys(words(title)))
        singles |= {(word.simplified,): word.written for word in found}
        if len(found) > 1:
            one, other = sorted(draw.sample(range(len(found)), 2))
            both = found[one], found[other]
            pairs[tuple(word.simplified for word in both)] = " ".join(w.written for w in both)
    asked = []
    for name, queries in (("a word of titles", singles), ("two words of one", pairs)):
        questions: list[Question] = []
        for wanted in draw.sample(sorted(queries), len(queries)):
            right = [*numbers.values()]
            for word in wanted:
                right = [number for number in right if word in plain[number]]
            if len(right) in _TITLES and len(questions) < count:
                questions.append((queries[wanted], frozenset(right)))
        asked.append(Asked(name, questions))
    units = [section.text for section in collection.sections]
    owners = [numbers[section.path] for section in collection.sections]
    return Task(collection.files, numbers, units, owners, asked)


def _chunks(collection: Collection, count: int) -> Iterator[tuple[Word, Word]]:
    """So many pairs of words in the order and script of a text."""
    sections = collection.sections
    frequency: Counter[str] = Counter()
    for section in sections:
        frequency.update(set(rjieba.cut(section.simplified, False)))
    draw = random.Random(_SEED)
    drawn: set[str] = set()
    while len(drawn) < count:
        rare = [
            word
            for word in dict.fromkeys(words(draw.choice(sections).text))
            if len(word.simplified) == 2 and frequency[word.simplified] < _COMMON * len(sections)
        ]
        if len(rare) > 1:
            one, other = draw.sample(rare, 2)
            chunk = one.simplified + other.simplified
            if (
                chunk not in drawn
                and chunk[1:3] in collection.pairs
                and list(rjieba.cut(chunk, False)) == [one.simplified, other.simplified]
                and _meet_apart(one.simplified, other.simplified, collection)
            ):
                drawn.add(chunk)
                yield one, other


def _meet_apart(one: str, other: str, collection: Collection) -> bool:
    """Whether enough sections have both words, and none has one right before the other."""
    having = [each.simplified for each in collection.sections if one in each.simplified]
    both = [text for text in having if other in text]
    return len(both) >= _MEETINGS and not any(one + other in text for text in both)


def _asked_chunks(
    engine: searcher.Engine, collection: Collection, chunks: Sequence[tuple[Word, Word]]
) -> tuple[float, float]:
    """The share of chunks whose first hit has both words, and how many of 1,000 hits are shown
    without a mark or the name that matched."""
    places = {(section.path, section.anchor): section for section in collection.sections}
    right = shown = unmarked = 0
    for chunk in chunks:
        hits = engine.search(_query(chunk)).hits
        right += bool(hits) and _has(places[hits[0].path, hits[0].anchor], chunk)
        shown += len(hits)
        unmarked += sum(not _shows_why(hit) for hit in hits)
    return right / len(chunks), 1000 * unmarked / max(shown, 1)


def _query(chunk: tuple[Word, Word]) -> str:
    return "".join(word.written for word in chunk)


def _has(section: Section, chunk: tuple[Word, Word]) -> bool:
    return all(word.simplified in section.simplified for word in chunk)


def _shows_why(hit: searcher.Hit) -> bool:
    return bool(
        hit.title_highlights
        or any(fragment.highlights for fragment in hit.fragments)
        or hit.to_dict().get("matched_name")
    )
