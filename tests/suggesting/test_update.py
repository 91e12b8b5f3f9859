"""Promise 6 for suggestions: after any edits, an update suggests what a rebuild does."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher

NAMES = ("a.md", "b.md", "c.txt")

TEXTS = (
    "",
    "烏蘭巴托的總領事館。",
    "# 烏蘭巴托\n\n首都。\n\n## 歷史\n\n北京，elasticsearch。",
    "# 乌兰巴托\n\n首都，历史。\n\n## 總領事館\n\nElasticSearch，北京。",
    "# 人工智能\n\n总领事馆，人工智能。",
)

PREFIXES = ("烏", "总", "e", "wlbt", "beij", "歷史", "人工", "r")

QUERIES = ("烏蘭把托", "總領市館", "elasticserch", "人工只能", "北經")

edits = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TEXTS)), min_size=1, max_size=3)


@settings(max_examples=20)
@example(
    first=[("a.md", TEXTS[2]), ("b.md", TEXTS[4])], later=[[("a.md", "")], [("c.txt", TEXTS[3])]]
)
@given(first=edits, later=st.lists(edits, min_size=1, max_size=3))
def test_an_update_suggests_what_a_rebuild_does(tmp_path_factory, suggestions_of, first, later):
    folder = tmp_path_factory.mktemp("update")
    content = folder / "content"
    content.mkdir()
    (content / "always.md").write_text("# 朝鮮\n\n戰爭。", encoding="utf-8")
    _edit(content, first)
    searcher.rebuild([content], index=folder / "updated")
    for change in later:
        _edit(content, change)
        searcher.update(index=folder / "updated")
    searcher.rebuild([content], index=folder / "rebuilt")
    updated, rebuilt = suggestions_of(folder / "updated"), suggestions_of(folder / "rebuilt")
    with closing(updated.reader), closing(rebuilt.reader):
        for prefix in PREFIXES:
            assert updated.complete(prefix) == rebuilt.complete(prefix)
        for query in QUERIES:
            assert updated.correct(query) == rebuilt.correct(query)
    shutil.rmtree(folder)


def test_what_only_deleted_sections_have_is_not_suggested(tmp_path, suggestions_of):
    content = tmp_path / "content"
    content.mkdir()
    _edit(content, [("a.md", TEXTS[2]), ("b.md", TEXTS[4])])
    searcher.rebuild([content], index=tmp_path / "index")
    _edit(content, [("a.md", "")])
    searcher.update(index=tmp_path / "index")
    updated = suggestions_of(tmp_path / "index")
    with closing(updated.reader):
        assert updated.complete("烏蘭") == updated.complete("wlbt") == []
        assert updated.correct("烏蘭把托") is None
        assert updated.complete("rengong") == ["人工智能", "人工"]


def _edit(content: Path, edits: list[tuple[str, str]]) -> None:
    """Write files; those without text are no more."""
    for name, text in edits:
        if text:
            (content / name).write_text(text, encoding="utf-8")
        else:
            (content / name).unlink(missing_ok=True)
