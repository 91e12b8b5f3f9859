"""Content as it comes: whatever a file is, it is indexed or listed, and the rest is unharmed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import searcher


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "good.md").write_text("# 甲\n\n香港的好文章。", encoding="utf-8")
    return folder


def rebuild(content: Path) -> dict[str, str]:
    """Index, check that the good article is found; what was skipped and why."""
    index = content.parent / "index"
    report = searcher.rebuild([content], index=index)
    assert report.found == report.indexed + len(report.skipped)
    with searcher.Engine.open(index) as engine:
        assert "good.md" in {hit.path for hit in engine.search("好文章").hits}
    return {file.path: file.reason for file in report.skipped}


def found(content: Path, query: str) -> list[str]:
    with searcher.Engine.open(content.parent / "index") as engine:
        return [hit.path for hit in engine.search(query).hits]


def test_a_binary_file_is_listed(content: Path) -> None:
    (content / "program.txt").write_bytes(bytes(range(256)) * 100)
    assert "binary" in rebuild(content)["program.txt"]


def test_a_file_over_the_limit_is_listed_with_the_limit(content: Path) -> None:
    with (content / "large.txt").open("wb") as file:
        file.truncate(100_000_000)
    assert rebuild(content) == {"large.txt": "larger than 64 MiB"}


def test_a_few_invalid_bytes_lose_nothing_but_themselves(content: Path) -> None:
    text = "維多利亞港的夜景。" * 50
    (content / "damaged.md").write_bytes(text.encode() + b"\xff\xfe" + text.encode())
    assert rebuild(content) == {}
    assert found(content, "維多利亞港") == ["damaged.md"]


def test_nul_bytes_in_text_do_not_hide_it(content: Path) -> None:
    (content / "nul.md").write_bytes("維多利亞港的夜景。".encode() * 20 + b"\x00")
    assert rebuild(content) == {}
    assert found(content, "維多利亞港") == ["nul.md"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_articles_in_the_encodings_of_chinese_are_read_right(content: Path, encoding: str) -> None:
    simplified = encoding == "gb18030"
    text = (
        "维多利亚港是香港的天然海港，位于香港岛和九龙半岛之间。港阔水深，吸引了许多船只。"
        if simplified
        else "維多利亞港是香港的天然海港，位於香港島和九龍半島之間。港闊水深，吸引了許多船隻。"
    )
    (content / "article.txt").write_bytes(text.encode(encoding))
    assert rebuild(content) == {}
    with searcher.Engine.open(content.parent / "index") as engine:
        (fragment,) = engine.search("維多利亞港", fragments=1, width=1000).hits[0].fragments
    assert fragment.text == text


def test_a_loop_of_links_is_listed_and_not_followed(content: Path) -> None:
    (content / "deeper").mkdir()
    (content / "deeper" / "loop").symlink_to(content, target_is_directory=True)
    (content / "broken.md").symlink_to(content / "nowhere.md")
    skipped = rebuild(content)
    assert len(skipped) == 2
    assert any("link" in reason for reason in skipped.values())


def test_a_file_that_cannot_be_read_is_listed(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (content / "secret.md").write_text("密", encoding="utf-8")
    real_open = os.open

    def refuse(path: object, *arguments: int, **options: int) -> int:
        if str(path).endswith("secret.md"):
            raise PermissionError(13, "Permission denied")
        return real_open(path, *arguments, **options)  # type: ignore[arg-type]

    def refuse_path(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied")
        return open(path, *arguments, **options)  # type: ignore[call-overload]  # noqa: PTH123

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse_path)
    assert "ermission denied" in rebuild(content)["secret.md"]


def test_a_file_that_vanishes_while_building_is_listed(content: Path) -> None:
    for number in range(3):
        (content / f"{number}.md").write_text("文", encoding="utf-8")

    def remove(done: int, total: int) -> None:
        (content / "2.md").unlink(missing_ok=True)

    report = searcher.rebuild([content], index=content.parent / "index", progress=remove)
    assert [file.path for file in report.skipped] == ["2.md"]
    assert "vanished" in report.skipped[0].reason
    assert report.found == 4


def test_names_of_files_may_be_anything(content: Path) -> None:
    for name in ("空 格.md", "引'號\".md", "換\n行.md", "表情😀.md", "-開頭.md"):
        (content / name).write_text("# 乙\n\n維多利亞港。", encoding="utf-8")
    assert rebuild(content) == {}
    assert len(found(content, "維多利亞港")) == 5


def test_titles_headings_and_links_may_say_anything(content: Path) -> None:
    names = ("", "　", "。", "「", "\x85", "😀", "\U000e0001", "é" * 300, "長" * 5000, "[甲](x.md)")
    for number, name in enumerate(names):
        text = f"---\ntitle: {name!r}\n---\n\n## {name}\n\n[{name}](good.md)維多利亞港。"
        (content / f"{number}.md").write_text(text, encoding="utf-8")
    assert rebuild(content) == {}
    assert len(found(content, "維多利亞港")) == len(names)
    with searcher.Engine.open(content.parent / "index") as engine:
        for name in names:
            assert engine.search(f'title:"{name[:100]}" OR 維多利亞港').hits
            assert all(engine.suggest(name[:100]))
        assert engine.search("維多利亞槓").suggestion == "維多利亞港"


@pytest.mark.parametrize(
    "date", ["2001-02-30", "0000-00-00", "99999-01-01", "某日", "[1, 2]", "''"]
)
def test_a_date_that_no_calendar_has_is_none(content: Path, date: str) -> None:
    text = f"---\ndate: {date}\n---\n\n維多利亞港。"
    (content / "dated.md").write_text(text, encoding="utf-8")
    assert rebuild(content) == {}
    assert found(content, "維多利亞港 -date:0001..") == ["dated.md"]
    assert found(content, "維多利亞港 date:..9999") == []


def test_articles_that_link_in_a_circle_and_to_themselves_are_found_once(content: Path) -> None:
    (content / "a.md").write_text("# 一號\n\n[此處](a.md)[彼處](b.md)", encoding="utf-8")
    (content / "b.md").write_text("# 二號\n\n[彼處](b.md)[此處](a.md)", encoding="utf-8")
    assert rebuild(content) == {}
    assert sorted(found(content, "彼處")) == ["a.md", "b.md"]


@pytest.mark.parametrize(
    "synonyms", [bytes(range(256)), "北韓, 朝鮮".encode("utf-16"), b"=>", b"\xef\xbb\xbf,", b"\\"]
)
def test_a_file_of_synonyms_that_is_none_is_an_error_of_one_line(
    content: Path, synonyms: bytes
) -> None:
    rebuild(content)
    path = content.parent / "換\n行.txt"
    path.write_bytes(synonyms)
    with pytest.raises(searcher.ConfigError, match=r"synonyms|line 1"):
        searcher.Engine.open(content.parent / "index", synonyms=path)
    assert found(content, "好文章") == ["good.md"]
