"""The embeddable façade: open an index, search it. What writes one is in ``writing.py``."""

from __future__ import annotations

import atexit
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from searcher.analysis.analyzer import Token, open_analyzer
from searcher.analysis.normalize import normalize
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenizer import UserDictionary
from searcher.backend import Budget, PageRequest
from searcher.errors import IndexNotFound, SearcherError
from searcher.fields import TEXT
from searcher.forking import Lock, importing
from searcher.indexing.generations import IndexDirectory
from searcher.log import Log
from searcher.model import ResultPage
from searcher.options import Script, SearchOptions, StrPath, file_path, index_path
from searcher.planning.plan import Plan
from searcher.planning.planner import Planner
from searcher.presentation import Presentation
from searcher.query.nodes import And
from searcher.query.parser import parse, unknown_fields
from searcher.searching.local import LocalIndex, LocalReader
from searcher.stats import Stats

if TYPE_CHECKING:
    from searcher.suggesting.suggester import Suggester

__all__ = [
    "Engine",
    "analyze",
    "search",
]

_LOG = Log(__name__)


class Engine:
    """Searches one index, and follows every rebuild of it, whichever process does it.

    Safe to share between threads; a context manager. Make one with :meth:`open`.
    """

    def __init__(
        self,
        index: LocalIndex,
        user_dictionary: UserDictionary | None,
        synonyms: Synonyms,
    ) -> None:
        self._index = index
        self._user_dictionary = user_dictionary
        self._synonyms = synonyms
        self._lock = Lock()
        self._closed = False
        self._warnings: list[str] = []
        self._snapshot = self._open_snapshot()

    @classmethod
    def open(
        cls,
        index: StrPath = "index",
        *,
        userdict: StrPath | None = None,
        synonyms: StrPath | None = None,
    ) -> Engine:
        """Open the index in a directory.

        The index is searched with the user dictionary that it was made with; where ``userdict``
        says otherwise, a warning to the logger ``searcher.engine`` says so. ``synonyms`` is a
        file in Solr's format with words of your own that stand for each other, besides those of
        the regions. Raises IndexNotFound, IndexMismatch if the index was made by another version
        or with another analysis, IndexDamaged, IndexingError if it cannot be read, ConfigError
        for a wrong user dictionary or wrong synonyms.
        """
        words = None
        if userdict is not None:
            words = UserDictionary.read(file_path(userdict, "userdict"))
        known = Synonyms.regional()
        if synonyms is not None:
            known = Synonyms.read(file_path(synonyms, "synonyms")).joined(known)
        return cls(LocalIndex(IndexDirectory(index_path(index))), words, known)

    def search(
        self,
        query: str,
        *,
        limit: int = SearchOptions.limit,
        offset: int = SearchOptions.offset,
        fragments: int = SearchOptions.fragments,
        width: int = SearchOptions.width,
        group: bool = SearchOptions.group,
        script: Script = SearchOptions.script,
        explain: bool = SearchOptions.explain,
        synonyms: bool = SearchOptions.synonyms,
        timeout: float = SearchOptions.timeout,
    ) -> ResultPage:
        """The sections that answer ``query``, best first, without the first ``offset``.

        Each hit shows up to ``fragments`` fragments of about ``width`` code points. With
        ``group``, only the best section of each article is a hit. ``script`` converts what is
        shown. Without ``synonyms`` words are met as they are asked for alone, and not by what
        stands for them in other regions. After ``timeout`` seconds, and where the query asks for
        too much, the page is the best found so far, and its ``limited`` says so. Raises QueryError
        for a query that is empty or too long, or an option that is out of range; IndexingError
        where the index can no longer be read.
        """
        options = SearchOptions(
            limit=limit,
            offset=offset,
            fragments=fragments,
            width=width,
            group=group,
            script=script,
            explain=explain,
            synonyms=synonyms,
            timeout=timeout,
        )
        return self.answer(query, options)

    def answer(self, query: str, options: SearchOptions) -> ResultPage:
        """What :meth:`search` returns, for options that were made and checked before."""
        started = time.monotonic()
        tree = parse(query)
        known = self._synonyms if options.synonyms else Synonyms.none()
        with self._reading() as snapshot:
            plan = snapshot.planner(known).plan(tree)
            request = PageRequest(options.limit, options.offset, options.group)
            page = snapshot.reader.page(plan, request, Budget(started + options.timeout))
            show = Presentation(
                plan.title_matchers,
                plan.text_matchers,
                options.fragments,
                options.width,
                options.script,
            )
            hits = show.hits(
                snapshot.reader.sections([section.id for section in page.sections]),
                [section.score for section in page.sections],
                [
                    snapshot.reader.explain(plan, section) if options.explain else None
                    for section in page.sections
                ],
                options.offset + 1,
            )
            is_suspect = not page.total or page.relaxed or snapshot.is_suspect(plan)
            suggestion = snapshot.correct(query, known) if is_suspect else None
        took_ms = (time.monotonic() - started) * 1000
        _LOG.debug("%r: %d found in %.1f ms", query, page.total, took_ms)
        return ResultPage(
            query=query,
            total=page.total,
            total_is_exact=page.total_is_exact,
            relaxed=page.relaxed,
            limited=page.limited,
            unknown_fields=unknown_fields(tree),
            suggestion=suggestion,
            took_ms=took_ms,
            hits=hits,
        )

    def suggest(self, prefix: str, *, limit: int = SearchOptions.limit) -> list[str]:
        """Up to ``limit`` titles, headings and words of the index that begin with ``prefix``.

        In the characters of their authors, whatever script ``prefix`` is in; those that most
        sections have first. After them those that are read so: in pinyin without tones, or by
        the initials of its syllables. Empty where nothing is, and for an empty ``prefix``.
        Raises QueryError for a ``limit`` below 0.
        """
        limit = SearchOptions(limit=limit).limit
        with self._reading() as snapshot:
            return snapshot.suggester.complete(prefix, limit)

    def stats(self) -> Stats:
        """What the index holds. Reads the whole dictionary of terms."""
        with self._reading() as snapshot:
            generation = snapshot.reader.generation
            manifest = generation.manifest
            return Stats(
                index=str(self._index.directory.path),
                generation=generation.name,
                manifest=manifest,
                terms=len(generation.terms(TEXT.name)),
                bytes=sum(record.size for record in manifest.files),
            )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody should see to, though searching goes on: another user dictionary than
        that of the index, a newer generation that cannot be opened. Each is logged once, too."""
        return tuple(self._warnings)

    def close(self) -> None:
        """Close the index. A closed engine searches no more; closing again does nothing."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._snapshot.release()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[_Snapshot]:
        """The newest generation, kept open while the block runs."""
        with self._lock:
            if self._closed:
                raise SearcherError("the engine is closed; open another")
            self._follow()
            snapshot = self._snapshot.acquire()
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.release()

    def _follow(self) -> None:
        """Go over to the generation that is current. Where that cannot be read, stay: the next
        search tries again. Raises IndexNotFound where the index is gone."""
        held = self._snapshot.reader
        try:
            if self._index.is_current(held):
                return
            newest = self._open_snapshot()
        except IndexNotFound:
            raise
        except SearcherError as exc:
            self._warn(f"{exc}; generation {held.generation.name} is searched until then")
            return
        self._snapshot.release()
        self._snapshot = newest

    def _open_snapshot(self) -> _Snapshot:
        reader = self._index.open()
        path = self._index.directory.path
        _LOG.info("opened generation %s in %s", reader.generation.name, path)
        words = UserDictionary(reader.generation.user_dictionary_text)
        if self._user_dictionary is not None and self._user_dictionary.digest != words.digest:
            self._warn(
                f"the index in {path} was made with another user dictionary, with which it is"
                " searched; run 'searcher update'"
            )
        return _Snapshot(reader)

    def _warn(self, message: str) -> None:
        if message not in self._warnings:
            self._warnings.append(message)
            _LOG.warning("%s", message)


class _Snapshot:
    """A generation, open until nobody uses it.

    Counts its users under the lock of the engine that owns it.
    """

    def __init__(self, reader: LocalReader) -> None:
        self.reader = reader
        self._users = 1
        self._lock = Lock()
        self._suggester: Suggester | None = None

    @property
    def suggester(self) -> Suggester:
        """What suggests from this generation, made when it is first asked for."""
        # Here, because most searches need nothing of it.
        with importing:
            from searcher.suggesting.suggester import Suggester

        with self._lock:
            self._suggester = self._suggester or Suggester(
                self.reader.generation, self.reader.analyzer
            )
        return self._suggester

    def planner(self, synonyms: Synonyms) -> Planner:
        """What plans one query for this generation."""
        own = self.reader
        return Planner(own.analyzer, synonyms, own.ranking, own.names, own.vocabulary)

    def is_suspect(self, plan: Plan) -> bool:
        """Whether a query may be misspelled."""
        with importing:
            from searcher.suggesting.suspicion import is_suspect

        return is_suspect(plan.clause, self.reader)

    def correct(self, query: str, synonyms: Synonyms) -> str | None:
        """What a suspected misspelling may have been meant to be."""

        def count_sections(tree: And) -> int:
            return self.reader.count(self.planner(synonyms).plan(tree))

        return self.suggester.correct(query, count_sections)

    def acquire(self) -> _Snapshot:
        self._users += 1
        return self

    def release(self) -> None:
        self._users -= 1
        if not self._users:
            self.reader.close()


def search(
    query: str,
    *,
    index: StrPath = "index",
    limit: int = SearchOptions.limit,
    offset: int = SearchOptions.offset,
    fragments: int = SearchOptions.fragments,
    width: int = SearchOptions.width,
    group: bool = SearchOptions.group,
    script: Script = SearchOptions.script,
    explain: bool = SearchOptions.explain,
    synonyms: bool = SearchOptions.synonyms,
    timeout: float = SearchOptions.timeout,
) -> ResultPage:
    """Search the index in a directory; see :meth:`Engine.search`.

    Opens the index at the first call and keeps it open, following rebuilds.
    """
    options = SearchOptions(
        limit=limit,
        offset=offset,
        fragments=fragments,
        width=width,
        group=group,
        script=script,
        explain=explain,
        synonyms=synonyms,
        timeout=timeout,
    )
    with _opening:
        engine = _engine(index_path(index).absolute())
    return engine.answer(query, options)


def analyze(text: str, *, userdict: StrPath | None = None) -> list[Token]:
    """The terms of ``text``, with the offsets that they have in it, in code points."""
    words = UserDictionary()
    if userdict is not None:
        words = UserDictionary.read(file_path(userdict, "userdict"))
    normalized = normalize(text)
    return [
        Token(token.text, *normalized.offsets.original(token.start, token.end), token.kind)
        for token in open_analyzer(words).tokens(normalized.text)
    ]


_opening = Lock()


@cache
def _engine(index: Path) -> Engine:
    engine = Engine.open(index)
    atexit.register(engine.close)
    return engine
