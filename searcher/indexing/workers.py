"""Worker processes: one function over many tasks, in processes that end with their parent."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import NamedTuple, TypeVar

from searcher.errors import IndexingError

if sys.platform != "win32":
    from multiprocessing.resource_tracker import ensure_running

__all__ = ["MAIN_GUARD", "in_order"]

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

MAIN_GUARD = (
    "a worker process first imports the main program, so put the main code of that into a file,"
    " under if __name__ == '__main__', or use one worker"
)


class _Failure(NamedTuple):
    """What a worker raised."""

    error: Exception
    where: str


def in_order(
    make: Callable[[], Callable[[Task], Outcome]], tasks: Sequence[Task], count: int
) -> Generator[Outcome, None, None]:
    """The results of a function for all tasks, in order; ``make`` makes the function in each of
    ``count`` processes.

    All values that pass between the processes are pickled. Raises what the function does, and
    IndexingError if a process dies. The processes end when the generator ends or is closed, and
    within a second after this process has died, whatever killed it.
    """
    pickled = pickle.dumps(make)  # so that a worker watches its parent before it imports anything
    workers: dict[Connection, BaseProcess] = {}
    try:
        with _without_signals():
            for _ in range(count):
                connection, process = _start(pickled)
                workers[connection] = process
        yield from _outcomes(list(workers), tasks)
    finally:
        for process in workers.values():
            process.kill()
        for connection, process in workers.items():
            process.join()
            process.close()
            connection.close()


def _start(pickled: bytes) -> tuple[Connection, BaseProcess]:
    context = get_context("spawn")  # threads of the program that embeds us do not fork
    try:
        connection, its_end = context.Pipe()
        with its_end:  # closed here, so that the connection ends with the process
            process = context.Process(target=_work, args=(its_end, pickled), daemon=True)
            process.start()
    except OSError as exc:
        raise IndexingError(
            f"cannot start a worker process: {exc.strerror or exc}; use fewer workers"
        ) from exc
    return connection, process


def _outcomes(
    connections: Sequence[Connection], tasks: Sequence[Task]
) -> Generator[Outcome, None, None]:
    """The outcomes of the tasks, each of which goes to the next process that is free."""
    waiting = iter(enumerate(tasks))
    running: dict[Connection, int] = {}
    done: dict[int, Outcome] = {}
    have_begun = False

    def hear(connection: Connection) -> None:
        nonlocal have_begun
        try:
            answer = connection.recv()
            if following := next(waiting, None):
                connection.send(following[1])
        except (EOFError, ConnectionError) as exc:
            raise IndexingError(
                "a worker process died, perhaps out of memory; use fewer workers"
                if have_begun
                else f"no worker process began its work; {MAIN_GUARD}"
            ) from exc
        have_begun = True
        if isinstance(answer, _Failure):
            if isinstance(answer.error, MemoryError):
                raise IndexingError("a worker process ran out of memory; use fewer workers")
            raise answer.error from RuntimeError(f"in a worker process:\n{answer.where}")
        if connection in running:
            done[running.pop(connection)] = answer
        if following:
            running[connection] = following[0]

    for number in range(len(tasks)):
        while number not in done:
            ready = wait(connections)
            for connection in connections:
                if connection in ready:
                    hear(connection)
        yield done.pop(number)


def _work(connection: Connection, pickled: bytes) -> None:
    """The main function of a worker: report that it is free, do tasks until the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        function = _attempt(lambda: pickle.loads(pickled)())
        connection.send(function if isinstance(function, _Failure) else None)
        while not isinstance(function, _Failure):
            task = connection.recv()
            connection.send(_attempt(partial(function, task)))


def _attempt(function: Callable[[], Outcome]) -> Outcome | _Failure:
    try:
        return function()
    except Exception as exc:
        return _Failure(exc, traceback.format_exc())


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is dead, whatever it is doing."""
    parent = parent_process()
    if parent is None:
        return
    # A closing pipe tells, unless another child of the parent holds it open: poll, too.
    while parent.is_alive() and (sys.platform == "win32" or os.getppid() == parent.pid):
        parent.join(0.5)
    os._exit(1)


@contextmanager
def _without_signals() -> Iterator[None]:
    """Puts what interrupts or ends the program off until the end of the block, and Ctrl-C for good
    in processes begun meanwhile: one that is interrupted while it starts, or whose parent is,
    would complain at length."""
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():  # which alone has handlers
        numbers = []
    # One that is not Python's could not be put back.
    handlers = {n: handler for n in numbers if callable(handler := signal.getsignal(n))}
    late: list[int] = []
    mask = None
    if sys.platform != "win32" and signal.SIGINT in handlers:
        ensure_running()  # a process of multiprocessing's own, whose start would undo the mask
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        for number in handlers:
            signal.signal(number, lambda number, _: late.append(number))
        yield
    finally:
        if sys.platform != "win32" and mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in late:
            signal.raise_signal(number)


_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
