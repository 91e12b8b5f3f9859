"""The entries of one generation that can be suggested: names, and words of the texts.

Names are whole titles and headings, and the texts of links. Words are the terms of the texts,
except single characters, numbers, and pairs of characters that are no word of any dictionary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.tokenfilter import MAX_TERM_LENGTH
from searcher.analysis.tokenizer import UserDictionary
from searcher.fields import LINK, NAME, TEXT, link_label
from searcher.indexing.codec.segment import Segment
from searcher.indexing.reader import GenerationReader
from searcher.suggesting.pairs import WordPairs

__all__ = ["Vocabulary"]

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint32]


class Vocabulary(NamedTuple):
    """Entries, each once, by length and then by code points."""

    codes: Codes
    """The code points of all entries, concatenated."""
    starts: Numbers
    """Shape ``len(sections) + 1``: where each entry begins in ``codes``, and the end."""
    bounds: Numbers
    """Shape ``MAX_TERM_LENGTH + 2``: the first entry of each length, and the end."""
    sections: Numbers
    """How many live sections have each entry."""
    is_name: NDArray[np.bool_]
    """Whether each entry is a title or a heading."""
    is_link: NDArray[np.bool_]
    """Whether it is neither that nor a word, but only the text of a link; then its sections are
    the articles that have such a link."""
    spoken: Numbers
    """The numbers of the entries whose first character may have a reading, ascending."""

    @classmethod
    def of(cls, reader: GenerationReader) -> Vocabulary:
        """The entries that live sections of a generation have."""
        terms = [*_live_terms(reader)]
        named = [each.matrix(each.of_length(2), 2) for each in terms if each.field != TEXT.name]
        pairs = WordPairs(UserDictionary(reader.user_dictionary_text), named)
        pieces = [_of_length(length, terms, pairs) for length in range(MAX_TERM_LENGTH + 1)]
        counts = np.array([len(piece.sections) for piece in pieces], np.int64)
        lengths = np.repeat(np.arange(len(pieces)), counts)
        codes = np.concatenate([piece.matrix.ravel() for piece in pieces])
        starts = np.append(0, np.cumsum(lengths))
        return cls(
            codes,
            starts,
            np.append(0, np.cumsum(counts)),
            np.concatenate([piece.sections for piece in pieces]),
            np.concatenate([piece.is_name for piece in pieces]),
            np.concatenate([piece.is_link for piece in pieces]),
            np.flatnonzero(codes[starts[:-1]] >= _FIRST_SPOKEN),
        )

    def matrix(self, length: int) -> Codes:
        """The code points of the entries of a length, a row each."""
        first, end = self._span(length)
        return self.codes[self.starts[first] : self.starts[end]].reshape(end - first, length)

    def first(self, length: int) -> int:
        """The number of the first entry of a length, and so of its matrix's first row."""
        return self._span(length)[0]

    def text(self, number: int) -> str:
        """An entry."""
        codes = self.codes[self.starts[number] : self.starts[number + 1]]
        return codes.tobytes().decode("utf-32-le")

    def find(self, text: str) -> int | None:
        """The number of the entry with this text, None if there is none."""
        first, end = self._span(len(text))
        if first == end:
            return None
        words = self.matrix(len(text)).view(f"<U{len(text)}").ravel()
        row = int(words.searchsorted(text))
        return first + row if row < len(words) and words[row] == text else None

    def prefixed(self, prefix: str) -> Numbers:
        """The numbers of the entries that begin with a prefix of one character or more."""
        found = np.arange(self._span(len(prefix))[0], len(self.sections))
        for index, character in enumerate(prefix[:MAX_TERM_LENGTH]):
            found = found[self.codes[self.starts[found] + index] == ord(character)]
        return found

    def _span(self, length: int) -> tuple[int, int]:
        if length > MAX_TERM_LENGTH:
            return len(self.sections), len(self.sections)
        return self.bounds.item(length), self.bounds.item(length + 1)


class _Terms(NamedTuple):
    """The terms of a field in a segment that live sections have, in order."""

    codes: Codes
    starts: Numbers
    """Where each begins in ``codes``."""
    lengths: Numbers
    sections: Numbers
    field: str

    def of_length(self, length: int) -> Numbers:
        """The indices of the terms of a length."""
        return np.flatnonzero(self.lengths == length)

    def matrix(self, terms: Numbers, length: int) -> Codes:
        """The code points of terms of one length, a row each."""
        return self.codes.take(self.starts[terms, None] + np.arange(length))


_FIELDS = (NAME.name, TEXT.name, LINK.name)


def _live_terms(reader: GenerationReader) -> Iterator[_Terms]:
    for segment in reader.segments:
        for field in _FIELDS:
            yield _terms_of(segment.segment, field, segment.document_frequencies())


def _terms_of(segment: Segment, field: str, sections: NDArray[np.uint32]) -> _Terms:
    """``sections`` is how many live sections have each term of the segment."""
    postings = segment.postings
    numbers = postings.terms_of(postings.fields.index(field))
    codes = _decoded(postings.dictionary.keys(numbers))
    ends = np.flatnonzero(codes == _END)
    starts = np.append(0, ends[:-1] + 1)[: len(ends)] + 1  # after the byte of the field
    if field == LINK.name:  # of a link the text, which the target follows
        separators = np.append(np.flatnonzero(codes == ord(link_label("", ""))), len(codes))
        ends = np.minimum(ends, separators[np.searchsorted(separators, starts)])
    lengths = ends - starts
    counts = sections[numbers.start : numbers.stop].astype(np.int64)
    kept = (counts > 0) & (lengths > 1) & (lengths <= MAX_TERM_LENGTH)
    if len(ends):
        edges = np.stack((starts, ends), axis=1).ravel()
        # Of an empty text the edges are one, and what reduceat gives then is not used.
        kept &= np.maximum.reduceat(codes, edges)[::2] >= ord("a")  # not a number
        # What reaches across the edge of a word has a blank in it, as names of several words do.
        least = ord("!") if field == TEXT.name else ord(" ")
        kept &= np.minimum.reduceat(codes, edges)[::2] >= least
    return _Terms(codes, starts[kept], lengths[kept], counts[kept], field)


_FIRST_SPOKEN = 0x3007
"""No character before this one has a reading."""

_END = 0xFFFF
"""Stands after each term: a noncharacter, which no folded text has."""


def _decoded(keys: Sequence[bytes]) -> Codes:
    """The code points of all keys, _END after each."""
    joined = chr(_END).encode().join((*keys, b"")).decode()
    return np.frombuffer(joined.encode("utf-32-le"), "<u4")


class _Piece(NamedTuple):
    """The entries of one length."""

    matrix: Codes
    sections: Numbers
    is_name: NDArray[np.bool_]
    is_link: NDArray[np.bool_]


def _of_length(length: int, terms: Sequence[_Terms], pairs: WordPairs) -> _Piece:
    """Joins the terms of all segments and fields: sections of different segments add up, and a name
    that is also a word counts the sections of the word."""
    matrices, sections, fields = [], [], []
    for each in terms:
        indices = each.of_length(length)
        if length == 2 and each.field == TEXT.name:
            indices = indices[pairs.admit(each.matrix(indices, length))]
        if len(indices):
            matrices.append(each.matrix(indices, length))
            sections.append(each.sections[indices])
            fields.append(np.full(len(indices), _FIELDS.index(each.field)))
    if not matrices:
        nothing = np.zeros(0, np.int64)
        return _Piece(nothing.astype("<u4"), nothing, *[nothing.astype(np.bool_)] * 2)
    words = np.concatenate(matrices).view(f"<U{length}").ravel()
    order = np.argsort(words, kind="stable")  # of runs that are in order, which makes it fast
    words = words[order]
    is_first = np.append(True, words[1:] != words[:-1])
    groups = np.cumsum(is_first) - 1
    field = np.concatenate(fields)[order]
    counts = np.concatenate(sections)[order]
    as_name, as_word, as_link = (
        np.bincount(groups, counts * (field == number)).astype(np.int64)
        for number in range(len(_FIELDS))
    )
    is_link = np.maximum(as_name, as_word) == 0
    return _Piece(
        words[is_first].view("<u4").reshape(-1, length),
        np.where(is_link, as_link, np.maximum(as_name, as_word)),
        as_name > 0,
        is_link,
    )
