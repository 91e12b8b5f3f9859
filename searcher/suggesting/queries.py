"""Did you mean? A query as typed -> the same query with misspellings corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold, normalize
from searcher.analysis.tokenfilter import CHARACTER_RUN
from searcher.errors import QueryError
from searcher.fields import NAME, TEXT
from searcher.indexing.reader import GenerationReader
from searcher.planning.term_weights import required_terms
from searcher.query.nodes import And, Node, Phrase, Words
from searcher.query.parser import parse
from searcher.suggesting.correction import Evidence, Mistake, Nearest, nearest, typed_by_sound
from searcher.suggesting.forms import written_form
from searcher.suggesting.suspicion import Piece, suspect_pieces
from searcher.suggesting.vocabulary import Vocabulary
from searcher.suggesting.words import Words as KnownWords

__all__ = ["Correction", "Corrector", "Finds"]

Finds: TypeAlias = Callable[[And], bool]
"""Whether any section matches a query, without relaxation."""

MAX_CORRECTED_LENGTH = 64
"""Characters of a query that is corrected."""

COMMON = 500
"""Sections that have a common term, at least: too many to search them for a longer text."""

SURE_RATIO = 4
"""An entry is surely meant if it stands in so many times the sections of the next one that is as
near, at least."""


class Correction(NamedTuple):
    """A query that was probably meant by another."""

    query: str
    is_sure: bool
    """Whether no other is as near: then it may be answered in place of one that finds nothing."""


class _Replacement(NamedTuple):
    """A misspelled piece of some words, and the entry that replaces it."""

    piece: Piece
    entry: Nearest
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Corrector:
    """Corrects queries to one generation."""

    reader: GenerationReader
    analyzer: Analyzer
    vocabulary: Callable[[], Vocabulary]
    known: KnownWords

    def correct(self, query: str, finds: Finds) -> Correction | None:
        """The query with its words and phrases corrected; None if nothing is wrong, or nothing
        helps.

        A suspect piece (see ``suspicion``) is replaced by the nearest entry of the vocabulary, if
        the piece stands nowhere. Operands of operators, fields without text and
        queries of more than MAX_CORRECTED_LENGTH characters stay as typed. The result finds
        something, unless the query itself found nothing.
        """
        tree = parse(query)
        if len(query) > MAX_CORRECTED_LENGTH:
            return None
        correction = self._as_one_name(query, tree, finds) or self._by_parts(query, tree, finds)
        if correction is None or correction.query == query:
            return None
        corrected = parse(correction.query)
        # Words that are relaxed find something, because the entry does.
        if _is_plain(corrected) or finds(corrected) or not finds(tree):
            return correction
        return None

    def _as_one_name(self, query: str, tree: And, finds: Finds) -> Correction | None:
        """The name that all words of a query together are a misspelling of."""
        text = _one_line(query)
        if not _is_plain(tree) or tree == And((Words(query.strip()),)) or self._is_entry(text):
            return None
        whole = Piece(0, len(text), Evidence.WHOLE)
        found = [
            entry for entry in nearest(text, self.vocabulary(), Evidence.WHOLE) if " " in entry.text
        ]
        if CHARACTER_RUN.search(text) is None or not found:
            found = [e for e in typed_by_sound(query, self.vocabulary()) if _is_spelt(e)] or found
        if not found or self._stands(text, finds):
            return None
        form = written_form(found[0].number, self.vocabulary(), self.reader)
        corrected = _blended(query, form)
        if not _is_plain(And(_children(corrected))) or _one_line(corrected) != found[0].text:
            return None
        return Correction(corrected, _replacement(whole, found).is_sure)

    def _by_parts(self, query: str, tree: And, finds: Finds) -> Correction:
        found = [
            (number, fold(node.text), replacement)
            for number, node in enumerate(tree.children)
            if isinstance(node, Words | Phrase) and node.field in _FIELDS
            if (replacement := self._replacement(node.text, finds)) is not None
        ]
        begun = [each for each in found if each[2].entry.mistake is Mistake.BEGUN]
        if len(begun) > 1:  # a text of another language
            found = [each for each in found if each not in begun]
        result = query
        # From the last to the first: an entry of several words makes several children of one.
        for number, text, replacement in reversed(found):
            form = written_form(replacement.entry.number, self.vocabulary(), self.reader)
            result = _replaced(result, number, text, replacement, form) or result
        return Correction(result, all(each[2].is_sure for each in found))

    def _replacement(self, typed: str, finds: Finds) -> _Replacement | None:
        """What replaces a piece of the text of a node, if anything does."""
        text = fold(typed)
        if len(text) < 2 or text in self.known or self._is_entry(text):
            return None
        found = self._nearest_to(typed, text, finds)
        # Last, for texts may have to be read to know it.
        return None if found is None or self._stands(text, finds) else found

    def _nearest_to(self, typed: str, text: str, finds: Finds) -> _Replacement | None:
        """What is nearest to a piece, or to a part of it, whether it stands somewhere or not."""
        whole = Piece(0, len(text), Evidence.WHOLE)
        spelt = typed_by_sound(typed, self.vocabulary())
        if spelt and _is_spelt(spelt[0]):
            return _replacement(whole, spelt)
        pieces = suspect_pieces(text, self.reader, self.analyzer, self.known.__contains__)
        return (
            self._likeliest(text, [p for p in pieces if p.end - p.start == len(text)], finds)
            or (_replacement(whole, spelt) if spelt else None)
            or self._likeliest(text, [p for p in pieces if p.end - p.start < len(text)], finds)
        )

    def _likeliest(self, text: str, pieces: list[Piece], finds: Finds) -> _Replacement | None:
        replacements = [
            _replacement(piece, entries)
            for piece in pieces
            if (
                entries := nearest(text[piece.start : piece.end], self.vocabulary(), piece.evidence)
            )
        ]
        likeliest = min(replacements, key=_likelihood, default=None)
        if likeliest is None:
            return None
        start, end, _ = likeliest.piece
        if end - start < len(text) and self._stands(text[start:end], finds):
            return None
        return likeliest

    def _stands(self, text: str, finds: Finds) -> bool:
        """Whether any section has a folded text in one piece or is named so. A text of common terms
        alone is supposed to stand somewhere."""

        if self._is_entry(text):
            return True
        required = required_terms(self.analyzer.tokens(text))
        frequency = self.reader.document_frequency
        rarest = min((frequency(TEXT.name, term) for term in required), default=0)
        if not 0 < rarest <= COMMON:
            return rarest > COMMON
        return finds(And((Phrase(text),)))

    def _is_entry(self, text: str) -> bool:
        """Whether a folded text is a term or a name of the collection."""
        return any(self.reader.document_frequency(f.name, text) for f in (TEXT, NAME))


_FIELDS = ("text", "body", "title", "heading")


def _is_plain(tree: Node) -> bool:
    """Whether a query has only words, perhaps in parentheses."""
    match tree:
        case And(children):
            return bool(children) and all(map(_is_plain, children))
        case Words(_, field):
            return field == TEXT.name
    return False


def _one_line(query: str) -> str:
    """A query as a name: folded, with single blanks."""
    return fold(" ".join(query.split()))


def _is_spelt(entry: Nearest) -> bool:
    return entry.mistake is Mistake.SPELT


def _replacement(piece: Piece, entries: Sequence[Nearest]) -> _Replacement:
    """The first of some entries, which are in order of their likelihood."""
    entry, *others = entries
    return _Replacement(piece, entry, _is_sure(entry, others))


def _is_sure(entry: Nearest, others: Sequence[Nearest]) -> bool:
    """Whether an entry is surely meant: it is no guess, and no other is as near."""
    if entry.mistake is Mistake.BEGUN:
        return False
    if entry.text.isascii() and len(entry.text) < _SURE_LENGTHS.get(entry.mistake, 8):
        return False  # between short words of a spaced script, one letter is a small difference
    as_near = [other for other in others if other[:3] == entry[:3]]
    return all(-entry.rarity >= SURE_RATIO * -other.rarity for other in as_near)


_SURE_LENGTHS = {Mistake.DOUBLED: 5, Mistake.SWAP: 5}
"""Letters of a word of a spaced script that is surely meant, at least; 8 for other mistakes."""


def _likelihood(replacement: _Replacement) -> tuple[object, ...]:
    """A sort key, likeliest first: by kind of mistake, then the longest piece."""
    piece, entry, _ = replacement
    return entry.mistake, piece.start - piece.end, entry, piece.start


def _replaced(query: str, number: int, text: str, replacement: _Replacement, form: str) -> str:
    """The query with a piece of its ``number``-th child, whose folded text is given, replaced by
    an entry in its written form; empty if the piece cannot be located in the query as typed."""
    (start, end, _), entry, _ = replacement
    before = parse(query).children
    corrected_text = text[:start] + entry.text + text[end:]
    folded = normalize(query)
    at = folded.text.find(text)
    while at >= 0:
        first, last = folded.offsets.original(at + start, at + end)
        result = query[:first] + _blended(query[first:last], form) + query[last:]
        after = _children(result)
        rest = len(before) - number - 1
        replaced = after[number : len(after) - rest]
        texts = [fold(text) for text in _texts(replaced)]
        if (
            after[:number] == before[:number]
            and after[len(after) - rest :] == before[number + 1 :]
            and " ".join(texts) == corrected_text
        ):
            return result
        at = folded.text.find(text, at + 1)
    return ""


def _children(query: str) -> tuple[Node, ...]:
    try:
        return parse(query).children
    except QueryError:  # it is too long now
        return ()


def _texts(nodes: Sequence[object]) -> list[str]:
    return [node.text for node in nodes if isinstance(node, Words | Phrase)]


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
