"""What the parts of the benchmark share: articles, sections, queries, indexes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from columns import ColumnIndex, write_words
from command import command_seconds
from corpora import unpack
from tantivywords import TantivyWords
from workload import Sections, Words, draw_queries, read_sections

__all__ = ["BOTH", "HALF", "SEED", "TANTIVY", "WHOOSH", "Shared", "check_same_words"]

TANTIVY = "tantivy"
WHOOSH = "plain Whoosh"

BOTH = "both"
HALF = "both/tw"
"""The folders of articles: those of both archives, and the half of them."""

SEED = 3


class Shared:
    """What the parts of the benchmark share, each made when it is first wanted."""

    def __init__(self, data: Path, folder: Path, step: int, query_count: int) -> None:
        """``step``: of every so many articles one is used."""
        self.folder = folder
        self.query_count = query_count
        for name in ("tw", "cn"):
            unpack(data / f"docs-zh-{name}.tar.xz", folder / BOTH / name, step)
        self._indexes: dict[str, Path] = {}

    def articles(self, name: str) -> list[Path]:
        """The articles of BOTH archives, or of the HALF."""
        return sorted((self.folder / name).rglob("*.md"))

    def rebuild(self, name: str) -> float:
        """Seconds that the command takes to make a new index of some articles."""
        index = self.new_folder()
        workers = str(os.cpu_count())
        self._indexes[name] = index
        arguments = ("rebuild", str(self.folder / name), "--workers", workers, "--quiet")
        return command_seconds(index, *arguments)

    def index(self, name: str = BOTH) -> Path:
        """A real index of some articles."""
        if name not in self._indexes:
            self.rebuild(name)
        return self._indexes[name]

    def new_folder(self) -> Path:
        """An empty one."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    @cached_property
    def sections(self) -> Sections:
        return read_sections(self.articles(BOTH))

    @cached_property
    def queries(self) -> list[Words]:
        return draw_queries(self.sections, self.query_count, SEED)

    @cached_property
    def columns(self) -> ColumnIndex:
        folder = self.new_folder()
        write_words(folder, [words.split() for words in self.sections.words])
        return ColumnIndex(folder)

    @cached_property
    def tantivy(self) -> TantivyWords:
        """Without the text."""
        index = TantivyWords.write(self.new_folder() / "tantivy", self.sections.words)
        check_same_words(self.columns, index, self.queries)
        return index

    @cached_property
    def stored_tantivy_folder(self) -> Path:
        """With the text."""
        folder = self.new_folder() / "tantivy"
        TantivyWords.write(folder, self.sections.words, stored=True)
        return folder


def check_same_words(columns: ColumnIndex, tantivy: TantivyWords, queries: Sequence[Words]) -> None:
    """Make sure that both have the words of the queries in as many sections."""
    for word in {word for query in queries for word in query}:
        if columns.document_frequency(word) != tantivy.document_frequency(word):
            raise SystemExit(f"the engines do not have the same words: {word!r}")
