"""The weight of each term of a query.

Pairs of characters weigh most, and the tokenizer's words decide which pairs count: stop words weigh
nothing unless the query has nothing else. A character that is a word of its own weighs as much as a
pair; other single characters add to the score, but a section does not match by them. Where a word
of a spaced script and a character are one unit, as in X軸, the term for both weighs most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from searcher.analysis.analyzer import Token
from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.analysis.units import continuation
from searcher.model import Span
from searcher.planning.bm25 import Ranking

__all__ = [
    "QueryWords",
    "TokenWeight",
    "coherent",
    "is_stop_word",
    "required_terms",
    "stand_in",
    "token_weights",
]


@cache
def _stop_words() -> frozenset[str]:
    text = (files(__package__) / "stop_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())


def is_stop_word(word: str) -> bool:
    """Whether a folded word is a stop word, such as one that only phrases a question."""
    return word in _stop_words()


def coherent(found: Sequence[Token]) -> list[Token]:
    """The words of a text without the shorter ones that cross a boundary within the word before.

    城市道路 has 城市 and 道路, which make up all of it; 市道, a word elsewhere, is no part of it.
    """
    kept: list[Token] = []
    for word in found:
        if word.kind == "subword":
            continue
        parts = [
            token
            for token in found
            if token.kind == "subword" and word.start <= token.start and token.end <= word.end
        ]
        ends, starts = {word.start}, {word.end}
        for part in parts:  # by start
            if part.start in ends:
                ends.add(part.end)
        for part in sorted(parts, key=lambda part: -part.end):
            if part.end in starts:
                starts.add(part.start)
        if word.end in ends:
            parts = [part for part in parts if part.start in ends and part.end in starts]
        kept += [word, *parts]
    return kept


class QueryWords(NamedTuple):
    """The words of a text that count: all but stop words, and but signs beside others; or all if
    there are no others."""

    words: tuple[Token, ...]
    subwords: tuple[Token, ...]
    stop_words_only: bool

    @classmethod
    def of(cls, found: Sequence[Token], ranking: Ranking) -> QueryWords:
        """The words that count among those that ``Analyzer.words`` found in the text."""
        words = [token for token in found if token.kind != "subword"]
        content = [
            word
            for number, word in enumerate(words)
            if word.kind != "sign"
            and (
                not ranking.ignore_stop_words
                or not is_stop_word(word.text)
                or _is_part_of_name(number, words)
            )
        ]
        if all(is_stop_word(word.text) for word in content):
            content = [word for word in words if word.kind == "sign"]
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


_PARTICLES = frozenset("的了吗呢吧啊呀嘛啦么着得地")


def _is_part_of_name(number: int, words: Sequence[Token]) -> bool:
    """Whether a stop word of one character belongs to a name, as in 于谦, 那英, 周会, 王之涣.

    It does beside a single character that is no stop word: between two of these, where it begins
    the text, and, if it is no particle, where it ends the text.
    """
    word = words[number]
    before = words[number - 1] if number else None
    after = words[number + 1] if number + 1 < len(words) else None
    follows = before is not None and before.end == word.start and _is_single(before)
    precedes = after is not None and after.start == word.end and _is_single(after)
    if word.kind != "character":
        return False
    if follows and precedes:
        return True
    return word.text not in _PARTICLES and (
        (precedes and before is None) or (follows and after is None)
    )


def _is_single(word: Token) -> bool:
    """Whether a word is a single character that is no stop word."""
    return word.kind == "character" and not is_stop_word(word.text)


class TokenWeight(NamedTuple):
    """The weight of one occurrence of a term in the text."""

    token: Token
    weight: float
    matches: bool
    """Whether the term alone is enough for a section to match."""


def token_weights(
    tokens: Sequence[Token], found: Sequence[Token], words: QueryWords, ranking: Ranking
) -> Iterator[TokenWeight]:
    """The terms of a text that have a weight."""
    lone = {word.start for word in words.words if word.kind == "character"}
    whole = {(word.start, word.end) for word in words.words}
    counting = {position for token in words.words for position in range(token.start, token.end)}
    alone = len(words.words) == len(lone) == 1
    signs_only = all(token.kind == "sign" for token in words.words)
    latin = {token.start: token for token in tokens if token.kind == "latin"}
    joined = {(token.start, token.end) for token in tokens if token.kind == "joined"}
    places = [_places(token) for token in tokens if token.kind == "seam"]
    in_units = {place for both in places if both[1] in counting for place in both}
    uncut = (word for word in found if word.kind != "subword")
    word_at = {at: word for word in uncut for at in range(word.start, word.end)}
    extents = {(word.start, word.end) for word in found}
    for token in tokens:
        start, end = token.start, token.end
        if token.kind == "character" and start in counting:
            is_word = start in lone and start not in in_units
            weight = ranking.lone_character if is_word else ranking.character
            yield TokenWeight(token, weight, alone)
        elif token.kind == "pair" and not counting.isdisjoint((start, start + 1)):
            left, right = word_at.get(start), word_at.get(start + 1)
            if left is right:
                yield TokenWeight(token, ranking.pair, (start, end) in extents)
            elif left and right and left.kind == right.kind == "character":
                yield TokenWeight(token, ranking.pair, counting.issuperset((start, start + 1)))
            else:
                yield TokenWeight(token, ranking.cross_pair, False)
        elif token.kind == "word" and start in counting:
            yield TokenWeight(token, ranking.word, True)
        elif token.kind == "latin" and (start, end) not in joined:
            if start in in_units and _is_short(token.text):
                yield TokenWeight(token, ranking.latin_part, False)
            else:
                yield TokenWeight(token, ranking.latin, True)
        elif token.kind == "joined":
            yield TokenWeight(token, ranking.latin, True)
        elif token.kind == "part":
            yield TokenWeight(token, ranking.latin_part, False)
        elif token.kind == "seam":
            place = _places(token)
            word = latin[place.word].text
            # Behind a number even a stop word tells what is counted: 3个月, 1948年.
            if place.character in counting or word[0].isdecimal():
                has_word = word in token.text.split()
                # The tokenizer may have the unit as one word: A股, U盘, but not K歌之王.
                beside = word_at.get(place.character)
                is_unit = (
                    beside is not None
                    and beside.kind == "character"
                    and place.character in counting
                ) or (start, end) in whole
                yield TokenWeight(token, ranking.seam, has_word and is_unit)
        elif token.kind == "sign" and token.start in counting:
            yield TokenWeight(token, ranking.lone_character, signs_only)


class _SeamPlaces(NamedTuple):
    """Where the two stand that a seam is made of."""

    word: int
    """Where the word of a spaced script begins."""
    character: int


def _places(seam: Token) -> _SeamPlaces:
    if CHARACTER_RUN.match(seam.text):
        return _SeamPlaces(seam.end - len(seam.text) + len("x "), seam.start)
    return _SeamPlaces(seam.start, seam.end - 1)


def _is_short(word: str) -> bool:
    """Whether a word tells nothing without what stands beside it: a letter, or a small number."""
    return len(word) == 1 or (len(word) == 2 and word.isdecimal())


def required_terms(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The terms that any section must have to contain the text with these tokens, in whatever way
    its words are written."""
    joined = {(token.start, token.end): token.text for token in tokens if token.kind == "joined"}
    exact = [
        joined.get((token.start, token.end), token.text)
        for token in tokens
        if token.kind in ("pair", "latin", "sign")
    ]
    own = (token.text for token in tokens if token.kind not in ("seam", "continuation"))
    return tuple(dict.fromkeys(exact or own))


def stand_in(required: str) -> str:
    """The term that a section has in place of a required one where punctuation stands within it;
    empty if there is none."""
    is_pair = len(required) == 2 and CHARACTER_RUN.fullmatch(required)
    return continuation(required[1]) if is_pair else ""
