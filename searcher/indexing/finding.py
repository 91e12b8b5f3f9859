"""The files under the roots of an index."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from searcher.content import files
from searcher.content.files import Skipped, SourceFile
from searcher.content.formats import Formats
from searcher.errors import ContentError
from searcher.indexing.roots import Roots, is_within

__all__ = ["find_files", "require_indexable", "without_repeated"]


def find_files(
    roots: Roots, index: Path, max_bytes: int, formats: Formats
) -> list[SourceFile | Skipped]:
    """All files under the roots, to be read or skipped. Raises ContentError for a folder that is
    gone, or a root that cannot be read; a root that is a file may be gone."""
    for root in roots.roots:
        if not root.is_file and not os.path.lexists(root.path):
            raise ContentError(
                f"cannot read content from {root.path}: no such file or folder; bring it back,"
                f" or run 'searcher remove {root.path}' to take it out of the index"
            )
        if not root.is_file:  # else all that it has would be taken for removed
            files.require_readable(Path(root.path))
    walked = [
        files.Root(Path(root.path), roots.settings.joined(root.selection), root.is_file)
        for root in roots.roots
    ]
    removed = [Path(path) for path in roots.removed]
    return list(files.walk(walked, max_bytes, index.absolute(), removed, formats))


def require_indexable(
    roots: Roots, paths: Iterable[Path], found: Collection[SourceFile | Skipped]
) -> None:
    """Raises ContentError if one of the paths, which are roots, has no file to index."""
    locations = [str(file.location) for file in found if isinstance(file, SourceFile)]
    reasons = {file.path: file.reason for file in found if isinstance(file, Skipped)}
    repeated = _repeated(found)
    for path in paths:
        name = roots.spelled(path)
        if name not in repeated and not any(is_within(each, name) for each in locations):
            raise ContentError(
                f"nothing to index in {path}: {reasons.get(name, 'no file of text')}; name a"
                " file of text, or a folder that has some"
            )


def without_repeated(
    roots: Roots, known: Roots, found: Collection[SourceFile | Skipped]
) -> tuple[Roots, list[SourceFile | Skipped]]:
    """The roots without new ones that add nothing, because they lie within a ``known`` root and
    were found there; and the files under the others."""
    names = known.names()
    repeated = {
        name
        for name in _repeated(found) - {*names}
        if any(is_within(name, known_name) for known_name in names)
    }
    return replace(roots, roots=tuple(r for r in roots.roots if r.path not in repeated)), [
        file
        for file in found
        if isinstance(file, SourceFile) or file.path.removesuffix("/") not in repeated
    ]


def _repeated(found: Iterable[SourceFile | Skipped]) -> frozenset[str]:
    """Roots that the walk had found already below another root."""
    return frozenset(
        file.path.removesuffix("/")
        for file in found
        if isinstance(file, Skipped) and file.is_repeated
    )
