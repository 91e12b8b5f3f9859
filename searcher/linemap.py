"""Which line of the file does each character of a section's text come from?

A text turns to another line of its file where one of its own lines begins, and within its lines
where the source wraps. The index keeps the turns of a section as a short code:

================  ================================================================================
``1`` ``2`` ``3``  the next line of the text stands so many lines of the file below the turn before
``<12>``           so many lines for which there is no digit: above, the same line, far below
``4`` to ``9``     further lines of the text do likewise; how many, is written in base 6
``A``, ``aB``      a turn within a line, to the next line of the file; how many code points behind
                   the turn before, is written in base 26, the last digit in upper case
``A{3}``           the same, but so many lines of the file below
``-``              at the beginning: the first line of the text is not where it is expected
``?``              the lines are not known
================  ================================================================================

Numbers have digits from 1 on, and no zero. All lines of the text after the code do what the last of
it did; an empty code is that of paragraphs with an empty line between each two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["LINES_APART", "LINE_CODE", "LineMap", "Place"]

LINES_APART = 2
"""Lines from one paragraph to the next, and from a heading to its text."""

TOKEN = re.compile(r"([123])|<(-?\d{1,10})>|([4-9]{1,12})|([a-z]{0,6}[A-Z])(?:\{(-?\d{1,10})\})?")
LINE_CODE = re.compile(rf"\?|-?(?:{TOKEN.pattern})*")
"""Matches every code as a whole."""


class Place(NamedTuple):
    """Where a text turns to another line of its file."""

    offset: int
    """Code points of the text before it."""
    line: int
    """The line of the file, counted from 1."""


class LineMap(NamedTuple):
    """The lines of the file that the text of one section comes from."""

    expected: int
    """The line that the text is expected to begin on."""
    code: str

    @classmethod
    def of(cls, text: str, places: Iterable[Place], expected: int) -> LineMap:
        """That of a text whose turns are given, in order, the first at its beginning; if none are
        given, they are not known."""
        code = "".join(_tokens(text, places, expected - LINES_APART)) or "?"
        if code.startswith(str(LINES_APART)):
            code = code[1:]
        elif code != "?":
            code = f"-{code}"
        return cls(expected, code)

    def line_at(self, text: str, offset: int) -> int | None:
        """The line of the file, counted from 1, that the character at an offset of the text comes
        from; None if it is not known. Takes time by the length of text and code."""
        return self.lines_at(text, (offset,))[0]

    def lines_at(self, text: str, offsets: Iterable[int]) -> list[int | None]:
        """The same for several offsets, in order, in the time for the last of them."""
        turns = self._turns()
        line = next(turns)[2]
        after = next(turns)
        lines: list[int | None] = []
        before = wanted = start = 0
        for offset in offsets:
            if new := text.count("\n", before, offset):
                wanted += new
                start = text.rfind("\n", before, offset) + 1
            before = offset
            while after[:2] <= (wanted, offset - start):
                line = after[2]
                after = next(turns)
            lines.append(None if self.code == "?" else line)
        return lines

    def _turns(self) -> Iterator[tuple[int, int, int]]:
        """Where the text turns to another line of the file: the number of its own line from 0, the
        offset in it, and the line of the file. It never ends."""
        index, at, line, by = 0, 0, self.expected, LINES_APART
        if self.code.startswith("-"):
            index, line = -1, line - LINES_APART
        else:
            yield index, at, line
        for match in TOKEN.finditer(self.code):
            digit, far, run, within, further = match.groups()
            if within:
                at += _number(within.lower(), "a", 26)
                line += int(further or 1)
                yield index, at, line
                continue
            by, at = int(digit or far or by), 0
            for _ in range(_number(run, "4", 6) if run else 1):
                index, line = index + 1, line + by
                yield index, at, line
        while True:
            index, line = index + 1, line + by
            yield index, 0, line


def _tokens(text: str, places: Iterable[Place], line: int) -> Iterator[str]:
    """The tokens of a code; ``line`` is that of the turn before the first."""
    at, delta, run = 0, 0, 0
    for offset, turned in places:
        by, line = turned - line, turned
        begins = not offset or text[offset - 1] == "\n"
        if begins and by == delta and offset:
            run += 1
        else:
            if run:
                yield _digits(run, "4", 6)
                run = 0
            if begins:
                delta = by
                yield str(by) if 1 <= by <= 3 else f"<{by}>"
            else:
                digits = _digits(offset - at, "a", 26)
                yield digits[:-1] + digits[-1].upper() + ("" if by == 1 else f"{{{by}}}")
        at = offset


def _number(digits: str, first: str, base: int) -> int:
    """The number that is written with the digits from ``first`` on, which is 1."""
    number = 0
    for digit in digits:
        number = number * base + ord(digit) - ord(first) + 1
    return number


def _digits(number: int, first: str, base: int) -> str:
    """The same the other way; ``number`` is 1 or more."""
    digits = ""
    while number:
        number, digit = divmod(number - 1, base)
        digits = chr(ord(first) + digit) + digits
    return digits
