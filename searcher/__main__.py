"""``searcher`` and ``python -m searcher``: an interrupt is status 130, even while modules load."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

__all__ = ["main"]

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        from searcher.cli import main as run

        run()
    except KeyboardInterrupt:
        pass
    except SystemExit as exc:
        if exc.code != INTERRUPTED:
            raise
    # Not by sys.exit(): where the interrupt came while a string was executed, as dataclasses do
    # when modules load, Python would still end by the signal.
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or none at all
            stream.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
