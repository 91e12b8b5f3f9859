"""Writes the postings of a segment, whole arrays at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.errors import IndexingError
from searcher.indexing.codec.columnfile import create_columns
from searcher.indexing.codec.dictionary import BLOCK
from searcher.indexing.codec.documents import MAX_DOCUMENTS
from searcher.indexing.codec.postingsfile import LARGE, LONG, SCHEMA

__all__ = ["PostingsPiece", "Terms", "write_postings"]

_BLOCK = 1 << 16


class Terms(NamedTuple):
    """The terms of a segment, ascending by key."""

    keys: bytes | bytearray
    """Each followed by ``dictionary.END``."""
    key_lengths: NDArray[np.int64]
    """Bytes of each, that one included."""
    document_frequencies: NDArray[np.int64]


class PostingsPiece(NamedTuple):
    """The postings of the next so many terms."""

    terms: int
    documents: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    norms: NDArray[np.float64]
    """For each posting, what BM25 adds to its frequency; see ``planning.bm25``."""


def write_postings(
    path: Path,
    fields: Sequence[str],
    document_count: int,
    terms: Terms,
    pieces: Iterable[PostingsPiece],
    large_count: int,
) -> None:
    """Write a postings file. The pieces together are the postings of all terms, in order;
    ``large_count`` of these have LARGE occurrences or more."""
    lengths = terms.document_frequencies
    count = int(lengths.sum())
    if count >= 1 << 32 or len(terms.keys) >= 1 << 32 or document_count > MAX_DOCUMENTS:
        raise IndexingError("the collection is too large for one index; split it")
    blocks = -(-document_count // _BLOCK)
    long = lengths >= LONG * blocks
    several = blocks > 1
    names = "".join(f"{field}\n" for field in fields).encode()
    sizes = {
        "fields": len(names),
        "keys": len(terms.keys),
        "key_blocks": -(-len(lengths) // BLOCK) + 1,
        "ends": len(lengths) + 1,
        "bounds": len(lengths),
        "low": count,
        "frequencies": (count + 1) // 2,
        "large_places": large_count,
        "large_values": large_count,
        "high_starts": len(lengths) if several else 0,
        "high": int(lengths[~long].sum()) if several else 0,
        "counts": int(long.sum()) * blocks if several else 0,
    }
    with create_columns(path, {name: (SCHEMA[name], sizes[name]) for name in SCHEMA}) as columns:
        columns["fields"][:] = np.frombuffer(names, np.uint8)
        columns["keys"][:] = np.frombuffer(terms.keys, np.uint8)
        columns["key_blocks"][:-1] = _starts(terms.key_lengths)[::BLOCK]
        columns["key_blocks"][-1] = len(terms.keys)
        columns["ends"][1:] = np.cumsum(lengths)
        if several:
            columns["high_starts"][:] = np.where(
                long, (np.cumsum(long) - long) * blocks, _starts(np.where(long, 0, lengths))
            )
        term = posting = large = high = counted = 0
        for piece in pieces:
            postings = slice(posting, posting + len(piece.documents))
            piece_terms = slice(term, term + piece.terms)
            columns["low"][postings] = piece.documents & (_BLOCK - 1)
            _pack(columns["frequencies"], posting, np.minimum(piece.frequencies, LARGE))
            (indices,) = np.nonzero(piece.frequencies >= LARGE)
            columns["large_places"][large : large + len(indices)] = indices + posting
            columns["large_values"][large : large + len(indices)] = piece.frequencies[indices]
            saturations = piece.frequencies / (piece.frequencies + piece.norms)
            starts = _starts(lengths[piece_terms])
            bounds = np.maximum.reduceat(saturations, starts) if piece.terms else saturations
            columns["bounds"][piece_terms] = np.minimum(np.ceil(bounds * 255), 255)
            if several:
                uppers = piece.documents // _BLOCK
                of_long = np.repeat(long[piece_terms], lengths[piece_terms])
                short = uppers[~of_long]
                columns["high"][high : high + len(short)] = short
                lists = int(long[piece_terms].sum())
                rows = np.repeat(np.arange(lists), lengths[piece_terms][long[piece_terms]])
                counts = np.bincount(rows * blocks + uppers[of_long], minlength=lists * blocks)
                columns["counts"][counted : counted + len(counts)] = counts
                high += len(short)
                counted += len(counts)
            term, posting, large = piece_terms.stop, postings.stop, large + len(indices)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.cumsum(lengths) - lengths


def _pack(packed: NDArray[np.uint8], first: int, frequencies: NDArray[np.int64]) -> None:
    """Write four bits for each frequency, from posting ``first`` on."""
    if first % 2 and len(frequencies):
        packed[first // 2] |= frequencies[0] << 4
        first += 1
        frequencies = frequencies[1:]
    even, odd = frequencies[::2], frequencies[1::2]
    target = packed[first // 2 : first // 2 + len(even)]
    target[:] = even
    target[: len(odd)] |= (odd << 4).astype(np.uint8)
