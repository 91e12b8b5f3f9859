"""BM25, the one formula of the ranking, and every number in it.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3, without the constant factor k1 + 1, which changes no order; with Lucene's idf, which
is never negative, raised to a power::

    score      = sum over terms of  weight * idf * saturation
    idf        = ln(1 + (N - n + 0.5) / (n + 0.5)) ** idf_power
    saturation = tf / (tf + norm)
    norm       = k1 * (1 - b + b * length / typical_length)
    tf         = occurrences in the text + title_boost * in the title + heading_boost * in headings

Instead of a fixed typical length, the formula of the paper has the average length in the
collection. With that, the ranking of an article depends on what else is indexed: beside
documentation with short sections, all encyclopedia paragraphs count as long, and are ranked by
their lengths. The power keeps rare words apart from common ones in a large collection, where the
logarithm alone brings them close together: all words of one subject are rare beside other subjects.
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

    # Used when the index is written: its score bounds depend on these.

    k1: float = 1.0
    """How slowly repeated occurrences saturate."""
    b: float = 0.5
    """How strongly length normalizes occurrences, from 0, not at all, to 1."""
    typical_length: int = 300
    """Characters and words of a section that is neither short nor long."""
    title_boost: int = 1
    """What an occurrence in the title counts, compared with one in the text."""
    heading_boost: int = 2
    """The same in the headings."""

    # Used when a query is weighed.

    idf_power: float = 1.15
    """The power to which the idf is raised."""
    pair: float = 1.0
    """Weight of two neighbouring characters."""
    cross_pair: float = 0.6
    """Weight of two neighbouring characters of different words."""
    word: float = 0.01
    """Weight of a word of three characters and more, beside its pairs."""
    lone_character: float = 1.3
    """Weight of a character that is a word of its own."""
    character: float = 0.7
    """Weight of any other character."""
    latin: float = 1.15
    """Weight of a word of a spaced script, which the index counts twice."""
    latin_part: float = 0.3
    """Weight of a part of such a word."""
    seam: float = 2.0
    """Weight of such a word and the character beside it, together."""
    unit: float = 3.0
    """Weight of the same where white space was typed between them."""
    prefix: float = 1.0
    """Weight of all terms of a pattern together."""
    exact_name: float = 6.0
    """Weight of an exact name: a title, heading or link text that is the query."""
    all_in_title: float = 3.0
    """Weight of all words of a short query in the title, and of the same in the headings."""
    most_in_title: int = 4
    """Words of a query that is short."""
    synonym: float = 0.75
    """What a synonym weighs, compared with its word."""
    back_matter: float = 0.1
    """Factor on the score of notes, references and lists of links, so that they do not outrank
    prose with the same words."""
    all_words: float = 1.25
    """Factor on the score of sections that meet all words of a query, where some are enough."""
    enough: int = 10
    """Sections that meet all words of a query, at least, for all of the words to be required."""
    shortest_name: int = 3
    """Least code points of a name of the collection that counts as one word within a query."""
    ignore_stop_words: bool = True
    """Whether stop words of a query weigh nothing beside others."""

    def idf(self, section_count: int, document_frequency: int) -> float:
        """The inverse document frequency of a term, raised to ``idf_power``."""
        odds = (section_count - document_frequency + 0.5) / (document_frequency + 0.5)
        return math.pow(math.log(1 + odds), self.idf_power)

    def norm(self, length: _Length) -> _Length:
        """The norm of a section whose length is given in characters and words."""
        return self.k1 * (1 - self.b) + (self.k1 * self.b / self.typical_length) * length

    @property
    def unscaled_norm(self) -> float:
        """The norm in fields without length normalization: that of the typical length."""
        return self.k1

    def to_dict(self) -> dict[str, float]:
        """The numbers by name, as an index records them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, numbers: Mapping[str, float]) -> Ranking:
        """The ranking that :meth:`to_dict` recorded, perhaps in another version: numbers that it
        does not have keep their defaults."""
        recorded: dict[str, Any] = {
            field.name: numbers[field.name] for field in fields(cls) if field.name in numbers
        }
        return cls(**recorded)

    def is_indexed_alike(self, other: Ranking) -> bool:
        """Whether an index that was written with this ranking can be ranked by ``other``."""
        return self._of_index() == other._of_index()

    def _of_index(self) -> tuple[float, ...]:
        return self.k1, self.b, self.typical_length, self.title_boost, self.heading_boost


DEFAULT_RANKING = Ranking()
