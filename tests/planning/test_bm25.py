"""The formula of the ranking, against what the paper's comes to by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from math import log

import numpy as np
import pytest

from searcher.planning.bm25 import DEFAULT_RANKING, Ranking


@pytest.mark.parametrize(
    ("sections", "having", "odds"),
    [
        # (N - n + 0.5) / (n + 0.5)
        (10, 2, 8.5 / 2.5),
        (1000, 1, 999.5 / 1.5),
        (1, 1, 0.5 / 1.5),
        (7, 7, 0.5 / 7.5),
        (193_000, 0, 193_000.5 / 0.5),
    ],
)
def test_idf_is_that_of_lucene_to_a_power(sections: int, having: int, odds: float) -> None:
    plain = Ranking(idf_power=1)
    assert plain.idf(sections, having) == pytest.approx(log(1 + odds), rel=1e-12)
    steep = Ranking(idf_power=1.5)
    assert steep.idf(sections, having) == pytest.approx(log(1 + odds) ** 1.5, rel=1e-12)
    assert Ranking(idf_power=2).idf(sections, having) == pytest.approx(log(1 + odds) ** 2)


def test_idf_is_never_negative_and_falls_with_what_has_the_term() -> None:
    idfs = [DEFAULT_RANKING.idf(100, having) for having in range(101)]
    assert idfs == sorted(idfs, reverse=True)
    assert idfs[-1] > 0


@pytest.mark.parametrize(
    ("k1", "b", "length", "typical", "norm"),
    [
        # k1 * (1 - b + b * length / typical length)
        (1.0, 0.5, 300, 300, 1.0),
        (1.0, 0.5, 600, 300, 1.5),
        (1.0, 0.5, 0, 300, 0.5),
        (1.2, 0.75, 100, 50, 2.1),
        (2.0, 0.0, 9999, 300, 2.0),
        (2.0, 1.0, 75, 300, 0.5),
    ],
)
def test_the_norm_is_that_of_the_paper(
    k1: float, b: float, length: int, typical: int, norm: float
) -> None:
    ranking = Ranking(k1=k1, b=b, typical_length=typical)
    assert ranking.norm(float(length)) == pytest.approx(norm, rel=1e-12)
    together = ranking.norm(np.array([length, length], np.float64))
    assert together.tolist() == [ranking.norm(float(length))] * 2
    assert ranking.norm(float(typical)) == pytest.approx(ranking.unscaled_norm)


def test_a_score_is_what_the_paper_says_without_its_constant_factor() -> None:
    """Robertson and Zaragoza, formula 3.15, for 3 occurrences in 450 words where 300 are typical,
    in 2 of 10 sections: the saturation is 3 (k1 + 1) / (k1 (0.25 + 0.75 * 1.5) + 3)."""
    ranking = Ranking(k1=1.2, b=0.75, typical_length=300, idf_power=1)
    saturation = 3 / (3 + ranking.norm(450.0))
    assert saturation * 2.2 == pytest.approx(3 * 2.2 / (1.2 * 1.375 + 3), rel=1e-12)
    score = ranking.idf(10, 2) * saturation
    assert score == pytest.approx(log(1 + 3.4) * 3 / 4.65, rel=1e-12)


def test_every_number_is_recorded_by_its_name() -> None:
    recorded = DEFAULT_RANKING.to_dict()
    assert set(recorded) == {field.name for field in fields(Ranking)}
    assert Ranking(**recorded) == DEFAULT_RANKING  # type: ignore[arg-type]
    other = replace(DEFAULT_RANKING, k1=1.7, synonym=0.5, ignore_stop_words=False)
    assert Ranking.from_dict(other.to_dict()) == other


def test_what_another_version_recorded_is_read_as_far_as_it_is_known() -> None:
    assert Ranking.from_dict({}) == DEFAULT_RANKING
    assert Ranking.from_dict({"k1": 2.0, "unheard_of": 7.0}) == replace(DEFAULT_RANKING, k1=2.0)


@pytest.mark.parametrize("name", ["k1", "b", "typical_length", "title_boost", "heading_boost"])
def test_an_index_that_was_written_with_other_numbers_is_not_indexed_alike(name: str) -> None:
    other = replace(DEFAULT_RANKING, **{name: getattr(DEFAULT_RANKING, name) + 1})
    assert not other.is_indexed_alike(DEFAULT_RANKING)
    assert not DEFAULT_RANKING.is_indexed_alike(other)


def test_what_only_a_query_weighs_changes_no_index() -> None:
    of_index = {"k1", "b", "typical_length", "title_boost", "heading_boost"}
    for field in fields(Ranking):
        if field.name not in of_index:
            number = getattr(DEFAULT_RANKING, field.name)
            changed = not number if isinstance(number, bool) else number + 1
            other = replace(DEFAULT_RANKING, **{field.name: changed})
            assert other.is_indexed_alike(DEFAULT_RANKING), field.name
            assert other != DEFAULT_RANKING


def test_a_ranking_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        DEFAULT_RANKING.k1 = 2.0  # type: ignore[misc]
