"""What the scripts here have in common: each makes one file, or checks it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

__all__ = ["write_or_check"]


def write_or_check(target: Path, render: Callable[[], str]) -> int:
    """Write what is rendered; with ``--check``, 1 where the file is something else, else 0."""
    text = render()
    if "--check" in sys.argv[1:]:
        return int(target.read_text(encoding="utf-8") != text)
    target.write_text(text, encoding="utf-8")
    return 0
