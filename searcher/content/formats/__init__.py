"""Which format is a file in? One table: suffix and signature -> :class:`Format`.

A format is a row of the table and a module beside this one, which is imported when the first
file of its kind is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from searcher.content.decoding import Unreadable
from searcher.model import Article

__all__ = ["FORMATS", "NOT_TEXT", "Format", "Formats"]

NOT_TEXT = "not a text format"
"""Why a file is skipped, before its suffix."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, and how its articles are read."""

    name: str
    """What messages call it: ``no MediaWiki dump``."""
    suffixes: tuple[str, ...]
    """In lower case, each with its dot; one may have several: ``.xml.bz2``."""
    parse: Callable[[bytes, str], Iterable[Article]]
    """The articles in a file, in order, from its bytes and its name without suffix.

    An iterable, for a file may be large: articles are taken one by one. Where a file can hold
    several, each has a :attr:`~searcher.model.Article.name` of its own. Raises Unreadable, before
    or between articles, for bytes that cannot be read, and nothing else for any bytes at all.
    """
    signature: Callable[[bytes], bool] | None = None
    """Whether bytes are of the format, where the suffix does not say so: EPUB and DOCX are both
    zip, and not every .xml is a dump. None takes all."""


@dataclass(frozen=True, slots=True)
class Formats:
    """The table. Of several formats with the same suffix the first whose signature fits is the
    one: those with a signature come first."""

    table: tuple[Format, ...]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """All suffixes, in the order of the table, without repetition."""
        return tuple(dict.fromkeys(suffix for row in self.table for suffix in row.suffixes))

    @property
    def named(self) -> str:
        """The suffixes in a sentence: ``.md, .markdown or .txt``."""
        *others, last = self.suffixes
        return f"{', '.join(others)} or {last}" if others else last

    def refusal(self, path: str) -> str | None:
        """Why a file of this name is not read; None if it is."""
        if self._candidates(path):
            return None
        suffix = PurePosixPath(path).suffix.lower()
        return f"{NOT_TEXT} ({suffix or 'no suffix'})"

    def find(self, path: str, data: bytes) -> Format:
        """The format of a file with this name and these bytes. Raises Unreadable."""
        candidates = self._candidates(path)
        for row in candidates:
            if row.signature is None or row.signature(data):
                return row
        raise Unreadable(self.refusal(path) or f"no {' or '.join(row.name for row in candidates)}")

    def _candidates(self, path: str) -> list[Format]:
        """The formats with a suffix of the file; what a name begins with is none."""
        name = PurePosixPath(path).name[1:].lower()
        return [row for row in self.table if name.endswith(row.suffixes)]


def _markdown(data: bytes, name: str) -> Iterable[Article]:
    from searcher.content.formats.markdown import parse

    return parse(data, name)


FORMATS = Formats(
    (
        Format("Markdown", (".md", ".markdown"), _markdown),
        Format("text", (".txt",), _markdown),
    )
)
"""The formats that are read."""
