"""What does one file say? The file is opened once; what stands against it is a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from searcher.content.anchors import Anchors
from searcher.content.decoding import Unreadable
from searcher.content.files import Skipped, SourceFile, size_limit_reason, skip_reason
from searcher.content.formats import FORMATS, Formats
from searcher.model import Article

__all__ = ["Document", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read."""

    source: SourceFile
    digest: str
    """SHA-256 of its bytes, in hexadecimal."""
    articles: tuple[Article, ...]
    """Those in it that have text, one at least, in order; of several no two have the same name."""

    @property
    def sections(self) -> int:
        """Number of sections of all articles."""
        return sum(len(article.sections) for article in self.articles)


def read(source: SourceFile, max_bytes: int, formats: Formats = FORMATS) -> Document | Skipped:
    """The document in the file, or why there is none. Never raises for what is in the file.

    No more than ``max_bytes`` bytes are accepted, however the file has grown since the walk.
    """
    try:
        with source.location.open("rb") as file:
            data = file.read(source.size + 1)  # a buffer of max_bytes takes longer to get
            if len(data) > source.size:
                data += file.read(max_bytes + 1 - len(data))
    except OSError as error:
        return Skipped(source.path, skip_reason(error))
    if len(data) > max_bytes:
        return Skipped(source.path, size_limit_reason(max_bytes))
    try:
        parsed = formats.find(source.path, data).parse(data, PurePosixPath(source.path).stem)
        articles = tuple(article for article in parsed if article.sections)
    except Unreadable as error:
        return Skipped(source.path, str(error))
    if not articles:
        return Skipped(source.path, "no text")
    if len(articles) > 1:
        articles = tuple(_told_apart(articles))
    return Document(source, hashlib.sha256(data).hexdigest(), articles)


def _told_apart(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles of one file, each with a name of its own: its title where it has none, and
    with -1, -2 … where another has it."""
    names = Anchors(())
    for article in articles:
        preferred = article.name or article.title
        name = names.give(preferred, preferred)
        yield article if name == article.name else replace(article, name=name)
