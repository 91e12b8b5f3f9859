"""Corrections and completions for one generation."""

from __future__ import annotations

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary
from searcher.forking import Lock
from searcher.indexing.reader import GenerationReader
from searcher.suggesting.completion import completions, completions_by_sound
from searcher.suggesting.forms import written_form
from searcher.suggesting.queries import Correction, Corrector, Finds
from searcher.suggesting.vocabulary import Vocabulary
from searcher.suggesting.words import Words

__all__ = ["Suggester"]


class Suggester:
    """Corrects and completes from a generation, whose reader must stay open.

    Safe to share between threads. Makes the vocabulary when it is first needed, and keeps it.
    """

    def __init__(self, reader: GenerationReader, analyzer: Analyzer) -> None:
        self._reader = reader
        known = Words(UserDictionary(reader.user_dictionary_text))
        self._corrector = Corrector(reader, analyzer, self._vocabulary, known)
        self._lock = Lock()
        self._cached: Vocabulary | None = None

    def complete(self, prefix: str, limit: int) -> list[str]:
        """Up to ``limit`` names and words that begin with ``prefix``, as their authors write them.

        Completions by characters, in whatever script, come first, those in most sections at the
        front; then those by pinyin. If these are too few, the last word is completed alone, and the
        text before it stays as typed.
        """
        completions = self._completions(prefix.strip(), limit)
        words = prefix.split()
        if len(words) > 1 and len(completions) < limit:
            before = prefix[: prefix.rindex(words[-1])]
            completions += [before + last for last in self._completions(words[-1], limit)]
        distinct: dict[str, str] = {}
        for completion in completions:
            distinct.setdefault(fold(completion), completion)
        return list(distinct.values())[:limit]

    def correct(self, query: str, finds: Finds) -> Correction | None:
        """``query`` with misspellings corrected, as by :meth:`Corrector.correct`; None if nothing
        seems wrong, or no correction finds something.

        ``finds`` says whether any section matches a query, without relaxation. Raises QueryError
        for a query that is empty or too long.
        """
        return self._corrector.correct(query, finds)

    def _completions(self, typed: str, limit: int) -> list[str]:
        prefix = fold(typed).strip()
        if not prefix:
            return []
        vocabulary = self._vocabulary()
        numbers = completions(prefix, vocabulary, limit)
        if len(numbers) < limit:
            numbers += completions_by_sound(typed, vocabulary, limit - len(numbers))
        return [written_form(number, vocabulary, self._reader) for number in numbers]

    def _vocabulary(self) -> Vocabulary:
        with self._lock:
            if self._cached is None:
                self._cached = Vocabulary.of(self._reader)
            return self._cached
