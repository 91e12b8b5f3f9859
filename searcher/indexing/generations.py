"""Generations of an index: opening the current one, writing the next, and switching to it.

The files are in :mod:`~searcher.indexing.layout`, with what makes a killed writer do no harm.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from searcher.errors import IndexingError, IndexLocked, IndexNotFound
from searcher.indexing import layout, manifest
from searcher.indexing.indexfile import damaged
from searcher.indexing.locks import hold, try_lock, unlock
from searcher.indexing.safefiles import (
    NO_FOLLOW,
    create,
    flush,
    flush_directory,
    is_directory,
    make_directory,
    open_regular,
    remove,
    restrict,
    share,
)
from searcher.indexing.sweeping import attempt_name, generation_names, number_of, sweep

__all__ = ["Generation", "IndexDirectory"]

_POINTER = re.compile(r"(\d+) ([0-9a-f]{64})\n")
_FILES = (layout.CURRENT, layout.NEW_CURRENT, layout.WRITER_LOCK, layout.WRITER_PID)


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
        """The manifest of the generation. Raises IndexMismatch, IndexDamaged."""
        return manifest.Manifest.read(self.directory, self.manifest_digest)

    def close(self) -> None:
        """Release the generation."""
        self.lock.close()


@dataclass(frozen=True, slots=True)
class IndexDirectory:
    """The directory of an index, which need not exist yet."""

    path: Path

    @property
    def generations(self) -> Path:
        """The directory of the generations."""
        return self.path / layout.GENERATIONS

    def is_current(self, generation: Generation) -> bool:
        """Whether readers would open this generation now. Raises as :meth:`current_name`.

        The name alone is not enough: an index that was removed and rebuilt counts from 1 again.
        """
        return self._pointer() == (generation.name, generation.manifest_digest)

    def current_name(self) -> str:
        """The name of the current generation. Raises IndexNotFound, IndexDamaged."""
        return self._pointer()[0]

    def live(self) -> tuple[str, str] | None:
        """Name and manifest digest of the current generation, None if none can be read."""
        try:
            return self._pointer()
        except IndexingError:
            return None

    def open_current(self) -> Generation:
        """Open the current generation and hold it against removal. Raises as :meth:`current_name`.

        If it cannot be held, because there are no locks or somebody else holds an exclusive one,
        it is read nevertheless. It is removed after the second switch from now at the earliest,
        and a reader opens all files at once, which stay readable after they are removed.
        """
        while True:
            name, digest = self._pointer()
            directory = self.generations / name
            path = directory / layout.MANIFEST
            try:
                lock = os.fdopen(open_regular(path), "rb")
            except FileNotFoundError as exc:
                if self.current_name() != name:  # a writer switched and swept in between
                    continue
                raise damaged(path) from exc
            except OSError as exc:
                raise self._unreadable(exc) from exc
            hold(lock.fileno())
            if path.exists():
                return Generation(directory, digest, lock)
            lock.close()

    def _pointer(self) -> tuple[str, str]:
        """Name and manifest digest of the current generation."""
        path = self.path / layout.CURRENT
        try:
            with os.fdopen(open_regular(path), "rb") as file:
                pointer = file.read(1000).decode("ascii")
        except FileNotFoundError as exc:
            raise IndexNotFound(
                f"no index in {self.path}; run 'searcher rebuild PATH' to make one"
            ) from exc
        except NotADirectoryError as exc:
            raise IndexingError(
                f"no index in {self.path}, which is no directory; name the directory of an index"
            ) from exc
        except OSError as exc:
            raise self._unreadable(exc) from exc
        except ValueError as exc:
            raise damaged(path) from exc
        if match := _POINTER.fullmatch(pointer):
            return match[1], match[2]
        raise damaged(path)

    @contextmanager
    def writer_lock(self) -> Iterator[None]:
        """Keep other writers out, and remove what dead writers left. Raises IndexLocked with the
        process id of the holder, IndexingError if the directory cannot be written to or locked.

        The operating system releases the lock when its holder dies.
        """
        process = os.getpid()
        descriptor = self._lock()
        try:
            create(self.path / layout.WRITER_PID, f"{process}\n", self._is_private())
            self._remove_leftovers()
            yield
        finally:
            if os.getpid() == process:  # not a child that was forked in the block
                unlock(descriptor)

    @contextmanager
    def new_generation(self, shared: bool | None = None) -> Iterator[Path]:
        """A directory to write the next generation into; removed if the block raises.

        ``shared``: whether other users may read it, as the umask allows; None for no change.
        To be used under :meth:`writer_lock`, and ended by :meth:`switch`.
        """
        private = self._is_private() if shared is None else not shared
        process = os.getpid()
        newest = max(map(int, generation_names(self.generations)), default=0)
        attempt = self.generations / attempt_name(newest + 1)
        try:
            attempt.mkdir()
            if private:
                attempt.chmod(0o700)
            else:
                (attempt / layout.SHARED).touch()
            yield attempt
        except BaseException:
            name = number_of(attempt)
            if os.getpid() == process and self._switched_to() != name:
                remove(attempt)
                remove(self.generations / name)
            raise

    def switch(self, attempt: Path) -> None:
        """Make a finished attempt the current generation: flush it to disk, then switch by one
        rename. OSError is raised only before the rename.

        The previous generation stays, and so does every other that somebody reads.
        """
        before = self._switched_to()
        private = not (attempt / layout.SHARED).exists()
        for path in attempt.rglob("*"):
            if is_directory(path):
                flush_directory(path)
            else:
                flush(path, private)
        flush_directory(attempt)
        digest = manifest.file_record(attempt / layout.MANIFEST, attempt).sha256
        self._set_permissions(attempt, private)
        name = number_of(attempt)
        attempt.rename(self.generations / name)
        flush_directory(self.generations)
        pointer = self.path / layout.NEW_CURRENT
        create(pointer, f"{name} {digest}\n", private)
        flush(pointer, private)
        pointer.replace(self.path / layout.CURRENT)
        with suppress(OSError):  # the switch is done, even if a crash may still undo it
            flush_directory(self.path)
        with suppress(OSError):  # the next writer tries again
            sweep(self.generations, (name, before))

    def _lock(self) -> int:
        """Lock ``writer.lock`` exclusively; returns its descriptor."""
        path = self.path / layout.WRITER_LOCK
        try:
            for directory in (self.path, self.generations):
                make_directory(directory)
            descriptor = open_regular(path, os.O_RDWR | os.O_CREAT | NO_FOLLOW)
        except OSError as exc:
            raise IndexingError(f"cannot write to {self.path}: {exc.strerror or exc}") from exc
        try:
            if not is_directory(self.generations):
                raise IndexingError(
                    f"{self.generations} is not a directory but a link or a file; remove it"
                )
            if not try_lock(descriptor, exclusive=True):
                raise IndexLocked(
                    f"the index in {self.path} is being written by process {self._writer_pid()};"
                    " wait until it is done"
                )
        except OSError as exc:
            os.close(descriptor)
            raise IndexingError(
                f"cannot lock {path}: {exc.strerror or exc}; put the index where the file system"
                " has locks, with --index DIR"
            ) from exc
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _writer_pid(self) -> str:
        """The process that holds the lock; with the likely reason if it started this process."""
        try:
            with os.fdopen(open_regular(self.path / layout.WRITER_PID), "rb") as file:
                pid = file.read(100).decode("ascii").strip()
        except (OSError, ValueError):
            return "unknown"
        if pid == str(os.getppid()):
            # Here, because a search needs nothing of it.
            from searcher.indexing.workers import MAIN_GUARD

            return f"{pid}, which started this one: {MAIN_GUARD}"
        return pid if pid.isdecimal() else "unknown"

    def _remove_leftovers(self) -> None:
        remove(self.path / layout.NEW_CURRENT)
        current = self._switched_to()
        names = generation_names(self.generations)
        if current is None:  # any generation may be the current one, so none is removed
            sweep(self.generations, names)
        else:
            before = max((name for name in names if int(name) < int(current)), key=int, default="")
            sweep(self.generations, (current, before))

    def _set_permissions(self, attempt: Path, private: bool) -> None:
        """Give the files beside an attempt the permissions of the attempt."""
        paths = [self.generations, *(self.path / name for name in _FILES)]
        if all(path in paths for path in self.path.iterdir()):  # a directory of the index alone
            paths.append(self.path)
        if private:
            paths += self.generations.rglob("*")
        for path in paths:
            if private:
                restrict(path)
            else:
                share(path, attempt)

    def _is_private(self) -> bool:
        """Whether only its owner may read the current generation, which is the default."""
        name = self._switched_to()
        return name is None or not (self.generations / name / layout.SHARED).exists()

    def _switched_to(self) -> str | None:
        """The name of the current generation; "0" before there is one, None if it is unknown."""
        try:
            return self.current_name()
        except IndexNotFound:
            return "0"
        except IndexingError:
            return None

    def _unreadable(self, exc: OSError) -> IndexingError:
        return IndexingError(f"cannot read the index in {self.path}: {exc.strerror or exc}")
