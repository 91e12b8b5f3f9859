"""What Whoosh sees of the column files: a codec, through which any of its queries runs.

Matchers, queries, collectors and highlighters are Whoosh's; dictionary, postings and what is
stored are read from our columns, which are open and verified already. Whoosh itself opens no file
here: its storages, its table of contents and the pickles in them play no part. Nor do its writers,
which take a posting at a time, where ``inversion`` and ``merging`` take millions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from searcher.errors import IndexingError
from searcher.fields import FIELDS
from searcher.indexing.codec.postings import ArticlePostings, PostingList
from searcher.indexing.codec.segment import Segment

__all__ = ["ColumnSegment", "ColumnarCodec", "refuse_to_write"]


def refuse_to_write() -> NoReturn:
    """Raises IndexingError: what Whoosh would write is not what makes this index."""
    raise IndexingError("Whoosh's own writer cannot write this index; use 'searcher update'")


class ColumnarCodec(base.Codec):  # type: ignore[misc]  # Whoosh is untyped
    """Reads segments of column files; see ``documents`` and ``postingsfile`` for their format."""

    def per_document_reader(self, _storage: object, segment: ColumnSegment) -> DocumentReader:
        return DocumentReader(segment)

    def terms_reader(self, _storage: object, segment: ColumnSegment) -> ColumnTermsReader:
        return ColumnTermsReader(segment.columns)

    def per_document_writer(self, *_: object) -> NoReturn:
        refuse_to_write()

    def field_writer(self, *_: object) -> NoReturn:
        refuse_to_write()

    def new_segment(self, *_: object) -> NoReturn:
        refuse_to_write()


class ColumnSegment(base.Segment):  # type: ignore[misc]  # Whoosh is untyped
    """A segment that is open, with its deletions."""

    def __init__(self, columns: Segment) -> None:
        super().__init__("searcher")
        self.columns = columns

    def segment_id(self) -> str:
        return self.columns.name

    def codec(self) -> ColumnarCodec:
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        return self.columns.document_count

    def deleted_count(self) -> int:
        return len(self.columns.deleted)

    def deleted_docs(self) -> Iterable[int]:
        deleted: list[int] = self.columns.deleted.tolist()
        return deleted

    def is_deleted(self, docnum: int) -> bool:
        return self.columns.live_docs is not None and not self.columns.live_docs[docnum]

    def delete_document(self, *_: object, **__: object) -> NoReturn:
        refuse_to_write()


class DocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh is untyped
    """Lengths and stored fields."""

    def __init__(self, segment: ColumnSegment) -> None:
        self._columns = segment.columns
        self._lengths = self._columns.documents.lengths
        self._segment = segment

    def doc_count(self) -> int:
        return len(self._lengths) - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return len(self._lengths)

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted_docs()

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
        return {
            "title": article.title,
            "heading": "\n".join(detail.headings),
            "text": text,
            "path": article.path,
            "section": article._asdict() | section | {"text": text},
        }


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh is untyped
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
        return ((self._fields[key[0]], key[1:]) for key in self._dictionary)

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
        return self._info(postings.documents(), postings.frequencies())

    def _info(self, documents: NDArray[np.int64], frequencies: NDArray[np.float64]) -> TermInfo:
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
        documents, frequencies = postings.documents(), postings.frequencies()
        weights = frequencies.tolist()
        return ListMatcher(
            documents.tolist(),
            weights,
            [pack_uint(int(weight)) for weight in weights],
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self._info(documents, frequencies),
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


class ColumnCursor(base.FieldCursor):  # type: ignore[misc]  # Whoosh is untyped
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
