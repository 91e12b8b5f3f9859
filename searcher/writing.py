"""The embeddable façade's other half: what makes and changes an index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from searcher.analysis.analyzer import open_analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.files import require_readable
from searcher.errors import ConfigError, ContentError, IndexNotFound
from searcher.indexing.building import Building, Progress
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.manifest import Origin
from searcher.indexing.rebuild import rebuild_index
from searcher.indexing.roots import Roots
from searcher.indexing.update import add_to_index, remove_from_index, update_index
from searcher.log import Log
from searcher.options import BuildOptions, Selection, StrPath, file_path, index_path, quoted
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

if TYPE_CHECKING:
    from searcher.indexing.report import IndexReport

__all__ = ["IndexWriter", "add", "rebuild", "remove", "update"]

_LOG = Log(__name__)


@dataclass(frozen=True, slots=True)
class IndexWriter:
    """Makes an index in a directory, and changes it.

    ``userdict`` is a user dictionary; ``progress`` is told how many of how many files are done;
    ``settings`` hold for all roots of the index besides what each was put in with, and without
    them those that the index has.
    """

    index: Path
    userdict: Path | None
    options: BuildOptions
    progress: Progress | None = None
    ranking: Ranking = DEFAULT_RANKING
    settings: Selection | None = None

    def rebuild(self, content: Sequence[StrPath], selection: Selection) -> IndexReport:
        """As :func:`rebuild`."""
        paths = _paths(content)
        for path in paths:
            require_readable(path)
        roots = Roots((), (), self.settings or Selection()).adding(paths, selection)
        report = rebuild_index(roots, self.index, self._building(""))
        _LOG.info(
            "rebuilt %s: %d sections of %d files in %.1f s",
            report.index,
            report.sections,
            report.indexed,
            report.seconds,
        )
        return report

    def update(self) -> IndexReport:
        """As :func:`update`."""
        building = self._building(self._known_words())
        return _logged(update_index(self.index, building, self.settings))

    def add(self, paths: Sequence[StrPath], selection: Selection) -> IndexReport:
        """As :func:`add`."""
        added = _paths(paths)
        try:
            building = self._building(self._known_words())
        except IndexNotFound:
            return self.rebuild(paths, selection)
        return _logged(add_to_index(added, self.index, building, selection, self.settings))

    def remove(self, paths: Sequence[StrPath]) -> IndexReport:
        """As :func:`remove`."""
        removed = _paths(paths)
        building = self._building(self._known_words())
        return _logged(remove_from_index(removed, self.index, building, self.settings))

    def _known_words(self) -> str:
        """The text of the user dictionary that the index was made with. Raises IndexNotFound."""
        with closing(IndexDirectory(self.index).open_current()) as generation:
            return Origin.read(generation.directory).user_dictionary

    def _building(self, known: str) -> Building:
        """How to build; without a user dictionary given, with that of which the text is known."""
        words = UserDictionary.read(self.userdict) if self.userdict else UserDictionary(known)
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
    """Index files and folders anew and switch to the result; see :mod:`searcher.indexing.rebuild`.

    ``include`` and ``exclude`` are globs as in a ``.gitignore`` that stands in each of the folders:
    only files that one of the former matches, if there are any, and nothing that one of the latter
    does. Symbolic links out of a folder are skipped unless ``follow_links``. The index keeps these
    three with the folders, for :func:`update`. ``max_file_size`` is in bytes; larger files are
    skipped and listed as such. ``workers`` are processes that read and analyse, and ``memory`` is
    what their arrays may take together, in MiB, about; the index is the same whatever the two are.
    A program that asks for several workers must keep what it does at its start under
    ``if __name__ == "__main__"``, as :mod:`multiprocessing` says. Only its owner can read the
    index, unless it is ``shared``: then its permissions follow the umask. ``progress`` is told how
    many of how many files are done. ``ranking`` has the numbers by which the index is ranked, for
    who tunes them. Raises ContentError where there is nothing to index, IndexLocked while another
    process writes, IndexingError where that fails, ConfigError for a wrong user dictionary or an
    option that is out of range. Readers have the index before until all of the new one is on the
    disk.
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

    It becomes what a :func:`rebuild` from these with the same user dictionary would make it, but
    only what is new is read, and what was taken out by :func:`remove` stays out. Where nothing is
    left the index is empty. It knows its user dictionary; give ``userdict`` for another. An index
    that was made by an older version, or with another dictionary or analysis, is built anew, and
    ``rebuilt`` of the report says why. Raises IndexNotFound, IndexMismatch if the index was made by
    a newer version, ContentError for a folder that is gone, and what :func:`rebuild` does; whether
    the index is shared stays as it is.
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
    """Put files and folders into an index, which is made where there is none; the rest stays.

    So does what was taken out at or below them come in again. The rest is brought up to date, as
    by :func:`update`. Options and errors are those of :func:`rebuild` and :func:`update`; raises
    ContentError for a path that has nothing to index, and then the index stays as it was.
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
    """Take files and folders out of an index; the rest stays, and so do the files themselves.

    What lies below a folder that stays in the index is out until it is added, whatever is updated
    meanwhile. The rest is brought up to date, as by :func:`update`, which has the same options and
    errors; raises ContentError for a path of which the index has nothing.
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


def _paths(content: Sequence[StrPath]) -> list[Path]:
    if isinstance(content, str | PathLike):  # which would be taken for a list of characters
        raise ConfigError(f"content must be a list of paths, not {quoted(content)}")
    if not content:
        raise ContentError("no content named; name a file or a folder")
    return [file_path(path, "content") for path in content]
