"""A plan: the clauses that select sections, and the scored terms that rank them.

Phrases are matched in two phases: the *approximation* requires all terms that a section must have
to contain the phrase; *confirmation* finds the phrase in the text. Scored terms are dataclasses,
not tuples, so that a term never equals a pattern with the same strings.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from searcher.analysis.authortext import Matcher
from searcher.fields import FIELDS, TEXT

__all__ = [
    "All",
    "AllWords",
    "AnyOf",
    "Clause",
    "ExactName",
    "Not",
    "Pattern",
    "Phrase",
    "PhraseAlternative",
    "Plan",
    "Relaxation",
    "ScoredTerm",
    "SynonymOf",
    "Term",
    "Terms",
    "WeightedTerm",
    "leaves",
    "scored_weights",
    "term_order",
]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the index; in the field ``body``, its occurrences outside title and headings."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """The terms that a prefix, a fuzzy word or a filter is expanded to, scored as one term."""

    field: str
    text: str
    """The pattern as typed."""
    terms: tuple[str, ...] = dataclasses.field(hash=False)
    """Its expansion through the vocabulary of the index."""


@dataclass(frozen=True, slots=True)
class SynonymOf:
    """A synonym of a word, in sections that do not have the word itself."""

    field: str
    text: str
    """The synonym."""
    required: tuple[str, ...]
    """The terms that a section must have to contain the synonym."""
    word_terms: tuple[str, ...]
    """The same for the word."""
    word: str
    """The word itself."""
    exceptions: tuple[str, ...] = ()
    """Longer words that contain the synonym and mean something else."""


@dataclass(frozen=True, slots=True)
class ExactName:
    """The sections of this name, and the articles that links with this text lead to."""

    text: str
    field: str = TEXT.name


@dataclass(frozen=True, slots=True)
class AllWords:
    """All words of a query in one field: the title of an article, or the headings of a section."""

    field: str
    terms: tuple[str, ...]
    """The terms that the field must have to contain the words."""
    text: str
    """The words."""


ScoredTerm: TypeAlias = Term | Pattern | SynonymOf | ExactName | AllWords


def term_order(term: ScoredTerm) -> tuple[str, str, str]:
    """A sort key that orders all scored terms."""
    return term.field, term.text, repr(term)


class WeightedTerm(NamedTuple):
    """A scored term with its weight in a clause."""

    term: ScoredTerm
    weight: float
    """0 for a filter."""
    matches: bool = True
    """Whether the term alone is enough to match the clause."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Matches sections with any term that ``matches``; scored by all terms."""

    field: str
    terms: tuple[WeightedTerm, ...]
    matchers: tuple[Matcher, ...]
    source: str
    """What was typed."""
    stop_words_only: bool = False
    """Whether only stop words were typed."""
    words: tuple[str, ...] = ()
    """The folded words that were typed, without stop words if there are others."""

    @property
    def matching(self) -> list[ScoredTerm]:
        """The terms that match the clause by themselves."""
        return [each.term for each in self.terms if each.matches]

    @property
    def is_filter(self) -> bool:
        """Whether it adds to no score."""
        return not any(each.weight for each in self.terms)


class PhraseAlternative(NamedTuple):
    """One of the texts that a phrase is matched by."""

    required: tuple[str, ...]
    """The approximation: the terms that a section must have to contain the text; of none, every
    section may contain it."""
    term: str
    """The text if it can be a term itself, whose presence confirms it; otherwise empty."""
    matcher: Matcher
    """The confirmation."""
    is_exact: bool = False
    """Whether the approximation needs no confirmation."""
    instead: tuple[str, ...] = ()
    """For each of ``required``, a term that does as well, or an empty string; empty if none has."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Matches sections that have one of several texts in the field; scored by terms."""

    field: str
    terms: tuple[WeightedTerm, ...]
    alternatives: tuple[PhraseAlternative, ...]
    source: str
    """What was typed."""

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """The matchers of all alternatives, for highlighting."""
        return tuple(alternative.matcher for alternative in self.alternatives)

    @property
    def is_exact(self) -> bool:
        """Whether no alternative needs confirmation."""
        return all(alternative.is_exact for alternative in self.alternatives)

    def approximation(self) -> Phrase:
        """The same without confirmation: matches these sections and perhaps more."""
        exact = tuple(alternative._replace(is_exact=True) for alternative in self.alternatives)
        return replace(self, alternatives=exact)


@dataclass(frozen=True, slots=True)
class All:
    """Matches where every child does; without children nowhere."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Matches where any child does."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches where the child does not; adds to no score."""

    child: Clause


Clause: TypeAlias = Terms | Phrase | All | AnyOf | Not


def leaves(clause: Clause) -> Iterator[Terms | Phrase]:
    """The clauses below and including ``clause`` that add to scores."""
    match clause:
        case Terms() | Phrase():
            yield clause
        case All(children) | AnyOf(children):
            for child in children:
                yield from leaves(child)


def scored_weights(clause: Clause) -> Mapping[ScoredTerm, float]:
    """The terms that add to the score of a clause, each with the sum of its weights."""
    weights: defaultdict[ScoredTerm, float] = defaultdict(float)
    for leaf in leaves(clause):
        for term, weight, _ in leaf.terms:
            if weight:
                weights[term] += weight
    return dict(weights)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What a query matches if fewer than ``Ranking.enough`` sections match all of its words."""

    words: tuple[Clause, ...]
    """The words of which any is enough, at least two."""
    clause: All
    """Matches sections with any of them, and with all that is required besides."""

    @property
    def all_words(self) -> All:
        """Matches sections with all of the words."""
        return All(self.words)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a backend needs to know about a query."""

    clause: All
    relaxation: Relaxation | None = None
    """What matches if few sections match all words; None if all are required."""
    limited: tuple[str, ...] = ()
    """Descriptions of what was left out because it costs too much."""

    @property
    def title_matchers(self) -> tuple[Matcher, ...]:
        """Matchers that highlight titles and headings, each once."""
        matchers = (leaf.matchers for leaf in leaves(self.clause) if FIELDS[leaf.field].in_title)
        return tuple(dict.fromkeys(chain.from_iterable(matchers)))

    @property
    def text_matchers(self) -> tuple[Matcher, ...]:
        """Matchers that highlight texts, each once."""
        matchers = (leaf.matchers for leaf in leaves(self.clause) if FIELDS[leaf.field].in_text)
        return tuple(dict.fromkeys(chain.from_iterable(matchers)))
