"""The terms of a segment, sorted: found by bisection, none of them read before it is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searcher.errors import SearcherError

__all__ = ["END", "TermDictionary", "field_key"]

END = b"\xff"
"""What follows each term in the file: a byte that UTF-8 does not have, and sorts after all."""

_FENCE = 64
"""Every so many terms one is kept in memory, so that bisection touches few pages."""


def field_key(field: int, text: str) -> bytes:
    """The key of a term: the number of its field, which is one byte, before its UTF-8."""
    return bytes((field,)) + text.encode()


class TermDictionary:
    """Keys in ascending order of their bytes; a key's place in it is the term's number."""

    def __init__(self, keys: NDArray[np.uint8], ends: NDArray[np.uint32]) -> None:
        """``keys``: each followed by END; ``ends``: where each begins, and the end of the last.

        Raises SearcherError if the two do not fit together.
        """
        if not len(ends) or ends[0] != 0 or ends[-1] != len(keys):
            raise SearcherError("not a dictionary of terms")
        self._keys: Any = memoryview(keys)  # type: ignore[arg-type]  # which numpy forgets to say
        self._ends: Any = memoryview(ends)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        key: bytes = self._keys[start : end - 1].tobytes()
        return key

    def number(self, key: bytes) -> int | None:
        """The number of a term, None if it is not here."""
        place = self.first_from(key)
        return place if place < len(self) and self[place] == key else None

    def first_from(self, key: bytes) -> int:
        """The number of the first term that is not before ``key``."""
        fence = bisect_right(self._fences, key)
        low, high = max(fence - 1, 0) * _FENCE, min(fence * _FENCE, len(self))
        keys, ends = self._keys, self._ends
        while low < high:
            middle = (low + high) // 2
            if keys[ends[middle] : ends[middle + 1] - 1].tobytes() < key:
                low = middle + 1
            else:
                high = middle
        return low

    def prefixed(self, key: bytes) -> range:
        """The numbers of the terms that begin with ``key``."""
        return range(self.first_from(key), self.first_from(key + END))

    def keys(self, numbers: range) -> list[bytes]:
        """The keys of consecutive terms."""
        start, end = self._ends[numbers.start], self._ends[numbers.stop]
        keys: list[bytes] = self._keys[start:end].tobytes().split(END)[:-1]
        return keys

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self), _FENCE):
            yield from self.keys(range(start, min(start + _FENCE, len(self))))

    @cached_property
    def _fences(self) -> list[bytes]:
        return [self[number] for number in range(0, len(self), _FENCE)]
