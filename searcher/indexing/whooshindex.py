"""The index as Whoosh knows one: any of its queries, collectors and highlighters runs on it.

>>> from whoosh.query import FuzzyTerm, Or, Regex
>>> with searcher.open_whoosh("index") as index, index.searcher() as whoosh:    # doctest: +SKIP
...     for hit in whoosh.search(Or([FuzzyTerm("text", "ulanbatar"), Regex("title", "^蒙.")])):
...         print(hit["title"], hit["path"], hit.highlights("text"))

The fields are those of :mod:`~searcher.fields`, whose terms are in the folded space; a
``whoosh.qparser.QueryParser`` over ``index.schema`` takes text there itself. There are no
positions, so Whoosh refuses its ``Phrase``; an ``And`` of pairs of neighbours is near it. A hit
has ``title``, ``heading``, ``text`` and ``path``, and all that is known of its section in
``section``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Any, NoReturn

from whoosh import fields, formats
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token
from whoosh.index import Index
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader

from searcher.analysis.analyzer import open_analyzer
from searcher.analysis.normalize import fold, normalize
from searcher.analysis.tokenizer import UserDictionary
from searcher.fields import FIELDS, INDEXED, SectionTexts
from searcher.indexing.codec.whooshcodec import ColumnSegment, refuse_to_write
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.reader import GenerationReader
from searcher.options import StrPath, index_path

__all__ = ["WhooshIndex", "index_schema", "open_whoosh", "whoosh_reader"]


def open_whoosh(index: StrPath = "index") -> WhooshIndex:
    """The index in a directory, for queries of Whoosh's own; a ``whoosh.index.Index``.

    It is read through this package's codec, and nothing of it is unpickled. Close it, or use it as
    a context manager: until then its generation stays on disk. Raises IndexNotFound, IndexDamaged,
    IndexMismatch if the index has another format; whatever reads from it later may raise
    IndexDamaged.
    """
    return WhooshIndex(IndexDirectory(index_path(index)))


class WhooshIndex(Index):  # type: ignore[misc]  # Whoosh is untyped
    """The current generation of an index, whenever a reader or searcher is asked for."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._open(GenerationReader.open(directory))

    def _open(self, reader: GenerationReader) -> None:
        self._reader = reader
        self.schema = index_schema(reader)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:  # noqa: ARG002
        """A reader of the current generation; those that were opened before stay usable."""
        with self._lock:
            if not self.up_to_date():
                newest = GenerationReader.open(self._directory)
                self._reader.close()
                self._open(newest)
            return whoosh_reader(self._reader, self.schema)

    def up_to_date(self) -> bool:
        return self._directory.is_current(self._reader.generation)

    def refresh(self) -> WhooshIndex:
        return self if self.up_to_date() else WhooshIndex(self._directory)

    def latest_generation(self) -> int:
        return int(self._directory.current_name())

    def last_modified(self) -> float:
        """When the generation was written, in seconds since the epoch."""
        return datetime.fromisoformat(self._reader.manifest.created).timestamp()

    def is_empty(self) -> bool:
        return not self._reader.segments

    def writer(self, *_: object, **__: object) -> NoReturn:
        """Raises IndexingError: only the commands and functions of searcher write an index."""
        refuse_to_write()

    def close(self) -> None:
        """Let the generation go."""
        self._reader.close()

    def __enter__(self) -> WhooshIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def whoosh_reader(reader: GenerationReader, schema: fields.Schema | None = None) -> IndexReader:
    """What Whoosh reads of a generation, from the segments that are open; nothing to close."""
    generation = int(reader.generation.name)
    schema = schema or index_schema(reader)
    readers = [
        SegmentReader(None, schema, ColumnSegment(own.segment), generation=generation)
        for own in reader.segments
    ]
    if not readers:
        return EmptyReader(schema)
    return readers[0] if len(readers) == 1 else MultiReader(readers, generation=generation)


def index_schema(reader: GenerationReader) -> fields.Schema:
    """The fields of a generation, which analyse text as it was analysed for it."""
    terms, whole = _Terms(reader.user_dictionary_text), _Whole()
    own: dict[str, fields.FieldType] = {}
    for name in INDEXED:
        holds_terms = FIELDS[name].texts(SectionTexts("")) != ()
        own[name] = _Field(terms if holds_terms else whole, FIELDS[name].scaled)
    return fields.Schema(**own, section=fields.STORED())


class _Field(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms were found before Whoosh sees them."""

    def __init__(self, analyzer: WhooshAnalyzer, scorable: bool = False) -> None:
        super().__init__(formats.Frequency(), analyzer, scorable=scorable)


class _Terms(WhooshAnalyzer):  # type: ignore[misc]  # Whoosh is untyped
    """The terms of a text as the index has them, at their places in the author's text."""

    def __init__(self, user_dictionary_text: str) -> None:
        self._user_dictionary_text = user_dictionary_text

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        # Here, because it takes long to open, and queries of terms need none.
        analyzer = open_analyzer(UserDictionary(self._user_dictionary_text))
        normalized = normalize(value)
        found = [
            (*normalized.offsets.original(token.start, token.end), token.text)
            for token in analyzer.tokens(normalized.text)
        ]
        found += [(token.start, token.end, token.text) for token in analyzer.hump_tokens(value)]
        # The longest of those that begin together first: what is marked is what covers most.
        found.sort(key=lambda token: (token[0], -token[1]))
        for place, (start, end, text) in enumerate(found):
            yield _token(text, place, start, end, options)


class _Whole(WhooshAnalyzer):  # type: ignore[misc]  # Whoosh is untyped
    """A label as the index has it: whole, in the folded space."""

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        yield _token(fold(value), 0, 0, len(value), options)


def _token(text: str, place: int, start: int, end: int, options: dict[str, Any]) -> Token:
    token = Token(
        positions=options.get("positions", False),
        chars=options.get("chars", False),
        removestops=options.get("removestops", True),
        mode=options.get("mode", ""),
    )
    token.text = token.original = text
    token.boost = 1.0
    token.stopped = False
    token.pos = options.get("start_pos", 0) + place
    token.startchar = options.get("start_char", 0) + start
    token.endchar = options.get("start_char", 0) + end
    return token
