"""The command line: each command takes its options, calls the library and prints the result."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from searcher.config import DEFAULT_CONTENT, Config
from searcher.errors import ContentError, IndexNotFound, SearcherError
from searcher.options import Selection
from searcher.output import (
    print_error,
    print_json,
    print_line,
    print_note,
    print_page,
    print_plan,
    print_report,
    print_statistics,
    print_tokens,
    progress_bar,
)
from searcher.parameters import (
    QueryCommand,
    build_options,
    config_option,
    configured,
    index_option,
    json_option,
    limit_option,
    quiet_option,
    search_options,
    selection_options,
    shared_option,
    userdict_option,
    verbose_option,
)

if TYPE_CHECKING:
    from searcher.indexing.report import IndexReport
    from searcher.writing import IndexWriter

__all__ = ["main"]

FOUND, NOT_FOUND, ERROR, INTERRUPTED = 0, 1, 2, 130


def main() -> NoReturn:
    """Run the command line and exit: 0 found or done, 1 nothing found, 2 an error."""
    if "_SEARCHER_COMPLETE" in os.environ:
        cli.main(prog_name="searcher")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not closed, not caught by a test
            stream.reconfigure(errors="replace")
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # not under nohup
            signal.signal(number, _end)
    try:
        # Not cli.main(), which has exit statuses of its own for interrupts and closed pipes.
        with cli.make_context("searcher", sys.argv[1:]) as context:
            status = cli.invoke(context)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as exc:  # of --help and --version
        status = exc.exit_code
    except click.exceptions.NoArgsIsHelpError as exc:
        click.echo(exc.format_message(), err=True)
        status = ERROR
    except click.ClickException as exc:
        status = _fail(_usage(exc))
    except SearcherError as exc:
        status = _fail(str(exc))
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FOUND
    except (KeyboardInterrupt, click.Abort):
        status = _fail("interrupted", INTERRUPTED)
    except _Ended as exc:
        status = 128 + exc.number
        with suppress(OSError):  # the terminal is gone, perhaps
            _fail(f"ended by {signal.Signals(exc.number).name}")
    except OSError as exc:
        reason = exc.strerror or exc
        if exc.filename is None:  # which a file that is open already does not say
            status = _fail(f"cannot write the output: {reason}; see where it goes")
        else:
            status = _fail(f"cannot use {exc.filename}: {reason}; see what it is")
    sys.exit(status)


class _Ended(BaseException):
    """The process was told to terminate; unwinds like an interrupt, so that work is undone."""

    def __init__(self, number: int) -> None:
        self.number = number


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough
    raise _Ended(number)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@index_option
@config_option
@verbose_option
@click.version_option(package_name="searcher-zh", message="%(prog)s %(version)s")
def cli() -> None:
    """Full-text search for Chinese: the right section, in whatever script, marked exactly."""


@cli.command()
@click.argument("content", nargs=-1, type=click.Path(), metavar="[PATH]...")
@userdict_option
@json_option
@selection_options
@build_options
@shared_option
@quiet_option
@configured
def rebuild(
    config: Config,
    content: tuple[str, ...],
    as_json: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    follow_links: bool,
    quiet: bool,
) -> int:
    """Build a new index from files and folders, and switch to it.

    Without PATH, indexes the content named in the settings; if they name none, what the index holds
    now, or seeds/ if there is no index. Prints what was indexed, and which files were skipped and
    why.
    """
    selection = Selection(include=include, exclude=exclude, follow_links=follow_links)
    _show(_rebuild(config, content, selection), as_json, quiet, changes=False)
    return FOUND


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(), metavar="")
@userdict_option
@json_option
@build_options
@quiet_option
@configured
def update(config: Config, paths: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Bring the index up to date with files that were added, changed and removed.

    The result equals a rebuild from all paths that were added, without those that were removed
    since, but only new and changed files are read.
    """
    if paths:
        raise click.UsageError(
            "update takes no paths; 'searcher add PATH' adds PATH to the index,"
            " 'searcher rebuild PATH' rebuilds it from PATH alone."
        )
    with _writing(config) as writer:
        report = writer.update()
    _show(report, as_json, quiet)
    return FOUND


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@userdict_option
@json_option
@selection_options
@build_options
@quiet_option
@configured
def add(
    config: Config,
    paths: tuple[str, ...],
    as_json: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    follow_links: bool,
    quiet: bool,
) -> int:
    """Add files and folders to the index; the rest stays, and is brought up to date.

    Paths that were removed at or below PATH are added again.
    """
    selection = Selection(include=include, exclude=exclude, follow_links=follow_links)
    with _writing(config) as writer:
        report = writer.add(paths, selection)
    _show(report, as_json, quiet)
    return FOUND


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
@json_option
@build_options
@quiet_option
@configured
def remove(config: Config, paths: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Remove files and folders from the index; the rest stays, and is brought up to date.

    A path removed under a folder that stays is excluded until it is added again. The files
    themselves are not touched.
    """
    with _writing(config) as writer:
        report = writer.remove(paths)
    _show(report, as_json, quiet)
    return FOUND


@cli.command(cls=QueryCommand)
@click.argument("query", nargs=-1, required=True)
@search_options
@click.option("--no-synonyms", is_flag=True, help="Match words only as typed, without synonyms.")
@userdict_option
@json_option
@configured
def search(config: Config, query: tuple[str, ...], no_synonyms: bool, as_json: bool) -> int:
    """Print the sections that answer QUERY, best first.

    Words are separated by spaces, and a section must match every one. "…" is a phrase, "…"~8 are
    words near each other, -word excludes, OR, AND, NOT and parentheses combine. title: heading:
    category: path: and body: search a field, date:2001..2005 a range of dates. word* matches all
    words that begin with word, w?r* and *ord those of that form, word~1 those one edit away,
    re:/第.{1,3}条/ what a regular expression does. Words that Taiwan, Hong Kong and the mainland
    use for the same thing find each other.
    """
    from searcher.engine import Engine
    from searcher.query.parser import parse

    text = _typed(query)
    parse(text)  # an invalid query is reported before an index is built
    options = replace(config.search, synonyms=not no_synonyms)
    synonyms = None if no_synonyms else config.synonyms
    try:
        engine = Engine.open(config.index, userdict=config.userdict, synonyms=synonyms)
    except IndexNotFound:
        _build_first(config)
        engine = Engine.open(config.index, userdict=config.userdict, synonyms=synonyms)
    with engine:
        page = engine.answer(text, options)
        for warning in engine.warnings:
            print_note(warning)
    if as_json:
        print_json(page.to_dict())
    else:
        print_page(page)
    return FOUND if page.hits or (page.total and not options.limit) else NOT_FOUND


@cli.command(cls=QueryCommand)
@click.argument("prefix", nargs=-1, required=True)
@limit_option
@json_option
@configured
def suggest(config: Config, prefix: tuple[str, ...], as_json: bool) -> int:
    """Complete PREFIX to titles, headings and words of the index.

    Completions by characters, in any script, come first, then those by pinyin or initials:
    wulanbatuo and wlbt both give 烏蘭巴托.
    """
    from searcher.engine import Engine

    typed = _typed(prefix)
    with Engine.open(config.index) as engine:
        found = engine.suggest(typed, limit=config.search.limit)
    if as_json:
        print_json({"prefix": typed, "suggestions": found})
    else:
        for suggestion in found:
            print_line(suggestion)
    return FOUND if found else NOT_FOUND


@cli.command()
@json_option
@configured
def stats(config: Config, as_json: bool) -> int:
    """Print what the index holds."""
    from searcher.engine import Engine

    with Engine.open(config.index) as engine:
        statistics = engine.stats().to_dict()
    if as_json:
        print_json(statistics)
    else:
        print_statistics(statistics)
    return FOUND


@cli.command()
@json_option
@configured
def check(config: Config, as_json: bool) -> int:
    """Verify every file of the index against its checksum."""
    from searcher.indexing.verification import check as check_index

    result = check_index(config.index)
    if as_json:
        print_json(result.to_dict())
    if result.damaged:
        names = ", ".join(result.damaged)
        return _fail(f"damaged: {names}; run 'searcher rebuild'")
    if not as_json:
        print_line(f"{result.files} files of generation {result.generation} are as written")
    return FOUND


@cli.command(cls=QueryCommand)
@click.argument("text", nargs=-1, required=True)
@click.option("--query", "as_query", is_flag=True, help="Print what TEXT asks of the index.")
@userdict_option
@json_option
@configured
def analyze(config: Config, text: tuple[str, ...], as_query: bool, as_json: bool) -> int:
    """Print the terms of TEXT, each with its offsets, its kind and its form in the index.

    With --query, print the plan of TEXT as a query: its clauses, and what each term weighs.
    """
    from searcher.engine import Engine
    from searcher.engine import analyze as analyze_text

    typed = _typed(text)
    if as_query:
        with Engine.open(config.index, synonyms=config.synonyms) as engine:
            planned = engine.describe(typed, config.search)
        print_json(planned.to_dict()) if as_json else print_plan(planned)
        return FOUND if planned.clause.clauses else NOT_FOUND
    tokens = analyze_text(typed, userdict=config.userdict)
    if as_json:
        print_json(
            {
                "text": typed,
                "tokens": [
                    {"text": t.text, "start": t.start, "end": t.end, "kind": t.kind} for t in tokens
                ],
            }
        )
    else:
        print_tokens(tokens)
    return FOUND if tokens else NOT_FOUND


def _show(report: IndexReport, as_json: bool, quiet: bool, *, changes: bool = True) -> None:
    if as_json:
        print_json(report.to_dict())
    elif not quiet:
        print_report(report, changes=changes)


@contextmanager
def _writing(config: Config) -> Iterator[IndexWriter]:
    from searcher.writing import IndexWriter

    with progress_bar("indexing") as progress:
        yield IndexWriter(
            config.index, config.userdict, config.build, progress, settings=config.selection
        )


def _rebuild(config: Config, content: tuple[str, ...], selection: Selection) -> IndexReport:
    roots = content or config.content
    with _writing(config) as writer:
        if not roots and selection == Selection() and (report := writer.rebuild_recorded()):
            return report
        if not roots and not DEFAULT_CONTENT.exists():
            raise ContentError(
                f"no content: there is no {DEFAULT_CONTENT}/ here; name a file or a folder"
            )
        return writer.rebuild(roots or (DEFAULT_CONTENT,), selection)


def _build_first(config: Config) -> None:
    """Build the missing index of a search, if there is content here, and not too much of it."""
    from searcher.indexing.firstbuild import check_unasked

    content = config.content or (DEFAULT_CONTENT,)
    if not any(path.exists() for path in content):
        raise IndexNotFound(
            f"no index in {config.index}; run 'searcher rebuild PATH' on a file or a folder"
        )
    check_unasked(config.index, content, config.build, config.selection or Selection())
    print_note(f"no index in {config.index} yet: building one from {', '.join(map(str, content))}")
    with _writing(config) as writer:
        report = writer.rebuild(content, Selection())
    print_note(f"indexed {report.sections} sections of {report.indexed} files")


def _typed(words: tuple[str, ...]) -> str:
    """The arguments as one text. They are UTF-8 even where the locale has not said so."""
    return os.fsencode(" ".join(words)).decode("utf-8", "replace")


def _fail(message: str, status: int = ERROR) -> int:
    print_error(message)
    return status


def _usage(exc: click.ClickException) -> str:
    """Click's message about wrong options, in one line with the remedy."""
    context = exc.ctx if isinstance(exc, click.UsageError) else None
    command = context.command_path if context else "searcher"
    return f"{exc.format_message()} See '{command} --help'."
