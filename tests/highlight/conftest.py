"""What the tests of highlighting share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import normalize
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.highlight.highlighter import find_matches
from searcher.highlight.targets import Target
from searcher.model import Span
from searcher.query.parser import parse
from searcher.searching.compile import All, AnyOf, Clause, Containing, Except, compile_query

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def _leaves(clause: Clause) -> Iterator[Target]:
    if isinstance(clause, All | AnyOf):
        for child in clause.children:
            yield from _leaves(child)
    elif not isinstance(clause, Except | Containing):
        yield clause.target


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(open_tokenizer(UserDictionary()))


@pytest.fixture(scope="session")
def targets(analyzer: Analyzer) -> Callable[[str], list[Target]]:
    """What a query asks to see."""
    return lambda query: list(_leaves(compile_query(parse(query), analyzer)))


@pytest.fixture(scope="session")
def spans(targets: Callable[[str], list[Target]]) -> Callable[[str, str], list[Span]]:
    """Where a text shows what a query asks for."""
    return lambda query, text: find_matches(normalize(text), targets(query))


@pytest.fixture(scope="session")
def marked(spans: Callable[[str, str], list[Span]]) -> Callable[[str, str], list[str]]:
    """What is marked in a text for a query."""
    return lambda query, text: [text[start:end] for start, end in spans(query, text)]


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem)
def seed(request: pytest.FixtureRequest) -> str:
    text: str = request.param.read_text(encoding="utf-8")
    return text
