"""Suggesters over small collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.synonyms import Synonyms
from searcher.backend import Budget
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.reader import GenerationReader
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.planning.planner import Planner
from searcher.query.nodes import And
from searcher.searching.local import LocalReader
from searcher.suggesting.suggester import Suggester

MONGOLIA = """# 蒙古國

首都是烏蘭巴托，烏蘭巴托有總領事館。

## 經濟與貿易

蒙古國的总领事馆在北京和西安，烏蘭巴托的人口很多。

## 歷史

使用 Elasticsearch 的城市：北京、西安、女兒國。北京的歷史。
"""

KOREA = """# 朝鮮戰爭

朝鮮戰爭在1950年開始，程式設計與人工智能那時還沒有，歷史如此。

## Python 程式設計

軟體開發人員用 Python 和 C++ 寫程式，程式庫與程式碼都有。

## 人工智能

研究人工智能，總領事館。
"""

FILES = {"mongolia.md": MONGOLIA, "korea.md": KOREA}


class Suggestions:
    """A suggester, and what its caller lends it."""

    def __init__(self, index: Path, analyzer: Analyzer) -> None:
        self.reader = GenerationReader(IndexDirectory(index).open_current())
        self._analyzer = analyzer
        self._local = LocalReader(self.reader, analyzer, DEFAULT_RANKING)
        self._suggester = Suggester(self.reader, analyzer)

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        return self._suggester.complete(prefix, limit)

    def correct(self, query: str) -> str | None:
        correction = self._suggester.correct(query, lambda tree: self.count(tree) > 0)
        return None if correction is None else correction.query

    def count(self, query: And) -> int:
        local = self._local
        planner = Planner(
            self._analyzer, Synonyms.regional(), local.ranking, local.names, local.vocabulary
        )
        return local.count(planner.plan(query), Budget())


@pytest.fixture(scope="session")
def suggestions_of(analyzer: Analyzer) -> Callable[[Path], Suggestions]:
    """Opens those of an index, whose reader is the caller's to close."""
    return lambda index: Suggestions(index, analyzer)


@pytest.fixture(scope="session")
def suggestions(
    tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer
) -> Iterator[Suggestions]:
    """Those of FILES."""
    with ExitStack() as stack:
        yield _over(FILES, tmp_path_factory.mktemp("suggestions"), analyzer, stack)


@pytest.fixture(scope="session")
def suggestions_in(
    analyzer: Analyzer,
) -> Iterator[Callable[[Mapping[str, str], Path], Suggestions]]:
    """Makes those of files given as name -> text, in a folder."""
    with ExitStack() as stack:
        yield lambda files, folder: _over(files, folder, analyzer, stack)


@pytest.fixture
def suggestions_over(
    tmp_path: Path, analyzer: Analyzer
) -> Iterator[Callable[[Mapping[str, str]], Suggestions]]:
    """Makes those of files given as name -> text."""
    with ExitStack() as stack:
        yield lambda files: _over(files, tmp_path, analyzer, stack)


def _over(
    files: Mapping[str, str], folder: Path, analyzer: Analyzer, stack: ExitStack
) -> Suggestions:
    content = folder / "content"
    content.mkdir()
    for name, text in files.items():
        (content / name).write_text(text, encoding="utf-8")
    searcher.rebuild([content], index=folder / "index")
    made = Suggestions(folder / "index", analyzer)
    stack.callback(made.reader.close)
    return made
