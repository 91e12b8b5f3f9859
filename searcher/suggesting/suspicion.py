"""Which queries, and which pieces of them, are suspected misspellings.

A text is suspect if it stands nowhere in the collection, and is neither a stop word nor a word of
the dictionary: those may be merely absent. So is a word of a spaced script that no live section
has, and a sequence of whole words with an absent pair, which is a pair of neighbouring characters
that no live section has. Such a sequence has three to MAX_WINDOW_LENGTH characters.

Misspellings often leave a single character between words that is no stop word. If an absent pair
touches one, any mistake is considered in the whole text, or in a piece of more than three
characters with two absent pairs. Otherwise the words may just be new neighbours, and only the
likeliest mistakes are considered: see ``correction.Evidence``. In a short text without absent
pairs any mistake is considered if one of its pairs is rare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, islice, pairwise
from typing import NamedTuple

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.backend import IndexReader
from searcher.fields import TEXT
from searcher.indexing.reader import GenerationReader
from searcher.planning.plan import Clause, Term, Terms, leaves
from searcher.planning.term_weights import is_stop_word
from searcher.suggesting.correction import Evidence

__all__ = ["Piece", "is_suspect", "suspect_pieces"]

MAX_WINDOWS = 32
"""Suspect pieces of one run of characters; only nonsense has more."""

MAX_WINDOW_LENGTH = 8
"""Characters of a piece that is not the whole text."""

RARE = 100
"""Sections that have a rare pair, at most: few enough to search them for a longer text."""


_SHORT = 16
"""Characters, and words of spaced scripts, of a text that may be suspect: longer ones are
questions, whose words often stand in no text."""


def is_suspect(clause: Clause, reader: IndexReader) -> bool:
    """Whether a short part of a query may be misspelled: no section has one of its words, a single
    character stands between its words, or few sections have a pair of its characters."""
    return any(
        isinstance(leaf, Terms) and _is_short(leaf.source) and _is_odd(leaf, reader)
        for leaf in leaves(clause)
    )


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT or len(_SPACED_WORD.sub("-", text)) <= _SHORT


_SPACED_WORD = re.compile("[A-Za-z0-9_]+")


def _is_odd(leaf: Terms, reader: IndexReader) -> bool:
    if any(
        len(word) == 1 < len(leaf.words) or not _is_known(leaf.field, word, reader)
        for word in leaf.words
    ):
        return True
    folded = fold(leaf.source)
    if leaf.words == (folded,) or reader.names.count(folded):
        return False
    return any(
        reader.document_frequency(Term(leaf.field, pair)) <= RARE
        for run in CHARACTER_RUN.findall(folded)
        for pair in map("".join, pairwise(run))
    )


def _is_known(field: str, word: str, reader: IndexReader) -> bool:
    is_long = len(word) > 2 and not word.isascii()  # in the dictionary, or a name
    return is_long or reader.document_frequency(Term(field, word)) > 0


class Piece(NamedTuple):
    """``text[start:end]``, which may be misspelled."""

    start: int
    end: int
    evidence: Evidence


def suspect_pieces(
    text: str,
    reader: GenerationReader,
    analyzer: Analyzer,
    is_word: Callable[[str], bool],
) -> list[Piece]:
    """The pieces of a folded text that may be misspelled, the text itself among them if it is in
    an unspaced script; see above.

    ``is_word`` says whether a text is a word of the dictionary. Whether a piece stands somewhere
    is for the caller to find out.
    """
    words = [word for word in analyzer.words(text) if word.kind != "subword"]
    pieces = [
        Piece(word.start, word.end, Evidence.STRONG)
        for word in words
        if word.kind == "latin" and word.text.isalpha() and not _sections(word.text, reader)
        # What stands before a colon was meant as the name of a field.
        if word.start or text[word.end : word.end + 1] != ":"
    ]
    for run in CHARACTER_RUN.finditer(text):
        words_of_run = [w for w in words if run.start() <= w.start and w.end <= run.end()]
        pieces += islice(_windows(text, words_of_run, run.span(), reader), MAX_WINDOWS)
    if CHARACTER_RUN.search(text) and not any(
        start == 0 and end == len(text) for start, end, _ in pieces
    ):
        is_made_up = _is_made_up(text, words, reader)
        pieces.append(Piece(0, len(text), Evidence.STRONG if is_made_up else Evidence.WHOLE))
    return [piece for piece in pieces if not is_word(text[piece.start : piece.end])]


def _is_made_up(text: str, words: list[Token], reader: GenerationReader) -> bool:
    """Whether a short text has a rare pair and a single character between words."""
    if not (3 <= len(text) <= MAX_WINDOW_LENGTH and CHARACTER_RUN.fullmatch(text)):
        return False
    if not any(map(_is_lone, words)):
        return False
    return min(_sections(text[at : at + 2], reader) for at in range(len(text) - 1)) <= RARE


def _is_lone(word: Token) -> bool:
    """Whether a word is a single character that is no stop word, as misspellings leave it."""
    return word.kind == "character" and not is_stop_word(word.text)


def _sections(term: str, reader: GenerationReader) -> int:
    return reader.document_frequency(TEXT.name, term)


def _windows(
    text: str, words: list[Token], run: tuple[int, int], reader: GenerationReader
) -> Iterator[Piece]:
    """Sequences of whole words of one run of characters with an absent pair and, but for the whole
    text, with a single character that is no stop word."""
    loose = {word.start for word in words if _is_lone(word)}
    is_all = run == (0, len(text))
    if not loose and not is_all:
        return
    absent = [at for at in range(run[0], run[1] - 1) if not _sections(text[at : at + 2], reader)]
    edges = [*(word.start for word in words), run[1]]
    for start, end in combinations(edges, 2):
        is_whole = end - start == len(text)
        is_window = 3 <= end - start <= MAX_WINDOW_LENGTH and any(start <= at < end for at in loose)
        within = [at for at in absent if start <= at < end - 1]
        if not within or not (is_whole or is_window):
            continue
        is_broken = any(at in loose or at + 1 in loose for at in within)
        if is_whole or is_broken or end - start > 3:
            is_likely = is_whole or (end - start > 3 and len(within) > 1)
            weak = Evidence.WHOLE if is_whole else Evidence.WEAK
            yield Piece(start, end, Evidence.STRONG if is_broken and is_likely else weak)
