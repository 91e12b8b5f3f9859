"""The vocabulary of a generation, through which patterns are expanded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from searcher.analysis.tokenfilter import MAX_TERM_LENGTH
from searcher.analysis.wildcards import WildcardMatcher
from searcher.fields import BODY, HEADING, TEXT, TITLE
from searcher.indexing.reader import GenerationReader, SegmentReader

__all__ = ["SegmentVocabulary"]

_OF_WORDS = frozenset((TEXT.name, TITLE.name, HEADING.name))
"""Fields whose terms have a blank in them only where they reach across the edge of a word."""

_KEPT = 2
"""Fields whose labels are cached, the most recently used."""


class SegmentVocabulary:
    """The terms of all segments together; safe to share between threads."""

    def __init__(self, reader: GenerationReader) -> None:
        self._reader = reader
        self._labels = lru_cache(_KEPT)(self._look_up)

    def starting_with(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field with this prefix, in the order of their UTF-8 bytes, each with the
        number of live sections that have it, or of articles in a field per article. Those of a text
        are its words alone, without what reaches across their edges."""
        return self._look_up(field, prefix) if prefix else self._labels(field, "")

    def _look_up(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        counts: defaultdict[str, int] = defaultdict(int)
        for segment in self._reader.segments:
            for term, count in segment.frequencies_with_prefix(_indexed(field), prefix):
                if " " not in term or _indexed(field) not in _OF_WORDS:
                    counts[term] += count
        return sorted((term, count) for term, count in counts.items() if count)

    def matching(self, field: str, pattern: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that a pattern with wildcards stands for, in the order of their
        UTF-8 bytes, each with its document frequency."""
        matcher = WildcardMatcher(pattern)
        counts: defaultdict[str, int] = defaultdict(int)
        for segment in self._reader.segments:
            found = list(_with_literals(segment, _indexed(field), matcher))
            among = matcher.among(term for term, _ in found)
            for term, count in found:
                if term in among:
                    counts[term] += count
        return sorted((term, count) for term, count in counts.items() if count)

    def containing(self, field: str, letters: str) -> Sequence[tuple[str, int]]:
        """The words of spaced scripts with these letters in them, or that are cut after
        MAX_TERM_LENGTH and may have them later, in the order of their UTF-8 bytes, each with its
        document frequency."""
        counts: defaultdict[str, int] = defaultdict(int)
        for segment in self._reader.segments:
            found = segment.frequencies_with_piece(_indexed(field), letters, MAX_TERM_LENGTH)
            for term, count in found:
                counts[term] += count
        return sorted((term, count) for term, count in counts.items() if count)

    def within_one_edit(self, field: str, word: str) -> Sequence[tuple[str, int]]:
        """The terms that Whoosh's fuzzy query finds for a word: those with one letter inserted,
        deleted or replaced; the first letter is the same. Each has its document frequency."""
        # Imported here, because no other search needs Whoosh.
        from whoosh.query import FuzzyTerm

        from searcher.indexing.whooshindex import whoosh_reader

        indexed = _indexed(field)
        query = FuzzyTerm(indexed, word, maxdist=1, prefixlength=1)
        texts = sorted(set(query._btexts(whoosh_reader(self._reader))))
        return [(text, count) for text in texts if (count := self._count(indexed, text))]

    def _count(self, field: str, term: str) -> int:
        return sum(
            segment.document_frequency(postings)
            for segment in self._reader.segments
            if (postings := segment.find(field, term)) is not None
        )


def _with_literals(
    segment: SegmentReader, field: str, matcher: WildcardMatcher
) -> Iterator[tuple[str, int]]:
    """The terms of a segment that a pattern may stand for, each with its document frequency."""
    if matcher.prefix:
        return segment.frequencies_with_prefix(field, matcher.prefix)
    return segment.frequencies_with_piece(field, matcher.piece)


def _indexed(field: str) -> str:
    """The field whose postings are used: ``body`` has none of its own."""
    return TEXT.name if field == BODY.name else field
