"""What may be asked of a search and of building an index: made and checked once.

The fields of :class:`SearchOptions` and :class:`BuildOptions` are the one list of options, their
defaults and what each may be. The command line, the environment, the configuration file, the
library and the web service make these values; nothing behind them checks an option again.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from operator import index as as_integer
from os import PathLike
from pathlib import Path
from typing import Literal, Protocol, TypeAlias, get_args

from searcher.errors import ConfigError, QueryError, SearcherError
from searcher.globs import is_glob
from searcher.limits import MAX_FRAGMENTS, MAX_LIMIT, MAX_WIDTH, MAX_WINDOW

__all__ = [
    "SCRIPTS",
    "BuildOptions",
    "Choice",
    "Duration",
    "Flag",
    "GlobList",
    "Kind",
    "Number",
    "Script",
    "SearchOptions",
    "Selection",
    "StrPath",
    "file_path",
    "index_path",
    "kinds",
    "quoted",
]

StrPath: TypeAlias = "str | PathLike[str]"

Script: TypeAlias = Literal["original", "hans", "hant", "tw", "hk"]

SCRIPTS: tuple[Script, ...] = get_args(Script)


class Kind(Protocol):
    """What an option may be. Both methods raise ValueError: what it must be, and what it is."""

    def check(self, value: object) -> object:
        """The value, if it may be this."""

    def parse(self, text: str) -> object:
        """The value that is written as ``text``."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int = 2**31 - 1

    def check(self, value: object) -> int:
        if not isinstance(value, bool):
            try:
                number = as_integer(value)  # type: ignore[arg-type]  # whatever it is
            except TypeError:
                pass
            else:
                if self.least <= number <= self.most:
                    return number
        raise self._refused(value)

    def parse(self, text: str) -> int:
        try:
            return self.check(int(text))
        except ValueError:
            raise self._refused(text) from None

    def _refused(self, value: object) -> ValueError:
        return ValueError(
            f"must be a whole number from {self.least} to {self.most}, not {quoted(value)}"
        )


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds, more than none."""

    def check(self, value: object) -> float:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < _LONG:
            return float(value)
        raise ValueError(f"must be a number of seconds above 0, not {quoted(value)}")

    def parse(self, text: str) -> float:
        try:
            return self.check(float(text))
        except ValueError:
            raise ValueError(f"must be a number of seconds above 0, not {quoted(text)}") from None


_LONG = 1e9
"""Seconds, some thirty years: as good as no limit."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def check(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        raise ValueError(f"must be true or false, not {quoted(value)}")

    def parse(self, text: str) -> bool:
        return self.check(_FLAGS.get(text.lower(), text))


_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def check(self, value: object) -> str:
        if isinstance(value, str) and value in self.words:
            return value
        raise ValueError(f"must be one of {', '.join(self.words)}, not {quoted(value)}")

    def parse(self, text: str) -> str:
        return self.check(text)


@dataclass(frozen=True, slots=True)
class GlobList:
    """Globs as in a ``.gitignore``; in one text they are separated as paths are."""

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"must be a list of globs, not {quoted(value)}")
        for glob in value:
            if not isinstance(glob, str) or "\n" in glob or not is_glob(glob):
                raise ValueError(
                    f"has {quoted(glob)}, which is no glob; write it as in a .gitignore, such as"
                    " drafts/ or *.txt"
                )
        return tuple(value)

    def parse(self, text: str) -> tuple[str, ...]:
        return self.check([glob for glob in text.split(os.pathsep) if glob])


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """How a query is answered and what is shown; the class attributes are the defaults.

    Raises QueryError for a value that an option may not have.
    """

    limit: int = field(default=10, metadata={"kind": Number(0, MAX_LIMIT)})
    """Hits on a page."""
    offset: int = field(default=0, metadata={"kind": Number(0, MAX_WINDOW)})
    """Hits skipped before the first that is shown."""
    fragments: int = field(default=2, metadata={"kind": Number(0, MAX_FRAGMENTS)})
    """Fragments shown of each hit."""
    width: int = field(default=120, metadata={"kind": Number(1, MAX_WIDTH)})
    """Code points of a fragment, about."""
    group: bool = field(default=False, metadata={"kind": Flag()})
    """Whether only the best section of each article is a hit."""
    script: Script = field(default="original", metadata={"kind": Choice(SCRIPTS)})
    """What results are shown in."""
    explain: bool = field(default=False, metadata={"kind": Flag()})
    """Whether each hit says how its score came about."""
    synonyms: bool = field(default=True, metadata={"kind": Flag()})
    """Whether words are also met by their synonyms."""
    timeout: float = field(default=10.0, metadata={"kind": Duration()})
    """Seconds after which the best found so far is the answer."""

    def __post_init__(self) -> None:
        _check(self, QueryError)
        if self.limit + self.offset > MAX_WINDOW:
            raise QueryError(
                f"limit and offset together must be at most {MAX_WINDOW}, not"
                f" {self.limit + self.offset}; narrow the query"
            )


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """How an index is built; the class attributes are the defaults.

    Raises ConfigError for a value that an option may not have.
    """

    max_file_size: int = field(default=64 << 20, metadata={"kind": Number(1, 2**40)})
    """Bytes; larger files are skipped."""
    workers: int = field(default=1, metadata={"kind": Number(1, 4096)})
    """Processes that read and analyse."""
    memory: int = field(default=512, metadata={"kind": Number(1)})
    """MiB that the arrays of all of them may take together, about."""
    shared: bool = field(default=False, metadata={"kind": Flag()})
    """Whether others may read a new index, as far as the umask says. An update leaves that."""

    def __post_init__(self) -> None:
        _check(self, ConfigError)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which of the files under a content root are wanted; the index keeps it with the root.

    Raises ConfigError for a value that an option may not have.
    """

    include: tuple[str, ...] = field(default=(), metadata={"kind": GlobList()})
    """If there are any, only files that the last one to match does not negate."""
    exclude: tuple[str, ...] = field(default=(), metadata={"kind": GlobList()})
    """No file or folder that the last one to match does not negate."""
    follow_links: bool = field(default=False, metadata={"kind": Flag()})
    """Whether symbolic links out of the root are followed."""

    def __post_init__(self) -> None:
        _check(self, ConfigError)

    def joined(self, other: Selection) -> Selection:
        """What both say; of globs ``other`` has the last word."""
        return Selection(
            include=self.include + other.include,
            exclude=self.exclude + other.exclude,
            follow_links=self.follow_links or other.follow_links,
        )


Options: TypeAlias = "SearchOptions | BuildOptions | Selection"


def _check(options: Options, error: type[SearcherError]) -> None:
    for name, kind in kinds(type(options)).items():
        try:
            value = kind.check(getattr(options, name))
        except ValueError as exc:
            raise error(f"{name} {exc}") from None
        object.__setattr__(options, name, value)  # an int of numpy's is Python's from here on


def kinds(options: type[Options]) -> dict[str, Kind]:
    """What each option of a class may be, by its name."""
    return {each.name: each.metadata["kind"] for each in fields(options)}


def file_path(value: object, name: str) -> Path:
    """The path that a setting called ``name`` gives. Raises ConfigError where it is none."""
    path = os.fspath(value) if isinstance(value, PathLike) else value
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigError(f"{name} must be a path, not {quoted(value)}")
    return Path(path)


def index_path(value: object, name: str = "index") -> Path:
    """The directory of an index. Raises ConfigError where that is none, or a URL."""
    path = file_path(value, name)
    if _URL.match(str(value)):
        raise ConfigError(
            f"{name} must be a directory of this machine, not the URL {quoted(value)};"
            " a directory that is called so can be given by its full path"
        )
    return path


# With one slash, for a Path has only that; a drive of Windows has a single letter.
_URL = re.compile(r"[a-z][a-z0-9+.-]+:/|(?:file|https?|opensearch):", re.IGNORECASE)


def quoted(value: object) -> str:
    """A value as errors show it: short, whatever it is."""
    if isinstance(value, PathLike):
        value = str(value)
    if isinstance(value, str):
        return repr(value) if len(value) <= 80 else f"{value[:60]!r}…"
    if value is None or isinstance(value, float) or (isinstance(value, int) and abs(value) < 1e30):
        return repr(value)
    # Not to be written out: nested without end, perhaps.
    return _UNSHOWN.get(type(value), f"a {type(value).__name__}")


_UNSHOWN = {int: "one of so many digits", dict: "a table"}
"""What TOML and people call values that are too large to show."""
