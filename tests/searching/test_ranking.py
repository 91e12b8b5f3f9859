"""Promise 7: what is ranked is what the formula says, written again the slow way."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.content.markdown import parse as parse_article
from searcher.indexing import saturation
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST
from searcher.query.parser import parse
from searcher.searching import collector, scoring, topk
from searcher.searching.compile import (
    All,
    AnyOf,
    Clause,
    Containing,
    Except,
    Prefixed,
    Terms,
    Whole,
    compile_query,
)

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
    apparatus: bool


class Scan:
    """Ranks the sections of a folder by reading all of them: no index, no arrays."""

    def __init__(self, content: Path, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.sections = [
            section for path in sorted(content.iterdir()) for section in self._read(path)
        ]
        self._average = sum(s.length for s in self.sections) / len(self.sections) or 1.0

    def _read(self, path: Path) -> Iterator[Section]:
        article = parse_article(path.read_text(encoding="utf-8"), path.stem)
        for section in article.sections:
            texts = {
                "title": [article.title, *article.title_variants],
                "heading": [*section.headings, *section.heading_variants],
                "body": [section.text, *section.variants],
                "category": [*article.categories, *article.tags],
                "path": [path.name],
            }
            folded = {field: [fold(text) for text in own] for field, own in texts.items()}
            terms = {field: self._terms(folded[field]) for field in ("title", "heading", "body")}
            terms["text"] = Counter(terms["body"])
            for field, boost in (("title", TITLE_BOOST), ("heading", HEADING_BOOST)):
                terms["text"].update({term: boost * n for term, n in terms[field].items()})
            folded["text"] = folded["title"] + folded["heading"] + folded["body"]
            tokens = [token for text in folded["body"] for token in self._analyzer.tokens(text)]
            length = sum(token.kind in ("character", "latin") for token in tokens)
            yield Section(path.name, section.anchor, folded, terms, length, section.apparatus)

    def _terms(self, texts: Sequence[str]) -> Counter[str]:
        return Counter(token.text for text in texts for token in self._analyzer.tokens(text))

    def rank(self, query: str) -> tuple[dict[tuple[str, str], float], bool]:
        """The score of each section that meets the query, and whether it was relaxed."""
        clause = compile_query(parse(query), self._analyzer)
        for looser in (clause, *_relaxations(clause)):
            found = [section for section in self.sections if _meets(section, looser)]
            if found:
                scores = self._scores(clause)
                return {
                    (section.path, section.anchor): scores[section.path, section.anchor]
                    for section in found
                }, looser is not clause
        return {}, False

    def _scores(self, clause: Clause) -> dict[tuple[str, str], float]:
        scores = {(section.path, section.anchor): 0.0 for section in self.sections}
        for leaf in _leaves(clause):
            wanted = (
                [(leaf.prefix, 1.0)]
                if isinstance(leaf, Prefixed)
                else [(term.text, term.weight) for term in leaf.terms]
            )
            for text, weight in wanted:
                found = [
                    _frequency(section, leaf.field, text, isinstance(leaf, Prefixed))
                    for section in self.sections
                ]
                having = sum(frequency > 0 for frequency in found)
                idf = math.log(1 + (len(found) - having + 0.5) / (having + 0.5))
                for section, frequency in zip(self.sections, found, strict=True):
                    b = saturation.B if leaf.field in ("text", "body") else 0.0
                    norm = saturation.K1 * (1 - b + b * section.length / self._average)
                    prior = scoring.APPARATUS if section.apparatus else 1.0
                    added = weight * idf * frequency / (frequency + norm)
                    scores[section.path, section.anchor] += prior * added
        return scores


def _frequency(section: Section, field: str, text: str, prefix: bool) -> int:
    if not prefix:
        return section.terms[field][text]
    return sum(n for term, n in section.terms[field].items() if term.startswith(text))


def _leaves(clause: Clause) -> Iterator[Terms | Whole | Prefixed]:
    if isinstance(clause, All | AnyOf):
        for child in clause.children:
            yield from _leaves(child)
    elif isinstance(clause, Terms | Whole | Prefixed):
        yield clause


def _meets(section: Section, clause: Clause | Callable[[Section], bool]) -> bool:
    match clause:
        case Terms(field, terms):
            return any(term.matches and term.text in section.terms[field] for term in terms)
        case Whole(field, needed=needed, target=target):
            # Part of a longer word, covid-19 is no term: c++covid-19.
            return all(section.terms[field][text] for text in needed) and any(
                next(target.find(text), None) for text in section.texts[field]
            )
        case Prefixed(field, prefix):
            return any(term.startswith(prefix) for term in section.terms[field])
        case Containing(field, text):
            return any(text in entry for entry in section.texts[field])
        case All(children):
            return all(_meets(section, child) for child in children)
        case AnyOf(children):
            return any(_meets(section, child) for child in children)
        case Except(child):
            return not _meets(section, child)
    return clause(section)


def _relaxations(clause: All) -> list[Clause | Callable[[Section], bool]]:
    """Any chunk instead of all; then all characters of any."""
    optional = [child for child in clause.children if _is_optional(child)]
    required = [child for child in clause.children if not _is_optional(child)]
    chunks = [leaf for leaf in _leaves(clause) if isinstance(leaf, Terms)]

    def has_characters(section: Section) -> bool:
        return any(
            characters and all(text in section.terms[chunk.field] for text in characters)
            for chunk in chunks
            for characters in [[term.text for term in chunk.terms if not term.matches]]
        )

    def any_chunk(section: Section) -> bool:
        return all(_meets(section, child) for child in required) and any(
            _meets(section, child) for child in optional
        )

    def any_characters(section: Section) -> bool:
        return all(_meets(section, child) for child in required) and has_characters(section)

    return [any_chunk, any_characters] if optional else []


def _is_optional(clause: Clause) -> bool:
    if isinstance(clause, AnyOf):
        return all(map(_is_optional, clause.children))
    return isinstance(clause, Terms | Whole | Prefixed) and clause.field == "text"


def check(engine: searcher.Engine, scan: Scan, query: str, most: int = 10_000) -> None:
    """Whether all hits of a query, and every page of them, are what the formula says, if the total
    is exact up to ``most``."""
    scores, relaxed = scan.rank(query)
    page = engine.search(query, limit=ALL, fragments=0)
    found = [(hit.path, hit.anchor) for hit in page.hits]
    assert {key: hit.score for key, hit in zip(found, page.hits, strict=True)} == {
        key: pytest.approx(score, rel=1e-9, abs=0) for key, score in scores.items()
    }
    assert (page.total, page.total_is_exact) == (min(len(scores), most), len(scores) <= most)
    assert page.relaxed == relaxed
    places = {(s.path, s.anchor): place for place, s in enumerate(scan.sections)}
    ranked = [(-hit.score, places[key]) for key, hit in zip(found, page.hits, strict=True)]
    assert ranked == sorted(ranked)
    for offset, limit in ((0, 1), (0, 3), (2, 3), (1, 10), (len(found), 1)):
        part = engine.search(query, offset=offset, limit=limit, fragments=0)
        assert part.hits == page.hits[offset : offset + limit]
        assert (part.total, part.relaxed) == (page.total, page.relaxed)
    best: dict[str, tuple[str, Any]] = {}
    for hit in page.hits:
        # Grouped, the same numbers are added up in another order.
        best.setdefault(hit.path, (hit.anchor, pytest.approx(hit.score, rel=1e-12)))
    for offset, limit in ((0, ALL), (1, 2)):
        grouped = engine.search(query, group=True, offset=offset, limit=limit, fragments=0)
        own = [(hit.path, (hit.anchor, hit.score)) for hit in grouped.hits]
        assert own == list(best.items())[offset : offset + limit]
        assert grouped.total == min(len(best), most)


WORDS = (
    *("香港", "朝鮮", "蒙古", "關係", "總領事館", "脫北者", "的", "是", "北"),
    *("ab1", "abc", "c++", "covid-19"),
)

texts = st.lists(st.sampled_from([*WORDS, "，", " ", "。"]), min_size=1, max_size=12).map("".join)
headings = st.sampled_from(("歷史", "香港史", "註釋", "外交關係", "abc"))
sections = st.tuples(headings, texts).map(lambda own: f"## {own[0]}\n\n{own[1]}\n\n")
bodies = st.tuples(
    st.sampled_from(("香港", "朝鮮關係", "第一篇")),
    texts,
    st.lists(sections, max_size=3).map("".join),
    st.sampled_from(("", '[Category:外交](外交 "wikilink")')),
).map(lambda own: f"# {own[0]}\n\n{own[1]}\n\n{own[2]}\n\n{own[3]}\n")

chunks = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join)
asked = st.one_of(
    chunks,
    chunks.map('"{}"'.format),
    st.tuples(st.sampled_from(("title", "heading", "body")), chunks).map(":".join),
    st.tuples(st.sampled_from(("title", "heading", "body")), chunks).map('{0[0]}:"{0[1]}"'.format),
    st.sampled_from(("a*", "abc*", "cov*", "title:a*", "heading:a*", "body:ab*")),
    st.sampled_from(("category:外交", "path:1", "path:md")),
)
parts = st.one_of(
    asked,
    asked,
    asked.map("-{}".format),
    st.tuples(asked, st.sampled_from(("OR", "AND", "AND NOT")), asked).map(
        lambda own: f"({' '.join(own)})"
    ),
)
queries = st.lists(parts, min_size=1, max_size=3).map(" ".join)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ranking")


@settings(max_examples=25)
@given(
    first=st.lists(bodies, min_size=4, max_size=8),
    then=st.dictionaries(st.integers(0, 10), st.none() | bodies, max_size=3),
    asked=st.lists(queries, min_size=6, max_size=6),
    few=st.sampled_from((1, 8, 256)),
    most=st.sampled_from((1, 3, 10_000)),
)
@example(
    first=["# 香港\n\n香港的總領事館。\n\n## 註釋\n\n香港 abc。"] * 6,
    then={0: None, 3: "# 香港\n\n香港的總領事館。", 9: "# 香港\n\n香港的總領事館。"},
    asked=["香港", "香港 總領事館", '"香港的總領事館"', "香港 -abc", "a*", "香港 OR title:香港"],
    few=1,
    most=3,
)
def test_queries_are_ranked_as_by_the_formula_written_out(
    place: Path,
    analyzer: Analyzer,
    first: list[str],
    then: dict[int, str | None],
    asked: list[str],
    few: int,
    most: int,
) -> None:
    """On one segment, and on several with deletions after an update; ``few`` sections are looked
    up in all lists at once, and totals are exact up to ``most``."""
    shutil.rmtree(place)
    content = place / "content"
    content.mkdir(parents=True)
    # So large that an update leaves its segment as it is.
    (content / "large.md").write_text("".join(f"## {n}\n\n北{n}\n\n" for n in range(20)))
    for number, text in enumerate(first):
        (content / f"{number:02}.md").write_text(text, encoding="utf-8")
    searcher.rebuild([content], index=place / "index")
    with pytest.MonkeyPatch.context() as patch, searcher.Engine.open(place / "index") as engine:
        patch.setattr(topk, "_FEW", few)
        patch.setattr(collector, "MOST_COUNTED", most)
        scan = Scan(content, analyzer)
        for query in asked[:3]:
            check(engine, scan, query, most)
        for number, body in then.items():
            path = content / f"{number:02}.md"
            if body is not None:
                path.write_text(body, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        searcher.update(index=place / "index")
        scan = Scan(content, analyzer)
        for query in asked:
            check(engine, scan, query, most)


@pytest.mark.parametrize(
    "query",
    [
        "脫北者",
        "蒙古 總統",
        "金大中 足球",
        "香港 OR 平壤 OR 烏蘭巴托",
        "香港 AND 平壤",
        '"香港與朝鮮關係"',
        "title:香港 脱北者",
        "heading:历史",
        "body:脱北者",
        "-body:香港",
        "朝鲜外交关系 -条约",
        "category:双边关系 会谈",
        "j* 朝鮮",
        "2005年 (大使館 OR 總領事館)",
        "簡段",
    ],
)
def test_real_articles_are_ranked_as_by_the_formula_written_out(
    seed_engine: searcher.Engine, seeds: Path, analyzer: Analyzer, query: str
) -> None:
    check(seed_engine, Scan(seeds, analyzer), query)


def test_ties_come_in_the_order_of_the_content_in_whatever_segments_they_are(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    names = [f"{number:02}.md" for number in range(30)]
    for name in names[1:]:
        (content / name).write_text("# 甲\n\n香港朝鮮。", encoding="utf-8")
    searcher.rebuild([content], index=tmp_path / "index")
    for changed in (("00.md", "07.md"), ("29.md", "15.md")):
        for name in changed:
            (content / name).write_text("# 甲\n\n別的文。", encoding="utf-8")
        searcher.update(index=tmp_path / "index")
        for name in changed:
            (content / name).write_text("# 甲\n\n香港朝鮮。", encoding="utf-8")
        searcher.update(index=tmp_path / "index")
    assert len(list((tmp_path / "index").rglob("*.toc"))) == 2
    with searcher.Engine.open(tmp_path / "index") as engine:
        for query in ("香港", "香港 朝鮮", "香港 OR 蒙古", '"香港朝鮮"', "-蒙古", "title:甲"):
            for limit in (1, 10, 100):
                page = engine.search(query, limit=limit)
                assert len({hit.score for hit in page.hits}) == 1
                assert [hit.path for hit in page.hits] == names[:limit]
                assert page.total == 30


@pytest.mark.parametrize(("count", "having"), [(566, 281), (571, 280), (600, 290)])
def test_ties_between_alternatives_come_in_the_order_of_the_content(
    engine_over: Callable[..., searcher.Engine], count: int, having: int
) -> None:
    """Each of four terms adds the very most that its list can; sums of these are not exact."""
    texts = ["甲甲乙乙"] * having + ["丙丙丁丁"] * having + ["戊戊己己"] * (count - 2 * having)
    engine = engine_over({"a.md": "# 題\n\n" + "".join(f"## 節\n\n{t}\n\n" for t in texts)})
    for query in ("(甲 AND 乙) OR (丙 AND 丁)", "(丙 AND 丁) OR (甲 AND 乙)"):
        page = engine.search(query, limit=10)
        assert page.total == 2 * having
        assert len({hit.score for hit in page.hits}) == 1
        assert [hit.line for hit in page.hits] == [4 * place + 3 for place in range(10)]


LARGE = 20_004
"""Sections of the large engine; what each of them has follows from its number."""

HAS: dict[str, Callable[[int], bool]] = {
    "甲": lambda number: number < 10_000,
    "乙": lambda number: number < 10_001,
    "丙": lambda number: number % 2 == 1,
    "丁": lambda number: number % 4 == 0,
    "戊，": lambda number: number >= 0,
    # All have the pairs of 己庚辛, not all the three of them in one piece.
    "己庚辛": lambda number: number % 3 > 0,
    "己庚，庚辛": lambda number: number % 3 == 0,
}


@pytest.fixture(scope="module")
def large_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    folder = tmp_path_factory.mktemp("large")
    texts = ("".join(text for text in HAS if HAS[text](number)) for number in range(LARGE))
    (folder / "a.md").write_text("".join(f"## 節\n\n{t}\n\n" for t in texts), encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    with searcher.Engine.open(folder / "index") as engine:
        yield engine


@pytest.mark.parametrize(
    ("query", "meets"),
    [
        ("甲", lambda n: n < 10_000),
        ("乙", lambda n: n < 10_001),
        ("戊", lambda n: n >= 0),
        ("丁", lambda n: n % 4 == 0),
        ("丙 OR 丁", lambda n: n % 2 or n % 4 == 0),
        ("甲 OR 乙", lambda n: n < 10_001),
        ("甲 乙", lambda n: n < 10_000),
        ("乙 戊", lambda n: n < 10_001),
        ("乙 -甲", lambda n: n == 10_000),
        ("-乙", lambda n: n > 10_000),
        ("-乙 -丙", lambda n: n > 10_000 and not n % 2),
        ("戊 -甲", lambda n: n >= 10_000),
        ("戊 -乙 -丙", lambda n: n > 10_000 and not n % 2),
        ("甲 AND 丁", lambda n: n < 10_000 and n % 4 == 0),
        ("path:a.md", lambda n: n >= 0),
        ("甲 path:a.md", lambda n: n < 10_000),
        ("乙 path:a.md", lambda n: n < 10_001),
        ("heading:節", lambda n: n >= 0),
        ('"己庚辛"', lambda n: n % 3),
        ('"己庚辛" 甲', lambda n: n % 3 and n < 10_000),
        ('"己庚辛" -甲', lambda n: n % 3 and n >= 10_000),
        ('"己庚辛" -丙', lambda n: n % 3 and not n % 2),
        ('-"己庚辛"', lambda n: not n % 3),
        ('"己庚辛" OR 丙', lambda n: n % 3 or n % 2),
        ('"己庚辛" OR 丁', lambda n: n % 3 or n % 4 == 0),
    ],
)
def test_totals_are_exact_up_to_ten_thousand_and_a_bound_beyond(
    large_engine: searcher.Engine, query: str, meets: Callable[[int], bool]
) -> None:
    lines = {4 * number + 1 for number in range(LARGE) if meets(number)}
    for limit in (1, 10, 200):
        page = large_engine.search(query, limit=limit, fragments=0)
        assert page.total == min(len(lines), 10_000)
        assert page.total_is_exact == (len(lines) <= 10_000)
        assert not page.relaxed
        assert len(page.hits) == min(limit, len(lines))
        assert {hit.line for hit in page.hits} <= lines
    grouped = large_engine.search(query, group=True)
    assert (grouped.total, grouped.total_is_exact, len(grouped.hits)) == (1, True, 1)


def test_pages_far_down_follow_one_another(large_engine: searcher.Engine) -> None:
    for query in ("甲 OR 丙", "乙 戊", '"己庚辛"', '"己庚辛" -甲', "戊 -甲"):
        first = 4_500 if "-" in query else 9_500
        whole = large_engine.search(query, limit=600, offset=first, fragments=0)
        assert len(whole.hits) > 500
        for offset in (0, 1, 490):
            page = large_engine.search(query, limit=10, offset=first + offset, fragments=0)
            assert page.hits == whole.hits[offset : offset + 10]


@pytest.mark.parametrize("query", ["甲", "甲 OR 丙", "甲 丙", "甲 -丙", '"甲"', "-甲"])
def test_a_page_of_no_hits_has_the_total(large_engine: searcher.Engine, query: str) -> None:
    page = large_engine.search(query, limit=0)
    assert (page.hits, page.total) == ((), large_engine.search(query).total)


@pytest.mark.parametrize("query", ["，，", '"，"', "（）", "title:。", "-，", "*", "，*"])
def test_a_query_with_nothing_to_look_for_finds_nothing(
    seed_engine: searcher.Engine, query: str
) -> None:
    page = seed_engine.search(query)
    assert (page.hits, page.total, page.relaxed) == ((), 0, False)
