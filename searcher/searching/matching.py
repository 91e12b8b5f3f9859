"""Which sections of one segment meet the clauses: ascending arrays of documents.

Deleted documents are among them; whoever ranks leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.reader import SegmentReader
from searcher.query.nodes import Field
from searcher.searching.clauses import (
    All,
    AnyOf,
    Choice,
    Clause,
    Containing,
    Dated,
    Except,
    Terms,
    Whole,
)
from searcher.searching.lists import PostingsOf
from searcher.searching.verification import verified
from searcher.searching.wanted import Term, Wanted

__all__ = ["Matching", "matching"]

Documents = NDArray[np.int64]
Mask = NDArray[np.bool_]


def matching(clause: Terms) -> list[Wanted]:
    """What meets the clause by itself."""
    return [each.wanted for each in clause.wanted if each.matches]


class Matching:
    """Evaluates clauses on one segment; ``find`` gives its posting lists."""

    def __init__(self, segment: SegmentReader, find: Callable[[Wanted], PostingsOf | None]) -> None:
        self._segment = segment
        self._find = find

    def documents(self, clause: Clause) -> Documents:
        """All documents that meet the clause."""
        match clause:
            case Terms() | Containing() | Dated():
                return _union([postings.documents() for postings in self._alternatives(clause)])
            case Whole():
                return self._whole(clause)
            case AnyOf(children):
                return _union([self.documents(child) for child in children])
            case All(children):
                positive = [child for child in children if not isinstance(child, Except)]
                if not children:  # nothing in the query that could be looked for
                    return np.empty(0, np.int64)
                if not positive:
                    return self._filtered(self._everything(), children)
                first = min(positive, key=self._size)
                rest = [child for child in children if child is not first]
                return self._filtered(self.documents(first), sorted(rest, key=self._size))
            case Except():
                return self._filtered(self._everything(), [clause])

    def mask(self, clause: Clause, documents: Documents) -> Mask:
        """Whether each of some documents, ascending, meets the clause."""
        match clause:
            case Terms() | Containing() | Dated():
                found = np.zeros(len(documents), np.bool_)
                for postings in self._alternatives(clause):
                    found[postings.find(documents)[0]] = True
                return found
            case Whole(choices=choices):
                found = np.zeros(len(documents), np.bool_)
                for choice in choices:
                    found |= self._having_all(clause.field, choice.needed, documents)
                if not clause.is_certain:
                    (places,) = found.nonzero()
                    found[places] = self.proven(clause, documents.take(places))
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
            case Except(child):
                return ~self.mask(child, documents)

    def _whole(self, clause: Whole) -> Documents:
        documents = _union(
            [
                _intersection([self._find(Term(clause.field, term)) for term in choice.needed])
                for choice in clause.choices
            ]
        )
        if clause.is_certain or not len(documents):
            return documents
        return documents[self.proven(clause, documents)]

    def proven(self, clause: Whole, documents: Documents) -> Mask:
        """Whether documents that have all that one of the texts needs have that text."""
        found = np.zeros(len(documents), np.bool_)
        for choice in clause.choices:
            (left,) = (~found).nonzero()
            if len(clause.choices) > 1:
                left = left[self._having_all(clause.field, choice.needed, documents.take(left))]
            if not choice.is_certain:
                left = left[self._has(choice, clause.field, documents.take(left))]
            found[left] = True
        return found

    def _has(self, choice: Choice, field: Field, documents: Documents) -> Mask:
        """Whether documents that have all that is needed have the text."""
        found = np.zeros(len(documents), np.bool_)
        if choice.word and (postings := self._find(Term(field, choice.word))):
            found[postings.find(documents)[0]] = True
        (left,) = (~found).nonzero()
        if len(left):
            stored = self._segment.segment.stored
            found[left] = verified(choice.target, field, stored, documents.take(left))
        return found

    def _having_all(self, field: Field, needed: Iterable[str], documents: Documents) -> Mask:
        found = np.ones(len(documents), np.bool_)
        for term in needed:
            postings = self._find(Term(field, term))
            having = np.zeros(len(documents), np.bool_)
            if postings is not None:
                having[postings.find(documents)[0]] = True
            found &= having
        return found

    def _filtered(self, documents: Documents, clauses: Iterable[Clause]) -> Documents:
        for clause in clauses:
            if not len(documents):
                break
            documents = documents[self.mask(clause, documents)]
        return documents

    def _alternatives(self, clause: Terms | Containing | Dated) -> list[PostingsOf]:
        """The lists of which any is enough."""
        match clause:
            case Terms():
                wanted = matching(clause)
            case Containing(field, text):
                labels = self._segment.prefixed(field, "")
                wanted = [Term(field, label) for label in labels if text in label]
            case Dated(first, last):
                days = self._segment.prefixed("date", "")
                wanted = [Term("date", day) for day in days if first <= day <= (last or day)]
        return [postings for each in wanted if (postings := self._find(each)) is not None]

    def _size(self, clause: Clause) -> int:
        """About how much work it is to evaluate the clause: what is cheap comes first."""
        match clause:
            case Terms() | Containing() | Dated():
                return sum(map(len, self._alternatives(clause)))
            case Whole(choices=choices):
                return sum(self._rarest(clause.field, choice.needed) for choice in choices)
            case AnyOf(children) | All(children):
                return sum(map(self._size, children))
            case Except(child):
                return self._size(child)

    def _rarest(self, field: Field, terms: Iterable[str]) -> int:
        lists = [self._find(Term(field, term)) for term in terms]
        return min((len(postings) if postings else 0 for postings in lists), default=0)

    def _everything(self) -> Documents:
        return np.arange(self._segment.document_count)


def _union(arrays: Sequence[Documents]) -> Documents:
    if len(arrays) == 1:
        return arrays[0]
    if not arrays:
        return np.empty(0, np.int64)
    together = np.sort(np.concatenate(arrays))
    return together[np.diff(together, prepend=-1) > 0]


def _intersection(lists: Sequence[PostingsOf | None]) -> Documents:
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
