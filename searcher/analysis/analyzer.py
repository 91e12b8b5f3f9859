"""The analyzer: the whole chain from normalized text to terms.

Every character of the unspaced scripts, every pair of neighbours, and the tokenizer's words of
three characters and more; words of spaced scripts and their parts; signs; and what reaches across
the edges of these, see :mod:`~searcher.analysis.units`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from searcher.analysis.humps import HUMP, hump_parts, hump_words
from searcher.analysis.tokenfilter import CHARACTER_RUN, SIGN, is_dictionary_term, latin_words
from searcher.analysis.tokenizer import Tokenizer, UserDictionary, open_tokenizer
from searcher.analysis.units import continuations, joined, part_places, seams

if TYPE_CHECKING:
    from searcher.analysis.batch import BatchCounts

__all__ = ["Analyzer", "Token", "open_analyzer"]


class Token(NamedTuple):
    """A term and where it stands.

    ``text`` is the normalized text from ``start`` to ``end``, but for the kinds ``joined``,
    ``seam`` and ``continuation``.
    """

    text: str
    start: int
    end: int
    kind: str
    """``character``, ``pair``, ``word``, ``latin``, ``part`` (of a latin word), ``joined`` (a latin
    word, or two, without what stands between their parts), ``seam``, ``continuation``, ``sign``."""

    @property
    def occurrences(self) -> int:
        """How often it is counted: a word of a spaced script counts twice what a part of a
        longer one does, so that sections with the word itself come first."""
        return 2 if self.kind in ("latin", "joined") else 1


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Finds the terms of text that :func:`~searcher.analysis.normalize.normalize` has made.

    Safe to share between threads.
    """

    tokenizer: Tokenizer

    def tokens(self, text: str) -> list[Token]:
        """Every term of ``text`` with its offsets, by start, the longer first."""
        return _tokens(self._cut(text))

    def words(self, text: str) -> list[Token]:
        """What a person would call the words of ``text``, in order, without a gap or an overlap
        but for ``subword`` tokens: shorter dictionary words within the word before them.

        Words of unspaced scripts are of kind ``word``, or ``character`` if they are no longer;
        those of spaced scripts are ``latin``, and signs are ``sign``. What is neither is left out.
        """
        return _words(self._cut(text))

    def tokens_and_words(self, text: str) -> tuple[list[Token], list[Token]]:
        """:meth:`tokens` and :meth:`words`, for little more than one of them."""
        cut = self._cut(text)
        return _tokens(cut), _words(cut)

    def _cut(self, text: str) -> _Cut:
        return _Cut(text, self.tokenizer.tokenize(text), latin_words(text))

    def hump_tokens(self, original: str) -> list[Token]:
        """The parts of words that only capitals show in an author's text, with offsets in it."""
        tokens = []
        for word, start in hump_words(original):
            wanted = hump_parts(word)
            for part in HUMP.split(word):
                if part.lower() in wanted:
                    tokens.append(Token(part.lower(), start, start + len(part), "part"))
                start += len(part)
        return tokens

    def count_all(self, texts: Sequence[str], originals: Sequence[str] = ()) -> BatchCounts:
        """The terms of :meth:`tokens` in each of many texts, counted; and those of
        :meth:`hump_tokens`, if the same texts are given as their authors wrote them."""
        # Not before it is needed: it imports numpy, and an answer should not wait for that.
        from searcher.analysis.batch import count_all

        return count_all(texts, self.tokenizer, originals)


@lru_cache(maxsize=2)
def open_analyzer(user_dictionary: UserDictionary) -> Analyzer:
    """The analyzer with these words of the user's own."""
    return Analyzer(open_tokenizer(user_dictionary))


class _Cut(NamedTuple):
    """A text and the words that two ways of cutting find in it."""

    text: str
    words: list[tuple[str, int, int]]
    """The tokenizer's, with start and end."""
    latin: list[tuple[str, int]]
    """Those of spaced scripts, with start."""


def _tokens(cut: _Cut) -> list[Token]:
    text = cut.text
    tokens = [
        Token(word, start, end, "word")
        for word, start, end in cut.words
        if is_dictionary_term(word)
    ]
    for run in CHARACTER_RUN.finditer(text):
        first, last = run.start(), run.end() - 1
        tokens += [Token(text[at], at, at + 1, "character") for at in range(first, last + 1)]
        tokens += [Token(text[at : at + 2], at, at + 2, "pair") for at in range(first, last)]
    for word, start in cut.latin:
        tokens.append(Token(word, start, start + len(word), "latin"))
        tokens += [
            Token(word[first:last], start + first, start + last, "part")
            for first, last in part_places(word)
        ]
        if together := joined(word):
            tokens.append(Token(together, start, start + len(word), "joined"))
    tokens += [Token(*place, kind) for place, kind in seams(text)]
    tokens += [Token(*place, "continuation") for place in continuations(text)]
    tokens += _signs(text)
    return _in_order(tokens)


def _words(cut: _Cut) -> list[Token]:
    found = [
        Token(word, start, end, "word" if end - start > 1 else "character")
        for word, start, end in cut.words
        if CHARACTER_RUN.search(word)
    ]
    found += [Token(word, start, start + len(word), "latin") for word, start in cut.latin]
    found += _signs(cut.text)
    words = []
    covered = 0
    for token in _in_order(found):
        if token.start >= covered:
            words.append(token)
        elif token.end <= covered:
            words.append(token._replace(kind="subword"))
        else:
            kind = "word" if token.end - covered > 1 else "character"
            words.append(Token(cut.text[covered : token.end], covered, token.end, kind))
        covered = max(covered, token.end)
    return words


def _signs(text: str) -> list[Token]:
    return [Token(match.group(), *match.span(), "sign") for match in SIGN.finditer(text)]


def _in_order(tokens: list[Token]) -> list[Token]:
    """By start, the longer first."""
    return sorted(tokens, key=lambda token: (token.start, -token.end))
