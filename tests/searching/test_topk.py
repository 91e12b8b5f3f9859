"""Promise 7 at its root: what is pruned is what a dense evaluation of the formula leaves out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from searcher.backend import Budget
from searcher.indexing.codec.documents import Documents
from searcher.indexing.codec.segment import Segment
from searcher.indexing.reader import SegmentReader
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.planning.plan import ScoredTerm, Term, term_order
from searcher.searching.names import SegmentNames
from searcher.searching.postings import QueryPostings, ScoredPostings
from searcher.searching.topk import Best, Norms, best_of, best_of_any

Found = dict[ScoredTerm, tuple[NDArray[np.int64], NDArray[np.int64]]]
Scores = NDArray[np.float64]

CLOSE = 1e-11
"""Sums in another order differ by less, scores that are not the same by more."""


class Collection(NamedTuple):
    """A segment, and what is in it by other means than its own."""

    reader: SegmentReader
    lists: Found
    documents: Documents

    def scored(self, weights: dict[ScoredTerm, float]) -> dict[ScoredTerm, ScoredPostings]:
        """The lists of a query, the weightiest first."""
        generation: Any = SimpleNamespace(
            segments=[self.reader], document_count=self.reader.document_count
        )
        (own,) = QueryPostings(
            generation, SegmentNames(generation), DEFAULT_RANKING, Budget()
        ).scored(weights)
        return dict(own)

    def norms(self, back_matter: bool) -> Norms:
        return Norms(*self.reader.norms(back_matter))

    def dense(
        self, lists: Sequence[tuple[ScoredTerm, ScoredPostings]], back_matter: bool
    ) -> Scores:
        """The score of each document by the formula; 0 for those that are not to be scored."""
        scores = np.zeros(len(self.documents))
        for wanted, scored in lists:
            numbers, frequencies = self.lists[wanted]
            b = DEFAULT_RANKING.b if wanted.field == "text" else 0.0
            lengths = self.documents.lengths[numbers] / DEFAULT_RANKING.typical_length
            norms = DEFAULT_RANKING.k1 * (1 - b + b * lengths)
            saturations = frequencies / (frequencies + norms)
            scores[numbers] += scored.weight * saturations
        live = np.ones(len(self.documents), np.bool_)
        live[self.reader.segment.deleted] = False
        scores[(self.documents.back_matter != back_matter) | ~live] = 0
        return scores


def skewed(count: int, random: np.random.Generator) -> tuple[Found, Documents]:
    """Lists from nearly all documents to a few, prose and notes."""
    lists: Found = {}
    for number in range(24):
        size = max(int(count * 0.95 / (number + 1) ** 1.8), 3)
        numbers = np.sort(random.choice(count, size, replace=False))
        field: str = "heading" if number % 5 == 4 else "text"
        lists[Term(field, f"{number:02}")] = numbers, random.geometric(0.4, size)
    lengths = random.lognormal(5, 1, count).astype(np.uint32) + 1
    sections = np.ones(count, np.uint32)
    return lists, Documents(lengths, random.random(count) < 0.15, sections)


def rare(count: int, random: np.random.Generator) -> tuple[Found, Documents]:
    """Short lists in documents of the same length: nearly all have one term, and the same score."""
    lists, documents = alike(count, random)
    for wanted in lists:
        lists[wanted] = np.sort(random.choice(count, 15, replace=False)), np.full(15, 2)
    return lists, documents


def alike(count: int, random: np.random.Generator) -> tuple[Found, Documents]:
    """Lists of the same size, documents of the same length: most scores are those of others."""
    lists: Found = {}
    for number in range(8):
        numbers = np.sort(random.choice(count, count // 3, replace=False))
        lists[Term("text", f"{number:02}")] = numbers, np.full(len(numbers), 2)
    lengths = np.full(count, 40, np.uint32)
    return lists, Documents(lengths, np.zeros(count, np.bool_), np.ones(count, np.uint32))


@pytest.fixture(
    scope="module",
    params=[
        (skewed, 3_000),
        (skewed, 70_000),
        (alike, 3_000),
        (rare, 1_000),
    ],
    ids=["skewed", "of two blocks", "alike", "rare"],
)
def collection(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    write_lists: Callable[..., Segment],
) -> Collection:
    make, count = request.param
    random = np.random.default_rng(11)
    lists, documents = make(count, random)
    folder = tmp_path_factory.mktemp("topk")
    write_lists(folder, "MAIN_1", {(w.field, w.text): own for w, own in lists.items()}, documents)
    deleted = np.flatnonzero(random.random(count) < 0.05) if make is skewed else None
    segment = Segment(folder, "MAIN_1", deleted)
    frequencies = np.diff(segment.postings.ends(range(len(segment.postings.dictionary))))
    reader = SegmentReader(segment, 0, None, frequencies.astype(np.uint32), DEFAULT_RANKING)
    return Collection(reader, lists, documents)


weights = st.sampled_from((0.2, 0.3, 0.7, 1.0, 2.0)) | st.floats(0.01, 10)


def chosen(data: st.DataObject, collection: Collection) -> list[tuple[ScoredTerm, ScoredPostings]]:
    terms = st.sampled_from(sorted(collection.lists, key=term_order))
    asked = data.draw(st.dictionaries(terms, weights, min_size=1, max_size=7))
    return list(collection.scored(asked).items())


def check(found: Best, dense: Scores, eligible: NDArray[np.bool_], least: float) -> None:
    """``least``: the score from which on a document must be among those found."""
    documents, scores = found
    assert len(np.unique(documents)) == len(documents)
    assert eligible[documents].all()
    assert scores == pytest.approx(dense[documents], rel=CLOSE)
    must = np.flatnonzero(eligible & (dense >= least * (1 - CLOSE)))
    assert set(must.tolist()) <= set(documents.tolist())


def last_of(scores: Scores, count: int) -> float:
    """The score of the last of the best ``count``; 0 if there are not so many."""
    return float(np.sort(scores)[-count]) if len(scores) >= count else 0.0


@settings(max_examples=40)
@given(data=st.data(), count=st.sampled_from((1, 10, 100)), back_matter=st.booleans())
def test_the_best_of_any_list_are_those_of_the_formula(
    collection: Collection, data: st.DataObject, count: int, back_matter: bool
) -> None:
    lists = chosen(data, collection)
    matches = data.draw(st.lists(st.booleans(), min_size=len(lists), max_size=len(lists)))
    matching = [own for own, flag in zip(lists, matches, strict=True) if flag]
    others = [own for own, flag in zip(lists, matches, strict=True) if not flag]
    size = len(collection.documents)
    share = data.draw(st.sampled_from((None, 0.001, 0.1, 0.9)))
    allowed = collection.reader.live_docs
    if share is not None:
        allowed = np.random.default_rng(5).random(size) < share
    eligible = np.zeros(size, np.bool_)
    for wanted, _ in matching:
        eligible[collection.lists[wanted][0]] = True
    if allowed is not None:
        eligible &= allowed
    dense = collection.dense([*matching, *others], back_matter)
    eligible &= dense > 0
    own = dense[eligible]
    quantile = data.draw(st.sampled_from((None, 0.5, 0.99, 1.0)))
    threshold = 0.0 if quantile is None or not len(own) else float(np.quantile(own, quantile))
    found = best_of_any(
        collection.reader,
        collection.norms(back_matter),
        allowed,
        [scored for _, scored in matching],
        [scored for _, scored in others],
        count,
        threshold,
    )
    check(found, dense, eligible, max(threshold, last_of(own, count)))
    assert (found.scores >= threshold * (1 - 1e-8)).all()


@settings(max_examples=40)
@given(data=st.data(), count=st.sampled_from((1, 10, 100, 3_000)), back_matter=st.booleans())
def test_the_best_of_some_documents_are_those_of_the_formula(
    collection: Collection, data: st.DataObject, count: int, back_matter: bool
) -> None:
    lists = chosen(data, collection)
    share = data.draw(st.sampled_from((0.001, 0.05, 0.3, 1.0)))
    documents = np.flatnonzero(np.random.default_rng(6).random(len(collection.documents)) < share)
    dense = collection.dense(lists, back_matter)
    eligible = np.zeros(len(dense), np.bool_)
    eligible[documents] = True
    found = best_of(
        collection.reader,
        collection.norms(back_matter),
        Best(documents, np.zeros(len(documents))),
        [scored for _, scored in lists],
        count,
    )
    check(found, dense, eligible, last_of(dense[documents], count))


@pytest.mark.parametrize("weights", [(1.0, 1.0), (0.7, 0.7, 0.7), (2.0, 1.0, 1.0)])
def test_what_no_list_had_before_is_found_as_long_as_it_can_be_as_good(
    tmp_path: Path, write_lists: Callable[..., Segment], weights: tuple[float, ...]
) -> None:
    """Each list has documents of its own; all that are as good as the first ten are wanted."""
    lists = {("text", f"{n}"): (range(20 * n, 20 * n + 20), [2] * 20) for n in range(len(weights))}
    lists["text", "9"] = (range(100, 120), [2] * 20)
    documents = Documents(
        np.full(200, 40, np.uint32), np.zeros(200, np.bool_), np.ones(200, np.uint32)
    )
    if len(set(weights)) > 1:  # the last two together are as good as the first
        lists["text", "2"] = lists["text", "1"]
    segment = write_lists(tmp_path, "MAIN_1", lists, documents)
    reader = SegmentReader(segment, 0, None, None, DEFAULT_RANKING)
    found: Found = {
        Term("text", text): (np.array(own[0]), np.array(own[1])) for (_, text), own in lists.items()
    }
    collection = Collection(reader, found, documents)
    asked: dict[ScoredTerm, float] = {Term("text", f"{n}"): w for n, w in enumerate(weights)}
    matching = list(collection.scored(asked).values())
    best = best_of_any(reader, collection.norms(False), None, matching, [], 10, 0.0)
    assert best.scores == pytest.approx(best.scores[0])
    assert sorted(best.documents.tolist()) == sorted(
        {number for n in range(len(weights)) for number in lists["text", f"{n}"][0]}
    )


def test_no_list_adds_more_than_its_bound(collection: Collection) -> None:
    lists = collection.scored(dict.fromkeys(collection.lists, 1.5))
    assert len(lists) == len(collection.lists)
    for own in lists.items():
        most = max(collection.dense([own], back_matter).max() for back_matter in (False, True))
        assert most <= own[1].bound * (1 + CLOSE)
    assert list(lists.values()) == sorted(lists.values(), key=lambda scored: -scored.weight)


def test_sums_that_are_borrowed_come_back_as_zeros(collection: Collection) -> None:
    lists = list(collection.scored(dict.fromkeys(collection.lists, 1.0)).values())
    for _ in range(2):
        best_of_any(collection.reader, collection.norms(False), None, lists[:3], lists[3:], 10, 0.0)
    first, second = collection.reader.borrow_sums(), collection.reader.borrow_sums()
    assert first is not second
    assert not first.any()
    assert not second.any()
    collection.reader.return_sums(first)


def test_nothing_is_found_where_no_list_matches(collection: Collection) -> None:
    lists = list(collection.scored(dict.fromkeys(collection.lists, 1.0)).values())
    norms = collection.norms(False)
    for count in (1, 10):
        assert not len(best_of_any(collection.reader, norms, None, [], lists, count, 0).documents)
        none = np.zeros(len(collection.documents), np.bool_)
        assert not len(best_of_any(collection.reader, norms, none, lists, [], count, 0).documents)
        empty = Best(np.empty(0, np.int64), np.empty(0))
        assert not len(best_of(collection.reader, norms, empty, lists, count).documents)
