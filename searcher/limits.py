"""The limits on what one query may cost, each with its reason.

A query is refused only for its length. What exceeds another limit is left out or replaced by its
approximation, and the page says so in ``limited``. Options that exceed a limit are refused. Costs
are CPU time on one core of a common server, over 193,000 sections.
"""

from __future__ import annotations

__all__ = [
    "MAX_ALL_EXPANSIONS",
    "MAX_CONFIRMED_SECTIONS",
    "MAX_DISTANCE",
    "MAX_EXPANSIONS",
    "MAX_FILTERS",
    "MAX_FRAGMENTS",
    "MAX_GROUP_DEPTH",
    "MAX_LABELS",
    "MAX_LIMIT",
    "MAX_PATTERNS",
    "MAX_PHRASES",
    "MAX_PROXIMITIES",
    "MAX_QUERY_LENGTH",
    "MAX_QUERY_TERMS",
    "MAX_REGEXES",
    "MAX_SYNONYMS",
    "MAX_WIDTH",
    "MAX_WINDOW",
]

MAX_QUERY_LENGTH = 2000
"""Code points of a query: a pasted paragraph has a few hundred."""

MAX_GROUP_DEPTH = 32
"""Levels of nested parentheses; those further in are plain text. Nobody types as many."""

MAX_DISTANCE = 1000
"""Code points between words of a proximity: a page of a book."""

MAX_QUERY_TERMS = 512
"""Different scored terms of a query, the weightiest first: each postings list takes up to 100
microseconds to read. A question has some twenty terms, a pasted paragraph some two hundred."""

MAX_PHRASES = 32
"""Phrases that are confirmed, counting those with synonyms in place of words; further phrases match
by their approximation. Each takes about a microsecond per section."""

MAX_PROXIMITIES = 2
"""Proximities that are confirmed; further ones match wherever all their words do. Each takes some
microseconds per section."""

MAX_REGEXES = 2
"""Regular expressions that are confirmed; further ones match wherever all that they require does.
Each takes some fifty microseconds per section."""

MAX_CONFIRMED_SECTIONS = 50_000
"""Sections whose text is read to confirm phrases and proximities, those with the best scores first.
Totals are exact up to ten thousand matches only."""

MAX_SYNONYMS = 64
"""Synonyms of a word of the query, the first in the table: each is matched and highlighted."""

MAX_EXPANSIONS = 1024
"""Terms that a pattern is expanded to, the most frequent first: each is a postings list to read."""

MAX_ALL_EXPANSIONS = 2048
"""Terms that all patterns of a query are expanded to together: each list is verified when a process
first reads it, which takes a tenth of a millisecond."""

MAX_PATTERNS = 4
"""Patterns that are expanded; further ones are ordinary words. Expanding a pattern of a single
letter takes up to thirty milliseconds."""

MAX_FILTERS = 32
"""Filters by path or category; further ones are left out. Each scans all labels."""

MAX_LABELS = 100_000
"""Paths or categories that a filter matches: more than a collection for one machine has."""

MAX_LIMIT = 1000
"""Hits on a page: each takes some hundred microseconds to highlight, and memory for its text."""

MAX_WINDOW = 10_000
"""Hits up to the last one of a page, limit and offset together: totals are exact up to this."""

MAX_FRAGMENTS = 1000
"""Fragments of a hit: more than any section has lines."""

MAX_WIDTH = 1 << 20
"""Code points of a fragment: longer than any section that somebody reads."""
