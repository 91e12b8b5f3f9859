"""Regular expressions over the author's text, in RE2's syntax.

A pattern is compared with the text in the folded space, character by character: its literal
characters are folded like those of the text, so script, case and width make no difference. What
every match must contain is found on the way, for an index to narrow the search by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from searcher.limits import MAX_GROUP_DEPTH

__all__ = ["Either", "Every", "Regex", "RegexError", "Required", "read_regex"]

Fold: TypeAlias = "Callable[[str], str]"


class RegexError(ValueError):
    """A pattern that is no regular expression."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at character {position + 1}")


@dataclass(frozen=True, slots=True)
class Every:
    """All of several things are required; nothing, if there are none."""

    parts: tuple[Required, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One of several things is required."""

    parts: tuple[Required, ...]


Required: TypeAlias = "str | Every | Either"
"""What every match contains; a text is contained in one piece."""


class Regex(NamedTuple):
    """A regular expression for folded text."""

    pattern: str
    required: Required


def read_regex(pattern: str, fold: Fold) -> Regex:
    """The regular expression for text that ``fold`` has folded character by character.

    Raises RegexError for a pattern that is none; RE2 refuses some more, and its error has no
    position.
    """
    reader = _Reader(pattern, fold)
    regex = reader.alternatives(0)
    if reader.position < len(pattern):
        raise RegexError("a ) without its (", reader.position)
    return regex


class _Atom(NamedTuple):
    """What a quantifier applies to."""

    pattern: str
    required: Required = Every()
    literal: str | None = None
    """Its folded text, if it is a literal character."""


_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(?:,\d*)?\})\??")
_GROUP = re.compile(r"\?(?::|P?<\w+>|[imsU-]+:)")
_FLAGS = re.compile(r"\?[imsU-]+\)")
_PROPERTY = re.compile(r"[pP](?:\{\^?\w+\}|\w)")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_NAMED_CLASS = re.compile(r"\[:\^?\w+:\]")
_CONTROL = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}

_MARKS = re.compile(r"[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*")
"""Marks that compose with the character before them."""

_MAX_ALTERNATIVES = 16
"""Characters of a class of which one is required; a larger class requires none."""

_MAX_RANGE = 0x8000
"""Code points of a range that are folded, more than there are common Han characters; those of a
larger one are taken as they are."""


class _Reader:
    """Recursive descent over a pattern."""

    def __init__(self, pattern: str, fold: Fold) -> None:
        self.position = 0
        self._pattern = pattern
        self._fold = fold

    def alternatives(self, depth: int) -> Regex:
        """What stands between ``|``, up to the end of the group."""
        branches = [self._sequence(depth)]
        while self._take("|"):
            branches.append(self._sequence(depth))
        return Regex(
            "|".join(branch.pattern for branch in branches),
            _either(branch.required for branch in branches),
        )

    def _sequence(self, depth: int) -> Regex:
        pieces: list[str] = []
        required: list[Required] = []
        run = ""  # literal characters one after another
        while self.position < len(self._pattern) and self._pattern[self.position] not in "|)":
            atom = self._atom(depth)
            quantifier = self._match(_QUANTIFIER)
            pieces.append(_grouped(atom) if quantifier else atom.pattern)
            least = 1
            if quantifier:
                pieces.append(quantifier.group())
                least = int(quantifier[1] or quantifier.group()[0] == "+")
            if atom.literal is not None and least:
                run += atom.literal
            if quantifier or atom.literal is None:
                required.append(run)
                run = atom.literal if atom.literal is not None and least else ""
            if atom.literal is None and least:
                required.append(atom.required)
        required.append(run)
        return Regex("".join(pieces), _every(required))

    def _atom(self, depth: int) -> _Atom:
        start = self.position
        character = self._pattern[start]
        self.position += 1
        match character:
            case "(":
                return self._group(start, depth)
            case "[":
                return self._class(start)
            case "\\":
                return self._escape(start)
            case "." | "^" | "$":
                return _Atom(character)
            case "*" | "+" | "?":
                raise RegexError(f"nothing for {character} to repeat", start)
        self._match(_MARKS)  # together they are one character in the folded space
        return self._literal(self._pattern[start : self.position])

    def _literal(self, text: str) -> _Atom:
        folded = self._fold(text)
        return _Atom(_escaped(folded), folded, folded)

    def _group(self, start: int, depth: int) -> _Atom:
        if flags := self._match(_FLAGS):
            return _Atom(f"({flags.group()}")
        opening = self._match(_GROUP)
        if opening is None and self._pattern[self.position : self.position + 1] == "?":
            raise RegexError("a group that looks around is not supported", start)
        if depth == MAX_GROUP_DEPTH:
            raise RegexError(f"more than {MAX_GROUP_DEPTH} groups in each other", start)
        inner = self.alternatives(depth + 1)
        if not self._take(")"):
            raise RegexError("a ( without its )", start)
        return _Atom(f"({opening.group() if opening else ''}{inner.pattern})", inner.required)

    def _escape(self, start: int) -> _Atom:
        if (literal := self._escaped_character(start)) is not None:
            return self._literal(literal)
        if opaque := self._match(_PROPERTY):
            return _Atom(f"\\{_caseless(opaque.group())}")
        if self._pattern[self.position] in "dDsSwWbBAz":
            self.position += 1
            return _Atom(self._pattern[start : self.position])
        raise RegexError(f"\\{self._pattern[self.position]} has no meaning", start)

    def _escaped_character(self, start: int) -> str | None:
        """The character that stands after a backslash or is written by its code, if one is."""
        if self.position == len(self._pattern):
            raise RegexError("a \\ with nothing after it", start)
        if code := self._match(_CODE):
            number = int(code[3], 8) if code[3] else int(code[1] or code[2], 16)
            if number > 0x10FFFF:
                raise RegexError("no character has this code", start)
            return chr(number)
        character = self._pattern[self.position]
        if character in _CONTROL or not (character.isalnum() or character == "_"):
            self.position += 1
            return _CONTROL.get(character, character)
        return None

    def _class(self, start: int) -> _Atom:
        negated = self._take("^")
        members: list[str] = []  # as they stand in the folded class
        longer: list[str] = []  # what characters of the class fold to, if that is several
        letters: list[str] | None = []
        is_first = True
        while is_first or not self._take("]"):
            is_first = False
            if self.position >= len(self._pattern):
                raise RegexError("a [ without its ]", start)
            at = self.position
            if opaque := self._match(_NAMED_CLASS):
                members.append(_caseless(opaque.group()))
                letters = None
                continue
            first = self._class_member()
            if len(first) > 1:  # a class such as \d
                members.append(_caseless(first))
                letters = None
                continue
            last = first
            after = self._pattern[self.position : self.position + 2]
            if after[:1] == "-" and after != "-]" and len(after) == 2:
                self.position += 1
                last = self._class_member()
                if len(last) > 1 or last < first:
                    raise RegexError("a range without its end", at)
            folded = self._fold_range(first, last)
            longer += (text for text in folded if len(text) > 1)
            others = [text for text in folded if len(text) == 1]
            if last > first:  # a member that folds to another stands in no folded text
                members.append(f"{_escaped(first)}-{_escaped(last)}")
                others = [text for text in others if not first <= text <= last]
            members += map(_escaped, others)
            if letters is not None:
                letters += folded or [""]
        return _class_atom(negated, members, longer, letters)

    def _fold_range(self, first: str, last: str) -> list[str]:
        """What the characters from ``first`` to ``last`` fold to, each once, but for a range that
        is too large."""
        codes = range(ord(first), ord(last) + 1)
        if len(codes) > _MAX_RANGE:
            return []
        span = "".join(map(chr, codes))
        is_han = first >= "\u3400" and last <= "\u9fff"  # which fold one by one
        folded = self._fold(span) if is_han else map(self._fold, span)
        return list(dict.fromkeys(folded))

    def _class_member(self) -> str:
        """A character of a class, or an escaped class such as ``\\d``."""
        start = self.position
        self.position += 1
        if self._pattern[start] != "\\":
            return self._pattern[start]
        if (literal := self._escaped_character(start)) is not None:
            return literal
        if self._match(_PROPERTY) or self._pattern[self.position] in "dDsSwW":
            self.position = max(self.position, start + 2)
            return self._pattern[start : self.position]
        raise RegexError(f"\\{self._pattern[self.position]} has no meaning in a class", start)

    def _match(self, syntax: re.Pattern[str]) -> re.Match[str] | None:
        match = syntax.match(self._pattern, self.position)
        if match:
            self.position = match.end()
        return match

    def _take(self, character: str) -> bool:
        taken = self._pattern.startswith(character, self.position)
        self.position += taken
        return taken


def _class_atom(
    negated: bool, members: list[str], longer: list[str], letters: list[str] | None
) -> _Atom:
    inside = "".join(dict.fromkeys(members))
    if negated:
        return _Atom(f"[^{inside}]" if inside else r"(?s:.)")
    # RE2 has no empty class; this one has no character.
    pattern = f"[{inside}]" if inside else r"[^\x00-\x{10FFFF}]"
    if longer:
        pattern = f"(?:{'|'.join(map(_escaped, sorted(set(longer))))}|{pattern})"
    if letters is None or len(set(letters)) > _MAX_ALTERNATIVES:
        return _Atom(pattern)
    return _Atom(pattern, _either(sorted(set(letters))))


def _caseless(name: str) -> str:
    """A class by its name, for text without case: capitals are small letters there."""
    return name.replace("upper", "lower").replace("Lu", "Ll")


def _grouped(atom: _Atom) -> str:
    """The pattern of an atom, as one to which a quantifier applies."""
    return atom.pattern if atom.literal is None else f"(?:{atom.pattern})"


def _escaped(text: str) -> str:
    """A text as a pattern that matches it, also within a class."""
    return "".join(
        f"\\x{{{ord(each):x}}}" if each.isascii() and not each.isalnum() else each for each in text
    )


def _every(parts: Iterable[Required]) -> Required:
    kept = tuple(dict.fromkeys(part for part in parts if part not in ("", Every())))
    return kept[0] if len(kept) == 1 else Every(kept)


def _either(parts: Iterable[Required]) -> Required:
    kept = tuple(dict.fromkeys(parts))
    if any(part in ("", Every()) for part in kept):
        return Every()
    return kept[0] if len(kept) == 1 else Either(kept)
