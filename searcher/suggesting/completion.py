"""Completion: prefix -> entries, by their characters or by their sound.

By sound, letters are read as syllables, of which the last may be incomplete (``wulanb``), or each
letter as the initial of a syllable (``wlbt``); see ``phonetics`` for what else is read so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from searcher.suggesting.phonetics import units
from searcher.suggesting.sounds import abbreviated, spelt
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["best", "completions", "completions_by_sound"]

Numbers = NDArray[np.int64]


def completions(prefix: str, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The numbers of up to ``limit`` entries that begin with ``prefix``, which is folded and not
    empty: those that most sections have first, names before words, then by code points.

    None is only the text of a link.
    """
    return best(_titles_and_words(vocabulary.prefixed(prefix), vocabulary), vocabulary, limit)


def completions_by_sound(typed: str, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The same by sound: first entries whose syllables, then entries whose initials match."""
    sounds = units(typed)
    if not sounds:
        return []
    by_syllables = _titles_and_words(spelt(sounds, vocabulary), vocabulary)
    found = best(by_syllables, vocabulary, limit)
    if len(found) < limit:
        by_initials = _titles_and_words(abbreviated(sounds, vocabulary), vocabulary)
        found += best(np.setdiff1d(by_initials, by_syllables), vocabulary, limit - len(found))
    return found


def _titles_and_words(entries: Numbers, vocabulary: Vocabulary) -> Numbers:
    kept: Numbers = entries[~vocabulary.is_link[entries]]
    return kept


def best(entries: Numbers, vocabulary: Vocabulary, limit: int) -> list[int]:
    """The first of ``entries``, in the order of :func:`completions`."""
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
