"""The postings of a segment on disk: which documents have a term, and how often.

File ``.postings``, a column file. Terms are numbered in the order of their keys; the postings
of a term are consecutive, ascending by document; those of all terms follow each other. In the
fields that are the same in all sections of an article, article numbers stand for documents.

===============  =====  ==================================================================
fields           u1     names of the fields in order, UTF-8, each followed by a line feed
keys             u1     keys of the terms, each followed by 0xff; see ``dictionary``
key_blocks       u4     where every 64th key begins, and the end of the last
ends             u4     terms + 1: where the postings of each begin, and the end of the last
bounds           u1     terms: the largest saturation of each, in 255ths, rounded up
low              u2     postings: the lower 16 bits of each document
frequencies      u1     half the postings, rounded up: occurrences, four bits each, the even
                        posting in the lower; 15 stands for 15 and more
large_places     u4     the postings with 15 and more occurrences, ascending
large_values     u4     how many each of these has
high_starts      u4     terms: where the upper bits of each term's documents begin, in
                        ``high`` for a short list, in ``counts`` for a long one
high             u1     the upper bits of each document of the short lists
counts           u4     for each long list how many of its documents have upper bits 0, 1, ...
===============  =====  ==================================================================

A list is long if it has LONG documents or more for each value that the upper bits take in
the segment. A segment of up to 65,536 documents has no upper bits, and the last three arrays
are empty. Two and a half bytes a posting are what the whole amounts to, nearly.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.fields import INDEXED
from searcher.indexing.codec.columnfile import open_columns
from searcher.indexing.indexfile import damaged

__all__ = ["LARGE", "LONG", "SCHEMA", "PostingsFile"]


SCHEMA = {
    "fields": "|u1",
    "keys": "|u1",
    "key_blocks": "<u4",
    "ends": "<u4",
    "bounds": "|u1",
    "low": "<u2",
    "frequencies": "|u1",
    "large_places": "<u4",
    "large_values": "<u4",
    "high_starts": "<u4",
    "high": "|u1",
    "counts": "<u4",
}

LARGE = 15
LONG = 4
_BLOCK = 1 << 16

_UNPACKED = np.arange(256) % 16 + 1j * (np.arange(256) // 16)
"""For each byte the two frequencies that are packed in it, side by side as complex numbers are."""

Numbers = NDArray[np.int64]


class PostingsFile:
    """The arrays of one segment; those of ``low``, ``frequencies``, ``high`` and ``counts`` only
    where :meth:`verify` was asked for the terms that they are of."""

    def __init__(self, path: Path, document_count: int) -> None:
        """Raises IndexDamaged, which names the file, if the arrays do not fit together."""
        columns = open_columns(path, SCHEMA)
        self.path = path
        self.keys = columns["keys"]
        self.key_blocks = columns["key_blocks"]
        self.ends = columns["ends"].whole()
        self.bounds = columns["bounds"].whole()
        self.large_places = columns["large_places"].whole()
        self.large_values = columns["large_values"].whole()
        self.high_starts = columns["high_starts"].whole()
        self.low = columns["low"].values
        self.packed = columns["frequencies"].values
        self.high = columns["high"].values
        self.counts = columns["counts"].values
        self._columns = columns
        self.blocks = -(-document_count // _BLOCK)
        self.long = LONG * self.blocks
        self.bases = np.arange(self.blocks) * _BLOCK
        self.block_ends = self.bases + _BLOCK
        names = "".join(f"{field}\n" for field in INDEXED).encode()
        if columns["fields"].whole().tobytes() != names or not self._fits_together():
            raise damaged(path)

    def _fits_together(self) -> bool:
        """Whether the arrays are as long as they say of each other, and no list is empty."""
        count = len(self.low)
        ends, places = self.ends, self.large_places
        if not (
            len(ends) == len(self.bounds) + 1
            and (ends[0], ends[-1]) == (0, count)
            and bool((ends[1:] > ends[:-1]).all())
            and len(self.packed) == (count + 1) // 2
            and len(places) == len(self.large_values)
            and bool((places[1:] > places[:-1]).all())
            and (not len(places) or int(places[-1]) < count)
            and bool((self.large_values >= LARGE).all())
        ):
            return False
        found = (len(self.high_starts), len(self.high), len(self.counts))
        if self.blocks == 1:
            return found == (0, 0, 0)
        lengths = np.diff(ends.astype(np.int64))
        long = lengths >= self.long
        return found == (len(lengths), int(lengths[~long].sum()), int(long.sum()) * self.blocks)

    def verify(self, terms: range, limits: Numbers) -> None:
        """Make sure that the postings of consecutive terms are what was written, and make sense:
        that the documents of each ascend, below its number in ``limits``. Raises IndexDamaged."""
        ends = self.ends_of(terms)
        start, end = int(ends[0]), int(ends[-1])
        lengths = np.diff(ends)
        self._columns["low"].verify(start, end)
        self._columns["frequencies"].verify(start // 2, (end + 1) // 2)
        if self.blocks > 1:
            self._verify_upper_bits(terms, lengths)
        documents = self.documents(terms)
        ascend = documents[1:] > documents[:-1]
        ascend[ends[1:-1] - start - 1] = True  # from the end of a list to the next
        if not ascend.all():
            raise damaged(self.path)
        if (documents[ends[1:] - start - 1] >= limits).any():
            raise damaged(self.path)
        first = start % 2
        packed = self.packed[start // 2 : (end + 1) // 2]
        frequencies = np.stack((packed & 15, packed >> 4), 1).ravel()[first : first + end - start]
        low, high = self.large_places.searchsorted(np.array((start, end), np.uint32)).tolist()
        large = np.flatnonzero(frequencies == LARGE) + start
        if not (frequencies.all() and np.array_equal(large, self.large_places[low:high])):
            raise damaged(self.path)

    def _verify_upper_bits(self, terms: range, lengths: Numbers) -> None:
        starts = self.high_starts[terms.start : terms.stop].astype(np.int64)
        long = lengths >= self.long
        takes = np.where(long, self.blocks, lengths)
        for name, own in (("high", ~long), ("counts", long)):
            if not own.any():
                continue
            column = self._columns[name]
            # Lists of a kind follow each other.
            ends = starts[own] + takes[own]
            if (starts[own][1:] != ends[:-1]).any() or ends[-1] > len(column):
                raise damaged(self.path)
            column.verify(int(starts[own][0]), int(ends[-1]))
            if name == "counts":
                counts = self.counts[int(starts[own][0]) : int(ends[-1])].astype(np.int64)
                if (counts.reshape(-1, self.blocks).sum(1) != lengths[own]).any():
                    raise damaged(self.path)

    def ends_of(self, terms: range) -> Numbers:
        """Where the postings of consecutive terms begin, and the end of the last."""
        return self.ends[terms.start : terms.stop + 1].astype(np.int64)

    def documents(self, terms: range) -> Numbers:
        """The documents, or articles, of consecutive terms, list after list."""
        ends = self.ends_of(terms)
        documents = self.low[ends[0] : ends[-1]].astype(np.int64)
        if self.blocks > 1:
            lengths = np.diff(ends)
            long = lengths >= self.long
            of_long = np.repeat(long, lengths)
            starts = self.high_starts[terms.start : terms.stop].astype(np.int64)
            if not long.all():
                first, total = starts[~long][0], int(lengths[~long].sum())
                high = self.high[first : first + total].astype(np.int64)
                documents[~of_long] += high * _BLOCK
            if long.any():
                first, lists = starts[long][0], int(long.sum())
                counts = self.counts[first : first + lists * self.blocks]
                bases = np.tile(self.bases, lists)
                documents[of_long] += np.repeat(bases, counts)
        return documents

    def frequencies(self, start: int, end: int) -> NDArray[np.float64]:
        """The occurrences that the postings from ``start`` to ``end`` count: whole numbers, as
        the formulas want them."""
        packed = self.packed[start // 2 : (end + 1) // 2]
        first = start % 2
        frequencies = _UNPACKED.take(packed).view(np.float64)[first : first + end - start]
        span = np.array((start, end), np.uint32)
        low, high = self.large_places.searchsorted(span).tolist()
        if low < high:
            frequencies[self.large_places[low:high] - span[0]] = self.large_values[low:high]
        return frequencies

    def frequencies_at(self, indices: Numbers) -> NDArray[np.float64]:
        """The frequencies of single postings."""
        packed = self.packed.take(indices >> 1)
        packed >>= ((indices & 1) << 2).astype(np.uint8)
        packed &= 15
        frequencies = packed.astype(np.float64)
        (large,) = (packed == LARGE).nonzero()
        if len(large):
            found = self.large_places.searchsorted(indices[large].astype(np.uint32))
            frequencies[large] = self.large_values[found]
        return frequencies
