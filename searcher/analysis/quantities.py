"""Chinese numerals with a unit, in the folded space: 十九世纪, 第二十一章, 三月, 三十五公里.

Such a number becomes plain digits. What is counted decides: 三 is a number before 月 and 公里, and
part of a word in 三国. A number of three numerals and more, such as 一千二百, needs no unit.
Within a word of ``numeral_words.txt``, such as 十月革命, numerals are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

__all__ = [
    "NUMERALS",
    "UNITS",
    "UNITS_OF_MORE",
    "UNITS_OF_ORDINALS",
    "Quantity",
    "is_plain_number",
    "quantities",
]

_DIGITS = "一二三四五六七八九"
_COUNTING = f"{_DIGITS}两"
_ZEROS = "〇零○"
_POWERS = {"十": 10, "百": 100, "千": 1000}

NUMERALS = f"{_COUNTING}{_ZEROS}{''.join(_POWERS)}万亿廿卅"
"""All of the folded characters that a number is written with."""

# Units of more than one character mean nothing else after a number. 个 counts anything, and is no
# unit of a single digit but before these.
_LONG = (
    "世纪|年代|月份|年级|周年|周岁|个月|个小时|个星期|小时|分钟|秒钟"
    "|公里|千米|厘米|毫米|微米|纳米|公分|公尺|英里|英尺|英寸|海里|平方|立方|公顷|英亩"
    "|公斤|千克|毫克|公吨|毫升|公升|千瓦|千卡|摄氏|华氏|字节|比特"
    "|美元|欧元|日元|英镑|港元|港币|台币|卢布|法郎|号线|号楼"
)
# Of one character, unless a word begins with it that is likelier there.
_SHORT = (
    "年(?![轻龄糕])|月(?![亮饼球光刊])|天(?![安津气空下堂然文才真使线])|岁(?!月)|米(?![饭粒兰])"
    "|吨|倍|秒|级|楼(?![梯盘])|层(?![次出])|号(?![码召称令])|届|亩"
)
_DAY = "日(?![本元语文益渐常])"
# What numbers of two numerals and more are used with besides, and ten alone, but for the first.
_TWO_NUMERALS = (
    "[周个分点度元章节回卷册集页条款项编篇版次名人位种首场幕辑季代期大户家座辆架艘里斤件套张只头匹"
    "口步道句瓦]|台(?![湾北中南海风币])|克(?![拉服隆里])|升(?![级起旗])"
)
_OF_TEN = "[个点元章节回卷册集页条款项编篇版次名人位种首场幕辑季代期大户]"
_ORDINAL = (
    "世纪|单元|[章节回卷册集页条款项编篇版期届次季幕场辑"
    "讲课题号层楼级代名位轮局批年月日天周个部师军]"
)
_OF_THE_CLOCK = "点[钟半整]|时[许整]?"
_ABOUT = "[多余来]?"
_ABOUT_POWER = "[多余来][万亿]"

# 十一 is a holiday as well: 十一国庆, 十一大促.
_NOT_OF_ELEVEN = "大期节人场家"

_RUN = re.compile(f"[{NUMERALS}]+")
_ONE = re.compile(f"(?:{_LONG}|{_SHORT})")
_NARROW = re.compile(f"(?:{_LONG}|{_SHORT}|{_DAY})")
_TEN = re.compile(f"{_ABOUT}(?:{_LONG}|{_SHORT}|{_DAY}|{_OF_TEN})|{_ABOUT_POWER}")
_WIDE = re.compile(f"{_ABOUT}(?:{_LONG}|{_SHORT}|{_DAY}|(?:{_TWO_NUMERALS})(?!之))|{_ABOUT_POWER}")
_AFTER_ORDINAL = re.compile(_ORDINAL)
_CLOCK = re.compile(_OF_THE_CLOCK)
_DECADE = re.compile(f"[{_DIGITS}][{_ZEROS}]")
_YEARS = "年代"
_MEASURES_OF_A_THOUSAND = frozenset("米克瓦卡伏赫帕兆焦")


def _firsts(*patterns: str) -> frozenset[str]:
    """The characters that these units begin with."""
    units = re.sub(r"\(\?!.*?\)", "", "|".join(patterns)).split("|")
    return frozenset("".join(unit[1:-1] if unit[0] == "[" else unit[0] for unit in units))


UNITS = _firsts(_LONG, _SHORT, _DAY, _OF_THE_CLOCK) - frozenset("个") | frozenset("多余来")
"""The folded characters that may follow a number of one digit, but for 个."""
UNITS_OF_MORE = _firsts(_TWO_NUMERALS, _OF_TEN)
"""Those that may follow other numbers besides, as well as a number of hundreds any character."""
UNITS_OF_ORDINALS = _firsts(_ORDINAL)
"""Those that may follow 第 and one digit."""

_AFTER_ONE = UNITS | UNITS_OF_MORE | UNITS_OF_ORDINALS

# Before 一 they make a word of it (统一, 每一), after 百 and 千 another (百货, 千金); before any
# number a vague one (几十, 数百).
_WORD_WITH_ONE = frozenset("这那每同上下另某统唯专单万之任哪逐划合归不")
_WORD_WITH_HUNDRED = frozenset("货姓金米克瓦物能科象般")
_VAGUE = frozenset("几数")
_BEFORE_THE_CLOCK = re.compile("(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|深夜|半夜)\\Z")

_MAX_LENGTH = 16
"""Numerals of a number: 一千二百三十四亿五千六百七十八万 is one."""


class Quantity(NamedTuple):
    """``text[start:end]`` is the number ``digits``."""

    start: int
    end: int
    digits: str


def quantities(text: str) -> Iterator[Quantity]:
    """The numbers in Chinese numerals of a folded text, from left to right."""
    for run in _RUN.finditer(text):
        quantity = _quantity(text, *run.span())
        if quantity is not None and not _is_in_word(text, quantity):
            yield quantity


def is_plain_number(word: str) -> bool:
    """Whether a folded word is nothing but numbers in plain digits, each with what it counts."""
    return _PLAIN.fullmatch(word) is not None


_PLAIN = re.compile(
    f"(?:第?[0-9]+[多余来]?[万亿]?(?:{_LONG}|{_SHORT}|{_ORDINAL}|{_TWO_NUMERALS}|[两日块文])?)+(?:左右)?"
    "|第?[0-9]{3,}.?"
)


def _quantity(text: str, start: int, end: int) -> Quantity | None:
    """The number in a run of numerals, if the whole of it is one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if end - start == 1 and after not in _AFTER_ONE:
        return None
    if before in _VAGUE or before.isdecimal() or after.isdecimal():
        return None
    run = text[start:end]
    if run[-1] == "千" and len(run) > 1 and after in _MEASURES_OF_A_THOUSAND:
        run, end = run[:-1], end - 1
    if _DECADE.fullmatch(run) and text.startswith(_YEARS, end):
        return Quantity(start, end, f"{_value(run[0])}0")
    value = _value(run)
    if value is None or not _counts(text, start, end, value):
        return None
    return Quantity(start, end, str(value))


def _counts(text: str, start: int, end: int, value: int) -> bool:
    """Whether a well-formed numeral is a number where it stands."""
    before, run = text[start - 1 : start], text[start:end]
    if before == "第" and ((len(run) > 1 and "十" in run) or _AFTER_ORDINAL.match(text, end)):
        return True
    if len(run) > 2:
        return True
    if before == "月" and value <= 31 and text[end : end + 1] in _DAYS:
        return True
    if run[0] == "一" and before in _WORD_WITH_ONE:
        return False
    if run == "一":
        return _ONE.match(text, end) is not None and before != "第"
    if _is_hour(text, start, end) and value <= 24:
        return True
    if run == "十":
        return _TEN.match(text, end) is not None
    if len(run) == 1:
        return _NARROW.match(text, end) is not None
    if value == 11 and text[end : end + 1] in _NOT_OF_ELEVEN and not _NARROW.match(text, end):
        return False
    if _WIDE.match(text, end):
        return True
    is_round = run[-1] in "百千万亿" and run[0] != "十"
    return is_round and before != "第" and text[end : end + 1] not in _WORD_WITH_HUNDRED


def _is_hour(text: str, start: int, end: int) -> bool:
    clock = _CLOCK.match(text, end)
    if clock is None:
        return bool(text[end : end + 1] == "点" and _BEFORE_THE_CLOCK.search(text, 0, start))
    return clock[0] != "时" or bool(_BEFORE_THE_CLOCK.search(text, 0, start))


@lru_cache(maxsize=4096)
def _value(numeral: str) -> int | None:
    """What a numeral stands for; None if it is none, or not the usual way to write it."""
    if len(numeral) > _MAX_LENGTH or numeral[0] in _ZEROS:
        return None
    high, power, low = numeral.replace("廿", "二十").replace("卅", "三十").rpartition("亿")
    if not power:
        return _below_power(low)
    if low and low[0] not in _ZEROS and "万" not in low:
        return None
    return _added(_below_power(high), 100_000_000, _below_power(low.lstrip(_ZEROS)), low)


def _below_power(numeral: str) -> int | None:
    """Of a numeral below 亿, which may be empty."""
    high, power, low = numeral.rpartition("万")
    if not power:
        return _section(low)
    if low and low[0] not in _ZEROS and low[1:2] != "千":
        return None  # 三万五 is 35,000 for some
    return _added(_section(high), 10_000, _section(low.lstrip(_ZEROS)), low)


def _added(high: int | None, power: int, low: int | None, written: str) -> int | None:
    """The number of two parts; each must be one, and nothing where nothing is ``written``."""
    return None if not high or low is None or (written and not low) else high * power + low


def _section(numeral: str) -> int | None:
    """Of a numeral below 万, which may be empty. A zero stands where a power is left out, and
    nowhere else: 一百零二, 一千二百."""
    value = digit = 0
    last, zero = 10_000, False
    for place, character in enumerate(numeral):
        if character in _ZEROS:
            if digit or zero or last <= 10:
                return None
            zero = True
            continue
        power = _POWERS.get(character, 1)
        if character in "万亿":
            return None
        if power == 1:
            if digit or (
                character == "两" and numeral[place + 1 : place + 2] not in ("百", "千", "")
            ):
                return None
            digit = 2 if character == "两" else _DIGITS.index(character) + 1
            continue
        if power >= last or not (digit or power == 10) or zero != _is_gap(last, power):
            return None
        value, last, digit, zero = value + (digit or 1) * power, power, 0, False
    if zero != (digit > 0 and _is_gap(last, 1)):
        return None
    return None if numeral.endswith("两") and len(numeral) > 1 else value + digit


def _is_gap(last: int, power: int) -> bool:
    """Whether a power is left out between two; before the first, none is."""
    return last < 10_000 and last > power * 10


@cache
def _words() -> dict[str, frozenset[str]]:
    """First character -> the words that begin with it whose numerals are left as they are."""
    text = (files(__package__) / "numeral_words.txt").read_text(encoding="utf-8")
    words = [line for line in text.splitlines() if not line.startswith("#")]
    return {first: frozenset(w for w in words if w[0] == first) for first in {w[0] for w in words}}


_DAYS = frozenset("日号")
_AFTER_NUMERAL = _DAYS | frozenset(NUMERALS)
_LONGEST_WORD = 8
"""Of numeral_words.txt."""


def _is_in_word(text: str, quantity: Quantity) -> bool:
    """Whether a number is part of a word that numeral_words.txt has."""
    start, end, _ = quantity
    words = _words()
    for first in range(max(0, end - _LONGEST_WORD), start + 1):
        for word in words.get(text[first], ()):
            last = first + len(word)
            if last >= end and text.startswith(word, first):
                return not (word[-1] in NUMERALS and text[last : last + 1] in _AFTER_NUMERAL)
    return False
