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
    """Corrects and completes from a generation, whose reader must stay open.

    Safe to share between threads. Makes the vocabulary when it is first needed, and keeps it.
    """

    def __init__(self, reader: GenerationReader, analyzer: Analyzer) -> None:
        self._reader = reader
        self._analyzer = analyzer
        self._lock = Lock()
        self._cached: Vocabulary | None = None

    def complete(self, prefix: str, limit: int) -> list[str]:
        """Up to ``limit`` names and words that begin with ``prefix``, as their authors write them.

        Completions by characters, in whatever script, come first, those in most sections at the
        front; then those by pinyin. If these are too few, the last word is completed alone, and the
        text before it stays as typed.
        """
        completions = self._completions(fold(prefix).strip(), limit)
        words = prefix.split()
        if len(words) > 1 and len(completions) < limit:
            before = prefix[: prefix.rindex(words[-1])]
            completions += [before + last for last in self._completions(fold(words[-1]), limit)]
        distinct: dict[str, str] = {}
        for completion in completions:
            distinct.setdefault(fold(completion), completion)
        return list(distinct.values())[:limit]

    def correct(self, query: str, count: Count) -> str | None:
        """``query`` with misspellings corrected, as by :func:`corrected`; None if nothing seems
        wrong, or no correction finds something.

        ``count`` returns how many sections match a query, without relaxation. Raises QueryError
        for a query that is empty or too long.
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
            if self._cached is None:
                self._cached = Vocabulary.of(self._reader)
            return self._cached
