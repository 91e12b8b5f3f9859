"""The query language.

::

    query    = unit+                          every unit must match, unless the query is relaxed
    unit     = all ("OR" all)*
    all      = one ("AND" one)*
    one      = ["-" | "NOT"] (asked | dates)
    asked    = [field ":"] ( "(" query ")" | near | phrase | regex | pattern | words )
    near     = phrase "~" distance
    phrase   = a text between quotes, with white space or nothing around them
    regex    = "re:/" pattern "/", with white space or nothing after it; a / in it may be \\/
    pattern  = prefix | wildcard | fuzzy
    prefix   = words "*"
    wildcard = Latin letters and digits with "?" or "*" between them, or "*" before two or more
    fuzzy    = a word of a spaced script "~1"
    words    = anything up to the next white space
    dates    = "date:" ( period | [period] ".." [period] | ( ">" | ">=" | "<" | "<=" ) period )
    period   = a year, a month or a day: 2001, 2001-05, 2001-05-03, 2001/5/3, 2001年5月3日

A "*" between two digits is a multiplication sign, a "?" after a word a question mark. Full-width
forms mean the same as ASCII, except that ？ and ＊ are always text; quotes may be any of "…" “…”
「…」 『…』. The distance, a number up to 1000, follows the phrase immediately. Two periods may be
in either order. What does not parse is plain text: only an empty or overlong query is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from searcher.analysis.spacing import inner_blanks_of_query
from searcher.errors import QueryError
from searcher.fields import QUERY_FIELDS, TEXT
from searcher.limits import MAX_DISTANCE, MAX_GROUP_DEPTH, MAX_QUERY_LENGTH
from searcher.query.dates import read_dates
from searcher.query.nodes import (
    And,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Regex,
    Wildcard,
    Words,
)

__all__ = ["parse", "unknown_fields"]


def parse(query: str) -> And:
    """The tree of a query. Raises QueryError if it is empty or too long, never otherwise."""
    if len(query) > MAX_QUERY_LENGTH:
        raise QueryError(
            f"the query has {len(query)} characters, the limit is {MAX_QUERY_LENGTH}; shorten it"
        )
    ascii_form = _WIDE_COMMA.sub(",", query).translate(_ASCII)
    for blank in reversed([*inner_blanks_of_query(ascii_form)]):
        ascii_form = ascii_form[:blank] + ascii_form[blank + 1 :]
        query = query[:blank] + query[blank + 1 :]
    lexemes = _settle(list(_lexemes(ascii_form, query)))
    if not lexemes:
        raise QueryError("the query is empty; type what to look for")
    while _is_one_group(lexemes):
        lexemes = lexemes[1:-1]
    return _Parser(lexemes).query()


def unknown_fields(query: Node) -> tuple[str, ...]:
    """Names before a colon that look like fields but are none, each once; they are plain text."""
    match query:
        case Words(text):
            named = _UNKNOWN_FIELD.match(text)
            return (named[1] or named[2],) if named else ()
        case Not(child):
            return unknown_fields(child)
        case And(children) | Or(children):
            return tuple(
                dict.fromkeys(name for child in children for name in unknown_fields(child))
            )
    return ()


# A letter, a quote or a group must follow, which excludes host:port, std::vector, http://… and
# C:\…; a field in capitals, or ``date:`` before what is no date, is meant whatever follows.
_UNKNOWN_FIELD = re.compile(
    r"([A-Za-z]{2,}):(?:[^\W\d]|[\"“「『(])"
    rf"|((?i:{'|'.join(QUERY_FIELDS)}|date)):\S"
)

# Full-width forms of ASCII, the ideographic space and NUL as space, and the minus sign of
# mathematics, which people type for the other. The comma is left to the fold: between digits
# that are not full-width it is no separator of thousands. ？ and ＊ are no wildcards.
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９])")
_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，？＊"} | {
    0x3000: " ",
    0: " ",
    0x2212: "-",
}

_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』"}

_FIELD = re.compile(rf"({'|'.join(QUERY_FIELDS)}):(?=\S)")
_REGEX = "re:/"
_DISTANCE = re.compile(r"~([0-9]+)")
_LETTER = r"[A-Za-z0-9_\u00c0-\u024f]"
_FUZZY = re.compile(rf"({_LETTER}{{3,}})~1")
_WILDCARD = re.compile(rf"(?:\*(?={_LETTER}{{2}}))?{_LETTER}(?:[*?]*{_LETTER})*(?:[*?]*\*)?")
_MULTIPLIED = re.compile(r"(?<=\d)\*(?=\d)")
_SPACE = re.compile(r"\s*")
_WORDS = re.compile(r"\S+")

Kind = Literal["open", "close", "operator", "phrase", "regex", "words"]


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: Kind
    text: str
    """The text between quotes or slashes; otherwise the lexeme itself."""
    field: str | None = None
    negated: bool = False
    distance: int | None = None
    """The distance after a phrase, if there is one."""
    source: str = ""
    """The lexeme as typed, used if it turns out to be plain text."""


def _lexemes(query: str, typed: str) -> Iterator[_Lexeme]:
    """The lexemes of a query in ASCII forms; ``typed`` is the same before, at the same places."""
    position = depth = 0
    while (position := _skip_space(query, position)) < len(query):
        start = position
        if query[position] == ")" and depth:
            depth -= 1
            position += 1
            yield _Lexeme("close", ")", source=")")
            continue
        negated = (
            query[position] == "-"
            and position + 1 < len(query)
            and (not query[position + 1].isspace())
        )
        position += negated
        field: str | None = None
        if match := _FIELD.match(query, position):
            field = match[1]
            position = match.end()
        if query[position] == "(":
            depth += 1
            position += 1
            yield _Lexeme("open", "(", field, negated, source=query[start:position])
        elif (phrase := _phrase(query, position, depth)) is not None:
            text, distance, position = phrase
            yield _Lexeme("phrase", text, field, negated, distance, query[start:position])
        elif (end := _regex_end(query, position, depth)) is not None:
            pattern = typed[position + len(_REGEX) : end - 1]
            yield _Lexeme("regex", pattern, field, negated, source=query[start:end])
            position = end
        else:
            end = _words_end(query, position, depth)
            text = query[position:end]
            operator = text in ("AND", "OR", "NOT") and end - start == len(text)
            yield _Lexeme("operator" if operator else "words", text, field, negated, source=text)
            position = end


def _skip_space(query: str, position: int) -> int:
    match = _SPACE.match(query, position)
    return match.end() if match else position


def _phrase(query: str, position: int, depth: int) -> tuple[str, int | None, int] | None:
    """The phrase that begins here, its distance and where it ends; None if none does."""
    closing = _QUOTES.get(query[position])
    end = query.find(closing, position + 1) + 1 if closing else 0
    text = query[position + 1 : end - 1] if end else ""
    if not text.strip():
        return None
    distance = None
    if (match := _DISTANCE.match(query, end)) and int(match[1]) <= MAX_DISTANCE:
        distance = int(match[1])
        end = match.end()
    return (text, distance, end) if _is_end(query, end, depth) else None


def _regex_end(query: str, position: int, depth: int) -> int | None:
    """Where the regular expression that begins here ends; None if none does."""
    if not query.startswith(_REGEX, position):
        return None
    escaped = False
    for end in range(position + len(_REGEX), len(query)):
        if query[end] == "/" and not escaped and _is_end(query, end + 1, depth):
            return end + 1 if end > position + len(_REGEX) else None
        escaped = query[end] == "\\" and not escaped
    return None


def _is_end(query: str, position: int, depth: int) -> bool:
    """Whether what ends at a position is not glued to what follows."""
    after = query[position : position + 1]
    return not after or after.isspace() or (after == ")" and depth > 0)


def _words_end(query: str, position: int, depth: int) -> int:
    """Where the words end: at white space, or before parentheses that close groups."""
    match = _WORDS.match(query, position)
    end = match.end() if match else position + 1
    surplus = min(query.count(")", position, end) - query.count("(", position, end), depth)
    while surplus > 0 and end > position + 1 and query[end - 1] == ")":
        end -= 1
        surplus -= 1
    return end


def _wildcard(text: str) -> str | None:
    """The word with wildcards that a text is; None if it is none, or has them at its end alone."""
    word = text.rstrip("?")  # 什么是 API? asks a question
    if _MULTIPLIED.search(word) or not _WILDCARD.fullmatch(word):
        return None
    return word if {"*", "?"} & set(word.rstrip("*")) else None


def _settle(lexemes: list[_Lexeme]) -> list[_Lexeme]:
    """Turn incomplete syntax into plain text: parentheses that are unpaired, empty or too deep,
    and operators without operands."""
    opened: list[int] = []
    paired = set()
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind == "open":
            opened.append(index)
        elif lexeme.kind == "close" and opened:
            start = opened.pop()
            if len(opened) < MAX_GROUP_DEPTH and start + 1 < index:
                paired |= {start, index}
    settled = [
        _plain(lexeme) if lexeme.kind in ("open", "close") and index not in paired else lexeme
        for index, lexeme in enumerate(lexemes)
    ]
    for index in reversed(range(len(settled))):
        if settled[index].kind == "operator" and not _has_operands(settled, index):
            settled[index] = _plain(settled[index])
    return settled


def _has_operands(lexemes: list[_Lexeme], index: int) -> bool:
    after = lexemes[index + 1] if index + 1 < len(lexemes) else None
    follows = (
        after is not None
        and after.kind != "close"
        and (after.kind != "operator" or (after.text == "NOT" and lexemes[index].text != "NOT"))
    )
    if lexemes[index].text == "NOT":
        return follows
    before = lexemes[index - 1] if index else None
    return follows and before is not None and before.kind not in ("open", "operator")


def _is_one_group(lexemes: list[_Lexeme]) -> bool:
    """Whether redundant parentheses enclose the whole query."""
    if lexemes[0] != _Lexeme("open", "(", source="("):
        return False
    depth = 0
    for index, lexeme in enumerate(lexemes):
        depth += (lexeme.kind == "open") - (lexeme.kind == "close")
        if depth == 0:
            return index == len(lexemes) - 1
    return False


def _plain(lexeme: _Lexeme) -> _Lexeme:
    return _Lexeme("words", lexeme.source or lexeme.text, source=lexeme.source)


class _Parser:
    """Recursive descent over settled lexemes, in which all syntax is complete."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._position = 0

    def query(self, field: str = TEXT.name) -> And:
        units = []
        while (lexeme := self._next()) is not None and lexeme.kind != "close":
            units.append(self._any(field))
        return And(tuple(units))

    def _any(self, field: str) -> Node:
        children = [self._all(field)]
        while self._take_operator("OR"):
            children.append(self._all(field))
        return children[0] if len(children) == 1 else Or(tuple(children))

    def _all(self, field: str) -> Node:
        children = [self._one(field)]
        while self._take_operator("AND"):
            children.append(self._one(field))
        return children[0] if len(children) == 1 else And(tuple(children))

    def _one(self, field: str) -> Node:
        if self._take_operator("NOT"):
            return Not(self._one(field))
        lexeme = self._lexemes[self._position]
        self._position += 1
        node = self._leaf(lexeme, lexeme.field or field)
        return Not(node) if lexeme.negated else node

    def _leaf(self, lexeme: _Lexeme, field: str) -> Node:
        if lexeme.kind == "open":
            group = self.query(field)
            self._position += 1
            return group.children[0] if len(group.children) == 1 else group
        if lexeme.kind == "phrase":
            if lexeme.distance is not None:
                return Near(lexeme.text, lexeme.distance, field)
            return Phrase(lexeme.text, field)
        if lexeme.kind == "regex":
            return Regex(lexeme.text, field)
        if lexeme.field is None and (dates := read_dates(lexeme.text)):
            return dates
        if match := _FUZZY.fullmatch(lexeme.text):
            return Fuzzy(match[1], field)
        if wildcard := _wildcard(lexeme.text):
            return Wildcard(wildcard, field)
        if lexeme.text.endswith("*") and lexeme.text.strip("*"):
            return Prefix(lexeme.text.rstrip("*"), field)
        return Words(lexeme.text, field)

    def _next(self) -> _Lexeme | None:
        return self._lexemes[self._position] if self._position < len(self._lexemes) else None

    def _take_operator(self, name: str) -> bool:
        lexeme = self._next()
        taken = lexeme is not None and lexeme.kind == "operator" and lexeme.text == name
        self._position += taken
        return taken
