"""From what the user means to what the index is asked: Node -> Clause."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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
    Choice,
    Clause,
    Containing,
    Dated,
    Except,
    Terms,
    Weighted,
    Whole,
)
from searcher.searching.names import LONGEST_NAME, Names
from searcher.searching.wanted import Instead, Named, Starting, Term, Wanted
from searcher.searching.weighting import PAIR, Weight, Words, needed_terms, weigh

__all__ = ["Compiler"]

NAMED = 3.0
"""What it weighs that a section or an article is called as the chunk says."""

EQUIVALENT = 0.75
"""What an equivalent weighs, against the word that it stands for."""

_MOST_PHRASES = 16
"""A phrase and its equivalents, word by word, are so many phrases at most."""

_MOST_EQUIVALENTS = 8
"""So many sections that are called by equivalents may come before those that have the words."""

_MOST_NAMES = 4
"""So many names, with equivalents in place of words, are looked up."""

_MOST_PIECES = 16
"""So many words of those that are to stand near each other are looked at."""

_WHOLE_FIELDS = ("title", "heading")
_LIST_FIELDS = ("category", "path")


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes the clauses of a query, for one generation."""

    analyzer: Analyzer
    synonyms: Synonyms
    names: Names
    _known: dict[str, tuple[list[Token], list[Token]]] = field(default_factory=dict)

    def _cut(self, text: str) -> tuple[list[Token], list[Token]]:
        """The tokens and the words of a text, found once."""
        if text not in self._known:
            self._known[text] = self.analyzer.tokens_and_words(text)
        return self._known[text]

    def compile(self, query: And) -> All:
        """The clauses of a query; without children if nothing in it can be looked for.

        A query that is a name finds what is called so, too.
        """
        clause = self._all(query.children, whole=False)
        chunks = [child for child in query.children if isinstance(child, Chunk)]
        name = fold(" ".join(chunk.text for chunk in chunks))
        is_plain = all(isinstance(c, Chunk) and c.field == "text" for c in query.children)
        named = tuple(self._named(name)) if is_plain and clause.children else ()
        if not named:
            return clause
        match clause.children:
            case (Terms(wanted=wanted) as chunk,):
                return All((replace(chunk, wanted=(*wanted, *named)),))
        return All((AnyOf((clause, Terms("text", named, (), name))),))

    def _named(self, name: str) -> Iterator[Weighted]:
        """What is called so, or by an equivalent that is the name of but a few."""
        if len(name) > LONGEST_NAME:
            return
        if self.names.has(name):
            yield Weighted(Named(name), NAMED)
        matches = self.synonyms.find(name, self._cut(name)[1])
        left = _MOST_EQUIVALENTS
        for other in islice(_phrases(name, matches), 1, _MOST_NAMES):
            count = sum(map(len, self.names.called(other)))
            if 0 < count <= left:
                left -= count
                yield Weighted(Named(other), EQUIVALENT * NAMED)

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
        tokens, found = self._cut(folded)
        words = Words.of(self._with_names(folded, found))
        weights = list(weigh(tokens, words))
        if not weights:
            return None
        matches = self.synonyms.find(folded, found)
        wanted = [
            *_summed(field, weights),
            *self._instead(field, folded, matches, weights),
        ]
        targets: list[Target] = [ChunkTarget(folded, *words.spans())]
        targets += (self._target(other) for match in matches for other in match.equivalents)
        own = tuple(word.text for word in words.words)
        return Terms(field, tuple(wanted), tuple(targets), text, words.stop_words_only, own)

    def _with_names(self, text: str, found: Sequence[Token]) -> list[Token]:
        """The words of a text, those that together are a name of the collection as one."""
        words = [word for word in found if word.kind != "subword"]
        ends = {word.end for word in words}
        names = [
            Token(text[start:end], start, end, "word")
            for start, end in self.names.within(text, [word.start for word in words[:-1]])
            if end in ends and not any(w.start == start and w.end == end for w in words)
        ]
        if not names:
            return list(found)
        within = {at for name in names for at in range(name.start, name.end)}
        rest = [
            word._replace(kind="subword") if word.start in within else word
            for word in found
            if word.kind != "character" or word.start not in within
        ]
        return sorted((*names, *rest), key=lambda word: (word.start, -word.end))

    def _instead(
        self, field: Field, text: str, matches: Sequence[Match], weights: Sequence[Weight]
    ) -> Iterator[Weighted]:
        """The equivalents of words that stand in a text, and the pairs that they make with what
        stands beside them."""
        following = [*matches[1:], Match(len(text), len(text), ())]
        for match, after in zip(matches, following, strict=False):
            start, end, equivalents = match
            first, last = (bisect_left(weights, at, key=_start) for at in (start, end))
            own = [w for w in weights[first:last] if w.token.end <= end]
            needed = needed_terms([w.token for w in own])
            beside = [text[end : end + 1]]
            beside += (other[0] for other in after.equivalents if after.start == end)
            for equivalent in equivalents:
                others = needed_terms(self._cut(equivalent)[0])
                weight = sum(w.weight for w in own if w.matches and w.token.text not in others)
                if not weight or not others:
                    continue
                holding = self.synonyms.holding(equivalent)
                word = text[start:end]
                wanted = Instead(field, equivalent, others, needed, word, holding)
                yield Weighted(wanted, EQUIVALENT * weight)
                seams = (
                    text[start - 1 : start] + equivalent[0],
                    *(equivalent[-1] + b for b in beside),
                )
                for seam in seams:
                    if len(seam) == 2 and CHARACTER_RUN.fullmatch(seam):
                        wanted = Instead(field, seam, (seam,), needed, word)
                        yield Weighted(wanted, EQUIVALENT * PAIR, matches=False)

    def _phrase(self, text: str, field: Field) -> Whole | None:
        """A text as it stands, or with equivalents in place of words."""
        folded = fold(text).strip()
        tokens, found = self._cut(folded)
        if not tokens:
            return None
        weights = list(weigh(tokens, Words.of(found)))
        matches = self.synonyms.find(folded, found)
        instead = self._instead(field, folded, matches, weights)
        first, *others = islice(_phrases(folded, matches), _MOST_PHRASES)
        choices = (self._choice(first), *(self._choice(other, True) for other in others))
        return Whole(field, (*_summed(field, weights), *instead), choices, text)

    def _choice(self, folded: str, is_equivalent: bool = False) -> Choice:
        needed = needed_terms(self._cut(folded)[0])
        is_term = CHARACTER_RUN.fullmatch(folded) and is_dictionary_term(folded)
        target = self._target(folded) if is_equivalent else PhraseTarget(folded)
        is_certain = needed == (folded,) and not target.holding
        return Choice(needed, folded if is_term and not target.holding else "", target, is_certain)

    def _target(self, equivalent: str) -> PhraseTarget:
        return PhraseTarget(equivalent, self.synonyms.holding(equivalent))

    def _near(self, text: str, distance: int, field: Field) -> Whole | None:
        folded = fold(text)
        tokens, found = self._cut(folded)
        if not tokens:
            return None
        pieces = folded.split()
        if len(pieces) == 1:
            pieces = [word.text for word in found if word.kind != "subword"]
        pieces = list(dict.fromkeys(pieces))[:_MOST_PIECES]
        terms = (needed_terms(self._cut(piece)[0]) for piece in pieces)
        needed = tuple(dict.fromkeys(term for own in terms for term in own))
        choice = Choice(needed, "", NearTarget(tuple(pieces), distance))
        return Whole(field, _summed(field, weigh(tokens, Words.of(found))), (choice,), text)

    def _prefix(self, text: str, field: Field) -> Clause | None:
        folded = fold(text)
        if [word for word, _ in latin_words(folded)] != [folded]:
            return self._phrase(text, field)
        wanted = Weighted(Starting(field, folded), 1.0)
        return Terms(field, (wanted,), (PrefixTarget(folded),), f"{text}*")


def _start(weight: Weight) -> int:
    return weight.token.start


def _asks_nothing(clause: Clause) -> bool:
    return isinstance(clause, Terms) and clause.stop_words_only


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
