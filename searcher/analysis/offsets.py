"""From positions in normalized text back to the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from searcher.model import Span

__all__ = ["Edit", "OffsetMap"]


class Edit(NamedTuple):
    """``normalized[start:end]`` was written for ``original[original_start:original_end]``."""

    start: int
    end: int
    original_start: int
    original_end: int


class OffsetMap:
    """Edits in order, not overlapping; between them the two texts agree position by position."""

    __slots__ = ("_edits", "_starts")

    def __init__(self, edits: Sequence[Edit] = ()) -> None:
        self._edits = tuple(edits)
        self._starts = [edit.start for edit in self._edits]

    @property
    def is_identity(self) -> bool:
        """Whether the two texts agree everywhere."""
        return not self._edits

    def original(self, start: int, end: int) -> Span:
        """The original characters that ``normalized[start:end]`` came from, for ``start <= end``.

        What lies within an edit comes from the whole of it. Monotonic in both arguments.
        """
        first = self._original_start(start)
        return Span(first, self._original_end(end) if end > start else first)

    def _original_start(self, position: int) -> int:
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return position
        edit = self._edits[index]
        if position < edit.end:
            return edit.original_start
        return position - edit.end + edit.original_end

    def _original_end(self, position: int) -> int:
        index = bisect_left(self._starts, position) - 1
        if index < 0:
            return position
        edit = self._edits[index]
        if position <= edit.end:
            return edit.original_end
        return position - edit.end + edit.original_end
