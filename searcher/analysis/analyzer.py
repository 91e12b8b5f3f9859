"""The whole chain from normalized text to terms, readable in one place.

Three kinds of terms, decision 7 of the design: every character of the unspaced scripts,
every pair of neighbours, and the tokenizer's words of three characters and more; besides,
words of spaced scripts and their parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import add
from typing import NamedTuple

from searcher.analysis.tokenfilter import (
    CHARACTER_RUN,
    is_dictionary_term,
    latin_words,
    parts,
)
from searcher.analysis.tokenizer import Tokenizer

__all__ = ["Analyzer", "TermCounts", "Token"]


class Token(NamedTuple):
    """A term and where it stands: ``text`` is the normalized text from ``start`` to ``end``."""

    text: str
    start: int
    end: int
    kind: str
    """``character``, ``pair``, ``word``, ``latin`` or ``part`` (of a latin word)."""


class TermCounts(NamedTuple):
    """What the index keeps of one text."""

    frequencies: dict[str, int]
    """Term -> occurrences."""
    length: int
    """Characters of unspaced scripts and words of spaced ones: the length that BM25 normalizes."""


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Finds terms in text that :func:`~searcher.analysis.normalize.normalize` has made.

    Safe to share between threads.
    """

    tokenizer: Tokenizer

    def tokens(self, text: str) -> list[Token]:
        """Every term of ``text`` with its offsets, by start, the longer first."""
        steps = (_characters, _pairs, self._dictionary_words, _latin_words)
        tokens = [token for step in steps for token in step(text)]
        return sorted(tokens, key=lambda token: (token.start, -token.end))

    def count(self, text: str) -> TermCounts:
        """The terms of :meth:`tokens`, counted without making a token of each."""
        runs = CHARACTER_RUN.findall(text)
        characters = Counter("".join(runs))
        pairs = Counter(chain.from_iterable(map(add, run, run[1:]) for run in runs))
        words = Counter(self.tokenizer.cut_for_search(text))
        latin = Counter(word for word, _ in latin_words(text))
        frequencies = dict(characters)
        frequencies.update(pairs)
        frequencies.update(
            (word, n)
            for word, n in words.items()
            if word not in frequencies and is_dictionary_term(word)
        )
        frequencies.update(latin)
        for word, n in latin.items():
            for start, end in parts(word):
                part = word[start:end]
                frequencies[part] = frequencies.get(part, 0) + n
        return TermCounts(frequencies, sum(characters.values()) + sum(latin.values()))

    def words(self, text: str) -> list[Token]:
        """What a person would call the words of ``text``, in order, without a gap or an overlap
        but for ``subword`` tokens: shorter dictionary words within the word before them.

        Words of unspaced scripts are of kind ``word``, or ``character`` if they are no longer;
        those of spaced scripts are ``latin``. What is neither is left out.
        """
        found = [
            Token(word, start, end, "word" if end - start > 1 else "character")
            for word, start, end in self.tokenizer.tokenize(text)
            if CHARACTER_RUN.search(word)
        ]
        found += (token for token in _latin_words(text) if token.kind == "latin")
        words = []
        covered = 0
        for token in sorted(found, key=lambda token: (token.start, -token.end)):
            if token.start >= covered:
                words.append(token)
            elif token.end <= covered:
                words.append(token._replace(kind="subword"))
            else:
                kind = "word" if token.end - covered > 1 else "character"
                words.append(Token(text[covered : token.end], covered, token.end, kind))
            covered = max(covered, token.end)
        return words

    def _dictionary_words(self, text: str) -> Iterator[Token]:
        for word, start, end in self.tokenizer.tokenize(text):
            if is_dictionary_term(word):
                yield Token(word, start, end, "word")


def _characters(text: str) -> Iterator[Token]:
    for run in CHARACTER_RUN.finditer(text):
        for position in range(run.start(), run.end()):
            yield Token(text[position], position, position + 1, "character")


def _pairs(text: str) -> Iterator[Token]:
    for run in CHARACTER_RUN.finditer(text):
        for position in range(run.start(), run.end() - 1):
            yield Token(text[position : position + 2], position, position + 2, "pair")


def _latin_words(text: str) -> Iterator[Token]:
    for word, start in latin_words(text):
        yield Token(word, start, start + len(word), "latin")
        for part in parts(word):
            yield Token(word[part.start : part.end], start + part.start, start + part.end, "part")
