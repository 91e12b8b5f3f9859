"""What characters look like: two that are easily taken for each other have similar codes."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from searcher.analysis.normalize import fold_all

__all__ = ["likeness"]


class _Shape(NamedTuple):
    """One way to write a character of the folded space."""

    components: str
    """Its code in the Cangjie input method."""
    corners: str
    """Four digits of the four-corner method, or none."""


@lru_cache(4096)
def likeness(one: str, other: str) -> float:
    """How much two folded characters look alike in any script: 0 if nothing is common, 2 at most.

    The share of the components that they have in common, in order, and that of their corners.
    Of two characters taken at random, one in a hundred reaches 1.
    """
    shapes = _shapes()
    likenesses: list[float] = [
        _shared_components(ours.components, theirs.components)
        + _shared_corners(ours.corners, theirs.corners)
        for ours, theirs in product(shapes.get(one, ()), shapes.get(other, ()))
    ]
    return max(likenesses, default=0.0)


def _shared_components(one: str, other: str) -> float:
    """The length of the longest common subsequence, over that of both."""
    lengths = [0] * (len(other) + 1)
    for component in one:
        diagonal = 0
        for at, its in enumerate(other, 1):
            above = lengths[at]
            lengths[at] = diagonal + 1 if component == its else max(above, lengths[at - 1])
            diagonal = above
    return 2 * lengths[-1] / (len(one) + len(other))


def _shared_corners(one: str, other: str) -> float:
    return sum(ours == theirs for ours, theirs in zip(one, other, strict=False)) / 4


@cache
def _shapes() -> dict[str, list[_Shape]]:
    """The shapes of each character of the folded space: of 战, those of 战 and 戰."""
    text = (files(__package__) / "shapes.txt").read_text(encoding="utf-8")
    lines = _LINE.findall(text)
    folded = fold_all([character for character, _, _ in lines])
    shapes: defaultdict[str, list[_Shape]] = defaultdict(list)
    for character, (_, components, corners) in zip(folded, lines, strict=True):
        shapes[character].append(_Shape(components, corners))
    return dict(shapes)


_LINE = re.compile(r"^([^#]) ([A-Z]+)(\d*)$", re.MULTILINE)
