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
path      path of the file, folded, whole             1
========  ==========================================  ===============================

Weighting occurrences before they saturate, instead of summing scores of fields, is the
BM25 extension to weighted fields of Robertson, Zaragoza and Taylor (CIKM 2004, section 3).
What is in the text alone follows by subtraction, so ``body:`` needs no postings.
"""

from __future__ import annotations

from whoosh import fields, formats

__all__ = ["ARTICLE_FIELDS", "FIELDS", "HEADING_BOOST", "SCALED", "TITLE_BOOST", "index_schema"]

TITLE_BOOST = 1
HEADING_BOOST = 2

FIELDS = ("category", "heading", "path", "text", "title")
"""Those with postings, in the order in which Whoosh sorts them."""

ARTICLE_FIELDS = frozenset({"category", "path", "title"})
"""Those that are the same in all sections of an article, and are kept once for all of them."""

SCALED = "text"
"""The one whose postings count less the longer the section is."""


class TermsField(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms were found before Whoosh sees them."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(formats.Frequency(), None, scorable=scorable)


def index_schema() -> fields.Schema:
    """The schema of a new index; ``section`` is what a hit shows."""
    postings = {name: TermsField(scorable=name == SCALED) for name in FIELDS}
    return fields.Schema(**postings, section=fields.STORED())
