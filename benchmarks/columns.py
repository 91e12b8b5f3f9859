"""Given words through this project's own writer and search: no analysis, one field.

What the benchmark compares with other engines that are given the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

import numpy as np

from searcher.fields import INDEXED, TEXT
from searcher.indexing.codec.dictionary import END, field_key
from searcher.indexing.codec.documents import (
    Documents,
    Pieces,
    write_stored,
)
from searcher.indexing.codec.merging import merge
from searcher.indexing.codec.postingsfile import LARGE
from searcher.indexing.codec.postingswriter import PostingsPiece, Terms, write_postings
from searcher.indexing.codec.segment import Segment
from searcher.indexing.layout import DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION
from searcher.indexing.reader import SegmentReader
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.searching.matching import _intersection
from searcher.searching.postings import ScoredPostings
from searcher.searching.topk import Best, Norms, best_of, best_of_any

__all__ = ["ColumnIndex", "write_batches", "write_words"]

_NAME = "words"
_MEMORY = 512 << 20
"""Bytes that merging may take, as in a rebuild by default."""


class ColumnIndex:
    """One segment of given words, searched by the project's own top-k."""

    def __init__(self, directory: Path) -> None:
        segment = Segment(directory, _NAME)
        self.reader = SegmentReader(segment, 0, None, None, DEFAULT_RANKING)
        self._norms = Norms(*self.reader.norms(back_matter=False))

    def any_of(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """The ten best sections that have any of the words, with their scores."""
        lists = self._scored(words)
        return _first_ten(best_of_any(self.reader, self._norms, None, lists, (), 10, 0.0))

    def all_of(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """The ten best sections that have all of the words, with their scores."""
        documents = _intersection([self.reader.find(TEXT.name, word) for word in words])
        candidates = Best(documents, np.zeros(len(documents)))
        lists = self._scored(words)
        return _first_ten(best_of(self.reader, self._norms, candidates, lists, 10))

    def document_frequency(self, word: str) -> int:
        """How many sections have a word."""
        postings = self.reader.find(TEXT.name, word)
        return len(postings) if postings else 0

    def _scored(self, words: Sequence[str]) -> list[ScoredPostings]:
        """The postings of the words, the weightiest first, as ``QueryPostings`` has them."""
        scored = []
        for word in words:
            postings = self.reader.find(TEXT.name, word)
            if postings is not None:
                weight = DEFAULT_RANKING.idf(self.reader.document_count, len(postings))
                scored.append(
                    ScoredPostings(postings, weight, weight * postings.bound, is_scaled=True)
                )
        return sorted(scored, key=lambda each: -each.weight)


def write_words(directory: Path, sections: Sequence[Sequence[str]], name: str = _NAME) -> None:
    """Write sections, the words of each, as a segment: postings, lengths, and the words as text.

    The text is what phrases are verified against, so it is part of the index here.
    """
    lengths = np.fromiter(map(len, sections), np.int64, len(sections))
    ids: defaultdict[str, int] = defaultdict(count().__next__)
    words = chain.from_iterable(sections)
    numbers = np.fromiter(map(ids.__getitem__, words), np.int64, int(lengths.sum()))
    terms = sorted(ids)
    ranks = np.empty(len(terms), np.int64)
    ranks[[ids[term] for term in terms]] = np.arange(len(terms))
    occurrences = ranks[numbers]
    occurrences <<= 32
    occurrences |= np.repeat(np.arange(len(sections)), lengths)
    occurrences.sort()
    heads = np.flatnonzero(np.diff(occurrences, prepend=-1))
    frequencies = np.diff(heads, append=len(occurrences))
    postings = occurrences[heads]
    documents = postings & 0xFFFFFFFF
    keys = [field_key(INDEXED.index(TEXT.name), term) + END for term in terms]
    columns = Documents(
        lengths.astype(np.uint32),
        np.zeros(len(sections), np.bool_),
        np.ones(len(sections), np.uint32),
    )
    columns.write(directory / f"{name}{DOCUMENTS_EXTENSION}")
    nothing = Pieces(np.zeros(len(sections), np.int64), ())
    texts = Pieces.of([" ".join(words).encode() for words in sections])
    write_stored(directory / f"{name}{STORED_EXTENSION}", [texts], [nothing], [nothing])
    write_postings(
        directory / f"{name}{POSTINGS_EXTENSION}",
        INDEXED,
        len(sections),
        Terms(
            b"".join(keys),
            np.fromiter(map(len, keys), np.int64, len(keys)),
            np.bincount(postings >> 32, minlength=len(terms)),
        ),
        [
            PostingsPiece(
                len(terms),
                documents,
                frequencies,
                DEFAULT_RANKING.norm(columns.lengths.astype(float))[documents],
            )
        ],
        int((frequencies >= LARGE).sum()),
    )


def write_batches(directory: Path, batches: Iterator[Sequence[Sequence[str]]]) -> None:
    """Write sections as one segment that is merged from a segment for each batch."""
    segments = []
    for number, batch in enumerate(batches):
        write_words(directory, batch, f"batch-{number}")
        segments.append(Segment(directory, f"batch-{number}"))
    merge(segments, directory, _NAME, DEFAULT_RANKING, _MEMORY)


def _first_ten(best: Best) -> list[tuple[int, float]]:
    order = np.lexsort((best.documents, -best.scores))[:10]
    return list(zip(best.documents[order].tolist(), best.scores[order].tolist(), strict=True))
