"""What the tests of analysis share."""

from __future__ import annotations

from pathlib import Path

import pytest

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import (
    JiebaTokenizer,
    RjiebaTokenizer,
    UserDictionary,
    open_tokenizer,
)

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


@pytest.fixture(scope="session")
def rjieba() -> RjiebaTokenizer:
    try:
        return RjiebaTokenizer(UserDictionary())
    except ImportError:
        pytest.skip("rjieba is not installed")


@pytest.fixture(scope="session")
def jieba() -> JiebaTokenizer:
    return JiebaTokenizer(UserDictionary())


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(open_tokenizer(UserDictionary()))


@pytest.fixture(params=SEEDS, ids=lambda path: path.stem)
def folded_seed(request: pytest.FixtureRequest) -> str:
    """The text of an article that ships, in the folded space."""
    return fold(request.param.read_text(encoding="utf-8"))
