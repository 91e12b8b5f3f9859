"""Globs as in a ``.gitignore``: which one, if any, speaks of a path.

As in gitignore(5): ``*`` and ``?`` match within a name, ``**/`` any directories, ``[…]`` one
character; a glob with a slash before its end is about paths from where it stands, one without
about names at any depth; a slash at the end is about directories alone, an exclamation mark in
front turns the verdict round, and the last glob that speaks of a path decides. A glob is asked
for each directory on the way down, so it matches a path by itself and never by what is above.

Matching takes time linear in the path for each asterisk, however many there are: where a
stretch between two asterisks stands first, it can stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

__all__ = ["Glob", "Globs", "is_glob"]


class Glob(NamedTuple):
    """One line of an ignore file."""

    text: str
    """As it was written."""
    negated: bool
    """Whether what it matches is not to be ignored after all."""
    only_directories: bool
    pattern: re.Pattern[str]
    """Matches the whole path from where the glob stands, without a slash at the end."""


class Globs(NamedTuple):
    """Globs that stand together."""

    globs: tuple[Glob, ...]
    any: re.Pattern[str]
    """Matches what one of them does: most paths are done with it at once."""

    @classmethod
    def of(cls, lines: Iterable[str]) -> Globs:
        """Those of some lines; as for git, a line that is no glob says nothing."""
        groups = count()
        globs = tuple(filter(None, (_parse(line, groups) for line in lines)))
        alternatives = "|".join(glob.pattern.pattern for glob in globs)
        return cls(globs, re.compile(alternatives or _NOTHING, re.DOTALL))

    def deciding(self, path: str, is_directory: bool) -> Glob | None:
        """The last glob that matches a path, which is relative, without a slash at the end."""
        if not self.any.fullmatch(path):
            return None
        for glob in reversed(self.globs):
            if (is_directory or not glob.only_directories) and glob.pattern.fullmatch(path):
                return glob
        return None


def is_glob(line: str) -> bool:
    """Whether a line can match anything: it is no comment, not empty, and well formed."""
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
    return Glob(line, negated, only_directories, re.compile(pattern, re.DOTALL))


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
    """A glob over whole paths as a regular expression; None where it can match nothing."""
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
    """Names that follow each other, between what stands for any directories."""
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
    """What stands between asterisks."""
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
    """A glob in pieces: a slash, an asterisk, or the expression of one character; None where it is
    not well formed."""
    place = 0
    while place < len(glob):
        character = glob[place]
        place += 1
        if character == "?":
            yield "[^/]"
        elif character == "[":
            bracket = _translate_bracket(glob, place)
            if bracket is None:
                yield None
                return
            pattern, place = bracket
            yield pattern
        elif character in "/*":
            yield character
        elif character != "\\":
            yield re.escape(character)
        elif place < len(glob):
            yield re.escape(glob[place])
            place += 1
        else:
            yield None


def _first(pattern: str, groups: Iterator[int]) -> str:
    """What matches where ``pattern`` first does, and tries no other place (Python 3.10 has no
    atomic groups)."""
    name = f"g{next(groups)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"


def _translate_bracket(glob: str, place: int) -> tuple[str, int] | None:
    """What stands after a ``[``, and where it ends; None where that is nowhere."""
    negated = glob[place : place + 1] in ("!", "^")
    place += negated
    items = []
    start = place
    while place < len(glob) and (glob[place] != "]" or place == start):
        if glob.startswith("[:", place):
            end = glob.find(":]", place + 2)
            if end < 0 or glob[place + 2 : end] not in _CLASSES:
                return None
            items.append(_CLASSES[glob[place + 2 : end]])
            place = end + 2
            continue
        low, place = _bracket_character(glob, place)
        high = low
        if glob[place : place + 1] == "-" and glob[place + 1 : place + 2] not in ("", "]"):
            high, place = _bracket_character(glob, place + 1)
        if not high:
            return None
        if low <= high:
            items.append(f"{re.escape(low)}-{re.escape(high)}")
    if place >= len(glob):
        return None
    if not items:  # ranges that hold nothing
        return ("[^/]" if negated else _NOTHING), place + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(items)}]", place + 1


def _bracket_character(glob: str, place: int) -> tuple[str, int]:
    """One character of a bracket and where the next is; empty where there is none."""
    if glob[place] == "\\":
        place += 1
    return glob[place : place + 1], place + 1
