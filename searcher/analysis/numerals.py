"""Numbers, in the folded space: however one is written, it stands there in plain digits.

Three or more of the digits 〇 to 九 in a row, not zeros alone, are such a number unless another
numeral is beside them: 一九四八年 is 1948年, and 三七二十一 stays. Commas before groups of three
digits go: 2,000 is 2000. A full-width one goes between full-width digits alone: in 199，200 it is
punctuation, and stays as it is lest it pass for the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from searcher.analysis.offsets import Edit, OffsetMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NUMERAL_SIGNS", "fold_numerals", "may_have_numerals", "numeral_places"]

_ZEROS = "〇零○"
_DIGITS = f"{_ZEROS}一二三四五六七八九"
_PLAIN = str.maketrans(_DIGITS, "000123456789")
_OTHER_NUMERALS = frozenset("0123456789十百千万亿兆廿卅拾佰仟")

NUMERAL_SIGNS = frozenset(f"{_DIGITS},")
"""The folded characters that make :func:`fold_numerals` worth asking."""

_CANDIDATE = re.compile(f"[{_DIGITS},](?:(?<=[0-9],)[0-9]{{3}}|(?<!,)[{_DIGITS}]{{2}})")
_IN_CHINESE = re.compile(f"[{_DIGITS}]{{3,}}")
_SEPARATOR = re.compile(r",(?<=[0-9],)(?=[0-9]{3})")
_WIDE = re.compile("[０-９]，[０-９]")
_JOINS = re.compile("[a-z_.]")
_LIST = re.compile("[0-9]+(?:,[0-9]+)*")
_SEPARATED = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3})+")


def may_have_numerals(folded: str) -> bool:
    """Whether :func:`fold_numerals` may change a text that is folded but for this."""
    return _CANDIDATE.search(folded) is not None


def numeral_places(codes: NDArray[np.uint32], signs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where :func:`may_have_numerals` finds something, and perhaps somewhere else.

    ``signs`` are the places of all NUMERAL_SIGNS in ``codes``, ascending.
    """
    import numpy as np

    is_comma = codes[signs] == ord(",")
    digits, commas = signs[~is_comma], signs[is_comma]
    for distance in (-1, 1, 2, 3):
        beside = codes.take(commas + distance, mode="clip")
        commas = commas[(ord("0") <= beside) & (beside <= ord("9"))]
    return np.concatenate((digits[:-2][digits[2:] - digits[:-2] == 2], commas))


def fold_numerals(text: str, folded: str, edits: Sequence[Edit]) -> tuple[str, list[Edit]]:
    """``folded`` with its numbers in plain digits, and the edits that lead back to ``text``.

    ``edits`` lead from ``folded`` to ``text``.
    """
    offsets = OffsetMap(edits)

    def kept_if_punctuation(comma: re.Match[str]) -> str:
        around = offsets.original(comma.start() - 1, comma.end() + 1)
        written = text[around.start : around.end]
        return "，" if "，" in written and not _WIDE.fullmatch(written) else ","

    folded = _IN_CHINESE.sub(_in_plain_digits, folded)
    folded = _SEPARATOR.sub(kept_if_punctuation, folded)
    pieces: list[str] = []
    joined: list[Edit] = []
    length = done = 0
    for number in filter(_is_separated, _LIST.finditer(folded)):
        start, end = number.span()
        digits = number.group().replace(",", "")
        length += start - done
        pieces += [folded[done:start], digits]
        joined.append(Edit(length, length + len(digits), start, end))
        length += len(digits)
        done = end
    pieces.append(folded[done:])
    return "".join(pieces), _chained(edits, joined)


def _in_plain_digits(run: re.Match[str]) -> str:
    """All of the digits that stand in a row, if they are a number."""
    start, end = run.span()
    beside = run.string[max(start - 1, 0) : start] + run.string[end : end + 1]
    digits = run.group().translate(_PLAIN)
    return digits if digits.strip("0") and not _OTHER_NUMERALS.intersection(beside) else run.group()


def _is_separated(numbers: re.Match[str]) -> bool:
    """Whether all that commas join is one number.

    A unit may follow it; with a letter or a point before, it is none of its own.
    """
    start = numbers.start()
    before = numbers.string[max(start - 1, 0) : start]
    return bool(_SEPARATED.fullmatch(numbers.group())) and not _JOINS.match(before)


def _chained(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """The edits that do what ``first`` do and then, to the text that these give, ``second``.

    Those that have characters of that text in common become one.
    """
    # Of each edit its span in the text between, and how much longer the original and the result
    # are than that; the same of what is joined.
    spans = [(edit.start, edit.end, _longer(edit), 0) for edit in first]
    spans += [(edit.original_start, edit.original_end, 0, -_longer(edit)) for edit in second]
    joined: list[tuple[int, int, int, int]] = []
    for span in sorted(spans):
        start, end, before, after = span
        if joined and start < joined[-1][1]:
            last = joined.pop()
            span = (last[0], max(last[1], end), last[2] + before, last[3] + after)
        joined.append(span)
    edits = []
    to_original = to_result = 0
    for start, end, before, after in joined:
        starts = start + to_result, start + to_original
        to_original += before
        to_result += after
        edits.append(Edit(starts[0], end + to_result, starts[1], end + to_original))
    return edits


def _longer(edit: Edit) -> int:
    """By how much the original is longer."""
    return (edit.original_end - edit.original_start) - (edit.end - edit.start)
