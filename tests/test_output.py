"""What reaches a terminal: whatever names and texts are, they steer nothing and forge no line."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import searcher

Run: TypeAlias = "Callable[..., Any]"

STEERING = (
    [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) != "\n"]
    + [chr(code) for code in (0x61C, 0x200E, 0x200F, 0x2028, 0x2029)]
    + [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
)
HOSTILE = [
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[31m",
    "\x9b31m",
    "\u202eevil\u202c",
    "\u2066\u2069\u200f",
    "甲\nError: forged",
    "甲\r\n1. forged",
    "甲\u2028forged\u2029",
    "\x85forged\x0b\x0c",
    "\x08\x08\x7f",
]
ANSI = ("\x1b[1;31m", "\x1b[0m")


def is_harmless(text: str) -> bool:
    for mark in ANSI:
        text = text.replace(mark, "")
    return not any(character in text for character in STEERING)


def has_no_forged_line(outcome: Any) -> bool:
    return not any(
        line.startswith(("forged", "1. forged", "Error: forged"))
        for line in (outcome.out + outcome.err).splitlines()
    )


@pytest.fixture
def content(home: Path) -> Path:
    """Files that are called, and say, what steers a terminal."""
    folder = home / f"root{HOSTILE[1]}\n1. forged"
    folder.mkdir()
    for number, name in enumerate(HOSTILE):
        text = (
            f"---\ntitle: {json.dumps('香港' + name)}\n---\n\n## 平{name}壤\n\n維多利亞港{name}之夜"
        )
        (folder / f"{number}{name}.md").write_text(text, encoding="utf-8")
        (folder / f"{number}{name}.png").write_bytes(b"png")
        (folder / f"{number}{name}.{name}").write_bytes(b"")
    return folder


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_no_command_prints_what_steers_a_terminal(run: Run, content: Path, terminal: bool) -> None:
    commands = [
        ("rebuild", str(content)),
        ("update",),
        ("remove", str(content / f"3{HOSTILE[3]}.md")),
        ("add", str(content / f"3{HOSTILE[3]}.md")),
        ("search", "維多利亞港", "-n", "50"),
        ("search", "維多利亞港", "--explain", "--script", "hans"),
        ("search", "維多利亞港", "--format", "vimgrep"),
        ("search", "維多利亞港", "--format", "paths"),
        ("search", "維多利亞港", "--color", "always"),
        ("search", "-v", "維多利亞港\x1b[31m\u202e"),
        ("search", "title:香港 path:forged"),
        ("search", "維多利亞槓\u202e"),
        ("suggest", "香"),
        ("suggest", "平"),
        ("stats",),
        ("check",),
        ("analyze", "平\x1b[31m壤\u202e\x9b\n1. forged"),
    ]
    for command in commands:
        outcome = run(*command, terminal=terminal)
        assert outcome.status in (0, 1), (command, outcome)
        assert outcome.out or outcome.err
        assert is_harmless(outcome.out), command
        assert is_harmless(outcome.err), command
        assert has_no_forged_line(outcome), command


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_an_error_is_one_line_whatever_it_names(run: Run, home: Path, name: str) -> None:
    Path(f"words{name}.txt").write_text(f"詞 {name.split()[0]} 多 餘\n", encoding="utf-8")
    Path(f"same{name}.txt").write_text(f"甲{name.split()[0]} => 乙 => 丙\n", encoding="utf-8")
    Path(f"own{name}.toml").write_text(f"{json.dumps(name)} = 1\n", encoding="utf-8")
    Path(f"broken{name}.toml").write_text(f"limit = {name}\n", encoding="utf-8")
    commands = [
        ("rebuild", f"missing{name}"),
        ("add", f"missing{name}"),
        ("remove", f"missing{name}"),
        ("--index", f"missing{name}", "stats"),
        ("--index", f"missing{name}", "check"),
        ("--index", f"seeds/004_a01d9208355c75c3.txt/{name}", "rebuild"),
        ("--index", f"http://{name}", "stats"),
        ("--config", f"missing{name}", "stats"),
        ("--config", f"own{name}.toml", "stats"),
        ("--config", f"broken{name}.toml", "stats"),
        ("analyze", "--userdict", f"missing{name}", "x"),
        ("analyze", "--userdict", f"words{name}.txt", "x"),
        ("search", "--synonyms", f"same{name}.txt", "x"),
        ("search", f"--{name}", "x"),
        ("search", "--script", name, "x"),
        ("search", "--limit", name, "x"),
        (f"no{name}",),
    ]
    for command in commands:
        outcome = run(*command, terminal=True)
        assert outcome.status == 2, (command, outcome)
        assert outcome.out == ""
        assert outcome.err.startswith("Error: "), command
        assert outcome.err.count("\n") == 1, command
        assert is_harmless(outcome.err), command


def test_damage_is_named_in_one_line_whatever_the_index_is_called(run: Run, home: Path) -> None:
    index = f"index{HOSTILE[1]}\nError: forged"
    run("--index", index, "rebuild", "--quiet", "seeds")
    victim = next(Path(index).glob("generations/*/*.postings"))
    victim.write_bytes(b"?")
    for command in ("check", "stats"):
        outcome = run("--index", index, command, terminal=True)
        assert (outcome.status, outcome.err.count("\n")) == (2, 1)
        assert is_harmless(outcome.err)


def test_json_on_a_terminal_steers_nothing_and_says_the_same(run: Run, content: Path) -> None:
    commands = [
        ("rebuild", "--json", str(content)),
        ("update", "--json"),
        ("add", "--json", str(content / f"3{HOSTILE[3]}.md")),
        ("search", "--json", "-n", "50", "維多利亞港"),
        ("search", "--json", "維多利亞港\x1b[31m\u202e"),
        ("suggest", "--json", "平"),
        ("suggest", "--json", "平\u202e\x9b"),
        ("stats", "--json"),
        ("check", "--json"),
        ("analyze", "--json", "平\x1b[31m壤\u202e\x9b"),
    ]
    for command in commands:
        shown = run(*command, terminal=True)
        piped = run(*command)
        assert is_harmless(shown.out), command
        said = [json.loads(outcome.out) for outcome in (shown, piped)]
        for each in said:
            each.pop("took_ms", None)
            each.pop("seconds", None)
        assert said[0] == said[1], command


def test_json_on_a_pipe_escapes_no_more_than_json_does(run: Run, home: Path) -> None:
    piped = run("analyze", "--json", "港\u202e")
    assert "港\u202e" in piped.out
    shown = run("analyze", "--json", "港\u202e", terminal=True)
    assert "港\\u202e" in shown.out


def test_a_path_that_steers_nothing_is_printed_as_it_is(run: Run, home: Path) -> None:
    names = ["全形　空格.md", "👨‍👩‍👧.md", "引'號\".md", "零\u200b寬.md", "é.md", "\U0003134b.md"]
    (home / "names").mkdir()
    for name in names:
        (home / "names" / name).write_text("維多利亞港", encoding="utf-8")
    run("rebuild", "--quiet", "names")
    shown = run("search", "維多利亞港").out
    for name in names:
        assert f"   names/{name}:1\n" in shown


def test_a_name_that_is_not_utf_8_is_json_still(run: Run, home: Path) -> None:
    index = os.fsdecode(b"index\xff")
    try:
        Path(index).mkdir()
    except OSError:
        pytest.skip("a file system of UTF-8 alone")
    assert run("--index", index, "rebuild", "--quiet", "seeds").status == 0
    said = run("--index", index, "stats", "--json").out
    said.encode("utf-8")
    assert json.loads(said)["index"] == index
    assert "index�" in run("--index", index, "stats").out


def test_nothing_is_logged_unless_verbose_says_so(run: Run, home: Path) -> None:
    quiet = run("rebuild")
    assert "searcher." not in quiet.err
    for command in (
        ("-v", "search", "平壤"),
        ("search", "平壤", "--verbose"),
        ("search", "-v", "平壤"),
    ):
        outcome = run(*command)
        assert outcome.status == 0
        assert "searcher.engine: opened generation 00000001 in index\n" in outcome.err
        assert outcome.err.count("opened generation") == 1
        assert "searcher." not in outcome.out
    assert "searcher.writing: rebuilt index: 11 sections" in run("rebuild", "-v", "--quiet").err
    assert "searcher." not in run("search", "平壤").err


def test_a_program_that_listens_to_the_log_is_told(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "searcher"):
        searcher.rebuild(["seeds"], index="index")
        with searcher.Engine.open("index") as engine:
            engine.search("平壤")
    assert {record.name for record in caplog.records} >= {"searcher.engine", "searcher.writing"}
    assert any("'平壤': " in record.getMessage() for record in caplog.records)
    assert any(isinstance(h, logging.NullHandler) for h in logging.getLogger("searcher").handlers)
