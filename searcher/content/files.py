"""Which files are there? The content roots, walked in a fixed order.

Everything found is accounted for: it comes out as a :class:`SourceFile`, to be read,
or as a :class:`Skipped`, with the reason.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from searcher.content.formats import FORMATS, Formats
from searcher.errors import ContentError

__all__ = ["Skipped", "SourceFile", "size_limit_reason", "skip_reason", "walk"]

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
    """Relative to its root; of a directory with a slash at the end."""
    reason: str


def walk(
    roots: Sequence[Path], max_bytes: int, index: Path | None = None, formats: Formats = FORMATS
) -> Iterator[SourceFile | Skipped]:
    """What lies under ``roots``: depth first, the names in a directory by code point.

    Symbolic links are followed; what is met a second time is skipped. Each ``.gitignore``
    from a root downward holds for its directory; a root itself is never ignored. A root may
    be a file: its own root is then the directory it lies in. The directory ``index``, absolute,
    is passed over, and so are files that are in none of the ``formats``.

    Raises ContentError, before anything is walked, if a root does not exist.
    """
    for root in roots:
        _require(root)
    return _Walk(max_bytes, index, formats).run(roots)


def skip_reason(error: OSError) -> str:
    """Why the operating system would not let us have a file."""
    if isinstance(error, FileNotFoundError):
        return "vanished while reading"
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    return (error.strerror or type(error).__name__).lower()


def size_limit_reason(max_bytes: int) -> str:
    """Why a file of more than ``max_bytes`` bytes is skipped."""
    whole = max_bytes % MIB == 0
    return f"larger than {max_bytes // MIB} MiB" if whole else f"larger than {max_bytes:,} bytes"


def _require(root: Path) -> None:
    if not _is_unicode(str(root)):
        name = os.fsencode(root).decode("utf-8", "replace")
        raise ContentError(f"cannot read content from {name}: its name is not UTF-8; rename it")
    try:
        root.stat()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "no such file or folder" if missing else skip_reason(error)
        raise ContentError(
            f"cannot read content from {root}: {reason}; name a folder or file that can be read"
        ) from error


@dataclass(frozen=True, slots=True)
class _Rules:
    """One ``.gitignore`` and the directory, relative to the root, that it holds for."""

    directory: str
    spec: GitIgnoreSpec

    def verdict(self, path: str) -> bool | None:
        """Ignored (True), explicitly not ignored (False), or not spoken of."""
        return self.spec.check_file(path.removeprefix(self.directory)).include


@dataclass(frozen=True, slots=True)
class _Directory:
    """A directory that is being walked."""

    path: str
    """Relative to the root: empty for the root itself, else with a slash at the end."""
    identity: Identity
    rules: tuple[_Rules, ...]
    """Outermost first; the last one that speaks of a path decides."""
    names: Iterator[str]
    """Entries that are still to be visited."""

    def ignores(self, path: str) -> bool:
        verdicts = (rules.verdict(path) for rules in reversed(self.rules))
        return next((verdict for verdict in verdicts if verdict is not None), False)


class _Walk:
    """One walk over all roots, with the memory of what it has met.

    The open directories are a list and not the call stack: no nesting is too deep.
    """

    def __init__(self, max_bytes: int, index: Path | None, formats: Formats) -> None:
        self._max_bytes = max_bytes
        self._formats = formats
        self._index = index
        self._met: dict[Identity, str] = {}
        self._root = Path()
        self._open: list[_Directory] = []

    def run(self, roots: Sequence[Path]) -> Iterator[SourceFile | Skipped]:
        for root in roots:
            location = root.absolute()
            try:
                status = location.stat()
            except OSError as error:
                yield Skipped(str(root), skip_reason(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                self._root = location
                refused = self._enter("", status, ())
                if refused is not None:
                    yield Skipped(f"{root}/", refused)
                yield from self._descend()
            else:
                self._root = location.parent
                yield self._file(location.name, status)

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
        try:
            status = location.stat()
        except OSError as error:
            broken = isinstance(error, FileNotFoundError) and location.is_symlink()
            return Skipped(path, "broken symbolic link" if broken else skip_reason(error))
        is_directory = stat.S_ISDIR(status.st_mode)
        shown = f"{path}/" if is_directory else path
        if location == self._index:
            return Skipped(shown, "the index itself")
        if name.startswith("."):
            return Skipped(shown, "hidden")
        if directory.ignores(shown):
            return Skipped(shown, "ignored by .gitignore")
        if not is_directory:
            return self._file(path, status)
        refused = self._enter(shown, status, directory.rules)
        return None if refused is None else Skipped(shown, refused)

    def _file(self, path: str, status: os.stat_result) -> SourceFile | Skipped:
        identity = (status.st_dev, status.st_ino)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(path, "not a regular file")
        if refusal := self._formats.refusal(path):
            return Skipped(path, refusal)
        if identity in self._met:
            return Skipped(path, f"same file as {self._met[identity]}")
        if status.st_size > self._max_bytes:
            return Skipped(path, size_limit_reason(self._max_bytes))
        self._met[identity] = path
        return SourceFile(str(self._root), path, status.st_size, status.st_mtime_ns)

    def _enter(self, path: str, status: os.stat_result, rules: tuple[_Rules, ...]) -> str | None:
        """Open a directory; the reason if it is not to be entered."""
        identity = (status.st_dev, status.st_ino)
        if any(directory.identity == identity for directory in self._open):
            return "symbolic link loop"
        if identity in self._met:
            return f"same file as {self._met[identity]}"
        location = self._root / path
        try:
            with os.scandir(location) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            return skip_reason(error)
        self._met[identity] = path or str(self._root)
        if ".gitignore" in names:
            rules += (_Rules(path, _read_rules(location / ".gitignore")),)
        self._open.append(_Directory(path, identity, rules, iter(names)))
        return None


def _is_unicode(name: str) -> bool:
    """Whether the name's bytes were UTF-8, so that it can be stored and shown."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_rules(location: Path) -> GitIgnoreSpec:
    """The patterns of a ``.gitignore``; as for git, what cannot be read or parsed says nothing."""
    try:
        lines = location.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        lines = []
    return GitIgnoreSpec.from_lines(filter(_is_pattern, lines))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
