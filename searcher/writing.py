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
from searcher.errors import ConfigError, ContentError
from searcher.indexing.building import Building, Progress
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.manifest import Origin
from searcher.indexing.rebuild import rebuild_index
from searcher.indexing.update import update_index
from searcher.log import Log
from searcher.options import BuildOptions, StrPath, file_path, index_path, quoted
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

if TYPE_CHECKING:
    from searcher.indexing.rebuild import RebuildReport
    from searcher.indexing.update import UpdateReport

__all__ = ["IndexWriter", "rebuild", "update"]

_LOG = Log(__name__)


@dataclass(frozen=True, slots=True)
class IndexWriter:
    """Makes an index in a directory, and brings it up to date.

    ``userdict`` is a user dictionary; ``progress`` is told how many of how many files are done.
    """

    index: Path
    userdict: Path | None
    options: BuildOptions
    progress: Progress | None = None
    ranking: Ranking = DEFAULT_RANKING

    def rebuild(self, content: Sequence[StrPath]) -> RebuildReport:
        """As :func:`rebuild`."""
        if not content:
            raise ContentError("no content named; name a file or a folder")
        report = rebuild_index(_paths(content), self.index, self._building(""))
        _LOG.info(
            "rebuilt %s: %d sections of %d files in %.1f s",
            report.index,
            report.sections,
            report.indexed,
            report.seconds,
        )
        return report

    def update(self, content: Sequence[StrPath] = ()) -> UpdateReport:
        """As :func:`update`."""
        roots = _paths(content)
        known = "" if self.userdict else _current_user_dictionary(self.index)
        report = update_index(roots, self.index, self._building(known))
        _LOG.info(
            "updated %s: added %d, changed %d, removed %d files in %.1f s",
            report.index,
            report.added,
            report.changed,
            report.removed,
            report.seconds,
        )
        return report

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
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    shared: bool = BuildOptions.shared,
    progress: Progress | None = None,
    ranking: Ranking = DEFAULT_RANKING,
) -> RebuildReport:
    """Index files and folders anew and switch to the result; see :mod:`searcher.indexing.rebuild`.

    ``max_file_size`` is in bytes; larger files are skipped and listed as such. ``workers`` are
    processes that read and analyse, and ``memory`` is what their arrays may take together, in
    MiB, about; the index is the same whatever the two are. A program that asks for several
    workers must keep what it does at its start under ``if __name__ == "__main__"``, as
    :mod:`multiprocessing` says. Only its owner can read the index, unless it is ``shared``: then
    its permissions follow the umask. ``progress`` is told how many of how many files are done.
    ``ranking`` has the numbers by which the index is ranked, for who tunes them. Raises
    ContentError where there is nothing to index, IndexLocked while another process writes,
    IndexingError where that fails, ConfigError for a wrong user dictionary or an option that is
    out of range. Readers have the index before until all of the new one is on the disk.
    """
    options = BuildOptions(
        max_file_size=max_file_size, workers=workers, memory=memory, shared=shared
    )
    return _writer(index, userdict, options, progress, ranking).rebuild(content)


def update(
    content: Sequence[StrPath] = (),
    *,
    index: StrPath = "index",
    userdict: StrPath | None = None,
    max_file_size: int = BuildOptions.max_file_size,
    workers: int = BuildOptions.workers,
    memory: int = BuildOptions.memory,
    progress: Progress | None = None,
) -> UpdateReport:
    """Bring an index up to date with what was added, changed and removed since.

    It becomes what a :func:`rebuild` from ``content`` with the same user dictionary would make
    it, but only what is new is read; see :mod:`searcher.indexing.update`. Without ``content``,
    from the roots that the index has. The index knows its user dictionary; give ``userdict`` for
    another. An index that was made by an older version, or with another dictionary or analysis,
    is built anew, and ``rebuilt`` of the report says why. Raises IndexNotFound, IndexMismatch if
    the index was made by a newer version, and what :func:`rebuild` does, which has the same
    options; whether the index is shared stays as it is.
    """
    options = BuildOptions(max_file_size=max_file_size, workers=workers, memory=memory)
    return _writer(index, userdict, options, progress).update(content)


def _writer(
    index: StrPath,
    userdict: StrPath | None,
    options: BuildOptions,
    progress: Progress | None,
    ranking: Ranking = DEFAULT_RANKING,
) -> IndexWriter:
    words = None if userdict is None else file_path(userdict, "userdict")
    return IndexWriter(index_path(index), words, options, progress, ranking)


def _paths(content: Sequence[StrPath]) -> list[Path]:
    if isinstance(content, str | PathLike):  # which would be taken for a list of characters
        raise ConfigError(f"content must be a list of paths, not {quoted(content)}")
    return [file_path(path, "content") for path in content]


def _current_user_dictionary(index: Path) -> str:
    with closing(IndexDirectory(index).open_current()) as generation:
        return Origin.read(generation.directory).user_dictionary
