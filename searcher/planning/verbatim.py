"""Clauses that a section meets only with the very characters that were typed: 後 and not 后.

The clause in the folded space stays, as approximation and for the score. What is confirmed, and
marked, is found in the author's text as it is, but for the case of letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from searcher.analysis.analyzer import Token
from searcher.analysis.authortext import AuthorTextMatcher, as_typed
from searcher.analysis.normalize import normalize
from searcher.analysis.textmatch import (
    PassageMatcher,
    PhraseMatcher,
    PrefixMatcher,
    ProximityMatcher,
    TextMatcher,
)
from searcher.analysis.wildcards import WildcardMatcher
from searcher.model import Span
from searcher.planning.bm25 import Ranking
from searcher.planning.counts import Counts
from searcher.planning.plan import All, Clause, Phrase, PhraseAlternative, Terms
from searcher.planning.term_weights import QueryWords, required_terms
from searcher.query import nodes

__all__ = ["verbatim"]

Cut = Callable[[str], tuple[Sequence[Token], Sequence[Token]]]
"""The tokens and the words of a folded text."""


def verbatim(
    node: nodes.Node, clause: Clause, cut: Cut, counts: Counts, ranking: Ranking
) -> Clause:
    """The clause of a node, met where what was typed stands as it was typed.

    Of words, each that counts must stand there. Labels, dates and fuzzy words, which are Latin,
    have no script.
    """
    match node, clause:
        case nodes.Words(text), Terms() if not clause.is_filter:
            confirming = [_alternative(*word) for word in _typed_words(text, cut, ranking)]
        case nodes.Prefix(text), Terms() if not clause.is_filter:
            confirming = [_alternative(PrefixMatcher(as_typed(text).text))]
        case nodes.Wildcard(text), Terms() if not clause.is_filter:
            confirming = [_alternative(WildcardMatcher(as_typed(text).text))]
        case nodes.Near(text, distance), Phrase(alternatives=(near,)):
            pieces = as_typed(text).text.split()
            if len(pieces) == 1:
                pieces = [matcher.text for matcher, _ in _typed_words(text, cut, ranking)]
            together = ProximityMatcher(tuple(dict.fromkeys(pieces)), distance)
            confirming = [_alternative(together, near.required)]
        case nodes.Phrase(text), Phrase(alternatives=(phrase, *_)):
            passage = _alternative(PassageMatcher(as_typed(text).text), phrase.required)
            confirming = [passage._replace(instead=phrase.instead)]
        case ((nodes.Words(text) | nodes.Prefix(text)), Phrase(alternatives=(phrase, *_))):
            confirming = [_alternative(PhraseMatcher(as_typed(text).text), phrase.required)]
        case _:
            return clause
    if not counts.may_confirm_phrases(len(confirming)):
        return clause
    if isinstance(clause, Phrase):
        return replace(clause, alternatives=tuple(confirming))
    phrases = (Phrase(clause.field, (), (each,), "") for each in dict.fromkeys(confirming))
    return All((replace(clause, matchers=()), *phrases))


def _alternative(matcher: TextMatcher, required: tuple[str, ...] = ()) -> PhraseAlternative:
    return PhraseAlternative(required, "", AuthorTextMatcher(matcher, as_typed))


def _typed_words(
    text: str, cut: Cut, ranking: Ranking
) -> Iterator[tuple[PhraseMatcher, tuple[str, ...]]]:
    """A matcher for each word that counts, as it was typed, and the terms that it requires; single
    characters in a row, which say little apart, are one word."""
    folded, offsets = normalize(text)
    words: list[Span] = []
    is_single = False
    for word in QueryWords.of(cut(folded)[1], ranking).words:
        last = words[-1] if words else Span(-1, -1)
        if word.kind == "character" and last.end == word.start and is_single:
            words[-1] = Span(last.start, word.end)
        else:
            words.append(Span(word.start, word.end))
        is_single = word.kind == "character"
    for start, end in words:
        original = offsets.original(start, end)
        required = required_terms(cut(folded[start:end])[0])
        yield PhraseMatcher(as_typed(text[slice(*original)]).text), required
