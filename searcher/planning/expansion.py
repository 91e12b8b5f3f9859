"""Names and synonyms: what else the words of a query match."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Protocol

from searcher.analysis.analyzer import Token
from searcher.analysis.synonyms import Match, Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.model import Span
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import SynonymOf, WeightedTerm
from searcher.planning.term_weights import TokenWeight, required_terms

__all__ = ["MAX_NAME_LENGTH", "Names", "Vocabulary", "join_names", "phrasings", "synonym_terms"]

MAX_NAME_LENGTH = 64
"""Code points of a name that is looked up."""


class Names(Protocol):
    """The folded names of sections and articles of an index: titles, headings, and the texts of
    links that lead to them."""

    def count(self, name: str) -> int:
        """How many sections have this name."""

    def within(self, text: str, starts: Iterable[int], shortest: int) -> Iterator[Span]:
        """The longest names in a text that have ``shortest`` code points or more and begin at one
        of ``starts``, from left to right, not overlapping."""


class Vocabulary(Protocol):
    """The terms of an index."""

    def starting_with(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field with this prefix, each with its document frequency."""

    def matching(self, field: str, pattern: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that a :class:`WildcardMatcher` of a pattern matches, each with its
        document frequency."""

    def containing(self, field: str, letters: str) -> Sequence[tuple[str, int]]:
        """The words of spaced scripts with these letters in them, or that are cut after
        MAX_TERM_LENGTH and may have them later, each with its document frequency."""

    def within_one_edit(self, field: str, word: str) -> Sequence[tuple[str, int]]:
        """The terms of a field one edit away from a word, each with its document frequency."""


def join_names(
    text: str, found: Sequence[Token], names: Names, ranking: Ranking
) -> Sequence[Token]:
    """The words of a text; words that together are a name of the collection are joined to one."""
    words = [word for word in found if word.kind != "subword"]
    ends = {word.end for word in words}
    joined = [
        Token(text[start:end], start, end, "word")
        for start, end in names.within(
            text, [word.start for word in words[:-1]], ranking.shortest_name
        )
        if end in ends and not any(w.start == start and w.end == end for w in words)
    ]
    if not joined:
        return found
    within = {at for name in joined for at in range(name.start, name.end)}
    rest = [
        word._replace(kind="subword") if word.start in within else word
        for word in found
        if word.kind != "character" or word.start not in within
    ]
    return sorted((*joined, *rest), key=lambda word: (word.start, -word.end))


def synonym_terms(
    field: str,
    text: str,
    matches: Sequence[Match],
    weights: Sequence[TokenWeight],
    synonyms: Synonyms,
    ranking: Ranking,
    tokens: Callable[[str], Sequence[Token]],
) -> Iterator[WeightedTerm]:
    """The synonyms of words of a text, and the pairs of characters where a synonym adjoins the text
    beside it; ``tokens`` analyses a synonym."""
    following = [*matches[1:], Match(len(text), len(text), ())]
    for match, after in zip(matches, following, strict=False):
        start, end, others = match
        first, last = (bisect_left(weights, at, key=_start) for at in (start, end))
        within = [w for w in weights[first:last] if w.token.end <= end]
        word_terms = required_terms([w.token for w in within])
        beside = [text[end : end + 1]]
        beside += (other[0] for other in after.synonyms if after.start == end)
        for synonym in others:
            required = required_terms(tokens(synonym))
            replaced = [w for w in within if w.token.kind != "character"] or within
            weight = sum(w.weight for w in replaced if w.token.text not in required)
            if not weight or not required:
                continue
            exceptions = synonyms.exceptions_to(synonym)
            word = text[start:end]
            term = SynonymOf(field, synonym, required, word_terms, word, exceptions)
            yield WeightedTerm(term, ranking.synonym * weight)
            seams = (
                text[start - 1 : start] + synonym[0],
                *(synonym[-1] + b for b in beside),
            )
            for seam in seams:
                if len(seam) == 2 and CHARACTER_RUN.fullmatch(seam):
                    term = SynonymOf(field, seam, (seam,), word_terms, word)
                    yield WeightedTerm(term, ranking.synonym * ranking.pair, matches=False)


def _start(weight: TokenWeight) -> int:
    return weight.token.start


def phrasings(text: str, matches: Sequence[Match]) -> Iterator[str]:
    """A text, and then the same with synonyms in place of some of its words."""
    ends = [0, *(match.end for match in matches)]
    starts = [*(match.start for match in matches), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    choices = [(text[match.start : match.end], *match.synonyms) for match in matches]
    for chosen in product(*choices):
        yield between[0] + "".join(
            word + after for word, after in zip(chosen, between[1:], strict=True)
        )
