"""Why a section has its score: the same terms and numbers as the score itself, as a tree."""

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
    """The score of a section as the sum of what was typed, each the sum of its terms."""
    typed = []
    for leaf in leaves(clause):
        met = []
        for term, weight, _ in leaf.terms:
            value = collector.contribution(term, weight, document)
            if value:
                rarity = _counted(collector.document_frequency(term), "section")
                where = _met(term, document, collector, ranking)
                met.append(Explanation(value, f"{where}; weight {weight:g}, in {rarity}"))
        if met:
            typed.append(Explanation(sum(part.value for part in met), leaf.source, tuple(met)))
    prior = ""
    if collector.is_back_matter(document):
        prior = f", all of it times {ranking.back_matter:g}: notes or links"
    return Explanation(score, f"score{prior}", tuple(typed))


def _met(term: ScoredTerm, document: int, collector: Collector, ranking: Ranking) -> str:
    """What was met, and where."""
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
    """How often a term stands where: the field text counts title and headings, too."""
    count = collector.frequency(Term(TEXT.name, text), document)
    title = collector.frequency(Term(TITLE.name, text), document)
    heading = collector.frequency(Term(HEADING.name, text), document)
    body = count - ranking.title_boost * title - ranking.heading_boost * heading
    return ", ".join(_nonzero(("text", body), ("title", title), ("headings", heading)))


def _nonzero(*places: tuple[str, float]) -> Iterator[str]:
    return (f"{_times(count)} in the {place}" for place, count in places if count)


def _times(count: float) -> str:
    return "once" if count == 1 else f"{count:g} times"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
