"""The ranking written again the slow way: every section read, every sum made one by one."""

from __future__ import annotations

import math
import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, TypeAlias

import pytest

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.textmatch import PhraseMatcher, TextMatcher
from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.content.formats.markdown import parse_text as parse_article
from searcher.model import Article, Span
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.planning.expansion import MAX_NAME_LENGTH
from searcher.planning.plan import (
    All,
    AnyOf,
    Clause,
    ExactName,
    Not,
    Pattern,
    Phrase,
    ScoredTerm,
    SynonymOf,
    Term,
    Terms,
    leaves,
)
from searcher.planning.planner import Planner
from searcher.query.parser import parse
from searcher.searching import names

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
        self._synonyms = synonyms
        self._has_synonyms = bool(synonyms.table)

    def _read(self, file: Path, path: str) -> Iterator[Section]:
        article = parse_article(file.read_text(encoding="utf-8"), file.stem)
        links = frozenset(_links(article, path))
        titles = [article.title, *article.title_variants]
        for number, section in enumerate(article.sections):
            texts = {
                "title": titles,
                "heading": [*section.headings, *chain.from_iterable(section.heading_variants)],
                "body": [section.text, *section.variants],
                "category": [*article.categories, *article.tags],
                "path": [path],
            }
            folded = {field: [fold(text) for text in own] for field, own in texts.items()}
            terms = {field: self._terms(folded[field]) for field in ("title", "heading", "body")}
            terms["text"] = Counter(terms["body"])
            for field, boost in (
                ("title", DEFAULT_RANKING.title_boost),
                ("heading", DEFAULT_RANKING.heading_boost),
            ):
                terms["text"].update({term: boost * n for term, n in terms[field].items()})
            folded["text"] = folded["title"] + folded["heading"] + folded["body"]
            tokens = [token for text in folded["body"] for token in self._analyzer.tokens(text)]
            called = [*section.headings[-1:], *chain.from_iterable(section.heading_variants[-1:])]
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
        words = ScannedVocabulary(self.sections)
        planner = Planner(self._analyzer, self._synonyms, DEFAULT_RANKING, self._names, words)
        clause = planner.plan(parse(query)).clause
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
                and (weak := [each.term.text for each in chunk.terms if not each.matches])
            )

        return [any_chunk, any_characters] if optional else []

    def _scores(self, clause: Clause) -> dict[Key, float]:
        scores = {(section.path, section.anchor): 0.0 for section in self.sections}
        for leaf in leaves(clause):
            for wanted, weight, _ in leaf.terms:
                found = [self._frequency(section, wanted) for section in self.sections]
                idf = self._idf(wanted)
                is_scaled = wanted.field in ("text", "body") and not isinstance(wanted, ExactName)
                k1, typical = DEFAULT_RANKING.k1, DEFAULT_RANKING.typical_length
                b = DEFAULT_RANKING.b if is_scaled else 0.0
                for section, frequency in zip(self.sections, found, strict=True):
                    norm = k1 * (1 - b + b * section.length / typical)
                    prior = DEFAULT_RANKING.back_matter if section.back_matter else 1.0
                    added = weight * idf * frequency / (frequency + norm)
                    scores[section.path, section.anchor] += prior * added
        return scores

    def _idf(self, wanted: ScoredTerm) -> float:
        having = sum(self._frequency(section, wanted) > 0 for section in self.sections)
        if isinstance(wanted, SynonymOf):
            having += sum(_least(s, wanted.field, wanted.word_terms) > 0 for s in self.sections)
        odds = (len(self.sections) - having + 0.5) / (having + 0.5)
        idf = math.log(1 + odds) ** DEFAULT_RANKING.idf_power
        if isinstance(wanted, SynonymOf):
            replaced = [term for term in wanted.word_terms if term not in wanted.required]
            own = [self._idf(Term(wanted.field, term)) for term in replaced]
            idf = min(idf, sum(own) / len(own)) if own else idf
        return idf

    def _frequency(self, section: Section, wanted: ScoredTerm) -> int:
        """How often a section has what is wanted."""
        match wanted:
            case Term(field, text):
                return section.terms[field][text]
            case Pattern(field, _, terms) if field in section.terms:
                return sum(section.terms[field][term] for term in terms)
            case Pattern("date", _, terms):
                return section.date in terms
            case Pattern(field, _, terms):
                return sum(entry in terms for entry in section.texts[field])
            case SynonymOf(field, text, needed, word, _, holding):
                # Where a longer word that holds it stands, the text is none of its own.
                left = [_with_gaps(own, holding) for own in section.texts[field]]
                stands = any(next(PhraseMatcher(text).find(own), None) for own in left)
                if _least(section, field, word) or not stands:
                    return 0
                return _least(section, field, needed)
            case ExactName(text):
                return self._names.called(text)[section.path, section.anchor]

    def _meets(self, section: Section, clause: Condition) -> bool:
        match clause:
            case Terms(_, terms):
                return any(each.matches and self._frequency(section, each.term) for each in terms)
            case Phrase(field, alternatives=choices):
                # Part of a longer word, covid-19 is no term: c++covid-19.
                return any(
                    _least(section, field, choice.required) and _has(section, field, choice.matcher)
                    for choice in choices
                )
            case All(children):
                return all(self._meets(section, child) for child in children)
            case AnyOf(children):
                return any(self._meets(section, child) for child in children)
            case Not(child):
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


class ScannedVocabulary:
    """The terms and labels of all sections."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections

    def starting_with(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        """Those that begin so, and how many sections have each."""
        counts: Counter[str] = Counter()
        for section in self._sections:
            own = section.terms.get(field) or section.texts.get(field) or [section.date]
            counts.update({term for term in own if term and term.startswith(prefix)})
        return sorted(counts.items())

    def within_one_edit(self, field: str, word: str) -> Sequence[tuple[str, int]]:
        raise NotImplementedError


class ScannedNames:
    """What sections and articles are called, and what links say."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._known = {name for section in sections for name in section.names}
        self._known |= {text for section in sections for text, _ in section.links}

    def count(self, text: str) -> int:
        """How many sections are called so."""
        return len(self.called(text))

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
        if len(linking) <= names._MAX_TARGETS:
            for target, count in linking.items():
                counts.update(dict.fromkeys(self._targets(target), count))
        return counts

    def within(self, text: str, starts: Iterable[int], shortest: int) -> Iterator[Span]:
        """The longest names in a text that begin at some places, not overlapping."""
        covered = 0
        for start in starts:
            ends = range(start + shortest, min(start + MAX_NAME_LENGTH, len(text)) + 1)
            longest = max((end for end in ends if text[start:end] in self._known), default=0)
            if start >= covered and longest:
                yield Span(start, longest)
                covered = longest

    def _headed(self, text: str) -> dict[Key, int]:
        having = {(s.path, s.anchor): s.names[text] for s in self._sections if s.names[text]}
        return having if len(having) <= names._MAX_CALLED else {}

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


def _has(section: Section, field: str, target: TextMatcher) -> bool:
    return any(next(target.find(text), None) for text in section.texts[field])


def _with_gaps(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, "\ufffe")
    return text


def _is_optional(clause: Clause) -> bool:
    if isinstance(clause, AnyOf):
        return all(map(_is_optional, clause.children))
    return isinstance(clause, Terms | Phrase) and clause.field == "text"


@pytest.fixture(scope="session")
def scan(analyzer: Analyzer) -> Callable[[Path, Synonyms], Scan]:
    """A scan of a folder, for an engine with these synonyms; of none, for one that is to search
    without."""
    return lambda content, synonyms: Scan(content, analyzer, synonyms)
