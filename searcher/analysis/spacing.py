"""Text with blanks between its characters, as scans, PDFs and the heads of tables have it.

Three and more single Han characters in a row with one blank between each, 短 期 负 荷, are read
without the blanks; two where nothing else stands in the line or the cell of a table, or a colon
follows: 目　錄, 摘　要：.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["inner_blanks", "inner_blanks_of_query"]

_HAN = "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"
# A unit behind a digit begins no run: in 4日 中 国 there are but two.
_ALONE = rf"(?<!\w){_HAN}"
_SPACED = re.compile(
    rf"{_ALONE}(?: {_HAN}){{2,}}(?!\w)"
    rf"|(?:^|(?<=[|\t])|(?<=[|\t] )){_HAN} {_HAN}(?= ?(?:$|[|\t:]))",
    re.MULTILINE,
)
_QUOTES = frozenset('"“「『')
_QUOTED_OR_SPACED = re.compile(
    rf'"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|{_ALONE}(?: {_HAN}){{2,}}(?!\w)'
)


def inner_blanks(text: str) -> Iterator[int]:
    """Where the blanks stand in a folded text that are read as if they were not there."""
    for run in _SPACED.finditer(text):
        yield from range(run.start() + 1, run.end(), 2)


def inner_blanks_of_query(query: str) -> Iterator[int]:
    """Where the blanks stand that make three and more words of one character of what is one word.

    Not in quotes, for blanks there separate the words of a proximity. 猫 狗 are two words.
    """
    for run in _QUOTED_OR_SPACED.finditer(query):
        if query[run.start()] not in _QUOTES:
            yield from range(run.start() + 1, run.end(), 2)
