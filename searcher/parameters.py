"""Parameters of the command line: options that commands share, and how arguments are read.

An option that is a setting goes into the :class:`~searcher.config.Config` that a command gets,
and is checked there like the environment and the configuration file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeAlias

import click
from click.core import ParameterSource

from searcher.config import Config, load_config
from searcher.options import SCRIPTS, BuildOptions, SearchOptions
from searcher.output import print_log
from searcher.pageformats import COLORS, PAGE_FORMATS

__all__ = [
    "QueryCommand",
    "build_options",
    "config_option",
    "configured",
    "format_options",
    "index_option",
    "json_option",
    "limit_option",
    "quiet_option",
    "search_options",
    "selection_options",
    "shared_option",
    "userdict_option",
    "verbose_option",
]

Parameters = ParamSpec("Parameters")

Command: TypeAlias = "Callable[..., Any]"
"""The function of a command, to which parameters are added."""


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    if parameter.name and (
        context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    ):
        context.ensure_object(dict)[parameter.name] = value


_setting = partial(click.option, expose_value=False, callback=_keep)
"""An option that goes into the Config, and not to the command; the last one given counts."""

index_option = _setting(
    "--index", type=click.Path(), metavar="DIR", help="Directory of the index.  [default: index]"
)
config_option = _setting(
    "--config",
    type=click.Path(),
    metavar="FILE",
    help="Read settings from FILE instead of searcher.toml.",
)


def _show_log(context: click.Context, _: click.Parameter, value: bool) -> None:
    root = context.find_root()
    if value and _LOGGING not in root.meta:
        root.meta[_LOGGING] = root.call_on_close(print_log())


_LOGGING = f"{__name__}.log"

verbose_option = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=_show_log,
    help="Log to standard error.",
)


def configured(
    command: Callable[Concatenate[Config, Parameters], int],
) -> Callable[Parameters, int]:
    """Give a command the settings, and the options that all commands have."""

    def run(*args: Parameters.args, **options: Parameters.kwargs) -> int:
        given = dict(click.get_current_context().ensure_object(dict))
        return command(load_config(given.pop("config", None), options=given), *args, **options)

    return index_option(config_option(verbose_option(update_wrapper(run, command))))


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
userdict_option = _setting(
    "--userdict",
    type=click.Path(),
    metavar="FILE",
    help="User dictionary, in jieba's format.",
)
shared_option = _setting(
    "--shared",
    is_flag=True,
    help="Let other users read the index, as the umask allows.  [default: owner only]",
)
limit_option = _setting(
    "-n",
    "--limit",
    metavar="N",
    help=f"Show at most N.  [default: {SearchOptions.limit}]",
)


def format_options(command: Command) -> Command:
    """Add the options that say how a page of hits is printed."""
    for option in reversed(
        (
            click.option(
                "--format",
                "format_name",
                type=click.Choice([*PAGE_FORMATS]),
                help="Print text, JSON, a line of JSON for each hit, path:line:column:text for each"
                " match, or the path of each file.  [default: text]",
            ),
            click.option(
                "--count", "as_count", is_flag=True, help="Print the number of hits only."
            ),
            click.option(
                "-0",
                "--null",
                "with_nul",
                is_flag=True,
                help="With --format paths, end each path with a NUL, whatever is in it.",
            ),
            click.option(
                "--color",
                type=click.Choice(COLORS),
                default="auto",
                help="Colour matches: on a terminal, always or never.  [default: auto]",
            ),
        )
    ):
        command = option(command)
    return command


def build_options(command: Command) -> Command:
    """Add the options of building an index."""
    for option in reversed(
        (
            _setting(
                "--workers",
                metavar="N",
                help="Read and analyse files in N processes.  [default: number of CPUs]",
            ),
            _setting(
                "--memory",
                metavar="MIB",
                help=f"Approximate memory of all processes.  [default: {BuildOptions.memory}]",
            ),
        )
    ):
        command = option(command)
    return command


def selection_options(command: Command) -> Command:
    """Add the options that select files; they apply in addition to the settings."""
    for option in reversed(
        (
            click.option(
                "--include",
                multiple=True,
                metavar="GLOB",
                help="Index only files that match GLOB, as in a .gitignore; may be repeated.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="GLOB",
                help="Skip files and folders that match GLOB; may be repeated.",
            ),
            click.option(
                "--follow-links",
                is_flag=True,
                help="Follow symbolic links that lead out of a folder.",
            ),
        )
    ):
        command = option(command)
    return command


def search_options(command: Command) -> Command:
    """Add the options of a search."""
    for option in reversed(
        (
            limit_option,
            _setting("--offset", metavar="N", help="Skip the first N hits."),
            _setting(
                "--fragments",
                metavar="N",
                help=f"Show N fragments of each hit.  [default: {SearchOptions.fragments}]",
            ),
            _setting(
                "--width",
                metavar="N",
                help="Approximate length of a fragment, in characters."
                f"  [default: {SearchOptions.width}]",
            ),
            _setting("--group", is_flag=True, help="Show only the best section of each article."),
            _setting(
                "--script",
                type=click.Choice(SCRIPTS),
                help="Show results in Simplified, Traditional, Taiwan or Hong Kong characters.",
            ),
            _setting(
                "--script-exact",
                is_flag=True,
                help="Match words only in the characters as typed: 後 and not 后.",
            ),
            _setting(
                "--timeout",
                metavar="S",
                help="Stop after S seconds, with the best hits found so far."
                f"  [default: {SearchOptions.timeout:g}]",
            ),
            _setting(
                "--exact",
                is_flag=True,
                help="Answer the query as typed, even if it finds nothing and seems misspelled.",
            ),
            _setting("--explain", is_flag=True, help="Explain the score of each hit."),
            _setting(
                "--synonyms",
                type=click.Path(),
                metavar="FILE",
                help="Your own synonyms, in Solr's format.",
            ),
        )
    ):
        command = option(command)
    return command


class QueryCommand(click.Command):
    """A command whose arguments may begin with a minus: ``-title:香港`` is no option.

    A minus and a single letter is read as an option, and is an error if there is none.
    """

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
                    value = next(rest, None)
                    if value is None:
                        raise click.BadOptionUsage(arg, f"Option {arg} needs a value.", ctx=ctx)
                    given.append(value)
            elif re.fullmatch("-[A-Za-z]", arg):
                raise click.NoSuchOption(
                    arg,
                    f"No such option: {arg}; after -- it excludes {arg[1]}, and '\"{arg}\"' is"
                    " searched for.",
                    ctx=ctx,
                )
            else:
                query.append(arg)
        return super().parse_args(ctx, [*given, "--", *query])
