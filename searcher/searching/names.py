"""What sections and articles of a generation are called: by titles and headings, and by the
texts of links that lead to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.reader import GenerationReader, SegmentReader
from searcher.indexing.schema import link_label
from searcher.model import Span

__all__ = ["Names"]

_OWN = 2
"""A title or heading counts as much as so many links."""

_MOST_TARGETS = 8
"""A text of links that lead to more articles than this is no name."""

_SHORTEST = 3
"""Code points of a name that is looked for within a text; shorter ones are terms."""

_LONGEST = 64

Counts: TypeAlias = "Counter[int]"
"""Documents of one segment, and how often they are called something."""


class Names:
    """Looks up names, which are folded texts; each once."""

    def __init__(self, reader: GenerationReader) -> None:
        self._segments = reader.segments
        self._known: dict[str, list[Counts]] = {}

    def has(self, text: str) -> bool:
        """Whether a section or an article is called so."""
        return any(self._called(text))

    def called(self, text: str, segment: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The documents of a segment, ascending, that are called so or that links of this text
        lead to, and how often they are."""
        counts = sorted(self._called(text)[segment].items())
        documents, frequencies = np.array(counts, np.int64).reshape(-1, 2).T
        return documents, frequencies.astype(np.float64)

    def within(self, text: str, starts: Iterable[int]) -> Iterator[Span]:
        """The longest names in a text that begin at some places in it, from left to right, not
        overlapping. What only links say is one, whether or not they lead anywhere."""
        covered = 0
        for start in starts:
            if start >= covered and (end := self._longest(text, start)):
                yield Span(start, end)
                covered = end

    def _called(self, text: str) -> list[Counts]:
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def _look_up(self, text: str) -> list[Counts]:
        counts = [Counter(dict.fromkeys(_headed(text, s), _OWN)) for s in self._segments]
        links = Counter[str]()
        for segment in self._segments:
            links.update(_links(text, segment))
        if len(links) <= _MOST_TARGETS:
            for target, count in links.items():
                for own, documents in zip(counts, self._targets(target), strict=True):
                    own.update(dict.fromkeys(documents, count))
        return counts

    def _targets(self, target: str) -> list[list[int]]:
        """The documents of each segment that a link leads to."""
        if target.startswith("/"):
            found = [_first_section(target[1:], segment) for segment in self._segments]
            if any(found):
                return found
            target = PurePosixPath(target).stem.replace("_", " ")
        return [_headed(target, segment) for segment in self._segments]

    def _longest(self, text: str, start: int) -> int:
        """Where the longest name that begins at ``start`` ends; 0 if there is none."""
        longest = 0
        for segment in self._segments:
            for field, after in (("name", ""), ("link", _AFTER)):
                end = min(len(text), start + _LONGEST)
                while end - start >= _SHORTEST and end > longest:
                    # The last that is not after this text: none has more of the text.
                    last = segment.last_up_to(field, text[start:end] + after) or ""
                    name = last.partition(_LINK)[0]
                    shared = _shared(name, text[start:end])
                    if shared < len(name):
                        end = start + shared
                    elif shared >= _SHORTEST and _is_known(name, segment, field):
                        longest = start + shared
                        break
                    else:
                        end = start + shared - 1
        return longest


_LINK = link_label("", "")
_AFTER = link_label("", "\U0010ffff")


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_known(name: str, segment: SegmentReader, field: str) -> bool:
    """Whether a document that is not deleted has the name."""
    return bool(_headed(name, segment) if field == "name" else _links(name, segment))


def _headed(name: str, segment: SegmentReader) -> list[int]:
    """The documents whose heading, or whose article's title, is the name."""
    postings = segment.find("name", name)
    return segment.living(postings.documents()).tolist() if postings else []


def _links(text: str, segment: SegmentReader) -> Counter[str]:
    """Where the links of a text lead to, and how many articles have such."""
    links = Counter[str]()
    start = link_label(text, "")
    for label in segment.prefixed("link", start):
        postings = segment.find("link", label)
        if postings and (documents := segment.living(postings.documents())).size:
            articles = np.unique(segment.segment.documents.articles[documents])
            links[label.removeprefix(start)] = len(articles)
    return links


def _first_section(path: str, segment: SegmentReader) -> list[int]:
    """The first document of the article, or the articles of several roots, in the file."""
    postings = segment.find("path", path)
    if postings is None:
        return []
    documents = segment.living(postings.documents())
    _, first = np.unique(segment.segment.documents.articles[documents], return_index=True)
    return [int(document) for document in documents[first]]
