"""The documents say what is so: commands shown are run, names are there."""

from __future__ import annotations

import json
import pydoc
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import searcher
from searcher.cli import cli
from searcher.config import NAMES, load_config
from searcher.options import BuildOptions, SearchOptions
from searcher.planning.bm25 import DEFAULT_RANKING

ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


class Outcome(NamedTuple):
    """What a command came to, as the fixture ``command_line`` has it."""

    status: int
    out: str
    err: str


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def commands(document: str) -> list[tuple[str, str]]:
    """The commands that a document shows, each with the output shown below it."""
    shown = "".join(blocks(document, "console"))
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)


def sessions() -> list[tuple[str, str]]:
    """The commands of the README that run searcher, each with its output."""
    return [
        (command.split(" && ")[-1], output)
        for command, output in commands(README)
        if command.split(" && ")[-1].startswith("searcher ")
    ]


SHOWN = {"README.md": sessions()} | {name: commands(DOCS[name]) for name in DOCS}
"""The commands of each document, with their outputs."""


def test_the_first_command_of_the_readme_prints_what_is_shown(home: Path) -> None:
    """As a process of its own, which finds neither an index nor settings."""
    command, output = sessions()[0]
    line = command.replace("searcher", f"{shlex.quote(sys.executable)} -m searcher", 1)
    done = subprocess.run(line, shell=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == output


def run_line(line: str, command_line: Callable[..., Outcome], patch: pytest.MonkeyPatch) -> str:
    """What a line of a shell prints, searcher being run within this process.

    Such a line may end in ``2>&1`` and in ``| grep WORD``.
    """
    words = shlex.split(line)
    if words[0] == "export":
        for word in words[1:]:
            patch.setenv(*word.split("=", 1))
        return ""
    if words[0] != "searcher":
        done = subprocess.run(["sh", "-c", line], check=True, capture_output=True, text=True)
        return done.stdout
    wanted = words.pop() if words[-3:-1] == ["|", "grep"] else ""
    words = words[:-2] if wanted else words
    both = words[-1] == "2>&1"
    outcome = command_line(*words[1 : -1 if both else None])
    assert outcome.status == 0, outcome
    shown = outcome.out + (outcome.err if both else "")
    return "".join(line for line in shown.splitlines(keepends=True) if wanted in line)


@pytest.fixture(scope="module")
def printed(
    tmp_path_factory: pytest.TempPathFactory, command_line: Callable[..., Outcome]
) -> Callable[[str], list[str]]:
    """What the commands of a document print, run one after another in a folder with the seeds."""

    @cache
    def run(name: str) -> list[str]:
        home = tmp_path_factory.mktemp("docs")
        shutil.copytree(ROOT / "seeds", home / "seeds")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(home)
            return [run_line(command, command_line, patch) for command, _ in SHOWN[name]]

    return run


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name in SHOWN for number in range(len(SHOWN[name]))]
)
def test_commands_shown_print_what_is_shown(
    printed: Callable[[str], list[str]], name: str, number: int
) -> None:
    command, output = SHOWN[name][number]
    assert printed(name)[number] == output, command


def test_the_json_that_is_shown_is_what_a_search_prints(
    home: Path, command_line: Callable[..., Outcome]
) -> None:
    (shown,) = map(json.loads, blocks(DOCS["output.md"], "json"))
    options = ("--json", "--limit", "1", "--fragments", "1", "--width", "20")
    printed = json.loads(command_line("search", *options, shown["query"]).out)
    for page in (shown, printed):
        (hit,) = page["hits"]
        for varying in ("id", "root", "score"):
            assert hit.pop(varying)
        assert page.pop("took_ms")
    assert printed == shown
    assert list(printed["hits"][0]) == list(shown["hits"][0])


def test_the_readme_shows_sessions() -> None:
    assert len(sessions()) >= 5
    assert sessions()[0][0] == "searcher search 脱北者"


def test_python_shown_in_the_readme_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known: dict[str, object] = {}
    for code in blocks(README, "python"):
        exec(compile(code, "README.md", "exec"), known)
    printed = capsys.readouterr().out
    assert "<mark>脫北者</mark>" in printed
    assert 'Jang <b class="match term' in printed


def query_forms() -> list[str]:
    """The queries of the README's table."""
    table = README.split("| query | finds |")[1].split("\n\n")[0]
    return [
        query
        for row in table.splitlines()
        if row.startswith("| `")
        for query in re.findall(r"`([^`]*)`", row.split("|")[1])
    ]


@pytest.mark.parametrize("query", query_forms())
def test_every_form_of_query_in_the_readme_finds_something_in_the_seeds(
    seed_engine: searcher.Engine, query: str
) -> None:
    page = seed_engine.search(query)
    assert page.hits
    assert not page.hits[0].missing


def test_every_command_is_in_the_readme() -> None:
    for name in cli.commands:
        assert f"| `searcher {name}" in README


def test_every_setting_is_documented_with_its_default(home: Path) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", DOCS["settings.md"], re.MULTILINE)
    assert sorted(name for name, _ in rows) == NAMES
    defaults = {each.name: each.default for each in (*fields(SearchOptions), *fields(BuildOptions))}
    for name, said in rows:
        default = defaults.get(name)
        if name in defaults and name not in ("synonyms", "workers"):
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            assert said.strip("`") == shown.removesuffix(".0"), name


def test_settings_shown_are_settings(home: Path) -> None:
    (shown,) = blocks(DOCS["settings.md"], "toml")
    Path("searcher.toml").write_text(shown, encoding="utf-8")
    config = load_config(environment={})
    assert (config.search.limit, config.search.script) == (20, "hant")


def test_every_file_named_in_the_documents_exists() -> None:
    for name in re.findall(r"`(\w+)\.py`", ARCHITECTURE):
        assert list((ROOT / "searcher").rglob(f"{name}.py")), name
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in re.findall(r"`((?:searcher|tests|scripts)/[\w/.]+)`", contributing):
        assert "FORMAT" in path or (ROOT / path).exists(), path


def test_every_package_has_its_chapter_in_the_architecture() -> None:
    packages = {path.parent.name for path in (ROOT / "searcher").glob("*/__init__.py")}
    assert packages == set(re.findall(r"^## (\w+)/: .*\?$", ARCHITECTURE, re.MULTILINE))


def test_the_numbers_of_the_ranking_in_the_architecture_are_those_of_the_code() -> None:
    numbers = DEFAULT_RANKING.to_dict()
    (ranking,) = (block for block in blocks(ARCHITECTURE, "") if block.startswith("score "))
    said = re.findall(r"\b([a-z_][a-z0-9_]*) ([0-9.]+)\b", ranking)
    assert len(said) >= 10
    for name, number in said:
        assert numbers[name] == float(number), name


def test_public_names_are_sorted_and_there() -> None:
    assert searcher.__all__ == sorted(searcher.__all__)
    for name in searcher.__all__:
        assert getattr(searcher, name).__name__ == name
    with pytest.raises(AttributeError):
        searcher.no_such_name  # noqa: B018


def test_dir_and_help_show_all_public_names() -> None:
    code = "import pydoc, searcher; print(dir(searcher)); print(pydoc.render_doc(searcher))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    listed, _, helped = done.stdout.partition("\n")
    for name in searcher.__all__:
        assert repr(name) in listed
        assert re.search(rf"^    (class )?{name}\b", pydoc.plain(helped), re.MULTILINE), name


def test_every_error_is_a_searcher_error_and_in_the_tree_that_is_drawn() -> None:
    from searcher import errors

    for name in errors.__all__:
        assert issubclass(getattr(errors, name), searcher.SearcherError)
        assert name in (errors.__doc__ or "")


def test_the_version_is_in_one_place() -> None:
    from importlib.metadata import version

    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{version("searcher-zh")}"\n' in project
    assert version("searcher-zh") not in README
