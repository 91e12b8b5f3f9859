"""The terms of a generation, by which patterns are expanded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from searcher.fields import BODY, TEXT
from searcher.indexing.reader import GenerationReader

__all__ = ["SegmentVocabulary"]

_KEPT = 2
"""Fields of which all labels are kept in memory, those asked for last."""


class SegmentVocabulary:
    """The terms of all segments together; safe to share between threads."""

    def __init__(self, reader: GenerationReader) -> None:
        self._reader = reader
        self._labels = lru_cache(_KEPT)(self._look_up)

    def starting_with(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that begin so, in the order of their UTF-8 bytes, each with the
        number of sections, or of articles in a field that is kept for them, that have it."""
        return self._look_up(field, prefix) if prefix else self._labels(field, "")

    def _look_up(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        counts: defaultdict[str, int] = defaultdict(int)
        for segment in self._reader.segments:
            for term, count in segment.frequencies_with_prefix(_own(field), prefix):
                counts[term] += count
        return sorted((term, count) for term, count in counts.items() if count)

    def within_one_edit(self, field: str, word: str) -> Sequence[tuple[str, int]]:
        """The terms that Whoosh's fuzzy query finds for a word, whose first letter they share."""
        own = _own(field)
        return [(term, count) for term in (word,) if (count := self._count(own, term))]

    def _count(self, field: str, term: str) -> int:
        return sum(
            segment.document_frequency(postings)
            for segment in self._reader.segments
            if (postings := segment.find(field, term)) is not None
        )


def _own(field: str) -> str:
    """The field that has the postings."""
    return TEXT.name if field == BODY.name else field
