"""Commands of the project, and other Python programs, in processes of their own."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from timing import seconds

__all__ = ["command_seconds", "python_output", "python_seconds"]


def command_seconds(index: Path, *arguments: str) -> float:
    """Seconds that a command of this project takes on an index."""
    return python_seconds("-m", "searcher", "--index", str(index), *arguments)


def python_seconds(*arguments: str) -> float:
    """Seconds that a Python process takes."""
    return seconds(lambda: python_output(*arguments))


def python_output(*arguments: str, standard_input: str = "") -> str:
    """What a Python process prints. Raises SystemExit where it fails."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, input=standard_input, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)} failed: {done.stderr}")
    return done.stdout
