"""What the engines are given and asked: the same words of the same sections for all of them.

The words are those that jieba's search mode finds in the folded text and that begin with a
letter or digit. A collection of words is a list of strings, one a section, the words joined
by spaces: no word has one.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.formats.markdown import parse_text

__all__ = [
    "COPIES",
    "Sections",
    "Words",
    "draw_phrases",
    "draw_queries",
    "enlarged",
    "read_sections",
    "section_texts",
]

Words: TypeAlias = "tuple[str, ...]"

COPIES = 8
"""How often the large collection has the sections."""

_DROPPED = 0.2
"""Of the words of each copy."""


@dataclass(frozen=True, slots=True)
class Sections:
    """Texts of sections as they are shown, and the words of each."""

    texts: Sequence[str]
    words: Sequence[str]
    seconds: Mapping[str, float]
    """What it took to get them, in one process, by step."""

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def bytes(self) -> int:
        """Of the texts in UTF-8."""
        return sum(len(text.encode("utf-8", "surrogatepass")) for text in self.texts)


def section_texts(articles: Sequence[Path]) -> Iterator[str]:
    """The texts of the sections of some articles."""
    for path in articles:
        article = parse_text(path.read_text(encoding="utf-8", errors="replace"), path.stem)
        for section in article.sections:
            yield section.text


def read_sections(articles: Sequence[Path]) -> Sections:
    """All sections of some articles."""
    tokenizer = open_tokenizer(UserDictionary())
    tokenizer.cut_for_search("")  # loads the dictionary
    started = time.perf_counter()
    texts = list(section_texts(articles))
    parsed = time.perf_counter()
    words = [
        " ".join(word for word in tokenizer.cut_for_search(fold(text)) if word[0].isalnum())
        for text in texts
    ]
    cut = time.perf_counter()
    times = {
        "read and parse the articles": parsed - started,
        "fold and cut the texts": cut - parsed,
    }
    return Sections(texts, words, times)


def enlarged(words: Sequence[str], seed: int) -> Iterator[str]:
    """The sections several times over, each copy with a fifth of its words dropped at random."""
    chance = random.Random(seed).random
    for _ in range(COPIES):
        for section in words:
            yield " ".join([word for word in section.split() if chance() >= _DROPPED])


def draw_queries(sections: Sections, count: int, seed: int) -> list[Words]:
    """One to five words of a section each, drawn as often as they occur; none twice."""
    draw = random.Random(seed)
    queries: list[Words] = []
    while len(queries) < count:
        words = draw.choice(sections.words).split()
        size = min(draw.randint(1, 5), len(words))
        if words:
            queries.append(tuple(dict.fromkeys(draw.sample(words, size))))
    return queries


def draw_phrases(sections: Sections, count: int, seed: int) -> list[Words]:
    """Two or three words each that a text has one after another, with nothing between."""
    draw = random.Random(seed)
    phrases: list[Words] = []
    while len(phrases) < count:
        section = draw.randrange(len(sections))
        words = sections.words[section].split()
        size = draw.randint(2, 3)
        if len(words) >= size:
            start = draw.randint(0, len(words) - size)
            phrase = tuple(words[start : start + size])
            # Of words within words, which search mode lists too, most do not stand so.
            if "".join(phrase) in fold(sections.texts[section]):
                phrases.append(phrase)
    return phrases
