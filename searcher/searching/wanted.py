"""What a query asks posting lists for: terms of the index, and what is computed from them.

``field`` is one of the index, or ``body``: the text without title and headings.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

__all__ = ["Instead", "Named", "Piece", "Starting", "Term", "Wanted", "order"]


class Term(NamedTuple):
    """A term of the index."""

    field: str
    text: str


class Starting(NamedTuple):
    """All words of spaced scripts that begin with a text, as one."""

    field: str
    text: str


class Piece(NamedTuple):
    """A text of several terms, counted in each section that has all of them: as often as the
    rarest. Nearly always that is the text in one piece, which nobody proves."""

    field: str
    text: str
    needed: tuple[str, ...]


class Instead(NamedTuple):
    """An equivalent of a word, in sections that do not have the word itself."""

    field: str
    text: str
    """The equivalent."""
    needed: tuple[str, ...]
    """The terms without which the equivalent cannot be there."""
    own: tuple[str, ...]
    """Those of the word."""
    word: str
    """The word itself."""
    holding: tuple[str, ...] = ()
    """Longer words that hold the equivalent and mean something else."""


class Named(NamedTuple):
    """The sections that are called so, and the articles that links of this text lead to."""

    text: str
    field: str = "text"


Wanted: TypeAlias = Term | Starting | Piece | Instead | Named


def order(wanted: Wanted) -> tuple[str, str, str]:
    """An order of all that can be wanted."""
    return wanted.field, wanted.text, repr(wanted)
