"""The façade for programs: open an index and search it. ``writing.py`` makes and changes one."""

from __future__ import annotations

import atexit
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType

from searcher.analysis.analyzer import Token, open_analyzer
from searcher.analysis.normalize import normalize
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenizer import UserDictionary
from searcher.backend import Budget, PageRequest
from searcher.errors import IndexNotFound, SearcherError
from searcher.fields import TEXT
from searcher.forking import Lock
from searcher.indexing.generations import IndexDirectory
from searcher.log import Log
from searcher.model import ResultPage
from searcher.opened import OpenedGeneration
from searcher.options import Script, SearchOptions, StrPath, file_path, index_path
from searcher.planning.description import PlannedQuery, planned_query
from searcher.presentation import Presentation
from searcher.query.parser import parse, unknown_fields
from searcher.searching.local import LocalIndex
from searcher.stats import Stats

__all__ = [
    "Engine",
    "analyze",
    "search",
]

_LOG = Log(__name__)


class Engine:
    """Searches one index, and follows every rebuild of it by whatever process.

    Safe to share between threads; a context manager. :meth:`open` makes one.
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

        The index is searched with the user dictionary that it was made with; if ``userdict``
        differs from it, a warning is logged to ``searcher.engine``. ``synonyms`` is a file in
        Solr's format with synonyms of your own, in addition to the regional ones. Raises
        IndexNotFound, IndexMismatch if the index was made by another version or with another
        analysis, IndexDamaged, IndexingError if it cannot be read, ConfigError for an invalid
        user dictionary or synonym file.
        """
        dictionary = None
        if userdict is not None:
            dictionary = UserDictionary.read(file_path(userdict, "userdict"))
        table = Synonyms.regional()
        if synonyms is not None:
            table = Synonyms.read(file_path(synonyms, "synonyms")).joined(table)
        return cls(LocalIndex(IndexDirectory(index_path(index))), dictionary, table)

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
        script_exact: bool = SearchOptions.script_exact,
        explain: bool = SearchOptions.explain,
        synonyms: bool = SearchOptions.synonyms,
        exact: bool = SearchOptions.exact,
        timeout: float = SearchOptions.timeout,
    ) -> ResultPage:
        """The sections that answer ``query``, best first, without the first ``offset``.

        Each hit shows up to ``fragments`` fragments of about ``width`` code points. With
        ``group``, only the best section of each article is a hit. ``script`` converts what is
        shown. With ``script_exact``, words match only in the very characters that are typed: 後
        and not 后. Without ``synonyms``, words match only as typed. A query that finds nothing and
        is surely misspelled is answered as the page's ``corrected``, unless ``exact``. After
        ``timeout`` seconds, and for a query that costs too much, the page has the best hits found
        so far, and its ``limited`` says so. Raises QueryError for a query that is empty or too
        long, or an option that is out of range; IndexingError if the index can no longer be read.
        """
        options = SearchOptions(
            limit=limit,
            offset=offset,
            fragments=fragments,
            width=width,
            group=group,
            script=script,
            script_exact=script_exact,
            explain=explain,
            synonyms=synonyms,
            exact=exact,
            timeout=timeout,
        )
        return self.answer(query, options)

    def answer(self, query: str, options: SearchOptions) -> ResultPage:
        """The same as :meth:`search`, for options that are checked already."""
        started = time.monotonic()
        tree = parse(query)
        synonyms = self._synonyms if options.synonyms else Synonyms.none()
        with self._reading() as snapshot:
            request = PageRequest(options.limit, options.offset, options.group)
            budget = Budget(started + options.timeout)
            plan = snapshot.planner(synonyms, options.script_exact).plan(tree)
            page = snapshot.reader.page(plan, request, budget)
            is_suspect = not page.total_all_words or snapshot.is_suspect(plan)
            is_known = not budget.limited  # that something is not there
            correction = snapshot.correct(query) if is_suspect and is_known else None
            corrected = None
            may_correct = not (page.total or options.exact or options.script_exact)
            if correction and correction.is_sure and may_correct:
                meant = parse(correction.query)
                other = snapshot.planner(synonyms, options.script_exact).plan(meant)
                found = snapshot.reader.page(other, request, budget)
                if found.total:
                    plan, page, corrected = other, found, correction.query
            show = Presentation(
                plan.title_matchers,
                plan.text_matchers,
                options.fragments,
                options.width,
                options.script,
                page.worths,
            )
            hits = show.hits(
                snapshot.reader.sections([section.id for section in page.sections]),
                page.sections,
                snapshot.reader.explain(plan, page.sections, budget)
                if options.explain
                else [None] * len(page.sections),
                options.offset + 1,
            )
        took_ms = (time.monotonic() - started) * 1000
        _LOG.debug("%r: %d found in %.1f ms", query, page.total, took_ms)
        return ResultPage(
            query=query,
            total=page.total,
            total_is_exact=page.total_is_exact,
            total_all_words=page.total_all_words,
            relaxed=page.relaxed,
            limited=tuple(dict.fromkeys((*page.limited, *budget.limited))),
            unknown_fields=unknown_fields(tree),
            suggestion=correction.query if correction and not corrected else None,
            corrected=corrected,
            took_ms=took_ms,
            hits=hits,
        )

    def describe(self, query: str, options: SearchOptions | None = None) -> PlannedQuery:
        """What a query asks of the index: its clauses, and what each term weighs.

        Of ``options``, ``synonyms`` and ``script_exact`` count. Raises QueryError for a query that
        is empty or too long.
        """
        options = options or SearchOptions()
        tree = parse(query)
        synonyms = self._synonyms if options.synonyms else Synonyms.none()
        with self._reading() as snapshot:
            plan = snapshot.planner(synonyms, options.script_exact).plan(tree)
            return planned_query(query, plan, unknown_fields(tree), snapshot.reader.statistics)

    def suggest(self, prefix: str, *, limit: int = SearchOptions.limit) -> list[str]:
        """Up to ``limit`` titles, headings and words of the index that begin with ``prefix``.

        They are in the characters of their authors, whatever script ``prefix`` is in, and those
        that most sections have come first. After them come those whose sound begins with
        ``prefix``: in pinyin with or without tones, in zhuyin, in either mixed with characters,
        or in the initials of the syllables. Empty for an empty ``prefix``. Raises QueryError for
        a ``limit`` that is out of range.
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
        """Problems that do not stop searching: another user dictionary than that of the index, a
        newer generation that cannot be opened. Each is also logged once."""
        return tuple(self._warnings)

    def close(self) -> None:
        """Close the index. A closed engine cannot search; closing it again does nothing."""
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
    def _reading(self) -> Iterator[OpenedGeneration]:
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
        """Switch to the current generation. If that cannot be read, stay with this one: the next
        search tries again. Raises IndexNotFound if the index is gone."""
        reader = self._snapshot.reader
        try:
            if self._index.is_current(reader):
                return
            newest = self._open_snapshot()
        except IndexNotFound:
            raise
        except SearcherError as exc:
            self._warn(f"{exc}; meanwhile generation {reader.generation.name} is searched")
            return
        self._snapshot.release()
        self._snapshot = newest

    def _open_snapshot(self) -> OpenedGeneration:
        reader = self._index.open()
        path = self._index.directory.path
        _LOG.info("opened generation %s in %s", reader.generation.name, path)
        dictionary = UserDictionary(reader.generation.user_dictionary_text)
        if self._user_dictionary is not None and self._user_dictionary.digest != dictionary.digest:
            self._warn(
                f"the index in {path} was made with another user dictionary, and is searched with"
                " that; run 'searcher update'"
            )
        return OpenedGeneration(reader)

    def _warn(self, message: str) -> None:
        if message not in self._warnings:
            self._warnings.append(message)
            _LOG.warning("%s", message)


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
    script_exact: bool = SearchOptions.script_exact,
    explain: bool = SearchOptions.explain,
    synonyms: bool = SearchOptions.synonyms,
    exact: bool = SearchOptions.exact,
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
        script_exact=script_exact,
        explain=explain,
        synonyms=synonyms,
        exact=exact,
        timeout=timeout,
    )
    with _opening:
        engine = _engine(index_path(index).absolute())
    return engine.answer(query, options)


def analyze(text: str, *, userdict: StrPath | None = None) -> list[Token]:
    """The terms of ``text``, with their offsets in it, in code points."""
    dictionary = UserDictionary()
    if userdict is not None:
        dictionary = UserDictionary.read(file_path(userdict, "userdict"))
    normalized = normalize(text)
    analyzer = open_analyzer(dictionary)
    tokens = [
        Token(token.text, *normalized.offsets.original(token.start, token.end), token.kind)
        for token in analyzer.tokens(normalized.text)
    ]
    tokens += analyzer.hump_tokens(text)
    return sorted(tokens, key=lambda token: (token.start, -token.end))


_opening = Lock()


@cache
def _engine(index: Path) -> Engine:
    engine = Engine.open(index)
    atexit.register(engine.close)
    return engine
