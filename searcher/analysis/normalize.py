"""The char filters: text as written -> text in the folded space, with the way back.

In the folded space compatibility forms (NFKC), case, script, regional variants of
characters and of punctuation make no difference, and characters that show nothing
(zero-width space, soft hyphen, variation selectors) are gone. Matching happens there and
nowhere else; what is stored and shown is the author's text.

``fold`` is idempotent. Nearly all text maps character by character, which is one
``str.translate``; only clusters that compose, expand or vanish need the offset map.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from searcher.analysis.offsets import Edit, OffsetMap
from searcher.analysis.variants import representatives

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Normalized", "fold", "fold_all", "normalize", "normalize_all"]


class Normalized(NamedTuple):
    """A text in the folded space."""

    text: str
    offsets: OffsetMap


def fold(text: str) -> str:
    """``text`` in the folded space."""
    return normalize(text).text


def fold_all(texts: Sequence[str]) -> list[str]:
    """:func:`fold` of each of ``texts``: several times as fast if they are many."""
    return [normalized.text for normalized in normalize_all(texts)]


def normalize_all(texts: Sequence[str]) -> list[Normalized]:
    """:func:`normalize` of each of ``texts``: several times as fast if they are many."""
    import numpy as np  # folding one text does without

    joined = "".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    table = _simple_table()
    for code in np.unique(codes[table[codes] == 0]).tolist():
        table[code] = ord(_SIMPLE[code])
    folded = table[codes].tobytes().decode("utf-32-le")
    normalized = []
    end = 0
    for text in texts:
        start, end = end, end + len(text)
        piece = folded[start:end]
        normalized.append(
            _normalize_clusters(text, piece) if _CLUSTER in piece else Normalized(piece, _IDENTITY)
        )
    return normalized


def normalize(text: str) -> Normalized:
    """``text`` in the folded space, and the map of positions there to those in ``text``."""
    folded = text.translate(_SIMPLE)
    if _CLUSTER not in folded:
        return Normalized(folded, _IDENTITY)
    return _normalize_clusters(text, folded)


# Stands for a character that must be looked at with its neighbours; a noncharacter, so that
# no text means anything by it.
_CLUSTER = "\uffff"
_IDENTITY = OffsetMap()


class _SimpleFolding(dict[int, str]):
    """Code point -> its folded form where that is one character whatever stands beside it.

    Filled as code points are first met: ``str.translate`` asks through ``__missing__``.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _CLUSTER if _joins_previous(character) else _fold_cluster(character)
        if len(folded) != 1:
            folded = _CLUSTER
        self[code] = folded
        return folded


_SIMPLE = _SimpleFolding()


@cache
def _simple_table() -> NDArray[np.uint32]:
    """What :data:`_SIMPLE` has for each code point, or 0 where it has not been asked yet."""
    import numpy as np

    return np.zeros(0x110000, "<u4")


def _normalize_clusters(text: str, folded: str) -> Normalized:
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
    return Normalized("".join(pieces), OffsetMap(edits))


def _fold_cluster(cluster: str) -> str:
    """The fixed point of what folding means: Unicode's NFKC_Casefold, then the variants."""
    while True:
        kept = "".join(character for character in cluster if not _is_ignorable(character))
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).casefold())
        folded = folded.translate(representatives())
        if folded == cluster:
            return folded
        cluster = folded


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
