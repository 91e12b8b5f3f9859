"""The roots of an index: content roots, paths removed below them, and selections of files.

All paths are absolute, and spelled as they were given: links in them are not resolved.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from searcher.errors import ContentError
from searcher.options import Selection

__all__ = ["Root", "Roots", "is_within"]


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file that was added to the index."""

    path: str
    is_file: bool
    selection: Selection
    """The selection with which it was added; applies in addition to the settings."""


@dataclass(frozen=True, slots=True)
class Roots:
    """The roots of an index, in the order of the content."""

    roots: tuple[Root, ...]
    removed: tuple[str, ...] = ()
    """Files and folders below a root that were removed, and stay excluded."""
    settings: Selection = field(default_factory=Selection)
    """The selection that applies to all roots."""

    def names(self) -> tuple[str, ...]:
        """Their paths."""
        return tuple(root.path for root in self.roots)

    def adding(self, paths: Iterable[Path], selection: Selection) -> Roots:
        """The roots with further ones; nothing at or below these is removed any more."""
        roots = {root.path: root for root in self.roots}
        removed = self.removed
        for path in paths:
            name = self.spelled(path)
            roots[name] = Root(name, path.is_file(), selection)
            removed = tuple(each for each in removed if not is_within(each, name))
        return replace(self, roots=tuple(roots.values()), removed=removed)

    def removing(self, paths: Iterable[Path], indexed: Collection[str]) -> Roots:
        """The roots without those at or below some paths; other paths are removed below their root.
        Raises ContentError for a path that has none of the ``indexed`` files."""
        result = self
        present = (*self.names(), *indexed)
        for path in paths:
            name = self.spelled(path)
            if not any(is_within(each, name) for each in present):
                raise ContentError(
                    f"{path} is not in the index; 'searcher stats' names the folders and files"
                    " that are"
                )
            result = result._removing(name)
        return result

    def _removing(self, name: str) -> Roots:
        roots = tuple(root for root in self.roots if not is_within(root.path, name))
        removed = {path for path in self.removed if not is_within(path, name)} | {name}
        return replace(
            self,
            roots=roots,
            removed=tuple(
                path
                for path in sorted(removed)
                if any(is_within(path, root.path) for root in roots)
            ),
        )

    def spelled(self, path: Path) -> str:
        """A path as the index spells it: below the root that contains it, perhaps through links."""
        name = os.path.abspath(path)  # noqa: PTH100
        if not any(is_within(name, root.path) for root in self.roots):
            real = os.path.realpath(name)
            for root in self.roots:
                real_root = os.path.realpath(root.path)
                if is_within(real, real_root):
                    return os.path.normpath(root.path + real[len(real_root) :])
        return name


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder or file itself, or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
