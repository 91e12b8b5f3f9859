"""Which queries, and which pieces of them, are suspected misspellings.

A piece is suspect if the collection lacks it: a word of a spaced script that no live section has,
or a sequence of whole words with an absent pair, which is a pair of neighbouring characters that no
live section has. Such a sequence is the whole text, or three to MAX_WINDOW_LENGTH characters of it.
So a text that stands somewhere is never suspect.

Misspellings often leave a single character between words that is no stop word. If an absent pair
touches one, any mistake is considered in the whole text, or in a piece of more than three
characters with two absent pairs. Otherwise the words may just be new neighbours, and only the
likeliest mistakes are considered: see ``strict`` of ``correction.nearest``. A word of the
dictionary is not corrected to another, unless the query finds nothing. A short text without absent
pairs is suspect if one of its pairs is rare and the text itself stands nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, islice
from typing import NamedTuple

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.backend import IndexReader
from searcher.fields import NAME, TEXT
from searcher.indexing.reader import GenerationReader
from searcher.planning.plan import Clause, Term, Terms, leaves
from searcher.planning.term_weights import is_stop_word

__all__ = ["Piece", "is_suspect", "suspect_pieces"]

MAX_WINDOWS = 32
"""Suspect pieces of one run of characters; only nonsense has more."""

MAX_WINDOW_LENGTH = 8
"""Characters of a piece that is not the whole text."""

RARE = 100
"""Sections that have a rare pair, at most: few enough to search them for a longer text."""


_SHORT = 12
"""Code points of a text that may be suspect: longer ones are questions, whose words often stand in
no text."""


def is_suspect(clause: Clause, reader: IndexReader) -> bool:
    """Whether a short part of a query may be misspelled: no section has one of its words, or a
    single character stands between its words."""
    return any(
        isinstance(leaf, Terms)
        and len(leaf.source) <= _SHORT
        and any(
            len(word) == 1 < len(leaf.words) or not _is_known(leaf.field, word, reader)
            for word in leaf.words
        )
        for leaf in leaves(clause)
    )


def _is_known(field: str, word: str, reader: IndexReader) -> bool:
    is_long = len(word) > 2 and not word.isascii()  # in the dictionary, or a name
    return is_long or reader.document_frequency(Term(field, word)) > 0


class Piece(NamedTuple):
    """``text[start:end]``, which may be misspelled."""

    start: int
    end: int
    strict: bool
    """Whether the evidence is weak, so that only the likeliest mistakes are considered."""


def suspect_pieces(
    text: str,
    reader: GenerationReader,
    analyzer: Analyzer,
    is_found: Callable[[str], bool],
    finds_nothing: Callable[[], bool],
) -> list[Piece]:
    """The pieces of a folded text that may be misspelled; see above.

    ``is_found`` says whether any section has a text in one piece, ``finds_nothing`` whether
    the whole query has no section.
    """
    words = [word for word in analyzer.words(text) if word.kind != "subword"]
    pieces = [
        Piece(word.start, word.end, strict=False)
        for word in words
        if word.kind == "latin" and word.text.isalpha() and not _sections(word.text, reader)
    ]
    for run in CHARACTER_RUN.finditer(text):
        words_of_run = [w for w in words if run.start() <= w.start and w.end <= run.end()]
        windows = _windows(text, words_of_run, run.span(), reader, finds_nothing)
        pieces += islice(windows, MAX_WINDOWS)
    if not pieces and _is_made_up(text, words, reader) and not is_found(text):
        pieces.append(Piece(0, len(text), strict=False))
    return pieces


def _is_made_up(text: str, words: list[Token], reader: GenerationReader) -> bool:
    """Whether a short text has a rare pair and a single character between words, and no section has
    it as a term or name."""
    if not (3 <= len(text) <= MAX_WINDOW_LENGTH and CHARACTER_RUN.fullmatch(text)):
        return False
    if (
        not any(map(_is_lone, words))
        or _sections(text, reader)
        or _sections(text, reader, NAME.name)
    ):
        return False
    return min(_sections(text[at : at + 2], reader) for at in range(len(text) - 1)) <= RARE


def _is_lone(word: Token) -> bool:
    """Whether a word is a single character that is no stop word, as misspellings leave it."""
    return word.kind == "character" and not is_stop_word(word.text)


def _sections(term: str, reader: GenerationReader, field: str = TEXT.name) -> int:
    """How many live sections have a term."""
    count = 0
    for segment in reader.segments:
        postings = segment.find(field, term)
        if postings is not None:
            count += segment.document_frequency(postings)
    return count


def _windows(
    text: str,
    words: list[Token],
    run: tuple[int, int],
    reader: GenerationReader,
    finds_nothing: Callable[[], bool],
) -> Iterator[Piece]:
    """Sequences of whole words of one run of characters with an absent pair."""
    absent = [at for at in range(run[0], run[1] - 1) if not _sections(text[at : at + 2], reader)]
    loose = {word.start for word in words if _is_lone(word)}
    unknown = [word for word in words if any(word.start <= at < word.end - 1 for at in absent)]
    if unknown and finds_nothing():
        loose |= {at for word in unknown for at in range(word.start, word.end)}
    edges = [*(word.start for word in words), run[1]]
    for start, end in combinations(edges, 2):
        is_whole = end - start == len(text)
        if not is_whole and not 3 <= end - start <= MAX_WINDOW_LENGTH:
            continue
        within = [at for at in absent if start <= at < end - 1]
        is_broken = any(at in loose or at + 1 in loose for at in within)
        if within and (is_whole or is_broken or end - start > 3):
            is_likely = is_whole or (end - start > 3 and len(within) > 1)
            yield Piece(start, end, strict=not (is_broken and is_likely))
