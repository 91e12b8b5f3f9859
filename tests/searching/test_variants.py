"""Forms of one word in a heading: whichever a query has, its page is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import searcher

Make = Callable[[Mapping[str, str]], searcher.Engine]

FORMS = ("夏天", "冰山")
"""Of one word, as far as a text says so: no table has them for each other."""

FORM = "-{zh-hans:夏天;zh-hant:冰山}-"

ARTICLES = {
    "a heading with a section below": f"# 題\n\n## {FORM}\n\n文甲。\n\n### 下篇\n\n文乙。",
    "two levels below": f"# 題\n\n## {FORM}\n\n文。\n\n### 下篇\n\n文。\n\n#### 再下篇\n\n文。",
    "a heading of the third level": f"# 題\n\n## 上\n\n### {FORM}\n\n文。\n\n#### 下\n\n文。",
    "a heading of the sixth level": f"# 題\n\n##### {FORM}\n\n文。\n\n###### 下篇\n\n文。",
    "a heading without text": f"# 題\n\n## {FORM}\n\n### 下篇\n\n文。\n\n### 別篇\n\n文。",
    "the same heading twice": f"# 題\n\n## {FORM}\n\n文。\n\n### 下\n\n文。\n\n## {FORM}\n\n文。",
    "one within the other": f"# 題\n\n## {FORM}\n\n文。\n\n### {FORM}\n\n文。\n\n#### 下\n\n文。",
    "another below with forms of its own": f"# 題\n\n## {FORM}\n\n文。\n\n"
    "### -{zh-hans:左手;zh-hant:右腳}-\n\n文。\n\n#### 下\n\n文。",
    "a heading below one with forms": f"# 題\n\n## -{{zh-hans:左手;zh-hant:右腳}}-\n\n文。\n\n"
    f"### {FORM}\n\n文。\n\n#### 下\n\n文。",
    "three forms": "# 題\n\n## -{zh-cn:夏天;zh-tw:冰山;zh-hk:左手}-\n\n文。\n\n### 下\n\n文。",
    "a title": f"# {FORM}\n\n文。\n\n## 下篇\n\n文。\n\n### 再下篇\n\n文。",
    "a title and a heading": f"# {FORM}\n\n文。\n\n## {FORM}\n\n文。\n\n### 再下篇\n\n文。",
    "the other form is a heading below": f"# 題\n\n## {FORM}\n\n文。\n\n### 下\n\n夏天，冰山。",
    "very many sections below": f"# 題\n\n## {FORM}\n\n文。\n\n" + "### 下篇\n\n文。\n\n" * 260,
    "part of a heading": f"# 題\n\n## 關於{FORM}\n\n文。\n\n### 下篇\n\n文。",
    "part of a title": f"# 關於{FORM}\n\n文。\n\n## 下篇\n\n文。",
    "back matter below": f"# 題\n\n## {FORM}\n\n文。\n\n### 註釋\n\n夏天，冰山。",
}

QUERIES = (
    "{}",
    "{} 文",
    "{} OR 文",
    "-{}",
    "heading:{}",
    "title:{}",
    "「{}」",
    "{}沒有",
    "沒有 {}",
)


def ranked(engine: searcher.Engine, query: str) -> list[object]:
    """All of a page but for what is marked in the one form that is shown."""
    page = engine.search(query, limit=999, fragments=0)
    grouped = engine.search(query, limit=999, fragments=0, group=True)
    return [
        (page.total, page.relaxed, grouped.total),
        [(hit.path, hit.anchor, hit.score) for hit in page.hits],
        [(hit.path, hit.anchor, hit.score) for hit in grouped.hits],
    ]


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES)
def test_every_form_of_a_heading_has_the_same_page(engine_over: Make, article: str) -> None:
    engine = engine_over({"a.md": article, "b.md": "# 別題\n\n文戊。"})
    for query in QUERIES:
        one, other = (ranked(engine, query.format(form)) for form in FORMS)
        assert one == other, query


def test_every_form_of_a_heading_names_its_own_section_alone(engine_over: Make) -> None:
    engine = engine_over({"a.md": ARTICLES["two levels below"]})
    for form in FORMS:
        first, *below = engine.search(form, explain=True).hits
        assert (first.headings, len(below)) == (("夏天",), 2)
        assert "exact name" in str(first.explanation)
        assert not any("exact name" in str(hit.explanation) for hit in below)
        assert first.score > 2 * below[0].score
        assert below[0].score == below[1].score


@pytest.mark.parametrize("form", FORMS)
def test_a_link_to_any_form_of_a_heading_leads_to_its_section_alone(
    engine_over: Make, form: str
) -> None:
    article = ARTICLES["two levels below"]
    engine = engine_over({"a.md": article, "b.md": f"# 別題\n\n[[{form}|消暑勝地]]。"})
    found = {(hit.path, hit.headings) for hit in engine.search("消暑勝地").hits}
    assert found == {("a.md", ("夏天",)), ("b.md", ())}


def test_a_form_that_is_a_synonym_names_a_section_however_many_are_below(
    engine_over: Make,
) -> None:
    below = "### 下篇\n\n文。\n\n" * 9
    heading = "## -{zh-cn:夏天;zh-tw:程式設計師}-"
    engine = engine_over({"a.md": f"# 題\n\n{heading}\n\n文。\n\n{below}"})
    first, *others = engine.search("程序员", explain=True, limit=99).hits
    assert first.headings == ("夏天",)
    assert "exact name" in str(first.explanation)
    assert not any("exact name" in str(hit.explanation) for hit in others)


def test_an_update_keeps_whose_name_each_form_is(engine_over: Make, tmp_path: Path) -> None:
    engine = engine_over({"a.md": ARTICLES["two levels below"], "b.md": "# 別題\n\n文。"})
    before = ranked(engine, FORMS[0])
    (tmp_path / "content" / "b.md").write_text("# 別題\n\n新文。", encoding="utf-8")
    assert searcher.update(index=tmp_path / "index").changed == 1
    assert ranked(engine, FORMS[0]) == ranked(engine, FORMS[1]) == before


def test_a_heading_of_which_a_part_has_forms_is_named_whole_by_each(engine_over: Make) -> None:
    files = {
        "a.md": "# 甲\n\n## 關於-{zh-hans:夏天;zh-hant:冰山}-的書\n\n文。\n\n### 下\n\n文。",
        "b.md": "# -{zh-cn:夏天;zh-tw:冰山;zh-hk:左手}-史\n\n文。",
    }
    engine = engine_over(files)

    def named(query: str) -> list[str]:
        hits = engine.search(query, explain=True).hits
        return [hit.title for hit in hits if "exact name" in str(hit.explanation)]

    for word in ("夏天", "冰山"):
        assert named(f"關於{word}的書") == ["甲 › 關於夏天的書"]
        assert named(word) == []
    for word in ("夏天", "冰山", "左手"):
        assert named(f"{word}史") == ["夏天史"]


def test_a_name_with_several_words_is_named_in_the_forms_of_each_region(
    engine_over: Make,
) -> None:
    files = {
        "a.md": "# -{zh-cn:软件;zh-tw:軟體}-與-{zh-tw:網路;zh-cn:网络}-\n\n文。",
        "b.md": "# -{zh-hans:夏天;zh-hant:冰山}-到-{zh-tw:左手;zh-cn:右腳}-\n\n文。",
        "c.md": "# 甲\n\n## -{zh-cn:東西;zh-tw:東西;zh-hk:南北}-和-{zh-hk:大小}-\n\n文。",
    }
    engine = engine_over(files)

    def named(query: str) -> list[str]:
        hits = engine.search(query, explain=True, synonyms=False).hits
        return [hit.path for hit in hits if "exact name" in str(hit.explanation)]

    for name in ("软件与网络", "軟體與網路"):
        assert named(name) == ["a.md"], name
    for name in ("夏天到右腳", "冰山到左手"):
        assert named(name) == ["b.md"], name
    for name in ("東西和大小", "南北和大小"):
        assert named(name) == ["c.md"], name
