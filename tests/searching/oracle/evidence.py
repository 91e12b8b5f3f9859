"""What adds to the score of a section: how often it is there, and what it weighs in a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

import searcher
from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.planning.bm25 import DEFAULT_RANKING


@dataclass(frozen=True)
class Term:
    """One term."""

    field: str
    text: str


@dataclass(frozen=True)
class Beginning:
    """All terms that begin so, as if they were one."""

    field: str
    prefix: str


@dataclass(frozen=True)
class Resembling:
    """All terms with the same first letter that are the word, or it with another letter more, less
    or in place of one, as if they were one."""

    field: str
    word: str


@dataclass(frozen=True)
class Shaped:
    """All terms of such letters, as if they were one: ``?`` is any letter, ``*`` any number."""

    field: str
    pattern: str


@dataclass(frozen=True)
class Synonym:
    """A synonym in one piece, where the word itself is not; as often as the rarest of its terms."""

    field: str
    text: str
    terms: tuple[str, ...]
    word: str
    word_terms: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Together:
    """All of several terms in one field, as often as it has the rarest."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Called:
    """Being called so."""

    name: str


Evidence: TypeAlias = Term | Beginning | Resembling | Shaped | Synonym | Called | Together


class Weighed(NamedTuple):
    """Evidence for what was asked."""

    evidence: Evidence
    weight: float
    is_enough: bool
    """To meet the question by itself."""


class _Counting(NamedTuple):
    """A term that counts where it stands in what was typed."""

    token: Token
    weight: float
    is_enough: bool


def _stop_words() -> frozenset[str]:
    file = Path(searcher.__file__).parent / "planning" / "stop_words.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(
        fold(word) for line in lines if not line.startswith("#") for word in line.split()
    )


STOP_WORDS = _stop_words()


def whole_words(words: Sequence[Token]) -> list[Token]:
    """The words that a text is cut into, without the shorter ones within them."""
    return [word for word in words if word.kind != "subword"]


PARTICLES = "的了吗呢吧啊呀嘛啦么着得地"


def content_words(words: Sequence[Token]) -> list[Token]:
    """The words that are no stop words and no signs, and the single characters that make names with
    stop words: 于谦, 那英, 周会, 王之涣. Signs if there are none but stop words beside them."""
    return [
        word
        for number, word in enumerate(words)
        if word.kind != "sign" and (word.text not in STOP_WORDS or _makes_name(words, number))
    ] or [word for word in words if word.kind == "sign"]


def _makes_name(words: Sequence[Token], number: int) -> bool:
    """Between two single characters, or first before one, or last after one; a particle only
    between."""
    if len(words[number].text) > 1:
        return False
    left, right = (
        0 <= other < len(words)
        and len(words[other].text) == 1
        and words[other].text not in STOP_WORDS
        and words[other].kind == "character"
        and words[min(number, other)].end == words[max(number, other)].start
        for other in (number - 1, number + 1)
    )
    if left and right:
        return True
    at_edge = (right and number == 0) or (left and number == len(words) - 1)
    return at_edge and words[number].text not in PARTICLES


def _parts(word: Token, cut: Sequence[Token]) -> set[tuple[int, int]]:
    """The shorter words within a word: those of its divisions into such words, or, if it has none,
    all of them."""
    within = [(w.start, w.end) for w in cut if word.start <= w.start and w.end <= word.end]
    within = [part for part in within if part != (word.start, word.end)]

    def divisions(start: int) -> Iterator[list[tuple[int, int]]]:
        if start == word.end:
            yield []
        for part in within:
            if part[0] == start:
                for rest in divisions(part[1]):
                    yield [part, *rest]

    used = {part for division in divisions(word.start) for part in division}
    return used or set(within)


def weighed_terms(
    field: str, tokens: Sequence[Token], cut: Sequence[Token], words: Sequence[Token]
) -> list[Weighed]:
    """The terms of what was typed; ``cut`` has its words and those within them, ``words`` those
    that names of the collection are made one of."""
    return [
        Weighed(Term(field, token.text), weight, is_enough)
        for token, weight, is_enough in _counting(tokens, cut, words)
    ]


def _counting(
    tokens: Sequence[Token], cut: Sequence[Token], words: Sequence[Token]
) -> Iterator[_Counting]:
    """Stop words and signs count nothing, unless nothing else is there; a pair counts for either
    character, and words of spaced scripts always do.

    Enough for themselves are words, and pairs of single characters: not what takes a character of
    a longer word and one of its neighbour, nor a pair within a word that is none, nor characters
    beside anything else.

    Where a word of a spaced script is beside a character that counts, both together are evidence,
    which is enough if they are all of a word and of a word, or one word of the query; then the
    character is no word any more, nor is a letter or a number of one or two digits. Beside a number
    any character counts thus."""
    asked = content_words(words) or words
    within = {at for word in asked for at in range(word.start, word.end)}
    lone = {word.start for word in asked if word.kind == "character"}
    extents = [(word.start, word.end) for word in whole_words(cut)]
    known = {part for word in whole_words(cut) for part in _parts(word, cut)} | set(extents)
    latin = [token for token in tokens if token.kind == "latin"]
    glued = [(token.start, token.end) for token in tokens if token.kind == "joined"]
    beside = {}
    for token in tokens:
        if token.kind == "seam":
            left, right = token.text.split(" ")
            at = token.start if CHARACTER_RUN.match(left) else token.end - 1
            (word,) = (
                w
                for w in latin
                if (w.start > at and w.start <= token.end - 1 and w.start - at <= 2)
                or (w.start == token.start and w.start < at)
            )
            if at in within or word.text[0].isdecimal():
                beside[token] = at, word, word.text in (left, right)
    united = {p for at, word, _ in beside.values() if at in within for p in (at, word.start)}
    for token in tokens:
        here = token.start in within
        if token.kind == "pair" and (here or token.start + 1 in within):
            first, second = (
                next(extent for extent in extents if extent[0] <= at < extent[1])
                for at in (token.start, token.start + 1)
            )
            is_word = (token.start, token.end) in known
            if first == second:
                yield _Counting(token, DEFAULT_RANKING.pair, is_enough=is_word)
            elif first[1] - first[0] == second[1] - second[0] == 1:
                both = here and token.start + 1 in within
                yield _Counting(token, DEFAULT_RANKING.pair, is_enough=both)
            else:
                yield _Counting(token, DEFAULT_RANKING.cross_pair, is_enough=False)
        elif token.kind == "word" and here:
            yield _Counting(token, DEFAULT_RANKING.word, is_enough=True)
        elif token.kind == "character" and token.start in lone and token.start not in united:
            yield _Counting(token, DEFAULT_RANKING.lone_character, is_enough=len(asked) == 1)
        elif token.kind == "character" and here:
            yield _Counting(token, DEFAULT_RANKING.character, is_enough=False)
        elif token.kind == "latin" and (token.start, token.end) in glued:
            continue  # it counts without the signs in it
        elif token.kind == "latin" and token.start in united and _is_little(token.text):
            yield _Counting(token, DEFAULT_RANKING.latin_part, is_enough=False)
        elif token.kind in ("latin", "joined"):
            yield _Counting(token, DEFAULT_RANKING.latin, is_enough=True)
        elif token in beside:
            at, _, is_all = beside[token]
            is_word = any(w.start == token.start and w.end == token.end for w in asked)
            is_single = at in within and (at, at + 1) in extents
            is_enough = is_all and (is_single or is_word)
            yield _Counting(token, DEFAULT_RANKING.seam, is_enough)
        elif token.kind == "sign" and here:
            yield _Counting(
                token,
                DEFAULT_RANKING.lone_character,
                is_enough=all(word.kind == "sign" for word in asked),
            )
        elif token.kind == "part":
            yield _Counting(token, DEFAULT_RANKING.latin_part, is_enough=False)


def _is_little(word: str) -> bool:
    return len(word) == 1 or (word.isdecimal() and len(word) < 3)


def indispensable(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The terms that must be where a text stands: its pairs, signs and words of spaced scripts,
    without the signs in them; or whatever it has."""
    glued = {(token.start, token.end): token.text for token in tokens if token.kind == "joined"}
    telling = [
        glued.get((token.start, token.end), token.text)
        for token in tokens
        if token.kind in ("pair", "latin", "sign")
    ]
    return tuple(
        dict.fromkeys(telling or [t.text for t in tokens if t.kind not in ("seam", "continuation")])
    )


class Replaceable(NamedTuple):
    """Words in a row that a table has as one."""

    start: int
    end: int
    synonyms: tuple[str, ...]


def replaceable(text: str, words: Sequence[Token], synonyms: Synonyms) -> list[Replaceable]:
    """The longest from left to right, without overlap; no word is ever cut."""
    found: list[Replaceable] = []
    for number, word in enumerate(words):
        if found and word.start < found[-1].end:
            continue
        stretches = {
            last.end: synonyms.of(" ".join(text[word.start : last.end].split()))
            for last in words[number:]
        }
        ends = [end for end, others in stretches.items() if others]
        if ends:
            found.append(Replaceable(word.start, max(ends), stretches[max(ends)]))
    return found


def weighed_synonyms(
    field: str,
    text: str,
    places: Sequence[Replaceable],
    cut: Sequence[Token],
    words: Sequence[Token],
    synonyms: Synonyms,
    analyzer: Analyzer,
) -> Iterator[Weighed]:
    """What a synonym adds: most of what the terms of the word do, but for those that it shares; and
    the pairs that it would make with its neighbours, or with the synonym of the next word."""
    counting = list(_counting(analyzer.tokens(text), cut, words))
    for number, (start, end, others) in enumerate(places):
        own = [c for c in counting if start <= c.token.start and c.token.end <= end]
        word, word_terms = text[start:end], indispensable([c.token for c in own])
        after = [text[end]] if end < len(text) else []
        if number + 1 < len(places) and places[number + 1].start == end:
            after += [other[0] for other in places[number + 1].synonyms]
        before = [text[start - 1]] if start else []
        for other in others:
            terms = indispensable(analyzer.tokens(other))
            longer = [c for c in own if c.token.kind != "character"]
            replaced = sum(c.weight for c in longer or own if c.token.text not in terms)
            if not replaced or not terms:
                continue
            yield Weighed(
                Synonym(field, other, terms, word, word_terms, synonyms.exceptions),
                DEFAULT_RANKING.synonym * replaced,
                is_enough=True,
            )
            for pair in [c + other[0] for c in before] + [other[-1] + c for c in after]:
                if CHARACTER_RUN.fullmatch(pair):
                    yield Weighed(
                        Synonym(field, pair, (pair,), word, word_terms),
                        DEFAULT_RANKING.synonym * DEFAULT_RANKING.pair,
                        is_enough=False,
                    )
