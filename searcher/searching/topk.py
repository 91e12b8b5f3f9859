"""The best sections of one segment, without scoring those that cannot be among them.

MaxScore, term at a time (Turtle and Flood, "Query Evaluation: Strategies and Optimizations",
1995, section 4.2): each list adds at most its bound. Once the remaining lists together cannot
lift a new section into the best ``count``, they are only looked up for candidates that can still
get there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.reader import SegmentReader
from searcher.searching.postings import ScoredPostings

__all__ = ["SLACK", "Best", "Norms", "best_of", "best_of_any"]

Documents = NDArray[np.int64]
Scores = NDArray[np.float64]

SLACK = 1 - 1e-9
"""Tolerance for sums of the same numbers in another order, which differ in the last digits."""

_GROUPS = 8
"""Groups of scores for each of the ``count`` best: the maximum of each group stands for it."""

_FEW = 256
"""Candidates, at most, that are looked up in all remaining lists at once."""

_SPARSE = 2
"""A list with more documents than this times the candidates is looked up, not read whole."""


class Norms(NamedTuple):
    """The norm of BM25 for each document; infinite for documents that are not scored."""

    scaled: Scores
    """In fields with length normalization."""
    unscaled: Scores
    """In other fields."""
    back_matter: bool = False
    """Whether the documents that are scored are back matter, not prose."""

    def of(self, scored: ScoredPostings) -> Scores:
        """The norms for a list."""
        return self.scaled if scored.is_scaled else self.unscaled


class Best(NamedTuple):
    """Sections and their scores."""

    documents: Documents
    scores: Scores


def best_of_any(
    segment: SegmentReader,
    norms: Norms,
    allowed: NDArray[np.bool_] | None,
    matching: Sequence[ScoredPostings],
    others: Sequence[ScoredPostings],
    count: int,
    threshold: float,
) -> Best:
    """The best ``count`` of the allowed documents that any list of ``matching`` has, and all with
    the same score as the last of them, if they reach ``threshold``.

    The lists of ``others`` only add to scores. The result has no order. Every list adds more than
    0, except for documents whose norm is infinite: these are left out.
    """
    rest = sum(scored.bound for scored in (*matching, *others))
    seen: list[Documents] = []
    scores: Scores = np.empty(0)
    sums: Scores | None = None
    done = 0
    for scored in matching:
        if seen and rest < threshold * SLACK:
            break
        rest -= scored.bound
        done += 1
        documents = scored.postings.documents()
        added = scored.add(scored.postings.frequencies(), norms.of(scored).take(documents))
        if allowed is not None:
            (kept,) = allowed.take(documents).nonzero()
            documents, added = documents.take(kept), added.take(kept)
        if not seen:
            seen, scores = [documents], added
        else:
            if sums is None:
                sums = segment.borrow_sums()
                sums[seen[0]] = scores
            before = sums.take(documents)
            seen.append(documents.take((before == 0).nonzero()[0]))
            added += before
            sums[documents] = added
        threshold = max(threshold, _at_least(added, count))
    if not seen:
        return Best(np.empty(0, np.int64), scores)
    candidates = seen[0]
    if sums is not None:
        candidates = np.concatenate(seen)
        scores = sums.take(candidates)
        sums[candidates] = 0
        segment.return_sums(sums)
    remaining = (*matching[done:], *others)
    found = best_of(
        segment, norms, Best(candidates, scores), remaining, count, threshold, sums is None
    )
    (kept,) = found.scores.nonzero()
    return Best(found.documents.take(kept), found.scores.take(kept))


def best_of(
    segment: SegmentReader,
    norms: Norms,
    candidates: Best,
    lists: Sequence[ScoredPostings],
    count: int,
    threshold: float = 0.0,
    is_ascending: bool = True,
) -> Best:
    """At least the best ``count`` of some candidates, after adding the scores of ``lists``.

    ``is_ascending`` says whether the candidates are in order; the result is not. Without lists,
    all that reach ``threshold``. A document may be there twice if its score is 0.
    """
    documents, scores = candidates
    rest = sum(scored.bound for scored in lists)
    for number, scored in enumerate(lists):
        (kept,) = (scores >= threshold * SLACK - rest).nonzero()
        if len(kept) < len(documents):
            documents, scores = documents.take(kept), scores.take(kept)
        is_dense = len(scored.postings) <= _SPARSE * len(documents)
        if not (is_ascending or is_dense):
            order = documents.argsort()
            documents, scores = documents.take(order), scores.take(order)
            is_ascending = True
        if len(documents) <= _FEW and is_ascending:
            scores = _complete(norms, documents, scores, lists[number:])
            threshold = max(threshold, _at_least(scores, count))
            break
        rest -= scored.bound
        if is_dense:
            scores = scores + _added_by_reading(segment, norms, scored, documents)
        else:
            scores = scores + _added_by_looking_up(norms, scored, documents)
        threshold = max(threshold, _at_least(scores, count))
    (kept,) = (scores >= threshold * SLACK).nonzero()
    return Best(documents.take(kept), scores.take(kept))


def _added_by_looking_up(norms: Norms, scored: ScoredPostings, documents: Documents) -> Scores:
    """What a long list adds to each of the documents, which ascend."""
    found, indices = scored.postings.find(documents)
    frequencies = scored.postings.frequencies_at(indices)
    added = np.zeros(len(documents))
    added[found] = scored.add(frequencies, norms.of(scored).take(documents.take(found)))
    return added


def _added_by_reading(
    segment: SegmentReader, norms: Norms, scored: ScoredPostings, documents: Documents
) -> Scores:
    """What a list adds to each of the documents, in whatever order."""
    of_list = scored.postings.documents()
    sums = segment.borrow_sums()
    sums[of_list] = scored.add(scored.postings.frequencies(), norms.of(scored).take(of_list))
    added = sums.take(documents)
    sums[of_list] = 0
    segment.return_sums(sums)
    return added


def _complete(
    norms: Norms, documents: Documents, scores: Scores, lists: Sequence[ScoredPostings]
) -> Scores:
    """The scores after adding all lists, which are looked up together."""
    if not lists or not len(documents):
        return scores
    frequencies = np.zeros((len(lists), len(documents)))
    for row, scored in zip(frequencies, lists, strict=True):
        found, indices = scored.postings.find(documents)
        if len(found):
            row[found] = scored.postings.frequencies_at(indices)
    scaled, unscaled = norms.scaled.take(documents), norms.unscaled.take(documents)
    added = [scaled if scored.is_scaled else unscaled for scored in lists] + frequencies
    np.divide(frequencies, added, out=added)
    # In the order of the lists, as elsewhere: the last digits of a sum depend on the order.
    for row, scored in zip(added, lists, strict=True):
        scores = scores + row * scored.weight
    return scores


def _at_least(scores: Scores, count: int) -> float:
    """A lower bound of the ``count``-th best score, near it; 0 if there are no more scores."""
    if len(scores) <= count:
        return 0.0
    if len(scores) >= 2 * _GROUPS * count:
        rows = len(scores) // (_GROUPS * count)
        scores = scores[: rows * _GROUPS * count].reshape(rows, -1).max(axis=0)
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])
