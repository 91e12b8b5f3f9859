"""The fields of the index: one table, and which texts of an article each is made of.

========  ==========================================  ===============================
field     what it holds                               counted as
========  ==========================================  ===============================
text      terms of the section's text, its headings   occurrences in the text, plus
          and the article's title                     those in title and headings,
                                                      each times its boost
title     terms of the article's title                occurrences
heading   terms of the headings, outermost to own     occurrences
body      terms of the text alone                     computed: text without the others
category  categories and tags, each folded, whole     1
date      date of the front matter, ISO 8601          1
link      links to other articles, each as            1
          :func:`link_label` writes it
name      the article's title, in its first section,  1
          and the section's own heading, each
          folded, whole
path      path of the file, folded, whole             1
========  ==========================================  ===============================

Weighting occurrences before they saturate, instead of summing scores of fields, is the
BM25 extension to weighted fields of Robertson, Zaragoza and Taylor (CIKM 2004, section 3).
What is in the text alone follows by subtraction, so ``body:`` needs no postings.
A name leads to what is called so, and a link from its text to what that stands for: both
are kept with the article that has them, so that they come and go with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

__all__ = [
    "BODY",
    "CATEGORY",
    "DATE",
    "FIELDS",
    "HEADING",
    "INDEXED",
    "LINK",
    "NAME",
    "PATH",
    "QUERY_FIELDS",
    "TEXT",
    "TITLE",
    "Field",
    "SectionTexts",
    "link_label",
    "section_names",
]


class SectionTexts(NamedTuple):
    """The texts of one section, as the author wrote them, and those of its article's title."""

    title: str
    title_variants: Sequence[str] = ()
    """Other regions' forms of words that the title shows in one form."""
    headings: Sequence[str] = ()
    """From the outermost to the section's own."""
    heading_variants: Sequence[Sequence[str]] = ()
    """Those of each heading, or nothing where none has any."""
    text: str = ""
    variants: Sequence[str] = ()


def _title(section: SectionTexts) -> tuple[str, ...]:
    return (section.title, *section.title_variants)


def _heading(section: SectionTexts) -> tuple[str, ...]:
    return (*section.headings, *chain.from_iterable(section.heading_variants))


def _body(section: SectionTexts) -> tuple[str, ...]:
    return (section.text, *section.variants)


def _text(section: SectionTexts) -> tuple[str, ...]:
    return (*_body(section), *_title(section), *_heading(section))


def _nothing(_: SectionTexts) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """What one field is. Everything that depends on which field it is stands here."""

    name: str
    texts: Callable[[SectionTexts], tuple[str, ...]] = _nothing
    """The texts of a section that the field holds the terms of; none where it holds labels."""
    indexed: bool = True
    """Whether it has postings of its own."""
    per_article: bool = False
    """Whether it is the same in all sections of an article, and kept once for all of them."""
    labels: bool = False
    """Whether it holds short texts whole, which a query may name in part."""
    scaled: bool = False
    """Whether an occurrence counts less the longer the section is."""
    prefix: bool = False
    """Whether a query may name it: ``title:…``."""
    whole: bool = False
    """Whether what is asked of it must stand in one piece, without quotation marks too."""
    optional: bool = False
    """Whether a query that nothing meets is tried again without it."""
    in_title: bool = False
    """Whether what is asked of it is marked in title and headings; so ``in_text``."""
    in_text: bool = False


TEXT = Field("text", _text, scaled=True, optional=True, in_title=True, in_text=True)
TITLE = Field("title", _title, per_article=True, prefix=True, whole=True, in_title=True)
HEADING = Field("heading", _heading, prefix=True, whole=True, in_title=True)
BODY = Field("body", _body, indexed=False, scaled=True, prefix=True, in_text=True)
CATEGORY = Field("category", per_article=True, labels=True, prefix=True)
PATH = Field("path", per_article=True, labels=True, prefix=True)
DATE = Field("date", per_article=True)
LINK = Field("link", per_article=True)
NAME = Field("name")

FIELDS = {
    field.name: field for field in (TEXT, TITLE, HEADING, BODY, CATEGORY, PATH, DATE, LINK, NAME)
}

INDEXED = tuple(sorted(field.name for field in FIELDS.values() if field.indexed))
"""The names of those with postings, in the order that they have in the dictionary."""

QUERY_FIELDS = tuple(field.name for field in FIELDS.values() if field.prefix)
"""The names of those that a query can name; :mod:`~searcher.query.dates` reads ``date:``."""


def section_names(section: SectionTexts, is_first: bool) -> tuple[str, ...]:
    """What a section is called: as its own heading says, and the first one as its article is."""
    own = (*section.headings[-1:], *chain.from_iterable(section.heading_variants[-1:]))
    return (*_title(section), *own) if is_first else own


def link_label(text: str, target: str) -> str:
    """A link as a term: its folded text, and the folded name of the page that it leads to, or
    the path of the file with a slash before it. Links of the same text begin alike."""
    return f"{text}\x1f{target}"
