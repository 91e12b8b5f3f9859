"""``add`` and ``remove`` do what they say; what is left out stays out; an index may be empty."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import searcher
from searcher.indexing.generations import IndexDirectory


def write(folder: Path, **files: str) -> None:
    """Files by their name without the suffix, ``__`` for a slash."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(index: Path, query: str = "香港") -> set[str]:
    """Where the files are that meet a query."""
    with searcher.Engine.open(index) as engine:
        return {f"{Path(hit.root).name}/{hit.path}" for hit in engine.search(query, limit=99).hits}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    write(tmp_path / "docs", a="香港甲", sub__b="香港乙", sub__c="香港丙")
    write(tmp_path, other__x="香港子", one="香港丑", two="香港寅")
    return tmp_path / "docs"


@pytest.fixture
def index(tmp_path: Path, docs: Path) -> Path:
    searcher.rebuild([docs], index=tmp_path / "index")
    return tmp_path / "index"


ALL = {"docs/a.md", "docs/sub/b.md", "docs/sub/c.md"}


def test_what_is_added_comes_to_what_is_there(tmp_path: Path, index: Path, docs: Path) -> None:
    report = searcher.add([tmp_path / "one.md", tmp_path / "other"], index=index)
    assert (report.added, report.changed, report.removed, report.indexed) == (2, 0, 0, 5)
    assert report.roots == (str(docs), str(tmp_path / "one.md"), str(tmp_path / "other"))
    assert found(index) == ALL | {f"{tmp_path.name}/one.md", "other/x.md"}
    assert searcher.update(index=index).indexed == 5


def test_what_is_removed_is_found_no_more_and_stays_out_until_it_is_added(
    index: Path, docs: Path
) -> None:
    report = searcher.remove([docs / "sub"], index=index)
    assert (report.added, report.changed, report.removed, report.indexed) == (0, 0, 2, 1)
    assert [file.path for file in report.skipped] == ["sub/"]
    write(docs, sub__new="香港丁", d="香港戊")
    assert searcher.update(index=index).added == 1
    assert found(index) == {"docs/a.md", "docs/d.md"}
    report = searcher.add([docs / "sub"], index=index)
    assert (report.added, report.roots, report.skipped) == (3, (str(docs),), ())
    assert found(index) == ALL | {"docs/d.md", "docs/sub/new.md"}


def test_a_file_of_a_folder_that_was_removed_can_be_added_by_itself(
    index: Path, docs: Path
) -> None:
    searcher.remove([docs / "sub"], index=index)
    assert searcher.add([docs / "sub/b.md"], index=index).added == 1
    assert found(index) == {"docs/a.md", "sub/b.md"}
    searcher.update(index=index)
    assert found(index) == {"docs/a.md", "sub/b.md"}
    assert searcher.add([docs], index=index).indexed == 3


def test_a_root_that_is_removed_is_a_root_no_more(tmp_path: Path, index: Path, docs: Path) -> None:
    searcher.add([tmp_path / "other", docs / "sub"], index=index)
    report = searcher.remove([docs], index=index)
    assert (report.removed, report.roots) == (3, (str(tmp_path / "other"),))
    assert searcher.update(index=index).indexed == 1
    assert searcher.add([docs], index=index).roots == (str(tmp_path / "other"), str(docs))


def test_adding_again_changes_nothing(tmp_path: Path, index: Path, docs: Path) -> None:
    searcher.add([tmp_path / "one.md"], index=index)
    before = IndexDirectory(index).current_name()
    for paths in ([tmp_path / "one.md"], [docs], [docs / "a.md", docs / "sub"]):
        report = searcher.add(paths, index=index)
        assert (report.added, report.changed, report.removed, report.indexed) == (0, 0, 0, 4)
        assert report.roots == (str(docs), str(tmp_path / "one.md"))
    assert IndexDirectory(index).current_name() == before


def test_a_folder_above_a_root_leaves_what_is_there_as_it_is(
    tmp_path: Path, index: Path, docs: Path
) -> None:
    report = searcher.add([tmp_path], index=index)
    assert (report.added, report.changed, report.removed) == (3, 0, 0)
    assert found(index) > ALL
    assert searcher.remove([tmp_path], index=index).indexed == 0


def test_what_is_ignored_or_hidden_can_be_added_by_name(index: Path, docs: Path) -> None:
    write(docs, no="香港己", **{".notes/n": "香港庚"})
    (docs / ".gitignore").write_text("no.md\n")
    assert searcher.update(index=index).added == 0
    report = searcher.add([docs / "no.md", docs / ".notes"], index=index)
    assert report.added == 2
    assert found(index) == ALL | {"docs/no.md", ".notes/n.md"}
    assert searcher.update(index=index).indexed == 5


def test_paths_may_be_given_in_any_way(
    tmp_path: Path, index: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(docs)
    (tmp_path / "link").symlink_to(docs, target_is_directory=True)
    searcher.remove(["sub/../a.md"], index=index)
    assert searcher.add([tmp_path / "link/a.md"], index=index).roots == (str(docs),)
    searcher.remove([tmp_path / "link" / "sub"], index=index)
    assert found(index) == {"docs/a.md"}
    searcher.add(["."], index=index)
    assert found(index) == ALL


def test_what_cannot_be_added_or_removed_is_named_and_nothing_is_done(
    tmp_path: Path, index: Path, docs: Path
) -> None:
    (docs / "picture.png").write_bytes(b"png")
    (tmp_path / "empty").mkdir()
    before = IndexDirectory(index).current_name()
    for path, reason in {
        tmp_path / "missing.md": "no such file or folder",
        docs / "picture.png": "not a text format",
        tmp_path / "empty": "nothing to index",
    }.items():
        with pytest.raises(
            searcher.ContentError, match=f"{path.name}.*{reason}|{reason}.*{path.name}"
        ):
            searcher.add([tmp_path / "one.md", path], index=index)
    for path in (
        tmp_path / "one.md",
        docs / "missing.md",
        docs / "picture.png",
        tmp_path / "empty",
    ):
        with pytest.raises(searcher.ContentError, match=f"{path.name} is not in the index"):
            searcher.remove([docs / "a.md", path], index=index)
    assert IndexDirectory(index).current_name() == before
    for change in (searcher.add, searcher.remove):
        with pytest.raises(searcher.ContentError, match="no content named"):
            change([], index=index)


def test_adding_to_no_index_makes_one_and_removing_from_none_is_an_error(
    tmp_path: Path, docs: Path
) -> None:
    with pytest.raises(searcher.IndexNotFound, match="searcher rebuild"):
        searcher.remove([docs], index=tmp_path / "index")
    assert searcher.add([docs], index=tmp_path / "index").added == 3
    assert found(tmp_path / "index") == ALL


def test_what_a_folder_was_added_with_holds_for_it_at_each_update(
    tmp_path: Path, index: Path, docs: Path
) -> None:
    other = tmp_path / "other"
    write(other, drafts__y="香港卯")
    (other / "out.md").symlink_to(tmp_path / "two.md")
    searcher.add([other], index=index, exclude=["drafts/"], follow_links=True)
    write(other, drafts__z="香港辰", w="香港巳")
    write(docs, drafts__e="香港戊")
    (docs / "out.md").symlink_to(tmp_path / "one.md")
    searcher.update(index=index)
    assert found(index) == ALL | {"docs/drafts/e.md", "other/x.md", "other/out.md", "other/w.md"}
    searcher.add([other], index=index, include=["y.md"])
    assert found(index) == ALL | {"docs/drafts/e.md", "other/drafts/y.md"}


def test_a_file_that_is_gone_is_dropped_and_comes_back_with_it(tmp_path: Path, index: Path) -> None:
    one = tmp_path / "one.md"
    searcher.add([one], index=index)
    one.rename(tmp_path / "three.md")
    report = searcher.update(index=index)
    assert report.removed == 1
    assert [(file.path, file.reason) for file in report.skipped] == [(str(one), "no such file")]
    shutil.copy(tmp_path / "three.md", one)
    assert searcher.update(index=index).added == 1


def test_an_index_may_become_empty_and_be_filled_again(
    tmp_path: Path, index: Path, docs: Path
) -> None:
    for path in docs.rglob("*.md"):
        path.unlink()
    report = searcher.update(index=index)
    assert (report.removed, report.indexed, report.sections) == (3, 0, 0)
    assert not searcher.check(index).damaged
    with searcher.Engine.open(index) as engine:
        for query in ("香港", "-香港", '"香港 甲"~3 OR ti*', "title:a date:>2000", "香杠"):
            for group in (False, True):
                page = engine.search(query, group=group, explain=True)
                assert (page.total, page.total_is_exact, page.hits) == (0, True, ())
        assert engine.suggest("香") == engine.suggest("xg") == []
        assert (engine.stats().manifest.sections, engine.stats().terms) == (0, 0)
        assert searcher.update(index=index).indexed == 0
        write(docs, a="香港甲")
        assert searcher.update(index=index).added == 1
        assert engine.search("香港").total == 1
    assert searcher.remove([docs], index=index).roots == ()
    assert searcher.update(index=index).indexed == 0
    assert searcher.add([tmp_path / "one.md"], index=index).added == 1
    assert found(index) == {f"{tmp_path.name}/one.md"}


def test_update_takes_no_paths(index: Path, docs: Path) -> None:
    with pytest.raises(TypeError):
        searcher.update([docs / "a.md"], index=index)  # type: ignore[call-arg]
    assert found(index) == ALL


def test_an_index_that_is_built_anew_keeps_what_was_removed_and_what_it_was_made_with(
    tmp_path: Path, index: Path, docs: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("香港甲 5 n\n", encoding="utf-8")
    searcher.add([tmp_path / "other"], index=index, exclude=["drafts/"])
    searcher.remove([docs / "sub"], index=index)
    write(tmp_path / "other", drafts__y="香港卯")
    report = searcher.update(index=index, userdict=words)
    assert report.rebuilt
    assert found(index) == {"docs/a.md", "other/x.md"}
    words.write_text("香港乙 5 n\n", encoding="utf-8")
    report = searcher.remove([docs / "a.md"], index=index, userdict=words)
    assert report.rebuilt
    assert (report.removed, found(index)) == (1, {"other/x.md"})
    (tmp_path / "other/x.md").unlink()
    words.write_text("香港丙 5 n\n", encoding="utf-8")
    assert searcher.update(index=index, userdict=words).indexed == 0
