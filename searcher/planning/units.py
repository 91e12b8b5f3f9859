"""Units that were typed with white space in them: ``X 軸``, ``Windows 10``, ``250 ml``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from searcher.analysis.analyzer import Token
from searcher.analysis.normalize import fold
from searcher.analysis.textmatch import PhraseMatcher
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import Clause, Term, Terms, WeightedTerm
from searcher.query.nodes import Node, Words

__all__ = ["as_unit"]

_Tokens: TypeAlias = Callable[[str], Sequence[Token]]


def as_unit(
    preceding: Sequence[Node], node: Node, clause: Clause, ranking: Ranking, tokens: _Tokens
) -> Clause:
    """The clause of some words, which also scores sections where the words typed before them stand
    right beside them, as one unit; ``tokens`` analyses a text.

    The section matches as before: white space asks for both. What is counted behind a number is no
    stop word: 3 个月.
    """
    if not isinstance(clause, Terms):
        return clause
    chain = [node]
    found: list[str] = []
    for previous in reversed(preceding):
        across = _across(previous, chain[0], tokens)
        if not across:
            break
        found = found or across
        chain.insert(0, previous)
    if not found or (clause.stop_words_only and not _ends_with_digit(chain[-2])):
        return clause
    text = " ".join(fold(each.text) for each in chain if isinstance(each, Words))
    terms = (WeightedTerm(Term(clause.field, term), ranking.unit, False) for term in found)
    return replace(
        clause,
        terms=(*clause.terms, *terms),
        matchers=(*clause.matchers, PhraseMatcher(text)),
        stop_words_only=False,
    )


def _ends_with_digit(node: Node) -> bool:
    return isinstance(node, Words) and fold(node.text)[-1:].isdecimal()


def _across(left: Node, right: Node, tokens: _Tokens) -> list[str]:
    """The terms that reach across the white space between two nodes."""
    if not (isinstance(left, Words) and isinstance(right, Words) and left.field == right.field):
        return []
    before = fold(left.text)
    return [
        token.text
        for token in tokens(f"{before} {fold(right.text)}")
        if token.kind in ("seam", "joined") and token.start < len(before) < token.end
    ]
