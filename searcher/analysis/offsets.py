"""From positions in normalized text back to the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from searcher.model import Span

__all__ = ["Edit", "OffsetMap", "chained", "replaced"]


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


def chained(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """The edits that do what ``first`` do and then, to the text that these give, ``second``.

    Those that have characters of that text in common become one.
    """
    # Of each edit its span in the text between, and how much longer the original and the result
    # are than that; the same of what is joined.
    spans = [(edit.start, edit.end, _longer(edit), 0) for edit in first]
    spans += [(edit.original_start, edit.original_end, 0, -_longer(edit)) for edit in second]
    joined: list[tuple[int, int, int, int]] = []
    for span in sorted(spans):
        start, end, before, after = span
        if joined and start < joined[-1][1]:
            last = joined.pop()
            span = (last[0], max(last[1], end), last[2] + before, last[3] + after)
        joined.append(span)
    edits = []
    to_original = to_result = 0
    for start, end, before, after in joined:
        starts = start + to_result, start + to_original
        to_original += before
        to_result += after
        edits.append(Edit(starts[0], end + to_result, starts[1], end + to_original))
    return edits


def replaced(
    text: str, edits: Sequence[Edit], replacements: Iterable[tuple[int, int, str]]
) -> tuple[str, list[Edit]]:
    """``text`` with each ``text[start:end]`` replaced, in order, and the edits that lead from the
    result to where ``edits`` lead from ``text``."""
    replacements = list(replacements)
    if not replacements:
        return text, list(edits)
    pieces: list[str] = []
    own: list[Edit] = []
    length = done = 0
    for start, end, replacement in replacements:
        length += start - done
        pieces += [text[done:start], replacement]
        own.append(Edit(length, length + len(replacement), start, end))
        length += len(replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), chained(edits, own) if edits else own


def _longer(edit: Edit) -> int:
    """By how much the original is longer."""
    return (edit.original_end - edit.original_start) - (edit.end - edit.start)
