"""The sections of a folder, what stands in them and what they are called."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.content.formats.markdown import parse_text
from searcher.model import Article
from searcher.planning.bm25 import DEFAULT_RANKING

Key: TypeAlias = tuple[str, str]
"""Path and anchor of a section."""

LONGEST_NAME = 64
"""Code points of a name, or of the text of a link, that counts."""


class Section(NamedTuple):
    """A section as it stands in a file; everything is folded."""

    key: Key
    texts: dict[str, list[str]]
    """By the field that a query names; ``text`` is title, headings and body."""
    terms: dict[str, Counter[str]]
    """How often a field of prose has each term."""
    length: int
    back_matter: bool
    date: str
    names: dict[str, int]
    """What it is called, each with how much that counts."""
    is_first: bool
    """Of its article."""
    links: frozenset[tuple[str, str]]
    """Those of its article: what they say, and the page, or the path after a slash."""


class Collection:
    """All sections of a folder, in order."""

    def __init__(
        self, content: Path, analyzer: Analyzer, most_called: int, most_targets: int
    ) -> None:
        paths = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.*"))
        self.sections = [
            section for path in paths for section in _read(content / path, path, analyzer)
        ]
        self.known_names = frozenset(
            name
            for section in self.sections
            for name in (*section.names, *(text for text, _ in section.links))
        )
        self._names_of = {section.key: section.names for section in self.sections}
        self._most_called = most_called
        self._most_targets = most_targets
        self.called = cache(self._called)

    def _called(self, name: str) -> Counter[Key]:
        """The sections that are called so, once each, and those that links of this text lead to,
        once for each article with such a link.

        What too many sections are called, or links that lead to too many pages say, is no name.
        """
        found = Counter({key: self._names_of[key][name] for key in self._headed(name)})
        targets = Counter(
            target
            for section in self.sections
            if section.is_first
            for text, target in section.links
            if text == name
        )
        if len(targets) <= self._most_targets:
            for target, articles in targets.items():
                for key in self._led_to(target):
                    found[key] += articles
        return found

    def _headed(self, name: str) -> Sequence[Key]:
        keys = [section.key for section in self.sections if name in section.names]
        return keys if len(keys) <= self._most_called else []

    def _led_to(self, target: str) -> Sequence[Key]:
        """The beginning of the file at a path; if there is none, what is called as it is."""
        if not target.startswith("/"):
            return self._headed(target)
        there = [s.key for s in self.sections if s.is_first and s.texts["path"] == [target[1:]]]
        return there or self._headed(PurePosixPath(target).stem.replace("_", " "))


def _read(file: Path, path: str, analyzer: Analyzer) -> Iterator[Section]:
    article = parse_text(file.read_text(encoding="utf-8"), file.stem)
    links = frozenset(_links(article, path))
    for number, section in enumerate(article.sections):
        other_headings = [form for forms in section.heading_variants for form in forms]
        texts = {
            "title": _folded([article.title, *article.title_variants]),
            "heading": _folded([*section.headings, *other_headings]),
            "body": _folded([section.text, *section.variants]),
            "category": _folded([*article.categories, *article.tags]),
            "path": [fold(path)],
        }
        texts["text"] = texts["title"] + texts["heading"] + texts["body"]
        written = {
            "title": [article.title, *article.title_variants],
            "heading": [*section.headings, *other_headings],
            "body": [section.text, *section.variants],
        }
        tokens = {
            field: [
                token
                for text in own
                for token in (*analyzer.tokens(fold(text)), *analyzer.hump_tokens(text))
            ]
            for field, own in written.items()
        }
        terms = {field: _counted(own) for field, own in tokens.items()}
        terms["text"] = Counter(
            {
                term: terms["body"][term]
                + DEFAULT_RANKING.title_boost * terms["title"][term]
                + DEFAULT_RANKING.heading_boost * terms["heading"][term]
                for term in {**terms["title"], **terms["heading"], **terms["body"]}
            }
        )
        yield Section(
            key=(path, section.anchor),
            texts=texts,
            terms=terms,
            length=sum(token.kind in ("character", "latin") for token in tokens["body"]),
            back_matter=section.back_matter,
            date=article.date or "",
            names=_names(article, number, file.stem),
            is_first=number == 0,
            links=links,
        )


def _counted(tokens: Iterable[Token]) -> Counter[str]:
    """How often each term is there: a word of a spaced script, with or without the signs in it,
    counts twice, that is more than a part of a longer one."""
    counts: Counter[str] = Counter()
    for token in tokens:
        counts[token.text] += 2 if token.kind in ("latin", "joined") else 1
    return counts


def _names(article: Article, number: int, stem: str) -> dict[str, int]:
    """What a section is called: as its own heading, whole, in each of its forms, and by none above
    it. The first one is also called as the article and the file are, which counts four times."""
    section = article.sections[number]
    own = [*section.headings[-1:], *section.heading_forms]
    names = {fold(name): count for text in own for name, count in _called(text, 1)}
    if number == 0:
        titles = [article.title, *article.title_forms]
        of_article = [named for title in titles for named in _called(title, 4)] + [(stem, 4)]
        for name, count in of_article:
            names[fold(name)] = max(count, names.get(fold(name), 0))
    return names


def _called(text: str, count: int) -> Iterator[tuple[str, int]]:
    """A name; of one with something in brackets behind, also what is before and what is in them.
    That counts as much only in another script."""
    yield text, count
    main, bracket, rest = text.partition(" (")
    if bracket and rest.endswith(")"):
        gloss = rest[:-1]
        yield main, count
        yield gloss, count if main.isascii() != gloss.isascii() else 1


def _links(article: Article, path: str) -> Iterator[tuple[str, str]]:
    """What each link says and where it leads; the name of a Chinese page is said, too."""
    for link in article.links:
        target = link.page
        if link.path:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), link.path))
        said = [fold(link.text)]
        if CHARACTER_RUN.search(fold(link.page)):
            said.append(fold(link.page))
        yield from ((text, fold(target)) for text in said if 0 < len(text) <= LONGEST_NAME)


def _folded(texts: Iterable[str]) -> list[str]:
    return [fold(text) for text in texts]
