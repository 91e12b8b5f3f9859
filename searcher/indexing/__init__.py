"""How do articles become an index that readers can trust? Article -> index.

A rebuild writes a generation in a directory of its own, and one rename makes it the
index; see :mod:`~searcher.indexing.generations`. Within it, terms, postings and texts are columns
(:mod:`~searcher.indexing.codec`) under the table of fields in :mod:`~searcher.fields`.
:mod:`~searcher.indexing.whooshindex` shows the same to Whoosh, for queries of its own.
"""
