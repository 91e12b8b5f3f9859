"""Matching: which sections of one segment match a clause, as ascending arrays of documents.

The arrays include deleted documents; the collector leaves these out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from searcher.backend import Budget
from searcher.fields import FIELDS
from searcher.indexing.reader import SegmentReader
from searcher.planning.plan import (
    All,
    AnyOf,
    Clause,
    Not,
    Phrase,
    PhraseAlternative,
    ScoredTerm,
    Term,
    Terms,
)
from searcher.searching.confirmation import confirmed
from searcher.searching.postings import PostingsSource

__all__ = ["SegmentMatching"]

Documents = NDArray[np.int64]
Mask = NDArray[np.bool_]


class SegmentMatching:
    """Evaluates clauses on one segment; ``find`` returns the postings of a term in it."""

    def __init__(
        self,
        segment: SegmentReader,
        find: Callable[[ScoredTerm], PostingsSource | None],
        budget: Budget,
    ) -> None:
        self._segment = segment
        self._find = find
        self._budget = budget

    def documents(self, clause: Clause) -> Documents:
        """All documents that match the clause."""
        match clause:
            case Terms():
                return _union([postings.documents() for postings in self._lists(clause)])
            case Phrase():
                return self._phrase(clause)
            case AnyOf(children):
                return _union([self.documents(child) for child in children])
            case All(children):
                positive = [child for child in children if not isinstance(child, Not)]
                if not children:  # nothing in the query that could be looked for
                    return np.empty(0, np.int64)
                if not positive:
                    return self._filtered(self._everything(), children)
                first = min(positive, key=self._size)
                rest = [child for child in children if child is not first]
                return self._filtered(self.documents(first), sorted(rest, key=self._size))
            case Not():
                return self._filtered(self._everything(), [clause])

    def mask(self, clause: Clause, documents: Documents) -> Mask:
        """Whether each of some documents, ascending, matches the clause."""
        match clause:
            case Terms():
                found = np.zeros(len(documents), np.bool_)
                for postings in self._lists(clause):
                    found[postings.find(documents)[0]] = True
                return found
            case Phrase(alternatives=alternatives):
                found = np.zeros(len(documents), np.bool_)
                for alternative in alternatives:
                    found |= self._having_all(clause.field, alternative, documents)
                if not clause.is_exact:
                    (indices,) = found.nonzero()
                    found[indices] = self.confirmed(clause, documents.take(indices))
                return found
            case AnyOf(children):
                found = np.zeros(len(documents), np.bool_)
                for child in children:
                    found |= self.mask(child, documents)
                return found
            case All(children):
                found = np.ones(len(documents), np.bool_)
                for child in children:
                    found[found] = self.mask(child, documents[found])
                return found
            case Not(child):
                return ~self.mask(child, documents)

    def _phrase(self, clause: Phrase) -> Documents:
        documents = _union(
            [
                _intersection(self._required(clause.field, alternative))
                if alternative.required
                else self._everything()
                for alternative in clause.alternatives
            ]
        )
        if clause.is_exact or not len(documents):
            return documents
        return documents[self.confirmed(clause, documents)]

    def confirmed(self, clause: Phrase, documents: Documents) -> Mask:
        """Whether documents that match the approximation of a phrase have the phrase."""
        found = np.zeros(len(documents), np.bool_)
        for alternative in clause.alternatives:
            (remaining,) = (~found).nonzero()
            if len(clause.alternatives) > 1:
                mask = self._having_all(clause.field, alternative, documents.take(remaining))
                remaining = remaining[mask]
            if not alternative.is_exact:
                mask = self._has(alternative, clause.field, documents.take(remaining))
                remaining = remaining[mask]
            found[remaining] = True
        return found

    def _has(self, alternative: PhraseAlternative, field: str, documents: Documents) -> Mask:
        """Whether documents that have all required terms have the text."""
        found = np.zeros(len(documents), np.bool_)
        if alternative.term and (postings := self._find(Term(field, alternative.term))):
            found[postings.find(documents)[0]] = True
        (remaining,) = (~found).nonzero()
        if len(remaining):
            stored = self._segment.segment.stored
            found[remaining] = confirmed(
                alternative.matcher, FIELDS[field], stored, documents.take(remaining), self._budget
            )
        return found

    def _required(self, field: str, alternative: PhraseAlternative) -> list[Required | None]:
        """The postings that a document must be in to have the text; None for a term that no
        document has."""
        terms = zip_longest(alternative.required, alternative.instead, fillvalue="")
        return [
            _either(*(self._find(Term(field, term)) if term else None for term in either))
            for either in terms
        ]

    def _having_all(self, field: str, alternative: PhraseAlternative, documents: Documents) -> Mask:
        """Whether each of some documents has all required terms."""
        having = np.zeros(len(documents), np.bool_)
        lists = self._required(field, alternative)
        present = [postings for postings in lists if postings is not None]
        if len(present) < len(lists):
            return having
        remaining = np.arange(len(documents))
        for postings in present:
            if not len(remaining):
                return having
            remaining = remaining[postings.find(documents.take(remaining))[0]]
        having[remaining] = True
        return having

    def _filtered(self, documents: Documents, clauses: Iterable[Clause]) -> Documents:
        for clause in clauses:
            if not len(documents):
                break
            documents = documents[self.mask(clause, documents)]
        return documents

    def _lists(self, clause: Terms) -> list[PostingsSource]:
        """The postings of which any is enough."""
        return [postings for term in clause.matching if (postings := self._find(term)) is not None]

    def _size(self, clause: Clause) -> int:
        """About how much work it is to evaluate the clause: what is cheap comes first."""
        match clause:
            case Terms():
                return sum(map(len, self._lists(clause)))
            case Phrase(alternatives=alternatives):
                return sum(self._rarest(clause.field, each) for each in alternatives)
            case AnyOf(children) | All(children):
                return sum(map(self._size, children))
            case Not(child):
                return self._size(child)

    def _rarest(self, field: str, alternative: PhraseAlternative) -> int:
        lists = self._required(field, alternative)
        everything = self._segment.document_count
        return min((len(postings) if postings else 0 for postings in lists), default=everything)

    def _everything(self) -> Documents:
        return np.arange(self._segment.document_count)


def _union(arrays: Sequence[Documents]) -> Documents:
    if len(arrays) == 1:
        return arrays[0]
    if not arrays:
        return np.empty(0, np.int64)
    together = np.sort(np.concatenate(arrays))
    return together[np.diff(together, prepend=-1) > 0]


class Required(Protocol):
    """The documents that have a required term."""

    def __len__(self) -> int:
        """How many, at most."""

    def documents(self) -> Documents:
        """The documents, ascending."""

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        """Which of ``documents``, ascending, are among them: their indices first."""


@dataclass(frozen=True, slots=True)
class _Either:
    """The documents that have either of two terms."""

    first: PostingsSource
    second: PostingsSource

    def __len__(self) -> int:
        return len(self.first) + len(self.second)

    def documents(self) -> Documents:
        return _union([self.first.documents(), self.second.documents()])

    def find(self, documents: Documents) -> tuple[Documents, Documents]:
        found = _union([self.first.find(documents)[0], self.second.find(documents)[0]])
        return found, found


def _either(first: PostingsSource | None, second: PostingsSource | None) -> Required | None:
    return _Either(first, second) if first and second else first or second


def _intersection(lists: Sequence[Required | None]) -> Documents:
    """The documents that are in every list."""
    present = [postings for postings in lists if postings is not None]
    if len(present) < len(lists) or not lists:
        return np.empty(0, np.int64)
    first, *others = sorted(present, key=len)
    documents = first.documents()
    for postings in others:
        if not len(documents):
            break
        documents = documents[postings.find(documents)[0]]
    return documents
