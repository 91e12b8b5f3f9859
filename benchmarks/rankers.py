"""This project and its lexical peers as rankers of the same texts.

Each peer as its users set it up for Chinese; where there is a choice, the one that did better
on DRCD dev. All of them take any of the question's terms to be enough, and rank by BM25.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import bm25s
import rjieba
import tantivy
from jieba.analyse import ChineseAnalyzer
from measures import Ranker, Task
from whoosh import fields
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term

import searcher
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking

__all__ = ["Peer", "build_index", "peers", "rank_with", "rank_with_peer"]

Peer: TypeAlias = "Callable[[str, int], list[int]]"
"""From a question to the numbers of the best texts, at most so many."""

_SECTIONS = 100
"""How many sections a peer is asked for, so that ten articles are among them."""

_FEW = 5_000
"""Files that one process indexes."""

_HEAP = 1_000_000_000
"""Bytes that tantivy's writer may take."""

_HAN = r"\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(r"\w+")
_PAIR_OR_WORD = re.compile(rf"(?=([{_HAN}]{{2}}))|(?<![{_HAN}])[{_HAN}](?![{_HAN}])|[^\W{_HAN}]+")


def build_index(
    files: Mapping[str, str], folder: Path, *beside: Path, ranking: Ranking = DEFAULT_RANKING
) -> Path:
    """This project's index of files, and of folders beside them. ``folder`` is to be empty."""
    content = folder / "content"
    content.mkdir(parents=True)
    for path, text in files.items():
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    workers = (os.cpu_count() or 1) if beside or len(files) > _FEW else 1
    searcher.rebuild([content, *beside], index=folder / "index", workers=workers, ranking=ranking)
    return folder / "index"


def rank_with(engine: searcher.Engine, task: Task) -> Ranker:
    """This project."""

    def rank(question: str) -> list[int]:
        page = engine.search(question, limit=10, group=task.group, fragments=0)
        return [task.answers.get(hit.path, -1) for hit in page.hits]

    return rank


def rank_with_peer(peer: Peer, task: Task) -> Ranker:
    """A peer's first ten answers, each where the best of its texts stands."""
    limit = _SECTIONS if task.group else 10

    def rank(question: str) -> list[int]:
        return list(dict.fromkeys(task.owners[unit] for unit in peer(question, limit)))[:10]

    return rank


def peers(texts: Sequence[str]) -> Iterator[tuple[str, Peer]]:
    """Each peer with its name, built when it is its turn."""
    words = [_words(text) for text in texts]
    yield "bm25s, jieba", _bm25s(words, _words)
    yield "tantivy, jieba", _tantivy(words, _words)
    yield "bigrams (tantivy)", _tantivy([_bigrams(text) for text in texts], _bigrams)
    yield "FTS5 trigram", _trigrams(texts)
    yield "Whoosh, jieba", _whoosh(texts)


def _words(text: str) -> list[str]:
    """The words of jieba, signs left out."""
    return [word for word in rjieba.cut(text.lower(), True) if _RUN.search(word)]


def _bigrams(text: str) -> list[str]:
    """As Lucene's CJKAnalyzer: pairs of neighbours, a lone character by itself, Latin words."""
    return [found[1] or found[0] for found in _PAIR_OR_WORD.finditer(text.lower())]


def _bm25s(texts: Sequence[list[str]], analyze: Callable[[str], list[str]]) -> Peer:
    """bm25s with its defaults, k1 1.5 and b 0.75."""
    index = bm25s.BM25(backend="numpy")
    index.index(list(texts), show_progress=False)

    def rank(question: str, limit: int) -> list[int]:
        terms = [term for term in analyze(question) if term in index.vocab_dict]
        if not terms:
            return []
        found, scores = index.retrieve(
            [terms], k=min(limit, len(texts)), show_progress=False, backend_selection="numpy"
        )
        return [int(number) for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return rank


def _tantivy(texts: Sequence[list[str]], analyze: Callable[[str], list[str]]) -> Peer:
    """tantivy over given terms, split at white space; its BM25 is Lucene's, k1 1.2 and b 0.75."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="terms", index_option="freq")
    builder.add_unsigned_field("number", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("terms", splitter)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for number, terms in enumerate(texts):
        writer.add_document(tantivy.Document(text=" ".join(terms), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    found = index.searcher()

    def rank(question: str, limit: int) -> list[int]:
        any_term = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term))
                for term in analyze(question)
            ]
        )
        hits = found.search(any_term, limit, count=False).hits
        return [int(found.doc(address)["number"][0]) for _, address in hits]

    return rank


def _trigrams(texts: Sequence[str]) -> Peer:
    """SQLite's FTS5 with its trigram tokenizer; LIKE for what is shorter than a trigram."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE units USING fts5(text, tokenize='trigram')")
    connection.executemany("INSERT INTO units(rowid, text) VALUES (?, ?)", enumerate(texts))

    def rank(question: str, limit: int) -> list[int]:
        runs = _RUN.findall(question)
        trigrams = dict.fromkeys(
            run[place : place + 3] for run in runs for place in range(len(run) - 2)
        )
        if trigrams:
            found = connection.execute(
                "SELECT rowid FROM units WHERE units MATCH ? ORDER BY rank LIMIT ?",
                (" OR ".join(f'"{trigram}"' for trigram in trigrams), limit),
            )
        else:
            # With a plus, not by the index, which crashes SQLite 3.40 for such patterns.
            every_run = " AND ".join("+text LIKE ?" for _ in runs)
            found = connection.execute(
                f"SELECT rowid FROM units WHERE {every_run} ORDER BY length(text) LIMIT ?",
                (*(f"%{run}%" for run in runs), limit),
            )
        return [number for (number,) in found]

    return rank


def _whoosh(texts: Sequence[str]) -> Peer:
    """Plain Whoosh with jieba's ChineseAnalyzer and its defaults, k1 1.2 and b 0.75."""
    analyzer = ChineseAnalyzer()
    schema = fields.Schema(
        number=fields.STORED(), text=fields.TEXT(analyzer=analyzer, phrase=False)
    )
    index = RamStorage().create_index(schema)
    writer = index.writer(limitmb=512)
    for number, text in enumerate(texts):
        writer.add_document(number=number, text=text)
    writer.commit(optimize=True)
    found = index.searcher()

    def rank(question: str, limit: int) -> list[int]:
        terms = {token.text for token in analyzer(question)}
        any_term = Or([Term("text", term) for term in sorted(terms)])
        return [hit["number"] for hit in found.search(any_term, limit=limit)]

    return rank
