"""Whoosh's own queries run on the index, on several segments with deletions, as on any other."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import whoosh as whoosh_package
import whoosh.index
from whoosh import scoring
from whoosh.collectors import TermsCollector, TimeLimitCollector
from whoosh.fields import STORED
from whoosh.highlight import ContextFragmenter, WholeFragmenter
from whoosh.qparser import QueryParser
from whoosh.query import (
    And,
    AndMaybe,
    AndNot,
    ConstantScoreQuery,
    DisjunctionMax,
    Every,
    FuzzyTerm,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Regex,
    Term,
    TermRange,
    Wildcard,
)
from whoosh.query.qcore import QueryError
from whoosh.searching import Searcher

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.content.formats.markdown import parse_text
from searcher.fields import INDEXED
from searcher.indexing.codec.whooshcodec import ColumnarCodec
from searcher.model import Article, Section
from searcher.planning.bm25 import DEFAULT_RANKING

Condition: TypeAlias = "Callable[[Document], bool]"


class Document(NamedTuple):
    """A section as a scan over the content sees it."""

    path: str
    section: Section
    terms: dict[str, Counter[str]]
    """Of each field, and how often."""

    def has(self, field: str, condition: Callable[[str], bool]) -> bool:
        return any(map(condition, self.terms[field]))


def scan(content: Path, analyzer: Analyzer) -> list[Document]:
    """All sections of the content, in order, without an index."""
    return [
        document
        for path in sorted(content.iterdir())
        for document in documents(
            path.name, parse_text(path.read_text(encoding="utf-8"), path.stem), analyzer
        )
    ]


def documents(path: str, article: Article, analyzer: Analyzer) -> Iterator[Document]:
    def counted(*texts: str) -> Counter[str]:
        counts: Counter[str] = Counter()
        for token in (token for text in texts for token in analyzer.tokens(fold(text))):
            counts[token.text] += 2 if token.kind in ("latin", "joined") else 1
        return counts

    title = counted(article.title)
    for number, section in enumerate(article.sections):
        heading = counted(*section.headings)
        text = counted(section.text)
        for terms, boost in (
            (title, DEFAULT_RANKING.title_boost),
            (heading, DEFAULT_RANKING.heading_boost),
        ):
            text.update({term: boost * count for term, count in terms.items()})
        labels = Counter({fold(name): 1 for name in article.categories})
        names = Counter(map(fold, section.headings[-1:]))
        if number == 0:
            names[fold(article.title)] += 1
        fields = {"title": title, "heading": heading, "text": text, "category": labels}
        whole = {"path": Counter([fold(path)]), "name": names}
        nothing: dict[str, Counter[str]] = {"date": Counter(), "link": Counter()}
        yield Document(path, section, {**fields, **whole, **nothing})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content, and an index of several segments with deletions, made by two updates."""
    place = tmp_path_factory.mktemp("whoosh")
    content = place / "content"
    content.mkdir()

    def write(name: str, text: str) -> None:
        (content / name).write_text(text, encoding="utf-8")

    for number in range(12):
        latin = ("alpha", "alps", "beta", "bets", "gamma-ray", "c++")[number % 6]
        write(
            f"{number:02}.md",
            f"---\ncategories: [類{number % 3}]\n---\n# 第{number}篇\n\n開頭的香港{latin}。\n\n"
            f"## 歷史{number}\n\n{'朝鮮' * (number % 4)}與{latin} {latin}。\n\n"
            f"## 註釋\n\n平壤{'香港' * 20 if number == 5 else ''}。",
        )
    searcher.rebuild([content], index=place / "index")
    (content / "03.md").unlink()
    write("20.md", "# 新篇\n\n新的香港zeta。\n\n## 新節\n\n烏蘭巴托alpine。")
    searcher.update(index=place / "index")
    write("05.md", "# 第五篇\n\n改過的平壤beta。")
    (content / "20.md").rename(content / "21.md")
    searcher.update(index=place / "index")
    return place


@pytest.fixture(scope="module")
def everything(place: Path, analyzer: Analyzer) -> list[Document]:
    return scan(place / "content", analyzer)


@pytest.fixture
def whoosh(place: Path) -> Iterator[Searcher]:
    with (
        searcher.open_whoosh(place / "index") as index,
        index.searcher(weighting=scoring.Frequency()) as opened,
    ):
        yield opened


def found(whoosh: Searcher, query: Query) -> list[tuple[str, str]]:
    hits = whoosh.search(query, limit=None)
    return sorted((hit["section"]["path"], hit["section"]["anchor"]) for hit in hits)


def expected(everything: list[Document], condition: Condition) -> list[tuple[str, str]]:
    return sorted((d.path, d.section.anchor) for d in everything if condition(d))


def test_the_index_has_several_segments_and_deletions(whoosh: Searcher) -> None:
    reader = whoosh.reader()
    assert len(reader.leaf_readers()) > 1
    assert reader.has_deletions()


def is_any(*terms: str) -> Callable[[str], bool]:
    return lambda term: term in terms


def near(one: str, other: str) -> bool:
    """Whether one character inserted, removed or replaced makes them the same."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return short in [long[:place] + long[place + 1 :] for place in range(len(long))]


def nothing(document: Document) -> bool:
    return False


def everywhere(document: Document) -> bool:
    return True


CASES: dict[str, tuple[Query, Condition]] = {
    "term": (Term("text", "香港"), lambda d: d.has("text", is_any("香港"))),
    "term in one segment": (Term("text", "烏蘭"), lambda d: d.has("text", is_any("烏蘭"))),
    "folded term in one segment": (
        Term("text", fold("烏蘭")),
        lambda d: d.has("text", is_any(fold("烏蘭"))),
    ),
    "term of deleted sections alone": (Term("heading", "3"), nothing),
    "term in a title": (Term("title", "新"), lambda d: d.has("title", is_any("新"))),
    "label": (Term("category", fold("類1")), lambda d: d.has("category", is_any(fold("類1")))),
    "no such term": (Term("text", "沒有"), nothing),
    "and": (
        And([Term("text", "香港"), Term("text", "alpha")]),
        lambda d: {"香港", "alpha"} <= set(d.terms["text"]),
    ),
    "or": (
        Or([Term("text", "alpha"), Term("title", "新")]),
        lambda d: d.has("text", is_any("alpha")) or d.has("title", is_any("新")),
    ),
    "not": (
        And([Term("text", "香港"), Not(Term("text", "beta"))]),
        lambda d: d.has("text", is_any("香港")) and not d.has("text", is_any("beta")),
    ),
    "and not": (
        AndNot(Every(), Term("text", "alpha")),
        lambda d: not d.has("text", is_any("alpha")),
    ),
    "and maybe": (
        AndMaybe(Term("text", "alpha"), Term("text", "香港")),
        lambda d: d.has("text", is_any("alpha")),
    ),
    "disjunction": (
        DisjunctionMax([Term("text", "alpha"), Term("text", "beta")]),
        lambda d: d.has("text", is_any("alpha", "beta")),
    ),
    "prefix": (Prefix("text", "alp"), lambda d: d.has("text", lambda t: t.startswith("alp"))),
    "prefix of a path": (
        Prefix("path", "0"),
        lambda d: d.has("path", lambda t: t.startswith("0")),
    ),
    "wildcard": (
        Wildcard("text", "*e?a"),
        lambda d: d.has("text", lambda t: fnmatch.fnmatchcase(t, "*e?a")),
    ),
    "regular expression": (
        Regex("text", "be.[as]"),
        lambda d: d.has("text", is_any("beta", "bets")),
    ),
    "range": (
        TermRange("text", "alps", "c"),
        lambda d: d.has("text", lambda t: "alps" <= t <= "c"),
    ),
    "range without its ends": (
        TermRange("path", "04.md", "10.md", startexcl=True, endexcl=True),
        lambda d: d.has("path", lambda t: "04.md" < t < "10.md"),
    ),
    "range from the end of a field": (
        TermRange("path", "11.md", None),
        lambda d: d.has("path", lambda t: t >= "11.md"),
    ),
    "fuzzy": (
        FuzzyTerm("text", "beta", maxdist=1, prefixlength=0),
        lambda d: d.has("text", lambda t: near("beta", t)),
    ),
    "fuzzy with a prefix": (
        FuzzyTerm("text", "alpa", maxdist=1, prefixlength=3),
        lambda d: d.has("text", lambda t: t.startswith("alp") and near("alpa", t)),
    ),
    "constant": (
        ConstantScoreQuery(Term("text", "beta")),
        lambda d: d.has("text", is_any("beta")),
    ),
    "every": (Every(), everywhere),
    "every in a field": (Every("category"), lambda d: bool(d.terms["category"])),
}


@pytest.mark.parametrize("name", CASES)
def test_a_query_finds_what_a_scan_over_the_content_finds(
    whoosh: Searcher, everything: list[Document], name: str
) -> None:
    query, condition = CASES[name]
    assert found(whoosh, query) == expected(everything, condition)


def test_the_cases_tell_sections_from_others(everything: list[Document]) -> None:
    numbers = {name: len(expected(everything, condition)) for name, (_, condition) in CASES.items()}
    none = ("term in one segment", "term of deleted sections alone", "no such term")
    for name, number in numbers.items():
        assert (number == 0) == (name in none), name
        assert number < len(everything) or name == "every", name


@pytest.mark.parametrize("field", ["text", "title", "heading", "category", "path"])
def test_each_term_scores_as_often_as_it_occurs(
    whoosh: Searcher, everything: list[Document], field: str
) -> None:
    terms = {term for document in everything for term in document.terms[field]}
    for term in terms:
        hits = whoosh.search(Term(field, term), limit=None)
        scores = {(h["section"]["path"], h["section"]["anchor"]): h.score for h in hits}
        assert scores == {
            (document.path, document.section.anchor): document.terms[field][term]
            for document in everything
            if term in document.terms[field]
        }


def test_results_have_what_a_hit_shows(whoosh: Searcher, everything: list[Document]) -> None:
    (hit,) = whoosh.search(Term("text", "alpine"))
    stored = hit["section"]
    (document,) = [document for document in everything if "alpine" in document.terms["text"]]
    assert document.path == stored["path"] == "21.md"
    assert stored["title"] == "新篇"
    assert stored["text"] == document.section.text == "烏蘭巴托alpine。"
    assert tuple(stored["headings"]) == document.section.headings


def test_the_default_weighting_ranks_by_bm25(place: Path) -> None:
    with searcher.open_whoosh(place / "index") as index, index.searcher() as whoosh:
        hits = whoosh.search(Or([Term("text", "朝鲜"), Term("text", "beta")]), limit=3)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert hits[0].score > 0
        assert whoosh.search(Term("title", "新"), limit=3)[0].score > 0


def test_a_reader_tells_what_the_segments_hold(
    whoosh: Searcher, everything: list[Document]
) -> None:
    reader = whoosh.reader()
    assert reader.doc_count() == len(everything)
    assert set(reader.indexed_field_names()) == set(INDEXED)
    for field in INDEXED:
        terms = list(reader.lexicon(field))
        assert terms == sorted(terms)
        assert {t.decode() for t in terms} >= {t for d in everything for t in d.terms[field]}
    assert reader.doc_frequency("text", "alpine") == 1
    assert reader.frequency("text", "alpine") == 2
    assert reader.doc_frequency("text", "沒有") == reader.frequency("text", "沒有") == 0
    info: Any = reader.term_info("text", "alpine")
    assert (info.doc_frequency(), info.weight(), info.max_weight()) == (1, 2, 2)
    length = next(d for d in everything if "alpine" in d.terms["text"]).section.text
    assert info.min_length() == info.max_length() == len("烏蘭巴托") + 1 < len(length)


def test_phrases_are_refused_by_whoosh_and_met_by_their_pairs(
    whoosh: Searcher, everything: list[Document]
) -> None:
    with pytest.raises(QueryError, match="no positions"):
        whoosh.search(Phrase("text", ["開頭", "的香"]))
    pairs = And([Term("text", fold(pair)) for pair in ("開頭", "頭的", "的香", "香港")])
    assert found(whoosh, pairs) == expected(everything, lambda d: "開頭的香港" in d.section.text)
    assert found(whoosh, pairs)


def test_whooshs_parser_takes_text_in_any_script(
    whoosh: Searcher, everything: list[Document]
) -> None:
    parser = QueryParser("text", whoosh.schema)
    wanted = expected(everything, lambda d: d.has("text", is_any("朝鲜")))
    assert wanted
    for text in ("朝鮮", "朝鲜", "text:朝鮮"):
        assert found(whoosh, parser.parse(text)) == wanted
    assert found(whoosh, parser.parse("path:04.md OR path:21.md")) == expected(
        everything, lambda d: d.path in ("04.md", "21.md")
    )


def test_whooshs_collectors_run(whoosh: Searcher, everything: list[Document]) -> None:
    query = Term("text", "香港")
    wanted = expected(everything, lambda d: d.has("text", is_any("香港")))
    collector = TimeLimitCollector(TermsCollector(whoosh.collector(limit=None)), 600)
    whoosh.search_with_collector(query, collector)
    assert len(collector.results()) == len(wanted)
    assert collector.results().matched_terms() == {("text", "香港".encode())}
    hits = whoosh.search(query, limit=None, sortedby="path", reverse=True)
    assert [hit["path"] for hit in hits] == sorted((path for path, _ in wanted), reverse=True)
    groups = whoosh.search(query, limit=None, groupedby="path").groups()
    assert set(groups) == {path for path, _ in wanted}
    assert len(whoosh.search(query, limit=None, collapse="path")) == len(groups)
    kept = whoosh.search(query, limit=None, filter=Prefix("path", "0"), mask=Term("path", "05.md"))
    assert {hit["path"] for hit in kept} == {
        path for path, _ in wanted if path.startswith("0") and path != "05.md"
    }


@pytest.mark.parametrize("fragmenter", [WholeFragmenter(), ContextFragmenter()])
def test_whooshs_highlighter_marks_the_authors_characters(
    whoosh: Searcher, fragmenter: object
) -> None:
    hits = whoosh.search(And([Term("text", fold("烏蘭巴托")), Prefix("text", "alpi")]))
    hits.fragmenter = fragmenter
    (hit,) = hits
    marked = re.sub(r' class="[^"]*"', "", hit.highlights("text"))
    assert marked.removesuffix("。") == "<b>烏蘭巴托</b><b>alpine</b>"
    (hit,) = whoosh.search(Term("title", "新篇"), collapse="path")
    assert re.sub(r' class="[^"]*"', "", hit.highlights("title")) == "<b>新篇</b>"
    assert hit["heading"] in ("", "新篇", "新篇\n新節", "新節")


def test_an_index_follows_rebuilds_and_what_was_opened_stays_usable(
    place: Path, tmp_path: Path
) -> None:
    index = Path(shutil.copytree(place / "index", tmp_path / "index"))
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text("# 甲\n\n海珊。", encoding="utf-8")
    query = Term("text", "alpha")
    with searcher.open_whoosh(index) as opened, opened.searcher() as before:
        assert isinstance(opened, whoosh_package.index.Index)
        assert not opened.is_empty()
        assert opened.last_modified() > 0
        assert opened.refresh() is opened
        assert before.up_to_date()
        held = len(before.search(query, limit=None))
        assert held
        names = {path.name for path in (index / "generations").iterdir()}
        for _ in range(3):
            searcher.rebuild([content], index=index)
        assert names & {path.name for path in (index / "generations").iterdir()}
        assert not opened.up_to_date()
        assert not before.up_to_date()
        with opened.refresh() as fresh:
            assert fresh.doc_count() == 1
        assert opened.doc_count() == 1
        with before.refresh() as after:
            assert len(after.search(Term("text", "海珊"))) == 1
            assert not len(after.search(query))
        assert len(before.search(query, limit=None)) == held


def test_a_schema_parses_text_after_its_generation_is_gone(tmp_path: Path) -> None:
    content = tmp_path / "a.md"
    content.write_text("# 甲\n\n海珊。", encoding="utf-8")
    searcher.rebuild([content], index=tmp_path / "index")
    with searcher.open_whoosh(tmp_path / "index") as opened:
        schema = opened.schema
        for _ in range(2):
            searcher.rebuild([content], index=tmp_path / "index")
            opened.reader()
        searcher.rebuild([content], index=tmp_path / "index")
        assert "海珊" in str(QueryParser("text", schema).parse("海珊"))


def test_whooshs_writers_are_told_that_they_cannot_write_this_index(place: Path) -> None:
    with searcher.open_whoosh(place / "index") as index:
        for write in (
            index.writer,
            lambda: index.delete_by_term("text", "香港"),
            lambda: index.delete_by_query(Every()),
            lambda: index.add_field("new", STORED()),
            lambda: index.remove_field("text"),
        ):
            with pytest.raises(searcher.IndexingError, match="searcher update"):
                write()
    for write in (ColumnarCodec().per_document_writer, ColumnarCodec().field_writer):
        with pytest.raises(searcher.IndexingError, match="searcher update"):
            write(None, None)


def test_a_plain_search_imports_no_whoosh(place: Path) -> None:
    code = (
        "import sys, searcher; page = searcher.search('香港', index=sys.argv[1]);"
        "print(len(page.hits), 'whoosh' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(place / "index")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "10 False\n"
