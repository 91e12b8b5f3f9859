"""The fold (char filters): text as written -> text in the folded space, with an offset map.

In the folded space compatibility forms (NFKC), case, script, regional variants of
characters and of punctuation make no difference, 々 is the character that it repeats, numbers are
in plain digits (numerals.py), and characters that show nothing (zero-width space, soft hyphen,
variation selectors) are gone. Matching happens there and nowhere else; what is stored and shown
is the author's text.

``fold`` is idempotent. Nearly all text maps character by character, which is one
``str.translate``; only clusters that compose, expand or vanish, and the commas of numbers, need
the offset map.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from searcher.analysis.numerals import (
    SIGN_KINDS,
    fold_numerals,
    numeral_places,
)
from searcher.analysis.offsets import Edit, OffsetMap, replaced
from searcher.analysis.spacing import inner_blanks
from searcher.analysis.variants import representatives

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Normalized", "fold", "fold_all", "normalize", "normalize_all", "normalize_characters"]


class Normalized(NamedTuple):
    """A text in the folded space."""

    text: str
    offsets: OffsetMap


def fold(text: str) -> str:
    """``text`` in the folded space."""
    return normalize(text).text


def fold_all(texts: Sequence[str]) -> list[str]:
    """:func:`fold` of each of ``texts``: several times as fast if they are many."""
    folded, others = _normalize_all(texts)
    for number, normalized in others.items():
        folded[number] = normalized.text
    return folded


def normalize_all(texts: Sequence[str]) -> list[Normalized]:
    """:func:`normalize` of each of ``texts``: several times as fast if they are many."""
    folded, others = _normalize_all(texts)
    normalized = [Normalized(text, _IDENTITY) for text in folded]
    for number, other in others.items():
        normalized[number] = other
    return normalized


def _normalize_all(texts: Sequence[str]) -> tuple[list[str], dict[int, Normalized]]:
    """The texts folded character by character, and by its index each that is more than that."""
    import numpy as np  # folding one text does without

    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    table = _simple_table()
    folded = table.take(codes)
    unasked = np.unique(codes[folded == 0]).tolist()
    if unasked:
        for code in unasked:
            simple = _SIMPLE[code]
            kind = SIGN_KINDS.get(simple, _OTHER_KIND if simple in _MARKED else 0)
            table[code] = ord(simple) | kind << _KIND_SHIFT
        folded = table.take(codes)
    marked = np.flatnonzero(folded >= 1 << _KIND_SHIFT)
    kinds = folded[marked] >> _KIND_SHIFT
    folded &= (1 << _KIND_SHIFT) - 1
    ends = list(accumulate(map(len, texts)))
    edges = np.array([0, *ends])
    joined = folded.tobytes().decode("utf-32-le")
    pieces = [joined[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    others: dict[int, Normalized] = {}
    of_numbers = np.sort(numeral_places(folded, marked, kinds))
    numbers = np.searchsorted(edges[1:], of_numbers, side="right").tolist()
    for number, group in groupby(zip(numbers, of_numbers.tolist(), strict=True), itemgetter(0)):
        start = ends[number] - len(pieces[number])
        places = [place - start for _, place in group]
        text, edits = fold_numerals(texts[number], pieces[number], (), places)
        others[number] = Normalized(text, OffsetMap(edits) if edits else _IDENTITY)
    stops = marked[kinds == SIGN_KINDS["."]]
    stops = stops[folded.take(stops + 1, mode="clip") >= ord(_FIRST_HAN)]
    stops = stops[folded.take(stops - 1, mode="clip") >= ord(_FIRST_HAN)]
    is_han = folded >= ord(_FIRST_HAN)
    spaced = np.flatnonzero(is_han[:-2] & (folded[1:-1] == ord(" ")) & is_han[2:])
    is_edge = np.zeros(len(folded) + 1, np.bool_)
    is_edge[edges] = True
    spaced = spaced[is_edge[spaced] | ~is_han.take(spaced - 1, mode="clip")]
    spaced = spaced[is_edge[spaced + 3] | ~is_han.take(spaced + 3, mode="clip")]
    others_at = np.concatenate((marked[kinds == _OTHER_KIND], stops, spaced))
    further = np.searchsorted(edges[1:], others_at, side="right")
    for number in np.unique(further).tolist():
        others[number] = _normalize_further(texts[number], pieces[number])
    return pieces, others


def normalize_characters(text: str) -> Normalized:
    """The same as :func:`normalize`, character by character: numbers stay as they are written."""
    folded = text.translate(_SIMPLE)
    if _CLUSTER not in folded:
        return Normalized(folded, _IDENTITY)
    folded, edits = _fold_clusters(text, folded)
    return Normalized(folded, OffsetMap(edits))


def normalize(text: str) -> Normalized:
    """``text`` in the folded space, and the map of positions there to those in ``text``."""
    return _normalize_further(text, text.translate(_SIMPLE))


# Stands for a character that must be looked at with its neighbours; a noncharacter, so that
# no text means anything by it.
_CLUSTER = "\uffff"
_IDENTITY = OffsetMap()


class _SimpleFolding(dict[int, str]):
    """Code point -> its folded form where that is one character whatever stands beside it.

    Filled as code points are first seen: ``str.translate`` asks through ``__missing__``.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _CLUSTER if _joins_previous(character) else _fold_cluster(character)
        if len(folded) != 1:
            folded = _CLUSTER
        self[code] = folded
        return folded


_SIMPLE = _SimpleFolding()


_FIRST_HAN = "\u3400"
_HAN = f"[{_FIRST_HAN}-\u9fff\U00020000-\U000323af]"
_NAME_DOT = re.compile(f"(?<={_HAN})[.](?={_HAN})")
"""A full stop that stands for the dot in a name: 馬可．波羅."""
_REPEATED = re.compile(f"({_HAN})(々+)")
"""A Han character and the marks that stand for it once more each."""

_MARKED = frozenset({_CLUSTER, "々"})
_OTHER_KIND = 255
_KIND_SHIFT = 24
"""All code points are below; a kind of mark is added to the folded form of a character where a text
must be looked at further."""


@cache
def _simple_table() -> NDArray[np.uint32]:
    """What :data:`_SIMPLE` has for each code point, or 0 where it has not been asked yet.

    With the kind of mark added where there is one.
    """
    import numpy as np

    return np.zeros(0x110000, "<u4")


def _normalize_further(text: str, folded: str) -> Normalized:
    """Of a text and what its characters fold to one by one, what the whole of it folds to."""
    edits: list[Edit] = []
    if _CLUSTER in folded:
        folded, edits = _fold_clusters(text, folded)
    blanks = [(at, at + 1, "") for at in inner_blanks(folded)] if " " in folded else []
    if blanks:
        folded, edits = replaced(folded, edits, blanks)
    if "々" in folded:
        folded = _REPEATED.sub(lambda found: found[1] * len(found[0]), folded)
    if "." in folded:
        folded = _NAME_DOT.sub("·", folded)
    folded, edits = fold_numerals(text, folded, edits)
    return Normalized(folded, OffsetMap(edits) if edits else _IDENTITY)


def _fold_clusters(text: str, folded: str) -> tuple[str, list[Edit]]:
    pieces: list[str] = []
    edits: list[Edit] = []
    length = done = 0
    position = folded.find(_CLUSTER)
    while position >= 0:
        start = position
        if start > done and _joins_previous(text[start]):
            start -= 1
        end = position + 1
        while end < len(text) and folded[end] == _CLUSTER and _joins_previous(text[end]):
            end += 1
        cluster = _fold_cluster(text[start:end])
        length += start - done
        pieces += [folded[done:start], cluster]
        edits.append(Edit(length, length + len(cluster), start, end))
        length += len(cluster)
        done = end
        position = folded.find(_CLUSTER, end)
    pieces.append(folded[done:])
    return "".join(pieces), edits


def _fold_cluster(cluster: str) -> str:
    """The fixed point of what folding means: Unicode's NFKC_Casefold, then the variants."""
    while True:
        kept = "".join(character for character in cluster if not _is_ignorable(character))
        kept = kept.translate(_spelled())
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).casefold())
        folded = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", folded).translate(representatives())
        if folded == cluster:
            return folded
        cluster = folded


_ACCENTED = re.compile("([a-z\u00e6-\u024f])[\u0300-\u036f]+")
"""A Latin letter with its accents, decomposed; those of other scripts make other letters."""


@cache
def _spelled() -> dict[int, str]:
    """For ``str.translate``: characters that mean something else than NFKC makes of them.

    No digit joins a number that is one character: ① is (1), as ⑴ is, and ½ begins with a blank, so
    that ①② has no 12, and 1½ no 11.
    """
    circled = (*range(0x2460, 0x2474), *range(0x24EA, 0x2500), *range(0x2776, 0x2794))
    circled += (*range(0x3251, 0x3260), *range(0x32B1, 0x32C0))
    spelled = {code: f"({int(unicodedata.numeric(chr(code)))})" for code in circled}
    spelled[0x2D9] = (
        "·"  # the dot of a name in Taiwan, which Unicode takes for a blank and an accent
    )
    for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189):
        spelled[code] = " " + unicodedata.normalize("NFKC", chr(code))
    return spelled


def _joins_previous(character: str) -> bool:
    """Whether the character may compose with the one before it, or vanish beside it."""
    first = unicodedata.normalize("NFKD", character)[:1]
    return (
        _is_ignorable(character)
        or unicodedata.category(first).startswith("M")
        or "\u1161" <= first <= "\u1175"  # Hangul vowels and finals compose, though not marks
        or "\u11a8" <= first <= "\u11c2"
    )


def _is_ignorable(character: str) -> bool:
    """Format characters, variation selectors, surrogates, our own mark: nothing is seen of them."""
    return (
        unicodedata.category(character) in ("Cf", "Cs")
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or "\u180b" <= character <= "\u180f"
        or character in ("\u034f", _CLUSTER)
    )
