"""The command line: options in, results out; what they mean is decided elsewhere."""

from __future__ import annotations

import io
import os
import re
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from searcher.config import Config, load_config
from searcher.errors import ContentError, IndexNotFound, SearcherError
from searcher.terminal import print_json, print_page, print_report, progress_bar

if TYPE_CHECKING:
    from searcher.indexing.rebuild import RebuildReport
    from searcher.indexing.update import UpdateReport

__all__ = ["main"]

FOUND, NOT_FOUND, ERROR, INTERRUPTED = 0, 1, 2, 130

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
userdict_option = click.option(
    "--userdict",
    type=click.Path(path_type=Path),
    help="Words of your own, in jieba's format.",
)


workers_option = click.option(
    "--workers",
    type=click.IntRange(1),
    help="Processes that read and analyse.  [default: one for each CPU]",
)
memory_option = click.option(
    "--memory",
    type=click.IntRange(1),
    metavar="MIB",
    help="Memory that their arrays may take, about.  [default: 512]",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")


class _QueryCommand(click.Command):
    """A command whose arguments may begin with a minus: ``-title:香港`` is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        names = {name for option in options for name in option.opts}
        with_value = {name for option in options if not option.is_flag for name in option.opts}
        given: list[str] = []
        query: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                query += rest
            elif arg in names or arg.startswith("--") or re.fullmatch(r"-n\d+", arg):
                given.append(arg)
                if arg in with_value:
                    given += islice(rest, 1)
            else:
                query.append(arg)
        return super().parse_args(ctx, [*given, "--", *query])


def main() -> NoReturn:
    """Run the command line and exit: 0 found or done, 1 nothing found, 2 an error."""
    if "_SEARCHER_COMPLETE" in os.environ:
        cli.main(prog_name="searcher")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not closed, not caught by a test
            stream.reconfigure(errors="replace")
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
    except OSError as exc:
        status = _fail(f"cannot write the output: {exc.strerror or exc}; see where it goes")
    sys.exit(status)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the index is.  [default: index]",
)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings to use instead of searcher.toml.",
)
@click.version_option(package_name="searcher-zh", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, index: Path | None, config_file: Path | None) -> None:
    """Full-text search for Chinese: the right section, in whatever script, marked exactly."""
    context.obj = load_config(config_file, options={"index": index})


@cli.command()
@click.argument("content", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@userdict_option
@json_option
@workers_option
@memory_option
@quiet_option
@click.pass_obj
def rebuild(
    config: Config,
    content: tuple[Path, ...],
    userdict: Path | None,
    as_json: bool,
    workers: int | None,
    memory: int | None,
    quiet: bool,
) -> int:
    """Build a new index from files and folders, and switch to it.

    Without PATH, from the content that the settings name, or seeds/. Says what was indexed,
    what was skipped, and why.
    """
    _show(_rebuild(config, content, userdict, workers, memory), as_json, quiet)
    return FOUND


@cli.command()
@click.argument("content", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@json_option
@workers_option
@memory_option
@quiet_option
@click.pass_obj
def update(
    config: Config,
    content: tuple[Path, ...],
    as_json: bool,
    workers: int | None,
    memory: int | None,
    quiet: bool,
) -> int:
    """Bring the index up to date with files that were added, changed and removed.

    The result is that of a rebuild from PATH, or from where the index was made from, but only
    what is new is read.
    """
    from searcher.engine import update as update_index

    with progress_bar("indexing") as progress:
        report = update_index(
            content,
            index=config.index,
            userdict=config.userdict,
            max_file_size=config.max_file_size,
            workers=workers or os.cpu_count() or 1,
            memory=memory or config.memory,
            progress=progress,
        )
    _show(report, as_json, quiet)
    return FOUND


@cli.command(cls=_QueryCommand)
@click.argument("query", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1), help="Hits on a page.  [default: 10]")
@click.option("--offset", type=click.IntRange(0), default=0, help="Hits to pass over.")
@click.option(
    "--fragments", type=click.IntRange(0), help="Passages to show of each hit.  [default: 2]"
)
@click.option(
    "--width", type=click.IntRange(1), help="Characters of a passage, about.  [default: 120]"
)
@click.option("--group", is_flag=True, help="Only the best section of each article.")
@click.option(
    "--script",
    type=click.Choice(["original", "hans", "hant", "tw", "hk"]),
    default="original",
    help="Show results in Simplified, Traditional, Taiwan or Hong Kong characters.",
)
@click.option("--explain", is_flag=True, help="Say how each score came about.")
@click.option("--no-synonyms", is_flag=True, help="Only words as they are asked for.")
@click.option(
    "--synonyms",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Words of your own that stand for each other, in Solr's format.",
)
@userdict_option
@json_option
@click.pass_obj
def search(
    config: Config,
    query: tuple[str, ...],
    limit: int | None,
    offset: int,
    fragments: int | None,
    width: int | None,
    group: bool,
    script: Any,
    explain: bool,
    no_synonyms: bool,
    synonyms: Path | None,
    userdict: Path | None,
    as_json: bool,
) -> int:
    """Print the sections that answer QUERY, best first.

    Chunks are separated by spaces, and every one must be met. "…" is a phrase, -chunk
    excludes, OR, AND, NOT and parentheses combine, title: heading: category: path: body:
    name a field, date:2001..2005 the days, and a chunk* stands for all words that begin so.
    Words of Taiwan, Hong Kong and the mainland for the same thing find each other.
    """
    from searcher.engine import Engine
    from searcher.query.parser import parse

    text = _typed(query)
    parse(text)  # a query that is none should not first wait for an index
    synonyms = None if no_synonyms else synonyms or config.synonyms
    try:
        engine = Engine.open(config.index, userdict=userdict or config.userdict, synonyms=synonyms)
    except IndexNotFound:
        _build_first(config, userdict)
        engine = Engine.open(config.index, userdict=userdict or config.userdict, synonyms=synonyms)
    with engine:
        page = engine.search(
            text,
            limit=config.limit if limit is None else limit,
            offset=offset,
            fragments=config.fragments if fragments is None else fragments,
            width=config.width if width is None else width,
            group=group,
            script=script,
            explain=explain,
            synonyms=not no_synonyms,
        )
    if as_json:
        print_json(page.to_dict())
    else:
        print_page(page)
    return FOUND if page.hits else NOT_FOUND


@cli.command(cls=_QueryCommand)
@click.argument("prefix", nargs=-1, required=True)
@click.option("-n", "--limit", type=click.IntRange(1), help="How many.  [default: 10]")
@json_option
@click.pass_obj
def suggest(config: Config, prefix: tuple[str, ...], limit: int | None, as_json: bool) -> int:
    """Print titles, headings and words of the index that begin with PREFIX.

    Those of its characters first, in whatever script; then those that are read so: wulanbatuo
    and wlbt find 烏蘭巴托.
    """
    from searcher.engine import Engine

    typed = _typed(prefix)
    with Engine.open(config.index) as engine:
        found = engine.suggest(typed, limit=config.limit if limit is None else limit)
    if as_json:
        print_json({"prefix": typed, "suggestions": found})
    else:
        for suggestion in found:
            click.echo(suggestion)
    return FOUND if found else NOT_FOUND


@cli.command()
@json_option
@click.pass_obj
def stats(config: Config, as_json: bool) -> int:
    """Print what the index holds."""
    from searcher.engine import Engine

    with Engine.open(config.index) as engine:
        statistics = engine.stats().to_dict()
    if as_json:
        print_json(statistics)
    else:
        for name, value in statistics.items():
            for line in value if isinstance(value, list) else [value]:
                if isinstance(line, dict):
                    line = ", ".join(f"{key} {digest[:12]}" for key, digest in line.items())
                click.echo(f"{name:<13}{line}")
    return FOUND


@cli.command()
@json_option
@click.pass_obj
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
        click.echo(f"{result.files} files of generation {result.generation} are as written")
    return FOUND


@cli.command(cls=_QueryCommand)
@click.argument("text", nargs=-1, required=True)
@userdict_option
@json_option
@click.pass_obj
def analyze(config: Config, text: tuple[str, ...], userdict: Path | None, as_json: bool) -> int:
    """Print the terms of TEXT: where each stands in it, its kind, and its form in the index."""
    from searcher.engine import analyze as analyze_text

    userdict = userdict or config.userdict
    typed = _typed(text)
    tokens = analyze_text(typed, userdict=userdict)
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
        for token in tokens:
            click.echo(f"{token.start:>5} {token.end:>5}  {token.kind:<9}  {token.text}")
    return FOUND if tokens else NOT_FOUND


def _show(report: RebuildReport | UpdateReport, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_json(report.to_dict())
    elif not quiet:
        print_report(report)


def _rebuild(
    config: Config,
    content: tuple[Path, ...],
    userdict: Path | None,
    workers: int | None,
    memory: int | None,
) -> RebuildReport:
    from searcher.engine import rebuild

    roots = content or config.content
    if not content and roots == Config.content and not roots[0].exists():
        raise ContentError(f"no content: there is no {roots[0]}/ here; name a file or a folder")
    with progress_bar("indexing") as progress:
        return rebuild(
            roots,
            index=config.index,
            userdict=userdict or config.userdict,
            max_file_size=config.max_file_size,
            workers=workers or os.cpu_count() or 1,
            memory=memory or config.memory,
            progress=progress,
        )


def _build_first(config: Config, userdict: Path | None) -> None:
    """Build the index that a search finds missing, if the place has content."""
    if not any(path.exists() for path in config.content):
        raise IndexNotFound(
            f"no index in {config.index}; run 'searcher rebuild PATH' on a file or a folder"
        )
    names = ", ".join(map(str, config.content))
    click.echo(f"no index in {config.index} yet: building one from {names}", err=True)
    report = _rebuild(config, (), userdict, workers=None, memory=None)
    click.echo(f"indexed {report.sections} sections of {report.indexed} files", err=True)


def _typed(words: tuple[str, ...]) -> str:
    """The arguments as one text. They are UTF-8 even where the locale has not said so."""
    return os.fsencode(" ".join(words)).decode("utf-8", "replace")


def _fail(message: str, status: int = ERROR) -> int:
    line = " ".join(message.split())
    click.echo(f"Error: {line}", err=True)
    return status


def _usage(exc: click.ClickException) -> str:
    """What click has to say of wrong options, in one line with the remedy."""
    context = exc.ctx if isinstance(exc, click.UsageError) else None
    command = context.command_path if context else "searcher"
    return f"{exc.format_message()} See '{command} --help'."
