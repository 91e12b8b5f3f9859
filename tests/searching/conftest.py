"""The ranking by the oracle, and the comparison of an engine with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from oracle.scan import Scan

import searcher
from searcher.analysis.analyzer import Analyzer

ALL = 1_000
"""More sections than there are."""


@pytest.fixture(scope="session")
def scan(analyzer: Analyzer) -> Callable[..., Scan]:
    """A scan of a folder, for an engine with some synonyms; see :class:`oracle.scan.Scan`."""
    return lambda content, synonyms, **names: Scan(content, analyzer, synonyms, **names)


@pytest.fixture(scope="session")
def check() -> Callable[..., None]:
    """Compares an engine with a scan: see :func:`_check`."""
    return _check


def _check(
    scan: Scan, engine: searcher.Engine, query: str, synonyms: bool = True, most: int = 10_000
) -> None:
    """Whether all hits of a query, every page of them, and why they are there, are what the
    formula says, if the total is exact up to ``most``. A page that is limited promises nothing."""
    search = partial(engine.search, query, fragments=0, synonyms=synonyms)
    page = search(limit=ALL)
    if page.limited:
        return
    ranking = scan.rank(query)
    scores = ranking.scores
    found = [(hit.path, hit.anchor) for hit in page.hits]
    assert {key: hit.score for key, hit in zip(found, page.hits, strict=True)} == {
        key: pytest.approx(score, rel=1e-9, abs=0) for key, score in scores.items()
    }
    assert (page.total, page.total_is_exact) == (min(len(scores), most), len(scores) <= most)
    assert page.total_all_words == min(len(ranking.with_all_words), most)
    assert page.relaxed == (page.total_all_words < page.total)
    places = {key: place for place, key in enumerate(scan.keys)}
    ranked = [(-hit.score, places[key]) for key, hit in zip(found, page.hits, strict=True)]
    assert ranked == sorted(ranked)
    for offset, limit in ((0, 1), (0, 3), (2, 3), (1, 10), (len(found), 1)):
        part = search(limit=limit, offset=offset)
        assert part.hits == page.hits[offset : offset + limit]
        assert (part.total, part.relaxed) == (page.total, page.relaxed)
    best: dict[str, tuple[str, Any]] = {}
    for hit in page.hits:
        # Grouped, the same numbers are added up in another order.
        best.setdefault(hit.path, (hit.anchor, pytest.approx(hit.score, rel=1e-12)))
    for offset, limit in ((0, ALL), (1, 2)):
        grouped = search(limit=limit, offset=offset, group=True)
        own = [(hit.path, (hit.anchor, hit.score)) for hit in grouped.hits]
        assert own == list(best.items())[offset : offset + limit]
        assert grouped.total == min(len(best), most)
    for hit in search(limit=3, explain=True).hits:
        assert hit.explanation is not None
        chunks = hit.explanation.parts
        assert sum(chunk.value for chunk in chunks) == pytest.approx(hit.score)
        for chunk in chunks:
            assert sum(part.value for part in chunk.parts) == pytest.approx(chunk.value)
