"""What the index knows of each document of a segment: a section, numbered from 0.

File ``.documents``, a column file:

===============  ==  ====================================================================
lengths          u4  documents: characters and words of each text, which BM25 compares
back_matter      u1  documents: 1 for notes, references and lists of links
sections         u4  articles: how many documents each has; those of the first article come
                     first
===============  ==  ====================================================================

File ``.stored``, a column file, with what a hit shows:

===============  ==  ====================================================================
texts            u1  the author's text of every section, UTF-8
text_ends        u8  documents + 1: where each begins, and the end of the last
details          u1  JSON of every section, a :class:`~searcher.indexing.codec.records.StoredDetail`
detail_ends      u8  documents + 1: the same for these
articles         u1  JSON of every article, a
                     :class:`~searcher.indexing.codec.records.StoredArticle`
article_ends     u8  articles + 1: the same for these
===============  ==  ====================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from searcher.fields import SectionTexts
from searcher.indexing.codec.columnfile import Column, create_columns, open_columns
from searcher.indexing.codec.records import (
    StoredArticle,
    StoredDetail,
    StoredSection,
    has_shape,
)
from searcher.indexing.indexfile import damaged

__all__ = [
    "MAX_DOCUMENTS",
    "Documents",
    "Pieces",
    "Stored",
    "write_stored",
]


MAX_DOCUMENTS = 1 << 24
"""Of one segment."""

_DOCUMENTS = {"lengths": "<u4", "back_matter": "|u1", "sections": "<u4"}
_STORED = {
    "texts": "|u1",
    "text_ends": "<u8",
    "details": "|u1",
    "detail_ends": "<u8",
    "articles": "|u1",
    "article_ends": "<u8",
}


@dataclass(frozen=True)
class Documents:
    """What is known of each document, and which article it belongs to."""

    lengths: NDArray[np.uint32]
    back_matter: NDArray[np.bool_]
    sections: NDArray[np.uint32]
    """How many documents each article has."""

    @classmethod
    def open(cls, path: Path) -> Documents:
        """Those of a segment, verified. Raises IndexDamaged, IndexMismatch."""
        columns = open_columns(path, _DOCUMENTS).values()
        lengths, back_matter, sections = (column.whole() for column in columns)
        if (
            not len(lengths) == len(back_matter) == int(sections.sum(dtype=np.uint64)) > 0
            or len(lengths) > MAX_DOCUMENTS
            or not sections.all()
            or (back_matter > 1).any()
        ):
            raise damaged(path)
        return cls(lengths, back_matter.view(np.bool_), sections)

    def write(self, path: Path) -> None:
        """Write those of a segment."""
        arrays = {
            "lengths": self.lengths,
            "back_matter": self.back_matter,
            "sections": self.sections,
        }
        sizes = {name: (_DOCUMENTS[name], len(values)) for name, values in arrays.items()}
        with create_columns(path, sizes) as columns:
            for name, values in arrays.items():
                columns[name][:] = values

    def __len__(self) -> int:
        return len(self.lengths)

    @cached_property
    def articles(self) -> NDArray[np.int64]:
        """The article of each document, numbered from 0."""
        return np.repeat(np.arange(len(self.sections)), self.sections)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first document of each article."""
        ends = np.cumsum(self.sections, dtype=np.int64)
        return ends - self.sections

    def of_articles(self, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """All documents of some articles, ascending as these do."""
        counts = self.sections[articles].astype(np.int64)
        first = np.repeat(self.starts[articles] - (np.cumsum(counts) - counts), counts)
        return first + np.arange(len(first))


Record = TypeVar("Record", StoredArticle, StoredDetail)


class Pieces(NamedTuple):
    """Byte strings one after another."""

    lengths: NDArray[np.integer]
    """Bytes of each."""
    buffers: Sequence[Any]
    """Together they are the strings; how many are in each does not matter."""

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> Pieces:
        return cls(np.fromiter(map(len, strings), np.int64, len(strings)), (b"".join(strings),))


class Stored:
    """What is shown of the documents of one segment, verified where it is read; safe to share
    between threads.

    Raises IndexDamaged, which names the file, for what is not as it was written.
    """

    def __init__(self, path: Path, documents: Documents) -> None:
        """Raises IndexMismatch, too, for a file of another version."""
        columns = open_columns(path, _STORED)
        self._path = path
        self._documents = documents
        counts = {
            "text": len(documents),
            "detail": len(documents),
            "article": len(documents.sections),
        }
        self._strings = {}
        for name, count in counts.items():
            self._strings[name] = _Strings(path, columns[f"{name}s"], columns[f"{name}_ends"])
            if len(self._strings[name]) != count:
                raise damaged(path)

    def sections(self, documents: Sequence[int]) -> list[StoredSection]:
        """What is shown of some documents."""
        details, texts = self.details(documents), self.texts(documents)
        return [
            StoredSection(article, detail, text)
            for (article, detail), text in zip(details, texts, strict=True)
        ]

    def details(self, documents: Sequence[int]) -> Iterator[tuple[StoredArticle, StoredDetail]]:
        """What is shown of some documents besides their text."""
        articles = self._documents.articles[documents].tolist()
        return zip(
            self._records(StoredArticle, "article", articles),
            self._records(StoredDetail, "detail", documents),
            strict=True,
        )

    def texts_beside(self, documents: Sequence[int]) -> Iterator[SectionTexts]:
        """The texts of some documents but for that which is shown."""
        for article, detail in self.details(documents):
            yield StoredSection(article, detail, "").texts

    def articles(self) -> list[StoredArticle]:
        """What is kept of every article, whether it was deleted or not."""
        return self._records(StoredArticle, "article", range(len(self._documents.sections)))

    def texts(self, documents: Sequence[int]) -> list[str]:
        """The text of each document."""
        strings = self._strings["text"]
        try:
            texts = [text.decode("utf-8", "surrogatepass") for text in strings.read(documents)]
        except UnicodeDecodeError as exc:
            raise damaged(self._path) from exc
        strings.accept(documents)
        return texts

    def kept(self, name: str, keep: NDArray[np.bool_] | None) -> Pieces:
        """The strings of a kind, ``text``, ``detail`` or ``article``: all, or where ``keep``."""
        strings, ends = self._strings[name].whole()
        lengths = ends[1:].astype(np.int64) - ends[:-1].astype(np.int64)
        if keep is None:
            return Pieces(lengths, (strings,))
        edges = np.flatnonzero(np.diff(np.concatenate(([False], keep, [False]))))
        places = ends[edges].tolist()
        return Pieces(
            lengths[keep],
            [strings[start:end] for start, end in zip(places[::2], places[1::2], strict=True)],
        )

    def _records(self, kind: type[Record], name: str, numbers: Sequence[int]) -> list[Record]:
        """The records of a kind, from their JSON."""
        strings = self._strings[name]
        records = strings.read(numbers)
        if strings.are_accepted(numbers):  # each is JSON, and so are all together
            return [kind(*record) for record in json.loads(b"[%b]" % b",".join(records))]
        parsed = [self._verified_record(kind, record) for record in records]
        strings.accept(numbers)
        return [kind(*record) for record in parsed]

    def _verified_record(self, kind: type[Record], string: bytes) -> list[Any]:
        """The fields of a record, which are of the types that they should be."""
        try:
            record: list[Any] = json.loads(string)
        except (ValueError, RecursionError) as exc:
            raise damaged(self._path) from exc
        if not has_shape(kind, record):
            raise damaged(self._path)
        return record


class _Strings:
    """Byte strings one after another in a file, verified where they are read."""

    def __init__(self, path: Path, strings: Column, ends: Column) -> None:
        """``ends``: where each begins, and the end of the last."""
        self._path = path
        self._strings = strings
        self._ends = ends
        # numpy does not say that its arrays are buffers.
        self._bytes: Any = memoryview(strings.values)  # type: ignore[arg-type]
        if not len(ends):
            raise damaged(path)
        self._accepted = np.zeros(len(ends) - 1, np.bool_)
        for place in (0, len(ends) - 1):
            ends.verify(place, place + 1)
        if (ends.values.item(0), ends.values.item(-1)) != (0, len(strings)):
            raise damaged(path)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def read(self, numbers: Sequence[int]) -> list[bytes]:
        """The strings with some numbers."""
        if not len(numbers):
            return []
        wanted = np.array(numbers, np.int64)
        is_new = ~self._accepted[wanted]
        for number in wanted[is_new].tolist():
            self._ends.verify(number, number + 2)
        ends = self._ends.values
        starts, ends = ends[wanted], ends[wanted + 1]
        if (ends < starts).any() or (ends > len(self._strings)).any():
            raise damaged(self._path)
        for start, end in zip(starts[is_new].tolist(), ends[is_new].tolist(), strict=True):
            self._strings.verify(start, end)
        extents = zip(starts.tolist(), ends.tolist(), strict=True)
        return [self._bytes[start:end].tobytes() for start, end in extents]

    def accept(self, numbers: Sequence[int]) -> None:
        """Note that strings that were read are what their reader expects; they are not verified
        again."""
        self._accepted[numbers] = True

    def are_accepted(self, numbers: Sequence[int]) -> bool:
        """Whether all of some strings were accepted."""
        return bool(self._accepted[numbers].all())

    def whole(self) -> tuple[Any, NDArray[np.uint64]]:
        """A buffer of all strings, and their ends."""
        ends = self._ends.whole()
        if (ends[1:] < ends[:-1]).any():
            raise damaged(self._path)
        self._strings.whole()
        return self._bytes, ends


def write_stored(
    path: Path, texts: Iterable[Pieces], details: Iterable[Pieces], articles: Iterable[Pieces]
) -> None:
    """Write what is shown of a segment, each kind in the order of its documents or articles."""
    kinds = {"text": [*texts], "detail": [*details], "article": [*articles]}
    sizes = {}
    for name, pieces in kinds.items():
        sizes[f"{name}s"] = sum(int(piece.lengths.sum()) for piece in pieces)
        sizes[f"{name}_ends"] = sum(len(piece.lengths) for piece in pieces) + 1
    with create_columns(path, {name: (_STORED[name], sizes[name]) for name in _STORED}) as columns:
        for name, pieces in kinds.items():
            lengths = np.concatenate([piece.lengths for piece in pieces])
            columns[f"{name}_ends"][1:] = np.cumsum(lengths)
            start = 0
            for buffer in (buffer for piece in pieces for buffer in piece.buffers):
                columns[f"{name}s"][start : start + len(buffer)] = np.frombuffer(buffer, np.uint8)
                start += len(buffer)
