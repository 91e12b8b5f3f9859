"""The whole way from content to a new index that readers can trust."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.tokenizer import UserDictionary
from searcher.content.files import Skipped, SourceFile, walk
from searcher.errors import ContentError, IndexDamaged, IndexingError
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.preparation import Preparer
from searcher.indexing.verification import damaged_files
from searcher.indexing.writer import GenerationWriter

__all__ = ["Progress", "RebuildReport", "rebuild_index"]

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did. ``indexed`` files and those ``skipped`` are all that were found."""

    index: str
    roots: tuple[str, ...]
    indexed: int
    sections: int
    skipped: tuple[Skipped, ...]
    seconds: float

    @property
    def found(self) -> int:
        """Everything met under the content roots: files, and directories that were passed over."""
        return self.indexed + len(self.skipped)

    def to_dict(self) -> dict[str, object]:
        """The report as ``rebuild --json`` prints it."""
        return {
            "index": self.index,
            "roots": list(self.roots),
            "found": self.found,
            "indexed": self.indexed,
            "sections": self.sections,
            "skipped": [{"path": file.path, "reason": file.reason} for file in self.skipped],
            "seconds": self.seconds,
        }


def rebuild_index(
    content: Sequence[Path],
    index: Path,
    *,
    analyzer: Analyzer,
    user_dictionary: UserDictionary,
    max_file_size: int,
    workers: int,
    progress: Progress | None = None,
) -> RebuildReport:
    """Index all content anew and switch to the result.

    Until the switch readers see the index before, and whatever goes wrong, they still do.
    Raises ContentError where there is nothing to index, IndexLocked while another process
    writes, IndexingError where the disk is full or cannot be written to.
    """
    started = time.perf_counter()
    roots = tuple(dict.fromkeys(Path(os.path.abspath(path)) for path in content))  # noqa: PTH100
    found = list(walk(roots, max_file_size, index.absolute()))
    if not any(isinstance(entry, SourceFile) for entry in found):
        names = ", ".join(map(str, content))
        raise ContentError(
            f"nothing to index in {names}: no .md, .markdown or .txt file"
            + (f", {len(found)} others skipped" if found else "")
            + "; name a folder that has some"
        )
    directory = IndexDirectory(index)
    preparer = Preparer(analyzer, max_file_size)
    skipped: list[Skipped] = []
    with (
        _disk_errors(index),
        directory.writer_lock(),
        directory.new_generation() as generation,
        GenerationWriter(generation, analyzer.tokenizer, user_dictionary) as writer,
        closing(preparer.prepare_all(found, workers, user_dictionary)) as prepared,
    ):
        for done in range(len(found)):
            if progress:
                progress(done, len(found))
            document = next(prepared)
            if isinstance(document, Skipped):
                skipped.append(document)
                writer.skip(document)
            else:
                writer.add(document)
        manifest = writer.finish(map(str, roots))
        if not manifest.sections:
            raise ContentError(
                f"nothing to index in {', '.join(map(str, content))}: of {len(found)} files"
                f" none has text; the first was skipped as {skipped[0].reason}"
            )
        if damaged := damaged_files(generation, manifest):
            raise IndexDamaged(f"{generation / damaged[0]} was not written as it should be")
        directory.switch(generation)
    if progress:
        progress(len(found), len(found))
    return RebuildReport(
        str(index),
        manifest.roots,
        manifest.articles,
        manifest.sections,
        tuple(skipped),
        time.perf_counter() - started,
    )


@contextmanager
def _disk_errors(index: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # of whoever shows the progress
        raise
    except OSError as exc:
        raise IndexingError(
            f"cannot write the index in {index}: {exc.strerror or exc};"
            " the index before, if there was one, is as it was"
        ) from exc
