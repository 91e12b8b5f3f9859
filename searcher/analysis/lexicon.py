"""jieba's dictionary as it lies on disk, for texts so short that loading it is the longer part.

The dictionary is sorted by the bytes of its words but for a few, so a word is found by
bisection in the mapped file. Those few, and all words that change in the folded space, are in
``dictionary.txt`` beside this module, with their frequencies there and the total of all;
``scripts/make_dictionary.py`` makes it, and makes sure that every word is found.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from functools import cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Lexicon"]


class Lexicon:
    """The words of the folded space with their frequencies."""

    @cached_property
    def _extra(self) -> dict[str, int]:
        text = (files(__package__) / "dictionary.txt").read_text(encoding="utf-8")
        lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
        return {word: int(frequency) for word, frequency in lines}

    @cached_property
    def _file(self) -> mmap.mmap:
        package = find_spec("jieba")  # not imported: that takes long
        (folder,) = package.submodule_search_locations or [] if package else []
        with (Path(folder) / "dict.txt").open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @cached_property
    def _sorted_from(self) -> int:
        """Where the words of mixed scripts end that the file begins with."""
        return self._file.find("\n一 ".encode()) + 1

    def extra_words(self) -> dict[str, int]:
        """The words that a tokenizer with jieba's dictionary needs to know besides."""
        return {word: frequency for word, frequency in self._extra.items() if word != TOTAL}

    @property
    def total(self) -> int:
        """The frequencies of all words, added up."""
        return self._extra[TOTAL]

    def text(self) -> str:
        """jieba's own dictionary: ``word frequency tag`` a line."""
        return self._file[:].decode("utf-8")

    def words_in(self, text: str) -> dict[str, int]:
        """The words that stand anywhere in ``text``. Takes about 30 µs a character."""
        words = {word: count for word, count in self.extra_words().items() if word in text}
        for start in range(len(text)):
            for word, count in self.words_that_begin(text[start:]):
                words.setdefault(word, count)
        return words

    def __contains__(self, text: str) -> bool:
        """Whether a text is a word."""
        word = text.encode()
        return text in self._extra or self._first_from(word).partition(b" ")[0] == word

    def words_that_begin(self, text: str) -> Iterator[tuple[str, int]]:
        """The words of jieba's file that ``text`` begins with, the shortest first."""
        for end in range(1, len(text) + 1):
            piece = text[:end].encode()
            word, _, rest = self._first_from(piece).partition(b" ")
            if word == piece:
                yield text[:end], int(rest.split()[0])
            elif not word.startswith(piece):
                return

    def _first_from(self, key: bytes) -> bytes:
        """The line of the first word that is not less than ``key``."""
        file = self._file
        low, high = self._sorted_from, len(file)
        while low < high:
            middle = (low + high) // 2
            start = file.rfind(b"\n", low, middle) + 1 or low
            end = file.find(b"\n", middle)
            if file[start:end].partition(b" ")[0] < key:
                low = end + 1
            else:
                high = start
        return file[low : file.find(b"\n", low)]


TOTAL = "∑"
"""Stands for the total in ``dictionary.txt``; no word of a text is cut so."""
