"""Numbers, in the folded space: however one is written, it stands there in plain digits.

Three or more of the digits 〇 to 九 in a row, not zeros alone, are such a number unless another
numeral is beside them: 一九四八年 is 1948年, and 三七二十一 stays. Commas before groups of three
digits go: 2,000 is 2000. A full-width one goes between full-width digits alone: in 199，200 it is
punctuation, and stays as it is lest it pass for the other. Of the other numerals those count that
``quantities.py`` finds: 十九世纪 is 19世纪. 3万 is 30000, and a date is written as in Chinese,
2023年7月4日 for 2023-07-04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from searcher.analysis.offsets import Edit, OffsetMap, chained, replaced
from searcher.analysis.quantities import (
    NUMERALS,
    UNITS,
    UNITS_OF_MORE,
    UNITS_OF_ORDINALS,
    quantities,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SIGN_KINDS", "fold_numerals", "numeral_places"]

_ZEROS = "〇零○"
_DIGITS = f"{_ZEROS}一二三四五六七八九"
_PLAIN = str.maketrans(_DIGITS, "000123456789")
_OTHER_NUMERALS = frozenset("0123456789十百千万亿兆廿卅拾佰仟两")

_NUMERAL, _COMMA, _DATE_SIGN, _STOP, _MONTH = 1, 2, 3, 4, 5
SIGN_KINDS: Mapping[str, int] = {
    **dict.fromkeys(NUMERALS, _NUMERAL),
    ",": _COMMA,
    **dict.fromkeys("-/", _DATE_SIGN),
    ".": _STOP,
    "月": _MONTH,
}
"""The folded characters without which :func:`fold_numerals` changes nothing -> a number of their
kind, below 255."""

_UNITS, _MORE_UNITS, _ORDINALS = map("".join, (UNITS, UNITS_OF_MORE, UNITS_OF_ORDINALS))
_LARGER = "十百千万亿廿卅"
_AFTER_ANY = "月小星"

# Stands wherever a line may have to change.
_CANDIDATE = re.compile(
    f"[{_DIGITS},](?:(?<=[0-9],)[0-9]{{3}}|(?<!,)[{_DIGITS}]{{2}})"
    f"|[{NUMERALS}](?:[{NUMERALS}{_UNITS}]|个[{_AFTER_ANY}]|(?<=第.)[{_ORDINALS}])"
    f"|[{_LARGER}][{_MORE_UNITS}]"
    f"|[0-9][百千]?[万亿]|0[1-9]月|月(?:0[1-9]|[0-9]{{1,2}}号)"
    "|[0-9]{4}([-./])[0-9]{1,2}\\1[0-9]"
)
_IN_CHINESE = re.compile(f"[{_DIGITS}]{{3,}}")
_SEPARATOR = re.compile(r",(?<=[0-9],)(?=[0-9]{3})")
_WIDE = re.compile("[０-９]，[０-９]")
_JOINS = re.compile("[a-z_.]")
_LIST = re.compile("[0-9]+(?:,[0-9]+)*")
_SEPARATED = re.compile("[1-9][0-9]{0,2}(?:,[0-9]{3})+")

_LARGE = re.compile(
    r"(?<![0-9a-z_.])(?<![0-9],)([0-9]{1,9})(?:\.([0-9]{1,8}))?([百千]?)(万亿|万|亿)"
    f"(?![0-9{NUMERALS}])"
)
_POWERS = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12}
_MAX_LENGTH = 16

_DATE = re.compile(
    r"([12](?<![0-9a-z_].)[0-9]{3})([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])"
    rf"(?![0-9a-su-z_々{NUMERALS}]|t(?![0-9]{{2}}:))"
)
_SIGN_BEFORE = re.compile(r"[-./]\Z")
_SIGN_AFTER = re.compile(r"-|[./]\w")
_VERSION_BEFORE = re.compile(r"[a-z][ ]?\Z")
_VERSION_AFTER = re.compile(" ?版")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PADDED = re.compile(r"(?<![0-9a-z_.:])(?<![0-9],)0[1-9](?=月)|(?<=[0-9]月)0[1-9](?=[日号])")
_DAY_OF_MONTH = re.compile(r"(?<=[0-9]月)([12]?[0-9]|3[01])号(?![线楼码])")


def numeral_places(
    codes: NDArray[np.uint32], signs: NDArray[np.int64], kinds: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Where in folded texts a number may have to be folded; wherever one has, a place on its line.

    ``signs`` are the places of all SIGN_KINDS in ``codes``, and perhaps of others, ``kinds`` the
    kind of each.
    """
    import numpy as np

    def beside(places: NDArray[np.int64], distance: int) -> NDArray[np.uint32]:
        return codes.take(places + distance, mode="clip")

    def is_digit(places: NDArray[np.int64], distance: int) -> NDArray[np.bool_]:
        return beside(places, distance) - np.uint32(ord("0")) < 10

    numerals = signs[kinds == _NUMERAL]
    own, following, before = codes[numerals], beside(numerals, 1), beside(numerals, -1)
    counted = _members(NUMERALS + _UNITS)[following] | is_digit(numerals, -1)
    counted |= _members(_LARGER)[own] & _members(_MORE_UNITS)[following]
    counted |= (before == ord("第")) & _members(_ORDINALS)[following]
    (of_any,) = (following == ord("个")).nonzero()
    counted[of_any] |= _members(_AFTER_ANY)[beside(numerals[of_any], 2)]
    found = [numerals[counted]]
    commas = signs[kinds == _COMMA]
    for distance in (1, -1, 2, 3):
        commas = commas[is_digit(commas, distance)]
    dates = signs[(kinds == _DATE_SIGN) | (kinds == _STOP)]
    for distance in (1, -1, -2, -3, -4):
        dates = dates[is_digit(dates, distance)]
    mark = codes[dates]
    dates = dates[(beside(dates, 2) == mark) | (beside(dates, 3) == mark)]
    months = signs[kinds == _MONTH]
    padded = (beside(months, -2) == ord("0")) | (beside(months, 1) == ord("0"))
    padded |= (beside(months, 2) == ord("号")) | (beside(months, 3) == ord("号"))
    return np.concatenate((*found, commas, dates, months[padded]))


@cache
def _members(characters: str) -> NDArray[np.bool_]:
    """For each code point, whether it is one of the characters."""
    import numpy as np

    members = np.zeros(0x110000, np.bool_)
    members[[*map(ord, characters)]] = True
    return members


def fold_numerals(
    text: str, folded: str, edits: Sequence[Edit], places: Sequence[int] | None = None
) -> tuple[str, list[Edit]]:
    """``folded`` with its numbers in plain digits, and the edits that lead back to ``text``.

    ``edits`` lead from ``folded`` to ``text``. ``places`` are the :func:`numeral_places` in
    ``folded``, ascending, where they are known.
    """
    if places is None:
        places = [match.start() for match in _CANDIDATE.finditer(folded)]
    if not places:
        return folded, list(edits)
    offsets = OffsetMap(edits)
    pieces: list[str] = []
    own: list[Edit] = []
    length = done = 0
    for place in places:
        if place < done:
            continue
        start, end = folded.rfind("\n", 0, place) + 1, folded.find("\n", place)
        end = len(folded) if end < 0 else end
        line, of_line = _fold_line(text, folded[start:end], start, offsets)
        length += start - done
        pieces += [folded[done:start], line]
        own += [Edit(a + length, b + length, c + start, d + start) for a, b, c, d in of_line]
        length += len(line)
        done = end
    pieces.append(folded[done:])
    return "".join(pieces), chained(edits, own) if edits else own


def _fold_line(text: str, line: str, start: int, offsets: OffsetMap) -> tuple[str, list[Edit]]:
    """A line with its numbers in plain digits, and the edits that lead back to the line as it was,
    which stands at ``start`` of what ``offsets`` map to ``text``."""
    line = _IN_CHINESE.sub(_in_plain_digits, line)
    line, edits = replaced(line, (), quantities(line))
    if _SEPARATOR.search(line):
        within = OffsetMap(edits)

        def kept_if_punctuation(comma: re.Match[str]) -> str:
            first, last = within.original(comma.start() - 1, comma.end() + 1)
            around = offsets.original(first + start, last + start)
            written = text[around.start : around.end]
            return "，" if "，" in written and not _WIDE.fullmatch(written) else ","

        line = _SEPARATOR.sub(kept_if_punctuation, line)
        line, edits = replaced(line, edits, _separated(line))
    if "万" in line or "亿" in line:
        line, edits = replaced(line, edits, _large(line))
    if "月" in line:
        line, edits = replaced(line, edits, _padded(line))
        line = _DAY_OF_MONTH.sub(r"\1日", line)
    return replaced(line, edits, _dates(line))


def _in_plain_digits(run: re.Match[str]) -> str:
    """All of the digits that stand in a row, if they are a number."""
    start, end = run.span()
    beside = run.string[max(start - 1, 0) : start] + run.string[end : end + 1]
    digits = run.group().translate(_PLAIN)
    return digits if digits.strip("0") and not _OTHER_NUMERALS.intersection(beside) else run.group()


def _separated(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers with commas, without these.

    A unit may follow one; with a letter or a point before, it is none of its own.
    """
    for number in _LIST.finditer(text):
        start, end = number.span()
        before = text[max(start - 1, 0) : start]
        if _SEPARATED.fullmatch(number.group()) and not _JOINS.match(before):
            yield start, end, number.group().replace(",", "")


def _large(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers of ten thousands: 3万, 1.5亿, 3千万."""
    for number in _LARGE.finditer(text):
        whole, fraction, small, power = number.groups("")
        zeros = _POWERS[small] + _POWERS[power] - len(fraction.rstrip("0"))
        digits = (whole + fraction.rstrip("0")).lstrip("0") + "0" * max(zeros, 0)
        if zeros >= 0 and 0 < len(digits) <= _MAX_LENGTH and digits[0] != "0":
            yield *number.span(), digits


def _padded(text: str) -> Iterator[tuple[int, int, str]]:
    """The months and days with a zero before, without it."""
    return ((*padded.span(), padded[0][1]) for padded in _PADDED.finditer(text))


def _dates(text: str) -> Iterator[tuple[int, int, str]]:
    """The dates of year, month and day in plain digits."""
    for date in _DATE.finditer(text):
        start, end = date.span()
        year, mark, month, day = date.groups()
        if int(day) > _DAYS[int(month) - 1]:
            continue
        if _is_in_name(text, start, end, mark) or (mark == "." and _is_version(text, start, end)):
            continue
        yield start, end, f"{year}年{int(month)}月{int(day)}日"


def _is_in_name(text: str, start: int, end: int, mark: str) -> bool:
    """Whether what looks like a date goes on, as a path, a name of a file or a number of another
    kind; 2023.7.4-2023.8.1 is a range."""
    before, after = _SIGN_BEFORE.search(text, 0, start), _SIGN_AFTER.match(text, end)
    return any(sign is not None and (sign[0] != "-" or mark == "-") for sign in (before, after))


def _is_version(text: str, start: int, end: int) -> bool:
    """Whether a name or 版 beside numbers with points between says that they are no date."""
    return bool(_VERSION_BEFORE.search(text, 0, start) or _VERSION_AFTER.match(text, end))
