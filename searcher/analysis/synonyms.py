"""Words that stand for each other: those of the regions, and the user's own.

A table says what whoever asks for a word also finds; nothing follows from two of its lines
together. 程序 is 程式 in one trade and 進程 in another, which does not make 程式 進程.
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

if TYPE_CHECKING:
    from searcher.analysis.analyzer import Token

__all__ = ["Match", "Synonyms"]

MAX_LENGTH = 64
"""Code points of a word in the folded space."""


class Match(NamedTuple):
    """Whole words that a table has: those from ``start`` to ``end`` of a folded text."""

    start: int
    end: int
    equivalents: tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """A table of synonyms. Everything in it is in the folded space, white space runs one space."""

    table: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, hash=False)
    """Of each word, the lists that have what it also finds, itself among them perhaps; the words of
    a line share one. Not to be changed."""
    exceptions: tuple[str, ...] = ()
    """Words that hold another of the table and mean something else."""

    @staticmethod
    @cache
    def regional() -> Synonyms:
        """The words of Taiwan, Hong Kong and the mainland: OpenCC's, and ``regional_names.txt``."""
        exceptions = fold(" ".join(_lines("exceptions.txt"))).split()
        return Synonyms(_table(_shipped()), tuple(exceptions))

    @classmethod
    def none(cls) -> Synonyms:
        """A table of nothing."""
        return cls()

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """The user's own, in Solr's format. Raises ConfigError that names the file, and the
        line if one is wrong.

        ``a, b, c`` all stand for each other; with ``a, b => c, d``, whoever asks for a or b
        also finds c and d. Unlike in Solr the word that was asked for stays and weighs more
        than what is found instead. ``#`` begins a line of comment, a backslash takes the
        character after it as it is.
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

    def equivalents(self, word: str) -> tuple[str, ...]:
        """What a word of the folded space also finds, each once, in the order of the table."""
        found = dict.fromkeys(chain.from_iterable(self.table.get(word, ())))
        found.pop(word, None)
        return tuple(found)

    def holding(self, word: str) -> tuple[str, ...]:
        """The exceptions that hold a word: where one of them stands, the word does not."""
        return tuple(longer for longer in self.exceptions if word in longer and word != longer)

    def find(self, text: str, words: Sequence[Token]) -> list[Match]:
        """The words of a folded text that the table has, from left to right, the longest first.

        ``words`` are what :meth:`~searcher.analysis.analyzer.Analyzer.words` finds in it. A
        match is one of them or several in a row, with what stands between them; it never cuts
        one, so 軟體 is not met in 軟體動物. Matches do not overlap.
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
        return Match(start, found[1], self.equivalents(found[0])) if found else None

    @cached_property
    def _longest(self) -> dict[str, int]:
        """The length of the longest word that begins with a character."""
        return {word[0]: len(word) for word in sorted(self.table, key=len)}


class _Rule(NamedTuple):
    """Whoever asks for any of some words also finds others."""

    asked: Sequence[str]
    found: tuple[str, ...]


def _table(rules: Iterable[_Rule]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for asked, found in rules:
        for word in dict.fromkeys(asked):
            if found != (word,):
                table[word].append(found)
    return {word: tuple(lists) for word, lists in table.items()}


def _group(words: Iterable[str]) -> _Rule:
    """Words that all stand for each other."""
    distinct = tuple(dict.fromkeys(words))
    return _Rule(distinct, distinct)


def _shipped() -> Iterator[_Rule]:
    """The rules of the tables beside this module."""
    for pair in _lines("regional.txt"):
        yield _group(pair.split("="))
    groups = [line.partition(" | ")[0] for line in _lines("regional_names.txt") if line]
    for group in fold("\n".join(groups)).split("\n"):
        yield _group(group.split(" = "))


def _lines(name: str) -> list[str]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _rules(text: str, name: str) -> Iterator[_Rule]:
    """The rules of a text in Solr's format. Raises ConfigError that names a wrong line."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            asked, *found = [[_word(word) for word in side] for side in _sides(line)]
            if len(found) > 1:
                raise ValueError("has two arrows")
            if not found and len(asked) == 1:
                raise ValueError("has a single word and no arrow")
        except ValueError as exc:
            raise ConfigError(
                f"{name}, line {number}: {line.strip()!r} {exc}; correct the line or remove it"
            ) from exc
        yield _Rule(asked, tuple(dict.fromkeys(found[0]))) if found else _group(asked)


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
    """A word in the folded space. Raises ValueError that says why it is none."""
    word = " ".join(fold(written).split())
    if not word:
        raise ValueError("has an empty word")
    if not any(character.isalnum() for character in word):
        raise ValueError(f"has {word!r}, which is not a word")
    if len(word) > MAX_LENGTH:
        raise ValueError(f"has a word of more than {MAX_LENGTH} characters")
    return word
