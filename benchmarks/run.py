"""One run of relevance.py: how much is measured, what it is ranked by, beside whom."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rankers import Peer, build_index, peers
from tasks import Sample

import searcher
from searcher.analysis.synonyms import Synonyms
from searcher.indexing.generations import IndexDirectory
from searcher.planning.bm25 import DEFAULT_RANKING, Ranking
from searcher.searching.local import LocalIndex

__all__ = ["Run"]

_MAKE_INDEXES = (
    "analysis/**/*.py",
    "analysis/**/*.txt",
    "content/**/*.py",
    "indexing/**/*.py",
    "fields.py",
    "limits.py",
    "model.py",
)
"""The files of the package that an index depends on."""


@dataclass(frozen=True, slots=True)
class Run:
    """What all parts of a run share."""

    sample: Sample
    indexes: Path
    """The folder where indexes are kept. One is built again when its texts, the code that makes
    it, or a number of the ranking that it depends on have changed."""
    ranking: Ranking = DEFAULT_RANKING
    alone: bool = False
    """Whether the peers are left out."""

    def engine(self, files: Mapping[str, str]) -> searcher.Engine:
        """An engine on these files, by path."""
        place = self.indexes / _digest(files)
        try:
            return self._open(place / "index")
        except (searcher.IndexNotFound, searcher.IndexMismatch):
            shutil.rmtree(place, ignore_errors=True)
            return self._open(build_index(files, place, ranking=self.ranking))

    def peers(self, units: Sequence[str]) -> Iterator[tuple[str, Peer]]:
        """Each peer with its name on these texts, if there are to be any."""
        if not self.alone:
            yield from peers(units)

    def _open(self, index: Path) -> searcher.Engine:
        local = LocalIndex(IndexDirectory(index), self.ranking)
        return searcher.Engine(local, None, Synonyms.regional())


def _digest(files: Mapping[str, str]) -> str:
    """Of the texts and of the code that makes the index."""
    digest = hashlib.sha256()
    for path, text in files.items():
        digest.update(f"{path}\0{text}\0".encode())
    package = Path(searcher.__file__).parent
    for file in sorted(file for part in _MAKE_INDEXES for file in package.glob(part)):
        digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]
