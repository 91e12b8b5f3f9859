"""Settings, resolved in one place: options before environment before file before defaults.

The file is ``searcher.toml`` in the working directory, or the one named by an option or by
``SEARCHER_CONFIG``; paths in it are relative to it::

    index = "index"
    content = ["seeds"]
    userdict = "words.txt"
    synonyms = "synonyms.txt"   # the default where there is such a file
    max_file_size = 67108864    # bytes
    memory = 512                # MiB, while indexing
    limit = 10
    fragments = 2
    width = 120

The environment has the same names in capitals after ``SEARCHER_``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from searcher.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["DEFAULT_CONTENT", "Config", "load_config"]

DEFAULT_CONTENT = ("seeds",)


@dataclass(frozen=True)
class Config:
    """The settings of one run; the class attributes are the defaults."""

    index: Path = Path("index")
    content: tuple[Path, ...] = tuple(map(Path, DEFAULT_CONTENT))
    userdict: Path | None = None
    synonyms: Path | None = None
    max_file_size: int = 64 << 20
    """Bytes; larger files are skipped."""
    memory: int = 512
    """MiB that the arrays of a rebuild or an update may take, about."""
    limit: int = 10
    """Hits on a page."""
    fragments: int = 2
    """Passages shown of each hit."""
    width: int = 120
    """Code points of a passage, about."""


def load_config(
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Config:
    """The settings from all sources. Raises ConfigError that names the source that is wrong.

    ``options`` are by the names of :class:`Config`; None means not given.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in (options or {}).items() if value is not None}
    found = {"synonyms": _SYNONYMS} if _SYNONYMS.is_file() else {}
    return Config(
        **(found | _from_file(file, environment) | _from_environment(environment) | given)
    )


_SYNONYMS = Path("synonyms.txt")


def _from_file(file: Path | None, environment: Mapping[str, str]) -> dict[str, Any]:
    named = file or Path(environment.get("SEARCHER_CONFIG", ""))
    path = named if named != Path() else Path("searcher.toml")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if named == Path():
            return {}
        raise ConfigError(
            f"no configuration file {path}; correct its name or leave it out"
        ) from None
    except OSError as exc:
        raise ConfigError(f"cannot read {path}: {exc.strerror}") from exc
    except ValueError as exc:
        raise ConfigError(f"{path} is not TOML: {exc}") from exc
    known = {field.name for field in fields(Config)}
    if unknown := sorted(set(settings) - known):
        raise ConfigError(
            f"{path}: no setting {unknown[0]!r}; there are {', '.join(sorted(known))}"
        )
    return {
        name: _checked(name, value, f"{path}: {name}", path.parent)
        for name, value in settings.items()
    }


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for field in fields(Config):
        variable = f"SEARCHER_{field.name.upper()}"
        if variable in environment:
            value: Any = environment[variable]
            if field.name == "content":
                value = [path for path in value.split(os.pathsep) if path]
            elif isinstance(field.default, int) and value.isdecimal():
                value = int(value)
            settings[field.name] = _checked(field.name, value, variable, Path())
    return settings


def _checked(name: str, value: Any, source: str, folder: Path) -> Any:
    """The value of a setting in its own type."""
    if name in ("index", "userdict", "synonyms"):
        if isinstance(value, str) and value:
            return folder / value
        raise ConfigError(f"{source} must be a path, not {value!r}")
    if name == "content":
        if isinstance(value, list) and value and all(isinstance(path, str) for path in value):
            return tuple(folder / path for path in value)
        raise ConfigError(f"{source} must be a list of paths, not {value!r}")
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ConfigError(f"{source} must be a whole number above 0, not {value!r}")
