"""The options of searching and of building an index, checked once.

The fields of :class:`SearchOptions`, :class:`BuildOptions` and :class:`Selection` are the one list
of options, with their defaults and the values that each may have. The command line, the
environment, the configuration file and the library make these objects; nothing behind them checks
an option again.
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
    "content_path",
    "file_path",
    "index_path",
    "kinds",
    "quoted",
]

StrPath: TypeAlias = "str | PathLike[str]"

Script: TypeAlias = Literal["original", "hans", "hant", "tw", "hk"]

SCRIPTS: tuple[Script, ...] = get_args(Script)


class Kind(Protocol):
    """The values that an option may have. Both methods raise ValueError for another."""

    def check(self, value: object) -> object:
        """The value in its own type."""

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
    """A number of seconds above 0."""

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
"""Seconds, some thirty years: in effect no limit."""


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
    """One of several words."""

    words: tuple[str, ...]

    def check(self, value: object) -> str:
        if isinstance(value, str) and value in self.words:
            return value
        raise ValueError(f"must be one of {', '.join(self.words)}, not {quoted(value)}")

    def parse(self, text: str) -> str:
        return self.check(text)


@dataclass(frozen=True, slots=True)
class GlobList:
    """Globs as in a ``.gitignore``; in one text they are separated by ``os.pathsep``."""

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError(f"must be a list of globs, not {quoted(value)}")
        for glob in value:
            if not isinstance(glob, str) or "\n" in glob or not is_glob(glob):
                raise ValueError(
                    f"has {quoted(glob)}, which is not a glob; write it as in a .gitignore, such as"
                    " drafts/ or *.txt"
                )
        return tuple(value)

    def parse(self, text: str) -> tuple[str, ...]:
        return self.check([glob for glob in text.split(os.pathsep) if glob])


@dataclass(frozen=True, kw_only=True)
class SearchOptions:
    """The options of a search; the class attributes are the defaults.

    Raises QueryError for a value that an option may not have.
    """

    limit: int = field(default=10, metadata={"kind": Number(0, MAX_LIMIT)})
    """Hits on a page."""
    offset: int = field(default=0, metadata={"kind": Number(0, MAX_WINDOW)})
    """Hits skipped before the first that is shown."""
    fragments: int = field(default=2, metadata={"kind": Number(0, MAX_FRAGMENTS)})
    """Fragments shown of each hit."""
    width: int = field(default=120, metadata={"kind": Number(1, MAX_WIDTH)})
    """Approximate length of a fragment, in code points."""
    group: bool = field(default=False, metadata={"kind": Flag()})
    """Whether only the best section of each article is a hit."""
    script: Script = field(default="original", metadata={"kind": Choice(SCRIPTS)})
    """The script in which results are shown."""
    script_exact: bool = field(default=False, metadata={"kind": Flag()})
    """Whether words match only in the very characters that were typed."""
    explain: bool = field(default=False, metadata={"kind": Flag()})
    """Whether each hit has an explanation of its score."""
    synonyms: bool = field(default=True, metadata={"kind": Flag()})
    """Whether synonyms of a word match as well."""
    exact: bool = field(default=False, metadata={"kind": Flag()})
    """Whether the query is answered as typed, even if it finds nothing and is surely misspelled."""
    timeout: float = field(default=10.0, metadata={"kind": Duration()})
    """Seconds after which the search stops, with the best hits found so far."""

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
    """Processes that read and analyse files."""
    memory: int = field(default=512, metadata={"kind": Number(1)})
    """Approximate MiB that the arrays of all these processes may take together."""
    shared: bool = field(default=False, metadata={"kind": Flag()})
    """Whether other users may read a new index, as the umask allows. An update keeps that."""

    def __post_init__(self) -> None:
        _check(self, ConfigError)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which files under a content root are indexed; the index records it with the root.

    Raises ConfigError for a value that an option may not have.
    """

    include: tuple[str, ...] = field(default=(), metadata={"kind": GlobList()})
    """Globs; if there are any, only files that match are indexed. The last glob that matches a path
    decides; one that begins with ``!`` negates. The same holds for ``exclude``."""
    exclude: tuple[str, ...] = field(default=(), metadata={"kind": GlobList()})
    """Globs; files and folders that match are skipped."""
    follow_links: bool = field(default=False, metadata={"kind": Flag()})
    """Whether symbolic links that lead out of the root are followed."""

    def __post_init__(self) -> None:
        _check(self, ConfigError)

    def joined(self, other: Selection) -> Selection:
        """Both selections together; the globs of ``other`` come last, so they decide."""
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
    """The kind of each option of a class, by its name."""
    return {each.name: each.metadata["kind"] for each in fields(options)}


def file_path(value: object, name: str) -> Path:
    """The path that the setting ``name`` gives. Raises ConfigError if the value is not a path."""
    path = os.fspath(value) if isinstance(value, PathLike) else value
    if not isinstance(path, str) or not path or "\0" in path:
        raise ConfigError(f"{name} must be a path, not {quoted(value)}")
    return Path(path)


def index_path(value: object, name: str = "index") -> Path:
    """The directory of an index. Raises ConfigError if the value is not a path, or is a URL."""
    return _local_path(value, name, "directory")


def content_path(value: object, name: str = "content") -> Path:
    """A file or folder of content. Raises ConfigError if the value is not a path, or is a URL."""
    return _local_path(value, name, "file or folder")


def _local_path(value: object, name: str, noun: str) -> Path:
    path = file_path(value, name)
    if _URL.match(str(value)):
        raise ConfigError(
            f"{name} must be a {noun} of this machine, not the URL {quoted(value)};"
            f" a {noun} of that name can be given by its full path"
        )
    return path


# With one slash, because a Path keeps only one; a drive of Windows has a single letter.
_URL = re.compile(r"[a-z][a-z0-9+.-]+:/|(?:file|https?|opensearch):", re.IGNORECASE)


def quoted(value: object) -> str:
    """A value as error messages show it: short, whatever it is."""
    if isinstance(value, PathLike):
        value = str(value)
    if isinstance(value, str):
        return repr(value) if len(value) <= 80 else f"{value[:60]!r}…"
    if value is None or isinstance(value, float) or (isinstance(value, int) and abs(value) < 1e30):
        return repr(value)
    # Not written out: it may be nested without end.
    return _UNSHOWN.get(type(value), f"a {type(value).__name__}")


_UNSHOWN = {int: "one of so many digits", dict: "a table"}
"""Names for values that are too large to show."""
