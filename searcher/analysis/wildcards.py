"""Wildcards in words of spaced scripts, in the folded space: ``?`` stands for one letter or digit,
``*`` for any number of them. Neither stands for a character of the unspaced scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.model import Span

__all__ = ["WildcardMatcher"]

_WILDCARD = re.compile(r"[*?]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WildcardMatcher:
    """Finds the words that a pattern stands for, each whole."""

    pattern: str
    """Folded letters and digits, and wildcards."""

    def find(self, text: str) -> Iterator[Span]:
        spaced = CHARACTER_RUN.sub(lambda run: " " * len(run.group()), text)
        for word in _WORD.finditer(spaced):
            if self._words.fullmatch(word.group()[:MAX_TERM_LENGTH]):
                yield Span(*word.span())

    def among(self, words: Iterable[str]) -> frozenset[str]:
        """Those of some words, none with a line break, that the pattern stands for."""
        found = (match.group() for match in self._words.finditer("\n".join(words)))
        return frozenset(word for word in found if word.isascii() or not CHARACTER_RUN.search(word))

    @property
    def prefix(self) -> str:
        """What every word begins with; perhaps nothing."""
        return _WILDCARD.split(self.pattern)[0]

    @property
    def piece(self) -> str:
        """The longest text that stands in every word; perhaps nothing."""
        return max(_WILDCARD.split(self.pattern), key=len)

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """Whole lines that are words. Takes time by the length of a word times the pattern's."""
        first, *others = (
            re.escape(piece).replace(r"\?", r"\w") for piece in self.pattern.split("*")
        )
        # What stands between two stars is taken where it is first found, and not looked for again.
        between = (
            rf"(?=(?P<_{n}>\w*?{piece}))(?P=_{n})" for n, piece in enumerate(others[:-1]) if piece
        )
        last = rf"\w*{others[-1]}" if others else ""
        return re.compile(rf"^{first}{''.join(between)}{last}$", re.MULTILINE)
