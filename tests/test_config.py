"""Settings: where they come from, which wins, and what is said of wrong ones."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from searcher.config import Config, load_config
from searcher.errors import ConfigError
from searcher.options import BuildOptions, SearchOptions

Run: TypeAlias = "Callable[..., Any]"


def file_says(text: str | bytes) -> Config:
    """The settings where a file says so, and nothing else does."""
    Path("own.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    return load_config("own.toml", {})


def refused(make: Callable[[], object], *says: str) -> None:
    with pytest.raises(ConfigError) as error:
        make()
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 400
    for each in says:
        assert each in message


def test_without_any_source_the_settings_are_the_defaults(home: Path) -> None:
    config = load_config(environment={})
    assert (config.index, config.content) == (Path("index"), ())
    assert (config.userdict, config.synonyms) == (None, None)
    assert config.search == SearchOptions()
    assert config.build == BuildOptions(workers=os.cpu_count() or 1)


def test_synonyms_come_from_the_option_the_environment_the_file_or_the_working_directory(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("rebuild", "--quiet")
    (home / "settings").mkdir()
    places = {
        "synonyms.txt": "佛誕",
        "settings/words.txt": "競技場",
        "environment.txt": "金大中",
        "option.txt": "白南淳",
    }
    for name, word in places.items():
        (home / name).write_text(f"女王 => {word}\n", encoding="utf-8")

    def marked(*options: str) -> list[str]:
        page = json.loads(run(*options, "女王", "--json").out)
        return [
            fragment["text"][start:end]
            for hit in page["hits"]
            for fragment in hit["fragments"]
            for start, end in fragment["highlights"]
        ]

    assert marked("search") == ["佛誕"]
    # Paths in a file of settings are relative to it.
    settings = home / "settings" / "searcher.toml"
    settings.write_text('index = "../index"\nsynonyms = "words.txt"\n', encoding="utf-8")
    assert marked("--config", "settings/searcher.toml", "search") == ["競技場"]
    monkeypatch.setenv("SEARCHER_SYNONYMS", "environment.txt")
    assert marked("--config", "settings/searcher.toml", "search") == ["金大中"]
    assert marked("search", "--synonyms", "option.txt") == ["白南淳"]


def test_options_come_before_the_environment_before_the_file_before_defaults(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("rebuild", "--quiet")

    def hits(*options: str) -> int:
        return len(json.loads(run("search", "--json", "朝鮮", *options).out)["hits"])

    assert hits() > 3
    Path("searcher.toml").write_text("limit = 3\n", encoding="utf-8")
    assert hits() == 3
    monkeypatch.setenv("SEARCHER_LIMIT", "2")
    assert hits() == 2
    assert hits("-n", "1") == 1


def test_paths_of_a_file_are_relative_to_it_and_those_of_the_environment_to_here(
    home: Path,
) -> None:
    Path("folder").mkdir()
    Path("folder/searcher.toml").write_text('index = "i"\ncontent = ["a", "/b"]', "utf-8")
    config = load_config("folder/searcher.toml", {"SEARCHER_USERDICT": "words.txt"})
    assert config.index == Path("folder/i")
    assert config.content == (Path("folder/a"), Path("/b"))
    assert config.userdict == Path("words.txt")


@pytest.mark.parametrize("name", ["limit", "fragments", "width", "memory"])
@pytest.mark.parametrize(
    "value",
    ["-1", "1.5", "many", "1e3", "0x10", "", " ", "9" * 30, "9" * 5000, "true", "None", "一"],
)
def test_a_number_that_is_none_is_refused_from_wherever_it_comes(
    home: Path, name: str, value: str
) -> None:
    variable = f"SEARCHER_{name.upper()}"
    if value:  # an empty variable is as good as none
        refused(lambda: load_config(None, {variable: value}), f"{variable} must be a whole number")
    refused(lambda: load_config(None, {}, {name: value}), f"--{name} must be a whole number from")
    quoted = value if value.lstrip("-").replace(".", "").isdecimal() else json.dumps(value)
    refused(lambda: file_says(f"{name} = {quoted}"), "own.toml")


@pytest.mark.parametrize("value", ["true", '"5"', "[]", "[5]", "{}", "1979-05-27", "nan", "inf"])
def test_a_file_gives_numbers_as_numbers(home: Path, value: str) -> None:
    refused(lambda: file_says(f"limit = {value}"), "own.toml: limit must be a whole number")


def test_a_setting_may_have_the_same_values_from_wherever_it_comes(run: Run) -> None:
    run("rebuild", "--quiet")
    by_option = json.loads(run("search", "--json", "--fragments", "0", "平壤").out)["hits"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEARCHER_FRAGMENTS", "0")
        by_variable = json.loads(run("search", "--json", "平壤").out)["hits"]
    Path("searcher.toml").write_text("fragments = 0", "utf-8")
    by_file = json.loads(run("search", "--json", "平壤").out)["hits"]
    assert by_option == by_variable == by_file
    assert [hit["fragments"] for hit in by_option] == [[]]
    for name, least in (("limit", 0), ("offset", 0), ("fragments", 0), ("width", 1)):
        sources = [
            lambda name=name, least=least: file_says(f"{name} = {least}"),
            lambda name=name, least=least: load_config(
                None, {f"SEARCHER_{name.upper()}": str(least)}
            ),
            lambda name=name, least=least: load_config(None, {}, {name: str(least)}),
        ]
        for source in sources:
            assert getattr(source().search, name) == least


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("True", True), ("1", True), ("false", False), ("0", False)]
)
def test_a_variable_says_yes_and_no(home: Path, text: str, value: bool) -> None:
    assert load_config(None, {"SEARCHER_GROUP": text}).search.group is value
    refused(lambda: load_config(None, {"SEARCHER_GROUP": "maybe"}), "SEARCHER_GROUP", "'maybe'")


def test_an_empty_variable_is_as_good_as_none(home: Path) -> None:
    names = ("CONFIG", "INDEX", "CONTENT", "USERDICT", "SYNONYMS", "LIMIT", "GROUP", "SCRIPT")
    empty = {f"SEARCHER_{name}": "" for name in names}
    assert load_config(None, empty) == load_config(None, {})


@pytest.mark.parametrize("name", ["index", "userdict", "synonyms"])
@pytest.mark.parametrize("value", ["true", '""', "5", "[]", "{}", '"a\\u0000b"', '["index"]'])
def test_a_path_that_is_none_is_refused(home: Path, name: str, value: str) -> None:
    refused(lambda: file_says(f"{name} = {value}"), f"own.toml: {name} must be a path")


@pytest.mark.parametrize(
    "value", ["true", '""', "5", "[]", "{}", '"seeds"', "[1]", '[""]', '["a\\u0000b"]', '[["a"]]']
)
def test_content_that_is_no_list_of_paths_is_refused(home: Path, value: str) -> None:
    refused(lambda: file_says(f"content = {value}"), "own.toml: content must be a")


@pytest.mark.parametrize("option", ["--index", "--config", "--userdict", "--synonyms"])
def test_an_empty_path_on_the_command_line_is_refused(run: Run, option: str) -> None:
    outcome = run("search", option, "", "x")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "must be a path, not ''" in outcome.err


@pytest.mark.parametrize("command", ["rebuild", "add", "remove"])
def test_an_empty_content_path_is_not_the_working_directory(run: Run, command: str) -> None:
    run("rebuild", "--quiet")
    outcome = run(command, "")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "Error: content must be a path, not ''\n"


@pytest.fixture
def own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory of the user, beside the working directory."""
    folder = home / "user"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def test_a_tilde_is_the_home_directory_in_every_source(own_home: Path) -> None:
    assert file_says('index = "~/x"').index == own_home / "x"
    assert file_says('content = ["~", "~/a", "b~", "./~"]').content == (
        own_home,
        own_home / "a",
        Path("b~"),
        Path("~"),
    )
    assert load_config(None, {"SEARCHER_USERDICT": "~/x"}).userdict == own_home / "x"
    assert load_config(None, {}, {"synonyms": "~/x"}).synonyms == own_home / "x"
    (own_home / "s.toml").write_text("limit = 3", "utf-8")
    assert load_config("~/s.toml", {}).search.limit == 3
    assert load_config(None, {"SEARCHER_CONFIG": "~/s.toml"}).search.limit == 3


def test_a_tilde_before_a_name_is_the_home_directory_of_that_user(own_home: Path) -> None:
    pwd = pytest.importorskip("pwd")
    user = pwd.getpwuid(os.getuid())
    assert file_says(f'index = "~{user.pw_name}/x"').index == Path(user.pw_dir, "x")


def test_an_index_under_a_tilde_is_made_there(run: Run, own_home: Path) -> None:
    Path("searcher.toml").write_text('index = "~/x"', "utf-8")
    assert run("rebuild", "--quiet", "seeds").status == 0
    assert (own_home / "x" / "current").exists()
    assert not Path("~").exists()


@pytest.mark.parametrize("path", ["~nobody-of-that-name/x", "~nobody-of-that-name", "~$temporary"])
def test_a_tilde_before_the_name_of_nobody_is_refused(own_home: Path, path: str) -> None:
    says = ("there is no home directory", repr(path), "./")
    refused(lambda: file_says(f'index = "{path}"'), "own.toml: index", *says)
    refused(lambda: load_config(None, {"SEARCHER_INDEX": path}), "SEARCHER_INDEX", *says)
    refused(lambda: load_config(None, {}, {"index": path}), "--index", *says)
    refused(lambda: load_config(path, {}), *says)


@pytest.mark.parametrize(
    "text",
    [
        "content = " + "[" * 5000,
        "limit = " + "{a = " * 5000,
        "limit" + ".a" * 5000 + " = 1",
        "a" * 5000 + " = 1",
        "limit = " + "9" * 5000,
        "limit = " + "9" * 500,
        f"limit = '{'9' * 5000}'",
        "limit = [",
        "limit",
        "limit = 1\nlimit = 2",
        "# " + "x" * 2_000_000,
        b"\xff\xfel\x00",
        b"limit = 1 # \xff",
        b"\x00",
        b"\x1b[31m = 1",
    ],
    ids=range(15),
)
def test_a_file_that_has_no_settings_is_an_error_of_one_line(home: Path, text: str | bytes) -> None:
    refused(lambda: file_says(text), "own.toml")


def test_a_file_may_begin_with_a_byte_order_mark(home: Path) -> None:
    assert file_says(b"\xef\xbb\xbflimit = 3").search.limit == 3


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    refused(lambda: load_config("seeds", {}), "cannot read seeds", "directory")
    refused(lambda: load_config("missing.toml", {}), "missing.toml")
    refused(lambda: load_config(None, {"SEARCHER_CONFIG": "missing.toml"}), "missing.toml")
    refused(lambda: load_config("x" * 300, {}), "too long")
    refused(lambda: load_config("a\0b", {}), "must be a path")
    refused(lambda: load_config("", {}), "must be a path")
    Path("searcher.toml").mkdir()
    refused(lambda: load_config(None, {}), "cannot read searcher.toml")


def test_an_unknown_setting_is_named_with_the_nearest_that_there_is(home: Path) -> None:
    refused(lambda: file_says("limits = 5"), "no setting 'limits'; did you mean limit?")
    refused(lambda: file_says("colour = 5"), "no setting 'colour'; there are", "index", "width")
    variables = {"SEARCHER_LIMITS": "LIMIT", "SEARCHER_INDEXES": "INDEX", "SEARCHER_WITDH": "WIDTH"}
    variables["SEARCHER_CONFIGS"] = "CONFIG"
    for variable, nearest in variables.items():
        refused(
            lambda variable=variable: load_config(None, {variable: "5"}),
            variable,
            f"did you mean SEARCHER_{nearest}?",
        )
    # Variables of others may begin so, too.
    others = {"SEARCHER_HOME": "/", "SEARCHER_API_KEY": "x", "SEARCHER": "x", "SEARCHERLIMIT": "5"}
    assert load_config(None, others) == load_config(None, {})


def test_a_path_that_the_system_refuses_is_not_called_trouble_with_the_output(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEARCHER_CONTENT", "x" * 5000)
    outcome = run("--index", "nowhere", "search", "x")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "File name too long" in outcome.err
    assert "output" not in outcome.err
