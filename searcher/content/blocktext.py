"""Which lines does a reader see of one block of text?

A block is a paragraph, a list item, a heading or a whole table. Its text is gathered with
marks for what depends on the text around it. Marks are lone surrogates, which no decoded
text contains.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = [
    "CELL",
    "JOINER",
    "LINE",
    "PLAIN_TEXT",
    "ROW",
    "SIGNS",
    "SOFT",
    "VERBATIM",
    "BlockText",
    "Polished",
    "TextRules",
    "resolve",
]

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

MARKS = f"{LINE}{SOFT}{CELL}{ROW}"
SIGNS = f"{MARKS}{JOINER}{VERBATIM}"
"""All of which :func:`resolve` makes something else."""
# It begins with a character, not with ` *`: the search passes over the others quickly.
GAP = re.compile(f"[ {MARKS}](?:[ {MARKS}]+|(?<=[{MARKS}]))")
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


def resolve(text: str, verbatim: list[str], rules: TextRules) -> BlockText:
    """The text without marks; ``verbatim[i]`` takes the place of the i-th VERBATIM."""
    if "#" not in text and "  " not in text and rules.signs.search(text) is None:
        line = text.strip()
        return BlockText([line] if line and line not in rules.leftovers else [])
    shown, variants, forms = rules.polish(GAP.sub(_gap, text.replace(JOINER, "")))
    tags = tuple(HASHTAG.findall(shown)) if rules.has_tags else ()
    lines = _lines(shown, verbatim, rules.leftovers)
    whole = tuple(" ".join(_lines(form, verbatim, rules.leftovers)) for form in forms)
    return BlockText(lines, variants, whole, tags)


def _lines(text: str, verbatim: list[str], leftovers: frozenset[str]) -> list[str]:
    if verbatim:
        text = _restore(text, verbatim)
    stripped = map(str.strip, text.split(LINE))
    return [line for line in stripped if line and line not in leftovers]


def _gap(match: re.Match[str]) -> str:
    """What separates two pieces of text: the strongest of the marks between them."""
    gap, text = match[0], match.string
    if match.start() == 0 or match.end() == len(text):
        return ""
    if ROW in gap:
        return LINE
    if CELL in gap:
        return " | "
    if LINE in gap:
        return LINE
    before, after = text[match.start() - 1], text[match.end()]
    return "" if SOFT in gap and CJK.match(before) and CJK.match(after) else " "


def _restore(text: str, verbatim: list[str]) -> str:
    first, *others = text.split(VERBATIM)
    return first + "".join(code + after for code, after in zip(verbatim, others, strict=True))
