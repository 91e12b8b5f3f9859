"""The terms of a segment, sorted: found by bisection, without an object for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import lt
from pathlib import Path
from typing import Any

import numpy as np

from searcher.fields import INDEXED
from searcher.indexing.codec.columnfile import Column
from searcher.indexing.indexfile import damaged

__all__ = ["BLOCK", "END", "TermDictionary", "field_key"]

END = b"\xff"
"""What follows each term in the file: a byte that UTF-8 does not have, and sorts after all."""

BLOCK = 64
"""So many terms are kept, and read, together."""


def field_key(field: int, text: str) -> bytes:
    """The key of a term: the number of its field, which is one byte, before its UTF-8."""
    return bytes((field,)) + text.encode()


class TermDictionary:
    """Keys in ascending order of their bytes; a key's place in it is the term's number.

    Safe to share between threads. Its methods raise IndexDamaged, which names the file.
    """

    def __init__(self, path: Path, keys: Column, blocks: Column, count: int) -> None:
        """``keys``: each followed by END; ``blocks``: where every BLOCK-th begins, and the end of
        the last; ``count``: of the keys; ``path``: of the file that has them."""
        starts = blocks.whole()
        if (
            len(starts) != -(-count // BLOCK) + 1
            or (starts[0], starts[-1]) != (0, len(keys))
            or not (starts[1:] > starts[:-1]).all()
        ):
            raise damaged(path)
        self._path = path
        self._column = keys
        # numpy does not say that its arrays are buffers.
        self._blocks: Any = memoryview(starts)  # type: ignore[arg-type]
        self._count = count
        self._verified = bytearray(len(starts))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        return self._read(number // BLOCK, number // BLOCK + 1)[number % BLOCK]

    def number(self, key: bytes) -> int | None:
        """The number of a term, None if it is not here."""
        block = bisect_right(self._fences, key) - 1
        if block < 0:
            return None
        keys = self._read(block, block + 1)
        place = bisect_left(keys, key)
        return block * BLOCK + place if place < len(keys) and keys[place] == key else None

    def last_up_to(self, key: bytes) -> bytes | None:
        """The last term that is not after ``key``; None if all are."""
        block = bisect_right(self._fences, key) - 1
        if block < 0:
            return None
        keys = self._read(block, block + 1)
        return keys[bisect_right(keys, key) - 1]

    def first_from(self, key: bytes) -> int:
        """The number of the first term that is not before ``key``."""
        block = bisect_right(self._fences, key) - 1
        return 0 if block < 0 else block * BLOCK + bisect_left(self._read(block, block + 1), key)

    def prefixed(self, key: bytes) -> range:
        """The numbers of the terms that begin with ``key``."""
        block = max(bisect_right(self._fences, key) - 1, 0)
        keys = self._read(block, block + 1) if self._count else []
        start, end = bisect_left(keys, key), bisect_left(keys, key + END)
        first = block * BLOCK
        if end < len(keys):  # nearly always: there is no other block to read
            return range(first + start, first + end)
        return range(first + start, self.first_from(key + END))

    def containing(self, piece: bytes, start: bytes, end: bytes) -> Iterator[tuple[int, bytes]]:
        """The terms from ``start`` to before ``end`` that have a piece, of a byte or more, in them,
        each with its number."""
        numbers, first, data = self._between(start, end)
        number, done, place = first, 0, data.find(piece)
        while place >= 0:
            number += data.count(END, done, place)
            done = data.index(END, place)
            if number in numbers:
                yield number, data[data.rfind(END, 0, place) + 1 : done]
            place = data.find(piece, done)

    def longer(self, length: int, start: bytes, end: bytes) -> Iterator[tuple[int, bytes]]:
        """The terms from ``start`` to before ``end`` of more bytes than ``length``, each with its
        number."""
        numbers, first, data = self._between(start, end)
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == END[0])
        for place in np.flatnonzero(np.diff(ends, prepend=-1) > length + 1).tolist():
            if first + place in numbers:
                stop = ends.item(place)
                yield first + place, data[ends.item(place - 1) + 1 if place else 0 : stop]

    def _between(self, start: bytes, end: bytes) -> tuple[range, int, bytes]:
        """The numbers of the terms from ``start`` to before ``end``; then that of the first term of
        their blocks, and the bytes of these."""
        numbers = range(self.first_from(start), self.first_from(end))
        first, last = numbers.start // BLOCK, -(-numbers.stop // BLOCK)
        if self._verified.find(0, first, last) >= 0:
            self._read(first, last)
        return numbers, first * BLOCK, self._data(first, last)

    def keys(self, numbers: range) -> list[bytes]:
        """The keys of consecutive terms."""
        if not numbers:
            return []
        first = numbers.start // BLOCK
        keys = self._read(first, -(-numbers.stop // BLOCK))
        return keys[numbers.start - first * BLOCK : numbers.stop - first * BLOCK]

    def __iter__(self) -> Iterator[bytes]:
        for block in range(len(self._blocks) - 1):
            yield from self._read(block, block + 1)

    def _read(self, first: int, end: int) -> list[bytes]:
        """The keys of the blocks from ``first`` to ``end``."""
        data = self._data(first, end)
        keys: list[bytes] = data.split(END)[:-1]
        if self._verified.find(0, first, end) >= 0:
            self._verify(data, keys, first, end)
        return keys

    def _data(self, first: int, end: int) -> bytes:
        data: bytes = self._keys[self._blocks[first] : self._blocks[end]].tobytes()
        return data

    def _verify(self, data: bytes, keys: list[bytes], first: int, end: int) -> None:
        """Make sure that the keys of some blocks are as many as they should be, and terms of a
        field, and that they ascend from the first of one block to that of the next."""
        try:
            data.replace(END, b"\n").decode()
        except UnicodeDecodeError as exc:
            raise damaged(self._path) from exc
        following = self._fences[end : end + 1] or [END]
        if (
            len(keys) != min(end * BLOCK, self._count) - first * BLOCK
            or not data.endswith(END)
            or b"" in keys
            or not all(map(lt, keys, [*keys[1:], *following]))
            or keys[-1][0] >= len(INDEXED)
        ):
            raise damaged(self._path)
        self._verified[first:end] = b"\1" * (end - first)

    @cached_property
    def _keys(self) -> Any:
        return memoryview(self._column.whole())  # type: ignore[arg-type]

    @cached_property
    def _fences(self) -> list[bytes]:
        """The first key of each block."""
        keys = self._keys.tobytes()
        try:
            return [keys[start : keys.index(END, start)] for start in self._blocks[:-1].tolist()]
        except ValueError as exc:
            raise damaged(self._path) from exc
