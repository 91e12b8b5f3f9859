"""Which lines does a reader see of one block of text?

A block is a paragraph, a list item, a heading or a whole table. Its text is gathered with
marks for what depends on the text around it, and for where it comes from. Marks are lone
surrogates, which no decoded text contains: high ones stand for themselves, low ones make the
number of a line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

__all__ = [
    "CELL",
    "JOINER",
    "LINE",
    "LINE_MARK",
    "PLAIN_TEXT",
    "ROW",
    "SIGNS",
    "SOFT",
    "VERBATIM",
    "BlockText",
    "Polished",
    "TextRules",
    "Turns",
    "last_mark",
    "line_mark",
    "resolve",
    "unmarked",
    "without_marks",
]

Turns: TypeAlias = "tuple[tuple[int, int], ...]"
"""Where a line of text turns to other lines of the file: ``(offset, line)`` in order, each from
that offset on. Before the first, the text comes from where the text before it comes from."""

LINE = "\n"
SOFT = "\ud800"
"""A line break of the source only: a space, or nothing between two CJK characters."""
CELL = "\ud801"
"""Before each cell of a table."""
ROW = "\ud802"
"""Before each row of a table."""
JOINER = "\u2060"
"""Shows nothing; stands beside emphasis to help the parser."""
VERBATIM = "\ud803"
"""In place of inline code or a formula, which nothing may change."""

DIGITS = "\udc00-\udfff"
LINE_MARK = re.compile(f"[{DIGITS}]{{3}}")
"""What :func:`line_mark` makes."""

MARKS = f"{LINE}{SOFT}{CELL}{ROW}"
SIGNS = f"{MARKS}{JOINER}{VERBATIM}{DIGITS}"
"""All of which :func:`resolve` makes something else."""
# It begins with a character, not with ` *`: the search passes over the others quickly.
GAP = re.compile(f"[ {MARKS}{DIGITS}](?:[ {MARKS}{DIGITS}]+|(?<=[{MARKS}]))")
CJK = re.compile(
    r"[·\u2013-\u2014\u2018-\u201d\u2026\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
    r"\U00020000-\U0003ffff]"
)
HASHTAG = re.compile(r"(?<!\S)#([\w/-]*[^\W\d_][\w/-]*)")


class Polished(NamedTuple):
    """Text as it is shown."""

    text: str
    variants: tuple[str, ...] = ()
    """Other regions' forms of words in it, which it does not show."""
    forms: tuple[str, ...] = ()
    """The whole text in the forms of other regions."""


class BlockText(NamedTuple):
    """What a block says."""

    lines: list[str]
    """Without blanks at their ends; none is empty."""
    turns: list[Turns]
    """Those of each line."""
    variants: tuple[str, ...] = ()
    """Other regions' forms of words in it."""
    forms: tuple[str, ...] = ()
    """All of it on one line, in the forms of other regions."""
    tags: tuple[str, ...] = ()
    """Its hashtags, without the ``#``."""


@dataclass(frozen=True, slots=True)
class TextRules:
    """What is shown of the text of a kind of source."""

    polish: Callable[[str], Polished] = Polished
    """Takes text without marks but VERBATIM and LINE, and keeps these."""
    signs: re.Pattern[str] = re.compile(f"[{SIGNS}]")
    """Found in every text of which other characters than blanks go: SIGNS, and what else
    ``polish`` looks for."""
    leftovers: frozenset[str] = frozenset()
    """Lines that say nothing."""
    has_tags: bool = False
    """Whether ``#word`` is a tag."""


PLAIN_TEXT: Final = TextRules()
"""All is shown as it is written."""


def line_mark(line: int) -> str:
    """The mark before text that comes from this line of the file, counted from 1."""
    high, middle, low = line >> 20, line >> 10 & 0x3FF, line & 0x3FF
    return chr(0xDC00 + high) + chr(0xDC00 + middle) + chr(0xDC00 + low)


def last_mark(text: str) -> str:
    """The last mark of a line in a text; stays where the text goes. Empty if there is none."""
    if "\udc00" <= text[-1:] <= "\udfff":
        return text[-3:]
    marks = LINE_MARK.findall(text)
    return marks[-1] if marks else ""


def without_marks(text: str) -> str:
    """A text without the marks of lines."""
    return LINE_MARK.sub("", text)


def resolve(text: str, verbatim: list[str], rules: TextRules) -> BlockText:
    """The text without marks; ``verbatim[i]`` takes the place of the i-th VERBATIM."""
    if "#" not in text and "  " not in text and rules.signs.search(text) is None:
        line = text.strip()
        return BlockText([line], [()]) if line and line not in rules.leftovers else NOTHING
    shown, variants, forms = rules.polish(GAP.sub(_gap, text.replace(JOINER, "")))
    tags = HASHTAG.findall(without_marks(shown)) if rules.has_tags and "#" in shown else ()
    lines, turns = _lines(shown, verbatim, rules.leftovers)
    whole = tuple(" ".join(_lines(form, verbatim, rules.leftovers)[0]) for form in forms)
    return BlockText(lines, turns, variants, whole, tuple(tags))


NOTHING: Final = BlockText([], [])


def _lines(
    text: str, verbatim: list[str], leftovers: frozenset[str]
) -> tuple[list[str], list[Turns]]:
    """The lines that are shown of a text, and the turns of each."""
    if verbatim:
        text = _restore(text, verbatim)
    if LINE_MARK.search(text) is None:
        stripped = map(str.strip, text.split(LINE))
        lines = [line for line in stripped if line and line not in leftovers]
        return lines, [()] * len(lines)
    lines, turns = [], []
    last: Turns = ()
    for marked in text.split(LINE):
        line, found = unmarked(marked)
        blanks = len(line) - len(line.lstrip())
        line = line.strip()
        if last or blanks:  # of several turns at one place, the last counts
            found = tuple({max(at - blanks, 0): number for at, number in last + found}.items())
        last = tuple((0, number) for _, number in found[-1:])
        if line and line not in leftovers:
            lines.append(line)
            turns.append(tuple(turn for turn in found if turn[0] < len(line)))
            if turns[-1] == found:
                last = ()
    return lines, turns


def unmarked(text: str) -> tuple[str, Turns]:
    """A text without the marks of lines, and its turns, of which the last may be at its end."""
    if "\udc00" <= text[:1] <= "\udfff" and LINE_MARK.search(text, 3) is None:  # as most often
        return text[3:], ((0, _number(text[:3])),)
    pieces = LINE_MARKS.split(text)
    at = 0
    turns = []
    for piece, mark in zip(pieces[::2], pieces[1::2], strict=False):
        at += len(piece)
        turns.append((at, _number(mark)))
    return "".join(pieces[::2]), tuple(turns)


LINE_MARKS = re.compile(f"({LINE_MARK.pattern})")


def _number(mark: str) -> int:
    return (ord(mark[0]) << 20) + (ord(mark[1]) << 10) + ord(mark[2]) - ZERO


ZERO = (0xDC00 << 20) + (0xDC00 << 10) + 0xDC00


def _gap(match: re.Match[str]) -> str:
    """What separates two pieces of text: the strongest of the marks between them. The mark of a
    line follows it."""
    gap, text = match[0], match.string
    mark = last_mark(gap) if len(gap) > 2 else ""
    if match.start() == 0:
        return mark
    if match.end() == len(text):
        return ""
    if ROW in gap:
        return LINE + mark
    if CELL in gap:
        return " | " + mark
    if LINE in gap:
        return LINE + mark
    if SOFT in gap:
        before, after = text[match.start() - 1], text[match.end()]
        return ("" if CJK.match(before) and CJK.match(after) else " ") + mark
    return " " + mark if " " in gap else mark


def _restore(text: str, verbatim: list[str]) -> str:
    first, *others = text.split(VERBATIM)
    return first + "".join(code + after for code, after in zip(verbatim, others, strict=True))
