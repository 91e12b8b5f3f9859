"""A file of named arrays: written in place, read through mmap, verified where it is read.

Layout, all numbers little-endian::

    8 bytes   magic, b"searcher"
    uint32    version of the format, VERSION
    uint32    length of the directory in bytes
    ...       directory: JSON, a list of [name, dtype, length]
    ...       the arrays in that order, each at the next multiple of 64 bytes
    ...       at the next multiple of 64 bytes a uint32 for each 16 KiB before: their CRC-32

The directory alone says where everything is, and the file ends with its checksums: a file that
was cut off or grew is found out when it is opened. A wrong byte is found out when the block that
has it is first read; what nobody reads costs nothing.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.errors import IndexMismatch
from searcher.indexing.indexfile import damaged, map_file

__all__ = ["Column", "Columns", "create_columns", "open_columns"]

VERSION = 2

Columns: TypeAlias = "dict[str, NDArray[Any]]"

_MAGIC = b"searcher"
_ALIGNMENT = 64
_DTYPES = ("|u1", "<u2", "<u4", "<u8")
_BLOCK_BITS = 14
_BLOCK = 1 << _BLOCK_BITS


class _Extent(NamedTuple):
    name: str
    dtype: str
    length: int
    offset: int


class _Layout(NamedTuple):
    """Where everything is in a file, in bytes."""

    extents: list[_Extent]
    checksums: int
    """Where they begin."""
    blocks: int
    """How many there are."""

    @property
    def size(self) -> int:
        return self.checksums + 4 * self.blocks


@contextmanager
def create_columns(path: Path, lengths: Mapping[str, tuple[str, int]]) -> Iterator[Columns]:
    """Arrays to fill while the block runs, of the given dtypes and lengths: name -> both.

    They are pages of the file, which the operating system writes out when it wants memory.
    Raises OSError where the disk is full.
    """
    directory = json.dumps([[name, *kind] for name, kind in lengths.items()]).encode()
    layout = _layout(directory)
    with path.open("wb+") as file:
        file.write(_MAGIC + np.array([VERSION, len(directory)], "<u4").tobytes() + directory)
        _reserve(file.fileno(), layout.size)
        pages = mmap.mmap(file.fileno(), layout.size)
    yield {extent.name: _array(pages, extent) for extent in layout.extents}
    content = memoryview(pages)[: layout.checksums]
    checksums = np.frombuffer(pages, "<u4", layout.blocks, layout.checksums)
    for block in range(layout.blocks):
        checksums[block] = zlib.crc32(content[block * _BLOCK : (block + 1) * _BLOCK])
    pages.flush()


class Column:
    """One array of a file. What was not verified yet must not be read from ``values``."""

    __slots__ = ("_blocks", "_item_size", "_offset", "values")

    def __init__(self, values: NDArray[Any], offset: int, blocks: _Blocks) -> None:
        self.values = values
        self._offset = offset
        self._item_size = values.itemsize
        self._blocks = blocks

    def __len__(self) -> int:
        return len(self.values)

    def verify(self, start: int, end: int) -> None:
        """Make sure that the values from ``start`` to ``end`` are what was written. Raises
        IndexDamaged that names the file."""
        if start < end:
            offset, size = self._offset, self._item_size
            self._blocks.verify(offset + start * size, offset + end * size)

    def whole(self) -> NDArray[Any]:
        """All values, verified. Raises as :meth:`verify`."""
        self.verify(0, len(self.values))
        return self.values


def open_columns(path: Path, wanted: Mapping[str, str]) -> dict[str, Column]:
    """The arrays of a file, read-only: those ``wanted``, name -> dtype, and no others.

    Raises IndexMismatch for another version, IndexDamaged if the file is not what was written,
    as far as its length and directory tell, IndexingError if it cannot be read; all name the file.
    """
    pages = map_file(path)
    try:
        if pages[:8] != _MAGIC:
            raise damaged(path)
        version, length = np.frombuffer(pages, "<u4", 2, 8).tolist()
        if version != VERSION:
            raise IndexMismatch(
                f"{path} has format {version}, this version reads {VERSION}; run 'searcher rebuild'"
            )
        layout = _layout(pages[16 : 16 + length])
        if layout.size != len(pages) or {p.name: p.dtype for p in layout.extents} != wanted:
            raise damaged(path)
    except (ValueError, TypeError, RecursionError) as exc:
        raise damaged(path) from exc
    blocks = _Blocks(path, pages, layout)
    blocks.verify(0, 16 + length)
    columns = {p.name: Column(_array(pages, p), p.offset, blocks) for p in layout.extents}
    return {name: columns[name] for name in wanted}


class _Blocks:
    """The blocks of a file, each compared with its checksum once."""

    def __init__(self, path: Path, pages: mmap.mmap, layout: _Layout) -> None:
        self._path = path
        self._content = memoryview(pages)[: layout.checksums]
        self._checksums = np.frombuffer(pages, "<u4", layout.blocks, layout.checksums)
        self._verified = bytearray(layout.blocks)

    def verify(self, start: int, end: int) -> None:
        """Make sure that the bytes from ``start`` to ``end`` are what was written."""
        block, last = start >> _BLOCK_BITS, (end - 1) >> _BLOCK_BITS
        while (block := self._verified.find(0, block, last + 1)) >= 0:
            content = self._content[block << _BLOCK_BITS : (block + 1) << _BLOCK_BITS]
            if zlib.crc32(content) != self._checksums.item(block):
                raise damaged(self._path)
            self._verified[block] = 1


def _layout(directory: bytes) -> _Layout:
    """Raises ValueError or TypeError if the directory is none."""
    extents = []
    end = 16 + len(directory)
    for name, dtype, length in json.loads(directory):
        if dtype not in _DTYPES or type(length) is not int or length < 0:
            raise ValueError("not a directory of arrays")
        offset = _aligned(end)
        extents.append(_Extent(name, dtype, length, offset))
        end = offset + length * np.dtype(dtype).itemsize
    checksums = _aligned(end)
    return _Layout(extents, checksums, -(-checksums // _BLOCK))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def _array(pages: mmap.mmap, extent: _Extent) -> NDArray[Any]:
    return np.frombuffer(pages, extent.dtype, extent.length, extent.offset)


def _reserve(descriptor: int, size: int) -> None:
    """Make the file ``size`` bytes long, and find out now, where the system can, if the disk has
    no room for them."""
    try:
        os.posix_fallocate(descriptor, 0, size)
    except (AttributeError, OSError) as exc:
        if getattr(exc, "errno", None) not in (None, errno.EOPNOTSUPP, errno.EINVAL):
            raise
        os.truncate(descriptor, size)
