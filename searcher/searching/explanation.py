"""Why a section has its score: the same terms and numbers as the score itself, as a tree."""

from __future__ import annotations

from collections.abc import Iterator

from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST
from searcher.model import Explanation
from searcher.searching.clauses import Clause, leaves
from searcher.searching.collector import Collector
from searcher.searching.scoring import BACK_MATTER
from searcher.searching.wanted import Instead, Named, Starting, Term, Wanted

__all__ = ["explain"]


def explain(clause: Clause, document: int, score: float, collector: Collector) -> Explanation:
    """The score of a section as the sum of its chunks, each the sum of what it met."""
    chunks = []
    for leaf in leaves(clause):
        met = []
        for wanted, weight, _ in leaf.wanted:
            value = collector.contribution(wanted, weight, document)
            if value:
                rarity = _counted(collector.document_frequency(wanted), "section")
                description = (
                    f"{_what(wanted, document, collector)}; weight {weight:g}, in {rarity}"
                )
                met.append(Explanation(value, description))
        if met:
            total = sum(part.value for part in met)
            chunks.append(Explanation(total, leaf.source, tuple(met)))
    is_back_matter = collector.is_back_matter(document)
    prior = f", all of it times {BACK_MATTER:g}: notes or links" if is_back_matter else ""
    return Explanation(score, f"score{prior}", tuple(chunks))


def _what(wanted: Wanted, document: int, collector: Collector) -> str:
    """What was met, and where."""
    match wanted:
        case Term(field, text):
            return f"{text} {_places(field, text, document, collector)}"
        case Starting(field, text):
            count = collector.frequency(wanted, document)
            return f"{text}* {_times(count)} in the {_FIELDS.get(field, field)}"
        case Instead(_, text, _, _, word):
            return f"{text} {_times(collector.frequency(wanted, document))}, for want of {word}"
        case Named(text):
            return f"called {text}, by title, heading or links"


_FIELDS = {"body": "text", "heading": "headings"}


def _places(field: str, text: str, document: int, collector: Collector) -> str:
    """How often a term stands where: ``text`` counts title and headings, too."""
    count = collector.frequency(Term(field, text), document)
    if field != "text":
        return f"{_times(count)} in the {_FIELDS.get(field, field)}"
    title = collector.frequency(Term("title", text), document)
    heading = collector.frequency(Term("heading", text), document)
    body = count - TITLE_BOOST * title - HEADING_BOOST * heading
    return ", ".join(_nonzero(("text", body), ("title", title), ("headings", heading)))


def _nonzero(*places: tuple[str, float]) -> Iterator[str]:
    return (f"{_times(count)} in the {place}" for place, count in places if count)


def _times(count: float) -> str:
    return "once" if count == 1 else f"{count:g} times"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
