"""Explanation of a score: the terms and numbers that it was computed from, as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from searcher.fields import BODY, HEADING, TEXT, TITLE
from searcher.model import Explanation
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import (
    Clause,
    ExactName,
    Pattern,
    ScoredTerm,
    SynonymOf,
    Term,
    leaves,
)
from searcher.searching.collector import Collector

__all__ = ["explain"]


def explain(
    clause: Clause, document: int, score: float, collector: Collector, ranking: Ranking
) -> Explanation:
    """The score of a section as a sum over the parts of the query, each a sum over its terms."""
    parts = []
    for leaf in leaves(clause):
        terms = []
        for term, weight, _ in leaf.terms:
            value = collector.contribution(term, weight, document)
            if value:
                sections = _counted(collector.document_frequency(term), "section")
                match = _match(term, document, collector, ranking)
                terms.append(Explanation(value, f"{match}; weight {weight:g}, in {sections}"))
        if terms:
            value = sum(term.value for term in terms)
            parts.append(Explanation(value, leaf.source, tuple(terms)))
    prior = ""
    if collector.is_back_matter(document):
        prior = f", multiplied by {ranking.back_matter:g} for notes and links"
    return Explanation(score, f"score{prior}", tuple(parts))


def _match(term: ScoredTerm, document: int, collector: Collector, ranking: Ranking) -> str:
    """What matched, and where."""
    match term:
        case Term(TEXT.name, text):
            return f"{text} {_in_parts(text, document, collector, ranking)}"
        case Term(field, text) | Pattern(field, text):
            times = _times(collector.frequency(term, document))
            return f"{text} {times} in the {_FIELDS.get(field, field)}"
        case SynonymOf(_, text, word=word):
            return f"{text} {_times(collector.frequency(term, document))}, synonym of {word}"
        case ExactName(text):
            return f"exact name {text}, by title, heading or links"


_FIELDS = {BODY.name: "text", HEADING.name: "headings"}


def _in_parts(text: str, document: int, collector: Collector, ranking: Ranking) -> str:
    """How often a term occurs in text, title and headings, which the field text counts together."""
    count = collector.frequency(Term(TEXT.name, text), document)
    title = collector.frequency(Term(TITLE.name, text), document)
    heading = collector.frequency(Term(HEADING.name, text), document)
    body = count - ranking.title_boost * title - ranking.heading_boost * heading
    return ", ".join(_nonzero(("text", body), ("title", title), ("headings", heading)))


def _nonzero(*counts: tuple[str, float]) -> Iterator[str]:
    return (f"{_times(count)} in the {part}" for part, count in counts if count)


def _times(count: float) -> str:
    return "once" if count == 1 else f"{count:g} times"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
