"""The command line: each command takes its options, calls the library and prints the result."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import NoReturn

import click

from searcher.config import Config
from searcher.errors import IndexNotFound, SearcherError
from searcher.indexcommands import add, build_first, rebuild, remove, update
from searcher.output import (
    print_error,
    print_json,
    print_line,
    print_note,
    print_plan,
    print_statistics,
    print_tokens,
)
from searcher.pageformats import COUNT, PAGE_FORMATS, PATHS_WITH_NUL, Color, PageFormat
from searcher.parameters import (
    QueryCommand,
    config_option,
    configured,
    format_options,
    index_option,
    json_option,
    limit_option,
    search_options,
    userdict_option,
    verbose_option,
)

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


for _command in (rebuild, update, add, remove):
    cli.add_command(_command)


@cli.command(cls=QueryCommand)
@click.argument("query", nargs=-1, required=True)
@search_options
@click.option("--no-synonyms", is_flag=True, help="Match words only as typed, without synonyms.")
@userdict_option
@format_options
@json_option
@configured
def search(
    config: Config,
    query: tuple[str, ...],
    no_synonyms: bool,
    format_name: str | None,
    as_count: bool,
    with_nul: bool,
    color: Color,
    as_json: bool,
) -> int:
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

    form = _page_format(format_name, as_json, as_count, with_nul)
    text = _typed(query)
    parse(text)  # an invalid query is reported before an index is built
    exact = config.search.exact or form.is_exact
    options = replace(config.search, synonyms=not no_synonyms, exact=exact, **form.options)
    synonyms = None if no_synonyms else config.synonyms
    try:
        engine = Engine.open(config.index, userdict=config.userdict, synonyms=synonyms)
    except IndexNotFound:
        build_first(config)
        engine = Engine.open(config.index, userdict=config.userdict, synonyms=synonyms)
    with engine:
        page = engine.answer(text, options)
        for warning in engine.warnings:
            print_note(warning)
    form.print(page, color)
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


def _page_format(name: str | None, as_json: bool, as_count: bool, with_nul: bool) -> PageFormat:
    """The format that the options of a search ask for."""
    if as_json and name not in (None, "json"):
        raise click.UsageError(f"--json is --format json, and not --format {name}.")
    if with_nul and name != "paths":
        raise click.UsageError("--null goes with --format paths.")
    if as_count:
        return COUNT
    if with_nul:
        return PATHS_WITH_NUL
    return PAGE_FORMATS[name or ("json" if as_json else "text")]


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
