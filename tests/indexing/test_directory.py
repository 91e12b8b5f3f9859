"""The directory of an index: what others put there, locks that they hold, permissions, the disk."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

import searcher
from searcher.indexing.generations import IndexDirectory
from searcher.indexing.reader import GenerationReader

fcntl = pytest.importorskip("fcntl", reason="needs links, locks and permissions")

Write = Callable[..., object]

either_writer = pytest.mark.parametrize("write", [searcher.rebuild, searcher.add])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "a.md").write_text("# 甲\n\n第一版。", encoding="utf-8")
    # So many others that an update leaves them where they are.
    sections = "".join(f"## 節{number}\n\n文。\n\n" for number in range(20))
    (folder / "others.md").write_text(sections, encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, content: Path) -> Path:
    searcher.rebuild([content], index=tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def precious(tmp_path: Path) -> Iterator[Path]:
    """A folder elsewhere that must stay as it is, with names that an index has."""
    folder = tmp_path / "precious"
    for name in ("00000009", "00000002.1-0123456789abcdef"):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(0o755)
        (folder / name / "manifest.json").write_text("mine")
        (folder / name / "manifest.json").chmod(0o644)
    before = state(folder)
    yield folder
    assert state(folder) == before


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def revise(content: Path) -> None:
    (content / "a.md").write_text("# 甲\n\n第二版。", encoding="utf-8")


def version_in(index: Path) -> str:
    """Which of the two versions of the content is found."""
    with searcher.Engine.open(index) as engine:
        (hit,) = engine.search("版").hits
        assert engine.search("文").total == 20
    return hit.fragments[0].text


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in (index / "generations").iterdir())


def is_one_line(error: pytest.ExceptionInfo[searcher.SearcherError]) -> bool:
    return "\n" not in str(error.value)


@either_writer
def test_generations_that_are_a_link_are_refused_and_what_it_leads_to_stays(
    index: Path, content: Path, tmp_path: Path, precious: Path, write: Write
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (index / "generations").rename(elsewhere)
    for path in precious.iterdir():
        (elsewhere / path.name).symlink_to(path)
    (index / "generations").symlink_to(elsewhere)
    before = state(elsewhere)
    revise(content)
    with pytest.raises(searcher.IndexingError, match=r"generations is not a directory") as caught:
        write([content], index=index)
    assert is_one_line(caught)
    assert state(elsewhere) == before
    assert version_in(index) == "第一版。"  # reading is as it was


@either_writer
@pytest.mark.parametrize("name", ["writer.pid", "current.new", "writer.lock"])
@pytest.mark.parametrize("exists", [True, False])
def test_nothing_is_written_through_a_link(
    index: Path, content: Path, tmp_path: Path, name: str, exists: bool, write: Write
) -> None:
    letter = tmp_path / "letter"
    if exists:
        letter.write_text("mine")
    (index / name).unlink(missing_ok=True)
    (index / name).symlink_to(letter)
    revise(content)
    if name == "writer.lock":
        with pytest.raises(searcher.IndexingError, match=r"cannot write to .*index") as caught:
            write([content], index=index)
        assert is_one_line(caught)
    else:
        write([content], index=index)
        assert version_in(index) == "第二版。"
    assert letter.exists() == exists
    assert not exists or letter.read_text() == "mine"


@either_writer
def test_links_that_are_called_like_generations_are_removed_and_nothing_behind_them(
    index: Path, content: Path, precious: Path, write: Write
) -> None:
    for path in precious.iterdir():
        (index / "generations" / path.name).symlink_to(path)
    revise(content)
    write([content], index=index)
    assert generations(index) == ["00000001", "00000002"]
    assert version_in(index) == "第二版。"


@either_writer
def test_what_has_no_name_of_an_index_s_is_not_removed(
    index: Path, content: Path, write: Write
) -> None:
    others = [index / "notes.md", *(index / "generations" / n for n in ("7", "x", "00000009.new"))]
    for path in others:
        path.mkdir()
    revise(content)
    write([content], index=index)
    assert all(path.is_dir() for path in others)


def test_a_segment_that_is_a_link_is_not_taken_over(
    index: Path, content: Path, tmp_path: Path
) -> None:
    (path,) = index.glob("generations/*/*.postings")
    target = tmp_path / "target"
    path.rename(target)
    target.chmod(0o644)
    path.symlink_to(target)
    revise(content)
    with pytest.raises(searcher.IndexDamaged, match=path.name):
        searcher.update(index=index)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


@pytest.mark.parametrize("name", ["current", "generations/00000001/manifest.json"])
def test_a_pipe_in_place_of_a_file_stops_nobody(index: Path, content: Path, name: str) -> None:
    (index / name).unlink()
    os.mkfifo(index / name)
    with pytest.raises(searcher.IndexingError, match=r"cannot read the .*not a regular"):
        searcher.Engine.open(index)
    searcher.rebuild([content], index=index)
    assert version_in(index) == "第一版。"


def test_a_pipe_in_place_of_the_writer_s_number_stops_no_other_writer(index: Path) -> None:
    with IndexDirectory(index).writer_lock():
        (index / "writer.pid").unlink()
        os.mkfifo(index / "writer.pid")
        with pytest.raises(searcher.IndexLocked, match="by process unknown"):
            searcher.update(index=index)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody who can read a file keeps all others from locking it."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_whoever_locks_the_manifest_stops_no_reader_and_no_writer(
    index: Path, content: Path
) -> None:
    with locked(index / "generations" / "00000001" / "manifest.json"):
        assert version_in(index) == "第一版。"
        assert not searcher.check(index).damaged
        revise(content)
        searcher.update(index=index)
        assert version_in(index) == "第二版。"


def test_what_was_opened_without_a_lock_is_read_after_it_was_removed(
    index: Path, content: Path
) -> None:
    with locked(index / "generations" / "00000001" / "manifest.json"):
        reader = GenerationReader(IndexDirectory(index).open_current())
    with closing(reader):
        for _ in range(2):
            searcher.rebuild([content], index=index)
        assert "00000001" not in generations(index)
        texts = [section.text for section in reader.sections(range(reader.document_count))]
        assert sorted(texts) == sorted(["第一版。", *["文。"] * 20])
        assert reader.terms("text", "文")


NO_LOCKS = ("ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EBADF")


@pytest.mark.parametrize("name", NO_LOCKS)
def test_where_there_are_no_locks_readers_read_and_writers_are_told_what_to_do(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    monkeypatch.setattr(fcntl, "flock", fail)
    assert version_in(index) == "第一版。"
    assert not searcher.check(index).damaged
    for write in (searcher.rebuild, searcher.add):
        with pytest.raises(searcher.IndexingError, match=r"cannot lock .*--index DIR") as caught:
            write([content], index=index)
        assert is_one_line(caught)
        assert not isinstance(caught.value, searcher.IndexLocked)


def as_over_nfs(flock: Callable[[Any, int], None]) -> Callable[[Any, int], None]:
    """Locks as they are over NFS: of bytes, so that what a file is open for counts."""

    def locking(file: Any, operation: int) -> None:
        descriptor = file if isinstance(file, int) else file.fileno()
        mode = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
        if operation & fcntl.LOCK_EX and mode == os.O_RDONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if operation & fcntl.LOCK_SH and mode == os.O_WRONLY:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        flock(file, operation)

    return locking


def test_over_nfs_old_generations_are_removed_unless_they_are_read(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fcntl, "flock", as_over_nfs(fcntl.flock))
    with closing(GenerationReader(IndexDirectory(index).open_current())):
        for _ in range(3):
            searcher.rebuild([content], index=index)
        assert generations(index) == ["00000001", "00000003", "00000004"]
    searcher.rebuild([content], index=index)
    assert generations(index) == ["00000004", "00000005"]


@pytest.mark.parametrize("name", ["ENOLCK", "EOPNOTSUPP", "ENOSYS"])
def test_generations_do_not_pile_up_where_readers_cannot_hold_them(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = fcntl.flock

    def locking(file: Any, operation: int) -> None:
        if os.fstat(file if isinstance(file, int) else file.fileno()).st_size > 0:  # a manifest
            raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))
        real(file, operation)

    monkeypatch.setattr(fcntl, "flock", locking)
    for _ in range(3):
        searcher.rebuild([content], index=index)
        assert version_in(index) == "第一版。"
    assert generations(index) == ["00000003", "00000004"]


@pytest.fixture
def umask() -> Iterator[Callable[[int], object]]:
    """Sets the umask, until the test ends."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def modes(index: Path) -> set[tuple[str, str]]:
    """The permissions of all directories and files."""
    return {
        ("directory" if path.is_dir() else "file", oct(stat.S_IMODE(path.lstat().st_mode)))
        for path in (index, *index.rglob("*"))
    }


PRIVATE = {("directory", "0o700"), ("file", "0o600")}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o027, 0o077])
def test_an_index_is_for_its_owner_alone_whatever_the_umask(
    tmp_path: Path, content: Path, umask: Callable[[int], object], mask: int
) -> None:
    index = tmp_path / "index"
    umask(mask)
    searcher.rebuild([content], index=index)
    assert modes(index) == PRIVATE
    revise(content)
    umask(0o000)
    searcher.update(index=index)
    assert max(path.stat().st_nlink for path in index.glob("generations/*/*")) == 2
    assert modes(index) == PRIVATE


@pytest.mark.parametrize(
    ("mask", "directory", "file"), [(0o022, "0o755", "0o644"), (0o027, "0o750", "0o640")]
)
def test_a_shared_index_follows_the_umask_and_stays_shared_when_it_is_updated(
    tmp_path: Path,
    content: Path,
    umask: Callable[[int], object],
    mask: int,
    directory: str,
    file: str,
) -> None:
    index = tmp_path / "index"
    umask(mask)
    searcher.rebuild([content], index=index, shared=True)
    assert modes(index) == {("directory", directory), ("file", file)}
    revise(content)
    searcher.update(index=index)
    assert modes(index) == {("directory", directory), ("file", file)}
    assert not searcher.check(index).damaged
    searcher.rebuild([content], index=index)
    assert modes(index) == PRIVATE


def test_an_index_that_others_could_read_is_its_owner_s_alone_after_an_update(
    index: Path, content: Path
) -> None:
    for path in (index, *index.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    revise(content)
    searcher.update(index=index)
    assert modes(index) == PRIVATE


def test_a_private_index_can_be_shared_later(
    index: Path, content: Path, umask: Callable[[int], object]
) -> None:
    searcher.rebuild([content], index=index, shared=True)
    own = [index, index / "generations", index / "generations" / "00000002", index / "current"]
    assert [oct(stat.S_IMODE(path.stat().st_mode)) for path in own] == ["0o755"] * 3 + ["0o644"]


def test_a_directory_that_holds_more_than_an_index_keeps_its_permissions(
    tmp_path: Path, content: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter").write_text("mine")
    home.chmod(0o755)
    searcher.rebuild([content], index=home)
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert modes(home / "generations") == PRIVATE


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What is flushed, by number, and what is renamed, by its last name, in order."""
    seen: list[tuple[str, object]] = []

    def watched(name: str, what: Callable[..., object]) -> Callable[..., None]:
        real = getattr(os, name)

        def wrapped(*arguments: Any, **options: Any) -> None:
            seen.append((name, what(*arguments)))
            real(*arguments, **options)

        return wrapped

    monkeypatch.setattr(os, "fsync", watched("fsync", lambda file: os.fstat(file).st_ino))
    for name in ("rename", "replace"):
        monkeypatch.setattr(os, name, watched(name, lambda *paths: Path(paths[1]).name))
    return seen


@either_writer
def test_all_of_a_generation_is_flushed_before_its_name_and_that_before_the_pointer_s(
    index: Path, content: Path, events: list[tuple[str, object]], write: Write
) -> None:
    revise(content)
    write([content], index=index)
    directory = index / "generations" / "00000002"
    named, switched = events.index(("rename", directory.name)), events.index(("replace", "current"))
    flushed = [number for kind, number in events[:named] if kind == "fsync"]
    assert {path.stat().st_ino for path in (directory, *directory.iterdir())} <= set(flushed)
    between = [number for kind, number in events[named:switched] if kind == "fsync"]
    assert between == [
        directory.parent.stat().st_ino,
        (index / "current").stat().st_ino,  # the pointer, under the name that it is written with
    ]
    assert ("fsync", index.stat().st_ino) in events[switched:]


def test_the_directories_above_a_new_index_are_flushed(
    tmp_path: Path, content: Path, events: list[tuple[str, object]]
) -> None:
    index = tmp_path / "above" / "between" / "index"
    searcher.rebuild([content], index=index)
    for directory in (tmp_path, tmp_path / "above", index.parent, index):
        place = events.index(("fsync", directory.stat().st_ino))
        assert place < events.index(("replace", "current"))


def test_an_error_after_the_switch_says_that_the_new_index_is_in_use(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As over a network, which lost the answer."""
    revise(content)
    real = os.replace

    def replace(*arguments: Any) -> None:
        real(*arguments)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(searcher.IndexingError) as caught:
        searcher.rebuild([content], index=index)
    assert version_in(index) == "第二版。"
    assert "the new index is in use" in str(caught.value)
    assert "is unchanged" not in str(caught.value)
    assert is_one_line(caught)


def test_old_generations_that_cannot_be_removed_are_no_error(
    index: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher.rebuild([content], index=index)
    revise(content)
    real, iterdir = os.replace, Path.iterdir

    def replace(*arguments: Any) -> None:
        real(*arguments)
        monkeypatch.setattr(Path, "iterdir", fail)

    def fail(_: Path) -> Iterator[Path]:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", replace)
    assert searcher.rebuild([content], index=index).indexed == 2
    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert len(generations(index)) == 3
    assert version_in(index) == "第二版。"
    searcher.update(index=index)  # which has nothing to do but that
    assert len(generations(index)) == 2
