"""Marks of footnotes that pandoc wrote as text: ``x\\[1\\]``."""

from __future__ import annotations

import re

from searcher.content.blocktext import SOFT, last_mark, without_marks

__all__ = ["FootnoteMarks"]

MARK = re.compile(
    r"\[\s*(?:(?:註釋|注释|註解|注解|备注|備註|註|注|參|参|lower-alpha|note|nb|n)?\s*\d{1,3}|[a-z]|註|注)"
    r"\s*\Z",
    re.IGNORECASE,
)
"""A mark up to its closing bracket: ``[12``, ``[註 1``, ``[a``."""


class FootnoteMarks:
    """Takes the marks out of the open block."""

    def __init__(self, pieces: list[str], *, is_wiki: bool) -> None:
        """``pieces``: of the open block, the same list throughout. Without ``is_wiki``, what
        stands behind a Latin letter or a digit is an index: ``x[1]``."""
        self._pieces = pieces
        self._is_wiki = is_wiki
        self._opening: int | None = None
        """Where in the pieces an escaped opening bracket stands."""

    def begin_block(self) -> None:
        """What is open in the block before is no mark."""
        self._opening = None

    def add(self, text: str) -> None:
        """Text that begins with an escaped bracket; with a closing one a mark goes."""
        pieces, opening = self._pieces, self._opening
        if text[0] == "[":
            self._opening = len(pieces)
        elif opening is not None and opening < len(pieces):
            before = pieces[opening - 1][-1:] if opening else ""
            is_index = before.isascii() and before.isalnum() and not self._is_wiki
            mark = "".join(pieces[opening:])
            if MARK.match(without_marks(mark).replace(SOFT, " ")) and not is_index:
                pieces[opening:] = filter(None, [last_mark(mark)])
                text = text[1:]
            self._opening = None
        pieces.append(text)
