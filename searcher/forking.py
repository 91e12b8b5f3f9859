"""What another thread holds when a process forks, and would hold in the child for good.

A thread that is not the one that forks does not exist in the child: a lock that it held stays
locked there, a module that it was importing stays half imported.
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
as nothing could finish it in the child."""


class Lock:
    """A lock that nobody holds in a forked child. What it guards must be sound whenever it is held:
    the child goes on from there."""

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
        """Forget who holds it."""
        self._lock = threading.Lock()


_locks: WeakSet[Lock] = WeakSet()


def _renew_locks() -> None:
    importing.release()
    for lock in _locks:
        lock.renew()
    if sys.version_info < (3, 12):  # before, each cached property had a lock for all instances
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
