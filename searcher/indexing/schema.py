"""The fields of the index: one table.

========  ==========================================  ===============================
field     what it holds, a document being a section   counted as
========  ==========================================  ===============================
text      terms of the section's text, its headings   occurrences in the text, plus
          and the article's title                     TITLE_BOOST and HEADING_BOOST for
                                                      each in title and headings
title     terms of the article's title                occurrences
heading   terms of the headings, outermost to own     occurrences
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

from whoosh import fields, formats

__all__ = [
    "ARTICLE_FIELDS",
    "FIELDS",
    "HEADING_BOOST",
    "SCALED",
    "TITLE_BOOST",
    "index_schema",
    "link_label",
]

TITLE_BOOST = 1
HEADING_BOOST = 2

FIELDS = ("category", "date", "heading", "link", "name", "path", "text", "title")
"""Those with postings, in the order in which Whoosh sorts them."""

ARTICLE_FIELDS = frozenset({"category", "date", "link", "path", "title"})
"""Those that are the same in all sections of an article, and are kept once for all of them."""

SCALED = "text"
"""The one whose postings count less the longer the section is."""


def link_label(text: str, target: str) -> str:
    """A link as a term: its folded text, and the folded name of the page that it leads to, or
    the path of the file with a slash before it. Links of the same text begin alike."""
    return f"{text}\x1f{target}"


class TermsField(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms were found before Whoosh sees them."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(formats.Frequency(), None, scorable=scorable)


def index_schema() -> fields.Schema:
    """The schema of a new index; ``section`` is what a hit shows."""
    postings = {name: TermsField(scorable=name == SCALED) for name in FIELDS}
    return fields.Schema(**postings, section=fields.STORED())
