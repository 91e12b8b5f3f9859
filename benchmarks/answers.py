"""Do the fragments of a hit show the answer to the question?

Of the sets whose queries have answers, so many queries each whose answer is a piece of the right
text. Of those that find this text among the first fifty hits, the share whose fragments of it,
two of about 120 characters, contain the whole answer.

Peers that cut fragments are given the right text of each question, and as much room: tantivy one
fragment of twice the length, Whoosh two. With the trigram tokenizer, SQLite's snippet() repeats
text, and is left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import rjieba
import tantivy
from corpora import RetrievalQuery, RetrievalSet
from jieba.analyse import ChineseAnalyzer
from measures import Table
from report import THIS
from run import Run
from tasks import all_sets, retrieval_task
from whoosh import highlight

import searcher
from searcher.options import SearchOptions

__all__ = ["answer_tables"]

_SEED = 8
_HITS = 50
_BETWEEN = "\0"
_ROOM = SearchOptions.fragments * SearchOptions.width


class _Counts(NamedTuple):
    asked: int
    found: int
    """Questions that find their text."""
    shown: int
    """Those whose fragments of the text have the answer."""


Shown: TypeAlias = "Callable[[str, int], Sequence[str] | None]"
"""From a question and the number of a text to its fragments; None if the text is not found."""


def answer_tables(run: Run) -> Iterator[Table]:
    """For each set and engine how many texts are found, and how many of these show the answer."""
    counts: list[tuple[str, str, _Counts]] = []
    for found in all_sets(run.sample):
        asked = _answered(found, run.sample.answers)
        if asked:
            files = retrieval_task(found).files
            with run.engine(files) as engine:
                counts.append((found.name, THIS, _counts(_ours(engine, list(files)), asked)))
            if not run.alone:
                for name, peer in _peers([text for _, text in found.documents]):
                    counts.append((found.name, name, _counts(peer, asked)))
    for engine_name in dict.fromkeys(name for _, name, _ in counts):
        each = [of_set for _, name, of_set in counts if name == engine_name]
        counts.append(("all", engine_name, _Counts(*map(sum, zip(*each, strict=True)))))
    rows = [
        (name, engine_name, *count, count.shown / max(count.found, 1))
        for name, engine_name, count in counts
    ]
    columns = ("set", "engine", "questions", "text found", "answer shown", "share")
    yield Table("answers in fragments", columns, rows)


def _answered(found: RetrievalSet, count: int) -> list[tuple[RetrievalQuery, int]]:
    """So many queries, each with the text that has the answer."""
    queries = [
        (query, number)
        for query in found.queries
        for number in query.relevant
        if query.answer and _bare(query.answer) in _bare(found.documents[number][1])
    ]
    return random.Random(_SEED).sample(queries, min(count, len(queries)))


def _counts(shown: Shown, asked: Sequence[tuple[RetrievalQuery, int]]) -> _Counts:
    pages = [(_bare(query.answer or ""), shown(query.text, number)) for query, number in asked]
    found = [(answer, pieces) for answer, pieces in pages if pieces is not None]
    with_answer = sum(any(answer in _bare(each) for each in pieces) for answer, pieces in found)
    return _Counts(len(asked), len(found), with_answer)


def _bare(text: str) -> str:
    """Without white space, which not every engine keeps."""
    return "".join(text.split())


def _ours(engine: searcher.Engine, paths: Sequence[str]) -> Shown:
    def shown(question: str, number: int) -> Sequence[str] | None:
        for hit in engine.search(question, limit=_HITS).hits:
            if hit.path == paths[number]:
                return [fragment.text for fragment in hit.fragments]
        return None

    return shown


def _peers(texts: Sequence[str]) -> Iterator[tuple[str, Shown]]:
    yield "tantivy, jieba", _tantivy(texts)
    yield "Whoosh, jieba", _whoosh(texts)


def _tantivy(texts: Sequence[str]) -> Shown:
    """Words with blanks between them; the fragment has room for the blanks, too."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True, tokenizer_name="terms", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("terms", splitter)
    writer = index.writer(num_threads=1)
    spaced = [" ".join(rjieba.cut(text, True)) for text in texts]
    for text in spaced:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    found = index.searcher()

    def shown(question: str, number: int) -> Sequence[str]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word))
            for word in set(rjieba.cut(question, True))
        ]
        query = tantivy.Query.boolean_query(terms)
        snippets = tantivy.SnippetGenerator.create(found, query, schema, "text")
        text = spaced[number]
        snippets.set_max_num_chars(_ROOM * len(text) // len(texts[number]))
        return [snippets.snippet_from_doc(tantivy.Document(text=text)).fragment()]

    return shown


def _whoosh(texts: Sequence[str]) -> Shown:
    analyzer = ChineseAnalyzer()
    fragmenter = highlight.ContextFragmenter(SearchOptions.width, surround=SearchOptions.width // 3)

    def shown(question: str, number: int) -> Sequence[str]:
        terms = {token.text for token in analyzer(question)}
        formatter = highlight.NullFormatter()
        formatter.between = _BETWEEN
        fragments: str = highlight.highlight(
            texts[number], terms, analyzer, fragmenter, formatter, top=SearchOptions.fragments
        )
        return fragments.split(_BETWEEN)

    return shown
