"""The weight of each term of a query.

Pairs of characters weigh most, and the tokenizer's words decide which pairs count: stop words weigh
nothing unless the query has nothing else. A character that is a word of its own weighs as much as a
pair; other single characters add to the score, but a section does not match by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from searcher.analysis.analyzer import Token
from searcher.analysis.normalize import fold
from searcher.model import Span
from searcher.planning.bm25 import Ranking

__all__ = ["QueryWords", "TokenWeight", "is_stop_word", "required_terms", "token_weights"]


@cache
def _stop_words() -> frozenset[str]:
    text = (files(__package__) / "stop_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())


def is_stop_word(word: str) -> bool:
    """Whether a folded word is a stop word, such as one that only phrases a question."""
    return word in _stop_words()


class QueryWords(NamedTuple):
    """The words of a text that count: all but stop words, or all if there are no others."""

    words: tuple[Token, ...]
    subwords: tuple[Token, ...]
    stop_words_only: bool

    @classmethod
    def of(cls, found: Sequence[Token], ranking: Ranking) -> QueryWords:
        """The words that count among those that ``Analyzer.words`` found in the text."""
        words = [token for token in found if token.kind != "subword"]
        content = [
            token for token in words if not (ranking.ignore_stop_words and is_stop_word(token.text))
        ]
        covered = {token.start for token in content or words}
        subwords = []
        for token in found:
            if token.kind != "subword":
                counts = token.start in covered
            elif counts:
                subwords.append(token)
        return cls(tuple(content or words), tuple(subwords), not content)

    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans of the words, and of the subwords."""
        return (
            tuple(Span(token.start, token.end) for token in self.words),
            tuple(Span(token.start, token.end) for token in self.subwords),
        )


class TokenWeight(NamedTuple):
    """The weight of one occurrence of a term in the text."""

    token: Token
    weight: float
    matches: bool
    """Whether the term alone is enough for a section to match."""


def token_weights(
    tokens: Sequence[Token], words: QueryWords, ranking: Ranking
) -> Iterator[TokenWeight]:
    """The terms of a text that have a weight."""
    lone = {token.start for token in words.words if token.kind == "character"}
    counting = {position for token in words.words for position in range(token.start, token.end)}
    alone = len(words.words) == len(lone) == 1
    for token in tokens:
        if token.kind == "character" and token.start in counting:
            weight = ranking.lone_character if token.start in lone else ranking.character
            yield TokenWeight(token, weight, alone)
        elif token.kind == "pair" and not counting.isdisjoint((token.start, token.start + 1)):
            # A pair with a stop word counts, too: the tokenizer finds one in the name 王之涣.
            yield TokenWeight(token, ranking.pair, True)
        elif token.kind == "latin":
            yield TokenWeight(token, ranking.latin, True)
        elif token.kind == "part":
            yield TokenWeight(token, ranking.latin_part, False)


def required_terms(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The terms that any section must have to contain the text with these tokens."""
    exact = [token.text for token in tokens if token.kind in ("pair", "latin")]
    return tuple(dict.fromkeys(exact or [token.text for token in tokens]))
