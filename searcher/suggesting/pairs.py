"""Pairs of characters that are words, as most neighbouring characters are not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.tokenizer import UserDictionary

__all__ = ["WordPairs"]

Codes = NDArray[np.uint32]
"""Code points, a row of two for each pair."""

_FIRST_UNSPACED = 0x3005
"""The scripts whose characters are terms in pairs begin here."""


class WordPairs:
    """The words of two characters of jieba's dictionary and the user's, and names."""

    def __init__(self, user_dictionary: UserDictionary, names: Iterable[Codes]) -> None:
        user_words = _rows(word.text for word in user_dictionary.words)
        numbers = [_numbers(pairs) for pairs in (user_words, *names)]
        self._numbers = np.sort(np.concatenate([_dictionary_pairs(), *numbers]))

    def admit(self, pairs: Codes) -> NDArray[np.bool_]:
        """Whether each pair is a word, or has a character of a spaced script."""
        numbers = _numbers(pairs)
        indices = np.minimum(self._numbers.searchsorted(numbers), len(self._numbers) - 1)
        is_word: NDArray[np.bool_] = self._numbers[indices] == numbers
        return is_word | (pairs < _FIRST_UNSPACED).any(axis=1)


@cache
def _dictionary_pairs() -> NDArray[np.uint64]:
    """The words of two characters of jieba's dictionary in the folded space, as numbers.

    A word that the fold changes is also there unfolded, which does no harm: no term equals it.
    """
    package = find_spec("jieba")  # not imported: that takes long
    (folder,) = package.submodule_search_locations or [] if package else []
    lines = np.frombuffer((Path(folder) / "dict.txt").read_bytes(), np.uint8)
    starts = np.append(0, np.flatnonzero(lines == ord("\n")) + 1)
    starts = starts[starts + _PAIR_BYTES < len(lines)]
    starts = starts[
        (lines[starts] >= _THREE_BYTES)
        & (lines[starts + _PAIR_BYTES // 2] >= _THREE_BYTES)
        & (lines[starts + _PAIR_BYTES] == ord(" "))
    ]
    head = lines[starts[:, None] + np.arange(_PAIR_BYTES)].reshape(-1, 2, 3).astype(np.uint32)
    pairs = (head[..., 0] & 15) << 12 | (head[..., 1] & 63) << 6 | (head[..., 2] & 63)
    return np.concatenate([_numbers(pairs), _numbers(_rows(Lexicon().extra_words()))])


_PAIR_BYTES = 6
"""Bytes in UTF-8 of a pair of Han characters, nearly all of which take three bytes."""

_THREE_BYTES = 0xE0
"""The first byte of such a character is this one or more."""


def _numbers(pairs: Codes) -> NDArray[np.uint64]:
    """One number for each pair."""
    wide = pairs.astype(np.uint64)
    return wide[:, 0] << np.uint64(32) | wide[:, 1]


def _rows(words: Iterable[str]) -> Codes:
    """The words that are pairs, as code points."""
    pairs: Sequence[list[int]] = [[*map(ord, word)] for word in words if len(word) == 2]
    return np.array(pairs, np.uint32).reshape(-1, 2)
