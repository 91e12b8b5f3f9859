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

from searcher.analysis.analyzer import Analyzer, TermCounts
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.files import Skipped
from searcher.content.reading import Document
from searcher.indexing import manifest
from searcher.indexing.schema import HEADING_BOOST, TITLE_BOOST, index_schema
from searcher.model import Article, Section

__all__ = ["GenerationWriter"]

_MEMORY = 256
"""Megabytes of postings that Whoosh holds before it spills them to disk."""


class GenerationWriter:
    """Writes a generation into an empty directory: ``add`` and ``skip``, then ``finish``.

    A context manager, for when it does not come to that.
    Raises OSError where the disk is full or cannot be written to.
    """

    def __init__(
        self, directory: Path, analyzer: Analyzer, user_dictionary: UserDictionary
    ) -> None:
        self._directory = directory
        self._analyzer = analyzer
        self._user_dictionary = user_dictionary
        self._sources: list[dict[str, object]] = []
        self._skipped: list[Skipped] = []
        self._sections = 0
        index = FileStorage(str(directory)).create_index(index_schema())
        self._whoosh = index.writer(limitmb=_MEMORY)

    def add(self, document: Document) -> None:
        """Index every section of an article."""
        source = document.source
        article = document.article
        title = self._count((article.title, *article.title_variants)).frequencies
        for section in article.sections:
            self._add_section(document, section, title)
        self._sections += len(article.sections)
        record = asdict(source) | {"sha256": document.digest, "sections": len(article.sections)}
        self._sources.append(record)

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
            tokenizer=self._analyzer.tokenizer.identity,
            dictionaries=manifest.dictionary_digests(self._user_dictionary),
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

    def _count(self, texts: Iterable[str]) -> TermCounts:
        return self._analyzer.count(fold("\n".join(texts)))

    def _add_section(self, document: Document, section: Section, title: dict[str, int]) -> None:
        article = document.article
        heading, _ = self._count((*section.headings, *section.heading_variants))
        body, length = self._count((section.text, *section.variants))
        text = Counter(body)
        for terms, boost in ((title, TITLE_BOOST), (heading, HEADING_BOOST)):
            for term, count in terms.items():
                text[term] += boost * count
        self._whoosh.add_document(
            text=text,
            title=title,
            heading=heading,
            category=dict.fromkeys(map(fold, (*article.categories, *article.tags)), 1),
            path={fold(document.source.path): 1},
            article=len(self._sources),
            length=length,
            apparatus=int(section.apparatus),
            section=stored(document, article, section),
        )


def stored(document: Document, article: Article, section: Section) -> dict[str, object]:
    """What the reader's StoredSection is made from."""
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
