"""Content to index, and engines over it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

import searcher

# CI decides whether a change lands, so it tries the same examples each time; people try new ones.
settings.register_profile("searcher", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("searcher")

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the two articles that ship."""
    return SEEDS


@pytest.fixture(scope="session")
def seed_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    """An engine over the seeds, for tests that only search."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    searcher.rebuild([SEEDS], index=index)
    with searcher.Engine.open(index) as engine:
        yield engine


@pytest.fixture
def engine_over(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], searcher.Engine]]:
    """Makes an engine over files given as name -> text."""
    with ExitStack() as stack:

        def make(files: Mapping[str, str]) -> searcher.Engine:
            content = tmp_path / "content"
            write(content, files)
            searcher.rebuild([content], index=tmp_path / "index")
            return stack.enter_context(searcher.Engine.open(tmp_path / "index"))

        yield make


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
