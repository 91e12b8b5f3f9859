"""Words that stand for each other: those of the regions, and the user's own.

A table says what whoever asks for a word also finds; nothing follows from two of its lines
together. 程序 is 程式 in one trade and 進程 in another, which does not make 程式 進程.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import permutations, product
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
    """A table of equivalents. Everything in it is in the folded space, white space runs one
    space."""

    table: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What each word also finds, never itself. Not to be changed."""
    exceptions: tuple[str, ...] = ()
    """Words that hold another of the table and mean something else."""

    @staticmethod
    @cache
    def regional() -> Synonyms:
        """The words of Taiwan, Hong Kong and the mainland: OpenCC's, and ``regional_names.txt``."""
        exceptions = fold(" ".join(_lines("exceptions.txt"))).split()
        return Synonyms(_collected(_shipped()), tuple(exceptions))

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
        return cls(_collected(_links(text, str(path))))

    def joined(self, other: Synonyms) -> Synonyms:
        """Both together; the equivalents of this one first."""
        links = [*self._links(), *other._links()]
        return Synonyms(_collected(links), (*self.exceptions, *other.exceptions))

    def equivalents(self, word: str) -> tuple[str, ...]:
        """What a word of the folded space also finds, in the order of the table."""
        return self.table.get(word, ())

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
        found = None
        for _, end in spans:
            stretch = " ".join(text[start:end].split())
            if len(stretch) > self._longest[text[start]]:
                break
            if stretch in self.table:
                found = Match(start, end, self.table[stretch])
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """The length of the longest word that begins with a character."""
        return {word[0]: len(word) for word in sorted(self.table, key=len)}

    def _links(self) -> Iterator[tuple[str, str]]:
        return ((word, other) for word, others in self.table.items() for other in others)


def _collected(links: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The table of links from a word that is asked for to one that is found."""
    table: dict[str, tuple[str, ...]] = {}
    for asked, found in links:
        known = table.get(asked, ())
        if asked != found and found not in known:
            table[asked] = (*known, found)
    return table


def _shipped() -> Iterator[tuple[str, str]]:
    """The links of the tables beside this module."""
    for pair in _lines("regional.txt"):
        yield from permutations(pair.split("="), 2)
    groups = [line.partition(" | ")[0] for line in _lines("regional_names.txt") if line]
    for group in fold("\n".join(groups)).split("\n"):
        yield from permutations(group.split(" = "), 2)


def _lines(name: str) -> list[str]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _links(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The links of a text in Solr's format. Raises ConfigError that names a wrong line."""
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
        yield from product(asked, found[0]) if found else permutations(asked, 2)


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
