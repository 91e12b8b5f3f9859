"""The directory layout, the switch from one generation to the next, locks.

::

    index/
      current                  the name of the generation that readers open; replaced by rename
      writer.lock, writer.pid  held by the one process that writes; which one
      generations/
        00000007/              a generation: complete, verified, never changed again
          manifest.json        what it holds, and a checksum for each other file
          sources.json         every source file, and every file that was skipped
          userdict.txt         the user dictionary that it was made with
          ...                  Whoosh's files

A reader takes a shared lock on the manifest of the generation that it reads. A writer
removes old generations on which nobody holds one, and what killed writers left behind.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from searcher.errors import IndexDamaged, IndexingError, IndexLocked, IndexNotFound
from searcher.indexing import manifest

try:
    import fcntl
except ImportError:  # Windows: a file that is open cannot be removed, which is lock enough
    fcntl = None  # type: ignore[assignment]

__all__ = ["Generation", "IndexDirectory"]


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that a reader holds: its directory stays while ``lock`` is open."""

    directory: Path
    lock: IO[bytes]

    @property
    def name(self) -> str:
        return self.directory.name

    def close(self) -> None:
        """Let the generation go."""
        self.lock.close()


@dataclass(frozen=True, slots=True)
class IndexDirectory:
    """The place of an index, whether there is one yet or not."""

    path: Path

    def current_name(self) -> str:
        """The name of the current generation. Raises IndexNotFound, IndexDamaged."""
        try:
            name = (self.path / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError) as exc:
            raise IndexNotFound(
                f"no index in {self.path}; run 'searcher rebuild PATH' to make one"
            ) from exc
        except OSError as exc:
            raise IndexingError(f"cannot read the index in {self.path}: {exc.strerror}") from exc
        except ValueError as exc:
            raise self._damaged("current") from exc
        if not name.isdecimal():
            raise self._damaged("current")
        return name

    def open_current(self) -> Generation:
        """The current generation, held against removal. Raises as :meth:`current_name`."""
        while True:
            name = self.current_name()
            directory = self.path / "generations" / name
            try:
                lock = (directory / manifest.NAME).open("rb")
            except FileNotFoundError as exc:
                if self.current_name() != name:  # a writer switched and swept in between
                    continue
                raise self._damaged(f"generations/{name}/{manifest.NAME}") from exc
            except OSError as exc:
                raise IndexingError(
                    f"cannot read the index in {self.path}: {exc.strerror}"
                ) from exc
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_SH)
            if (directory / manifest.NAME).exists():
                return Generation(directory, lock)
            lock.close()

    @contextmanager
    def writer_lock(self) -> Iterator[None]:
        """Keep other writers out. Raises IndexLocked with the holder's process id.

        The operating system lets the lock go when its holder dies.
        """
        from filelock import FileLock, Timeout

        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / "writer.lock")
            lock.acquire(timeout=0)
        except Timeout as exc:
            raise IndexLocked(
                f"the index in {self.path} is being written by process {self._writer_pid()};"
                " wait until it is done"
            ) from exc
        except OSError as exc:
            raise IndexingError(f"cannot write to {self.path}: {exc.strerror or exc}") from exc
        try:
            (self.path / "writer.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
            yield
        finally:
            lock.release()

    @contextmanager
    def new_generation(self) -> Iterator[Path]:
        """A directory to write the next generation into; gone again if the block raises.

        To be used under :meth:`writer_lock`, and ended by :meth:`switch`.
        """
        generations = self.path / "generations"
        self._sweep(generations)
        newest = max((int(path.name) for path in _generations(generations)), default=0)
        directory = generations / f"{newest + 1:08d}"
        directory.mkdir(parents=True)
        try:
            yield directory
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise

    def switch(self, directory: Path) -> None:
        """Make a finished generation the one that readers open: flushed to disk, then one rename.

        The generation before stays until the next one is written and nobody reads it.
        """
        for path in (*directory.rglob("*"), directory, directory.parent):
            _flush(path)
        pointer = self.path / "current.new"
        pointer.write_text(f"{directory.name}\n", encoding="ascii")
        _flush(pointer)
        pointer.replace(self.path / "current")
        _flush(self.path)

    def _sweep(self, generations: Path) -> None:
        try:
            keep = self.current_name()
        except IndexingError:
            keep = None
        for directory in _generations(generations):
            if directory.name != keep and not _is_read(directory):
                shutil.rmtree(directory, ignore_errors=True)

    def _writer_pid(self) -> str:
        try:
            return (self.path / "writer.pid").read_text(encoding="ascii").strip()
        except OSError:
            return "unknown"

    def _damaged(self, name: str) -> IndexDamaged:
        return IndexDamaged(f"{self.path / name} is missing or damaged; run 'searcher rebuild'")


def _generations(directory: Path) -> list[Path]:
    if not directory.is_dir():
        return []
    return [path for path in directory.iterdir() if path.name.isdecimal()]


def _is_read(directory: Path) -> bool:
    """Whether a reader holds the generation."""
    if fcntl is None:
        return False
    try:
        with (directory / manifest.NAME).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no manifest: its writer was killed
        return False
    return False


def _flush(path: Path) -> None:
    """Have the operating system write a file or directory to disk."""
    if os.name == "nt" and path.is_dir():  # Windows flushes directories by itself
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
