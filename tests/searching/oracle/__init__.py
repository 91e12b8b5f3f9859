"""The ranking written again the slow way, from its rules and without any of what it judges.

Every section is read for every question. Only what is tested by itself is taken as given: the fold,
the words and terms that the analyzer finds in a text, the tree of a query, the tables of synonyms,
and the numbers of :data:`~searcher.planning.bm25.DEFAULT_RANKING`. Limits are not stated: what is
asked here stays below them.
"""
