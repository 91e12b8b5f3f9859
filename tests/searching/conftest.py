"""The ranking written again the slow way: every section read, every sum made one by one."""

from __future__ import annotations

import math
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeAlias, cast

import pytest

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.content.formats.markdown import parse_text as parse_article
from searcher.highlight.targets import PhraseTarget, Target
from searcher.indexing import saturation
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST
from searcher.model import Article, Span
from searcher.query.parser import parse
from searcher.searching import names, scoring
from searcher.searching.clauses import (
    All,
    AnyOf,
    Clause,
    Containing,
    Dated,
    Except,
    Terms,
    Whole,
    leaves,
)
from searcher.searching.compile import Compiler
from searcher.searching.wanted import Instead, Named, Starting, Term, Wanted

Key: TypeAlias = tuple[str, str]
"""Path and anchor of a section."""

Condition: TypeAlias = "Clause | Callable[[Section], bool]"

ALL = 1_000
"""More sections than there are."""


class Section(NamedTuple):
    """A section as it stands in a file."""

    path: str
    anchor: str
    texts: dict[str, list[str]]
    """Folded, by field."""
    terms: dict[str, Counter[str]]
    """Occurrences of each term, by field; in ``text`` weighted."""
    length: int
    back_matter: bool
    date: str
    names: Counter[str]
    """What it is called, and how much so."""
    links: frozenset[Key]
    """Those of its article: text, and the page or the path of the file."""
    is_first: bool
    """Of its article."""


class Scan:
    """Ranks the sections of a folder by reading all of them: no index, no arrays."""

    def __init__(self, content: Path, analyzer: Analyzer, synonyms: Synonyms) -> None:
        self._analyzer = analyzer
        self.sections = [
            section
            for path in sorted(
                path.relative_to(content).as_posix() for path in content.rglob("*.*")
            )
            for section in self._read(content / path, path)
        ]
        self._names = ScannedNames(self.sections)
        self._compiler = Compiler(analyzer, synonyms, cast(Any, self._names))
        self._has_synonyms = bool(synonyms.table)

    def _read(self, file: Path, path: str) -> Iterator[Section]:
        article = parse_article(file.read_text(encoding="utf-8"), file.stem)
        links = frozenset(_links(article, path))
        titles = [article.title, *article.title_variants]
        for number, section in enumerate(article.sections):
            texts = {
                "title": titles,
                "heading": [*section.headings, *section.heading_variants],
                "body": [section.text, *section.variants],
                "category": [*article.categories, *article.tags],
                "path": [path],
            }
            folded = {field: [fold(text) for text in own] for field, own in texts.items()}
            terms = {field: self._terms(folded[field]) for field in ("title", "heading", "body")}
            terms["text"] = Counter(terms["body"])
            for field, boost in (("title", TITLE_BOOST), ("heading", HEADING_BOOST)):
                terms["text"].update({term: boost * n for term, n in terms[field].items()})
            folded["text"] = folded["title"] + folded["heading"] + folded["body"]
            tokens = [token for text in folded["body"] for token in self._analyzer.tokens(text)]
            called = [*section.headings[-1:], *section.heading_variants]
            if not number:
                called += titles
            yield Section(
                path=path,
                anchor=section.anchor,
                texts=folded,
                terms=terms,
                length=sum(token.kind in ("character", "latin") for token in tokens),
                back_matter=section.back_matter,
                date=article.date or "",
                names=Counter(set(map(fold, called))),
                links=links,
                is_first=not number,
            )

    def _terms(self, texts: Sequence[str]) -> Counter[str]:
        return Counter(token.text for text in texts for token in self._analyzer.tokens(text))

    def rank(self, query: str) -> tuple[dict[Key, float], bool]:
        """The score of each section that meets the query, and whether it was relaxed."""
        clause = self._compiler.compile(parse(query))
        for looser in (clause, *self._relaxations(clause)):
            found = [section for section in self.sections if self._meets(section, looser)]
            if found:
                scores = self._scores(clause)
                keys = [(section.path, section.anchor) for section in found]
                return {key: scores[key] for key in keys}, looser is not clause
        return {}, False

    def _relaxations(self, clause: All) -> list[Condition]:
        """Any chunk instead of all; then all characters of any."""
        optional = [child for child in clause.children if _is_optional(child)]
        required = [child for child in clause.children if not _is_optional(child)]

        def any_chunk(section: Section) -> bool:
            return all(self._meets(section, child) for child in required) and any(
                self._meets(section, child) for child in optional
            )

        def any_characters(section: Section) -> bool:
            return all(self._meets(section, child) for child in required) and any(
                _least(section, chunk.field, weak) > 0
                for chunk in leaves(clause)
                if isinstance(chunk, Terms)
                and (weak := [each.wanted.text for each in chunk.wanted if not each.matches])
            )

        return [any_chunk, any_characters] if optional else []

    def _scores(self, clause: Clause) -> dict[Key, float]:
        scores = {(section.path, section.anchor): 0.0 for section in self.sections}
        for leaf in leaves(clause):
            for wanted, weight, _ in leaf.wanted:
                found = [self._frequency(section, wanted) for section in self.sections]
                idf = self._idf(wanted)
                is_scaled = wanted.field in ("text", "body") and not isinstance(wanted, Named)
                b = saturation.B if is_scaled else 0.0
                for section, frequency in zip(self.sections, found, strict=True):
                    norm = saturation.K1 * (1 - b + b * section.length / saturation.TYPICAL_LENGTH)
                    prior = scoring.BACK_MATTER if section.back_matter else 1.0
                    added = weight * idf * frequency / (frequency + norm)
                    scores[section.path, section.anchor] += prior * added
        return scores

    def _idf(self, wanted: Wanted) -> float:
        having = sum(self._frequency(section, wanted) > 0 for section in self.sections)
        if isinstance(wanted, Instead):
            having += sum(_least(s, wanted.field, wanted.own) > 0 for s in self.sections)
        odds = (len(self.sections) - having + 0.5) / (having + 0.5)
        idf = math.log(1 + odds) ** scoring.IDF_POWER
        if isinstance(wanted, Instead):
            replaced = [term for term in wanted.own if term not in wanted.needed]
            own = [self._idf(Term(wanted.field, term)) for term in replaced]
            idf = min(idf, sum(own) / len(own)) if own else idf
        return idf

    def _frequency(self, section: Section, wanted: Wanted) -> int:
        """How often a section has what is wanted."""
        match wanted:
            case Term(field, text):
                return section.terms[field][text]
            case Starting(field, text):
                terms = section.terms[field].items()
                return sum(n for term, n in terms if term.startswith(text))
            case Instead(field, text, needed, word, _, holding):
                # Where a longer word that holds it stands, the text is none of its own.
                left = [_with_gaps(own, holding) for own in section.texts[field]]
                stands = any(next(PhraseTarget(text).find(own), None) for own in left)
                if _least(section, field, word) or not stands:
                    return 0
                return _least(section, field, needed)
            case Named(text):
                return self._names.called(text)[section.path, section.anchor]

    def _meets(self, section: Section, clause: Condition) -> bool:
        match clause:
            case Terms(_, wanted):
                return any(w.matches and self._frequency(section, w.wanted) for w in wanted)
            case Whole(field, choices=choices):
                # Part of a longer word, covid-19 is no term: c++covid-19.
                return any(
                    _least(section, field, choice.needed) and _has(section, field, choice.target)
                    for choice in choices
                )
            case Containing(field, text):
                return any(text in entry for entry in section.texts[field])
            case Dated(first, last):
                return bool(section.date) and first <= section.date <= (last or section.date)
            case All(children):
                return all(self._meets(section, child) for child in children)
            case AnyOf(children):
                return any(self._meets(section, child) for child in children)
            case Except(child):
                return not self._meets(section, child)
        return clause(section)

    def check(self, engine: searcher.Engine, query: str, most: int = 10_000) -> None:
        """Whether all hits of a query, every page of them, and why they are there, are what the
        formula says, if the total is exact up to ``most``."""
        scores, relaxed = self.rank(query)

        search = partial(engine.search, query, fragments=0, synonyms=self._has_synonyms)
        page = search(limit=ALL)
        found = [(hit.path, hit.anchor) for hit in page.hits]
        assert {key: hit.score for key, hit in zip(found, page.hits, strict=True)} == {
            key: pytest.approx(score, rel=1e-9, abs=0) for key, score in scores.items()
        }
        assert (page.total, page.total_is_exact) == (min(len(scores), most), len(scores) <= most)
        assert page.relaxed == relaxed
        places = {(s.path, s.anchor): place for place, s in enumerate(self.sections)}
        ranked = [(-hit.score, places[key]) for key, hit in zip(found, page.hits, strict=True)]
        assert ranked == sorted(ranked)
        for offset, limit in ((0, 1), (0, 3), (2, 3), (1, 10), (len(found), 1)):
            part = search(limit=limit, offset=offset)
            assert part.hits == page.hits[offset : offset + limit]
            assert (part.total, part.relaxed) == (page.total, page.relaxed)
        best: dict[str, tuple[str, Any]] = {}
        for hit in page.hits:
            # Grouped, the same numbers are added up in another order.
            best.setdefault(hit.path, (hit.anchor, pytest.approx(hit.score, rel=1e-12)))
        for offset, limit in ((0, ALL), (1, 2)):
            grouped = search(limit=limit, offset=offset, group=True)
            own = [(hit.path, (hit.anchor, hit.score)) for hit in grouped.hits]
            assert own == list(best.items())[offset : offset + limit]
            assert grouped.total == min(len(best), most)
        for hit in search(limit=3, explain=True).hits:
            assert hit.explanation is not None
            chunks = hit.explanation.parts
            assert sum(chunk.value for chunk in chunks) == pytest.approx(hit.score)
            for chunk in chunks:
                assert sum(part.value for part in chunk.parts) == pytest.approx(chunk.value)


class ScannedNames:
    """What sections and articles are called, and what links say."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._known = {name for section in sections for name in section.names}
        self._known |= {text for section in sections for text, _ in section.links}

    def has(self, text: str) -> bool:
        """Whether a section is called so."""
        return bool(self.called(text))

    def called(self, text: str) -> Counter[Key]:
        """The sections that are called so or that links of this text lead to, and how often."""
        counts = Counter(self._headed(text))
        linking = Counter(
            target
            for section in self._sections
            if section.is_first
            for label, target in section.links
            if label == text
        )
        if len(linking) <= names._MOST_TARGETS:
            for target, count in linking.items():
                counts.update(dict.fromkeys(self._targets(target), count))
        return counts

    def within(self, text: str, starts: Iterable[int]) -> Iterator[Span]:
        """The longest names in a text that begin at some places, not overlapping."""
        covered = 0
        for start in starts:
            ends = range(start + names._SHORTEST, min(start + names.LONGEST_NAME, len(text)) + 1)
            longest = max((end for end in ends if text[start:end] in self._known), default=0)
            if start >= covered and longest:
                yield Span(start, longest)
                covered = longest

    def _headed(self, text: str) -> dict[Key, int]:
        having = {(s.path, s.anchor): s.names[text] for s in self._sections if s.names[text]}
        return having if len(having) <= names._MOST_CALLED else {}

    def _targets(self, target: str) -> Iterable[Key]:
        if not target.startswith("/"):
            return self._headed(target)
        found = [
            (s.path, s.anchor)
            for s in self._sections
            if s.is_first and s.texts["path"] == [target[1:]]
        ]
        return found or self._headed(PurePosixPath(target).stem.replace("_", " "))


def _links(article: Article, path: str) -> Iterator[Key]:
    for link in article.links:
        target = link.page
        if link.path:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), link.path))
        page = fold(link.page)
        for text in (fold(link.text), page) if CHARACTER_RUN.search(page) else (fold(link.text),):
            if 0 < len(text) <= MAX_TERM_LENGTH:
                yield text, fold(target)


def _least(section: Section, field: str, needed: Iterable[str]) -> int:
    """How often a field has the rarest of some terms."""
    return min(section.terms[field][text] for text in needed)


def _has(section: Section, field: str, target: Target) -> bool:
    return any(next(target.find(text), None) for text in section.texts[field])


def _with_gaps(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, "\ufffe")
    return text


def _is_optional(clause: Clause) -> bool:
    if isinstance(clause, AnyOf):
        return all(map(_is_optional, clause.children))
    return isinstance(clause, Terms | Whole) and clause.field == "text"


@pytest.fixture(scope="session")
def scan(analyzer: Analyzer) -> Callable[[Path, Synonyms], Scan]:
    """A scan of a folder, for an engine with these synonyms; of none, for one that is to search
    without."""
    return lambda content, synonyms: Scan(content, analyzer, synonyms)
