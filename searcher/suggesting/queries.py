"""Did you mean? A query as typed -> the same with what seems mistyped put right."""

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
"""How many sections meet a query unrelaxed."""

LONGEST_QUERY = 64
"""Characters."""


class _Slip(NamedTuple):
    """A piece of a chunk, and what it was meant for."""

    piece: Piece
    meant: Nearest


def corrected(
    query: str,
    reader: GenerationReader,
    analyzer: Analyzer,
    vocabulary: Callable[[], Vocabulary],
    count: Count,
) -> str | None:
    """The query with its chunks and phrases put right; None if it is fine, or nothing helps.

    Put right is the piece of a chunk that is suspect (see ``suspicion``), if it stands nowhere, nor
    what counts as the same, while an entry near to it does. What is within operators, and in
    fields that are no text, stays as it is; so does a passage of more than LONGEST_QUERY
    characters. The result finds something, unless the query itself found nothing.
    """

    def is_found(text: str) -> bool:
        return count(And((Phrase(text),))) > 0

    def finds_nothing() -> bool:
        return not count(tree)

    tree = parse(query)
    if len(query) > LONGEST_QUERY:
        return None
    result = query
    # From the last to the first: an entry of several words makes several children of one.
    for number, node in reversed([*enumerate(tree.children)]):
        if isinstance(node, Words | Phrase) and node.field in _FIELDS:
            text = fold(node.text)
            pieces = suspect_pieces(text, reader, analyzer, is_found, finds_nothing)
            whole = [piece for piece in pieces if piece.end - piece.start == len(text)]
            slip = _likeliest(text, whole, vocabulary, is_found) or _likeliest(
                text, pieces, vocabulary, is_found
            )
            if slip is not None:
                result = _replaced(result, number, text, slip, reader) or result
    return result if result != query and (count(parse(result)) or finds_nothing()) else None


_FIELDS = ("text", "body", "title", "heading")


def _likeliest(
    text: str,
    pieces: list[Piece],
    vocabulary: Callable[[], Vocabulary],
    is_found: Callable[[str], bool],
) -> _Slip | None:
    slips = [
        _Slip(piece, meant)
        for piece in pieces
        for meant in nearest(text[piece.start : piece.end], vocabulary(), strict=piece.strict)
    ]
    slip = min(slips, key=_likelihood, default=None)
    return None if slip is None or is_found(text[slip.piece.start : slip.piece.end]) else slip


def _likelihood(slip: _Slip) -> tuple[object, ...]:
    """What sorts first is likeliest: of the same mistake, in the longest piece."""
    piece, meant = slip
    return meant.mistake, piece.start - piece.end, meant, piece.start


def _replaced(query: str, number: int, text: str, slip: _Slip, reader: GenerationReader) -> str:
    """The query with a slip in its ``number``-th child, whose folded text is given, put right;
    nothing if that is not to be found in the query as it was typed."""
    (start, end, _), meant = slip
    before = parse(query).children
    wanted = text[:start] + meant.text + text[end:]
    form = written_form(meant.text, meant.is_name, reader)
    folded = normalize(query)
    at = folded.text.find(text)
    while at >= 0:
        first, last = folded.offsets.original(at + start, at + end)
        put_right = query[:first] + _blended(query[first:last], form) + query[last:]
        after = _children(put_right)
        rest = len(before) - number - 1
        own = after[number : len(after) - rest]
        if (
            after[:number] == before[:number]
            and after[len(after) - rest :] == before[number + 1 :]
            and " ".join(fold(one.text) for one in own if isinstance(one, Words | Phrase)) == wanted
        ):
            return put_right
        at = folded.text.find(text, at + 1)
    return ""


def _children(query: str) -> tuple[object, ...]:
    try:
        return parse(query).children
    except QueryError:  # it is too long now
        return ()


def _blended(typed: str, form: str) -> str:
    """The author's form, but as typed where the two are the same: 烏蘭把托 and 乌兰巴托 make
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
    """How many pairs from the first on are the same in the folded space."""
    count = 0
    for one, other in pairs:
        if fold(one) != fold(other):
            break
        count += 1
    return count
