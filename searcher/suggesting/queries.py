"""Did you mean? A query as typed -> the same query with misspellings corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold, normalize
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.errors import QueryError
from searcher.indexing.reader import GenerationReader
from searcher.query.nodes import And, Phrase, Words
from searcher.query.parser import parse
from searcher.suggesting.correction import Nearest, nearest
from searcher.suggesting.forms import written_form
from searcher.suggesting.suspicion import Piece, suspect_pieces
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["Count", "corrected"]

Count: TypeAlias = Callable[[And], int]
"""How many sections match a query, without relaxation."""

MAX_CORRECTED_LENGTH = 64
"""Characters of a query that is corrected."""


class _Correction(NamedTuple):
    """A misspelled piece of some words, and the entry that replaces it."""

    piece: Piece
    entry: Nearest


def corrected(
    query: str,
    reader: GenerationReader,
    analyzer: Analyzer,
    vocabulary: Callable[[], Vocabulary],
    count: Count,
) -> str | None:
    """The query with its words and phrases corrected; None if nothing is wrong, or nothing helps.

    A suspect piece (see ``suspicion``) is replaced by the nearest entry of the vocabulary, if the
    piece and its synonyms stand nowhere. Operands of operators, fields without text and queries
    of more than MAX_CORRECTED_LENGTH characters stay as typed. The result finds something, unless
    the query itself found nothing.
    """

    def is_found(text: str) -> bool:
        return count(And((Phrase(text),))) > 0

    def finds_nothing() -> bool:
        return not count(tree)

    tree = parse(query)
    if len(query) > MAX_CORRECTED_LENGTH:
        return None
    result = query
    # From the last to the first: an entry of several words makes several children of one.
    for number, node in reversed([*enumerate(tree.children)]):
        if isinstance(node, Words | Phrase) and node.field in _FIELDS:
            text = fold(node.text)
            pieces = suspect_pieces(text, reader, analyzer, is_found, finds_nothing)
            whole = [piece for piece in pieces if piece.end - piece.start == len(text)]
            correction = _likeliest(text, whole, vocabulary, is_found) or _likeliest(
                text, pieces, vocabulary, is_found
            )
            if correction is not None:
                result = _replaced(result, number, text, correction, reader) or result
    return result if result != query and (count(parse(result)) or finds_nothing()) else None


_FIELDS = ("text", "body", "title", "heading")


def _likeliest(
    text: str,
    pieces: list[Piece],
    vocabulary: Callable[[], Vocabulary],
    is_found: Callable[[str], bool],
) -> _Correction | None:
    corrections = [
        _Correction(piece, entry)
        for piece in pieces
        for entry in nearest(text[piece.start : piece.end], vocabulary(), strict=piece.strict)
    ]
    likeliest = min(corrections, key=_likelihood, default=None)
    if likeliest is None or is_found(text[likeliest.piece.start : likeliest.piece.end]):
        return None
    return likeliest


def _likelihood(correction: _Correction) -> tuple[object, ...]:
    """A sort key, likeliest first: by kind of mistake, then the longest piece."""
    piece, entry = correction
    return entry.mistake, piece.start - piece.end, entry, piece.start


def _replaced(
    query: str, number: int, text: str, correction: _Correction, reader: GenerationReader
) -> str:
    """The query with a piece of its ``number``-th child, whose folded text is given, replaced;
    empty if the piece cannot be located in the query as typed."""
    (start, end, _), entry = correction
    before = parse(query).children
    corrected_text = text[:start] + entry.text + text[end:]
    form = written_form(entry.text, entry.is_name, reader)
    folded = normalize(query)
    at = folded.text.find(text)
    while at >= 0:
        first, last = folded.offsets.original(at + start, at + end)
        result = query[:first] + _blended(query[first:last], form) + query[last:]
        after = _children(result)
        rest = len(before) - number - 1
        replaced = after[number : len(after) - rest]
        texts = [fold(node.text) for node in replaced if isinstance(node, Words | Phrase)]
        if (
            after[:number] == before[:number]
            and after[len(after) - rest :] == before[number + 1 :]
            and " ".join(texts) == corrected_text
        ):
            return result
        at = folded.text.find(text, at + 1)
    return ""


def _children(query: str) -> tuple[object, ...]:
    try:
        return parse(query).children
    except QueryError:  # it is too long now
        return ()


def _blended(typed: str, form: str) -> str:
    """The author's form, with characters as typed where both fold alike: 烏蘭把托 and 乌兰巴托 make
    烏蘭巴托. Words of spaced scripts are not mixed."""
    if not CHARACTER_RUN.search(typed):
        return form
    if len(typed) == len(form):
        return "".join(
            one if fold(one) == fold(other) else other
            for one, other in zip(typed, form, strict=True)
        )
    front = _agreeing(zip(typed, form, strict=False))
    back = _agreeing(zip(reversed(typed[front:]), reversed(form[front:]), strict=False))
    return typed[:front] + form[front : len(form) - back] + typed[len(typed) - back :]


def _agreeing(pairs: Iterator[tuple[str, str]]) -> int:
    """How many leading pairs are the same in the folded space."""
    count = 0
    for one, other in pairs:
        if fold(one) != fold(other):
            break
        count += 1
    return count
