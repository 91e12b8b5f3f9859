"""Exact names of sections and articles: titles, headings, and the texts of links to them."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TypeAlias

from searcher.fields import LINK, NAME, PATH, Field, link_label
from searcher.indexing.codec.postings import ArticlePostings, PostingList
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.model import Span
from searcher.planning.expansion import MAX_NAME_LENGTH

__all__ = ["SegmentNames"]

_MAX_TARGETS = 8
"""Articles that links with the same text lead to; with more, the text is no name of any."""

_MAX_NAMED = 256
"""Sections of the same name; with more, the name says nothing about any of them."""

_KEPT = 256
"""Names whose sections are cached, the most recently used."""


Named: TypeAlias = "dict[int, float]"
"""Documents of one segment that have a name, with the number of times that it names them."""


class SegmentNames:
    """Looks up names, which are folded texts; safe to share between threads."""

    def __init__(self, reader: GenerationReader) -> None:
        self._segments = reader.segments
        self.named = lru_cache(_KEPT)(self._look_up)
        """The documents of each segment that have a name, or that links with this text lead to."""

    def count(self, name: str) -> int:
        """How many sections have this name."""
        return sum(map(len, self.named(name)))

    def within(self, text: str, starts: Iterable[int], shortest: int) -> Iterator[Span]:
        """The longest names in a text that have ``shortest`` code points or more and begin at one
        of ``starts``, from left to right, not overlapping. The text of a link is a name even if
        the link leads nowhere."""
        covered = 0
        for start in starts:
            if start >= covered and (end := self._longest(text, start, shortest)):
                yield Span(start, end)
                covered = end

    def _look_up(self, text: str) -> Sequence[Named]:
        named = self._headed(text)
        links: Counter[str] = Counter()
        for segment in self._segments:
            links.update(_links(text, segment, _MAX_TARGETS))
        if len(links) <= _MAX_TARGETS:
            for target, count in links.items():
                for in_segment, documents in zip(named, self._targets(target), strict=True):
                    for document in documents:
                        in_segment[document] = in_segment.get(document, 0.0) + count
        return named

    def _targets(self, target: str) -> Sequence[Iterable[int]]:
        """The documents of each segment that a link leads to."""
        if target.startswith("/"):
            found = [_first_section(target[1:], segment) for segment in self._segments]
            if any(found):
                return found
            target = PurePosixPath(target).stem.replace("_", " ")
        return self._headed(target)

    def _headed(self, name: str) -> list[Named]:
        """The sections of each segment whose heading, or whose article's title, is the name."""
        lists = [(segment, segment.find(NAME.name, name)) for segment in self._segments]
        count = sum(s.document_frequency(found) for s, found in lists if found is not None)
        if count > _MAX_NAMED:
            return [{} for _ in lists]
        return [_frequencies(segment, found) if found else {} for segment, found in lists]

    def _longest(self, text: str, start: int, shortest: int) -> int:
        """Where the longest name that begins at ``start`` ends; 0 if there is none."""
        longest = 0
        for segment in self._segments:
            for field, after in ((NAME, ""), (LINK, link_label("", _LAST))):
                end = min(len(text), start + MAX_NAME_LENGTH)
                while end - start >= shortest and end > longest:
                    # The last that is not after this text: none has more of the text.
                    last = segment.last_up_to(field.name, text[start:end] + after) or ""
                    name = last.partition(_LINK)[0]
                    shared = _shared(name, text[start:end])
                    if shared < len(name):
                        end = start + shared
                    elif shared >= shortest and _is_known(name, segment, field):
                        longest = max(longest, start + shared)
                        break
                    else:
                        end = start + shared - 1
        return longest


def _frequencies(segment: SegmentReader, postings: PostingList | ArticlePostings) -> Named:
    """The live documents of some postings with their frequencies."""
    documents = segment.live(postings.documents())
    _, indices = postings.find(documents)
    return dict(zip(documents.tolist(), postings.frequencies_at(indices).tolist(), strict=True))


_LINK = link_label("", "")
_LAST = "\U0010ffff"


def _shared(one: str, other: str) -> int:
    """The length of the common prefix of two texts."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_known(name: str, segment: SegmentReader, field: Field) -> bool:
    """Whether a live document has the name."""
    if field is LINK:
        return len(_links(name, segment, 0)) > 0
    postings = segment.find(field.name, name)
    return postings is not None and segment.document_frequency(postings) > 0


def _links(text: str, segment: SegmentReader, most: int) -> Counter[str]:
    """The targets of the links with a text, each with the number of live articles that have such a
    link; if there are more than ``most`` targets, only some of them."""
    links: Counter[str] = Counter()
    start = link_label(text, "")
    for label, articles in segment.articles_with_prefix(LINK.name, start):
        if count := len(segment.first_documents(articles)):
            links[label.removeprefix(start)] = count
            if len(links) > most:
                break
    return links


def _first_section(path: str, segment: SegmentReader) -> list[int]:
    """The first document of the file, or of the files of several roots, at the path."""
    articles = segment.find_articles(PATH.name, path)
    if articles is None:
        return []
    documents: list[int] = segment.first_documents(articles).tolist()
    first = documents[:1]
    while len(documents) > 1:  # articles of a file are contiguous, and there may be many
        root = _root(documents[0], segment)
        end = bisect(documents, False, key=lambda document: _root(document, segment) != root)
        documents = documents[end:]
        first += documents[:1]
    return first


def _root(document: int, segment: SegmentReader) -> str:
    ((article, _),) = segment.segment.stored.details([document])
    return article.root
