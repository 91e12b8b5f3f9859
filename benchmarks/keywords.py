"""Short queries, as people type them: the titles of articles and the texts of links to them.

Asked of the articles of docs-zh-tw (every so many of them); the right answer is the article,
whichever of its sections is found. The same is asked in the words of the other region: with the
titles that docs-zh-cn gives the same articles, and the texts that it links to them with.
"""

from __future__ import annotations

import posixpath
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from corpora import read_articles
from measures import Asked, Task
from opencc import OpenCC

from searcher.analysis.normalize import fold
from searcher.content.formats.markdown import parse_text
from searcher.model import Article

__all__ = ["keyword_task"]

Texts: TypeAlias = "Mapping[str, str]"
"""What stands in each file, by path."""

_SEED = 4
_LENGTHS = range(2, 21)
"""Of a query, in code points."""

_LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(([^()\s#?:]+\.md)(?:#[^()\s]*)?\)")
_MARKUP = re.compile(r"[`*]|\\(?=\W)")
_TWO_HAN = re.compile(r"[\u3400-\u9fff].*[\u3400-\u9fff]")


@cache
def keyword_task(data: Path, step: int, count: int) -> Task:
    """Every so many articles of docs-zh-tw, and so many queries of each kind at most.

    No query has a digit, which would be that of an error message more often than not; each
    names one article only; and but for titles in their own region, none is the article's title.
    """
    taiwan = read_articles(data / "docs-zh-tw.tar.xz")
    mainland = read_articles(data / "docs-zh-cn.tar.xz")
    paths = sorted(taiwan)[::step]
    articles = {path: _article(path, taiwan[path]) for path in paths}
    own = {path: article.title for path, article in articles.items()}
    other = {path: _article(path, mainland[path]).title for path in paths if path in mainland}
    kept = {path: taiwan[path] for path in paths}
    convert = OpenCC("s2twp").convert
    kinds = (
        ("titles", ((title, path) for path, title in own.items()), False, str),
        ("links", _links(kept), True, str),
        ("titles, mainland", ((title, path) for path, title in other.items()), True, convert),
        ("links, mainland", _links(mainland), True, convert),
    )
    numbers = {path: number for number, path in enumerate(paths)}
    asked = []
    for name, named, differing, for_peers in kinds:
        queries = list(_queries(named, own, differing))
        drawn = random.Random(_SEED).sample(queries, min(count, len(queries)))
        questions = [(query, frozenset({numbers[path]})) for query, path in drawn]
        asked.append(Asked(name, questions, for_peers))
    units = [
        (" ".join((article.title, *section.headings, section.text)), numbers[path])
        for path, article in articles.items()
        for section in article.sections
    ]
    return Task(kept, numbers, [text for text, _ in units], [number for _, number in units], asked)


def _article(path: str, text: str) -> Article:
    return parse_text(text, PurePosixPath(path).stem)


def _links(texts: Texts) -> Iterator[tuple[str, str]]:
    """The texts of the relative links between articles, each with the path that it leads to."""
    for path, text in texts.items():
        for link in _LINK.finditer(text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[2]))
            yield _MARKUP.sub("", link[1]).strip(), target


def _queries(
    named: Iterable[tuple[str, str]], titles: Mapping[str, str], differing: bool
) -> Iterator[tuple[str, str]]:
    """The texts that name one article and can be asked, each with the article's path.

    ``differing``: leave out the titles themselves. Spellings that fold alike are one text.
    """
    paths: defaultdict[str, set[str]] = defaultdict(set)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, path in named:
        paths[fold(text)].add(path)
        spellings[fold(text)][text] += 1
    for folded, targets in sorted(paths.items()):
        (path, *others) = targets
        ((query, _),) = spellings[folded].most_common(1)
        if (
            not others
            and path in titles
            and len(query) in _LENGTHS
            and _TWO_HAN.search(query)
            and not any(character.isdigit() for character in query)
            and not (differing and fold(titles[path]) == folded)
        ):
            yield query, path
