"""How the command line reads its arguments: what is an option, and what is the query."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = "Callable[..., Any]"


def is_one_error_line(outcome: Any) -> bool:
    lines = outcome.err.splitlines()
    return outcome.status == 2 and len(lines) == 1 and lines[0].startswith("Error: ")


def test_index_and_config_are_understood_after_the_command_too(run: Run, home: Path) -> None:
    assert run("rebuild", "--index", "one", "--quiet", "seeds").status == 0
    assert (home / "one" / "current").exists()
    Path("own.toml").write_text('index = "one"\nlimit = 1', encoding="utf-8")
    for arguments in (
        ("search", "朝鮮", "--index", "one", "-n", "1"),
        ("search", "--index=one", "--limit=1", "朝鮮"),
        ("search", "朝鮮", "--config", "own.toml"),
        ("--config", "own.toml", "search", "朝鮮"),
        ("--index", "missing", "search", "朝鮮", "--index", "one", "--config", "own.toml"),
        ("--config", "missing.toml", "search", "--config", "own.toml", "朝鮮"),
    ):
        outcome = run(*arguments)
        assert outcome.status == 0, outcome
        assert "1 to 1 shown" in outcome.err, arguments
    for name in ("stats", "check", "update"):
        assert run(name, "--index", "one").status == 0
        assert is_one_error_line(run(name, "--index", "nowhere"))
    assert run("suggest", "朝", "--index", "one").status == 0
    assert is_one_error_line(run("analyze", "朝", "--config", "nowhere.toml"))


@pytest.mark.parametrize("name", ["search", "suggest", "analyze"])
@pytest.mark.parametrize("option", ["-i", "-x", "-A", "-w", "-c", "-Z"])
def test_a_letter_after_a_minus_that_is_no_option_is_an_error_that_names_the_way_out(
    run: Run, name: str, option: str
) -> None:
    run("rebuild", "--quiet")
    for arguments in ((name, option, "平壤"), (name, "平壤", option)):
        outcome = run(*arguments)
        assert is_one_error_line(outcome)
        assert f"No such option: {option}; after -- it excludes {option[1]}" in outcome.err
    assert run(name, "平壤", "--", option).status in (0, 1)


@pytest.mark.parametrize(
    "excluded",
    [
        "-title:香港",
        "-長洲",
        '-"長洲"',
        "-(長洲 OR 足球)",
        "-2018",
        "-jang",
        "-x5",
        "-abc",
        "－長洲",
        "-１",
    ],
)
def test_what_the_query_language_excludes_is_no_option(run: Run, excluded: str) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "--json", "朝鮮", excluded)
    assert outcome.status == 0, outcome
    assert json.loads(outcome.out)["query"] == f"朝鮮 {excluded}"
    assert (
        outcome.out.partition("took_ms")[0]
        == (run("search", "--json", f"朝鮮 {excluded}").out.partition("took_ms")[0])
    )


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("search", "--limt", "3", "x"), "--limit"),
        (("search", "--no-synonym", "x"), "--no-synonyms"),
        (("rebuild", "--worker", "3"), "--workers"),
        (("--idnex", "x", "stats"), "--index"),
        (("serach", "x"), "search"),
    ],
)
def test_a_slip_in_an_option_or_a_command_is_answered_with_the_nearest(
    run: Run, arguments: tuple[str, ...], nearest: str
) -> None:
    outcome = run(*arguments)
    assert is_one_error_line(outcome)
    assert f"'{nearest}'" in outcome.err


def test_no_hits_asked_for_is_no_hit_found_only_where_there_is_none(run: Run) -> None:
    run("rebuild", "--quiet")
    assert run("search", "-n", "0", "平壤").status == 0
    assert run("search", "-n", "0", "qwertyuiop").status == 1


@pytest.mark.parametrize("index", ["http://localhost:9200", "opensearch://host/i", "file:index"])
@pytest.mark.parametrize("name", ["rebuild", "update", "stats", "check", "search"])
def test_an_index_that_is_a_url_is_an_error_and_makes_no_folder(
    run: Run, home: Path, name: str, index: str
) -> None:
    before = sorted(home.iterdir())
    outcome = run("--index", index, name, *(["x"] if name == "search" else []))
    assert is_one_error_line(outcome)
    assert "must be a directory of this machine" in outcome.err
    assert sorted(home.iterdir()) == before


@pytest.mark.parametrize("arguments", [("平壤", "-n"), ("-n",), ("平壤", "--limit"), ("--index",)])
def test_an_option_without_its_value_is_an_error_that_names_it(
    run: Run, arguments: tuple[str, ...]
) -> None:
    outcome = run("search", *arguments)
    assert is_one_error_line(outcome)
    assert f"Option {arguments[-1]} needs a value." in outcome.err
