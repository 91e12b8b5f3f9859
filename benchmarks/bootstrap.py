"""Is one ranking better than another on the same queries? A paired bootstrap over the queries.

    python benchmarks/bootstrap.py BEFORE AFTER

compares the reciprocal ranks of searcher in two files that tuning.py saved. For each
set and for the mean of all sets (macro): the mean difference, above zero where the second is
better, and its interval of 95 percent.

Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: percentile intervals.
The mean of several sets is resampled within each set.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measures import Table
from numpy.typing import NDArray
from report import THIS

__all__ = ["DIFFERENCE", "Difference", "comparison", "differences"]

DIFFERENCE = ("difference", "from", "to")
"""The columns of a Difference."""

_SEED = 5
_RESAMPLES = 10_000
_CHUNK = 500
_INTERVAL = (2.5, 97.5)


class Difference(NamedTuple):
    """A mean difference, and its interval of 95 percent."""

    mean: float
    low: float
    high: float


def differences(
    before: Mapping[str, Sequence[float]], after: Mapping[str, Sequence[float]]
) -> Iterator[tuple[str, Difference]]:
    """For each set that both have, then for the macro average of these sets.

    Raises ValueError if a set has not the same number of queries in both.
    """
    draw = np.random.default_rng(_SEED)
    means, resampled = [], []
    for name in before:
        if name in after:
            if len(before[name]) != len(after[name]):
                raise ValueError(f"{name}: {len(before[name])} and {len(after[name])} queries")
            pairs = np.subtract(after[name], before[name])
            means.append(float(pairs.mean()))
            resampled.append(_resampled_means(pairs, draw))
            yield name, _difference(means[-1], resampled[-1])
    if len(means) > 1:
        yield "macro", _difference(float(np.mean(means)), np.mean(resampled, axis=0))


def _resampled_means(values: NDArray[np.float64], draw: np.random.Generator) -> NDArray[np.float64]:
    """The means of as many samples of the values, drawn with replacement."""
    count = len(values)
    chunks = [
        values[draw.integers(count, size=(_CHUNK, count), dtype=np.int32)].mean(axis=1)
        for _ in range(_RESAMPLES // _CHUNK)
    ]
    return np.concatenate(chunks)


def _difference(mean: float, resampled: NDArray[np.float64]) -> Difference:
    low, high = np.percentile(resampled, _INTERVAL)
    return Difference(mean, float(low), float(high))


def comparison(saved: Path, after: Mapping[str, Sequence[float]]) -> Table:
    """The reciprocal ranks of each set beside those that were saved in a file."""
    before = _saved(saved)
    found = [(name, *difference) for name, difference in differences(before, after)]
    return Table(f"difference from {saved.name}", ("set", *DIFFERENCE), found)


def _saved(path: Path) -> Mapping[str, Sequence[float]]:
    ranks: Mapping[str, Sequence[float]] = json.loads(path.read_text(encoding="utf-8"))[THIS]
    return ranks


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    options = parser.parse_args()
    print(*comparison(options.before, _saved(options.after)).lines(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
