"""What one query may cost: each number with its reason.

A query is never refused for what it asks, but for its length alone: what goes beyond a number is
left out, or met by its approximation, and the page says so in ``limited``. Options that ask for
too much are refused. Costs are CPU time on one core of a common server, over 193,000 sections.
"""

from __future__ import annotations

__all__ = [
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
    "MAX_SYNONYMS",
    "MAX_WIDTH",
    "MAX_WINDOW",
]

MAX_QUERY_LENGTH = 2000
"""Code points of a query: a paragraph that somebody pastes has a few hundred."""

MAX_GROUP_DEPTH = 32
"""Parentheses within parentheses; those further in are plain text. Nobody reads as many."""

MAX_DISTANCE = 1000
"""Code points between words that are near each other: a page of a book."""

MAX_QUERY_TERMS = 512
"""Different terms that a query is scored by, the weightiest: each has a list to be looked up, which
takes up to 100 microseconds. A question has some twenty, a pasted paragraph some two hundred."""

MAX_PHRASES = 32
"""Texts that phrases are confirmed by, synonyms included; further phrases are met where all their
pairs of characters are. Each takes about a microsecond a section."""

MAX_PROXIMITIES = 2
"""Proximities that are confirmed; further ones are met where all their words are. Each takes some
microseconds a section."""

MAX_CONFIRMED_SECTIONS = 50_000
"""Sections whose text is read to confirm phrases and proximities, the best by their terms first:
ten thousand that are met are as many as are counted."""

MAX_SYNONYMS = 64
"""Synonyms of a word of the query, the first of its table: each is looked for, and marked."""

MAX_EXPANSIONS = 1024
"""Words that a pattern stands for, the most frequent: each is a list to be read."""

MAX_PATTERNS = 8
"""Patterns that are expanded; further ones are words like others. Expanding one of a single letter
takes up to thirty milliseconds."""

MAX_FILTERS = 32
"""Filters by path or category; further ones are left out. Each looks through all labels."""

MAX_LABELS = 100_000
"""Paths or categories that a filter stands for: more than a collection for one machine has."""

MAX_LIMIT = 1000
"""Hits on a page: each takes some hundred microseconds to be marked, and memory for its text."""

MAX_WINDOW = 10_000
"""Hits up to the last one of a page, limit and offset together: as many as are counted."""

MAX_FRAGMENTS = 1000
"""Fragments of a hit: more than any section has lines."""

MAX_WIDTH = 1 << 20
"""Code points of a fragment: who asks for as many wants the whole section."""
