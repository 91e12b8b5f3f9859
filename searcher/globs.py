"""Globs as in a ``.gitignore``: which glob, if any, decides about a path.

As in gitignore(5): ``*`` and ``?`` match within a name, ``**/`` matches any directories, ``[…]``
one character. A glob with a slash before its end matches paths from the directory of its file, one
without matches names at any depth. A slash at the end restricts it to directories, an exclamation
mark in front negates it, and the last glob that matches a path decides. The walk asks for each
directory on the way down, so a glob need not match what is below a directory.

Matching takes time linear in the path for each asterisk, however many there are: the text between
two asterisks is matched where it stands first, without backtracking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import NamedTuple

__all__ = ["Glob", "Globs", "is_glob"]


@dataclass(frozen=True)
class Glob:
    """One line of an ignore file."""

    text: str
    """As it was written."""
    negated: bool
    """Whether it begins with ``!``: what it matches is not ignored."""
    only_directories: bool
    expression: str
    """A regular expression that matches whole paths relative to the directory of the glob, without
    a slash at the end."""

    def matches(self, path: str, is_directory: bool) -> bool:
        """Whether it matches a path, which has no slash at the end."""
        return (is_directory or not self.only_directories) and bool(self._pattern.fullmatch(path))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.expression, re.DOTALL)


class Globs(NamedTuple):
    """The globs of one file or option, in order."""

    globs: tuple[Glob, ...]
    any: re.Pattern[str]
    """Matches whatever any glob matches, to decide about most paths at once."""

    @classmethod
    def of(cls, lines: Iterable[str]) -> Globs:
        """The globs of some lines; as in git, a line that is not a valid glob is ignored."""
        groups = count()
        globs = tuple(filter(None, (_parse(line, groups) for line in lines)))
        alternatives = "|".join(glob.expression for glob in globs)
        return cls(globs, re.compile(alternatives or _NOTHING, re.DOTALL))

    def deciding(self, path: str, is_directory: bool) -> Glob | None:
        """The last glob that matches a path, which is relative, without a slash at the end."""
        if not self.any.fullmatch(path):
            return None
        return next((g for g in reversed(self.globs) if g.matches(path, is_directory)), None)

    def deciding_within(self, path: str) -> Glob | None:
        """The last glob that matches a file or a directory that it lies in."""
        above = [path[:end] for end, letter in enumerate(path) if letter == "/"]
        for glob in reversed(self.globs):
            if glob.matches(path, False) or any(glob.matches(each, True) for each in above):
                return glob
        return None


def is_glob(line: str) -> bool:
    """Whether a line is a glob: not a comment, not empty, and well formed."""
    return _parse(line, count()) is not None


def _parse(line: str, groups: Iterator[int]) -> Glob | None:
    if line.startswith("#"):
        return None
    body = line.rstrip(" ")
    if body != line and (len(body) - len(body.rstrip("\\"))) % 2:
        body += " "  # which a backslash keeps
    negated = body.startswith("!")
    body = body.removeprefix("!")
    only_directories = body.endswith("/")
    body = body.removesuffix("/")
    if body and "/" not in body:
        body = f"**/{body}"
    pattern = _translate(body.removeprefix("/"), groups)
    if pattern is None:
        return None
    return Glob(line, negated, only_directories, pattern)


_NOTHING = r"(?!)"
_CLASSES = {
    "alnum": r"a-zA-Z0-9",
    "alpha": r"a-zA-Z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": r"0-9",
    "graph": r"\x21-\x7e",
    "lower": r"a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": r"A-Z",
    "xdigit": r"0-9A-Fa-f",
}


def _translate(body: str, groups: Iterator[int]) -> str | None:
    """A glob over whole paths as a regular expression; None if it is not valid."""
    names: list[list[str]] = [[]]
    for atom in _atoms(body):
        if atom is None:
            return None
        if atom == "/":
            names.append([])
        else:
            names[-1].append(atom)
    if [] in names:
        return None
    runs: list[list[str]] = [[]]
    """Names between two ``**``, which match any directories."""
    for name in names:
        if len(name) > 1 and set(name) == {"*"}:
            if runs[-1] or len(runs) == 1:
                runs.append([])
        else:
            runs[-1].append(_translate_name(name, groups))
    first, *others = ("/".join(run) for run in runs)
    if not others:
        return first
    *middle, last = others
    pieces = [f"{first}/"] if first else []
    pieces += [_first(f"(?:[^/]+/)*?{run}/", groups) for run in middle]
    pieces.append(f"(?:.*/)?{last}" if last else ".+")
    return "".join(pieces)


def _translate_name(atoms: Iterable[str], groups: Iterator[int]) -> str:
    stretches = [""]
    """The expressions between asterisks."""
    for atom in atoms:
        if atom != "*":
            stretches[-1] += atom
        elif stretches[-1] or len(stretches) == 1:
            stretches.append("")
    first, *others = stretches
    if not others:
        return first
    *middle, last = others
    return first + "".join(_first(f"[^/]*?{s}", groups) for s in middle) + f"[^/]*{last}"


def _atoms(glob: str) -> Iterator[str | None]:
    """The parts of a glob: a slash, an asterisk, or the expression for one character; None if it
    is not well formed."""
    index = 0
    while index < len(glob):
        character = glob[index]
        index += 1
        if character == "?":
            yield "[^/]"
        elif character == "[":
            bracket = _translate_bracket(glob, index)
            if bracket is None:
                yield None
                return
            pattern, index = bracket
            yield pattern
        elif character in "/*":
            yield character
        elif character != "\\":
            yield re.escape(character)
        elif index < len(glob):
            yield re.escape(glob[index])
            index += 1
        else:
            yield None


def _first(pattern: str, groups: Iterator[int]) -> str:
    """An expression for the first match of ``pattern``, without backtracking (Python 3.10 has no
    atomic groups)."""
    name = f"g{next(groups)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"


def _translate_bracket(glob: str, index: int) -> tuple[str, int] | None:
    """The expression for what follows a ``[``, and the index where it ends; None if it does not."""
    negated = glob[index : index + 1] in ("!", "^")
    index += negated
    items = []
    start = index
    while index < len(glob) and (glob[index] != "]" or index == start):
        if glob.startswith("[:", index):
            end = glob.find("]", index + 2)
            if end < 0:
                return None
            if glob[index + 2 : end].endswith(":"):
                if glob[index + 2 : end - 1] not in _CLASSES:
                    return None
                items.append(_CLASSES[glob[index + 2 : end - 1]])
                index = end + 1
            else:  # no class, but the character [, which here begins no range
                items.append(re.escape("["))
                index += 1
            continue
        low, index = _bracket_character(glob, index)
        high = low
        if glob[index : index + 1] == "-" and glob[index + 1 : index + 2] not in ("", "]"):
            high, index = _bracket_character(glob, index + 1)
        if not high:
            return None
        if low <= high:
            items.append(f"{re.escape(low)}-{re.escape(high)}")
    if index >= len(glob):
        return None
    if not items:  # ranges that hold nothing
        return ("[^/]" if negated else _NOTHING), index + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(items)}]", index + 1


def _bracket_character(glob: str, index: int) -> tuple[str, int]:
    """One character of a bracket, empty at the end, and the index of the next."""
    if glob[index] == "\\":
        index += 1
    return glob[index : index + 1], index + 1
