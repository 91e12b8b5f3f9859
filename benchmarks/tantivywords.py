"""tantivy over given words: joined by spaces, split at white space by its own tokenizer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import tantivy
from tantivy import DocAddress, Occur, Query

__all__ = ["TantivyWords"]

_TOKENIZER = "words"
_HEAP = 4_000_000_000
"""Bytes the writer may take, so that it need not begin a second segment; tantivy's limit."""


class TantivyWords:
    """An index of one text field, one document a section, in files that are mapped."""

    def __init__(self, directory: Path) -> None:
        self._index = _prepared(tantivy.Index.open(str(directory)))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @classmethod
    def write(
        cls,
        directory: Path,
        sections: Iterable[str],
        stored: bool = False,
        option: Literal["position", "freq"] = "position",
    ) -> TantivyWords:
        """Index sections, the words of each joined by spaces, with one thread."""
        directory.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field(
            "text", stored=stored, tokenizer_name=_TOKENIZER, index_option=option
        )
        index = _prepared(tantivy.Index(builder.build(), path=str(directory)))
        writer = index.writer(heap_size=_HEAP, num_threads=1)
        for section in sections:
            writer.add_document(tantivy.Document(text=section))
        writer.commit()
        writer.wait_merging_threads()
        return cls(directory)

    @property
    def segments(self) -> int:
        """How many there are."""
        segments: int = self._searcher.num_segments
        return segments

    def document_frequency(self, word: str) -> int:
        """How many sections have a word."""
        frequency: int = self._searcher.doc_freq("text", word)
        return frequency

    def any_of(self, words: Sequence[str]) -> list[tuple[float, DocAddress]]:
        """The ten best documents that have any of the words."""
        return self._best(self._boolean(Occur.Should, words))

    def all_of(self, words: Sequence[str]) -> list[tuple[float, DocAddress]]:
        """The ten best documents that have all of the words."""
        return self._best(self._boolean(Occur.Must, words))

    def phrase(self, words: Sequence[str]) -> list[tuple[float, DocAddress]]:
        """The ten best documents that have the words one after another."""
        return self._best(Query.phrase_query(self._schema, "text", list(words)))

    def page(self, words: Sequence[str]) -> list[str]:
        """The ten best documents that have any of the words, each as a marked snippet."""
        query = self._boolean(Occur.Should, words)
        generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        return [
            generator.snippet_from_doc(self._searcher.doc(address)).to_html()
            for _, address in self._best(query)
        ]

    def _boolean(self, occur: Occur, words: Sequence[str]) -> Query:
        return Query.boolean_query(
            [(occur, Query.term_query(self._schema, "text", word)) for word in words]
        )

    def _best(self, query: Query) -> list[tuple[float, DocAddress]]:
        hits: list[tuple[float, DocAddress]] = self._searcher.search(query, 10, count=False).hits
        return hits


def _prepared(index: tantivy.Index) -> tantivy.Index:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TOKENIZER, analyzer)
    return index
