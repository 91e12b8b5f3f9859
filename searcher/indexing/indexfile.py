"""Opens the files of an index, none of which is taken for what it should be.

What is missing, or no regular file, is damage. What the system cannot give just now (too many open
files, no permission, no memory, an error of the disk) is not: the index may be in order.
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searcher.errors import IndexDamaged, IndexingError
from searcher.indexing.safefiles import open_regular

__all__ = ["cannot_read", "damaged", "file_size", "map_file", "open_file", "read_file"]

_MISSING = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


def damaged(path: Path) -> IndexDamaged:
    """The error for a file that is not what was written."""
    return IndexDamaged(f"{path} is missing or damaged; run 'searcher rebuild'")


def cannot_read(path: Path, exc: OSError) -> IndexingError:
    """The error for a file of an index that the system cannot open or read."""
    if isinstance(exc, _MISSING) or exc.errno == errno.EINVAL:  # the last is for what is no file
        return damaged(path)
    return IndexingError(f"cannot read {path}: {exc.strerror or exc}")


@contextmanager
def open_file(path: Path) -> Iterator[int]:
    """A descriptor of a regular file, closed after the block. OSErrors of the block are mapped too.

    Raises IndexDamaged where there is no such file, IndexingError where it cannot be read.
    """
    try:
        descriptor = open_regular(path)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    except OSError as exc:
        raise cannot_read(path, exc) from exc


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises as :func:`open_file`; a file of more than ``most`` is damaged."""
    with open_file(path) as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise damaged(path)
    return data


def map_file(path: Path) -> mmap.mmap:
    """A file, mapped to be read. Raises as :func:`open_file`; an empty file is damaged."""
    with open_file(path) as descriptor:
        if not os.fstat(descriptor).st_size:
            raise damaged(path)
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)


def file_size(path: Path) -> int:
    """The size of a regular file in bytes. Raises as :func:`open_file`."""
    try:
        status = path.stat()
    except OSError as exc:
        raise cannot_read(path, exc) from exc
    if not stat.S_ISREG(status.st_mode):
        raise damaged(path)
    return status.st_size
