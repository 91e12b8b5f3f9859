"""What a query asks posting lists for: terms of the index, and what is computed from them.

``field`` is one of the index, or ``body``: the text without title and headings. None are tuples:
those with the same strings would be equal, though one is a term and another a beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Instead", "Named", "Starting", "Term", "Wanted", "order"]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the index."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Starting:
    """All words of spaced scripts that begin with a text, as one."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Instead:
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


@dataclass(frozen=True, slots=True)
class Named:
    """The sections that are called so, and the articles that links of this text lead to."""

    text: str
    field: str = "text"


Wanted: TypeAlias = Term | Starting | Instead | Named


def order(wanted: Wanted) -> tuple[str, str, str]:
    """An order of all that can be wanted."""
    return wanted.field, wanted.text, repr(wanted)
