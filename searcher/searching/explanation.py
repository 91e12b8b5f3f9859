"""Why a section has its score: the same terms and numbers as the score itself, as a tree."""

from __future__ import annotations

from searcher.model import Explanation
from searcher.searching.collector import Collector, leaves, scored_terms
from searcher.searching.compile import Clause

__all__ = ["explain"]


def explain(clause: Clause, document: int, score: float, collector: Collector) -> Explanation:
    """The score of a section as the sum of its chunks, each the sum of its terms."""
    chunks = []
    for leaf in leaves(clause):
        terms = []
        for wanted, weight in scored_terms(leaf):
            value = collector.contribution(wanted, weight, document)
            if value:
                name = f"{wanted.text}*" if wanted.prefix else wanted.text
                description = (
                    f"{wanted.field}:{name}, weight {weight:g},"
                    f" in {collector.document_frequency(wanted)} sections"
                )
                terms.append(Explanation(value, description))
        if terms:
            total = sum(part.value for part in terms)
            chunks.append(Explanation(total, leaf.source, tuple(terms)))
    return Explanation(score, "score", tuple(chunks))
