"""What Whoosh sees of the column files: a codec, through which any of its queries runs.

Table of contents, segments, deletions and matchers are Whoosh's. Its writers are not used:
they take a posting at a time, where ``inversion`` and ``merging`` take millions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec.base import FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from searcher.errors import IndexingError
from searcher.fields import FIELDS
from searcher.indexing.codec.postings import ArticlePostings, PostingList
from searcher.indexing.codec.segment import Segment

__all__ = ["ColumnarCodec", "whoosh_segment"]


def whoosh_segment(name: str, document_count: int, deleted: Iterable[int] = ()) -> W3Segment:
    """What Whoosh's table of contents has of a segment, of which the files are called ``name``,
    which is ``MAIN_`` and letters or digits."""
    index, _, identifier = name.partition("_")
    return W3Segment(ColumnarCodec(), index, document_count, identifier, set(deleted) or None)


class ColumnarCodec(W3Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Reads segments of column files; see ``documents`` and ``postings`` for their format."""

    def per_document_reader(self, storage: Any, segment: W3Segment) -> DocumentReader:
        return DocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: W3Segment) -> ColumnTermsReader:
        return ColumnTermsReader(_open(storage, segment))

    def per_document_writer(self, *_: object) -> NoReturn:
        raise IndexingError("Whoosh's own writer cannot write this index; use 'searcher update'")


def _open(storage: Any, segment: W3Segment) -> Segment:
    return Segment(Path(storage.folder), segment.segment_id())


class DocumentReader(PerDocumentReader):  # type: ignore[misc]  # Whoosh is untyped
    """Lengths and stored fields."""

    def __init__(self, storage: Any, segment: W3Segment) -> None:
        self._columns = _open(storage, segment)
        self._lengths = self._columns.documents.lengths
        self._segment = segment

    def doc_count(self) -> int:
        return len(self._lengths) - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return len(self._lengths)

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        deleted: Iterable[int] = self._segment.deleted_docs()
        return deleted

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return self._lengths.item(docnum) if FIELDS[fieldname].scaled else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths.sum()) if FIELDS[fieldname].scaled else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths.min()) if FIELDS[fieldname].scaled else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths.max()) if FIELDS[fieldname].scaled else 0

    def stored_fields(self, docnum: int) -> dict[str, object]:
        ((article, detail, text),) = self._columns.stored.sections([docnum])
        section = detail._asdict() | {"anchor": detail.anchor}
        return {"section": article._asdict() | section | {"text": text}}


class ColumnTermsReader(TermsReader):  # type: ignore[misc]  # Whoosh is untyped
    """Terms and their postings."""

    def __init__(self, segment: Segment) -> None:
        self._postings = segment.postings
        self._dictionary = segment.postings.dictionary
        self._fields = segment.postings.fields
        self._lengths = segment.documents.lengths

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._postings.find(term[0], term[1].decode()) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> ColumnCursor:
        return ColumnCursor(self, fieldname, fieldobj)

    def indexed_field_names(self) -> tuple[str, ...]:
        return self._fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (self.term(number) for number in range(len(self._dictionary)))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        first = self.first_from(fieldname, prefix)
        return (self.term(number) for number in range(first, len(self._dictionary)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        postings = self._list(fieldname, text)
        documents, frequencies = postings.documents(), postings.frequencies()
        lengths = self._lengths[documents]
        return TermInfo(
            weight=float(frequencies.sum()),
            df=len(documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        postings = self._postings.find(fieldname, text.decode())
        return int(postings.frequencies().sum()) if postings else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings.find(fieldname, text.decode()) or ())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        postings = self._list(fieldname, text)
        frequencies = postings.frequencies().tolist()
        return ListMatcher(
            postings.documents().tolist(),
            frequencies,
            [pack_uint(int(frequency)) for frequency in frequencies],
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def first_from(self, fieldname: str, prefix: bytes) -> int:
        """The number of the first term of a field that is not before ``prefix``."""
        return self._dictionary.first_from(bytes((self._fields.index(fieldname),)) + prefix)

    def term(self, number: int) -> tuple[str, bytes]:
        """Field and text of a term."""
        key = self._dictionary[number]
        return self._fields[key[0]], key[1:]

    def count(self) -> int:
        """How many terms there are, in all fields."""
        return len(self._dictionary)

    def _list(self, fieldname: str, text: bytes) -> PostingList | ArticlePostings:
        postings = self._postings.find(fieldname, text.decode())
        if postings is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return postings


class ColumnCursor(FieldCursor):  # type: ignore[misc]  # Whoosh is untyped
    """Walks through the terms of a field in order."""

    def __init__(self, terms: ColumnTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._terms = terms
        self._fieldname = fieldname
        self._fieldobj = fieldobj
        self._number = 0
        self.first()

    def first(self) -> str | None:
        return self._go(self._terms.first_from(self._fieldname, b""))

    def find(self, term: str | bytes) -> str | None:
        text = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        return self._go(self._terms.first_from(self._fieldname, text))

    def next(self) -> str | None:
        return self._go(self._number + 1)

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._terms.term(self._number)[1])
        return text

    def term_info(self) -> TermInfo | None:
        return self._terms.term_info(*self._terms.term(self._number)) if self.is_valid() else None

    def is_valid(self) -> bool:
        return (
            self._number < self._terms.count()
            and self._terms.term(self._number)[0] == self._fieldname
        )

    def _go(self, number: int) -> str | None:
        self._number = number
        return self.text()
