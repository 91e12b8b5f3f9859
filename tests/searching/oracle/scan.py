"""The ranking of all sections for a query."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Set
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from oracle.collection import Collection, Key, Section
from oracle.evidence import Beginning, Called, Evidence, Resembling, Shaped, Synonym, Term, Together
from oracle.passages import has_passage
from oracle.questions import Every, Leaf, Question, Questions, Some, Without, leaves
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.synonyms import Synonyms
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.query.parser import parse


class Ranking(NamedTuple):
    """What a query finds."""

    scores: dict[Key, float]
    with_all_words: Set[Key]
    """Those that meet every word."""


class Scan:
    """Ranks the sections of a folder by reading all of them: no index, no arrays.

    What more sections than ``most_called`` are called is no name, nor what links to more pages than
    ``most_targets`` say.
    """

    def __init__(
        self,
        content: Path,
        analyzer: Analyzer,
        synonyms: Synonyms,
        most_called: int = 256,
        most_targets: int = 8,
    ) -> None:
        self._collection = Collection(content, analyzer, most_called, most_targets)
        self._questions = Questions(self._collection, analyzer, synonyms)
        self._having = cache(self._count_having)
        self._frequencies: defaultdict[Evidence, dict[Key, int]] = defaultdict(dict)

    @property
    def keys(self) -> list[Key]:
        """All sections, in the order of the content."""
        return [section.key for section in self._collection.sections]

    def rank(self, query: str) -> Ranking:
        """The score of each section that meets the query."""
        every, called = self._questions.of_query(parse(query))
        if not every.questions:
            return Ranking({}, frozenset())
        words = tuple(own for own in every.questions if own.is_optional)
        required = tuple(own for own in every.questions if not own.is_optional)
        sections = self._collection.sections
        having = [own for own in sections if all(self._is_met(own, word) for word in words)]
        is_relaxed = len(words) > 1 and len(having) < DEFAULT_RANKING.enough
        if is_relaxed:
            every = Every((*required, Some((*words, *called))))
        elif called:
            every = Every((Some((every, *called)),))
        asked = Every((*required, *words, *called))
        factors = {own.key: DEFAULT_RANKING.all_words for own in having if is_relaxed}
        found = [section for section in sections if self._is_met(section, every)]
        scores = {own.key: self._score(own, asked) * factors.get(own.key, 1) for own in found}
        return Ranking(scores, frozenset(factors) & scores.keys() if is_relaxed else scores.keys())

    def _is_met(self, section: Section, question: Question) -> bool:
        match question:
            case Leaf(is_met=None):
                return any(
                    own.is_enough and self._frequency(section, own.evidence)
                    for own in question.evidence
                )
            case Leaf(is_met=is_met):
                return is_met(section)
            case Every(questions):
                return all(self._is_met(section, own) for own in questions)
            case Some(questions):
                return any(self._is_met(section, own) for own in questions)
            case Without(other):
                return not self._is_met(section, other)

    def _score(self, section: Section, every: Every) -> float:
        """BM25, summed over the evidence for every question, met or not."""
        score = 0.0
        for leaf in leaves(every):
            for evidence, weight, _ in leaf.evidence:
                if frequency := self._frequency(section, evidence):
                    saturation = frequency / (frequency + _norm(section, evidence))
                    score += weight * self._idf(evidence) * saturation
        return DEFAULT_RANKING.back_matter * score if section.back_matter else score

    def _idf(self, evidence: Evidence) -> float:
        """Lucene's inverse document frequency, to a power. A synonym is as rare as it and the word
        together, and no rarer than, on the average, those terms of the word that it lacks."""
        having = 1 if isinstance(evidence, Called) else self._having(evidence)
        if isinstance(evidence, Synonym):
            having += self._having(evidence.field, evidence.word_terms)
        everything = len(self._collection.sections)
        rarity = math.log(1 + (everything - having + 0.5) / (having + 0.5))
        idf = rarity**DEFAULT_RANKING.idf_power
        if isinstance(evidence, Synonym):
            lacking = [text for text in evidence.word_terms if text not in evidence.terms]
            if lacking:
                terms = [self._idf(Term(evidence.field, text)) for text in lacking]
                return min(idf, sum(terms) / len(terms))
        return idf

    def _count_having(self, *wanted: Evidence | str | tuple[str, ...]) -> int:
        """How many sections have evidence; or, given a field and terms, all of the terms."""
        match wanted:
            case (str(field), tuple(terms)):
                return sum(_rarest(own, field, terms) > 0 for own in self._collection.sections)
            case (evidence,):
                frequencies = (self._frequency(own, evidence) for own in self._collection.sections)
                return sum(frequency > 0 for frequency in frequencies)
        raise TypeError(wanted)

    def _frequency(self, section: Section, evidence: Evidence) -> int:
        """How often a section has evidence."""
        known = self._frequencies[evidence]
        if section.key not in known:
            known[section.key] = self._count(section, evidence)
        return known[section.key]

    def _count(self, section: Section, evidence: Evidence) -> int:
        match evidence:
            case Term(field, text):
                return section.terms[field][text]
            case Beginning(field, prefix):
                own = section.terms[field].items()
                return sum(
                    count for term, count in own if term.startswith(prefix) and " " not in term
                )
            case Resembling(field, word):
                own = section.terms[field].items()
                return sum(count for term, count in own if _resemble(term, word))
            case Shaped(field, pattern):
                own = section.terms[field].items()
                return sum(count for term, count in own if _is_shaped(term, pattern))
            case Together(field, terms):
                return _rarest(section, field, terms)
            case Called(name):
                return self._collection.called(name)[section.key]
            case Synonym(field, text, terms, _, word_terms, exceptions):
                has_word = _rarest(section, field, word_terms) > 0
                stands = any(has_passage(own, text, exceptions) for own in section.texts[field])
                return _rarest(section, field, terms) if stands and not has_word else 0


def _rarest(section: Section, field: str, terms: Iterable[str]) -> int:
    """How often a field has all of some terms, which is as often as it has the rarest."""
    return min(section.terms[field][term] for term in terms)


def _is_shaped(term: str, pattern: str) -> bool:
    return term.replace("_", "").isalnum() and term.isascii() and fnmatchcase(term, pattern)


def _resemble(term: str, word: str) -> bool:
    shorter, longer = sorted((term, word), key=len)
    if term[0] != word[0]:
        return False
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(shorter, longer, strict=True)) <= 1
    return shorter in [longer[:at] + longer[at + 1 :] for at in range(len(longer))]


def _norm(section: Section, evidence: Evidence) -> float:
    """What the frequency is held against: more in long sections, where their text counts."""
    k1, b = DEFAULT_RANKING.k1, DEFAULT_RANKING.b
    if isinstance(evidence, Called) or evidence.field not in ("text", "body"):
        return k1
    return k1 * (1 - b + b * section.length / DEFAULT_RANKING.typical_length)
