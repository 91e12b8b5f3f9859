"""What does the YAML block at the head of the file say of the article?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["FrontMatter", "split"]

DEEPEST = 100
"""Levels of nesting; a deeper block counts as broken. libyaml takes quadratic time for them."""

OPENING = re.compile(r"---[ \t]*\n(?=\S)")
CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
ENTRY = re.compile(r"""(?:#.*\n)*["']?\w[^\n:]*:(?:\s|\Z)""")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
LIST_SEPARATOR = re.compile("[,，、]")
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

TAG_KEYS = ("tags", "tag", "keywords")
CATEGORY_KEYS = ("categories", "category")
KEYS = frozenset({"title", "date", *TAG_KEYS, *CATEGORY_KEYS})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter says; nothing where it is missing or broken."""

    title: str | None = None
    date: str | None = None
    """ISO 8601, the day only."""
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lines: int = 0
    """Lines of the file that it takes up, its fences included."""


def split(text: str) -> tuple[FrontMatter, str]:
    """The front matter of a text with LF line ends, and the text after it.

    A block of broken YAML is front matter that says nothing. A block that does not even
    begin with a line ``key: …`` is no front matter but text between two rules. Never raises.
    """
    opening = OPENING.match(text)
    if opening is None:
        return FrontMatter(), text
    closing = CLOSING.search(text, opening.end() - 1)
    if closing is None:
        return FrontMatter(), text
    block = text[opening.end() : closing.start() + 1]
    if block and ENTRY.match(block) is None:
        return FrontMatter(), text
    values = _values(block)
    front_matter = FrontMatter(
        title=next(iter(values.get("title", ())), None),
        date=_iso_date(values.get("date", ())),
        tags=_names(values, TAG_KEYS),
        categories=_names(values, CATEGORY_KEYS),
        lines=text.count("\n", 0, closing.end()),
    )
    return front_matter, text[closing.end() :]


def _values(block: str) -> dict[str, list[str]]:
    """Each of KEYS in the outermost mapping with its scalar, or the scalars of its list.

    Read from the parser's events, which keep every scalar as it is written (a title 1984
    is no number, a tag ``no`` no Boolean) and need no recursion: libyaml's composer
    overflows the C stack on nested brackets.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    values: dict[str, list[str]] = {}
    depth, key, expects_key, in_list = 0, "", True, False
    try:
        for event in yaml.parse(block, loader):
            scalar = ""
            if isinstance(event, yaml.ScalarEvent):
                scalar = event.value
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    return {}
                if depth == 2:
                    in_list = isinstance(event, yaml.SequenceStartEvent)
                continue
            if depth == 1 and expects_key:
                key = scalar
            elif (
                key in KEYS
                and not expects_key
                and scalar not in NULLS
                and (depth == 1 or (depth == 2 and in_list))
            ):
                values.setdefault(key, []).append(_storable(scalar))
            if depth == 1:
                expects_key = not expects_key
    except (yaml.YAMLError, ValueError):
        return {}
    return values


def _storable(value: str) -> str:
    """The value on one line, without the lone surrogates that YAML's escapes can write."""
    return " ".join(value.encode("utf-8", "replace").decode().split())


def _names(values: dict[str, list[str]], keys: Iterable[str]) -> tuple[str, ...]:
    names = (
        name.strip().removeprefix("#")
        for key in keys
        for value in values.get(key, ())
        for name in LIST_SEPARATOR.split(value)
    )
    return tuple(dict.fromkeys(filter(None, names)))


def _iso_date(values: Iterable[str]) -> str | None:
    match = DATE.match(next(iter(values), ""))
    if match is None:
        return None
    try:
        return datetime.date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None
