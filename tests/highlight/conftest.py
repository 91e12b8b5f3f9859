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
from searcher.analysis.textmatch import TextMatcher
from searcher.highlight.highlighter import find_matches
from searcher.model import Span
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.planning.plan import leaves
from searcher.planning.planner import Planner
from searcher.query.parser import parse
from searcher.searching.names import SegmentNames
from searcher.searching.vocabulary import SegmentVocabulary

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


@pytest.fixture(scope="session")
def matchers(analyzer: Analyzer) -> Callable[[str], list[TextMatcher]]:
    """What a query asks to see, of words that stand for nothing else in a collection of nothing."""
    nothing: Any = SimpleNamespace(segments=[])
    names, vocabulary = SegmentNames(nothing), SegmentVocabulary(nothing)

    def matchers(query: str) -> list[TextMatcher]:
        planner = Planner(analyzer, Synonyms.none(), DEFAULT_RANKING, names, vocabulary)
        plan = planner.plan(parse(query))
        return [matcher for leaf in leaves(plan.clause) for matcher in leaf.matchers]

    return matchers


@pytest.fixture(scope="session")
def spans(matchers: Callable[[str], list[TextMatcher]]) -> Callable[[str, str], list[Span]]:
    """Where a text shows what a query asks for."""
    return lambda query, text: find_matches(text, normalize(text), matchers(query))


@pytest.fixture(scope="session")
def marked(spans: Callable[[str, str], list[Span]]) -> Callable[[str, str], list[str]]:
    """What is marked in a text for a query."""
    return lambda query, text: [text[start:end] for start, end in spans(query, text)]


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem)
def seed(request: pytest.FixtureRequest) -> str:
    text: str = request.param.read_text(encoding="utf-8")
    return text
