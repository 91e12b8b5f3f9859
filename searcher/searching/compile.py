"""From what the user means to what the index is asked: Node -> Clause.

Decision 7 of the design, the query's side: within a chunk, the tokenizer's words weigh
on top of the pairs that they are made of; single characters of a longer run add to the
score but make no section match; function words do neither, unless nothing else is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN, is_dictionary_term, latin_words
from searcher.highlight.targets import ChunkTarget, PhraseTarget, PrefixTarget, Target
from searcher.model import Span
from searcher.query.nodes import And, Chunk, Field, Node, Not, Or, Phrase, Prefix

__all__ = [
    "All",
    "AnyOf",
    "Clause",
    "Containing",
    "Except",
    "Prefixed",
    "Terms",
    "WeightedTerm",
    "Whole",
    "compile_query",
    "is_function_word",
]

WORD = 0.7
PAIR = 1.0
LONE_CHARACTER = 1.0
CHARACTER = 0.3
LATIN = 2.0
PART = 0.3

_WHOLE_FIELDS = ("title", "heading")
_LIST_FIELDS = ("category", "path")


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A term of the query."""

    text: str
    weight: float
    matches: bool
    """Whether having the term is enough to meet the clause."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Met by any term that ``matches``; scored by all."""

    field: Field
    terms: tuple[WeightedTerm, ...]
    target: Target
    source: str
    """The chunk as typed."""
    function_only: bool = False
    """Whether the chunk asks for function words alone."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Met where the field has the text in one piece; scored by its terms."""

    field: Field
    terms: tuple[WeightedTerm, ...]
    needed: tuple[str, ...]
    """Terms without which the text cannot be there."""
    proven: bool
    """Whether having ``needed`` is proof; otherwise ``target`` must be found in the text."""
    word: str
    """The text, where it may be a term itself, which is proof too; or nothing."""
    target: Target
    source: str


@dataclass(frozen=True, slots=True)
class Prefixed:
    """Met by any word of spaced scripts that begins so; scored as if all were one term."""

    field: Field
    prefix: str
    target: Target
    source: str


@dataclass(frozen=True, slots=True)
class Containing:
    """Met where an entry of a list field contains the text. Filters, adds no score."""

    field: Field
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class All:
    """Met where every child is."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Met where any child is."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Met where the child is not. Adds no score."""

    child: Clause


Clause: TypeAlias = Terms | Whole | Prefixed | Containing | All | AnyOf | Except


def compile_query(query: And, analyzer: Analyzer) -> All:
    """The clauses of a query; without children if nothing in it can be looked for."""
    return _all(query.children, analyzer, whole=False)


@cache
def _function_words() -> frozenset[str]:
    text = (files(__package__) / "function_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())


def is_function_word(word: str) -> bool:
    """Whether a word of the folded space says how a question is put, not what it is about."""
    return word in _function_words()


def _compile(node: Node, analyzer: Analyzer, whole: bool) -> Clause | None:
    """The clause of a node, None for what has no terms; ``whole`` where parts do not count."""
    match node:
        case Chunk(text, field) | Phrase(text, field) | Prefix(text, field) if (
            field in _LIST_FIELDS
        ):
            return Containing(field, fold(text), text) if fold(text).strip() else None
        case Chunk(text, field) if whole or field in _WHOLE_FIELDS:
            return _whole(text, field, analyzer)
        case Chunk(text, field):
            return _terms(text, field, analyzer)
        case Phrase(text, field):
            return _whole(text, field, analyzer)
        case Prefix(text, field):
            folded = fold(text)
            if [word for word, _ in latin_words(folded)] == [folded]:
                return Prefixed(field, folded, PrefixTarget(folded), text)
            return _whole(text, field, analyzer)
        case Not(child):
            clause = _compile(child, analyzer, whole=True)
            return Except(clause) if clause else None
        case And(children):
            clause = _all(children, analyzer, whole)
            return clause if clause.children else None
        case Or(children):
            clauses = [_compile(child, analyzer, whole) for child in children]
            return AnyOf(tuple(filter(None, clauses))) if any(clauses) else None


def _all(children: tuple[Node, ...], analyzer: Analyzer, whole: bool) -> All:
    clauses = [
        clause for child in children if (clause := _compile(child, analyzer, whole)) is not None
    ]
    asking = [clause for clause in clauses if not _asks_nothing(clause)]
    if any(not isinstance(clause, Except) for clause in asking):
        clauses = asking
    return All(tuple(dict.fromkeys(clauses)))


def _asks_nothing(clause: Clause) -> bool:
    return isinstance(clause, Terms) and clause.function_only


def _terms(text: str, field: Field, analyzer: Analyzer) -> Terms | None:
    folded = fold(text)
    tokens, found = analyzer.tokens_and_words(folded)
    words = _Words.of(found)
    terms = _weigh(tokens, words)
    target = ChunkTarget(folded, *words.spans())
    return Terms(field, terms, target, text, words.function_only) if terms else None


def _whole(text: str, field: Field, analyzer: Analyzer) -> Whole | None:
    folded = fold(text).strip()
    tokens, found = analyzer.tokens_and_words(folded)
    if not tokens:
        return None
    exact = [token.text for token in tokens if token.kind in ("pair", "latin")]
    needed = tuple(dict.fromkeys(exact or [token.text for token in tokens]))
    return Whole(
        field,
        _weigh(tokens, _Words.of(found)),
        needed,
        needed == (folded,),
        folded if CHARACTER_RUN.fullmatch(folded) and is_dictionary_term(folded) else "",
        PhraseTarget(folded),
        text,
    )


class _Words(NamedTuple):
    """The words of a chunk that count: all but function words, or these if there are no others."""

    words: tuple[Token, ...]
    subwords: tuple[Token, ...]
    function_only: bool

    @classmethod
    def of(cls, found: Sequence[Token]) -> _Words:
        words = [token for token in found if token.kind != "subword"]
        content = [token for token in words if not is_function_word(token.text)]
        covered = {token.start for token in content or words}
        subwords = []
        for token in found:
            if token.kind != "subword":
                counts = token.start in covered
            elif counts:
                subwords.append(token)
        return cls(tuple(content or words), tuple(subwords), not content)

    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        return (
            tuple(Span(token.start, token.end) for token in self.words),
            tuple(Span(token.start, token.end) for token in self.subwords),
        )


def _weigh(tokens: Sequence[Token], words: _Words) -> tuple[WeightedTerm, ...]:
    """The terms of a chunk and what each counts."""
    lone = {token.start for token in words.words if token.kind == "character"}
    counting = {position for token in words.words for position in range(token.start, token.end)}
    alone = len(words.words) == len(lone) == 1
    weights: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for token in tokens:
        if token.kind == "character" and token.start in counting:
            weight = LONE_CHARACTER if token.start in lone else CHARACTER
            weights[token.text, alone] += weight
        elif token.kind == "pair" and not counting.isdisjoint((token.start, token.start + 1)):
            # With a function word, too: 王之涣 has one to the tokenizer, but is a name.
            weights[token.text, True] += PAIR
        elif token.kind == "latin":
            weights[token.text, True] += LATIN
        elif token.kind == "part":
            weights[token.text, False] += PART
    for token in (*words.words, *words.subwords):
        if token.kind in ("word", "subword"):
            weights[token.text, True] += WORD
    return tuple(WeightedTerm(term, weight, matches) for (term, matches), weight in weights.items())
