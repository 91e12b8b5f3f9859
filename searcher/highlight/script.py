"""Conversion of results to the script that the reader prefers, highlights included.

opencc-python-reimplemented converts with its phrase tables. This is for display only: matching
does not depend on script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any, NamedTuple

from searcher.forking import importing
from searcher.model import Span
from searcher.options import Script

__all__ = ["Converted", "convert"]

# The conversion of a clause in Simplified, and of one in Traditional, for each script.
_CONVERSIONS = {
    "hans": ("t2s", "t2s"),
    "hant": ("s2t", ""),
    "tw": ("s2tw", "t2tw"),
    "hk": ("s2hk", "t2hk"),
}

_CLAUSE = re.compile(r"[^，。！？；：、,.!?;:\s]*[，。！？；：、,.!?;:\s]*")


class Converted(NamedTuple):
    """A text in another script, with its highlights."""

    text: str
    highlights: tuple[Span, ...]


def convert(text: str, highlights: Sequence[Span], script: Script) -> Converted:
    """``text`` in a script, converted clause by clause; highlights stay on the same words."""
    if script == "original":
        return Converted(text, tuple(highlights))
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    converted = [_convert_clause(clause, script) for clause in clauses]
    if all(len(new) == len(old) for new, old in zip(converted, clauses, strict=True)):
        return Converted("".join(converted), tuple(highlights))
    return _convert_pieces(text, highlights, partial(_convert_clause, script=script))


def _convert_pieces(text: str, highlights: Sequence[Span], convert_piece: Any) -> Converted:
    """Conversion for when lengths change: each highlight and each text between separately."""
    pieces: list[str] = []
    spans = []
    length = done = 0
    for start, end in highlights:
        before = convert_piece(text[done:start])
        marked = convert_piece(text[start:end])
        length += len(before)
        spans.append(Span(length, length + len(marked)))
        length += len(marked)
        pieces += [before, marked]
        done = end
    pieces.append(convert_piece(text[done:]))
    return Converted("".join(pieces), tuple(spans))


def _convert_clause(clause: str, script: Script) -> str:
    simplified, traditional = _CONVERSIONS[script]
    name = traditional if _is_traditional(clause) else simplified
    converted: str = _converter(name).convert(clause) if name else clause
    return converted


def _is_traditional(clause: str) -> bool:
    """Whether more of its characters are only Traditional than only Simplified.

    Text in Traditional must not go through the tables for Simplified: 后 there is 后, not 後.
    """
    simplified: str = _converter("s2t").convert(clause)
    traditional: str = _converter("t2s").convert(clause)
    of_traditional = sum(one != other for one, other in zip(clause, traditional, strict=False))
    of_simplified = sum(
        one != other and one not in _of_both_scripts()
        for one, other in zip(clause, simplified, strict=False)
    )
    return of_traditional > of_simplified


@cache
def _of_both_scripts() -> frozenset[str]:
    """Simplified characters that are also Traditional ones, beside others: 里 (裏), 后 (後)."""
    table = files("opencc") / "dictionary" / "STCharacters.txt"
    lines = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return frozenset(source for source, *targets in lines if source in targets)


@cache
def _converter(name: str) -> Any:
    with importing:
        from opencc import OpenCC

    return OpenCC(name)
