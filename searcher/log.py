"""Logging under ``searcher.*`` of :mod:`logging`, silent by default.

Importing logging takes longer than a search. Nothing is logged in a program that has not imported
it, as it cannot have a handler.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

__all__ = ["Log"]

_DEBUG, _INFO, _WARNING = 10, 20, 30
"""The levels of :mod:`logging`."""


@dataclass(frozen=True, slots=True)
class Log:
    """The log of a module: ``LOG = Log(__name__)``. Messages and values are those of logging."""

    name: str

    def debug(self, message: str, *values: object) -> None:
        """Log what one call did."""
        self._write(_DEBUG, message, values)

    def info(self, message: str, *values: object) -> None:
        """Log a change, or work that took long."""
        self._write(_INFO, message, values)

    def warning(self, message: str, *values: object) -> None:
        """Log a problem that somebody should look at."""
        self._write(_WARNING, message, values)

    def _write(self, level: int, message: str, values: tuple[object, ...]) -> None:
        logging = sys.modules.get("logging")
        if logging is None:
            return
        package = logging.getLogger(__package__)
        if not package.handlers:  # otherwise logging prints warnings on standard error by default
            package.addHandler(logging.NullHandler())
        logging.getLogger(self.name).log(level, message, *values, stacklevel=3)
