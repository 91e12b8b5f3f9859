"""The terms of many texts at once, as an index keeps them: by term, then by text.

They are those of :meth:`~searcher.analysis.analyzer.Analyzer.tokens`. Characters, pairs and
continuations are numbers in arrays; all others are strings, of which each distinct one is looked at
once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, count
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.humps import hump_parts
from searcher.analysis.tokenfilter import (
    CHARACTER_RUN,
    MAX_TERM_LENGTH,
    PASSED_OVER,
    SIGN,
    SPACED_RUN,
    is_dictionary_term,
    spaced_words,
)
from searcher.analysis.tokenizer import Tokenizer
from searcher.analysis.units import (
    is_unspaced,
    joined_words,
    parts,
    seam_before,
    seam_behind,
    seams,
)

__all__ = ["BatchCounts", "count_all"]

Ids: TypeAlias = NDArray[np.unsignedinteger]
"""Numbers of characters; 0 is none."""


class BatchCounts(NamedTuple):
    """Which terms stand in which of several texts, and how often."""

    terms: list[str]
    """Distinct, ascending by code points, which is the order of their UTF-8 too."""
    starts: NDArray[np.int64]
    """``len(terms) + 1`` of them: where each term's slice of the next two begins, and the end."""
    documents: NDArray[np.int32]
    """Indices of the texts that have the term, ascending."""
    frequencies: NDArray[np.int32]
    """How often they have it."""
    lengths: NDArray[np.int32]
    """Of each text, the number of its characters of unspaced scripts and words of spaced ones."""


def count_all(
    texts: Sequence[str], tokenizer: Tokenizer, originals: Sequence[str] = ()
) -> BatchCounts:
    """The terms of ``texts``, which are in the folded space, counted; with the ``originals`` of all
    of them, their humps too.

    Takes about 75 bytes for each character of Chinese meanwhile, 25 of English.
    """
    slices = [
        _SEPARATOR.join((*texts[start : start + _SLICE], ""))
        for start in range(0, len(texts), _SLICE)
    ]
    words = _dictionary_words(slices, tokenizer)
    latin = _latin_words(slices)
    codes = np.frombuffer("".join(slices).encode("utf-32-le"), "<u4")
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + len(_SEPARATOR)
    text_of = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
    unspaced = text_of[_members(CHARACTER_RUN)[codes]]
    lengths = np.bincount(np.append(unspaced, latin.texts), minlength=len(texts))
    short_terms, short = _count_characters_and_pairs(codes, text_of)
    joined, beside = _across_edges(slices)
    twice = (latin, latin.replace(joined_words), joined)  # see Token.occurrences
    long_terms, long = _count_strings(
        words,
        *twice,
        *twice,
        latin.replace(parts),
        _humps(originals),
        beside,
        _signs(codes, text_of),
    )
    # No term is in both, and a short one comes before those that begin with it.
    before = np.searchsorted(_first_two(short_terms), _first_two(long_terms), side="right")
    indices = np.repeat(np.append(0, np.cumsum(short.sizes))[before], long.sizes)
    return BatchCounts(
        sorted(short_terms + long_terms),
        np.append(0, np.cumsum(np.insert(short.sizes, before, long.sizes))),
        np.insert(short.documents, indices, long.documents),
        np.insert(short.frequencies, indices, long.frequencies),
        lengths.astype(np.int32),
    )


_BOUNDARY = "\uffff"
"""Stands after each text; a noncharacter, which no folded text has."""
_SEPARATOR = f" {_BOUNDARY} "
_SLICE = 64
"""Texts that are cut into strings at a time: few, so that these stay in the processor's caches."""


class _Strings(NamedTuple):
    """Strings where they occur, text after text."""

    distinct: list[str]
    numbers: NDArray[np.int32]
    """Of each occurrence, the index in ``distinct``."""
    texts: NDArray[np.int32]
    """Of each occurrence, the index of the text."""

    @classmethod
    def of(cls, pieces: Iterable[str]) -> _Strings:
        """What stands in the texts, with _BOUNDARY after each of them."""
        ids = defaultdict(count().__next__, {_BOUNDARY: -1})
        numbers = np.fromiter(map(ids.__getitem__, pieces), np.int32)
        del ids[_BOUNDARY]
        indices = np.flatnonzero(numbers >= 0)
        texts = np.cumsum(numbers < 0, dtype=np.int32)
        return cls(list(ids), numbers[indices], texts[indices])

    def replace(self, replacements: Callable[[str], list[str]]) -> _Strings:
        """Each string replaced by others."""
        ids: defaultdict[str, int] = defaultdict(count().__next__)
        new: list[int] = []
        ends = [0]
        for string in self.distinct:
            new += [ids[replacement] for replacement in replacements(string)]
            ends.append(len(new))
        repeats = np.diff(ends)[self.numbers]
        shifts = np.array(ends)[self.numbers] - (np.cumsum(repeats) - repeats)
        indices = np.repeat(shifts, repeats) + np.arange(repeats.sum())
        numbers = np.array(new, np.int32)
        return _Strings(list(ids), numbers[indices], np.repeat(self.texts, repeats))


class _IsWanted(dict[str, bool]):
    """Word -> whether it is a term, or the boundary."""

    def __missing__(self, word: str) -> bool:
        self[word] = wanted = word == _BOUNDARY or is_dictionary_term(word)
        return wanted


def _dictionary_words(slices: Iterable[str], tokenizer: Tokenizer) -> _Strings:
    def words() -> Iterator[list[str]]:
        for joined in slices:
            # No word reaches beyond white space, and where all is ASCII there is none.
            stretches = [stretch for stretch in joined.split() if not stretch.isascii()]
            yield tokenizer.cut_for_search(" ".join(stretches))

    return _Strings.of(filter(_IsWanted().__getitem__, chain.from_iterable(words())))


def _latin_words(slices: Iterable[str]) -> _Strings:
    kept = _members(SPACED_RUN) & ~_members(CHARACTER_RUN)
    kept[ord(_BOUNDARY)] = True
    space = np.uint32(ord(" "))

    def runs() -> Iterator[list[str]]:
        for joined in slices:
            codes = np.frombuffer(joined.encode("utf-32-le"), "<u4")
            yield np.where(kept[codes], codes, space).tobytes().decode("utf-32-le").split()

    return _Strings.of(chain.from_iterable(runs())).replace(spaced_words)


_BLANK = "\ufffe"
"""Stands for a blank that a term may reach across; a noncharacter, which no folded text has."""


def _across_edges(slices: Iterable[str]) -> tuple[_Strings, _Strings]:
    """The joined words and the seams of :func:`~searcher.analysis.units.seams`: found in pieces
    that have words of spaced scripts, what is directly beside them, and nothing else."""
    spaced = _members(SPACED_RUN) & ~_members(CHARACTER_RUN)

    def pieces() -> Iterator[list[str]]:
        for joined in slices:
            codes = np.frombuffer(joined.encode("utf-32-le"), "<u4")
            of_word, unspaced = spaced[codes], _members(CHARACTER_RUN)[codes]
            blank = np.zeros(len(codes), np.bool_)
            blank[1:-1] = _may_be_seam(of_word, unspaced) | _is_turn(codes)
            blank &= codes == ord(" ")
            kept = of_word | blank | (codes == ord(_BOUNDARY))
            kept[1:] |= unspaced[1:] & kept[:-1]
            kept[:-1] |= unspaced[:-1] & (of_word[1:] | blank[1:])
            codes = np.where(blank, np.uint32(ord(_BLANK)), codes)
            codes[~kept] = ord(" ")
            found = codes.tobytes().decode("utf-32-le").split()
            yield [piece for piece in found if not piece.isascii()]

    found = _Strings.of(chain.from_iterable(pieces()))
    return found.replace(_joined_across), found.replace(_seams_of)


def _may_be_seam(of_word: NDArray[np.bool_], unspaced: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of each place but the first and the last, whether it is between a word and a character."""
    return (of_word[:-2] & unspaced[2:]) | (unspaced[:-2] & of_word[2:])


def _is_turn(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Of each place but the first and the last, whether it is between a letter and a digit."""
    digits, others = _members(_DIGITS)[codes], _members(_LETTERS)[codes]
    return (digits[:-2] & others[2:]) | (others[:-2] & digits[2:])


_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")


def _joined_across(piece: str) -> list[str]:
    if _BLANK not in piece:
        return []
    return [term.text for term, kind in seams(piece.replace(_BLANK, " ")) if kind == "joined"]


def _seams_of(piece: str) -> list[str]:
    first, last = piece[0], piece[-1]
    start = 0 if first.isascii() else 1 + (piece[1:2] == _BLANK)
    end = len(piece) - (0 if last.isascii() else 1 + (piece[-2:-1] == _BLANK))
    word = piece[start:end]
    is_plain = (
        word.isascii()
        and word.isalnum()
        and len(word) <= MAX_TERM_LENGTH
        and (not start or is_unspaced(first))
        and (end == len(piece) or is_unspaced(last))
    )
    if not is_plain:
        found = seams(piece.replace(_BLANK, " "))
        return [term.text for term, kind in found if kind == "seam"]
    # Nearly all pieces: one word, and what is beside it.
    before = seam_before(first, word) if start else ""
    behind = seam_behind(word, last) if end < len(piece) else ""
    return [*filter(None, (before, behind))]


def _humps(originals: Sequence[str]) -> _Strings:
    """The parts that only capitals show, in texts as their authors wrote them."""

    def words() -> Iterator[list[str]]:
        for start in range(0, len(originals), _SLICE):
            texts = (text.replace(_BOUNDARY, " ") for text in originals[start : start + _SLICE])
            joined = _SEPARATOR.join((*texts, ""))
            codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
            of_run, upper, small = (_members(kind)[codes] for kind in (_RUN, _UPPER, _SMALL))
            humps = np.zeros(len(codes), np.bool_)
            humps[1:] = upper[1:] & small[:-1]
            humps[1:-1] |= upper[:-2] & upper[1:-1] & _members(_LOWER)[codes[2:]]
            runs = np.cumsum(_changes(of_run)) - 1
            kept = of_run & (np.bincount(runs, humps) > 0)[runs]
            codes = np.where(kept | (codes == ord(_BOUNDARY)), codes, np.uint32(ord(" ")))
            yield codes.tobytes().decode("utf-32-le").split()

    return _Strings.of(chain.from_iterable(words())).replace(hump_parts)


_RUN, _UPPER, _SMALL, _LOWER = map(re.compile, ("[A-Za-z0-9]+", "[A-Z]+", "[a-z0-9]+", "[a-z]+"))


def _signs(codes: NDArray[np.uint32], text_of: NDArray[np.int32]) -> _Strings:
    (places,) = _members(SIGN)[codes].nonzero()
    distinct, numbers = np.unique(codes[places], return_inverse=True)
    return _Strings([*map(chr, distinct.tolist())], numbers.astype(np.int32), text_of[places])


@cache
def _members(run: re.Pattern[str]) -> NDArray[np.bool_]:
    """For each code point, whether it is one of those that ``run`` matches runs of."""
    every = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    members = np.zeros(len(every), np.bool_)
    for match in run.finditer(every):
        members[match.start() : match.end()] = True
    return members


class _Postings(NamedTuple):
    """Where some terms occur, which are in order."""

    sizes: NDArray[np.int64]
    """Of each term, how many texts have it."""
    documents: NDArray[np.int32]
    frequencies: NDArray[np.int32]


def _count_characters_and_pairs(
    codes: NDArray[np.uint32], text_of: NDArray[np.int32]
) -> tuple[list[str], _Postings]:
    """Those of the unspaced scripts, and continuations, which are pairs of a blank and a character;
    ``text_of`` has the text of each of the code points."""
    members = _members(CHARACTER_RUN)
    present = np.bincount(codes, minlength=len(members)) > 0
    alphabet = np.append(0, np.flatnonzero(present & members))
    # Of two bytes, but for a very large alphabet, so that lexsort is a radix sort.
    ids = np.zeros(len(members), np.min_scalar_type(len(alphabet)))
    ids[alphabet] = np.arange(len(alphabet))
    first, second, texts = _characters_and_pairs(ids[codes], codes, text_of)
    order = np.lexsort((second, first))
    first, second, texts = first[order], second[order], texts[order]
    heads, postings = _group(_changes(first) | _changes(second), texts)
    letters = alphabet[np.stack((first[heads], second[heads]), axis=1)].astype("<u4")
    letters[first[heads] == 0, 0] = ord(" ")
    return letters.view("<U2").ravel().tolist(), postings


def _characters_and_pairs(
    ids: Ids, codes: NDArray[np.uint32], text_of: NDArray[np.int32]
) -> tuple[Ids, Ids, NDArray[np.int32]]:
    """Each occurrence: the first character, or 0 for a blank, the second or 0, and the text."""
    characters = np.flatnonzero(ids > 0)
    pairs = characters[ids[characters + 1] > 0]
    passed_over = _members(_PASSED_OVER)[codes]
    blocks = np.cumsum(~passed_over | (codes == ord(_BOUNDARY)), dtype=np.int32)
    letters = characters[~passed_over[characters]]
    left, right = letters[:-1], letters[1:]
    continuing = right[(right - left > 1) & (blocks[right - 1] == blocks[left])]
    indices = np.concatenate((characters, continuing, pairs))
    none = np.zeros(len(characters), ids.dtype)
    first = np.concatenate((ids[characters], none[: len(continuing)], ids[pairs]))
    second = np.concatenate((none, ids[continuing], ids[pairs + 1]))
    return first, second, text_of[indices]


_PASSED_OVER = re.compile(f"{PASSED_OVER}+")


def _count_strings(*found: _Strings) -> tuple[list[str], _Postings]:
    terms = sorted({string for strings in found for string in strings.distinct})
    ranks = {term: rank for rank, term in enumerate(terms)}
    keys = []
    for strings in found:
        rank = np.array([ranks[string] for string in strings.distinct], np.int64)
        keys.append(rank[strings.numbers] << 32 | strings.texts)
    ordered = np.sort(np.concatenate(keys))
    _, postings = _group(_changes(ordered >> 32), (ordered & 0xFFFFFFFF).astype(np.int32))
    return terms, postings


def _group(new: NDArray[np.bool_], texts: NDArray[np.int32]) -> tuple[NDArray[np.int64], _Postings]:
    """Of occurrences by term and then by text: where each term begins, and the postings.

    Of each occurrence, ``new`` says whether its term is another than the one before.
    """
    heads = np.flatnonzero(new | _changes(texts))
    frequencies = np.diff(heads, append=len(texts)).astype(np.int32)
    terms = np.flatnonzero(new[heads])
    sizes = np.diff(terms, append=len(heads))
    return heads[terms], _Postings(sizes, texts[heads], frequencies)


def _changes(values: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Of each value, whether it differs from the one before; the first does."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]


def _first_two(terms: Sequence[str]) -> NDArray[np.int64]:
    """Numbers that are in the order of the first two code points of each term."""
    codes = np.array(terms, "<U2").view("<u4").reshape(-1, 2).astype(np.int64)
    return codes[:, 0] << 21 | codes[:, 1]
