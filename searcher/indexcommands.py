"""The commands that make and change an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from searcher.config import DEFAULT_CONTENT, Config
from searcher.errors import ContentError, IndexNotFound
from searcher.options import Selection
from searcher.output import print_json, print_note, print_report, progress_bar
from searcher.parameters import (
    build_options,
    configured,
    json_option,
    quiet_option,
    selection_options,
    shared_option,
    userdict_option,
)

if TYPE_CHECKING:
    from searcher.indexing.report import IndexReport
    from searcher.writing import IndexWriter

__all__ = ["add", "build_first", "rebuild", "remove", "update"]

DONE = 0
"""The exit status."""


@click.command()
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
    return DONE


@click.command()
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
    return DONE


@click.command()
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
    return DONE


@click.command()
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
    return DONE


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


def build_first(config: Config) -> None:
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
