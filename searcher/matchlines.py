"""Where in the lines of its file does each match of a hit stand? One place a match, for editors.

Files are read when they are asked for, and may have changed since they were indexed, or be gone.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice, takewhile
from pathlib import Path
from typing import NamedTuple, TypeAlias

from searcher.model import Fragment, Hit, Span

__all__ = ["MatchLine", "Row", "file_rows", "match_lines", "opened_path"]

_AROUND = 32
"""Characters on either side of a match that tell its place from others."""


class MatchLine(NamedTuple):
    """A match, and the line of the file that has it."""

    line: int
    """Counted from 1."""
    column: int
    """The byte of the line, counted from 1, that the match begins with; 1 where it does not stand
    in the line as it is shown."""
    text: str
    """The line of the file; where the match does not stand in it, what is shown of the text."""


class Row(NamedTuple):
    """A line of a file."""

    text: str
    bytes_before: int = 0
    """Bytes of the line before its text: those of a byte order mark."""


Rows: TypeAlias = "Callable[[int], Row | None]"
"""From the number of a line, counted from 1, to the line of a file; None if there is no such."""


def opened_path(hit: Hit) -> str:
    """The path of the file of a hit as it is opened: relative to the working directory if the file
    is below it, otherwise absolute."""
    path = Path(hit.root) / hit.path
    with suppress(OSError, ValueError):  # the working directory is gone, or not above the path
        path = path.relative_to(Path.cwd())
    return str(path)


def file_rows(path: str) -> Rows:
    """The lines of a file; it has none if it cannot be read."""
    from searcher.content.decoding import Unreadable, decode  # not needed to print for people

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116  # a pipe would be waited for
            raise OSError
        data = Path(path).read_bytes()
        texts = decode(data).split("\n")
    except (OSError, ValueError, Unreadable):
        return lambda _: None
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0

    def row(number: int) -> Row | None:
        if not 0 < number <= len(texts):
            return None
        return Row(texts[number - 1], mark if number == 1 else 0)

    return row


def match_lines(hit: Hit, rows: Rows) -> Iterator[MatchLine]:
    """The matches in the fragments of a hit, in order; without any, its heading."""
    done: dict[int, int] = {}
    shown = False
    for fragment in hit.fragments:
        for span, line in zip(fragment.highlights, fragment.lines, strict=True):
            shown = True
            yield _match_line(fragment, span, hit.line if line is None else line, rows, done)
    if not shown:
        start = len(hit.title) - len(hit.title.rpartition(" › ")[2])
        heading = Fragment(hit.title[start:], 0, ())
        spans = [Span(s - start, e - start) for s, e in hit.title_highlights if s >= start]
        yield _match_line(heading, (spans or [Span(0, len(heading.text))])[0], hit.line, rows, done)


def _match_line(
    fragment: Fragment, span: Span, line: int, rows: Rows, done: dict[int, int]
) -> MatchLine:
    """The place of one match; ``done`` has for each line how much of it other matches have."""
    row = rows(line)
    at = -1 if row is None else _find(row.text, fragment.text, span, done.get(line, 0))
    if row is None or at < 0:
        return MatchLine(line, 1, _line_of(fragment.text, span))
    done[line] = at + span.end - span.start
    before = len(row.text[:at].encode("utf-8", "surrogatepass")) + row.bytes_before
    return MatchLine(line, before + 1, row.text)


def _find(row: str, text: str, span: Span, start: int) -> int:
    """Where in a line of a file a match stands that a fragment shows: of several places, the one
    with most of the same text around it. -1 if it stands nowhere."""
    match = text[span.start : span.end]
    best = -1
    most = -1
    at = row.find(match, start)
    while at >= 0:
        before = _common(reversed(text[: span.start]), reversed(row[:at]))
        after = _common(text[span.end :], row[at + len(match) :])
        if before + after > most:
            best, most = at, before + after
        at = row.find(match, at + 1)
    return best


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """How many characters two texts have in common at their beginnings, of those that count."""
    pairs = islice(zip(one, other, strict=False), _AROUND)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _line_of(text: str, span: Span) -> str:
    """The line of a text that a part of it begins in."""
    start = text.rfind("\n", 0, span.start + 1) + 1
    end = text.find("\n", max(span.start, start))
    return text[start : len(text) if end < 0 else end]
