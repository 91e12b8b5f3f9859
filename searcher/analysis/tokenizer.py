"""jieba's words, over a dictionary folded the same way as the text.

Two tokenizers give the same words: ``rjieba`` (jieba-rs), thirty times as fast, and
``jieba`` itself where rjieba has no wheel. Of cuts that are equally likely, and 动动动 has two,
they may choose differently; an index records how it was cut. Neither guesses words by
HMM: names unknown to the dictionary match as pairs of characters.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.machinery import PathFinder
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.normalize import fold
from searcher.errors import ConfigError
from searcher.options import quoted

if TYPE_CHECKING:
    from rjieba import Jieba

__all__ = ["JiebaTokenizer", "RjiebaTokenizer", "Tokenizer", "UserDictionary", "open_tokenizer"]


_TAG = re.compile("[A-Za-z]+")


class UserWord(NamedTuple):
    """A word in the folded space; without a frequency, one that keeps it in one piece."""

    text: str
    frequency: int | None


@dataclass(frozen=True)
class UserDictionary:
    """Words of the user's own, in jieba's format: ``word [frequency] [tag]`` a line,
    the frequency a whole number and the tag Latin letters."""

    text: str = ""
    """The file as it was read."""
    name: str = field(default="user dictionary", compare=False)
    """What errors call it."""

    @classmethod
    def read(cls, path: Path) -> UserDictionary:
        """The dictionary in a file. Raises ConfigError that names the file, and the line if one
        is wrong."""
        try:
            dictionary = cls(path.read_text(encoding="utf-8-sig"), str(path))
        except OSError as exc:
            raise ConfigError(
                f"cannot read the user dictionary {path}: {exc.strerror}; correct the name"
            ) from exc
        except UnicodeDecodeError as exc:
            raise ConfigError(f"the user dictionary {path} is not UTF-8; convert it") from exc
        dictionary.words  # noqa: B018  # reports a wrong line now
        return dictionary

    @cached_property
    def words(self) -> tuple[UserWord, ...]:
        """The words of the file. Raises ConfigError that names the line that is none."""
        return tuple(self._parse())

    @property
    def digest(self) -> str:
        """SHA-256 of the words: what two dictionaries that act alike share."""
        return hashlib.sha256(repr(self.words).encode()).hexdigest()

    def _parse(self) -> Iterator[UserWord]:
        for number, line in enumerate(self.text.lstrip("\ufeff").splitlines(), 1):
            word, *rest = line.split() or [""]
            frequency = rest[0] if rest and rest[0].isdecimal() else ""
            tags = rest[1:] if frequency else rest
            if len(tags) > 1 or not all(map(_TAG.fullmatch, tags)) or len(frequency) > 9:
                raise ConfigError(
                    f"{self.name}, line {number}: {quoted(line.strip())} is not"
                    " 'word [frequency] [tag]', a number and Latin letters;"
                    " correct the line or remove it"
                )
            if folded := fold(word):
                yield UserWord(folded, int(frequency) if frequency else None)


class Tokenizer(Protocol):
    """Cuts text of the folded space into words.

    What stands beyond white space makes no difference to how a stretch is cut.
    """

    @property
    def name(self) -> str:
        """Name and version of the package that cuts."""

    def cut(self, text: str) -> list[str]:
        """The words one after another: they concatenate back to ``text``."""

    def cut_for_search(self, text: str) -> list[str]:
        """The words of :meth:`cut`, each preceded by the shorter dictionary words within it."""

    def tokenize(self, text: str) -> list[tuple[str, int, int]]:
        """The words of :meth:`cut_for_search` with their offsets."""


_SHORT = 64
"""Code points."""

_FEW = 16

_ELSEWHERE = "\U0010ffff\U0010ffff"
"""Stands for all words that are not in a text; noncharacters, which no folded text has."""


class RjiebaTokenizer:
    """jieba-rs through the package ``rjieba``.

    The first few short texts, which may be all that a process asks for, are cut with no more
    of the dictionary than the words in them: loading all of it takes longer.
    """

    def __init__(self, user_dictionary: UserDictionary) -> None:
        self._module = _rjieba()
        self._user_words = user_dictionary.words
        self._lexicon = Lexicon()
        self._short_texts = 0

    @cached_property
    def _jieba(self) -> Jieba:
        jieba: Jieba = self._module.Jieba()
        for word, frequency in (*self._lexicon.extra_words().items(), *self._user_words):
            jieba.add_word(word, frequency, None)
        return jieba

    def _jieba_for(self, text: str) -> Jieba:
        if (
            "_jieba" in self.__dict__
            or self._user_words
            or len(text) > _SHORT
            or self._short_texts == _FEW
        ):
            return self._jieba
        self._short_texts += 1
        words = self._lexicon.words_in(text)
        # The weight of a word is its share of all frequencies, which must stay what it is.
        words[_ELSEWHERE] = self._lexicon.total - sum(words.values())
        jieba: Jieba = self._module.Jieba.empty()
        for word, frequency in words.items():
            jieba.add_word(word, frequency, None)
        return jieba

    @property
    def name(self) -> str:
        return f"rjieba {version('rjieba')}"

    def cut(self, text: str) -> list[str]:
        return self._jieba.cut(text, hmm=False)

    def cut_for_search(self, text: str) -> list[str]:
        return self._jieba.cut_for_search(text, hmm=False)

    def tokenize(self, text: str) -> list[tuple[str, int, int]]:
        return self._jieba_for(text).tokenize(text, mode="search", hmm=False)


class JiebaTokenizer:
    """jieba itself, the reference."""

    def __init__(self, user_dictionary: UserDictionary) -> None:
        import logging

        import jieba

        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for word, frequency in (*Lexicon().extra_words().items(), *user_dictionary.words):
            # add_word counts a word that it replaces twice, which rjieba does not.
            self._jieba.total -= self._jieba.FREQ.get(word) or 0
            self._jieba.add_word(word, frequency)

    @property
    def name(self) -> str:
        return f"jieba {version('jieba')}"

    def cut(self, text: str) -> list[str]:
        return list(self._jieba.cut(text, HMM=False))

    def cut_for_search(self, text: str) -> list[str]:
        return list(self._jieba.cut_for_search(text, HMM=False))

    def tokenize(self, text: str) -> list[tuple[str, int, int]]:
        return list(self._jieba.tokenize(text, mode="search", HMM=False))


def open_tokenizer(user_dictionary: UserDictionary) -> Tokenizer:
    """The fastest tokenizer that is installed. jieba takes a second to load."""
    try:
        return RjiebaTokenizer(user_dictionary)
    except ImportError:
        return JiebaTokenizer(user_dictionary)


def _rjieba() -> ModuleType:
    """The extension module of rjieba. Raises ImportError where it is not installed.

    Not by importing the package: that makes a tokenizer of its own, which takes as long as
    making ours, and a search should not wait for both.
    """
    name = "rjieba.rjieba"
    if name not in sys.modules:
        package = find_spec("rjieba")
        folders = package.submodule_search_locations if package else []
        spec = PathFinder.find_spec(name, folders)
        if spec is None or spec.loader is None:
            raise ImportError("rjieba is not installed", name=name)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
    return sys.modules[name]
