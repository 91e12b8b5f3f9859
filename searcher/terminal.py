"""What a person or a program sees of results: text, JSON, a progress bar."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from searcher.highlight.formatter import Formatter
    from searcher.indexing.building import Progress
    from searcher.indexing.rebuild import RebuildReport
    from searcher.indexing.update import UpdateReport
    from searcher.model import Hit, ResultPage

__all__ = ["print_json", "print_page", "print_report", "progress_bar"]


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """A bar on standard error where that is a terminal, once the work has taken a second."""
    if not sys.stderr.isatty():
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


def print_report(report: RebuildReport | UpdateReport) -> None:
    """What was indexed, and what was not and why."""
    from searcher.indexing.update import UpdateReport

    if isinstance(report, UpdateReport):
        done = (
            f"added {report.added}, changed {report.changed}, removed {report.removed} files:"
            f" {report.sections} sections of {report.indexed} files"
        )
    else:
        done = f"indexed {report.sections} sections of {report.indexed} files"
    click.echo(f"{done} in {report.seconds:.1f} s into {report.index}")
    reasons: dict[str, list[str]] = {}
    for file in report.skipped:
        reasons.setdefault(file.reason.partition(" (")[0], []).append(file.path)
    for reason, paths in reasons.items():
        shown = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
        click.echo(f"skipped {len(paths)}: {reason}: {shown}")


def print_page(page: ResultPage) -> None:
    """The hits on standard output, how many there are on standard error."""
    from searcher.highlight.formatter import ANSI, PLAIN

    formatter = (
        ANSI if sys.stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR") else PLAIN
    )
    if page.relaxed:
        click.echo("no section has all of it; these have some", err=True)
    for hit in page.hits:
        _print_hit(hit, formatter)
    if page.suggestion is not None:
        click.echo(f"did you mean: {page.suggestion}", err=True)
    shown = f", {page.hits[0].rank} to {page.hits[-1].rank} shown" if page.hits else ""
    number = f"{'' if page.total_is_exact else 'at least '}{page.total}"
    click.echo(f"{number} found in {page.took_ms:.1f} ms{shown}", err=True)


def _print_hit(hit: Hit, formatter: Formatter) -> None:
    click.echo(f"{hit.rank}. {formatter.format(hit.title, hit.title_highlights)}")
    click.echo(f"   {_location(hit)}")
    for fragment in hit.fragments:
        click.echo(f"   {formatter.format(fragment.text, fragment.highlights)}")
    if hit.explanation is not None:
        for line in str(hit.explanation).splitlines():
            click.echo(f"   | {line}")
    click.echo()


def _location(hit: Hit) -> str:
    """File and line as other tools take them: relative to here where that is shorter."""
    path = Path(hit.root) / hit.path
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return f"{path}:{hit.line}"


def print_json(value: object) -> None:
    """JSON on standard output, in ASCII where that has no Unicode."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    is_unicode = encoding.lower().startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=not is_unicode, indent=2))
