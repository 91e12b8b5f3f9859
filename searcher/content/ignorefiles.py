"""Ignore files: ``.gitignore``, ``.ignore`` and ``.searcherignore``.

As for git and ripgrep: a ``.gitignore`` holds for its directory within its repository; so do
those above it up to the repository's top, and ``.git/info/exclude`` where nothing else decides.
Outside of a repository only those from the root downward count. ``.ignore`` and
``.searcherignore`` hold wherever they stand, above the root too. Of files of one name the one
nearest to a path decides; a ``.searcherignore`` decides over an ``.ignore``, and that over a
``.gitignore``, wherever each stands.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from searcher.globs import Globs

__all__ = ["Ignoring"]

_GIT, _IGNORE, _OWN = ".gitignore", ".ignore", ".searcherignore"

_MAX_BYTES = 1 << 20
"""Of an ignore file that are read: a larger one is none, or meant to keep us busy."""


class _IgnoreFile(NamedTuple):
    name: str
    """Relative to the root, as it is shown."""
    above: str
    """What stands before a path from the root to make it one from the file's directory: empty,
    or with a slash at the end."""
    below: int
    """So many characters of a path from the root lead to the file's directory."""
    globs: Globs

    def ignores(self, path: str, is_directory: bool) -> bool | None:
        """None where it does not speak of the path, which is relative to the root."""
        glob = self.globs.deciding(self.above + path[self.below :], is_directory)
        return None if glob is None else not glob.negated


class Ignoring(NamedTuple):
    """The ignore files that hold in a directory, those that decide first in front."""

    own: tuple[_IgnoreFile, ...] = ()
    ignore: tuple[_IgnoreFile, ...] = ()
    git: tuple[_IgnoreFile, ...] = ()

    @classmethod
    def above(cls, root: Path) -> Ignoring:
        """Those above a root, a directory, which hold for what is in it."""
        real = Path(os.path.realpath(root))
        top = None if _is_top(real) else next(filter(_is_top, real.parents), None)
        found = cls()
        for directory in reversed(real.parents):
            above = f"{real.relative_to(directory).as_posix()}/"
            shown = "../" * above.count("/")
            names = [_IGNORE, _OWN]
            if top is not None and directory.is_relative_to(top):
                names.append(_GIT)
            found = found._with(directory, names, shown, above, 0, directory == top)
        return found

    def entering(self, directory: Path, path: str, names: Collection[str]) -> Ignoring:
        """Those that hold in a directory with entries ``names``, which is at ``path`` from the
        root: empty, or with a slash at the end. A repository begins anew."""
        is_top = ".git" in names
        outer = self._replace(git=()) if is_top else self
        here = [name for name in (_GIT, _IGNORE, _OWN) if name in names]
        return outer._with(directory, here, path, "", len(path), is_top)

    def reason(self, path: str, is_directory: bool) -> str | None:
        """Why a path, from the root and without a slash at the end, is ignored; None if not."""
        for file in (*self.own, *self.ignore, *self.git):
            verdict = file.ignores(path, is_directory)
            if verdict is not None:
                return f"ignored by {file.name}" if verdict else None
        return None

    def _with(
        self,
        directory: Path,
        names: Sequence[str],
        shown: str,
        above: str,
        below: int,
        is_top: bool,
    ) -> Ignoring:
        def read(name: str, location: Path) -> tuple[_IgnoreFile, ...]:
            globs = Globs.of(_read(location))
            return (_IgnoreFile(shown + name, above, below, globs),) if globs.globs else ()

        own, ignore, git = (
            read(name, directory / name) if name in names else () for name in (_OWN, _IGNORE, _GIT)
        )
        excluded = read(".git/info/exclude", _info_exclude(directory)) if is_top else ()
        return Ignoring(own + self.own, ignore + self.ignore, git + self.git + excluded)


def _is_top(directory: Path) -> bool:
    """Whether a repository begins here: its ``.git`` is a directory, or a file that leads there."""
    return os.path.lexists(directory / ".git")


def _info_exclude(top: Path) -> Path:
    """Where a repository keeps what is ignored in this copy of it alone."""
    git = top / ".git"
    if git.is_file():  # of a submodule, or of a further working tree
        git = top / "".join(_read(git)[:1]).removeprefix("gitdir:").strip()
        git = git / "".join(_read(git / "commondir")[:1]).strip()
    return git / "info" / "exclude"


def _read(location: Path) -> list[str]:
    """The lines of a file; none where it cannot be read, which as for git says nothing."""
    try:
        if not location.is_file() or location.stat().st_size > _MAX_BYTES:
            return []
        text = location.read_bytes().decode("utf-8-sig", "replace")
    except (OSError, ValueError):  # ValueError: a path with a null character in it
        return []
    return [line.removesuffix("\r") for line in text.split("\n")]
