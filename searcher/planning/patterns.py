"""Patterns over words of spaced scripts, expanded through the vocabulary of the index."""

from __future__ import annotations

from typing import TypeAlias

from searcher.analysis.normalize import fold
from searcher.analysis.textmatch import PhraseMatcher, PrefixMatcher
from searcher.analysis.tokenfilter import latin_words
from searcher.analysis.wildcards import WildcardMatcher
from searcher.planning.bm25 import Ranking
from searcher.planning.counts import Counts
from searcher.planning.expansion import Vocabulary
from searcher.planning.plan import Pattern, Term, Terms, WeightedTerm
from searcher.query.nodes import Fuzzy, Prefix, Wildcard

__all__ = ["PatternNode", "expanded", "is_pattern"]

PatternNode: TypeAlias = Prefix | Wildcard | Fuzzy


def is_pattern(node: PatternNode) -> bool:
    """Whether a node is a pattern of one word; what is not means the text in one piece."""
    if isinstance(node, Wildcard):
        return True
    folded = fold(node.text)
    return [word for word, _ in latin_words(folded)] == [folded]


def expanded(
    node: PatternNode, vocabulary: Vocabulary, ranking: Ranking, counts: Counts
) -> Terms | None:
    """The words that a pattern stands for; None if the query has too many patterns."""
    if not counts.may_expand():
        return None
    folded = fold(node.text)
    match node:
        case Prefix(text, field):
            terms = counts.most_frequent(vocabulary.starting_with(field, folded), f"{text}*")
            pattern = WeightedTerm(Pattern(field, f"{folded}*", terms), ranking.prefix)
            return Terms(field, (pattern,), (PrefixMatcher(folded),), f"{text}*")
        case Wildcard(text, field):
            terms = counts.most_frequent(vocabulary.matching(field, folded), text)
            pattern = WeightedTerm(Pattern(field, folded, terms), ranking.prefix)
            return Terms(field, (pattern,), (WildcardMatcher(folded),), text)
        case Fuzzy(text, field):
            terms = counts.most_frequent(vocabulary.within_one_edit(field, folded), f"{text}~1")
            weighted = (
                WeightedTerm(Pattern(field, f"{folded}~1", terms), ranking.prefix),
                WeightedTerm(Term(field, folded), ranking.latin),  # as typed, it weighs more
            )
            matchers = tuple(PhraseMatcher(term) for term in dict.fromkeys((folded, *terms)))
            return Terms(field, weighted, matchers, f"{text}~1")
