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
from pathlib import Path
from typing import NamedTuple

from searcher.content.files import Skipped, SourceFile
from searcher.indexing.indexfile import damaged

__all__ = ["NAME", "Indexed", "Sources"]

NAME = "sources.json.gz"


class Indexed(NamedTuple):
    """A file that is in the index."""

    source: SourceFile
    sha256: str
    """Of its bytes, in hexadecimal."""
    sections: int
    articles: int


class Sources(NamedTuple):
    """All that was met under the content roots, in the order of the walk."""

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
        (directory / NAME).write_bytes(gzip.compress(text.encode("utf-8"), 5, mtime=0))

    @classmethod
    def read(cls, directory: Path) -> Sources:
        """Those of a generation. Raises IndexDamaged."""
        path = directory / NAME
        try:
            content = json.loads(gzip.decompress(path.read_bytes()))
            return cls(
                content["walked_ns"],
                tuple(
                    Indexed(
                        SourceFile(file["root"], file["path"], file["size"], file["mtime_ns"]),
                        file["sha256"],
                        file["sections"],
                        file["articles"],
                    )
                    for file in content["indexed"]
                ),
                tuple(Skipped(**file) for file in content["skipped"]),
            )
        except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as exc:
            raise damaged(path) from exc
