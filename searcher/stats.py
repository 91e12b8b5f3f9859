"""What an index holds."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.indexing.manifest import Manifest

__all__ = ["Stats"]


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds."""

    index: str
    generation: str
    manifest: Manifest
    terms: int
    """The number of different terms in titles, headings and text."""
    bytes: int
    """The size of all files of the generation that have a checksum."""

    def to_dict(self) -> dict[str, object]:
        """The statistics as ``stats --json`` prints them."""
        return {
            "index": self.index,
            "generation": self.generation,
            "articles": self.manifest.articles,
            "sections": self.manifest.sections,
            "skipped": self.manifest.skipped,
            "terms": self.terms,
            "bytes": self.bytes,
            "roots": list(self.manifest.roots),
            "created": self.manifest.created,
            "format": self.manifest.format,
            "searcher": self.manifest.searcher,
            "tokenizer": self.manifest.versions.get("tokenizer", ""),
            "analysis": self.manifest.analysis,
            "ranking": self.manifest.ranking,
            "versions": self.manifest.versions,
        }
