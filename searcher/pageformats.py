"""How is a page of hits printed? One table: for people, for programs, for editors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, get_args

import click

from searcher.fields import QUERY_FIELDS
from searcher.highlight.formatter import ANSI, PLAIN, Formatter
from searcher.matchlines import file_rows, match_lines, opened_path
from searcher.model import Hit, ResultPage
from searcher.output import is_terminal, print_json, print_json_line, print_line, print_note
from searcher.printable import printable

__all__ = ["COLORS", "COUNT", "PAGE_FORMATS", "PATHS_WITH_NUL", "Color", "PageFormat"]

Color: TypeAlias = Literal["auto", "always", "never"]

COLORS: tuple[Color, ...] = get_args(Color)


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A format of pages."""

    print: Callable[[ResultPage, Color], None]
    is_exact: bool = True
    """Whether a program reads it, which must get the answer to its query and to no correction."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options of the search that it asks for, whatever the user did."""


def _print_text(page: ResultPage, color: Color) -> None:
    """The hits on standard output, how many there are on standard error."""
    is_colored = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
    if color != "auto":
        is_colored = color == "always"
    _print_notes(page)
    for hit in page.hits:
        _print_hit(hit, ANSI if is_colored else PLAIN)
    if page.suggestion is not None:
        print_note(f"did you mean: {page.suggestion}")
    shown = f", {page.hits[0].rank} to {page.hits[-1].rank} shown" if page.hits else ""
    number = f"{'' if page.total_is_exact else 'at least '}{page.total}"
    print_note(f"{number} found in {page.took_ms:.1f} ms{shown}")


def _print_hit(hit: Hit, formatter: Formatter) -> None:
    def echo(text: str) -> None:
        click.echo(text, color=formatter is ANSI)  # click would take colours out of a pipe

    echo(f"{hit.rank}. {formatter.format(hit.title, hit.title_highlights)}")
    print_line(f"   {opened_path(hit)}:{hit.best_line}")
    if hit.missing:
        print_line(f"   lacks: {' '.join(hit.missing)}")
    if hit.matched_name is not None:
        print_line(f"   found by the name: {hit.matched_name}")
    for fragment in hit.fragments:
        echo(f"   {formatter.format(fragment.text, fragment.highlights)}")
    if hit.explanation is not None:
        for line in str(hit.explanation).splitlines():
            print_line(f"   | {line}")
    click.echo()


def _print_notes(page: ResultPage) -> None:
    """What else there is to say of a page, on standard error."""
    if page.corrected is not None:
        print_note(
            f"nothing found for {page.query}: these are the hits of {page.corrected}"
            " (--exact searches for nothing else than what is typed)"
        )
    if page.relaxed:
        print_note(f"{page.total_all_words or 'none'} of them match all words, the others some")
    for name in page.unknown_fields:
        if name == "date":
            print_note(
                "no such date, so date:… was searched as text; write date:2001, date:2001-05-03"
                " or date:2001..2005"
            )
            continue
        known = ", ".join((*QUERY_FIELDS, "date"))
        print_note(f"no field {name!r}, so {name}:… was searched as text; the fields are {known}")
    for limit in page.limited:
        print_note(f"limited: {limit}")


def _print_json(page: ResultPage, _: Color) -> None:
    print_json(page.to_dict())


def _print_json_lines(page: ResultPage, _: Color) -> None:
    """Each hit as JSON on a line of its own."""
    _print_notes(page)
    for hit in page.hits:
        print_json_line(hit.to_dict())


def _print_vimgrep(page: ResultPage, _: Color) -> None:
    """``path:line:column:text`` for each match, as ripgrep prints them with ``--vimgrep``."""
    _print_notes(page)
    rows = lru_cache(_OPENED)(file_rows)
    for hit in page.hits:
        path = opened_path(hit)
        for line, column, text in match_lines(hit, rows(path)):
            print_line(f"{path}:{line}:{column}:{text}")


_OPENED = 16
"""Files whose lines are in memory at one time."""


def _paths(page: ResultPage) -> Iterator[str]:
    """The files of the hits, each once."""
    yield from dict.fromkeys(map(opened_path, page.hits))


def _print_paths(page: ResultPage, _: Color) -> None:
    _print_notes(page)
    for path in _paths(page):
        print_line(path)


def _print_paths_with_nul(page: ResultPage, _: Color) -> None:
    """The files as they are called, whatever characters that takes, each with a NUL behind it."""
    _print_notes(page)
    for path in _paths(page):
        shown = printable(path) if is_terminal(sys.stdout) else path
        click.echo(
            f"{shown}\0", nl=False, color=True
        )  # click would take out what looks like colour


def _print_count(page: ResultPage, _: Color) -> None:
    """The number of hits."""
    _print_notes(page)
    if not page.total_is_exact:
        print_note("these are not all")
    print_line(str(page.total))


PAGE_FORMATS: Final = {
    "text": PageFormat(_print_text, is_exact=False),
    "json": PageFormat(_print_json, is_exact=False),
    "jsonl": PageFormat(_print_json_lines),
    "vimgrep": PageFormat(_print_vimgrep, options={"script": "original"}),
    "paths": PageFormat(_print_paths, options={"fragments": 0}),
}
"""By name."""

PATHS_WITH_NUL: Final = PageFormat(_print_paths_with_nul, options={"fragments": 0})
COUNT: Final = PageFormat(_print_count, options={"limit": 0})
