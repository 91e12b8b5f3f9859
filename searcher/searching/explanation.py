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
        for term in scored_terms(leaf):
            value = collector.contribution(term, document)
            if value:
                postings = collector.postings(term.field, term.text, term.prefix)
                name = f"{term.text}*" if term.prefix else term.text
                description = (
                    f"{term.field}:{name}, weight {term.weight:g},"
                    f" in {len(postings.documents)} sections"
                )
                terms.append(Explanation(value, description))
        if terms:
            total = sum(part.value for part in terms)
            chunks.append(Explanation(total, leaf.source, tuple(terms)))
    return Explanation(score, "score", tuple(chunks))
