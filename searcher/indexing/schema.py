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

from collections.abc import Iterator, Mapping

from whoosh import columns, fields, formats
from whoosh.system import pack_uint

__all__ = ["HEADING_BOOST", "TITLE_BOOST", "index_schema"]

TITLE_BOOST = 1
HEADING_BOOST = 2


class TermsField(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms were found before Whoosh sees them: its values map term to count."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(formats.Frequency(), None, scorable=scorable)

    def index(self, value: Mapping[str, int]) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What Whoosh posts: term, frequency, weight, encoded frequency."""
        for term, count in value.items():
            yield term.encode(), count, float(count), pack_uint(count)


def index_schema() -> fields.Schema:
    """The schema of a new index."""
    return fields.Schema(
        text=TermsField(scorable=True),
        title=TermsField(),
        heading=TermsField(),
        category=TermsField(),
        path=TermsField(),
        # A column entry a section.
        article=fields.COLUMN(columns.NumericColumn("I")),
        length=fields.COLUMN(columns.NumericColumn("I")),
        apparatus=fields.COLUMN(columns.NumericColumn("B")),
        # What a hit shows, in the author's own characters.
        section=fields.STORED(),
    )
