"""Content to index, engines over it, and segments without any content."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeAlias
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import ArrayLike

import searcher
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.cli import main
from searcher.fields import FIELDS, INDEXED
from searcher.indexing.codec.dictionary import END, field_key
from searcher.indexing.codec.documents import (
    Documents,
    Pieces,
    write_stored,
)
from searcher.indexing.codec.postingsfile import LARGE
from searcher.indexing.codec.postingswriter import PostingsPiece, Terms, write_postings
from searcher.indexing.codec.records import StoredArticle, StoredDetail, stored_record
from searcher.indexing.codec.segment import Segment
from searcher.indexing.layout import DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION
from searcher.planning.bm25 import DEFAULT_RANKING

# CI decides whether a change lands, so it tries the same examples each time; people try new ones.
settings.register_profile("searcher", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("searcher")

SEEDS = Path(__file__).parents[1] / "seeds"

Lists: TypeAlias = "Mapping[tuple[str, str], tuple[ArrayLike, ArrayLike]]"
"""Field and term -> the documents that have it, ascending, or the articles in fields that are the
same in all sections of one; and how often each has it."""


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the two articles that ship."""
    return SEEDS


class Outcome(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="session")
def command_line() -> Callable[..., Outcome]:
    """Runs the command line within this process, as from a terminal if asked for."""

    def call(*arguments: str, terminal: bool = False) -> Outcome:
        out, err = (Terminal(), Terminal()) if terminal else (StringIO(), StringIO())
        with (
            patch.object(sys, "argv", ["searcher", *arguments]),
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as exit_,
        ):
            main()
        return Outcome(int(exit_.value.code or 0), out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def home(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the seeds in it, and nothing else; no settings from outside."""
    shutil.copytree(seeds, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("SEARCHER_") or name == "NO_COLOR":
            monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def run(command_line: Callable[..., Outcome], home: Path) -> Callable[..., Outcome]:
    """Runs the command line in ``home``."""
    return command_line


@pytest.fixture(scope="session")
def seed_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    """An engine over the seeds, for tests that only search."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    searcher.rebuild([SEEDS], index=index)
    with searcher.Engine.open(index) as engine:
        yield engine


@pytest.fixture
def engine_over(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], searcher.Engine]]:
    """Makes an engine over files given as name -> text."""
    with ExitStack() as stack:

        def make(files: Mapping[str, str]) -> searcher.Engine:
            content = tmp_path / "content"
            write(content, files)
            searcher.rebuild([content], index=tmp_path / "index")
            return stack.enter_context(searcher.Engine.open(tmp_path / "index"))

        yield make


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer(open_tokenizer(UserDictionary()))


@pytest.fixture(scope="session")
def write_lists() -> Callable[..., Segment]:
    """Writes a segment of posting lists alone: see :func:`_write_lists`."""
    return _write_lists


def _write_lists(
    directory: Path, name: str, lists: Lists, documents: Documents, together: int = 10**9
) -> Segment:
    """A segment with these lists and nothing to show, opened; written so many terms at a time."""
    documents.write(directory / f"{name}{DOCUMENTS_EXTENSION}")
    count = len(documents)
    write_stored(
        directory / f"{name}{STORED_EXTENSION}",
        [Pieces.of([b""] * count)],
        [Pieces.of([stored_record(StoredDetail((), 1))] * count)],
        [Pieces.of([stored_record(StoredArticle("", "", ""))] * len(documents.sections))],
    )
    rows = [
        (field_key(INDEXED.index(field), text) + END, field, np.asarray(numbers), np.asarray(found))
        for (field, text), (numbers, found) in lists.items()
    ]
    rows.sort(key=lambda row: row[0][:-1])
    all_norms = DEFAULT_RANKING.norm(documents.lengths.astype(np.float64))
    write_postings(
        directory / f"{name}{POSTINGS_EXTENSION}",
        INDEXED,
        count,
        Terms(
            b"".join(key for key, *_ in rows),
            np.array([len(key) for key, *_ in rows], np.int64),
            np.array([len(numbers) for _, _, numbers, _ in rows], np.int64),
        ),
        (
            PostingsPiece(
                len(own),
                np.concatenate([numbers for _, _, numbers, _ in own]),
                np.concatenate([occurrences for *_, occurrences in own]),
                np.concatenate(
                    [
                        all_norms[numbers]
                        if FIELDS[field].scaled
                        else np.full(len(numbers), DEFAULT_RANKING.unscaled_norm)
                        for _, field, numbers, _ in own
                    ]
                ),
            )
            for own in (rows[start : start + together] for start in range(0, len(rows), together))
        ),
        sum(int((occurrences >= LARGE).sum()) for *_, occurrences in rows),
    )
    return Segment(directory, name)
