"""Locks on files of an index. Nobody waits for one: whoever can read a file can hold it.

The operating system releases a lock when the file description that took it is closed, also by the
death of its process. Closing another handle to the file does not release it.
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
    """Try to lock a file; returns whether that succeeded.

    Raises OSError on file systems without locks, as some network file systems are.
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
    """Hold a file against removal, if that is possible within 50 milliseconds.

    A writer holds an exclusive lock no longer than a removal takes.
    """
    with suppress(OSError):  # no locks here
        for _ in range(_TRIES):
            if try_lock(descriptor, exclusive=False):
                return
            time.sleep(_PAUSE)


def unlock(descriptor: int) -> None:
    """Release a lock, also in processes that were forked meanwhile, and close the file."""
    with suppress(OSError):  # closing releases it, too
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
