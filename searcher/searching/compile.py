"""From what the user means to what the index is asked: Node -> Clause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Match, Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN, is_dictionary_term, latin_words
from searcher.highlight.targets import ChunkTarget, NearTarget, PhraseTarget, PrefixTarget, Target
from searcher.query.nodes import And, Chunk, Dates, Field, Near, Node, Not, Or, Phrase, Prefix
from searcher.searching.clauses import (
    All,
    AnyOf,
    Clause,
    Containing,
    Dated,
    Except,
    Terms,
    Weighted,
    Whole,
)
from searcher.searching.names import Names
from searcher.searching.wanted import Instead, Named, Piece, Starting, Term, Wanted
from searcher.searching.weighting import Weight, Words, needed_terms, weigh

__all__ = ["Compiler"]

PIECE = 0.5
"""What a chunk met whole, or a name in it, weighs on top of its terms."""

NAMED = 1.0
"""What it weighs that a section or an article is called as the chunk says."""

EQUIVALENT = 0.7
"""What an equivalent weighs, against the word that it stands for."""

_MOST_PHRASES = 16
"""A phrase and its equivalents, word by word, are so many phrases at most."""

_WHOLE_FIELDS = ("title", "heading")
_LIST_FIELDS = ("category", "path")


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes clauses of queries, for one generation."""

    analyzer: Analyzer
    synonyms: Synonyms
    names: Names

    def compile(self, query: And) -> All:
        """The clauses of a query; without children if nothing in it can be looked for."""
        return self._all(query.children, whole=False)

    def _compile(self, node: Node, whole: bool) -> Clause | None:
        """The clause of a node, None for what has no terms; ``whole`` where parts do not count."""
        match node:
            case (
                Chunk(text, field)
                | Phrase(text, field)
                | Near(text, _, field)
                | Prefix(text, field)
            ) if field in _LIST_FIELDS:
                return Containing(field, fold(text)) if fold(text).strip() else None
            case Chunk(text, field) if not whole and field not in _WHOLE_FIELDS:
                return self._chunk(text, field)
            case Chunk(text, field) | Phrase(text, field):
                return self._phrase(text, field)
            case Near(text, distance, field):
                return self._near(text, distance, field)
            case Prefix(text, field):
                return self._prefix(text, field)
            case Dates(first, last):
                return Dated(first, last)
            case Not(child):
                clause = self._compile(child, whole=True)
                return Except(clause) if clause else None
            case And(children):
                clause = self._all(children, whole)
                return clause if clause.children else None
            case Or(children):
                clauses = [self._compile(child, whole) for child in children]
                return AnyOf(tuple(filter(None, clauses))) if any(clauses) else None

    def _all(self, children: tuple[Node, ...], whole: bool) -> All:
        clauses = [clause for child in children if (clause := self._compile(child, whole))]
        asking = [clause for clause in clauses if not _asks_nothing(clause)]
        if any(not isinstance(clause, Except) for clause in asking):
            clauses = asking
        return All(tuple(dict.fromkeys(clauses)))

    def _chunk(self, text: str, field: Field) -> Terms | None:
        folded = fold(text)
        tokens, found = self.analyzer.tokens_and_words(folded)
        words = Words.of(found)
        weights = list(weigh(tokens, words))
        if not weights:
            return None
        matches = self.synonyms.find(folded, found)
        wanted = [
            *_summed(field, weights),
            *self._pieces(folded, field, tokens, words),
            *(each for match in matches for each in self._instead(field, match, weights)),
        ]
        if field == "text" and self.names.has(folded):
            wanted.append(Weighted(Named(folded), NAMED))
        targets: list[Target] = [ChunkTarget(folded, *words.spans())]
        targets += (PhraseTarget(other) for match in matches for other in match.equivalents)
        return Terms(field, tuple(wanted), tuple(targets), text, words.function_only)

    def _pieces(
        self, text: str, field: Field, tokens: Sequence[Token], words: Words
    ) -> Iterator[Weighted]:
        """The chunk as a whole, if it is of several words, and the names in it."""
        pieces = {}
        if len(words.words) > 1:
            pieces[text] = needed_terms(tokens)
        ends = {word.start: word.end for word in words.words[:-1]}
        for start, end in self.names.within(text, ends):
            own = [token for token in tokens if start <= token.start < end]
            is_cut = any(token.kind == "latin" and token.end > end for token in own)
            if end > ends[start] and not is_cut:
                pieces[text[start:end]] = needed_terms([t for t in own if t.end <= end])
        for piece, needed in pieces.items():
            yield Weighted(Piece(field, piece, needed), PIECE)

    def _instead(self, field: Field, match: Match, weights: Sequence[Weight]) -> Iterator[Weighted]:
        """The equivalents of a word that stands in a chunk."""
        own = [w for w in weights if match.start <= w.token.start and w.token.end <= match.end]
        weight = EQUIVALENT * sum(w.weight for w in own if w.matches)
        needed = needed_terms([w.token for w in own])
        for equivalent in match.equivalents:
            others = needed_terms(self.analyzer.tokens(equivalent))
            if weight and others:
                yield Weighted(Instead(field, equivalent, others, needed), weight)

    def _phrase(self, text: str, field: Field) -> Clause | None:
        """A text as it stands, or with equivalents in place of words."""
        folded = fold(text).strip()
        tokens, found = self.analyzer.tokens_and_words(folded)
        if not tokens:
            return None
        weights = list(weigh(tokens, Words.of(found)))
        matches = self.synonyms.find(folded, found)
        instead = (each for match in matches for each in self._instead(field, match, weights))
        wanted = (*_summed(field, weights), *instead)
        first, *others = islice(_phrases(folded, matches), _MOST_PHRASES)
        whole = self._whole(first, field, text, wanted)
        if not others:
            return whole
        return AnyOf((whole, *(self._whole(other, field, text, ()) for other in others)))

    def _whole(self, folded: str, field: Field, source: str, wanted: tuple[Weighted, ...]) -> Whole:
        needed = needed_terms(self.analyzer.tokens(folded))
        is_term = CHARACTER_RUN.fullmatch(folded) and is_dictionary_term(folded)
        return Whole(
            field,
            wanted,
            needed,
            needed == (folded,),
            folded if is_term else "",
            PhraseTarget(folded),
            source,
        )

    def _near(self, text: str, distance: int, field: Field) -> Whole | None:
        folded = fold(text)
        tokens, found = self.analyzer.tokens_and_words(folded)
        if not tokens:
            return None
        pieces = folded.split()
        if len(pieces) == 1:
            pieces = [word.text for word in found if word.kind != "subword"]
        needed = dict.fromkeys(
            term for piece in pieces for term in needed_terms(self.analyzer.tokens(piece))
        )
        return Whole(
            field,
            _summed(field, weigh(tokens, Words.of(found))),
            tuple(needed),
            False,
            "",
            NearTarget(tuple(dict.fromkeys(pieces)), distance),
            text,
        )

    def _prefix(self, text: str, field: Field) -> Clause | None:
        folded = fold(text)
        if [word for word, _ in latin_words(folded)] != [folded]:
            return self._phrase(text, field)
        wanted = Weighted(Starting(field, folded), 1.0)
        return Terms(field, (wanted,), (PrefixTarget(folded),), f"{text}*")


def _asks_nothing(clause: Clause) -> bool:
    return isinstance(clause, Terms) and clause.function_only


def _summed(field: Field, weights: Sequence[Weight] | Iterator[Weight]) -> tuple[Weighted, ...]:
    """Each term of a chunk once, with all that it counts."""
    sums: defaultdict[tuple[Wanted, bool], float] = defaultdict(float)
    for token, weight, matches in weights:
        sums[Term(field, token.text), matches] += weight
    return tuple(Weighted(term, weight, matches) for (term, matches), weight in sums.items())


def _phrases(text: str, matches: Sequence[Match]) -> Iterator[str]:
    """A text, and then the same with equivalents in place of some of its words."""
    ends = [0, *(match.end for match in matches)]
    starts = [*(match.start for match in matches), len(text)]
    between = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    choices = [(text[match.start : match.end], *match.equivalents) for match in matches]
    for chosen in product(*choices):
        yield between[0] + "".join(
            word + after for word, after in zip(chosen, between[1:], strict=True)
        )
