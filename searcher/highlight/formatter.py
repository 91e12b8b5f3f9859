"""Formats highlighted text for the terminal or for HTML."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from searcher.model import mark
from searcher.printable import printable

__all__ = ["ANSI", "HTML", "PLAIN", "Formatter"]


@dataclass(frozen=True, slots=True)
class Formatter:
    """Escapes text and puts marks around its highlights."""

    opening: str
    closing: str
    escape: Callable[[str], str]

    def format(self, text: str, highlights: Sequence[tuple[int, int]]) -> str:
        """``text`` escaped, with each highlight marked."""
        return mark(text, highlights, self.opening, self.closing, self.escape)


PLAIN = Formatter("«", "»", printable)
ANSI = Formatter("\x1b[1;31m", "\x1b[0m", printable)
HTML = Formatter("<mark>", "</mark>", html.escape)
