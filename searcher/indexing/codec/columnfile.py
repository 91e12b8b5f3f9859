"""A file of named arrays: written in place, read through mmap.

Layout, all numbers little-endian::

    8 bytes   magic, b"searcher"
    uint32    version of the format, VERSION
    uint32    length of the directory in bytes
    ...       directory: JSON, a list of [name, dtype, length]
    ...       the arrays in that order, each at the next multiple of 64 bytes

The directory alone says where everything is, and the file ends with its last array: a file
that was cut off or grew is found out when it is opened.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.errors import IndexDamaged, IndexMismatch

__all__ = ["Columns", "create_columns", "damaged", "open_columns"]

VERSION = 1

Columns: TypeAlias = "dict[str, NDArray[Any]]"

_MAGIC = b"searcher"
_ALIGNMENT = 64
_DTYPES = ("|u1", "<u2", "<u4", "<u8")


class _Place(NamedTuple):
    name: str
    dtype: str
    length: int
    offset: int


@contextmanager
def create_columns(path: Path, lengths: Mapping[str, tuple[str, int]]) -> Iterator[Columns]:
    """Arrays to fill while the block runs, of the given dtypes and lengths: name -> both.

    They are pages of the file, which the operating system writes out when it wants memory.
    Raises OSError where the disk is full.
    """
    directory = json.dumps([[name, *kind] for name, kind in lengths.items()]).encode()
    places, size = _places(directory)
    with path.open("wb+") as file:
        file.write(_MAGIC + np.array([VERSION, len(directory)], "<u4").tobytes() + directory)
        _reserve(file.fileno(), size)
        pages = mmap.mmap(file.fileno(), size)
    yield _arrays(pages, places)
    pages.flush()


def open_columns(path: Path, wanted: Mapping[str, str]) -> Columns:
    """The arrays of a file, read-only: those ``wanted``, name -> dtype, and no others.

    Raises IndexMismatch for another version, IndexDamaged if the file is not what was written,
    as far as its length and directory tell; both name the file.
    """
    try:
        with path.open("rb") as file:
            pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if pages[:8] != _MAGIC:
            raise damaged(path)
        version, length = np.frombuffer(pages, "<u4", 2, 8).tolist()
        if version != VERSION:
            raise IndexMismatch(
                f"{path} has format {version}, this version reads {VERSION}; run 'searcher rebuild'"
            )
        places, size = _places(pages[16 : 16 + length])
        if size != len(pages) or {place.name: place.dtype for place in places} != wanted:
            raise damaged(path)
        arrays = _arrays(pages, places)
        return {name: arrays[name] for name in wanted}
    except (OSError, ValueError, TypeError) as exc:
        raise damaged(path) from exc


def damaged(path: Path) -> IndexDamaged:
    """The error for a file that is not what was written."""
    return IndexDamaged(f"{path} is missing or damaged; run 'searcher rebuild'")


def _places(directory: bytes) -> tuple[list[_Place], int]:
    """Where each array stands, and the size of the whole file."""
    places = []
    end = 16 + len(directory)
    for name, dtype, length in json.loads(directory):
        if dtype not in _DTYPES or length < 0:
            raise ValueError("not a directory of arrays")
        offset = -(-end // _ALIGNMENT) * _ALIGNMENT
        places.append(_Place(name, dtype, length, offset))
        end = offset + length * np.dtype(dtype).itemsize
    return places, end


def _arrays(pages: mmap.mmap, places: list[_Place]) -> Columns:
    return {
        place.name: np.frombuffer(pages, place.dtype, place.length, place.offset)
        for place in places
    }


def _reserve(descriptor: int, size: int) -> None:
    """Make the file ``size`` bytes long, and find out now, where the system can, if the disk has
    no room for them."""
    try:
        os.posix_fallocate(descriptor, 0, size)
    except (AttributeError, OSError) as exc:
        if getattr(exc, "errno", None) not in (None, errno.EOPNOTSUPP, errno.EINVAL):
            raise
        os.truncate(descriptor, size)
