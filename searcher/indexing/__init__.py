"""How do articles become an index that readers can trust? Article -> index.

A rebuild writes a generation in a directory of its own, and one rename makes it the
index; see :mod:`~searcher.indexing.generations`. Within it, Whoosh keeps terms, postings
and stored fields, under the table of fields in :mod:`~searcher.indexing.schema`.
"""
