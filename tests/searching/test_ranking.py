"""Promise 7: what is ranked is what the formula says, written again the slow way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST
from searcher.query.parser import parse
from searcher.searching import scoring
from searcher.searching.compile import Terms, compile_query

ALPHABET = "香港朝鮮蒙古關係的是北者脫ab1 ，。"

texts = st.text(ALPHABET, min_size=1, max_size=40).filter(lambda text: text.strip(" ，。") != "")


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(open_tokenizer(UserDictionary()))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    return tmp_path_factory.mktemp("ranking")


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    bodies=st.lists(texts, min_size=1, max_size=6),
    query=st.text(ALPHABET.replace(" ", ""), min_size=1, max_size=12),
)
def test_a_chunk_is_ranked_as_by_the_formula_written_out(
    place: Path, analyzer: Analyzer, bodies: list[str], query: str
) -> None:
    content = place / "content"
    content.mkdir(exist_ok=True)
    for old in content.iterdir():
        old.unlink()
    for number, body in enumerate(bodies):
        (content / f"{number}.md").write_text(f"# 第{number}篇\n\n{body}\n", encoding="utf-8")
    searcher.rebuild([content], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        everything = engine.search("-沒有這詞", limit=10, fragments=1, width=1000)
        sections = [
            (hit.path, hit.article, hit.headings, hit.fragments[0].text) for hit in everything.hits
        ]
        page = engine.search(query, limit=10)
    expected = brute_force(sections, query, analyzer)
    if not page.relaxed:
        assert [(hit.path, pytest.approx(hit.score)) for hit in page.hits] == expected
        assert page.total == len(expected)
    else:
        assert not expected


def brute_force(
    sections: list[tuple[str, str, tuple[str, ...], str]], query: str, analyzer: Analyzer
) -> list[tuple[str, float]]:
    """Path and score of the sections that have a term that matches, best first."""
    documents = []
    for _, title, headings, text in sections:
        body = [token.text for token in analyzer.tokens(fold(text))]
        weighted = body + TITLE_BOOST * [token.text for token in analyzer.tokens(fold(title))]
        for heading in headings:
            weighted += HEADING_BOOST * [token.text for token in analyzer.tokens(fold(heading))]
        length = sum(token.kind in ("character", "latin") for token in analyzer.tokens(fold(text)))
        documents.append((weighted, length))
    average = sum(length for _, length in documents) / len(documents)
    clauses = compile_query(parse(query), analyzer).children
    if not clauses:
        return []
    (clause,) = clauses
    assert isinstance(clause, Terms)
    ranked = []
    for number, (terms, length) in enumerate(documents):
        score = 0.0
        for term in clause.terms:
            having = sum(term.text in others for others, _ in documents)
            frequency = terms.count(term.text)
            if frequency:
                idf = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
                norm = 1 - scoring.B + scoring.B * length / average
                score += term.weight * idf * frequency / (frequency + scoring.K1 * norm)
        if any(term.matches and term.text in terms for term in clause.terms):
            ranked.append((-score, number))
    return [(sections[number][0], -score) for score, number in sorted(ranked)]
