"""Which files a generation was made from: what an update compares the content with.

File ``sources.json.gz``: ``walked_ns``, when the content was looked through; ``indexed``, in the
order of the content, where each file is, its size, time of modification, digest and numbers
of sections and articles; ``skipped``, the path of each other file and why it is not indexed.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from searcher.content.files import Skipped, SourceFile
from searcher.indexing.indexfile import damaged, read_file
from searcher.indexing.layout import SOURCES

__all__ = ["Indexed", "Sources"]


class Indexed(NamedTuple):
    """A file that is in the index."""

    source: SourceFile
    sha256: str
    """Of its bytes, in hexadecimal."""
    sections: int
    articles: int


class Sources(NamedTuple):
    """All files found under the content roots, in the order of the walk."""

    walked_ns: int
    """When the walk began, nanoseconds since the epoch."""
    indexed: tuple[Indexed, ...]
    skipped: tuple[Skipped, ...]

    def write(self, directory: Path) -> None:
        """Write them into the directory of a generation."""
        content = {
            "walked_ns": self.walked_ns,
            "indexed": [
                asdict(entry.source)
                | {
                    "sha256": entry.sha256,
                    "sections": entry.sections,
                    "articles": entry.articles,
                }
                for entry in self.indexed
            ],
            "skipped": [asdict(file) for file in self.skipped],
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (directory / SOURCES).write_bytes(gzip.compress(text.encode("utf-8"), 5, mtime=0))

    @classmethod
    def read(cls, directory: Path) -> Sources:
        """Those of a generation. Raises IndexDamaged, IndexingError if they cannot be read."""
        path = directory / SOURCES
        data = read_file(path, _MAX_BYTES)
        try:
            content = json.loads(gzip.decompress(data))
            sources = cls(
                content["walked_ns"],
                tuple(map(_indexed, content["indexed"])),
                tuple(Skipped(**file) for file in content["skipped"]),
            )
            if type(sources.walked_ns) is not int or not all(
                isinstance(text, str) for file in sources.skipped for text in asdict(file).values()
            ):
                raise TypeError("not the sources of a generation")
        except (*_NONSENSE, OSError) as exc:  # the last where gzip finds other bytes
            raise damaged(path) from exc
        return sources


_MAX_BYTES = 1 << 30
"""Compressed."""

_NONSENSE = (EOFError, zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError)

_TEXTS = itemgetter("root", "path", "sha256")
_NUMBERS = itemgetter("size", "mtime_ns", "sections", "articles")


def _indexed(file: dict[str, Any]) -> Indexed:
    """An indexed file from JSON. Raises one of the errors of nonsense where it is none."""
    root, path, sha256 = texts = _TEXTS(file)
    size, mtime_ns, sections, articles = numbers = _NUMBERS(file)
    if {*map(type, texts)} != {str} or {*map(type, numbers)} != {int}:
        raise TypeError("no file that was indexed")
    if not (0 <= articles <= sections < 1 << 32):
        raise ValueError("no numbers of articles and sections")
    return Indexed(SourceFile(root, path, size, mtime_ns), sha256, sections, articles)
