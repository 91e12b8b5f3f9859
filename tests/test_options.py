"""Options: one value that is made and checked once, whoever asks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import searcher
from searcher.errors import ConfigError, QueryError
from searcher.options import SCRIPTS, BuildOptions, SearchOptions, Selection

WRONG = [
    {"limit": -1},
    {"limit": 10**30},
    {"limit": "10"},
    {"limit": None},
    {"limit": 2.0},
    {"limit": True},
    {"limit": [10]},
    {"offset": -1},
    {"fragments": -1},
    {"width": 0},
    {"group": 1},
    {"group": "no"},
    {"script": "latin"},
    {"script": ""},
    {"script": None},
    {"script": ["hans"]},
    {"explain": None},
    {"synonyms": "synonyms.txt"},
]


@pytest.mark.parametrize("options", WRONG, ids=str)
def test_a_wrong_option_of_a_search_is_named_in_one_line(
    seed_engine: searcher.Engine, options: dict[str, Any]
) -> None:
    (name,) = options
    for make in (lambda: SearchOptions(**options), lambda: seed_engine.search("平壤", **options)):
        with pytest.raises(QueryError, match=f"^{name} must be ") as error:
            make()
        assert "\n" not in str(error.value)
        assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "options",
    [
        {"max_file_size": 0},
        {"max_file_size": 2**63},
        {"max_file_size": "64"},
        {"workers": 0},
        {"workers": 10**6},
        {"workers": None},
        {"memory": 0},
        {"memory": 0.5},
    ],
    ids=str,
)
def test_a_wrong_option_of_building_is_named_and_nothing_is_built(
    home: Path, options: dict[str, Any]
) -> None:
    (name,) = options
    for make in (
        lambda: BuildOptions(**options),
        lambda: searcher.rebuild(["seeds"], **options),
        lambda: searcher.update(**options),
    ):
        with pytest.raises(ConfigError, match=f"^{name} must be "):
            make()
    assert not Path("index").exists()


def test_a_whole_number_of_numpy_is_one(seed_engine: searcher.Engine) -> None:
    page = seed_engine.search("朝鮮", limit=np.int64(2), offset=np.uint8(1))
    assert page.hits == seed_engine.search("朝鮮", limit=2, offset=1).hits
    assert type(page.hits[0].rank) is int


def test_options_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        SearchOptions().limit = 5  # type: ignore[misc]


@pytest.mark.parametrize("function", [searcher.Engine.search, searcher.search])
def test_the_keywords_of_a_search_are_its_options_with_their_defaults(
    function: Callable[..., object],
) -> None:
    keywords = {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY and name != "index"
    }
    assert keywords == {each.name: each.default for each in fields(SearchOptions)}


@pytest.mark.parametrize(
    ("function", "options", "without"),
    [
        (searcher.rebuild, (BuildOptions, Selection), ()),
        (searcher.add, (BuildOptions, Selection), ("shared",)),
        (searcher.update, (BuildOptions,), ("shared",)),
        (searcher.remove, (BuildOptions,), ("shared",)),
    ],
)
def test_the_keywords_of_building_are_its_options_with_their_defaults(
    function: Callable[..., object], options: tuple[type, ...], without: tuple[str, ...]
) -> None:
    keywords = {
        name: parameter.default
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ("content", "paths", "index", "userdict", "progress", "ranking")
    }
    assert keywords == {
        each.name: each.default
        for own in options
        for each in fields(own)
        if each.name not in without
    }


@pytest.mark.parametrize("script", SCRIPTS)
def test_options_answer_as_the_keywords_do(seed_engine: searcher.Engine, script: Any) -> None:
    options = SearchOptions(limit=3, width=40, group=True, script=script, synonyms=False)
    page = seed_engine.answer("北韓", options)
    same = seed_engine.search("北韓", limit=3, width=40, group=True, script=script, synonyms=False)
    assert page.hits == same.hits


URLS = [
    "http://localhost:9200/index",
    "https://example.org",
    "opensearch://host/index",
    "OpenSearch://host",
    "opensearch:index",
    "file:index",
    "file:///tmp/index",
    "s3://bucket/index",
    "redis+tls://host",
    "http:/index",
    Path("http://host/index"),
]


@pytest.mark.parametrize("index", URLS, ids=str)
def test_an_index_that_is_a_url_is_refused_and_no_folder_made(home: Path, index: Any) -> None:
    before = sorted(Path().iterdir())
    calls: list[Callable[[], object]] = [
        lambda: searcher.rebuild(["seeds"], index=index),
        lambda: searcher.update(index=index),
        lambda: searcher.search("平壤", index=index),
        lambda: searcher.Engine.open(index),
        lambda: searcher.check(index),
    ]
    for call in calls:
        with pytest.raises(ConfigError, match=r"directory of this machine, not the URL"):
            call()
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("index", ["notes: 2024", "a:b", "c:/x", "wiki.index", "半:/x", "host:9"])
def test_a_directory_may_be_called_nearly_anything(home: Path, index: str) -> None:
    searcher.rebuild(["seeds"], index=index)
    assert searcher.search("平壤", index=index).hits
    assert Path(index, "current").exists()


@pytest.mark.parametrize("path", ["", "a\0b", None, 5, b"index"])
def test_a_path_that_is_none_is_refused(home: Path, path: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: searcher.Engine.open(path),
        lambda: searcher.check(path),
        lambda: searcher.rebuild(["seeds"], index=path),
        lambda: searcher.rebuild([path]),
    ]
    if path is not None:
        calls += [
            lambda: searcher.Engine.open("index", userdict=path),
            lambda: searcher.Engine.open("index", synonyms=path),
            lambda: searcher.rebuild(["seeds"], userdict=path),
        ]
    for call in calls:
        with pytest.raises(ConfigError, match="must be a path, not "):
            call()
    assert not Path("index").exists()


@pytest.mark.parametrize("content", ["seeds", Path("seeds")], ids=["str", "path"])
def test_content_that_is_one_path_is_not_taken_for_its_characters(home: Path, content: Any) -> None:
    for write in (searcher.rebuild, searcher.add, searcher.remove):
        with pytest.raises(ConfigError, match="content must be a list of paths, not 'seeds'"):
            write(content)
