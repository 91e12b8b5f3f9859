"""Settings, resolved in one place: options override the environment, the file and the defaults.

The file is ``searcher.toml`` in the working directory, or the one named by an option or by
``SEARCHER_CONFIG``; paths in it are relative to its folder, and ``~`` is a home directory::

    index = "index"
    content = ["seeds"]
    userdict = "words.txt"
    synonyms = "synonyms.txt"   # the default where there is such a file
    exclude = ["drafts/"]       # globs as in a .gitignore
    limit = 10

Besides these four paths, settings are the fields of :class:`~searcher.options.SearchOptions`
(but ``synonyms``), :class:`~searcher.options.BuildOptions` and
:class:`~searcher.options.Selection`; ``docs/settings.md`` lists them all. The environment has the
same names in capitals after ``SEARCHER_``; an empty variable is ignored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searcher.errors import ConfigError
from searcher.options import (
    BuildOptions,
    SearchOptions,
    Selection,
    StrPath,
    content_path,
    file_path,
    index_path,
    kinds,
    quoted,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["DEFAULT_CONTENT", "NAMES", "Config", "load_config"]

DEFAULT_CONTENT = Path("seeds")
"""What is indexed if no setting and no index says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one run of the command line."""

    index: Path
    content: tuple[Path, ...]
    """Empty if no setting names any."""
    userdict: Path | None
    synonyms: Path | None
    search: SearchOptions
    build: BuildOptions
    selection: Selection | None
    """None if no setting selects files."""


def load_config(
    file: StrPath | None = None,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Config:
    """The settings from all sources. Raises ConfigError, which names the source that is wrong.

    ``options`` are texts as they were typed, or values, by the names of settings.
    """
    environment = os.environ if environment is None else environment
    if file is None and environment.get("SEARCHER_CONFIG"):
        file = environment["SEARCHER_CONFIG"]
    settings: dict[str, Any] = {"workers": os.cpu_count() or 1}
    if os.path.isfile(_SYNONYMS):  # noqa: PTH113  # of which Path's raises where it may not look
        settings["synonyms"] = _SYNONYMS
    settings |= _from_file(file)
    settings |= _from_environment(environment)
    for name, value in (options or {}).items():
        option = f"--{name.replace('_', '-')}"
        settings[name] = _value(name, value, option, Path(), written=isinstance(value, str))
    selection = {name: settings[name] for name in _SELECTION & settings.keys()}
    return Config(
        index=settings.get("index", Path("index")),
        content=settings.get("content", ()),
        userdict=settings.get("userdict"),
        synonyms=settings.get("synonyms"),
        search=SearchOptions(**{name: settings[name] for name in _SEARCH & settings.keys()}),
        build=BuildOptions(**{name: settings[name] for name in _BUILD & settings.keys()}),
        selection=Selection(**selection) if selection else None,
    )


_SYNONYMS = Path("synonyms.txt")

_PATHS: dict[str, Callable[[object, str], Path]] = {
    "index": index_path,
    "userdict": file_path,
    "synonyms": file_path,
}
_SEARCH = kinds(SearchOptions).keys() - _PATHS
_BUILD = kinds(BuildOptions).keys()
_SELECTION = kinds(Selection).keys()
NAMES = sorted({"content", *_PATHS, *_SEARCH, *_BUILD, *_SELECTION})
"""The names of all settings."""

_MAX_BYTES = 1 << 20
"""Bytes of a configuration file; a longer file is something else."""


def _from_file(file: StrPath | None) -> dict[str, Any]:
    if file is None:
        path = Path("searcher.toml")
    else:
        path = _local(file, "the configuration file", Path(), file_path)
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        if file is None:
            return {}
        raise ConfigError(
            f"no configuration file {path}; correct its name or leave it out"
        ) from None
    except OSError as exc:
        raise ConfigError(f"cannot read {path}: {exc.strerror}; correct its name") from exc
    if len(content) > _MAX_BYTES:
        raise ConfigError(f"{path} is longer than {_MAX_BYTES:,} bytes; name a file of settings")
    try:
        settings = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise ConfigError(f"{path} is not UTF-8; convert it") from exc
    except RecursionError:
        raise ConfigError(f"{path} is nested too deep; settings are not nested") from None
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"{path} is not TOML: {exc}; correct it") from exc
    except ValueError:  # of int(), which has a limit
        raise ConfigError(f"{path} has a number of thousands of digits; correct it") from None
    for name in settings:
        if name not in NAMES:
            raise ConfigError(
                f"{path}: no setting {quoted(name)}; {_nearest(name) or _all_names()}"
            )
    return {
        name: _value(name, value, f"{path}: {name}", path.parent)
        for name, value in settings.items()
    }


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    settings = {}
    for name, variable, value in _variables(environment):
        if name in NAMES:
            given: Any = value
            if name == "content":
                given = [path for path in value.split(os.pathsep) if path]
            settings[name] = _value(name, given, variable, Path(), written=True)
        # Other programs may use this prefix, but a near miss of a setting is a typing error.
        elif name != "config" and (nearest := _nearest(name, "SEARCHER_")):
            raise ConfigError(f"{variable} is no setting; {nearest}")
    return settings


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Setting name, variable and value of each environment variable that may be a setting."""
    for variable, value in environment.items():
        prefix, _, name = variable.partition("_")
        if prefix == "SEARCHER" and value:
            yield name.lower(), variable, value


def _value(name: str, value: Any, source: str, folder: Path, *, written: bool = False) -> Any:
    """The value of a setting in its own type; ``written`` if the source has only text."""
    if name in _PATHS:
        return _local(value, source, folder, _PATHS[name])
    if name == "content":
        if isinstance(value, list) and value:
            return tuple(
                _local(path, f"a path in {source}", folder, content_path) for path in value
            )
        raise ConfigError(f"{source} must be a list of paths, not {quoted(value)}")
    kind = (kinds(SearchOptions) | kinds(BuildOptions) | kinds(Selection))[name]
    try:
        return kind.parse(value) if written else kind.check(value)
    except ValueError as exc:
        raise ConfigError(f"{source} {exc}") from None


def _local(value: object, source: str, folder: Path, check: Callable[[object, str], Path]) -> Path:
    """A path relative to ``folder``, its leading ``~`` or ``~user`` a home directory."""
    check(value, source)
    # Not Path's, for which ./~ is ~.
    expanded = os.path.expanduser(str(value))  # noqa: PTH111
    if expanded.startswith("~"):
        raise ConfigError(
            f"{source}: there is no home directory for {quoted(value)};"
            " give the full path, or ./ before a name that begins with ~"
        )
    return folder / expanded


def _nearest(name: str, prefix: str = "") -> str:
    """The setting nearest to a wrong name, as a question; empty if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, [*NAMES, "config"] if prefix else NAMES, 1, 0.75)
    return f"did you mean {prefix}{near[0].upper() if prefix else near[0]}?" if near else ""


def _all_names() -> str:
    return f"there are {', '.join(NAMES)}"
