"""What the command line prints: lines, JSON, reports, a progress bar. Pages are in ``pageformats``.

Everything is printed through :func:`print_line`, :func:`print_note` or :func:`print_json`, so that
no name from the content can control the terminal or forge a line of output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from searcher.printable import escape_json, escape_json_for_terminal, printable

if TYPE_CHECKING:
    from searcher.analysis.analyzer import Token
    from searcher.indexing.building import Progress
    from searcher.indexing.report import IndexReport
    from searcher.planning.description import PlannedQuery

__all__ = [
    "is_terminal",
    "print_error",
    "print_json",
    "print_json_line",
    "print_line",
    "print_log",
    "print_note",
    "print_plan",
    "print_report",
    "print_statistics",
    "print_tokens",
    "progress_bar",
]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A bar on standard error, if that is a terminal, once the work has taken a second."""
    if not is_terminal(sys.stderr):
        yield None
        return
    started = time.monotonic()
    with ExitStack() as stack:
        bar: Any = None

        def show(done: int, total: int) -> None:
            nonlocal bar
            if bar is None and time.monotonic() - started > 1:
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                stack.enter_context(bar)
            if bar is not None:
                bar.update(done - bar.pos)

        yield show


def print_line(text: str) -> None:
    """One line on standard output."""
    click.echo(printable(text))


def print_note(text: str) -> None:
    """One line on standard error, for a person; lost where nothing can be written to it."""
    with suppress(OSError):
        click.echo(printable(text), err=True)


def print_error(message: str) -> None:
    """The one line in which a failing command ends."""
    print_note(f"Error: {' '.join(message.split())}")


def print_log() -> Callable[[], None]:
    """Print what the library logs on standard error, until the function returned is called."""
    import logging

    class Printing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            print_note(self.format(record))

    handler = Printing()
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    logger = logging.getLogger("searcher")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)

    def stop() -> None:
        logger.removeHandler(handler)
        logger.setLevel(level)

    return stop


def print_json(value: object) -> None:
    """JSON on standard output, in ASCII if its encoding is not Unicode.

    On a terminal, control characters are escaped as well; the JSON means the same.
    """
    text = json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout), indent=2)
    escape = escape_json_for_terminal if is_terminal(sys.stdout) else escape_json
    click.echo(escape(text))


def print_json_line(value: object) -> None:
    """The same on one line, in which nothing is that a program may take for the end of it."""
    text = json.dumps(value, ensure_ascii=not _is_unicode(sys.stdout), separators=(",", ":"))
    click.echo(escape_json_for_terminal(text))


def _is_unicode(stream: TextIO | None) -> bool:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return encoding.lower().startswith("utf")


def print_statistics(statistics: Mapping[str, object]) -> None:
    """What an index holds, one value on each line."""
    for name, value in statistics.items():
        for line in value if isinstance(value, list) else [value]:
            if isinstance(line, dict):
                line = ", ".join(f"{key} {str(number)[:12]}" for key, number in line.items())
            print_line(f"{name:<13}{line}")


def print_tokens(tokens: Sequence[Token]) -> None:
    """The terms of a text: start, end, kind, and form in the index."""
    for token in tokens:
        print_line(f"{token.start:>5} {token.end:>5}  {token.kind:<9}  {token.text}")


def print_plan(plan: PlannedQuery) -> None:
    """What a query asks of the index, one clause or term on each line."""
    for line in plan.lines():
        print_line(line)


def print_report(report: IndexReport, *, changes: bool) -> None:
    """What was indexed, what that changed if ``changes``, and what was skipped and why."""
    from searcher.content.formats import NOT_TEXT

    if report.rebuilt is not None:
        print_note(f"rebuilt: {report.rebuilt}")
    done = f"{report.sections} sections of {report.indexed} files"
    if changes:
        counts = f"added {report.added}, changed {report.changed}, removed {report.removed} files"
        done = f"{counts}: {done}"
    else:
        done = f"indexed {done}"
    print_line(f"{done} in {report.seconds:.1f} s into {report.index}")
    reasons: dict[str, list[str]] = {}
    for file in report.skipped:
        reason = NOT_TEXT if file.reason.startswith(NOT_TEXT) else file.reason
        reasons.setdefault(reason, []).append(file.path)
    for reason, paths in reasons.items():
        shown = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
        print_line(f"skipped {len(paths)}: {reason}: {shown}")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at what is written to a stream."""
    return stream is not None and stream.isatty()
