"""SQLite FTS5, bm25s and plain Whoosh over given words; plain Whoosh over articles."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import jieba
from jieba.analyse import ChineseAnalyzer
from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term

__all__ = ["Bm25sWords", "Fts5Words", "WhooshWords", "prepare_jieba", "write_whoosh_sections"]


class Fts5Words:
    """A table in memory that keeps no text."""

    def __init__(self, sections: Iterable[str]) -> None:
        self._connection = sqlite3.connect(":memory:")
        # All that is no white space is part of a word, and words stay as they are.
        categories = "categories 'L* M* N* P* S* C*'"
        self._connection.execute(
            "CREATE VIRTUAL TABLE sections USING fts5"
            f"""(words, content='', tokenize="unicode61 remove_diacritics 0 {categories}")"""
        )
        self._connection.executemany(
            "INSERT INTO sections(rowid, words) VALUES (?, ?)", enumerate(sections)
        )
        self._connection.execute("INSERT INTO sections(sections) VALUES ('optimize')")
        self._connection.commit()

    def any_of(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """The ten best rows that have any of the words, by bm25()."""
        query = " OR ".join(f'"{word}"' for word in words)
        return self._connection.execute(
            "SELECT rowid, rank FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT 10",
            (query,),
        ).fetchall()


class Bm25sWords:
    """Scores of all words in all sections, computed beforehand; its numpy backend."""

    def __init__(self, sections: Iterable[str]) -> None:
        self._index = bm25s.BM25(backend="numpy")
        self._index.index([section.split() for section in sections], show_progress=False)

    def any_of(self, words: Sequence[str]) -> tuple[object, ...]:
        """The ten best sections."""
        found: tuple[object, ...] = self._index.retrieve(
            [list(words)], k=10, show_progress=False, n_threads=0, backend_selection="numpy"
        )
        return found


class WhooshWords:
    """Whoosh as it comes, in memory."""

    def __init__(self, sections: Iterable[str]) -> None:
        text = fields.TEXT(analyzer=SpaceSeparatedTokenizer())
        built = RamStorage().create_index(fields.Schema(text=text))
        writer = built.writer(limitmb=256)
        for section in sections:
            writer.add_document(text=section)
        writer.commit(optimize=True)
        self._searcher = built.searcher()

    def any_of(self, words: Sequence[str]) -> list[tuple[int, float]]:
        """The ten best documents that have any of the words, by BM25F."""
        query = Or([Term("text", word) for word in words])
        return [(hit.docnum, hit.score) for hit in self._searcher.search(query, limit=10)]


def prepare_jieba() -> None:
    """Load jieba's dictionary, which is no part of any measure."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()


def write_whoosh_sections(directory: Path, texts: Iterable[str]) -> None:
    """Index texts with Whoosh and jieba's ChineseAnalyzer, on disk."""
    directory.mkdir()
    text = fields.TEXT(stored=True, analyzer=ChineseAnalyzer())
    writer = index.create_in(directory, fields.Schema(text=text)).writer(limitmb=256)
    for each in texts:
        writer.add_document(text=each)
    writer.commit()
