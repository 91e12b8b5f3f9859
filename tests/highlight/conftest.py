"""What the tests of highlighting share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import normalize
from searcher.analysis.synonyms import Synonyms
from searcher.highlight.highlighter import find_matches
from searcher.highlight.targets import Target
from searcher.model import Span
from searcher.query.parser import parse
from searcher.searching.clauses import leaves
from searcher.searching.compile import Compiler
from searcher.searching.names import Names

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


@pytest.fixture(scope="session")
def targets(analyzer: Analyzer) -> Callable[[str], list[Target]]:
    """What a query asks to see, of words that stand for nothing else in a collection of nothing."""
    nothing: Any = SimpleNamespace(segments=[])
    compiler = Compiler(analyzer, Synonyms.none(), Names(nothing))

    def targets(query: str) -> list[Target]:
        return [
            target for leaf in leaves(compiler.compile(parse(query))) for target in leaf.targets
        ]

    return targets


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
