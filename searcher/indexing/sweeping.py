"""Removes dead attempts, and generations that nobody reads.

Only directories with such names are removed, and no link is followed.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Container
from pathlib import Path

from searcher.indexing import layout
from searcher.indexing.locks import try_lock, unlock
from searcher.indexing.safefiles import NO_FOLLOW, open_regular, remove

__all__ = ["attempt_name", "generation_names", "number_of", "sweep"]

_GENERATION = re.compile(r"[0-9]{8,18}")
_ATTEMPT = re.compile(r"[0-9]{8,18}\.[0-9]+-[0-9a-f]{16}")


def attempt_name(number: int) -> str:
    """A unique name for an attempt of this process to write a generation."""
    return f"{number:08d}.{os.getpid()}-{os.urandom(8).hex()}"


def number_of(attempt: Path) -> str:
    """The name of the generation that an attempt becomes."""
    return attempt.name.partition(".")[0]


def generation_names(directory: Path) -> list[str]:
    """The names of all generations in a directory."""
    return [path.name for path in directory.iterdir() if _GENERATION.fullmatch(path.name)]


def sweep(directory: Path, kept: Container[str | None]) -> None:
    """Remove all attempts, and the generations that nobody reads, except those ``kept``."""
    for path in directory.iterdir():
        if _ATTEMPT.fullmatch(path.name):
            remove(path)
        elif _GENERATION.fullmatch(path.name) and path.name not in kept:
            _remove_unread(path)


def _remove_unread(directory: Path) -> None:
    """Remove a generation, unless a reader holds it.

    It is not one of the last two. Without locks, only a search that began two switches ago can
    still be reading it, and is not waited for.
    """
    path = directory / layout.MANIFEST
    try:
        try:  # over NFS, an exclusive lock needs write access
            descriptor = open_regular(path, os.O_RDWR | NO_FOLLOW)
        except PermissionError:
            descriptor = open_regular(path, os.O_RDONLY | NO_FOLLOW)
    except (FileNotFoundError, NotADirectoryError):  # half removed, or never a generation
        remove(directory)
        return
    except OSError:
        return
    try:
        is_free = try_lock(descriptor, exclusive=True)
    except OSError as exc:
        is_free = exc.errno != errno.EBADF
    # Removed while locked: a new reader opens another generation, the current one.
    if is_free:
        remove(directory)
    unlock(descriptor)
