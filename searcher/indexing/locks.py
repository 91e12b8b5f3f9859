"""Locks on files of an index, which nobody waits for: whoever can read a file can hold one.

The operating system lets a lock go when the file that it was taken through is closed, also by the
death of who did, and by nothing else: another handle to the file has nothing to do with it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["hold", "try_lock", "unlock"]


def try_lock(descriptor: int, *, exclusive: bool) -> bool:
    """Lock a file, unless somebody else holds it: whether that was done.

    Raises OSError where there are no locks: over some networks, and where the file system has none.
    """
    try:
        if sys.platform == "win32":
            if exclusive:  # for readers, a file that is open cannot be removed, which is enough
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as exc:
        if sys.platform == "win32" and exc.errno == errno.EACCES:
            return False
        raise
    return True


_TRIES, _PAUSE = 10, 0.005


def hold(descriptor: int) -> None:
    """Hold a file against removal, if that can be done within 50 milliseconds.

    Nobody who plays by the rules holds it against readers for longer than a removal takes.
    """
    with suppress(OSError):  # no locks here
        for _ in range(_TRIES):
            if try_lock(descriptor, exclusive=False):
                return
            time.sleep(_PAUSE)


def unlock(descriptor: int) -> None:
    """Let go what was locked, also for processes that were forked meanwhile, and close the file."""
    with suppress(OSError):  # closing lets it go, too
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
