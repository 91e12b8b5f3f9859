"""Completion: prefix -> entries, by their characters or by their pinyin.

By pinyin, letters are read as syllables, of which the last may be incomplete (``wulanb``), or each
letter as the initial of a syllable (``wlbt``); white space and apostrophes end a syllable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from searcher.suggesting.readings import read_as, syllables
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["completions", "completions_by_sound"]

Numbers = NDArray[np.int64]

_LETTERS = re.compile(r"[a-z]+(?:[\s']+[a-z]+)*[\s']*")

_MAX_SYLLABLE_LENGTH = 6
"""Letters of a syllable: zhuang."""

_MAX_LETTERS = 64
"""Letters of a prefix that is read as pinyin."""


def completions(prefix: str, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The numbers of up to ``limit`` entries that begin with ``prefix``, which is folded and not
    empty: those that most sections have first, names before words, then by code points."""
    return _best(vocabulary.prefixed(prefix), vocabulary, limit)


def completions_by_sound(prefix: str, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The same by pinyin: first entries whose syllables, then entries whose initials match."""
    letters = prefix.replace("ü", "v")
    if not _LETTERS.fullmatch(letters) or len(letters) > _MAX_LETTERS:
        return []
    *finished, last = re.split(r"[\s']+", letters.rstrip(" '"))
    everything = np.flatnonzero(vocabulary.codes[vocabulary.starts[:-1]] >= _FIRST_READ)
    spelt = _joined(_spelt((*finished, last), 0, everything, vocabulary))
    best = _best(spelt, vocabulary, limit)
    if len(best) < limit and len(letters) > 1 and not finished:
        for index, letter in enumerate(letters):
            everything = _narrowed(everything, index, read_as(letter), vocabulary)
        best += _best(np.setdiff1d(everything, spelt), vocabulary, limit - len(best))
    return best


_FIRST_READ = 0x4E00
"""No character before this one has a reading."""


def _spelt(
    units: tuple[str, ...], index: int, entries: Numbers, vocabulary: Vocabulary
) -> Iterator[Numbers]:
    """The ``entries`` that are read as ``units`` from the character at ``index`` on. A unit is one
    or more syllables written together; the last may be incomplete."""
    letters, *rest = units
    if not rest:
        yield _narrowed(entries, index, read_as(letters), vocabulary)
    for length in range(1, min(len(letters), _MAX_SYLLABLE_LENGTH) + 1):
        others = (letters[length:], *rest) if length < len(letters) else tuple(rest)
        if others and letters[:length] in syllables():
            found = _narrowed(entries, index, read_as(letters[:length], whole=True), vocabulary)
            if len(found):
                yield from _spelt(others, index + 1, found, vocabulary)


def _narrowed(
    entries: Numbers, index: int, allowed: NDArray[np.bool_], vocabulary: Vocabulary
) -> Numbers:
    """The ``entries`` whose character at ``index`` is ``allowed``."""
    starts = vocabulary.starts
    entries = entries[starts[entries + 1] - starts[entries] > index]
    codes = vocabulary.codes[starts[entries] + index]
    return entries[(codes < len(allowed)) & allowed.take(codes, mode="clip")]


def _joined(pieces: Iterable[Numbers]) -> Numbers:
    return np.unique(np.concatenate([np.zeros(0, np.int64), *pieces]))


def _best(entries: Numbers, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The first of ``entries``: see :func:`completions`."""
    if not len(entries) or limit < 1:
        return []
    merits = vocabulary.sections[entries] * 2 + vocabulary.is_name[entries]
    if limit < len(entries):  # and all that rank like the last one: their text decides
        entries = entries[merits >= np.partition(merits, -limit)[-limit]]
    keys = [
        (-vocabulary.sections.item(number), not vocabulary.is_name[number], vocabulary.text(number))
        for number in entries.tolist()
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return [entries.item(index) for index in order[:limit]]
