"""Files and directories of an index: made, opened, flushed and removed, and no link followed.

What lies in an index directory may be somebody else's work: a name in it says nothing of what is
there. Whoever writes opens regular files alone, makes new ones under names that are free, and
removes links themselves.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

__all__ = [
    "NO_FOLLOW",
    "create",
    "flush",
    "flush_directory",
    "is_directory",
    "make_directory",
    "open_regular",
    "remove",
    "restrict",
    "share",
]

NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)

_PLAIN = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # as opening a pipe would


def open_regular(path: Path, flags: int = os.O_RDONLY, private: bool = True) -> int:
    """A descriptor of a regular file. Raises OSError, also where something else has the name."""
    descriptor = os.open(path, flags | _PLAIN | _NO_WAIT, 0o600 if private else 0o666)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def create(path: Path, text: str, private: bool) -> None:
    """Make a file of ASCII text anew, in place of whatever has the name."""
    with suppress(FileNotFoundError):
        path.unlink()
    descriptor = open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW, private)
    with os.fdopen(descriptor, "wb") as file:
        if private:
            _set_mode(descriptor)
        file.write(text.encode("ascii"))


def make_directory(path: Path) -> None:
    """Make a directory for its owner alone where there is none, and those above it, so that a crash
    keeps them."""
    missing = []
    for directory in (path, *path.parents):
        if os.path.lexists(directory):
            break
        missing.append(directory)
    for directory in reversed(missing):
        directory.mkdir(exist_ok=True)
        if directory == path:
            directory.chmod(0o700)
        flush_directory(directory.parent)


def is_directory(path: Path) -> bool:
    """Whether it is a directory, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def flush(path: Path, private: bool) -> None:
    """Have the operating system write a regular file to disk, for its owner alone to read if it
    is ``private``."""
    descriptor = open_regular(path, os.O_RDONLY | NO_FOLLOW)
    try:
        if private:
            _set_mode(descriptor)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_directory(path: Path) -> None:
    """Have the names in a directory written to disk, where the system has a way to do so."""
    if os.name == "nt":  # which does it by itself
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | _PLAIN)
    except PermissionError:  # made by somebody else, for others to make files in
        return
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in (errno.EBADF, errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def restrict(path: Path) -> None:
    """Leave permissions on a file or directory to its owner alone; links are left as they are."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW | _PLAIN | _NO_WAIT)
        try:
            _set_mode(descriptor)
        finally:
            os.close(descriptor)


def share(path: Path, directory: Path) -> None:
    """Have a file or directory read, and written, by all who may do so with a ``directory``."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW | _PLAIN | _NO_WAIT)
        try:
            own = os.fstat(descriptor).st_mode
            added = directory.stat().st_mode & (0o777 if stat.S_ISDIR(own) else 0o666)
            os.fchmod(descriptor, stat.S_IMODE(own) | added)
        finally:
            os.close(descriptor)


def remove(path: Path) -> None:
    """Remove what has a name, with all that is in it, as far as that is possible: of a link, the
    link alone."""
    if is_directory(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _set_mode(descriptor: int) -> None:
    status = os.fstat(descriptor)
    mode = 0o700 if stat.S_ISDIR(status.st_mode) else 0o600
    if os.name == "posix" and stat.S_IMODE(status.st_mode) != mode:
        with suppress(OSError):  # a file system without permissions, or a file of somebody else
            os.fchmod(descriptor, mode)
