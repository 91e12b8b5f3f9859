"""What a run of the benchmark has found: bounds, latencies, figures; as Markdown or as JSON."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

import psutil
from timing import Latency

__all__ = ["THIS", "Bound", "Figure", "Report"]

THIS = "searcher"
"""What this project is called beside its peers."""

_PACKAGES = ("numpy", "Whoosh", "jieba", "rjieba", "tantivy", "bm25s", "pyromark", "psutil")


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure, and what it must not exceed."""

    measure: str
    ours: float
    unit: str
    limit: float
    """Of ours divided by theirs, or of ours alone if there is no peer."""
    peer: str = ""
    theirs: float | None = None
    times_faster: bool = False
    """Whether the limit is how many times faster at least this is."""
    note: str = ""

    @property
    def ratio(self) -> float:
        """What the limit holds for."""
        if self.theirs is None:
            return self.ours
        return self.theirs / self.ours if self.times_faster else self.ours / self.theirs

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.limit if self.times_faster else self.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured that has no bound."""

    name: str
    value: float
    unit: str
    note: str = ""


@dataclass
class Report:
    """Everything that one run has found, in the order in which it did."""

    command: str
    bounds: list[Bound] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    latencies: dict[str, Mapping[str, Latency]] = field(default_factory=dict)
    """By task, then by engine."""

    def compare(
        self,
        task: str,
        found: Mapping[str, Latency],
        peer: str = "",
        limits: Mapping[str, float] | None = None,
    ) -> None:
        """Keep the latencies of a task; ``limits``, by statistic, are of this over ``peer``."""
        self.latencies[task] = found
        for statistic, limit in (limits or {}).items():
            ours, theirs = (getattr(found[engine], statistic) for engine in (THIS, peer))
            self.bounds.append(Bound(f"{task}: {statistic}", ours, "ms", limit, peer, theirs))

    def to_dict(self) -> dict[str, object]:
        """As --json writes it."""
        return {
            "command": self.command,
            "machine": _machine(),
            "versions": _versions(),
            "bounds": [
                asdict(bound) | {"ratio": bound.ratio, "met": bound.is_met} for bound in self.bounds
            ],
            "latencies": {
                task: {engine: asdict(latency) for engine, latency in found.items()}
                for task, found in self.latencies.items()
            },
            "figures": [asdict(figure) for figure in self.figures],
        }

    def to_markdown(self) -> str:
        """The tables, with machine, versions and command."""
        versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
        parts = [f"`{self.command}`\n\n{_machine()}. {versions}."]
        if self.bounds:
            head = ("measure", THIS, "beside it", "ratio", "bound", "met")
            parts.append(_table(head, map(_bound_cells, self.bounds)))
        if self.latencies:
            head = ("milliseconds a query", "engine", "median", "p95", "p99", "mean")
            parts.append(_table(head, _latency_cells(self.latencies)))
        if self.figures:
            parts.append(_table(("measure", "value", ""), map(_figure_cells, self.figures)))
        return "\n\n".join(parts)


def _bound_cells(bound: Bound) -> Sequence[str]:
    theirs = "" if bound.theirs is None else f"{bound.peer} {_with_unit(bound.theirs, bound.unit)}"
    limit = f"{bound.limit:g}" if bound.theirs is not None else _with_unit(bound.limit, bound.unit)
    return (
        f"{bound.measure}; {bound.note}" if bound.note else bound.measure,
        _with_unit(bound.ours, bound.unit),
        theirs,
        f"{_number(bound.ratio)}{' times faster' if bound.times_faster else ''}"
        if bound.theirs is not None
        else "",
        f"≥ {limit} times faster" if bound.times_faster else f"≤ {limit}",
        "yes" if bound.is_met else "**no**",
    )


def _latency_cells(latencies: Mapping[str, Mapping[str, Latency]]) -> Iterable[Sequence[str]]:
    for task, found in latencies.items():
        for engine, latency in found.items():
            numbers = (latency.median, latency.p95, latency.p99, latency.mean)
            yield task, engine, *map(_number, numbers)


def _figure_cells(figure: Figure) -> Sequence[str]:
    return figure.name, _with_unit(figure.value, figure.unit), figure.note


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _with_unit(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 3
    return f"{value:,.{digits}f}"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.platform()}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _versions() -> dict[str, str]:
    versions = {"Python": platform.python_version(), THIS: version("searcher-zh")}
    versions |= {name: version(name) for name in _PACKAGES}
    return versions | {"SQLite": sqlite3.sqlite_version}
