"""The schema that Whoosh sees of the fields of the index."""

from __future__ import annotations

from whoosh import fields, formats

from searcher.fields import FIELDS, INDEXED

__all__ = ["index_schema"]


class TermsField(fields.FieldType):  # type: ignore[misc]  # Whoosh is untyped
    """A field whose terms were found before Whoosh sees them."""

    def __init__(self, scorable: bool = False) -> None:
        super().__init__(formats.Frequency(), None, scorable=scorable)


def index_schema() -> fields.Schema:
    """The schema of a new index; ``section`` is what a hit shows."""
    postings = {name: TermsField(scorable=FIELDS[name].scaled) for name in INDEXED}
    return fields.Schema(**postings, section=fields.STORED())
