"""What an index is asked for a query: clauses, and the terms that add to the score.

A clause says which sections meet it. Phrases are met in two phases: the *approximation* is that
a section has all terms without which the phrase cannot stand there; *confirmation* finds it in
the text. Scored terms are no tuples: those with the same strings would be equal, though one is a
term and another a pattern.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from searcher.analysis.textmatch import TextMatcher
from searcher.fields import FIELDS

__all__ = [
    "All",
    "AnyOf",
    "Clause",
    "ExactName",
    "Not",
    "Pattern",
    "Phrase",
    "PhraseAlternative",
    "Plan",
    "ScoredTerm",
    "SynonymOf",
    "Term",
    "Terms",
    "WeightedTerm",
    "leaves",
    "term_order",
]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the index; of ``body``, one of the text without title and headings."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Terms that a pattern stands for, counted as one: words that begin alike, labels, days."""

    field: str
    text: str
    """The pattern as typed."""
    terms: tuple[str, ...] = dataclasses.field(hash=False)
    """What the vocabulary of the index has for it."""


@dataclass(frozen=True, slots=True)
class SynonymOf:
    """A synonym of a word, in sections that do not have the word itself."""

    field: str
    text: str
    """The synonym."""
    required: tuple[str, ...]
    """The terms without which the synonym cannot be there."""
    word_terms: tuple[str, ...]
    """Those of the word."""
    word: str
    """The word itself."""
    exceptions: tuple[str, ...] = ()
    """Longer words that hold the synonym and mean something else."""


@dataclass(frozen=True, slots=True)
class ExactName:
    """The sections that are called so, and the articles that links of this text lead to."""

    text: str
    field: str = "text"


ScoredTerm: TypeAlias = Term | Pattern | SynonymOf | ExactName


def term_order(term: ScoredTerm) -> tuple[str, str, str]:
    """An order of all scored terms."""
    return term.field, term.text, repr(term)


class WeightedTerm(NamedTuple):
    """A scored term, and how much it counts in a clause."""

    term: ScoredTerm
    weight: float
    """0 for what only filters."""
    matches: bool = True
    """Whether having it is enough to meet the clause."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Met by any term that ``matches``; scored by all."""

    field: str
    terms: tuple[WeightedTerm, ...]
    matchers: tuple[TextMatcher, ...]
    source: str
    """What was typed."""
    stop_words_only: bool = False
    """Whether nothing but stop words was typed."""
    words: tuple[str, ...] = ()
    """The words that were typed, folded, without stop words if there are others."""

    @property
    def matching(self) -> list[ScoredTerm]:
        """The terms that meet the clause by themselves."""
        return [each.term for each in self.terms if each.matches]

    @property
    def is_filter(self) -> bool:
        """Whether it adds nothing to any score."""
        return not any(each.weight for each in self.terms)


class PhraseAlternative(NamedTuple):
    """One text that a phrase may be met by."""

    required: tuple[str, ...]
    """The approximation: terms without which the text cannot be there."""
    term: str
    """The text where it may be a term itself, which confirms it; or nothing."""
    matcher: TextMatcher
    """The confirmation."""
    is_exact: bool = False
    """Whether the approximation is as good as the confirmation."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Met where the field has one of some texts; scored by terms."""

    field: str
    terms: tuple[WeightedTerm, ...]
    alternatives: tuple[PhraseAlternative, ...]
    source: str
    """What was typed."""

    @property
    def matchers(self) -> tuple[TextMatcher, ...]:
        """What is marked."""
        return tuple(alternative.matcher for alternative in self.alternatives)

    @property
    def is_exact(self) -> bool:
        """Whether there is nothing to confirm."""
        return all(alternative.is_exact for alternative in self.alternatives)

    def approximation(self) -> Phrase:
        """The same without confirmation: met by these sections and perhaps more."""
        exact = tuple(alternative._replace(is_exact=True) for alternative in self.alternatives)
        return replace(self, alternatives=exact)


@dataclass(frozen=True, slots=True)
class All:
    """Met where every child is; without children nowhere."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Met where any child is."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Met where the child is not. Adds no score."""

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


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a backend needs to know of a query."""

    clause: All
    relaxations: tuple[Clause, ...] = ()
    """What to look for where nothing meets the clause, the stricter first."""
    limited: tuple[str, ...] = ()
    """What of the query was left out because it is too much, in words."""

    @property
    def title_matchers(self) -> tuple[TextMatcher, ...]:
        """What to mark in titles and headings, each once."""
        asked = (leaf.matchers for leaf in leaves(self.clause) if FIELDS[leaf.field].in_title)
        return tuple(dict.fromkeys(chain.from_iterable(asked)))

    @property
    def text_matchers(self) -> tuple[TextMatcher, ...]:
        """What to mark in texts, each once."""
        asked = (leaf.matchers for leaf in leaves(self.clause) if FIELDS[leaf.field].in_text)
        return tuple(dict.fromkeys(chain.from_iterable(asked)))
