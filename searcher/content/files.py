"""Which files are there? The content roots, walked in a fixed order.

Everything found is accounted for: it comes out as a :class:`SourceFile`, to be read,
or as a :class:`Skipped`, with the reason.

Ignore files are honoured (:mod:`searcher.content.ignorefiles`), though no root is ever ignored. A
symbolic link that leads out of its root is not followed unless the root's selection says so; which
is decided by where the link really ends, however many others lie on the way.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from searcher.content.formats import FORMATS, Formats
from searcher.content.ignorefiles import Ignoring
from searcher.errors import ContentError
from searcher.globs import Globs
from searcher.options import Selection

__all__ = [
    "Root",
    "Skipped",
    "SourceFile",
    "require_readable",
    "size_limit_reason",
    "skip_reason",
    "walk",
]

MIB = 2**20

Identity = tuple[int, int]
"""Device and inode: what makes two paths the same file."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be read, as it was when the walk passed it."""

    root: str
    """The content root, absolute."""
    path: str
    """Relative to the root, with forward slashes."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Time of the last modification, nanoseconds since the epoch."""

    @property
    def location(self) -> Path:
        """Where to open the file."""
        return Path(self.root, self.path)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not indexed, or a directory that is not entered."""

    path: str
    """Relative to its root, of a root itself absolute; of a directory with a slash at the end."""
    reason: str

    @property
    def is_repeated(self) -> bool:
        """Whether the walk found it before under another path."""
        return self.reason.startswith(_SAME)


_SAME = "same file as "


class Root(NamedTuple):
    """A content root: a folder or file to be indexed."""

    location: Path
    selection: Selection = Selection()
    may_be_missing: bool = False
    """Whether a missing root is skipped, instead of raising an error."""


def walk(
    roots: Sequence[Root],
    max_bytes: int,
    index: Path | None = None,
    removed: Collection[Path] = (),
    formats: Formats = FORMATS,
) -> Iterator[SourceFile | Skipped]:
    """The files under ``roots``: depth first, the names in a directory by code point.

    A file that was found before is skipped. A root may be a file: its root is then the directory
    that it lies in, and it is skipped only for its type and size. Also skipped are the directory
    ``index``, absolute paths in ``removed`` that are below a root and not roots themselves, and
    files in none of the ``formats``.

    Raises ContentError, before anything is walked, if a root does not exist.
    """
    for root in roots:
        if not root.may_be_missing:
            require_readable(root.location)
    return _Walk(max_bytes, index, removed, formats).run(roots)


def skip_reason(error: OSError) -> str:
    """Why the operating system could not open or read a file."""
    if isinstance(error, FileNotFoundError):
        return "vanished while reading"
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    return (error.strerror or type(error).__name__).lower()


def size_limit_reason(max_bytes: int) -> str:
    """Why a file of more than ``max_bytes`` bytes is skipped."""
    whole = max_bytes % MIB == 0
    return f"larger than {max_bytes // MIB} MiB" if whole else f"larger than {max_bytes:,} bytes"


def require_readable(location: Path) -> None:
    """Raises ContentError where there is no file or folder whose name can be stored."""
    if not _is_unicode(str(location)):
        name = os.fsencode(location).decode("utf-8", "replace")
        raise ContentError(f"cannot read content from {name}: its name is not UTF-8; rename it")
    try:
        if stat.S_ISDIR(location.stat().st_mode):
            os.scandir(location).close()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "no such file or folder" if missing else skip_reason(error)
        raise ContentError(
            f"cannot read content from {location}: {reason}; name a folder or file that can be read"
        ) from error


class _Directory(NamedTuple):
    """A directory that is being walked."""

    path: str
    """Relative to the root: empty for the root itself, else with a slash at the end."""
    identity: Identity
    ignoring: Ignoring
    names: Iterator[str]
    """Entries that are still to be visited."""


class _Walk:
    """One walk over all roots, which remembers the files that it has found.

    The open directories are a list and not the call stack: no nesting is too deep.
    """

    def __init__(
        self, max_bytes: int, index: Path | None, removed: Collection[Path], formats: Formats
    ) -> None:
        self._max_bytes = max_bytes
        self._formats = formats
        self._index = None if index is None else _identity_at(index)
        self._removed = frozenset(map(str, removed))
        self._removed_really = tuple(map(os.path.realpath, removed))
        self._seen: dict[Identity, str] = {}
        self._open: list[_Directory] = []

    def run(self, roots: Sequence[Root]) -> Iterator[SourceFile | Skipped]:
        for root in roots:
            location = root.location.absolute()
            self._selection = root.selection
            try:
                status = location.stat()
            except OSError as error:
                missing = isinstance(error, FileNotFoundError)
                yield Skipped(str(root.location), "no such file" if missing else skip_reason(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                self._root = location
                self._real_root = Path(os.path.realpath(location))
                self._include = Globs.of(root.selection.include)
                self._exclude = Globs.of(root.selection.exclude)
                refused = self._enter("", status, Ignoring.above(location))
                if refused is not None:
                    yield Skipped(f"{root.location}/", refused)
                yield from self._descend()
            else:
                self._root = location.parent
                found = self._file(location.name, status)
                yield Skipped(str(location), found.reason) if isinstance(found, Skipped) else found

    def _descend(self) -> Iterator[SourceFile | Skipped]:
        while self._open:
            name = next(self._open[-1].names, None)
            if name is None:
                self._open.pop()
                continue
            found = self._visit(self._open[-1], name)
            if found is not None:
                yield found

    def _visit(self, directory: _Directory, name: str) -> SourceFile | Skipped | None:
        """What becomes of one entry; None for a directory, which is then entered."""
        path = directory.path + name
        if not _is_unicode(name):
            return Skipped(os.fsencode(path).decode("utf-8", "replace"), "name is not UTF-8")
        location = self._root / path
        target = location
        try:
            status = location.lstat()
            if stat.S_ISLNK(status.st_mode):
                target = Path(os.path.realpath(location, strict=True))
                leads_out = not target.is_relative_to(self._real_root)
                if not leads_out or self._selection.follow_links:
                    status = target.stat()
        except OSError as error:
            broken = isinstance(error, FileNotFoundError) and location.is_symlink()
            return Skipped(path, "broken symbolic link" if broken else skip_reason(error))
        is_directory = stat.S_ISDIR(status.st_mode)
        shown = f"{path}/" if is_directory else path
        if is_directory and _identity(status) == self._index:
            return Skipped(shown, "the index itself")
        if str(location) in self._removed or self._leads_to_removed(location, target):
            return Skipped(shown, "removed from the index; 'searcher add' adds it again")
        reason = "hidden" if name.startswith(".") else self._refusal(directory, path, is_directory)
        if reason is not None:
            return Skipped(shown, reason)
        if stat.S_ISLNK(status.st_mode):
            return Skipped(path, "symbolic link out of the root; follow_links = true follows it")
        if not is_directory:
            return self._file(path, status)
        refused = self._enter(shown, status, directory.ignoring)
        return None if refused is None else Skipped(shown, refused)

    def _leads_to_removed(self, location: Path, target: Path) -> bool:
        """Whether a link leads to a path that was removed."""
        return target is not location and any(map(target.is_relative_to, self._removed_really))

    def _refusal(self, directory: _Directory, path: str, is_directory: bool) -> str | None:
        """Why a path is skipped; None if it is not."""
        reason = directory.ignoring.reason(path, is_directory)
        if reason is not None:
            return reason
        glob = self._exclude.deciding(path, is_directory)
        if glob is not None and not glob.negated:
            return f"excluded by {glob.text}"
        if self._include.globs and not is_directory:
            glob = self._include.deciding_within(path)
            if glob is None or glob.negated:
                return "not included by any glob"
        return None

    def _file(self, path: str, status: os.stat_result) -> SourceFile | Skipped:
        identity = _identity(status)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(path, "not a regular file")
        if refusal := self._formats.refusal(path):
            return Skipped(path, refusal)
        if identity in self._seen:
            return Skipped(path, f"{_SAME}{self._seen[identity]}")
        if status.st_size > self._max_bytes:
            return Skipped(path, size_limit_reason(self._max_bytes))
        self._seen[identity] = path
        return SourceFile(str(self._root), path, status.st_size, status.st_mtime_ns)

    def _enter(self, path: str, status: os.stat_result, outer: Ignoring) -> str | None:
        """Open a directory; the reason if it is not to be entered."""
        identity = _identity(status)
        if any(directory.identity == identity for directory in self._open):
            return "symbolic link loop"
        if identity in self._seen:
            return f"{_SAME}{self._seen[identity]}"
        location = self._root / path
        try:
            with os.scandir(location) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            return skip_reason(error)
        self._seen[identity] = path or str(self._root)
        ignoring = outer.entering(location, path, frozenset(names))
        self._open.append(_Directory(path, identity, ignoring, iter(names)))
        return None


def _identity(status: os.stat_result) -> Identity:
    return (status.st_dev, status.st_ino)


def _identity_at(path: Path) -> Identity | None:
    """None where there is nothing."""
    try:
        return _identity(path.stat())
    except OSError:
        return None


def _is_unicode(name: str) -> bool:
    """Whether the name's bytes were UTF-8, so that it can be stored and shown."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
