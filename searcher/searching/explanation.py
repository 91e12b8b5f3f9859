"""Why a section has its score: the same terms and numbers as the score itself, as a tree."""

from __future__ import annotations

from searcher.model import Explanation
from searcher.searching.clauses import Clause, leaves
from searcher.searching.collector import Collector
from searcher.searching.wanted import Instead, Named, Piece, Starting, Term, Wanted

__all__ = ["explain"]


def explain(clause: Clause, document: int, score: float, collector: Collector) -> Explanation:
    """The score of a section as the sum of its chunks, each the sum of what it met."""
    chunks = []
    for leaf in leaves(clause):
        met = []
        for wanted, weight, _ in leaf.wanted:
            value = collector.contribution(wanted, weight, document)
            if value:
                counted = collector.document_frequency(wanted)
                description = f"{_what(wanted)}, weight {weight:g}, in {counted} sections"
                met.append(Explanation(value, description))
        if met:
            total = sum(part.value for part in met)
            chunks.append(Explanation(total, leaf.source, tuple(met)))
    return Explanation(score, "score", tuple(chunks))


def _what(wanted: Wanted) -> str:
    match wanted:
        case Term(field, text):
            return f"{field}:{text}"
        case Starting(field, text):
            return f"{field}:{text}*"
        case Piece(field, text):
            return f"{field}:{text} as a whole"
        case Instead(field, text):
            return f"{field}:{text} instead"
        case Named(text):
            return f"called {text}"
