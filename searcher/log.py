"""What the library tells of its work, under ``searcher.*`` of :mod:`logging`.

Nothing is shown unless the program asks for it, and a program that has not imported logging, which
takes longer than a search, has nobody who listens.
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
        """What one call did."""
        self._write(_DEBUG, message, values)

    def info(self, message: str, *values: object) -> None:
        """What has changed, or taken long."""
        self._write(_INFO, message, values)

    def warning(self, message: str, *values: object) -> None:
        """What somebody should see to."""
        self._write(_WARNING, message, values)

    def _write(self, level: int, message: str, values: tuple[object, ...]) -> None:
        logging = sys.modules.get("logging")
        if logging is None:
            return
        package = logging.getLogger(__package__)
        if not package.handlers:  # else warnings that nobody asked for go to standard error
            package.addHandler(logging.NullHandler())
        logging.getLogger(self.name).log(level, message, *values, stacklevel=3)
