"""The fields of the index, in one table with the texts of an article that each is made of.

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
name      what :mod:`~searcher.names` calls the       4 for the article's
          section, each folded, whole                 names, 1 for others
path      path of the file, folded, whole             1
========  ==========================================  ===============================

Weighting occurrences before they saturate, instead of summing scores of fields, is the
BM25 extension to weighted fields of Robertson, Zaragoza and Taylor (CIKM 2004, section 3).
Occurrences in the text alone follow by subtraction, so ``body`` needs no postings.
A name leads to the sections that have it, the text of a link to the target of the link;
both are stored with their article, so that they are added and deleted with it.
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
]


class SectionTexts(NamedTuple):
    """The texts of one section, as the author wrote them, and those of its article's title."""

    title: str
    title_variants: Sequence[str] = ()
    """Other regions' forms of words that the title shows in one form."""
    headings: Sequence[str] = ()
    """From the outermost to the section's own."""
    heading_variants: Sequence[Sequence[str]] = ()
    """The variants of each heading; empty if no heading has any."""
    text: str = ""
    variants: Sequence[str] = ()
    title_forms: Sequence[str] = ()
    """The whole title in other regions' forms."""
    heading_forms: Sequence[str] = ()
    """The section's own heading, whole, in other regions' forms."""
    file_name: str = ""
    """The name of the article's file without its suffix; empty if the file has several articles."""

    @property
    def shown(self) -> SectionTexts:
        """Without the forms and variants that no page shows."""
        return SectionTexts(title=self.title, headings=self.headings, text=self.text)


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
    """A field. All that differs between fields is defined here."""

    name: str
    texts: Callable[[SectionTexts], tuple[str, ...]] = _nothing
    """The texts of a section whose terms the field holds; none if it holds labels."""
    indexed: bool = True
    """Whether it has postings of its own."""
    per_article: bool = False
    """Whether it is the same in all sections of an article, and stored once for all of them."""
    labels: bool = False
    """Whether it holds short texts in one piece, of which a query may name a part."""
    scaled: bool = False
    """Whether an occurrence counts less the longer the section is."""
    prefix: bool = False
    """Whether a query may name it: ``title:…``."""
    whole: bool = False
    """Whether a word must stand in it in one piece, as a phrase does."""
    optional: bool = False
    """Whether a query that no section matches is relaxed in it."""
    in_title: bool = False
    """Whether its matches are highlighted in title and headings."""
    in_text: bool = False
    """Whether its matches are highlighted in the text."""


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
"""The names of the fields with postings, in the order that they have in the dictionary."""

QUERY_FIELDS = tuple(field.name for field in FIELDS.values() if field.prefix)
"""The names that a query can use; :mod:`~searcher.query.dates` reads ``date:``."""


def link_label(text: str, target: str) -> str:
    """A link as a term: its folded text, then the folded name of the target page, or the path of
    the target file with a slash before it. Links with the same text have a common prefix."""
    return f"{text}\x1f{target}"
