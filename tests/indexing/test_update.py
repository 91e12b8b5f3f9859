"""Promise 6: after any edits, an update gives what a rebuild gives; and it does no more."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.indexing.building import Building
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.reader import GenerationReader
from searcher.indexing.rebuild import rebuild_index
from searcher.indexing.roots import Roots
from searcher.indexing.sources import Sources
from searcher.options import BuildOptions

Edit: TypeAlias = "tuple[str, str, str]"
"""What is done, to which file, and with what."""

PAST, FUTURE = 10**18, 4 * 10**18
"""Times in nanoseconds: a file that is no older than the last look at it may be another, though
size and time are the same."""

NAMES = ("a.md", "b.md", "c.txt", "d.markdown", "sub/a.md", "sub/deeper/e.md")

PIECES = (
    "香港的總領事館。",
    "朝鮮香港",
    "蒙古國與朝鮮，脫北者。",
    "COVID-19 jan song",
    "香港" * 9,
    "\n\n## 歷史\n\n",
    "\n\n## 參考文獻\n\n",
    "\n\n# 香港史\n\n",
    "\n\n[Category:外交](外交 \"wikilink\")\n\n",
    "[使館區](b.md)",
    "[使館區](sub/a.md)",
    "[使館區](../a.md)",
    "[[香港史|使館區]]",
    "[[朝鮮香港]]",
    "\n\n# 使館區大街\n\n",
    "\n\n## 朝鲜战争\n\n",
    "韓戰",
)  # fmt: skip

QUERIES = (
    "香港",
    "香港 OR 朝鮮 OR 蒙古國",
    "香港 朝鮮",
    "香港 AND 朝鮮",
    "香港 脫北者 沒有的詞",
    '"香港的總領事館"',
    "香港 -朝鮮",
    "-香港",
    "title:香港史",
    "heading:歷史 OR 香港",
    "body:香港",
    "path:sub",
    "category:外交 香港",
    "ja* OR 香港",
    "c?v*9 OR j*e",
    "re:/[总總].事.?/ OR re:/c[a-z]+vid/",
    "re:/./ -re:/香港|的/",
    "covid-19",
    "使館區",
    "使館區大街香港史朝鮮香港",
    "歷史 OR 朝鮮香港",
    "韓戰",
    '"香港 朝鮮"~9',
    "香港 date:2001",
    "-date:>=2002",
)

texts = st.tuples(
    st.sampled_from(("", "", "---\ndate: 2001-02-03\n---\n", "---\ndate: 2002-01-01\n---\n")),
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
).map("".join)
UPDATE = ("update", "")
PLACES = ("a.md", "sub", "sub/a.md", "sub/deeper", "c.txt", "", "../other", "../other/a.md")
edits: st.SearchStrategy[Edit] = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), texts),
    st.tuples(st.just("delete"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(
        st.sampled_from(("touch", "same size", "same size and time", "empty", "binary")),
        st.sampled_from(NAMES),
        st.just(""),
    ),
    st.tuples(st.just("ignore"), st.just(".gitignore"), st.sampled_from(("", *NAMES))),
)
steps = st.one_of(
    st.just(UPDATE),
    st.tuples(st.sampled_from(("add", "remove")), st.sampled_from(PLACES)),
)


def edit(content: Path, change: Edit) -> None:
    """Change the content, if the file that is named is there."""
    kind, name, argument = change
    path = content / name
    if kind in ("write", "ignore"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(argument, encoding="utf-8")
        os.utime(path, ns=(FUTURE, FUTURE))
    elif not path.exists():
        return
    elif kind == "delete":
        path.unlink()
    elif kind == "rename":
        (content / argument).parent.mkdir(parents=True, exist_ok=True)
        path.replace(content / argument)
    elif kind == "touch":
        os.utime(path, ns=(PAST, PAST - path.stat().st_size))
    elif kind == "empty":
        path.write_text("")
    elif kind == "binary":
        path.write_bytes(bytes(range(256)) * 8)
    else:
        before = path.stat().st_mtime_ns
        text = path.read_text(encoding="utf-8", errors="replace")
        path.write_text(text.translate(str.maketrans("香朝", "朝香")), encoding="utf-8")
        if kind == "same size and time" and before == FUTURE:
            os.utime(path, ns=(before, before))


def answers(index: Path) -> list[object]:
    """All that searches of the index show, but for the time that they took."""
    options: list[dict[str, object]] = [{}, {"group": True}, {"offset": 2, "limit": 3}]
    with searcher.Engine.open(index) as engine:
        pages = [engine.search(query, explain=True) for query in QUERIES]
        pages += [
            engine.search(query, **chosen)  # type: ignore[arg-type]
            for query in QUERIES[:4]
            for chosen in options[1:]
        ]
    return [page.to_dict() | {"took_ms": 0} for page in pages]


def generation(index: Path) -> Path:
    return index / "generations" / (index / "current").read_text().split()[0]


def segments(index: Path) -> int:
    return len(list(generation(index).glob("*.postings")))


def indexed(index: Path) -> dict[str, str]:
    """The digest of each file in the index, by where it is."""
    sources = Sources.read(generation(index))
    return {str(entry.source.location): entry.sha256 for entry in sources.indexed}


def recorded(index: Path) -> Roots:
    with closing(GenerationReader.open(IndexDirectory(index))) as reader:
        return reader.manifest.content


def last_step(history: list[tuple[str, str]], location: str) -> str:
    """What was done last to a file, or to a folder that it lies in."""
    return [step for step, path in history if f"{location}/".startswith(f"{path}/")][-1]


@pytest.fixture(scope="module")
def building(analyzer: Analyzer) -> Building:
    return Building(analyzer, UserDictionary(), BuildOptions())


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    for number in range(8):
        text = f"# 第{number}篇\n\n香港第{number}號。\n\n## 歷史\n\n朝鮮{'香港' * number}。"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, content: Path) -> Path:
    searcher.rebuild([content], index=tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("update")


@settings(max_examples=15)
@given(
    st.lists(texts, min_size=len(NAMES), max_size=len(NAMES)),
    st.lists(st.tuples(st.lists(edits, max_size=4), steps), min_size=1, max_size=4),
)
@example(
    ["香港" * 9, "朝鮮香港", "", "香港", "朝鮮", "蒙古國與朝鮮，脫北者。"],
    [
        ([("same size and time", "b.md", ""), ("touch", "a.md", "")], UPDATE),
        ([("rename", "a.md", "sub/deeper/e.md"), ("ignore", ".gitignore", "sub/a.md")], UPDATE),
        (
            [("binary", "b.md", ""), ("write", "c.txt", "香港"), ("delete", "d.markdown", "")],
            UPDATE,
        ),
        ([("write", "b.md", "朝鮮"), ("ignore", ".gitignore", ""), ("empty", "c.txt", "")], UPDATE),
    ],
)
@example(
    [
        "[使館區](b.md)",
        "# 香港史\n\n香港",
        "[[香港史|使館區]]",
        "",
        "---\ndate: 2001-02-03\n---\n香港",
        "",
    ],
    [
        ([("delete", "b.md", ""), ("write", "c.txt", "[使館區](a.md)")], UPDATE),
        ([("rename", "sub/a.md", "b.md"), ("write", "a.md", "# 使館區\n\n[使館區](b.md)")], UPDATE),
        (
            [("write", "d.markdown", "# 香港史\n\n[[香港史|使館區]]韓戰"), ("delete", "c.txt", "")],
            UPDATE,
        ),
        (
            [
                ("write", "b.md", "---\ndate: 2002-01-01\n---\n# 朝鮮香港\n\n朝鲜战争"),
                ("empty", "a.md", ""),
            ],
            UPDATE,
        ),
    ],
)
@example(
    ["香港", "朝鮮香港", "香港", "", "香港史", "朝鮮"],
    [
        ([], ("remove", "sub")),
        ([("write", "sub/a.md", "朝鮮")], ("add", "sub/deeper")),
        ([("ignore", ".gitignore", "a.md")], ("add", "../other")),
        ([], ("remove", "")),
    ],
)
@example(
    ["香港", "朝鮮香港", "香港", "", "香港史", "朝鮮"],
    [
        ([("ignore", ".gitignore", "a.md")], ("add", "a.md")),
        ([("delete", "a.md", "")], ("remove", "sub/a.md")),
        ([], ("add", "")),
    ],
)
def test_after_any_history_an_index_is_what_a_rebuild_gives(
    place: Path,
    building: Building,
    files: list[str],
    rounds: list[tuple[list[Edit], tuple[str, str]]],
) -> None:
    shutil.rmtree(place)
    content = place / "content"
    # Always there, so that there are segments to be kept.
    edit(content, ("write", "always.md", "".join(f"## 節{n}\n\n香港{n}。\n\n" for n in range(12))))
    edit(content, ("write", "../other/a.md", "# 別處\n\n朝鮮香港。"))
    for name, text in zip(NAMES, files, strict=True):
        edit(content, ("write", name, text))
    searcher.rebuild([content], index=place / "index")
    before = indexed(place / "index")
    history = [("add", str(content))]
    for changes, (step, path) in rounds:
        for change in changes:
            edit(content, change)
        current = generation(place / "index")
        try:
            if step == "update":
                report = searcher.update(index=place / "index")
            else:
                change_index = searcher.add if step == "add" else searcher.remove
                report = change_index([content / path], index=place / "index")
                history.append((step, os.path.normpath(content / path)))
        except searcher.ContentError:  # there is nothing to add, or to remove
            assert generation(place / "index") == current
            report = searcher.update(index=place / "index")
        new = indexed(place / "index")
        assert all(last_step(history, location) == "add" for location in new)
        roots = recorded(place / "index")
        if new:
            fresh = rebuild_index(roots, place / "fresh", building)
            assert answers(place / "index") == answers(place / "fresh")
            assert new == indexed(place / "fresh")
            assert report.skipped == fresh.skipped
        assert (report.indexed, report.sections) == (
            (fresh.indexed, fresh.sections) if new else (0, 0)
        )
        assert report.added == len(new.keys() - before.keys())
        assert report.removed == len(before.keys() - new.keys())
        same = new.keys() & before.keys()
        assert report.changed == sum(new[name] != before[name] for name in same)
        before = new
    assert not searcher.check(place / "index").damaged


def test_nothing_is_written_where_nothing_changed(index: Path, content: Path) -> None:
    (content / "empty.md").write_text("")
    (content / "picture.png").write_bytes(b"png")
    searcher.update(index=index)

    def written() -> dict[Path, tuple[int, int]]:
        return {
            path: (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in index.rglob("*")
            if path.is_file() and not path.name.startswith("writer.")
        }

    before = written()
    report = searcher.update(index=index)
    assert written() == before
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert (report.indexed, len(report.skipped), report.found) == (8, 2, 10)


def test_a_file_that_was_only_touched_is_not_analysed_again(index: Path, content: Path) -> None:
    before = {path.name: path.stat().st_ino for path in generation(index).glob("segment_*")}
    os.utime(content / "3.md", ns=(PAST, PAST))
    told: list[tuple[int, int]] = []
    report = searcher.update(index=index, progress=lambda done, total: told.append((done, total)))
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert told == [(0, 0)]
    assert {path.name: path.stat().st_ino for path in generation(index).glob("segment_*")} == before
    recorded = {e.source.path: e.source.mtime_ns for e in Sources.read(generation(index)).indexed}
    assert recorded["3.md"] == PAST


def found(index: Path, query: str) -> list[str]:
    """The paths of what meets a query, best first."""
    with searcher.Engine.open(index) as engine:
        return [hit.path for hit in engine.search(query).hits]


def test_a_link_finds_its_target_while_both_are_there(index: Path, content: Path) -> None:
    target, link = content / "target.md", content / "link.md"
    target.write_text("# 大會堂\n\n樓。", encoding="utf-8")
    link.write_text("# 甲\n\n去[中環的老房子](target.md)。", encoding="utf-8")
    searcher.update(index=index)
    assert set(found(index, "中環的老房子")) == {"target.md", "link.md"}
    target.unlink()
    searcher.update(index=index)
    assert found(index, "中環的老房子") == ["link.md"]
    target.write_text("# 新大會堂\n\n樓。", encoding="utf-8")
    searcher.update(index=index)
    assert set(found(index, "中環的老房子")) == {"target.md", "link.md"}
    link.write_text("# 甲\n\n去[中環的老房子](0.md)。", encoding="utf-8")
    searcher.update(index=index)
    assert set(found(index, "中環的老房子")) == {"0.md", "link.md"}
    link.unlink()
    searcher.update(index=index)
    assert "target.md" not in found(index, "中環的老房子")
    assert "0.md" not in found(index, "中環的老房子")


@pytest.mark.parametrize("text", ["# 我的家鄉\n\n文。", "# 甲\n\n見[我的家鄉](0.md)。"])
def test_a_name_is_known_while_an_article_has_it(index: Path, content: Path, text: str) -> None:
    def is_known() -> bool:
        with searcher.Engine.open(index) as engine:
            scores = {hit.path: hit.score for hit in engine.search("我的家鄉在哪裡").hits}
        return scores["whole.md"] > scores["other.md"]

    (content / "whole.md").write_text("# 乙\n\n去我的家鄉。", encoding="utf-8")
    (content / "other.md").write_text("# 乙\n\n去他的家鄉。", encoding="utf-8")
    (content / "one.md").write_text(text, encoding="utf-8")
    searcher.rebuild([content], index=index)
    assert is_known()
    (content / "one.md").unlink()
    searcher.update(index=index)
    assert not is_known()
    (content / "two.md").write_text(text, encoding="utf-8")
    searcher.update(index=index)
    assert is_known()
    (content / "two.md").write_text("# 甲\n\n北山。", encoding="utf-8")
    searcher.update(index=index)
    assert not is_known()


def test_a_date_that_changes_is_the_one_that_is_asked_for(index: Path, content: Path) -> None:
    path = content / "7.md"
    path.write_text("---\ndate: 2001-02-03\n---\n# 甲\n\n香港。", encoding="utf-8")
    searcher.update(index=index)
    assert found(index, "date:2001") == ["7.md"]
    path.write_text("---\ndate: 2002-02-03\n---\n# 甲\n\n香港。", encoding="utf-8")
    searcher.update(index=index)
    assert (found(index, "date:2001"), found(index, "香港 date:>2001")) == ([], ["7.md"])
    path.write_text("# 甲\n\n香港。", encoding="utf-8")
    searcher.update(index=index)
    assert found(index, "date:..2100") == []


def test_a_small_update_writes_a_small_segment_beside_the_large_one(
    index: Path, content: Path
) -> None:
    before = {path.name: path.stat().st_ino for path in generation(index).glob("segment_*")}
    (content / "new.md").write_text("# 新\n\n新篇。", encoding="utf-8")
    report = searcher.update(index=index)
    assert (report.added, report.changed, report.removed) == (1, 0, 0)
    after = {path.name: path.stat().st_ino for path in generation(index).glob("segment_*")}
    assert len(after) == 6
    assert after.items() > before.items()
    assert {file.name for file in generation(index).iterdir()} == {
        record["name"]
        for record in json.loads((generation(index) / "manifest.json").read_bytes())["files"]
    } | {"manifest.json"}


def test_segments_stay_few_over_many_small_updates(index: Path, content: Path) -> None:
    most = 0
    for number in range(40):
        (content / f"new{number}.md").write_text(f"# 新{number}\n\n香港", encoding="utf-8")
        if number % 3 == 0:
            (content / f"new{number // 2}.md").unlink()
        searcher.update(index=index)
        most = max(most, segments(index))
    assert 1 < most <= 4
    searcher.rebuild([content], index=index.parent / "fresh")
    assert answers(index) == answers(index.parent / "fresh")


def test_a_segment_of_which_much_was_deleted_is_written_anew(index: Path, content: Path) -> None:
    for number in (0, 1):
        (content / f"{number}.md").unlink()
    assert searcher.update(index=index).removed == 2
    with closing(GenerationReader(IndexDirectory(index).open_current())) as reader:
        (segment,) = reader.segments
        assert segment.live_docs is None
        assert segment.document_count == 12


def test_a_segment_with_few_deletions_is_kept_with_them(index: Path, content: Path) -> None:
    before = {path.name for path in generation(index).glob("segment_*")}
    (content / "0.md").unlink()
    assert searcher.update(index=index).removed == 1
    assert {path.name for path in generation(index).glob("segment_*")} == before
    with searcher.Engine.open(index) as engine:
        assert engine.search("香港", limit=100).total == 14
        assert not any(hit.path == "0.md" for hit in engine.search("香港", limit=100).hits)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_update_that_only_removes_works_with_any_number_of_workers(
    index: Path, content: Path, workers: int
) -> None:
    (content / "0.md").unlink()
    assert searcher.update(index=index, workers=workers).removed == 1


def test_two_roots_may_have_files_of_the_same_path(tmp_path: Path) -> None:
    roots = [tmp_path / "one", tmp_path / "two"]
    for root in roots:
        root.mkdir()
        (root / "a.md").write_text(f"# {root.name}\n\n香港。", encoding="utf-8")
    (roots[0] / "b.md").write_text("")
    (roots[1] / "b.md").write_text("香港", encoding="utf-8")
    index = tmp_path / "index"
    searcher.rebuild(roots, index=index)
    (roots[1] / "a.md").write_text("# two\n\n香港香港。", encoding="utf-8")
    assert searcher.update(index=index).changed == 1
    (roots[0] / "b.md").write_text("香港", encoding="utf-8")
    (roots[1] / "b.md").write_text("")
    report = searcher.update(index=index)
    assert (report.added, report.changed, report.removed) == (1, 0, 1)
    searcher.rebuild(roots, index=tmp_path / "fresh")
    assert answers(index) == answers(tmp_path / "fresh")


@pytest.fixture
def elsewhere(index: Path) -> Iterator[Callable[[str], int]]:
    """Asks an engine that is open in another process how many sections it finds."""
    code = (
        "import sys, searcher\n"
        f"engine = searcher.Engine.open({str(index)!r})\n"
        "for line in sys.stdin: print(engine.search(line).total, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:

        def ask(query: str) -> int:
            assert process.stdin is not None
            assert process.stdout is not None
            print(query, file=process.stdin, flush=True)
            return int(process.stdout.readline())

        yield ask
        process.communicate()


def test_engines_here_and_elsewhere_see_an_update_at_their_next_search(
    index: Path, content: Path, elsewhere: Callable[[str], int]
) -> None:
    with searcher.Engine.open(index) as engine:
        for number in range(3):
            assert engine.search("平壤").total == elsewhere("平壤") == number
            (content / f"new{number}.md").write_text("平壤", encoding="utf-8")
            searcher.update(index=index)
            assert engine.search("平壤").total == elsewhere("平壤") == number + 1
        (content / "new0.md").unlink()
        searcher.update(index=index)
        assert engine.search("平壤").total == elsewhere("平壤") == 2


def test_what_a_reader_holds_stays_readable_through_updates(index: Path, content: Path) -> None:
    with closing(GenerationReader(IndexDirectory(index).open_current())) as reader:
        before = reader.sections(range(reader.document_count))
        for number in range(4):
            (content / f"{number}.md").unlink()
            (content / f"new{number}.md").write_text("香港", encoding="utf-8")
            searcher.update(index=index)
        assert generation(index) != reader.generation.directory
        assert reader.sections(range(reader.document_count)) == before
        (segment,) = reader.segments
        own = segment.find("text", "香港")
        assert own is not None
        assert len(own.documents()) == 8 + 7
    with closing(GenerationReader(IndexDirectory(index).open_current())) as newest:
        assert newest.document_count == 2 * 4 + 4


def change_manifest(index: Path, **fields: object) -> None:
    """Write another manifest, and its digest into the pointer, as another version would have."""
    path = generation(index) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | fields), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (index / "current").write_text(f"{path.parent.name} {digest}\n")


def test_an_index_of_a_newer_version_is_left_alone(index: Path, content: Path) -> None:
    change_manifest(index, format=99)
    before = generation(index)
    (content / "0.md").unlink()
    with pytest.raises(searcher.IndexMismatch, match=r"format 99.*searcher rebuild"):
        searcher.update(index=index)
    assert generation(index) == before
    assert [path.name for path in (index / "generations").iterdir()] == [before.name]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"format": 4}, "format 4"),
        ({"analysis": {"fold": "0"}}, "fold"),
        ({"ranking": {"k1": 1.5}}, "ranking"),
    ],
)
def test_an_update_builds_an_index_anew_that_was_made_otherwise_and_says_so(
    index: Path, content: Path, fields: dict[str, Any], reason: str
) -> None:
    manifest = json.loads((generation(index) / "manifest.json").read_bytes())
    for name, value in fields.items():
        fields[name] = {**manifest[name], **value} if isinstance(value, dict) else value
    change_manifest(index, **fields)
    if reason == "ranking":  # an index is ranked by the numbers that it was made with
        searcher.Engine.open(index).close()
    else:
        with pytest.raises(searcher.IndexMismatch, match=f"{reason}.*; run 'searcher update'$"):
            searcher.Engine.open(index)
    (content / "0.md").unlink()
    report = searcher.update(index=index)
    assert report.rebuilt is not None
    assert reason in report.rebuilt
    assert report.to_dict()["rebuilt"] == report.rebuilt
    assert searcher.update(index=index).rebuilt is None
    with searcher.Engine.open(index) as engine:
        assert engine.stats().manifest.articles == report.indexed


def test_an_update_keeps_the_user_dictionary(tmp_path: Path, content: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("脫北者文章 5 n\n", encoding="utf-8")
    index = tmp_path / "index"
    searcher.rebuild([content], index=index, userdict=words)
    words.write_text("別的詞\n", encoding="utf-8")
    (content / "new.md").write_text("脫北者文章", encoding="utf-8")
    assert searcher.update(index=index).added == 1
    with closing(GenerationReader(IndexDirectory(index).open_current())) as reader:
        assert reader.user_dictionary_text == "脫北者文章 5 n\n"
        assert len(reader.terms("text", "脱北者文章")) == 1


def test_an_update_with_another_dictionary_builds_the_index_anew(
    tmp_path: Path, content: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("脫北者文章 5 n\n", encoding="utf-8")
    searcher.rebuild([content], index=tmp_path / "index", userdict=words)
    searcher.update(index=tmp_path / "index", userdict=words)
    words.write_text("第九號文章 5 n\n", encoding="utf-8")
    report = searcher.update(index=tmp_path / "index", userdict=words)
    assert report.rebuilt is not None
    assert "user dictionary" in report.rebuilt
    with closing(GenerationReader.open(IndexDirectory(tmp_path / "index"))) as reader:
        assert reader.user_dictionary_text == "第九號文章 5 n\n"
    assert searcher.update(index=tmp_path / "index").rebuilt is None


def test_an_update_of_nothing_is_an_error_that_says_how_to_make_an_index(
    tmp_path: Path, content: Path
) -> None:
    with pytest.raises(searcher.IndexNotFound, match="searcher rebuild"):
        searcher.update(index=tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_folder_that_is_gone_is_an_error_that_names_remove_and_keeps_the_index(
    index: Path, content: Path
) -> None:
    before = generation(index)
    shutil.rmtree(content)
    with pytest.raises(searcher.ContentError, match=r"no such file or folder.*searcher remove"):
        searcher.update(index=index)
    assert generation(index) == before
    with searcher.Engine.open(index) as engine:
        assert engine.search("香港").total == 15
    report = searcher.remove([content], index=index)
    assert (report.removed, report.roots) == (8, ())


def test_an_update_waits_for_no_other_writer(index: Path) -> None:
    with (
        IndexDirectory(index).writer_lock(),
        pytest.raises(searcher.IndexLocked, match=f"process {os.getpid()}"),
    ):
        searcher.update(index=index)


def test_a_damaged_index_is_not_updated(index: Path, content: Path) -> None:
    (generation(index) / "sources.json.gz").write_bytes(b"")
    (content / "0.md").unlink()
    with pytest.raises(searcher.IndexDamaged, match=r"sources\.json\.gz.*rebuild"):
        searcher.update(index=index)


@pytest.mark.parametrize("extension", [".documents", ".postings", ".stored"])
def test_what_is_damaged_is_not_merged_into_what_is_believed(
    index: Path, content: Path, extension: str
) -> None:
    before = generation(index)
    path = next(before.glob(f"*{extension}"))
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    for number in range(4):
        (content / f"{number}.md").unlink()
    with pytest.raises(searcher.IndexDamaged, match=f"{path.name}.*rebuild"):
        searcher.update(index=index)
    assert generation(index) == before
    path.write_bytes(data)
    assert searcher.update(index=index).removed == 4


def test_updates_work_where_files_cannot_be_linked(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    (content / "new.md").write_text("# 新\n\n平壤。", encoding="utf-8")
    searcher.update(index=index)
    assert segments(index) == 2
    assert not searcher.check(index).damaged
    with searcher.Engine.open(index) as engine:
        assert engine.search("平壤").total == 1


@pytest.mark.parametrize(("modified", "is_seen"), [(PAST, 0), (FUTURE, 1)])
def test_a_file_of_the_same_size_and_time_is_read_again_only_if_it_is_as_young_as_the_last_look(
    index: Path, content: Path, modified: int, is_seen: int
) -> None:
    path = content / "7.md"
    os.utime(path, ns=(modified, modified))
    searcher.update(index=index)
    path.write_text(path.read_text(encoding="utf-8").replace("香", "平"), encoding="utf-8")
    os.utime(path, ns=(modified, modified))
    assert searcher.update(index=index).changed == is_seen


def test_what_goes_wrong_with_content_is_not_called_damage_to_the_index(
    tmp_path: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a mistake of ours")

    searcher.rebuild([content], index=tmp_path / "index")
    (content / "new.md").write_text("新", encoding="utf-8")
    monkeypatch.setattr("searcher.indexing.preparation.read", fail)
    with pytest.raises(ValueError, match="a mistake of ours"):
        searcher.update(index=tmp_path / "index")
