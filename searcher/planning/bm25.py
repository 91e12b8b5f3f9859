"""BM25, the one formula of the ranking, and every number in it.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3, without the constant factor k1 + 1, which changes no order; with Lucene's idf, which
is never negative, to a power::

    score      = sum over terms of  weight * idf * saturation
    idf        = ln(1 + (N - n + 0.5) / (n + 0.5)) ** idf_power
    saturation = tf / (tf + norm)
    norm       = k1 * (1 - b + b * length / typical_length)
    tf         = occurrences in the text + title_boost * in the title + heading_boost * in headings

The formula of the paper has the average length of the collection for the typical one. That makes
what is right for an article depend on what else is indexed: with documentation beside them, whose
sections are short, encyclopedia paragraphs all look long, and are ranked by their lengths. The
power keeps rare words apart from common ones in a large collection, where the logarithm alone
brings them close: all words of one subject are rare beside other subjects.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    _Length = TypeVar("_Length", float, NDArray[np.float64])

__all__ = ["DEFAULT_RANKING", "Ranking"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The numbers of the ranking. An index records those that it was made with, and is ranked
    by them."""

    # What the index was written with, for its bounds depend on them.

    k1: float = 1.0
    """How slowly repeated occurrences stop to count."""
    b: float = 0.5
    """How much longer sections are held to need more occurrences: from 0, not at all, to 1."""
    typical_length: int = 300
    """Characters and words of a section that is neither short nor long."""
    title_boost: int = 1
    """What an occurrence in the title counts, against one in the text."""
    heading_boost: int = 2
    """The same in the headings."""

    # What a query weighs its terms with.

    idf_power: float = 1.5
    pair: float = 1.0
    """Of two neighbouring characters."""
    lone_character: float = 1.0
    """Of a character that the tokenizer has as a word."""
    character: float = 0.3
    """Of any other."""
    latin: float = 2.0
    """Of a word of a spaced script."""
    latin_part: float = 0.3
    """Of a part of such a word."""
    prefix: float = 1.0
    """Of all words that a pattern stands for together."""
    exact_name: float = 3.0
    """Of being called as the query says, by title, heading or links."""
    synonym: float = 0.75
    """What a synonym weighs, against the word in whose place it stands."""
    back_matter: float = 0.1
    """What the score of notes, references and lists of links is multiplied with, so that they do
    not outrank prose that has the same words."""
    shortest_name: int = 3
    """Code points of a name that is kept in one piece within a query; shorter ones are terms."""
    ignore_stop_words: bool = True
    """Whether stop words of a query weigh nothing beside others."""

    def idf(self, section_count: int, document_frequency: int) -> float:
        """Inverse document frequency of a term that so many of all sections have."""
        odds = (section_count - document_frequency + 0.5) / (document_frequency + 0.5)
        return math.pow(math.log(1 + odds), self.idf_power)

    def norm(self, length: _Length) -> _Length:
        """What is added to the frequency in a section of a length, in characters and words."""
        return self.k1 * (1 - self.b) + (self.k1 * self.b / self.typical_length) * length

    @property
    def unscaled_norm(self) -> float:
        """The norm in fields whose lengths do not count: that of the typical length."""
        return self.k1

    def to_dict(self) -> dict[str, float]:
        """By name, as an index records them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, numbers: Mapping[str, float]) -> Ranking:
        """That which :meth:`to_dict` recorded, also in another version: what it does not have is
        as it is here."""
        known: dict[str, Any] = {
            field.name: numbers[field.name] for field in fields(cls) if field.name in numbers
        }
        return cls(**known)

    def is_indexed_alike(self, other: Ranking) -> bool:
        """Whether an index that was written with one can be ranked by the other."""
        return self._of_index() == other._of_index()

    def _of_index(self) -> tuple[float, ...]:
        return self.k1, self.b, self.typical_length, self.title_boost, self.heading_boost


DEFAULT_RANKING = Ranking()
