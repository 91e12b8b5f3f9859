"""The records that the index keeps of articles and sections, and their JSON.

A record is a list of its fields. What is empty at the end of it is left out.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping, Sequence
from itertools import dropwhile
from pathlib import PurePosixPath
from typing import NamedTuple

from searcher.content.anchors import slug
from searcher.fields import SectionTexts
from searcher.linemap import LINE_CODE, LINES_APART, LineMap
from searcher.model import Article, Section

__all__ = ["StoredArticle", "StoredDetail", "StoredSection", "has_shape", "stored_record"]


class StoredArticle(NamedTuple):
    """What the index keeps of an article, for all of its sections."""

    title: str
    path: str
    root: str
    type: str = ""
    categories: Sequence[str] = ()
    tags: Sequence[str] = ()
    date: str | None = None
    """ISO 8601."""
    title_variants: Sequence[str] = ()
    name: str = ""
    """What tells it from the other articles of its file; ``""`` for a file that is one article."""
    title_forms: Sequence[str] = ()

    @classmethod
    def of(cls, article: Article, path: str, root: str) -> StoredArticle:
        """What is kept of the article at a path below a content root."""
        return cls(
            article.title,
            path,
            root,
            article.type,
            article.categories,
            article.tags,
            article.date,
            article.title_variants,
            article.name,
            article.title_forms,
        )


class StoredDetail(NamedTuple):
    """What the index keeps of a section besides its text."""

    headings: Sequence[str]
    line: int
    lines: int | str = 0
    """The code of the lines that the text comes from, a number where it is one."""
    own_anchor: str | None = None
    """None where it is what :func:`~searcher.content.anchors.slug` makes of the heading."""
    heading_variants: Sequence[Sequence[str]] = ()
    variants: Sequence[str] = ()
    heading_forms: Sequence[str] = ()

    @classmethod
    def of(cls, section: Section) -> StoredDetail:
        """What is kept of a section."""
        usual = cls(section.headings, section.line)
        code = LineMap.of(section.text, section.places, usual.line_map.expected).code
        return cls(
            section.headings,
            section.line,
            _number_or_text(code),
            None if section.anchor == usual.anchor else section.anchor,
            section.heading_variants,
            section.variants,
            section.heading_forms,
        )

    @property
    def line_map(self) -> LineMap:
        """The lines that the text comes from; it usually begins below the heading."""
        expected = self.line + LINES_APART if self.headings else self.line
        return LineMap(expected, str(self.lines or ""))

    @property
    def anchor(self) -> str:
        """The section's fragment identifier."""
        if self.own_anchor is not None:
            return self.own_anchor
        return slug(self.headings[-1]) if self.headings else ""


class StoredSection(NamedTuple):
    """What the index keeps of a section to show it."""

    article: StoredArticle
    detail: StoredDetail
    text: str

    @property
    def texts(self) -> SectionTexts:
        """What fields are made of."""
        return SectionTexts(
            self.article.title,
            self.article.title_variants,
            self.detail.headings,
            self.detail.heading_variants,
            self.text,
            self.detail.variants,
            self.article.title_forms,
            self.detail.heading_forms,
            "" if self.article.name else PurePosixPath(self.article.path).stem,
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_texts, value))


def _is_number(value: object) -> bool:
    return type(value) is int


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_line_code(value: object) -> bool:
    return (_is_number(value) or _is_text(value)) and bool(LINE_CODE.fullmatch(str(value or "")))


_SHAPES: Mapping[type, tuple[Callable[[object], bool], ...]] = {
    StoredArticle: (
        *(_is_text, _is_text, _is_text, _is_text, _is_texts, _is_texts, _is_text_or_none),
        *(_is_texts, _is_text, _is_texts),
    ),
    StoredDetail: (
        *(_is_texts, _is_number, _is_line_code, _is_text_or_none, _are_texts, _is_texts),
        _is_texts,
    ),
}
"""What each field of a record is in JSON."""


def _number_or_text(code: str) -> int | str:
    """A code as JSON has it in the fewest bytes; 0 for an empty one."""
    if not code:
        return 0
    is_number = len(code) <= MAX_DIGITS and code.removeprefix("-").isdecimal()
    return int(code) if is_number else code


MAX_DIGITS = 18
"""Of a code that is written as a number."""


def has_shape(kind: type[StoredArticle] | type[StoredDetail], record: object) -> bool:
    """Whether a list from JSON is a record, or what is left of one that ends in empty fields."""
    shape = _SHAPES[kind]
    return (
        isinstance(record, list)
        and len(shape) - len(kind._field_defaults) <= len(record) <= len(shape)
        and all(has_type(value) for has_type, value in zip(shape, record, strict=False))
    )


def stored_record(record: StoredArticle | StoredDetail) -> bytes:
    """The JSON that is kept of an article or a section: a list, without what is empty or None
    at its end."""
    values = tuple(dropwhile(operator.not_, reversed(record)))[::-1]
    return _ENCODER.encode(values).encode("utf-8", "surrogatepass")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
