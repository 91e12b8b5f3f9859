"""A file may hold several articles: each is found, ordered and grouped by itself, and all of them
come and go with the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.decoding import decode
from searcher.content.formats import FORMATS, Format, Formats
from searcher.content.formats.markdown import parse_text
from searcher.indexing.building import Building
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.reader import GenerationReader
from searcher.indexing.rebuild import rebuild_index
from searcher.indexing.report import IndexReport
from searcher.indexing.roots import Roots
from searcher.indexing.update import update_index
from searcher.model import Article
from searcher.options import BuildOptions, Selection

Files: TypeAlias = "Mapping[str, Sequence[tuple[str, str]]]"
"""What is in each file, by its path: name and Markdown of each article."""

Update: TypeAlias = "Callable[[Files], IndexReport]"


def parse_volume(data: bytes, name: str) -> Iterator[Article]:
    """The articles of a volume, each after a line with its name."""
    for part in decode(data).split("%% ")[1:]:
        own, _, text = part.partition("\n")
        yield replace(parse_text(text, own), name=own)


WITH_VOLUMES = Formats((*FORMATS.table, Format("volume", (".volume",), parse_volume)))


@pytest.fixture(scope="session")
def building(analyzer: Analyzer) -> Building:
    return Building(analyzer, UserDictionary(), BuildOptions(memory=64), formats=WITH_VOLUMES)


def roots_of(*paths: Path) -> Roots:
    return Roots(()).adding(paths, Selection())


def write(folder: Path, files: Files) -> None:
    """Make the files under a folder these: the others go, and what is the same stays untouched."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.rglob("*.*"):
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, articles in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        volume = name.endswith(".volume")
        text = "".join(f"%% {own}\n{text}\n" if volume else text for own, text in articles)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


@pytest.fixture
def rebuild(tmp_path: Path, building: Building) -> Callable[[Files], IndexReport]:
    def run(files: Files) -> IndexReport:
        write(tmp_path / "content", files)
        return rebuild_index(roots_of(tmp_path / "content"), tmp_path / "index", building)

    return run


@pytest.fixture
def update(tmp_path: Path, building: Building) -> Update:
    def run(files: Files) -> IndexReport:
        write(tmp_path / "content", files)
        return update_index(tmp_path / "index", building)

    return run


def titles(folder: Path, query: str, *, group: bool = False) -> list[str]:
    """Article and headings of what is found, best first."""
    with searcher.Engine.open(folder / "index") as engine:
        page = engine.search(query, limit=50, group=group)
        assert page.total == len(page.hits)
        return [hit.title for hit in page.hits]


def stored(index: Path) -> list[tuple[str, str, str, int]]:
    """Path, name, title and number of sections of each article, in the order of the content."""
    found = []
    with closing(GenerationReader(IndexDirectory(index).open_current())) as reader:
        for part in reader.segments:
            documents = part.segment.documents
            for article, first, ordinal, count in zip(
                part.segment.stored.articles(),
                documents.starts.tolist(),
                part.ordinals(documents.starts).tolist(),
                documents.sections.tolist(),
                strict=True,
            ):
                if part.live_docs is None or part.live_docs[first]:
                    record = (article.path, article.name, article.title, count)
                    found.append((ordinal, record))
    found.sort()
    starts = [ordinal for ordinal, _ in found]
    counts = [record[-1] for _, record in found]
    assert starts == [sum(counts[:place]) for place in range(len(counts))]
    return [record for _, record in found]


CITIES = [
    ("北京", "# 北京市\n\n首都。\n\n## 交通\n\n地鐵。"),
    ("上海", "港口。\n\n## 交通\n\n地鐵。"),
    ("空", ""),
    ("臺北", "# 臺北市\n\n地鐵。"),
]
FILES: Files = {
    "a.md": [("", "# 甲\n\n地鐵。")],
    "b.volume": CITIES,
    "c.volume": [("一", "地鐵。"), ("二", "# 二\n\n見[城市的書](b.volume)。")],
    "d.md": [("", "# 丁\n\n地鐵。")],
}


def test_every_article_of_a_file_is_kept_with_its_name(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport]
) -> None:
    report = rebuild(FILES)
    assert (report.indexed, report.sections, report.skipped) == (4, 9, ())
    assert stored(tmp_path / "index") == [
        ("a.md", "", "甲", 1),
        ("b.volume", "北京", "北京市", 2),
        ("b.volume", "上海", "上海", 2),
        ("b.volume", "臺北", "臺北市", 1),
        ("c.volume", "一", "一", 1),
        ("c.volume", "二", "二", 1),
        ("d.md", "", "丁", 1),
    ]
    with searcher.Engine.open(tmp_path / "index") as engine:
        assert engine.stats().manifest.articles == 7


def test_a_hit_is_of_its_own_article(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport]
) -> None:
    rebuild(FILES)
    assert titles(tmp_path, "title:上海") == ["上海", "上海 › 交通"]
    assert titles(tmp_path, "港口") == ["上海"]


def test_equal_sections_come_in_the_order_of_articles_in_the_file(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport], update: Update
) -> None:
    # No article has a title of its own in its text: all sections score the same.
    names = [f"第{number}" for number in range(9)]
    volume = [(name, f"---\ntitle: {name}\n---\n## 節\n\n香港。") for name in names]
    rebuild({"a.volume": volume[:3], "b.md": [("", volume[3][1])], "c.volume": volume[4:]})
    assert titles(tmp_path, "heading:節") == [f"{name} › 節" for name in names]
    volume[1:3] = volume[2:0:-1]
    update({"a.volume": volume[:3], "b.md": [("", volume[3][1])], "c.volume": volume[4:]})
    names[1:3] = names[2:0:-1]
    assert titles(tmp_path, "heading:節") == [f"{name} › 節" for name in names]


def test_articles_are_grouped_by_themselves_and_not_by_file(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport]
) -> None:
    rebuild(FILES)
    found = titles(tmp_path, "地铁", group=True)
    articles = [title.split(" › ")[0] for title in found]
    assert sorted(articles) == sorted(["甲", "北京市", "上海", "臺北市", "一", "丁"])


def test_the_path_of_a_file_finds_all_of_its_articles(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport]
) -> None:
    rebuild(FILES)
    found = titles(tmp_path, "path:b.volume")
    assert sorted(found) == sorted(["北京市", "北京市 › 交通", "上海", "上海 › 交通", "臺北市"])


def test_a_link_to_a_file_leads_to_its_first_article_in_each_root(
    tmp_path: Path, building: Building
) -> None:
    def parse(data: bytes, name: str) -> Iterator[Article]:
        return parse_volume(data, name)

    # A volume that has the suffix of Markdown, for links lead to nothing else so far.
    volumes = Formats((Format("volume", (".md",), parse),))
    for root in ("one", "two"):
        write(tmp_path / root, {})
        volume = "".join(f"%% {root}{number}\n城。\n" for number in range(5))
        (tmp_path / root / "cities.md").write_text(volume, encoding="utf-8")
    linking = "%% 導言\n見[城市的書](cities.md)。\n"
    (tmp_path / "two" / "link.md").write_text(linking, encoding="utf-8")
    roots = [tmp_path / "one", tmp_path / "two"]
    rebuild_index(roots_of(*roots), tmp_path / "index", replace(building, formats=volumes))
    assert sorted(titles(tmp_path, "城市的書")) == ["one0", "two0", "導言"]


def test_a_changed_file_replaces_all_of_its_articles(
    tmp_path: Path, rebuild: Callable[[Files], IndexReport], update: Update
) -> None:
    rebuild(FILES)
    changed = [("南京", "古都。"), CITIES[3], ("北京", "# 北京市\n\n胡同。")]
    report = update({**FILES, "b.volume": changed})
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    assert (report.indexed, report.sections) == (4, 7)
    assert [record for record in stored(tmp_path / "index") if record[0] == "b.volume"] == [
        ("b.volume", "南京", "南京", 1),
        ("b.volume", "臺北", "臺北市", 1),
        ("b.volume", "北京", "北京市", 1),
    ]
    assert titles(tmp_path, "港口") == []
    assert titles(tmp_path, "胡同") == ["北京市"]


ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(("甲", "乙", "丙")),
        st.sampled_from(
            (
                "香港。",
                "# 香港史\n\n香港與朝鮮。\n\n## 歷史\n\n香港。",
                "[使館區](a.volume)",
                "[[香港史|使館區]]",
                "---\ndate: 2001-02-03\n---\n朝鮮香港",
                "",
            )
        ),
    ),
    max_size=4,
)
STATES = st.dictionaries(
    st.sampled_from(("a.volume", "b.volume", "sub/c.volume", "d.md")), ARTICLES, max_size=4
)
# Always there, so that there is something to index, and segments to be kept.
ALWAYS = {"0.volume": [(f"{number}", f"# 第{number}\n\n香港{number}。") for number in range(12)]}
QUERIES = (
    "香港",
    "香港 OR 朝鮮",
    "title:香港史",
    "path:volume 香港",
    "使館區",
    "歷史 OR 朝鮮香港",
    "香港 date:2001",
)


def answers(index: Path) -> list[object]:
    """All that searches of the index show, but for the time that they took."""
    with searcher.Engine.open(index) as engine:
        pages = [engine.search(query, limit=30) for query in QUERIES]
        pages += [engine.search(query, group=True, limit=30) for query in QUERIES]
    return [page.to_dict() | {"took_ms": 0} for page in pages]


@settings(max_examples=5)
@given(st.lists(STATES, min_size=2, max_size=3))
@example(
    [
        {"a.volume": [("甲", "香港。"), ("乙", "香港。"), ("丙", "朝鮮香港")]},
        {"a.volume": [("甲", "香港。"), ("丙", "朝鮮香港")]},
        {"a.volume": [("丙", "朝鮮香港"), ("丁", "香港。"), ("甲", "# 香港史\n\n香港。")]},
        {"b.volume": [("丙", "香港。"), ("丙", "香港。")]},
    ]
)
def test_after_any_edits_within_files_an_update_gives_what_a_rebuild_gives(
    tmp_path_factory: pytest.TempPathFactory, building: Building, states: list[Files]
) -> None:
    place = tmp_path_factory.mktemp("articles")
    content, index, fresh = place / "content", place / "index", place / "fresh"
    write(content, ALWAYS)
    rebuild_index(roots_of(content), index, building)
    for state in states:
        write(content, {**ALWAYS, **state})
        report = update_index(index, building)
        expected = rebuild_index(roots_of(content), fresh, building)
        assert (report.indexed, report.sections) == (expected.indexed, expected.sections)
        assert report.skipped == expected.skipped
        assert stored(index) == stored(fresh)
        assert answers(index) == answers(fresh)
