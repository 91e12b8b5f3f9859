"""The terms of a segment, sorted: found by bisection, without an object for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searcher.errors import SearcherError

__all__ = ["BLOCK", "END", "TermDictionary", "field_key"]

END = b"\xff"
"""What follows each term in the file: a byte that UTF-8 does not have, and sorts after all."""

BLOCK = 64
"""So many terms are kept, and read, together."""


def field_key(field: int, text: str) -> bytes:
    """The key of a term: the number of its field, which is one byte, before its UTF-8."""
    return bytes((field,)) + text.encode()


class TermDictionary:
    """Keys in ascending order of their bytes; a key's place in it is the term's number."""

    def __init__(self, keys: NDArray[np.uint8], blocks: NDArray[np.uint32], count: int) -> None:
        """``keys``: each followed by END; ``blocks``: where every BLOCK-th begins, and the end of
        the last; ``count``: of the keys.

        Raises SearcherError if they do not fit together.
        """
        if len(blocks) != -(-count // BLOCK) + 1 or (blocks[0], blocks[-1]) != (0, len(keys)):
            raise SearcherError("not a dictionary of terms")
        # numpy does not say that its arrays are buffers.
        self._keys: Any = memoryview(keys)  # type: ignore[arg-type]
        self._blocks: Any = memoryview(blocks)  # type: ignore[arg-type]
        self._count = count

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
        data = self._keys[self._blocks[first] : self._blocks[end]]
        keys: list[bytes] = data.tobytes().split(END)[:-1]
        return keys

    @cached_property
    def _fences(self) -> list[bytes]:
        """The first key of each block."""
        keys = self._keys.tobytes()
        return [keys[start : keys.index(END, start)] for start in self._blocks[:-1].tolist()]
