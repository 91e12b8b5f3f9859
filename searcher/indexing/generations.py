"""The directory layout, the switch from one generation to the next, locks.

::

    index/
      current                  the generation that readers open, and its manifest's checksum;
                           replaced by rename
      writer.lock, writer.pid  held by the one process that writes; which one
      generations/
        00000007/              a generation: complete, verified, never changed again
          manifest.json        what it holds, and a checksum for each other file
          sources.json.gz      every source file, and every file that was skipped
          userdict.txt         the user dictionary that it was made with
          MAIN_*, _MAIN_1.toc  the segments, and Whoosh's table of them
          snapshot.columns     what holds for several segments together

A reader takes a shared lock on the manifest of the generation that it reads. A writer that has
switched removes the generations before the last on which nobody holds one, and a writer that
begins removes what killed ones left unfinished.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


_POINTER = re.compile(r"(\d+) ([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation that a reader holds: its directory stays while ``lock`` is open."""

    directory: Path
    manifest_digest: str
    lock: IO[bytes]

    @property
    def name(self) -> str:
        return self.directory.name

    def read_manifest(self) -> manifest.Manifest:
        """What the generation says of itself. Raises IndexMismatch, IndexDamaged."""
        return manifest.Manifest.read(self.directory, self.manifest_digest)

    def close(self) -> None:
        """Let the generation go."""
        self.lock.close()


@dataclass(frozen=True, slots=True)
class IndexDirectory:
    """The place of an index, whether there is one yet or not."""

    path: Path

    def is_current(self, generation: Generation) -> bool:
        """Whether readers would open this generation now. Raises as :meth:`current_name`.

        The name alone does not tell: an index that was removed and made anew counts from 1.
        """
        return self._pointer() == (generation.name, generation.manifest_digest)

    def current_name(self) -> str:
        """The name of the current generation. Raises IndexNotFound, IndexDamaged."""
        return self._pointer()[0]

    def open_current(self) -> Generation:
        """The current generation, held against removal. Raises as :meth:`current_name`."""
        while True:
            name, digest = self._pointer()
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
                with suppress(OSError):  # a file system without locks
                    fcntl.flock(lock, fcntl.LOCK_SH)
            if (directory / manifest.NAME).exists():
                return Generation(directory, digest, lock)
            lock.close()

    def _pointer(self) -> tuple[str, str]:
        """Name and manifest digest of the current generation."""
        try:
            pointer = (self.path / "current").read_text(encoding="ascii")
        except (FileNotFoundError, NotADirectoryError) as exc:
            raise IndexNotFound(
                f"no index in {self.path}; run 'searcher rebuild PATH' to make one"
            ) from exc
        except OSError as exc:
            raise IndexingError(f"cannot read the index in {self.path}: {exc.strerror}") from exc
        except ValueError as exc:
            raise self._damaged("current") from exc
        if match := _POINTER.fullmatch(pointer):
            return match[1], match[2]
        raise self._damaged("current")

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
        current = self._switched_to()
        for name in self._names():
            if current is not None and int(name) > int(current):  # its writer was killed
                shutil.rmtree(generations / name, ignore_errors=True)
        newest = max(map(int, self._names()), default=0)
        directory = generations / f"{newest + 1:08d}"
        try:
            directory.mkdir(parents=True)
            yield directory
        except BaseException:
            if self._switched_to() != directory.name:
                shutil.rmtree(directory, ignore_errors=True)
            raise

    def switch(self, directory: Path) -> None:
        """Make a finished generation the one that readers open: flushed to disk, then one rename.

        The generation before stays, and every other that somebody reads.
        """
        before = self._switched_to()
        for path in (*directory.rglob("*"), directory, directory.parent):
            _flush(path)
        pointer = self.path / "current.new"
        digest = manifest.file_record(directory / manifest.NAME, directory).sha256
        pointer.write_text(f"{directory.name} {digest}\n", encoding="ascii")
        _flush(pointer)
        pointer.replace(self.path / "current")
        with suppress(OSError):  # switched is switched, even if a crash may still undo it
            _flush(self.path)
        for name in self._names():
            if name not in (directory.name, before):
                _remove_unread(self.path / "generations" / name)

    def _switched_to(self) -> str | None:
        """The name of the current generation; "0" before there is one, None if it is unknown."""
        try:
            return self.current_name()
        except IndexNotFound:
            return "0"
        except IndexingError:
            return None

    def _names(self) -> list[str]:
        directory = self.path / "generations"
        if not directory.is_dir():
            return []
        return [path.name for path in directory.iterdir() if path.name.isdecimal()]

    def _writer_pid(self) -> str:
        try:
            return (self.path / "writer.pid").read_text(encoding="ascii").strip()
        except OSError:
            return "unknown"

    def _damaged(self, name: str) -> IndexDamaged:
        return IndexDamaged(f"{self.path / name} is missing or damaged; run 'searcher rebuild'")


def _remove_unread(directory: Path) -> None:
    """Remove a generation, unless a reader holds it."""
    try:
        with (directory / manifest.NAME).open("rb") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Still locked: a reader that comes now waits, and then finds no manifest.
            shutil.rmtree(directory, ignore_errors=True)
    except FileNotFoundError:  # half removed by a writer that was killed
        shutil.rmtree(directory, ignore_errors=True)
    except OSError:  # held by a reader
        return


def _flush(path: Path) -> None:
    """Have the operating system write a file or directory to disk."""
    if os.name == "nt" and path.is_dir():  # Windows flushes directories by itself
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
