"""The façade for programs that make and change an index; ``engine.py`` searches one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.analysis.analyzer import open_analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.files import require_readable
from searcher.errors import ConfigError, ContentError, IndexingError, IndexNotFound
from searcher.indexing.building import Building, Progress
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.manifest import Origin
from searcher.indexing.rebuild import rebuild_index
from searcher.indexing.roots import Roots
from searcher.indexing.update import add_to_index, remove_from_index, update_index
from searcher.log import Log
from searcher.options import (
    BuildOptions,
    Selection,
    StrPath,
    content_path,
    file_path,
    index_path,
    quoted,
)
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

if TYPE_CHECKING:
    from searcher.indexing.report import IndexReport

__all__ = ["IndexWriter", "add", "rebuild", "remove", "update"]

_LOG = Log(__name__)


@dataclass(frozen=True, slots=True)
class IndexWriter:
    """Makes an index in a directory, and changes it.

    ``userdict`` is a user dictionary; ``progress`` is called with the number of files done and of
    all files; ``settings`` apply to all roots of the index in addition to each root's own
    selection, and are those that the index records if None.
    """

    index: Path
    userdict: Path | None
    options: BuildOptions
    progress: Progress | None = None
    ranking: Ranking = DEFAULT_RANKING
    settings: Selection | None = None

    def rebuild(self, content: Sequence[StrPath], selection: Selection) -> IndexReport:
        """See :func:`rebuild`."""
        paths = _paths(content)
        for path in paths:
            require_readable(path)
        roots = Roots((), (), self.settings or Selection()).adding(paths, selection)
        return self._rebuild(roots, "")

    def rebuild_recorded(self) -> IndexReport | None:
        """Rebuild from the roots that the index records, even if it is damaged or of another
        version; None if there is no index, or none that can tell its roots."""
        try:
            with closing(IndexDirectory(self.index).open_current()) as generation:
                origin = Origin.read(generation.directory)
        except IndexingError:
            return None
        roots = replace(origin.content, settings=self.settings or origin.content.settings)
        return self._rebuild(roots, origin.user_dictionary)

    def _rebuild(self, roots: Roots, recorded: str) -> IndexReport:
        report = rebuild_index(roots, self.index, self._building(recorded))
        _LOG.info(
            "rebuilt %s: %d sections of %d files in %.1f s",
            report.index,
            report.sections,
            report.indexed,
            report.seconds,
        )
        return report

    def update(self) -> IndexReport:
        """See :func:`update`."""
        building = self._building(self._recorded_dictionary())
        return _logged(update_index(self.index, building, self.settings))

    def add(self, paths: Sequence[StrPath], selection: Selection) -> IndexReport:
        """See :func:`add`."""
        added = _paths(paths)
        try:
            building = self._building(self._recorded_dictionary())
        except IndexNotFound:
            return self.rebuild(paths, selection)
        return _logged(add_to_index(added, self.index, building, selection, self.settings))

    def remove(self, paths: Sequence[StrPath]) -> IndexReport:
        """See :func:`remove`."""
        removed = _paths(paths)
        building = self._building(self._recorded_dictionary())
        return _logged(remove_from_index(removed, self.index, building, self.settings))

    def _recorded_dictionary(self) -> str:
        """The text of the user dictionary that the index was made with. Raises IndexNotFound."""
        with closing(IndexDirectory(self.index).open_current()) as generation:
            return Origin.read(generation.directory).user_dictionary

    def _building(self, recorded: str) -> Building:
        """How to build: with the user dictionary given, else with the recorded one."""
        words = UserDictionary.read(self.userdict) if self.userdict else UserDictionary(recorded)
        return Building(
            open_analyzer(words), words, self.options, self.progress, ranking=self.ranking
        )


def rebuild(
    content: Sequence[StrPath],
    *,
    index: StrPath = "index",
    userdict: StrPath | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    follow_links: bool = Selection.follow_links,
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    shared: bool = BuildOptions.shared,
    progress: Progress | None = None,
    ranking: Ranking = DEFAULT_RANKING,
) -> IndexReport:
    """Build a new index from files and folders, and switch to it.

    ``include`` and ``exclude`` are globs as in a ``.gitignore`` in each of the folders: if there
    are ``include`` globs, only files that match one are indexed; what matches an ``exclude`` glob
    is skipped. Symbolic links that lead out of a folder are skipped unless ``follow_links``. The
    index records these three with the folders, for :func:`update`. ``max_file_size`` is in bytes;
    larger files are skipped. ``workers`` is the number of processes that read and analyse files,
    ``memory`` the approximate MiB that their arrays may take together; the index does not depend
    on either. A program that uses several workers must guard its main code with
    ``if __name__ == "__main__"``, as :mod:`multiprocessing` requires. Only its owner can read the
    index; if ``shared``, its permissions follow the umask instead. ``progress`` is called with
    the number of files done and of all files. ``ranking`` holds the numbers of the ranking, for
    tuning.

    Readers see the old index until the new one is complete and on disk. Raises ContentError if
    there is nothing to index, IndexLocked while another process writes, IndexingError if writing
    fails, ConfigError for an invalid user dictionary or an option that is out of range.
    """
    options = BuildOptions(
        max_file_size=max_file_size, workers=workers, memory=memory, shared=shared
    )
    selection = _selection(include, exclude, follow_links)
    return _writer(index, userdict, options, progress, ranking).rebuild(content, selection)


def update(
    *,
    index: StrPath = "index",
    userdict: StrPath | None = None,
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring an index up to date with what was added, changed and removed under its roots.

    The result equals a :func:`rebuild` from these roots with the same user dictionary, but only
    new and changed files are read, and what was removed by :func:`remove` stays out. If no file
    is left, the index is empty. The user dictionary is the one that the index records, unless
    ``userdict`` gives another. An index that was made by an older version, or with another
    dictionary or analysis, is rebuilt, and ``rebuilt`` of the report says why. Whether the index
    is shared does not change. Raises IndexNotFound, IndexMismatch if the index was made by a newer
    version, ContentError for a folder that is gone, and the errors of :func:`rebuild`.
    """
    options = BuildOptions(max_file_size=max_file_size, workers=workers, memory=memory)
    return _writer(index, userdict, options, progress).update()


def add(
    paths: Sequence[StrPath],
    *,
    index: StrPath = "index",
    userdict: StrPath | None = None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    follow_links: bool = Selection.follow_links,
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    progress: Progress | None = None,
) -> IndexReport:
    """Add files and folders to an index, which is created if there is none.

    Paths that were removed at or below them are added again. The rest stays, and is brought up to
    date as by :func:`update`. Options and errors are those of :func:`rebuild` and :func:`update`;
    raises ContentError for a path that has nothing to index, and then the index is unchanged.
    """
    options = BuildOptions(max_file_size=max_file_size, workers=workers, memory=memory)
    selection = _selection(include, exclude, follow_links)
    return _writer(index, userdict, options, progress).add(paths, selection)


def remove(
    paths: Sequence[StrPath],
    *,
    index: StrPath = "index",
    userdict: StrPath | None = None,
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    progress: Progress | None = None,
) -> IndexReport:
    """Remove files and folders from an index; the files themselves are not touched.

    A path removed under a folder that stays in the index is excluded from updates until it is
    added again. The rest is brought up to date as by :func:`update`, with the same options and
    errors; raises ContentError for a path that the index does not have.
    """
    options = BuildOptions(max_file_size=max_file_size, workers=workers, memory=memory)
    return _writer(index, userdict, options, progress).remove(paths)


def _logged(report: IndexReport) -> IndexReport:
    _LOG.info(
        "updated %s: added %d, changed %d, removed %d files in %.1f s",
        report.index,
        report.added,
        report.changed,
        report.removed,
        report.seconds,
    )
    return report


def _writer(
    index: StrPath,
    userdict: StrPath | None,
    options: BuildOptions,
    progress: Progress | None,
    ranking: Ranking = DEFAULT_RANKING,
) -> IndexWriter:
    words = None if userdict is None else file_path(userdict, "userdict")
    return IndexWriter(index_path(index), words, options, progress, ranking)


def _selection(include: Sequence[str], exclude: Sequence[str], follow_links: bool) -> Selection:
    return Selection(include=include, exclude=exclude, follow_links=follow_links)  # type: ignore[arg-type]  # made tuples there


def _paths(paths: Sequence[StrPath]) -> list[Path]:
    if isinstance(paths, str | PathLike):  # a string is a sequence of strings, too
        raise ConfigError(f"content must be a list of paths, not {quoted(paths)}")
    if not paths:
        raise ContentError("no content named; name a file or a folder")
    return [content_path(path) for path in paths]
