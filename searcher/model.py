"""The values that pass between the layers; all are immutable.

Offsets are in Unicode code points, half open: ``text[span.start:span.end]``.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from searcher.linemap import LineMap, Place

__all__ = [
    "SEPARATOR",
    "Article",
    "Explanation",
    "FoundSection",
    "Fragment",
    "Hit",
    "Link",
    "ResultPage",
    "Section",
    "Span",
    "mark",
]

SEPARATOR = " › "


class Span(NamedTuple):
    """A half-open range of code points: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading, its text free of markup."""

    headings: tuple[str, ...]
    """Headings from the outermost to the section's own; empty for the lead."""
    anchor: str
    """Fragment identifier, unique within the article, as GitHub forms it; ``""`` for the lead."""
    line: int
    """Line of the heading in the file, counted from 1; for the lead, the line its text begins."""
    text: str
    """What a reader sees, paragraphs separated by one line break; never empty."""
    back_matter: bool = False
    """Notes, references or a list of links: found when asked for, ranked below prose."""
    variants: tuple[str, ...] = ()
    """Other regions' forms of words that the text shows in one form: indexed, not shown."""
    heading_variants: tuple[tuple[str, ...], ...] = ()
    """The same for each heading; empty if no heading has variants."""
    heading_forms: tuple[str, ...] = ()
    """The section's own heading, whole, in the forms of other regions."""
    places: tuple[Place, ...] = ()
    """Where in the file its text comes from; empty if that is not known."""


class Link(NamedTuple):
    """A link to another article of a wiki or of the collection itself."""

    text: str
    """The visible text of the link."""
    page: str
    """The name of the target page."""
    path: str
    """The target file, relative to that of the article; ``""`` if the link gives only a name."""


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed file of the content, or one of several articles in a file."""

    title: str
    sections: tuple[Section, ...]
    title_variants: tuple[str, ...] = ()
    """Other regions' forms of words that the title shows in one form: indexed, not shown."""
    title_forms: tuple[str, ...] = ()
    """The title, whole, in the forms of other regions."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    """Links to other articles, without repetition, in order."""
    date: str | None = None
    """ISO 8601 date of the front matter."""
    name: str = ""
    """Distinguishes it from other articles in its file; ``""`` if the file is one article."""
    type: str = ""
    """The kind of file: ``wiki`` for an article of Wikipedia, ``markdown``."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a section's text, with the matches in it."""

    text: str
    start: int
    """Where the piece begins in the section's text."""
    highlights: tuple[Span, ...]
    """Matches within ``text``, in order, not overlapping."""
    line: int | None = None
    """The line of the file, counted from 1, where its first match stands, or its first character if
    it has none; None if the file has no lines."""
    page: int | None = None
    """The same for pages."""
    lines: tuple[int | None, ...] = ()
    """The line of each of its matches."""
    worth: float = 0.0
    """What its matches are worth for the query, beside those of the fragments that show more."""

    def to_html(self) -> str:
        """The text escaped for HTML, each match in ``<mark>``."""
        return mark(self.text, self.highlights, "<mark>", "</mark>", html.escape)


def mark(
    text: str,
    highlights: Sequence[tuple[int, int]],
    opening: str,
    closing: str,
    escape: Callable[[str], str] = str,
) -> str:
    """``text`` with each highlight between ``opening`` and ``closing``; pieces are escaped first.

    >>> mark("a < b", [(0, 1)], "<mark>", "</mark>", html.escape)
    '<mark>a</mark> &lt; b'
    """
    pieces = []
    done = 0
    for start, end in highlights:
        pieces += [escape(text[done:start]), opening, escape(text[start:end]), closing]
        done = end
    pieces.append(escape(text[done:]))
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a score is computed: the values of ``parts``, if there are any, add up to ``value``."""

    value: float
    description: str
    parts: tuple[Explanation, ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()
    """What the value was computed from, by name: of a section ``length``, ``norm`` and ``factor``;
    of a term ``weight``, ``idf``, ``document_frequency``, ``frequency`` and ``norm``."""

    def to_dict(self) -> dict[str, object]:
        """As JSON: ``value``, ``description``, ``numbers``, ``parts``."""
        return {
            "value": self.value,
            "description": self.description,
            "numbers": dict(self.numbers),
            "parts": [part.to_dict() for part in self.parts],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines(0))

    def _lines(self, depth: int) -> list[str]:
        lines = [f"{'  ' * depth}{self.value:.4f}  {self.description}"]
        for part in self.parts:
            lines += part._lines(depth + 1)
        return lines


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section as an index returns it for display."""

    article: str
    name: str
    """Distinguishes the article from others in its file; ``""`` if the file is one article."""
    root: str
    path: str
    type: str
    date: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    headings: tuple[str, ...]
    anchor: str
    line: int
    lines: LineMap
    """The lines of the file that ``text`` comes from."""
    text: str
    other_forms: tuple[str, ...] = ()
    """Forms of title, headings and text in other regions, which are found but not shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that answers the query."""

    rank: int
    """Position in the whole ranking, counted from 1."""
    score: float
    article: str
    name: str
    """Distinguishes the article from others in its file; ``""`` if the file is one article."""
    headings: tuple[str, ...]
    anchor: str
    path: str
    """The path of the file, relative to ``root``, with forward slashes."""
    root: str
    """The content root of the file, as it was given when the index was built."""
    line: int
    """The line of the file, counted from 1, that has the section's heading; without a heading, the
    line that its text begins on."""
    categories: tuple[str, ...]
    title_highlights: tuple[Span, ...]
    """Matches within :attr:`title`."""
    fragments: tuple[Fragment, ...]
    explanation: Explanation | None = None
    tags: tuple[str, ...] = ()
    date: str | None = None
    """ISO 8601."""
    type: str = ""
    """The kind of file: ``wiki`` for an article of Wikipedia, ``markdown``."""
    url: str | None = None
    """Where the article is published; None if that is not known."""
    page: int | None = None
    """The page of the file that the section begins on; None if it has no pages."""
    missing: tuple[str, ...] = ()
    """Words of the query that the section does not have, if only some were required."""
    matched_name: str | None = None
    """The name that the section was found by, if no match is shown: the text of a link to it, the
    name of its file, or a form of other regions; None if a match is shown."""

    @property
    def title(self) -> str:
        """Article and headings, joined by " › "."""
        return SEPARATOR.join((self.article, *self.headings))

    @property
    def best_line(self) -> int:
        """The line of the file where the match stands that tells most: that of the fragment that
        shows most; without matches in the text, the line of the section."""
        best = max(self.fragments, key=lambda fragment: fragment.worth, default=None)
        return best.line if best and best.highlights and best.line is not None else self.line

    @property
    def id(self) -> str:
        """The identity of the section, the same on every backend and after a rebuild: its root,
        ``:``, the path, ``!`` and the article's name if the file has several, ``#`` and the
        anchor unless that is empty. Each is percent-encoded."""
        name = f"!{quote(self.name, safe='')}" if self.name else ""
        anchor = f"#{quote(self.anchor, safe='')}" if self.anchor else ""
        return f"{quote(self.root, safe='')}:{quote(self.path)}{name}{anchor}"

    def to_dict(self) -> dict[str, object]:
        """The hit as in the JSON of ``search --json``."""
        hit: dict[str, object] = {
            "id": self.id,
            "rank": self.rank,
            "score": self.score,
            "article": self.article,
            "headings": list(self.headings),
            "anchor": self.anchor,
            "path": self.path,
            "root": self.root,
            "line": self.line,
            "page": self.page,
            "url": self.url,
            "date": self.date,
            "type": self.type,
            "categories": list(self.categories),
            "tags": list(self.tags),
            "missing": list(self.missing),
            "matched_name": self.matched_name,
            "title_highlights": [list(span) for span in self.title_highlights],
            "fragments": [
                {
                    "text": fragment.text,
                    "start": fragment.start,
                    "line": fragment.line,
                    "page": fragment.page,
                    "highlights": [list(span) for span in fragment.highlights],
                }
                for fragment in self.fragments
            ],
        }
        if self.explanation is not None:
            hit["explanation"] = self.explanation.to_dict()
        return hit


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to one query: a page of hits, best first."""

    query: str
    total: int
    """The number of sections that match, or of articles if hits are grouped."""
    total_is_exact: bool
    """Whether ``total`` is exact, and not a lower bound."""
    relaxed: bool
    """Whether so few sections match every word that those that match some are hits as well."""
    limited: tuple[str, ...]
    """Descriptions of what was left out because it costs too much; see :mod:`searcher.limits`."""
    unknown_fields: tuple[str, ...]
    """Words before a colon that are not fields, and ``date`` before what is no date; they were
    searched as text."""
    suggestion: str | None
    """The query with a misspelling corrected, if it seems misspelled; None if that was answered."""
    took_ms: float
    """Milliseconds that the search took."""
    hits: tuple[Hit, ...]
    total_all_words: int = 0
    """How many of the sections, or articles, match every word of the query."""
    corrected: str | None = None
    """The query that was answered in place of one that finds nothing and is surely misspelled."""
    partial: bool = False
    """Whether a part of the index did not answer; one in a directory always does."""
    stale: tuple[str, ...] = ()
    """Parts of the index that answered from an older state; none of one in a directory."""
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """For each facet that was asked for, its values and how many hits have each."""

    def to_dict(self) -> dict[str, object]:
        """The page as in the JSON of ``search --json``."""
        return {
            "query": self.query,
            "total": self.total,
            "total_is_exact": self.total_is_exact,
            "total_all_words": self.total_all_words,
            "relaxed": self.relaxed,
            "limited": list(self.limited) or None,
            "unknown_fields": list(self.unknown_fields),
            "suggestion": self.suggestion,
            "corrected": self.corrected,
            "partial": self.partial,
            "stale": list(self.stale),
            "facets": {name: dict(counts) for name, counts in self.facets.items()},
            "took_ms": self.took_ms,
            "hits": [hit.to_dict() for hit in self.hits],
        }
