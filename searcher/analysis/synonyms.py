"""Tables of synonyms: regional words, and the user's own.

A table lists what a word of a query also finds. It is not transitive: 程序 is 程式 in one trade and
進程 in another, which does not make 程式 a synonym of 進程.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from searcher.analysis.normalize import fold
from searcher.errors import ConfigError
from searcher.options import quoted

if TYPE_CHECKING:
    from searcher.analysis.analyzer import Token

__all__ = ["Match", "Synonyms"]

MAX_LENGTH = 64
"""Code points of a word in the folded space."""


class Match(NamedTuple):
    """Whole words of a folded text, from ``start`` to ``end``, that have synonyms."""

    start: int
    end: int
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """A table of synonyms, all in the folded space, with single spaces for white space."""

    table: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, hash=False)
    """For each word, the lists of its synonyms, perhaps with the word itself; words of one line
    share a list. Not to be changed."""
    exceptions: tuple[str, ...] = ()
    """Words that contain a word of the table and mean something else."""

    @staticmethod
    @cache
    def regional() -> Synonyms:
        """The words of Taiwan, Hong Kong and the mainland: OpenCC's, and ``regional_names.txt``."""
        exceptions = fold(" ".join(_lines("exceptions.txt"))).split()
        return Synonyms(_table(_shipped()), tuple(exceptions))

    @classmethod
    def none(cls) -> Synonyms:
        """An empty table."""
        return cls()

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """The user's own synonyms, in Solr's format. Raises ConfigError, which names the file, and
        the line if one is wrong.

        ``a, b, c`` are synonyms of each other; with ``a, b => c, d``, a query for a or b also
        finds c and d. Unlike in Solr, the word of the query stays, and weighs more than its
        synonyms. ``#`` begins a comment line, a backslash escapes the character after it.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as exc:
            raise ConfigError(
                f"cannot read the synonyms {path}: {exc.strerror}; correct the name"
            ) from exc
        except UnicodeDecodeError as exc:
            raise ConfigError(f"the synonyms {path} are not UTF-8; convert the file") from exc
        return cls(_table(_rules(text, str(path))))

    def joined(self, other: Synonyms) -> Synonyms:
        """Both together; the synonyms of this one first."""
        words = dict.fromkeys((*self.table, *other.table))
        table = {word: self.table.get(word, ()) + other.table.get(word, ()) for word in words}
        return Synonyms(table, (*self.exceptions, *other.exceptions))

    def of(self, word: str) -> tuple[str, ...]:
        """The synonyms of a folded word, each once, in the order of the table."""
        found = dict.fromkeys(chain.from_iterable(self.table.get(word, ())))
        found.pop(word, None)
        return tuple(found)

    def exceptions_to(self, word: str) -> tuple[str, ...]:
        """The exceptions that contain a word: within them, the word does not match."""
        return tuple(self._exceptions.get(word, ()))

    def find(self, text: str, words: Sequence[Token]) -> list[Match]:
        """The words of a folded text that have synonyms, from left to right, the longest first.

        ``words`` are what :meth:`~searcher.analysis.analyzer.Analyzer.words` finds in it. A
        match is one of them or several in a row, with the text between them; it never cuts a
        word, so 軟體 does not match in 軟體動物. Matches do not overlap.
        """
        spans = [(word.start, word.end) for word in words if word.kind != "subword"]
        matches: list[Match] = []
        covered = 0
        for first, (start, _) in enumerate(spans):
            if start >= covered and text[start] in self._longest:
                match = self._longest_match(text, start, spans[first:])
                if match:
                    matches.append(match)
                    covered = match.end
        return matches

    def _longest_match(
        self, text: str, start: int, spans: Sequence[tuple[int, int]]
    ) -> Match | None:
        found: tuple[str, int] | None = None
        for _, end in spans:
            stretch = " ".join(text[start:end].split())
            if len(stretch) > self._longest[text[start]]:
                break
            if stretch in self.table:
                found = stretch, end
        return Match(start, found[1], self.of(found[0])) if found else None

    @cached_property
    def _exceptions(self) -> dict[str, list[str]]:
        """For each word of the table, the exceptions that contain it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for longer in self.exceptions:
            ends = range(1, len(longer) + 1)
            within = {longer[start:end] for end in ends for start in range(end)} - {longer}
            for word in within & self.table.keys():
                found[word].append(longer)
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """The length of the longest word that begins with a character."""
        return {word[0]: len(word) for word in sorted(self.table, key=len)}


class _Rule(NamedTuple):
    """Each of some words has all of some synonyms."""

    words: Sequence[str]
    synonyms: tuple[str, ...]


def _table(rules: Iterable[_Rule]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words, synonyms in rules:
        for word in dict.fromkeys(words):
            if synonyms != (word,):
                table[word].append(synonyms)
    return {word: tuple(lists) for word, lists in table.items()}


def _group(words: Iterable[str]) -> _Rule:
    """Words that are synonyms of each other."""
    distinct = tuple(dict.fromkeys(words))
    return _Rule(distinct, distinct)


def _shipped() -> Iterator[_Rule]:
    """The rules of the tables beside this module."""
    for pair in _lines("regional.txt"):
        yield _group(pair.split("="))
    groups = [line.partition(" | ")[0] for line in _lines("regional_names.txt") if line]
    for group in fold("\n".join(groups)).split("\n"):
        words, arrow, others = group.partition(" => ")
        synonyms = tuple(others.split(" = "))
        yield _Rule((words,), synonyms) if arrow else _group(words.split(" = "))


def _lines(name: str) -> list[str]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _rules(text: str, name: str) -> Iterator[_Rule]:
    """The rules of a text in Solr's format. Raises ConfigError, which names a wrong line."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            words, *synonyms = [[_word(word) for word in side] for side in _sides(line)]
            if len(synonyms) > 1:
                raise ValueError("has two arrows")
            if not synonyms and len(words) == 1:
                raise ValueError("has a single word and no arrow")
        except ValueError as exc:
            raise ConfigError(
                f"{name}, line {number}: {quoted(line.strip())} {exc}; correct the line or"
                " remove it"
            ) from exc
        yield _Rule(words, tuple(dict.fromkeys(synonyms[0]))) if synonyms else _group(words)


_PIECE = re.compile(r"\\.|=>|,|[^\\,=]+|.")


def _sides(line: str) -> list[list[str]]:
    """The words between commas on each side of the arrows, as written."""
    sides = [[""]]
    for piece in _PIECE.findall(line):
        if piece == "=>":
            sides.append([""])
        elif piece == ",":
            sides[-1].append("")
        else:
            sides[-1][-1] += piece[1:] if len(piece) == 2 and piece[0] == "\\" else piece
    return sides


def _word(written: str) -> str:
    """A word in the folded space. Raises ValueError, which says what is wrong with it."""
    word = " ".join(fold(written).split())
    if not word:
        raise ValueError("has an empty word")
    if not any(character.isalnum() for character in word):
        raise ValueError(f"has {quoted(word)}, which is not a word")
    if len(word) > MAX_LENGTH:
        raise ValueError(f"has a word of more than {MAX_LENGTH} characters")
    return word
