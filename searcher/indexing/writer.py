"""Segments, and what goes with them -> a generation that readers can open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.tokenizer import Tokenizer, UserDictionary
from searcher.indexing import manifest
from searcher.indexing.codec.merging import live_document_frequencies
from searcher.indexing.codec.segment import Segment
from searcher.indexing.identity import analysis_identity
from searcher.indexing.layout import USER_DICTIONARY
from searcher.indexing.roots import Roots
from searcher.indexing.snapshot import Snapshot
from searcher.indexing.sources import Sources
from searcher.planning.bm25 import Ranking

__all__ = ["write_generation"]


def write_generation(
    directory: Path,
    segments: Sequence[Segment],
    sources: Sources,
    roots: Roots,
    tokenizer: Tokenizer,
    user_dictionary: UserDictionary,
    ranking: Ranking,
    written: Mapping[str, manifest.FileRecord],
) -> manifest.Manifest:
    """Write everything that makes the segments in ``directory`` a generation, the manifest last.

    ``written`` has the records of files that a generation before has, and that are the same.
    Raises OSError where the disk is full or cannot be written to.
    """
    _write_snapshot(directory, segments, sources)
    sources.write(directory)
    (directory / USER_DICTIONARY).write_bytes(user_dictionary.text.encode("utf-8"))
    made = manifest.Manifest(
        format=manifest.FORMAT,
        searcher=version("searcher-zh"),
        created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        content=roots,
        analysis=analysis_identity(tokenizer, user_dictionary),
        ranking=ranking.to_dict(),
        versions={**manifest.package_versions(), "tokenizer": tokenizer.name},
        articles=sum(entry.articles for entry in sources.indexed),
        sections=sum(entry.sections for entry in sources.indexed),
        skipped=len(sources.skipped),
        segments=tuple(
            manifest.SegmentRecord(segment.name, segment.document_count, len(segment.deleted))
            for segment in segments
        ),
        files=tuple(
            written.get(path.name) or manifest.file_record(path, directory)
            for path in sorted(directory.iterdir())
        ),
    )
    made.write(directory)
    return made


def _write_snapshot(directory: Path, segments: Sequence[Segment], sources: Sources) -> None:
    """Write what holds for all segments together, unless they are one, whole and in order."""
    ordinals = _ordinals(segments, sources)
    having = {number: segment for number, segment in enumerate(segments) if len(segment.deleted)}
    if having or bool(np.any(np.diff(ordinals.astype(np.int64)) != 1)):
        Snapshot(
            ordinals,
            {number: segment.deleted.astype(np.uint32) for number, segment in having.items()},
            {
                number: live_document_frequencies(segment).astype(np.uint32)
                for number, segment in having.items()
            },
        ).write(directory)


def _ordinals(segments: Sequence[Segment], sources: Sources) -> NDArray[np.uint32]:
    """The place of each document of all segments in the order of the content."""
    sections = np.array([entry.sections for entry in sources.indexed], np.int64)
    first = dict(
        zip(
            ((entry.source.root, entry.source.path) for entry in sources.indexed),
            (np.cumsum(sections) - sections).tolist(),
            strict=True,
        )
    )
    ordinals = [np.empty(0, np.int64)]
    for segment in segments:
        documents = segment.documents
        before = np.array(_first_ordinals(segment, first)) - documents.starts
        ordinals.append(np.repeat(before, documents.sections) + np.arange(len(documents)))
    return np.concatenate(ordinals).astype(np.uint32)


def _first_ordinals(segment: Segment, first: Mapping[tuple[str, str], int]) -> list[int]:
    """The ordinal of the first document of each article, from those of the files: the articles of
    a file, which follow each other, divide its ordinals."""
    ordinals = []
    file, following = None, 0
    articles = segment.stored.articles()
    for article, sections in zip(articles, segment.documents.sections.tolist(), strict=True):
        if file != (article.root, article.path):
            file = article.root, article.path
            following = first.get(file, 0)
        ordinals.append(following)
        following += sections
    return ordinals
