"""Completions and corrections, on the index of all articles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from report import THIS, Bound, Report
from shared import SEED, Shared
from timing import Latency, latencies

from searcher import Engine
from searcher.suggesting.readings import syllables

__all__ = ["suggestions"]

_MOST = 20
"""Milliseconds."""


def suggestions(shared: Shared, report: Report) -> None:
    """The beginnings of words, in characters and in pinyin, and words with a wrong character."""
    draw = random.Random(SEED)
    words = [word for query in shared.queries for word in query if _is_han(word)]
    prefixes = [word[: draw.randint(1, 2)] for word in words]
    spelt = ["".join(draw.choices(sorted(syllables()), k=2)) for _ in words]
    with Engine.open(shared.index()) as engine:
        for task, asked in (("characters", prefixes), ("two syllables of pinyin", spelt)):
            found = latencies({THIS: engine.suggest}, list(islice(asked, shared.query_count)))
            _add(report, f"completion of {task}", found)
        slips = list(islice(_slips(engine, words, draw), shared.query_count))
        found = latencies({THIS: lambda query: engine.search(query, limit=0)}, slips)
        _add(report, "search with a correction", found)


def _add(report: Report, task: str, found: dict[str, Latency]) -> None:
    report.latencies[task] = found
    report.bounds.append(Bound(f"{task}: p99", found[THIS].p99, "ms", _MOST))


def _slips(engine: Engine, words: list[str], draw: random.Random) -> Iterator[str]:
    """Words of which one character was replaced, and that a search has a suggestion for."""
    for word in words:
        if len(word) > 2:
            place = draw.randrange(len(word))
            wrong = word[:place] + draw.choice(draw.choice(words)) + word[place + 1 :]
            if engine.search(wrong, limit=0).suggestion is not None:
                yield wrong


def _is_han(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)
