"""Which lines does a reader see of one block of text?

A block is a paragraph, a list item, a heading or a whole table. Its text is gathered with
marks for what depends on the text around it. Marks are lone surrogates, which no decoded
text contains.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searcher.content.wikitext import drop_empty_parentheses, resolve_variants

__all__ = ["CELL", "JOINER", "LINE", "MARKED", "ROW", "SOFT", "VERBATIM", "BlockText", "resolve"]

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
MARKED = re.compile(f"[{MARKS}{JOINER}{VERBATIM}{{（(]")
"""One of them is in every text that :func:`resolve` changes, but for white space at its ends."""
# It begins with a character, not with ` *`: the search passes over the others quickly.
GAP = re.compile(f"[ {MARKS}](?:[ {MARKS}]+|(?<=[{MARKS}]))")
CJK = re.compile(
    r"[·\u2013-\u2014\u2018-\u201d\u2026\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
    r"\U00020000-\U0003ffff]"
)
HASHTAG = re.compile(r"(?<!\S)#([\w/-]*[^\W\d_][\w/-]*)")
BARE_BULLETS = frozenset("-–*•·")


class BlockText(NamedTuple):
    """What a block says."""

    lines: list[str]
    """Without blanks at their ends; none is empty."""
    variants: tuple[str, ...]
    """Other regions' forms of words in it."""
    tags: tuple[str, ...]
    """Its hashtags, without the ``#``."""


def resolve(text: str, verbatim: list[str]) -> BlockText:
    """The text without marks; ``verbatim[i]`` takes the place of the i-th VERBATIM."""
    shown = GAP.sub(_gap, text.replace(JOINER, ""))
    variants: tuple[str, ...] = ()
    if "-{" in shown:
        shown, variants = resolve_variants(shown)
    shown = drop_empty_parentheses(shown)
    tags = tuple(HASHTAG.findall(shown)) if "#" in shown else ()
    if verbatim:
        shown = _restore(shown, verbatim)
    stripped = map(str.strip, shown.split(LINE))
    lines = [line for line in stripped if line and line not in BARE_BULLETS]
    return BlockText(lines, variants, tags)


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
