"""Under which fragment identifier does a reader's browser find a heading?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["Anchors"]

NEITHER_WORD_NOR_SPACE = re.compile(r"[^\w\- ]")


class Anchors:
    """Gives each heading of one article its anchor; no two are the same, and none is empty."""

    def __init__(self, explicit: Iterable[str]) -> None:
        """``explicit``: the identifiers that headings claim; generated ones avoid them."""
        self._reserved = frozenset(explicit)
        self._given = {""}
        self._repetitions: dict[str, int] = {}

    def give(self, heading: str, explicit: str | None) -> str:
        """The explicit identifier, or one made of the heading; with -1, -2 … if it is taken."""
        preferred = slug(heading) if explicit is None else explicit
        anchor = preferred
        while anchor in self._given or (explicit is None and anchor in self._reserved):
            number = self._repetitions.get(preferred, 0) + 1
            self._repetitions[preferred] = number
            anchor = f"{preferred}-{number}"
        self._given.add(anchor)
        return anchor


def slug(heading: str) -> str:
    """The heading as GitHub writes it in a URL.

    >>> slug("C++ 與 香港（一）")
    'c-與-香港一'
    """
    return NEITHER_WORD_NOR_SPACE.sub(_keep_mark, heading.strip().lower()).replace(" ", "-")


def _keep_mark(match: re.Match[str]) -> str:
    """Combining marks, which ``\\w`` leaves out, belong to the letter before them."""
    char = match[0]
    return char if unicodedata.category(char).startswith("M") else ""
