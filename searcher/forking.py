"""Locks that are free in a forked child, whatever other threads held when the process forked.

Only the thread that forks exists in the child: a lock that another thread held stays locked there,
and a module that it was importing stays half imported.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import cached_property
from types import TracebackType
from weakref import WeakSet

__all__ = ["Lock", "importing"]

importing = threading.RLock()
"""Held around an import that a search makes when it first needs it: a fork waits until it is done,
because nothing could finish it in the child."""


class Lock:
    """A lock that is free in a forked child. What it guards must be consistent at any time while it
    is held, because the child goes on from there."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _locks.add(self)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._lock.release()

    def renew(self) -> None:
        """Make the lock free, whoever holds it."""
        self._lock = threading.Lock()


_locks: WeakSet[Lock] = WeakSet()


def _renew_locks() -> None:
    importing.release()
    for lock in _locks:
        lock.renew()
    if sys.version_info < (3, 12):  # older versions have one lock in each cached property
        for name, module in list(sys.modules.items()):
            if name.startswith("searcher."):
                for kind in vars(module).values():
                    _renew_cached_properties(kind)


def _renew_cached_properties(kind: object) -> None:
    if isinstance(kind, type):
        for attribute in vars(kind).values():
            if isinstance(attribute, cached_property):
                vars(attribute)["lock"] = threading.RLock()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(
        before=importing.acquire,
        after_in_parent=importing.release,
        after_in_child=_renew_locks,
    )
