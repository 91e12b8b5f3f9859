"""Merges several segments into one, in bounded memory, by whole arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.fields import FIELDS
from searcher.indexing.codec.dictionary import END, TermDictionary
from searcher.indexing.codec.documents import (
    Documents,
    write_stored,
)
from searcher.indexing.codec.postingsfile import LARGE
from searcher.indexing.codec.postingswriter import PostingsPiece, Terms, write_postings
from searcher.indexing.codec.segment import Segment
from searcher.indexing.layout import DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION
from searcher.planning.bm25 import Ranking

__all__ = ["live_document_frequencies", "merge"]

Numbers = NDArray[np.int64]


def merge(
    segments: Sequence[Segment], directory: Path, name: str, ranking: Ranking, memory: int
) -> None:
    """Write the live documents of ``segments`` as one segment, in that order.

    Takes about ``memory`` bytes at a time, besides 12 bytes a term and a few numbers a document.
    """
    documents = _merge_documents(segments)
    documents.write(directory / f"{name}{DOCUMENTS_EXTENSION}")
    write_stored(
        directory / f"{name}{STORED_EXTENSION}",
        (segment.stored.kept("text", segment.live_docs) for segment in segments),
        (segment.stored.kept("detail", segment.live_docs) for segment in segments),
        (
            segment.stored.kept("article", _live_docs(segment)[segment.document_count :])
            for segment in segments
        ),
    )
    batch = max(memory // _POSTING_COST, 1 << 16)
    terms, sources = _merge_terms(segments, batch)
    fields = segments[0].postings.fields
    key_starts = np.cumsum(terms.key_lengths) - terms.key_lengths
    field_is_scaled = np.array([FIELDS[field].scaled for field in fields])
    keys = np.frombuffer(terms.keys, np.uint8)
    is_scaled = field_is_scaled[keys[key_starts]]
    all_norms = ranking.norm(documents.lengths.astype(np.float64))
    write_postings(
        directory / f"{name}{POSTINGS_EXTENSION}",
        fields,
        len(documents.lengths),
        terms,
        _pieces(
            sources, terms.document_frequencies, is_scaled, all_norms, ranking.unscaled_norm, batch
        ),
        sum(source.large_count for source in sources),
    )


def live_document_frequencies(segment: Segment, batch: int = 1 << 22) -> Numbers:
    """How many live documents have each term of a segment."""
    return _live_frequencies(segment, batch)[0]


_POSTING_COST = 100
"""Approximate bytes that a posting takes while it is moved."""

_TERMS = 1 << 16
"""Terms of one segment that are merged together."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A segment, and the numbers of its documents and terms in the new one."""

    segment: Segment
    live_docs: NDArray[np.bool_]
    """Whether each document, and after these each article, is live."""
    numbers: Numbers
    """The new number of each document, and after these of each article."""
    terms: Numbers
    """The new number of each term; for a term without live documents, that of the next term."""
    document_frequencies: Numbers
    large_count: int

    def postings(self, terms: range) -> tuple[Numbers, NDArray[np.float64]]:
        """Documents, by their new numbers, and frequencies of consecutive terms."""
        numbers = _numbers(self.segment, terms)
        frequencies = self.segment.postings.frequencies(terms)
        if self.segment.live_docs is not None:
            keep = self.live_docs[numbers]
            numbers, frequencies = numbers[keep], frequencies[keep]
        return self.numbers[numbers], frequencies


def _numbers(segment: Segment, terms: range) -> Numbers:
    """The postings of consecutive terms: documents, and articles numbered on after these."""
    postings = segment.postings
    numbers = postings.documents(terms)
    of_articles = postings.of_articles[terms.start : terms.stop]
    if of_articles.any():
        lengths = np.diff(postings.ends(terms))
        numbers += np.repeat(of_articles * segment.document_count, lengths)
    return numbers


def _live_docs(segment: Segment) -> NDArray[np.bool_]:
    """Whether each document, and after these each article, is live."""
    if segment.live_docs is None:
        return np.ones(segment.document_count + len(segment.documents.sections), np.bool_)
    return np.concatenate((segment.live_docs, segment.live_docs[segment.documents.starts]))


def _merge_documents(segments: Sequence[Segment]) -> Documents:
    live_docs = [_live_docs(segment) for segment in segments]
    counts = [segment.document_count for segment in segments]
    kept = list(zip(segments, live_docs, counts, strict=True))
    return Documents(
        np.concatenate([s.documents.lengths[keep[:count]] for s, keep, count in kept]),
        np.concatenate([s.documents.back_matter[keep[:count]] for s, keep, count in kept]),
        np.concatenate([s.documents.sections[keep[count:]] for s, keep, count in kept]),
    )


def _merge_terms(segments: Sequence[Segment], batch: int) -> tuple[Terms, list[_Source]]:
    """The terms of all segments, and the place of each segment's terms among them."""
    live = [_live_frequencies(segment, batch) for segment in segments]
    keys = bytearray()
    key_lengths: list[Numbers] = []
    frequencies: list[Numbers] = []
    numbers: list[list[Numbers]] = [[] for _ in segments]
    count = 0
    for ranges in _aligned([segment.postings.dictionary for segment in segments]):
        segment_keys = [
            segment.postings.dictionary.keys(terms)
            for segment, terms in zip(segments, ranges, strict=True)
        ]
        union = sorted(set().union(*segment_keys))
        indices = {key: index for index, key in enumerate(union)}
        indices_of = [
            np.fromiter(map(indices.__getitem__, its), np.int64, len(its)) for its in segment_keys
        ]
        totals = np.zeros(len(union), np.int64)
        for terms, mapped, (counts, _) in zip(ranges, indices_of, live, strict=True):
            totals[mapped] += counts[terms.start : terms.stop]
        kept = totals > 0
        following = np.cumsum(kept, dtype=np.int64) - kept.astype(np.int64) + count
        for its_numbers, mapped in zip(numbers, indices_of, strict=True):
            its_numbers.append(following[mapped])
        remaining = [key for key, keep in zip(union, kept.tolist(), strict=True) if keep]
        keys += b"".join([key + END for key in remaining])
        key_lengths.append(np.fromiter(map(len, remaining), np.int64, len(remaining)) + 1)
        frequencies.append(totals[kept])
        count += len(remaining)
    merged = Terms(keys, _joined(key_lengths), _joined(frequencies))
    sources = []
    first_document = first_article = 0
    for segment, pieces, (counts, large_count) in zip(segments, numbers, live, strict=True):
        live_docs = _live_docs(segment)
        documents, articles = np.split(live_docs, [segment.document_count])
        moved = np.concatenate(
            (np.cumsum(documents) + first_document, np.cumsum(articles) + first_article)
        )
        sources.append(_Source(segment, live_docs, moved - 1, _joined(pieces), counts, large_count))
        first_document += int(documents.sum())
        first_article += int(articles.sum())
    return merged, sources


def _live_frequencies(segment: Segment, batch: int) -> tuple[Numbers, int]:
    """How many live documents have each term, and how many of their postings are LARGE."""
    postings = segment.postings
    frequencies = postings.document_frequencies().astype(np.int64)
    if segment.live_docs is None:
        return frequencies, postings.large_count
    live_docs = _live_docs(segment)
    large_count = 0
    for terms in _batches(frequencies, batch):
        ends = postings.ends(terms)
        keep = live_docs[_numbers(segment, terms)]
        kept = np.concatenate(([0], np.cumsum(keep)))
        frequencies[terms.start : terms.stop] = np.diff(kept[ends - ends[0]])
        occurrences = postings.frequencies(terms)
        large_count += int((occurrences[keep] >= LARGE).sum())
    return frequencies, large_count


def _aligned(dictionaries: Sequence[TermDictionary]) -> Iterator[list[range]]:
    """The terms of all dictionaries in steps: the same range of keys in each."""
    largest = max(dictionaries, key=len)
    starts = [0] * len(dictionaries)
    for number in range(_TERMS, len(largest), _TERMS):
        key = largest[number]
        ends = [dictionary.first_from(key) for dictionary in dictionaries]
        yield [range(start, end) for start, end in zip(starts, ends, strict=True)]
        starts = ends
    yield [
        range(start, len(dictionary))
        for start, dictionary in zip(starts, dictionaries, strict=True)
    ]


def _pieces(
    sources: Sequence[_Source],
    document_frequencies: Numbers,
    is_scaled: NDArray[np.bool_],
    all_norms: NDArray[np.float64],
    unscaled_norm: float,
    batch: int,
) -> Iterator[PostingsPiece]:
    for terms in _batches(document_frequencies, batch):
        lengths = document_frequencies[terms.start : terms.stop]
        free = np.cumsum(lengths) - lengths
        documents = np.empty(int(lengths.sum()), np.int64)
        frequencies = np.empty(len(documents), np.int64)
        for source in sources:
            low, high = source.terms.searchsorted((terms.start, terms.stop)).tolist()
            counts = source.document_frequencies[low:high]
            mapped = source.terms[low:high] - terms.start
            mapped, counts = mapped[counts > 0], counts[counts > 0]
            its_documents, its_frequencies = source.postings(range(low, high))
            starts = free[mapped] - (np.cumsum(counts) - counts)
            indices = np.repeat(starts, counts) + np.arange(counts.sum())
            documents[indices] = its_documents
            frequencies[indices] = its_frequencies
            free[mapped] += counts
        scaled = np.repeat(is_scaled[terms.start : terms.stop], lengths)
        posting_norms = np.where(scaled, all_norms[documents], unscaled_norm)
        yield PostingsPiece(len(terms), documents, frequencies, posting_norms)


def _batches(document_frequencies: Numbers, batch: int) -> Iterator[range]:
    """Consecutive terms with about ``batch`` postings together."""
    ends = np.cumsum(document_frequencies)
    start = done = 0
    while start < len(ends):
        end = max(int(ends.searchsorted(done + batch, side="right")), start + 1)
        yield range(start, end)
        start, done = end, int(ends[end - 1])


def _joined(pieces: Sequence[Numbers]) -> Numbers:
    return np.concatenate(pieces) if pieces else np.empty(0, np.int64)
