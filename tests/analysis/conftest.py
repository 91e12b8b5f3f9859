"""What the tests of analysis share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import JiebaTokenizer, RjiebaTokenizer, UserDictionary

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


@pytest.fixture(scope="session")
def rjieba() -> RjiebaTokenizer:
    return RjiebaTokenizer(UserDictionary())


@pytest.fixture(scope="session")
def jieba() -> JiebaTokenizer:
    return JiebaTokenizer(UserDictionary())


@pytest.fixture(scope="session")
def analyzer(rjieba: RjiebaTokenizer) -> Analyzer:
    return Analyzer(rjieba)


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem)
def folded_seed(request: pytest.FixtureRequest) -> str:
    """The text of an article that ships, in the folded space."""
    return fold(request.param.read_text(encoding="utf-8"))
