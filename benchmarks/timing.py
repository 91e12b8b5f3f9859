"""How long searches and other work take: alternating between those that are compared."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Latency", "fastest", "latencies", "seconds"]

Query = TypeVar("Query")

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a query, over the best round of each query."""

    median: float
    p95: float
    p99: float
    mean: float


def latencies(
    searches: Mapping[str, Callable[[Query], object]], queries: Sequence[Query]
) -> dict[str, Latency]:
    """Each of ``searches`` with all queries: once to warm up, then the best of three rounds.

    They take turns by rounds, so that a noisy minute of the machine hits all of them.
    """
    best = {name: np.full(len(queries), np.inf) for name in searches}
    with _quiet_heap():
        for search in searches.values():
            _pass(search, queries)
        for _ in range(_ROUNDS):
            for name, search in searches.items():
                np.minimum(best[name], _pass(search, queries), out=best[name])
    return {name: _summary(times) for name, times in best.items()}


def fastest(
    works: Mapping[str, Callable[[], Callable[[], object]]], rounds: int
) -> dict[str, float]:
    """Seconds of the fastest of some rounds, in which the works take turns.

    Each is a function that prepares, which is not timed, and returns what is timed.
    """
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, prepare in works.items():
            work = prepare()
            with _quiet_heap():
                best[name] = min(best[name], seconds(work))
    return best


def seconds(work: Callable[[], object]) -> float:
    """How long it takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _pass(search: Callable[[Query], object], queries: Sequence[Query]) -> list[float]:
    """Seconds of each query."""
    times = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        times.append(time.perf_counter() - started)
    return times


def _summary(times: NDArray[np.float64]) -> Latency:
    milliseconds = times * 1000
    median, p95, p99 = np.percentile(milliseconds, (50, 95, 99)).tolist()
    return Latency(median, p95, p99, float(milliseconds.mean()))


@contextmanager
def _quiet_heap() -> Iterator[None]:
    """Keeps the garbage collector from walking through the benchmark's own data."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
