"""Pages for editors, programs and pipes: what each format prints, and where it says a match is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = "Callable[..., Any]"

ARTICLE = """---
title: 水庫
---
# 水庫

青山水庫在
山谷裡，**水庫**由[水庫管理局](https://example.com/水庫 "水庫")管。

| 名 | 水庫 |
|----|------|
| 青山 | 大水庫 |

```
水庫 = 1
```
"""


@pytest.fixture
def notes(run: Run, home: Path) -> Path:
    """A folder of one article, indexed."""
    folder = home / "notes"
    folder.mkdir()
    (folder / "a.md").write_text(ARTICLE, encoding="utf-8")
    run("rebuild", "--quiet", "notes")
    return folder


def places(out: str) -> list[tuple[str, int, int, str]]:
    """The lines of vimgrep."""
    found = []
    for line in out.splitlines():
        path, number, column, text = line.split(":", 3)
        found.append((path, int(number), int(column), text))
    return found


def test_vimgrep_names_the_line_and_the_byte_of_each_match(run: Run, notes: Path) -> None:
    outcome = run("search", "--format", "vimgrep", "水库")
    assert outcome.status == 0
    rows = ARTICLE.encode().split(b"\n")
    found = places(outcome.out)
    assert [line for _, line, _, _ in found] == [6, 7, 7, 9, 11, 14]
    for path, line, column, text in found:
        assert path == "notes/a.md"
        assert rows[line - 1][column - 1 :].startswith("水庫".encode())
        assert text == rows[line - 1].decode()
    starts = [rows[6][column - 1 :].decode() for _, line, column, _ in found if line == 7]
    assert [start[:4] for start in starts] == ["水庫**", "水庫管理"]


def test_vimgrep_has_a_line_for_each_mark_that_json_has(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    for query in ("脱北者", "朝鲜战争 援助", "香港 -總領事館", '"访问 金日成"~8', "jan*"):
        page = json.loads(run("search", "--json", "--fragments", "9", query).out)
        marks = sum(
            max(1, sum(len(fragment["highlights"]) for fragment in hit["fragments"]))
            for hit in page["hits"]
        )
        found = places(run("search", "--fragments", "9", "--format", "vimgrep", query).out)
        assert len(found) == marks
        for path, line, column, text in found:
            row = Path(path).read_bytes().split(b"\n")[line - 1]
            assert column == 1 or row.decode() == text
            assert column <= len(row)


def test_a_match_that_does_not_stand_in_its_line_is_at_its_beginning(
    run: Run, home: Path, notes: Path
) -> None:
    (notes / "b.md").write_text("甲乙\n丙丁戊\n\n**庚**辛", encoding="utf-8")
    run("update", "--quiet")
    assert places(run("search", "--format", "vimgrep", "「乙丙丁」").out) == [
        ("notes/b.md", 1, 1, "甲乙丙丁戊")
    ]
    assert places(run("search", "--format", "vimgrep", "「庚辛」").out) == [
        ("notes/b.md", 4, 1, "庚辛")
    ]


def test_a_file_that_changed_or_is_gone_has_places_still(run: Run, notes: Path) -> None:
    (notes / "a.md").write_text("別的\n", encoding="utf-8")
    changed = places(run("search", "--format", "vimgrep", "水库").out)
    (notes / "a.md").unlink()
    os.mkfifo(notes / "a.md")
    piped = places(run("search", "--format", "vimgrep", "水库").out)
    (notes / "a.md").unlink()
    gone = places(run("search", "--format", "vimgrep", "水库").out)
    assert changed == piped == gone
    assert [(line, column) for _, line, column, _ in gone] == [
        (line, 1) for line in (6, 7, 7, 9, 11, 14)
    ]
    assert all("水庫" in text for *_, text in gone)


def test_a_hit_by_its_heading_is_at_the_heading(run: Run, notes: Path) -> None:
    (notes / "b.md").write_text("導言\n\n## 第三章 橋梁\n\n別的。\n", encoding="utf-8")
    run("update", "--quiet")
    (place,) = places(run("search", "--format", "vimgrep", "heading:桥梁").out)
    assert place == ("notes/b.md", 3, len("## 第三章 ".encode()) + 1, "## 第三章 橋梁")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_places_are_right_whatever_ends_lines_and_begins_files(
    run: Run, notes: Path, end: str
) -> None:
    data = b"\xef\xbb\xbf" + ARTICLE.replace("---\ntitle: 水庫\n---\n", "").encode()
    data = data.replace(b"\n", end.encode())
    (notes / "a.md").write_bytes(data)
    run("update", "--quiet")
    rows = data.split(end.encode())
    found = places(run("search", "--format", "vimgrep", "水库").out)
    assert [line for _, line, _, _ in found] == [3, 4, 4, 6, 8, 11]
    for _, line, column, _ in found:
        assert rows[line - 1][column - 1 :].startswith("水庫".encode())


def test_the_byte_order_mark_counts_in_its_line(run: Run, notes: Path) -> None:
    (notes / "a.md").write_bytes(b"\xef\xbb\xbf" + "在水庫".encode())
    run("update", "--quiet")
    (place,) = places(run("search", "--format", "vimgrep", "水库").out)
    assert place[1:] == (1, 7, "在水庫")


def test_vimgrep_shows_lines_of_the_file_in_their_own_script(run: Run, notes: Path) -> None:
    plain = run("search", "--format", "vimgrep", "水库").out
    assert run("search", "--format", "vimgrep", "--script", "hans", "水库").out == plain


def test_json_lines_are_the_hits_of_json(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    hits = json.loads(run("search", "--format", "json", "香港").out)["hits"]
    outcome = run("search", "--format", "jsonl", "香港")
    assert [json.loads(line) for line in outcome.out.splitlines()] == hits
    assert len(hits) > 3


def test_no_character_of_a_text_ends_a_line_of_json(run: Run, notes: Path) -> None:
    (notes / "a.md").write_text("水\u2028庫\x85水庫\x0c水庫\u2029", encoding="utf-8")
    run("update", "--quiet")
    (line,) = run("search", "--format", "jsonl", "水庫").out.splitlines()
    assert "水庫" in json.loads(line)["fragments"][0]["text"]


def test_paths_name_each_file_once_the_best_first(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    hits = json.loads(run("search", "--json", "香港").out)["hits"]
    names = list(dict.fromkeys(f"seeds/{hit['path']}" for hit in hits))
    outcome = run("search", "--format", "paths", "香港")
    assert outcome.out.splitlines() == names
    assert len(names) < len(hits)
    for option in ("-0", "--null"):
        outcome = run("search", "--format", "paths", option, "香港")
        assert outcome.out == "".join(f"{name}\0" for name in names)


def test_paths_with_nul_are_what_the_files_are_called(run: Run, home: Path) -> None:
    (home / "odd").mkdir()
    names = ["新\n行.md", "\x1b[31m.md", "a:b.md"]
    for name in names:
        (home / "odd" / name).write_text("水庫", encoding="utf-8")
    run("rebuild", "--quiet", "odd")
    outcome = run("search", "--format", "paths", "-0", "水庫")
    assert sorted(outcome.out.split("\0")[:-1]) == sorted(f"odd/{name}" for name in names)
    assert "\x1b" not in run("search", "--format", "paths", "水庫").out


def test_paths_can_be_opened_from_the_working_directory(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("rebuild", "--quiet")
    (home / "seeds" / "below").mkdir()
    for folder in (home, home / "seeds", home / "seeds" / "below", home.parent):
        monkeypatch.chdir(folder)
        found = {
            "paths": run("--index", str(home / "index"), "search", "--format", "paths", "香港").out,
            "text": run("--index", str(home / "index"), "search", "香港").out,
            "vimgrep": run(
                "--index", str(home / "index"), "search", "--format", "vimgrep", "香港"
            ).out,
        }
        assert all(Path(line).is_file() for line in found["paths"].splitlines())
        assert all(Path(line.split(":")[0]).is_file() for line in found["vimgrep"].splitlines())
        places = re.findall(r"^   (\S+):\d+$", found["text"], re.MULTILINE)
        assert places
        assert all(Path(place).is_file() for place in places)


def test_the_line_of_a_hit_is_that_of_its_best_fragment(run: Run, notes: Path) -> None:
    lines = ["# 題", *("閒話一句。" for _ in range(60)), "青山水庫的庫容很大。", "閒話。", "庫容。"]
    (notes / "a.md").write_text("\n\n".join(lines), encoding="utf-8")
    run("update", "--quiet")
    shown = run("search", "青山水库的库容").out
    assert "   notes/a.md:123\n" in shown


def test_count_prints_how_many_there_are(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    total = json.loads(run("search", "--json", "香港").out)["total"]
    for options in ((), ("-n", "1"), ("--offset", "3"), ("--json",), ("--format", "vimgrep")):
        outcome = run("search", "--count", *options, "香港")
        assert (outcome.status, outcome.out) == (0, f"{total}\n")
    articles = json.loads(run("search", "--json", "--group", "香港").out)["total"]
    assert run("search", "--count", "--group", "香港").out == f"{articles}\n"
    assert run("search", "--count", "qwertyuiop")[:2] == (1, "0\n")


@pytest.mark.parametrize("form", ["jsonl", "vimgrep", "paths"])
def test_nothing_found_prints_nothing_and_is_status_1(run: Run, home: Path, form: str) -> None:
    run("rebuild", "--quiet")
    assert run("search", "--format", form, "qwertyuiop") == (1, "", "")


@pytest.mark.parametrize(
    ("options", "environment", "terminal", "is_colored"),
    [
        ((), None, True, True),
        ((), None, False, False),
        ((), "1", True, False),
        (("--color", "auto"), None, True, True),
        (("--color", "always"), None, False, True),
        (("--color", "always"), "1", False, True),
        (("--color", "never"), None, True, False),
    ],
)
def test_colours_are_for_terminals_unless_an_option_says_otherwise(
    run: Run,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    environment: str | None,
    terminal: bool,
    is_colored: bool,
) -> None:
    run("rebuild", "--quiet")
    if environment:
        monkeypatch.setenv("NO_COLOR", environment)
    shown = run("search", *options, "脱北者", terminal=terminal).out
    assert ("\x1b[1;31m脫北者\x1b[0m" in shown) == is_colored
    assert ("«脫北者»" in shown) != is_colored


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "xml"),
        ("--json", "--format", "paths"),
        ("--null",),
        ("-0", "--format", "json"),
        ("--color", "red"),
    ],
)
def test_options_that_make_no_sense_together_are_an_error_of_one_line(
    run: Run, home: Path, options: tuple[str, ...]
) -> None:
    outcome = run("search", *options, "香港")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("Error: ")
    assert outcome.err.count("\n") == 1
    assert not (home / "index").exists()


def test_json_and_the_format_of_that_name_are_the_same(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    pages = [
        json.loads(run("search", *options, "香港").out)
        for options in (("--json",), ("--format", "json"), ("--json", "--format", "json"))
    ]
    for page in pages:
        page.pop("took_ms")
    assert pages[0] == pages[1] == pages[2]
