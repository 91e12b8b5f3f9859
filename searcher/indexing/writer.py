"""Articles into the files of one generation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import Tokenizer, UserDictionary
from searcher.content.files import Skipped
from searcher.content.reading import Document
from searcher.indexing import manifest
from searcher.indexing.preparation import PreparedDocument, PreparedSection
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST, index_schema
from searcher.model import Section

__all__ = ["GenerationWriter"]

_MEMORY = 256
"""Megabytes of postings that Whoosh holds before it spills them to disk."""


class GenerationWriter:
    """Writes a generation into an empty directory: ``add`` and ``skip``, then ``finish``.

    A context manager, for when it does not come to that.
    Raises OSError where the disk is full or cannot be written to.
    """

    def __init__(
        self, directory: Path, tokenizer: Tokenizer, user_dictionary: UserDictionary
    ) -> None:
        self._directory = directory
        self._tokenizer = tokenizer
        self._user_dictionary = user_dictionary
        self._sources: list[dict[str, object]] = []
        self._skipped: list[Skipped] = []
        self._sections = 0
        index = FileStorage(str(directory)).create_index(index_schema())
        self._whoosh = index.writer(limitmb=_MEMORY)

    def add(self, prepared: PreparedDocument) -> None:
        """Index every section of an article."""
        for section in prepared.sections:
            self._add_section(prepared, section)
        self._sections += len(prepared.sections)
        document = prepared.document
        record = {"sha256": document.digest, "sections": len(prepared.sections)}
        self._sources.append(asdict(document.source) | record)

    def skip(self, skipped: Skipped) -> None:
        """Record a file that is not indexed."""
        self._skipped.append(skipped)

    def __enter__(self) -> GenerationWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close Whoosh's files if the generation was not finished."""
        if not self._whoosh.is_closed:
            with suppress(OSError):  # of a disk that is full already
                self._whoosh.cancel()

    def finish(self, roots: Iterable[str]) -> manifest.Manifest:
        """Write everything out, the manifest last."""
        self._whoosh.commit()
        for lock in self._directory.glob("*_WRITELOCK"):  # Whoosh's; nobody writes here again
            lock.unlink()
        sources = {"indexed": self._sources, "skipped": [asdict(file) for file in self._skipped]}
        text = json.dumps(sources, ensure_ascii=False)
        (self._directory / "sources.json").write_text(text + "\n", encoding="utf-8")
        (self._directory / "userdict.txt").write_text(self._user_dictionary.text, encoding="utf-8")
        written = manifest.Manifest(
            format=manifest.FORMAT,
            searcher=version("searcher"),
            created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            roots=tuple(roots),
            tokenizer=self._tokenizer.identity,
            dictionaries=manifest.dictionary_digests(self._user_dictionary),
            versions=manifest.package_versions(),
            articles=len(self._sources),
            sections=self._sections,
            skipped=len(self._skipped),
            files=tuple(
                manifest.file_record(path, self._directory)
                for path in sorted(self._directory.rglob("*"))
                if path.is_file()
            ),
        )
        written.write(self._directory)
        return written

    def _add_section(self, prepared: PreparedDocument, section: PreparedSection) -> None:
        document = prepared.document
        article = document.article
        text = Counter(section.body.frequencies)
        for terms, boost in ((prepared.title, TITLE_BOOST), (section.heading, HEADING_BOOST)):
            for term, count in terms.items():
                text[term] += boost * count
        self._whoosh.add_document(
            text=text,
            title=prepared.title,
            heading=section.heading,
            category=dict.fromkeys(map(fold, (*article.categories, *article.tags)), 1),
            path={fold(document.source.path): 1},
            article=len(self._sources),
            length=section.body.length,
            apparatus=int(section.section.apparatus),
            section=_stored(document, section.section),
        )


def _stored(document: Document, section: Section) -> dict[str, object]:
    """What the reader's StoredSection is made from."""
    article = document.article
    return {
        "article": article.title,
        "categories": article.categories,
        "root": document.source.root,
        "path": document.source.path,
        "headings": section.headings,
        "anchor": section.anchor,
        "line": section.line,
        "text": section.text,
        "title_variants": article.title_variants,
        "heading_variants": section.heading_variants,
        "variants": section.variants,
    }
