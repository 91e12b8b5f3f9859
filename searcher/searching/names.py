"""What sections and articles of a generation are called: by titles and headings, and by the
texts of links that lead to them."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TypeAlias

from searcher.fields import LINK, NAME, PATH, Field, link_label
from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.model import Span
from searcher.planning.expansion import MAX_NAME_LENGTH

__all__ = ["SegmentNames"]

_MAX_TARGETS = 8
"""A text of links that lead to more articles than this is no name."""

_MAX_CALLED = 256
"""What more sections than this are called says nothing of any of them."""

_KEPT = 256
"""Names whose sections are kept in memory, those asked for last."""


Called: TypeAlias = "dict[int, float]"
"""Documents of one segment, and how often they are called something."""


class SegmentNames:
    """Looks up names, which are folded texts; safe to share between threads."""

    def __init__(self, reader: GenerationReader) -> None:
        self._segments = reader.segments
        self.called = lru_cache(_KEPT)(self._look_up)
        """What is called so, or what links of this text lead to, in each segment."""

    def count(self, name: str) -> int:
        """How many sections are called so."""
        return sum(map(len, self.called(name)))

    def within(self, text: str, starts: Iterable[int], shortest: int) -> Iterator[Span]:
        """The longest names in a text that begin at some places in it, from left to right, not
        overlapping. What only links say is one, whether or not they lead anywhere."""
        covered = 0
        for start in starts:
            if start >= covered and (end := self._longest(text, start, shortest)):
                yield Span(start, end)
                covered = end

    def _look_up(self, text: str) -> Sequence[Called]:
        called = self._headed(text)
        links: Counter[str] = Counter()
        for segment in self._segments:
            links.update(_links(text, segment, _MAX_TARGETS))
        if len(links) <= _MAX_TARGETS:
            for target, count in links.items():
                for own, documents in zip(called, self._targets(target), strict=True):
                    for document in documents:
                        own[document] = own.get(document, 0.0) + count
        return called

    def _targets(self, target: str) -> Sequence[Iterable[int]]:
        """The documents of each segment that a link leads to."""
        if target.startswith("/"):
            found = [_first_section(target[1:], segment) for segment in self._segments]
            if any(found):
                return found
            target = PurePosixPath(target).stem.replace("_", " ")
        return self._headed(target)

    def _headed(self, name: str) -> list[Called]:
        """The sections of each segment whose heading, or whose article's title, is the name."""
        lists = [(segment, segment.find(NAME.name, name)) for segment in self._segments]
        count = sum(s.document_frequency(own) for s, own in lists if own is not None)
        if count > _MAX_CALLED:
            return [{} for _ in lists]
        return [
            dict.fromkeys(segment.live(own.documents()).tolist(), 1.0) if own else {}
            for segment, own in lists
        ]

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


_LINK = link_label("", "")
_LAST = "\U0010ffff"


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_known(name: str, segment: SegmentReader, field: Field) -> bool:
    """Whether a document that is not deleted has the name."""
    if field is LINK:
        return len(_links(name, segment, 0)) > 0
    postings = segment.find(field.name, name)
    return postings is not None and segment.document_frequency(postings) > 0


def _links(text: str, segment: SegmentReader, most: int) -> Counter[str]:
    """Where the links of a text lead to, and how many articles have such; where these are more
    than ``most`` places, some of them."""
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
    while len(documents) > 1:  # articles of a file follow each other, and may be very many
        root = _root(documents[0], segment)
        end = bisect(documents, False, key=lambda document: _root(document, segment) != root)
        documents = documents[end:]
        first += documents[:1]
    return first


def _root(document: int, segment: SegmentReader) -> str:
    ((article, _),) = segment.segment.stored.details([document])
    return article.root
