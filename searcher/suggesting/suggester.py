"""Corrections and completions for one generation."""

from __future__ import annotations

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.forking import Lock
from searcher.indexing.reader import GenerationReader
from searcher.suggesting.completion import completions, completions_by_sound
from searcher.suggesting.forms import written_form
from searcher.suggesting.queries import Count, corrected
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["Suggester"]


class Suggester:
    """Suggests what a generation has, whose reader must stay open; safe to share between threads.

    What it needs it makes when it is first asked, and keeps.
    """

    def __init__(self, reader: GenerationReader, analyzer: Analyzer) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._lock = Lock()
        self._made: Vocabulary | None = None

    def complete(self, prefix: str, limit: int) -> list[str]:
        """Up to ``limit`` names and words that begin with ``prefix``, as their authors write them.

        First those that begin with its characters in whatever script, by how many sections have
        them; then those that may be read so. Where these are too few, the last of several chunks
        is completed and the others stand as typed.
        """
        found = self._completions(fold(prefix).strip(), limit)
        chunks = prefix.split()
        if len(chunks) > 1 and len(found) < limit:
            before = prefix[: prefix.rindex(chunks[-1])]
            found += [before + own for own in self._completions(fold(chunks[-1]), limit)]
        distinct: dict[str, str] = {}
        for own in found:
            distinct.setdefault(fold(own), own)
        return list(distinct.values())[:limit]

    def correct(self, query: str, count: Count) -> str | None:
        """``query`` with what seems mistyped put right, as :func:`corrected` says; None where it
        is fine, and where nothing is near that finds something.

        ``count`` says how many sections meet a query unrelaxed. Raises QueryError for a query
        that is empty or too long.
        """
        return corrected(query, self._reader, self._analyzer, self._vocabulary, count)

    def _completions(self, prefix: str, limit: int) -> list[str]:
        if not prefix:
            return []
        vocabulary = self._vocabulary()
        numbers = completions(prefix, vocabulary, limit)
        if len(numbers) < limit:
            numbers += completions_by_sound(prefix, vocabulary, limit - len(numbers))
        return [
            written_form(vocabulary.text(number), bool(vocabulary.is_name[number]), self._reader)
            for number in numbers
        ]

    def _vocabulary(self) -> Vocabulary:
        with self._lock:
            if self._made is None:
                self._made = Vocabulary.of(self._reader)
            return self._made
