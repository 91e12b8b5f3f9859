"""The limits on building an index unasked, for a search that finds none."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from searcher.content.files import Root, SourceFile, walk
from searcher.errors import IndexNotFound
from searcher.options import BuildOptions, Selection

__all__ = ["check_unasked"]

MAX_FILES = 2_000
MAX_BYTES = 200 * 10**6
"""Above these, building takes so long that the user should ask for it."""

_MAX_ENTRIES = 100_000
"""Entries that are examined; a folder with more is not small, whatever they are."""


def check_unasked(
    index: Path, content: Sequence[Path], options: BuildOptions, settings: Selection
) -> None:
    """Raises IndexNotFound, which names the command to run, in the home directory, in the root of a
    file system, and if there is too much content. Opens no file."""
    remedy = f"run 'searcher rebuild {' '.join(map(str, content))}' to build one"
    refused = f"no index in {index}, and none is built unasked"
    home = Path(os.path.realpath(Path("~").expanduser()))
    for path in (Path(), *content):
        real = Path(os.path.realpath(path))
        if real in (home, real.parent):
            where = "the home directory" if real == home else real
            raise IndexNotFound(f"{refused} in {where}; {remedy}")
    roots = [Root(path, settings) for path in content]
    files = size = 0
    for entries, file in enumerate(walk(roots, options.max_file_size, index.absolute())):
        if isinstance(file, SourceFile):
            files += 1
            size += file.size
        if files > MAX_FILES or size > MAX_BYTES or entries > _MAX_ENTRIES:
            raise IndexNotFound(
                f"{refused} of more than {MAX_FILES:,} files or {MAX_BYTES // 10**6} MB; {remedy}"
            )
