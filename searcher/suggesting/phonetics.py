"""Text typed by its sound -> units of pinyin.

Read are pinyin with or without tones (chongqing, chóngqìng, chong2qing4), zhuyin (ㄔㄨㄥˊㄑㄧㄥˋ),
and either mixed with characters (重qing). White space, apostrophes and tones end a syllable.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from searcher.analysis.normalize import fold

__all__ = ["Unit", "units"]

_MAX_LETTERS = 64
"""Code points of a text that is read by its sound."""


class Unit(NamedTuple):
    """A part of what was typed: letters of one or more syllables, or one character."""

    text: str
    is_spelt: bool
    """Whether it is letters: ``a`` to ``z``, ü as ``v``."""
    is_zhuyin: bool = False
    """Whether it is zhuyin without a tone: one syllable, or the beginning of one."""
    has_tone: bool = False
    """Whether a tone follows, so that its last syllable is whole."""


def units(typed: str) -> tuple[Unit, ...]:
    """The units of a text; none if it has no letter, or something that is neither."""
    if len(typed) > _MAX_LETTERS:
        return ()
    latin = _ZHUYIN.sub(lambda found: _pinyin(*found.groups()), typed)
    # Marks are taken apart from their letters; of them only that of ü makes another letter.
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", latin).casefold())
    letters = "".join(
        mark for mark in letters.replace("u\u0308", "v") if not unicodedata.combining(mark)
    )
    if not _WHOLE.fullmatch(letters):
        return ()
    found = []
    for spelt, end, character in _UNIT.findall(letters):
        found.append(Unit(spelt or fold(character), bool(spelt), end == _NO_TONE, end.isdigit()))
    return tuple(found) if any(unit.is_spelt for unit in found) else ()


_NO_TONE = "\ue000"
"""Follows a syllable of zhuyin without a tone: the first, or one that was not typed."""

_UNIT = re.compile(f"([a-z]+)([0-5{_NO_TONE}]?)|([\u3007\u3400-\u9fff])")
_WHOLE = re.compile(f"(?:{_UNIT.pattern}|[\\s'’])+")

_ZHUYIN = re.compile("(?=[ㄅ-ㄩ])([ㄅ-ㄙ]?)([ㄧㄨㄩ]?)([ㄚ-ㄦ]?)([ˊˇˋ˙]?)")


def _pinyin(initial: str, medial: str, final: str, tone: str) -> str:
    """A syllable of zhuyin in pinyin, then its tone or _NO_TONE."""
    first = _INITIALS.get(initial, "")
    rest = _FINALS.get(medial + final, medial + final)
    if not initial:
        rest = _ALONE.get(medial + final, rest)
    elif initial in "ㄓㄔㄕㄖㄗㄘㄙ" and not medial + final:
        rest = "i" if tone else ""  # without a tone it may be the beginning of a syllable
    elif initial in "ㄐㄑㄒ":
        rest = rest.replace("v", "u")
    return f"{first}{rest}{_TONES.get(tone, _NO_TONE)}"


_TONES = {"ˊ": "2", "ˇ": "3", "ˋ": "4", "˙": "5"}
_INITIALS = dict(
    zip(
        "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙ",
        (*"bpmfdtnlgkhjqx", "zh", "ch", "sh", *"rzcs"),
        strict=True,
    )
)
_FINALS = {
    zhuyin: pinyin
    for line in (
        "ㄚa ㄛo ㄜe ㄝe ㄞai ㄟei ㄠao ㄡou ㄢan ㄣen ㄤang ㄥeng ㄦer",
        "ㄧi ㄧㄚia ㄧㄝie ㄧㄠiao ㄧㄡiu ㄧㄢian ㄧㄣin ㄧㄤiang ㄧㄥing",
        "ㄨu ㄨㄚua ㄨㄛuo ㄨㄞuai ㄨㄟui ㄨㄢuan ㄨㄣun ㄨㄤuang ㄨㄥong",
        "ㄩv ㄩㄝve ㄩㄢvan ㄩㄣvn ㄩㄥiong",
    )
    for zhuyin, pinyin in re.findall("([ㄅ-ㄩ]+)([a-z]+)", line)
}
_ALONE = {
    zhuyin: pinyin
    for line in (
        "ㄧyi ㄧㄚya ㄧㄛyo ㄧㄝye ㄧㄞyai ㄧㄠyao ㄧㄡyou ㄧㄢyan ㄧㄣyin ㄧㄤyang ㄧㄥying",
        "ㄨwu ㄨㄚwa ㄨㄛwo ㄨㄞwai ㄨㄟwei ㄨㄢwan ㄨㄣwen ㄨㄤwang ㄨㄥweng",
        "ㄩyu ㄩㄝyue ㄩㄢyuan ㄩㄣyun ㄩㄥyong",
    )
    for zhuyin, pinyin in re.findall("([ㄅ-ㄩ]+)([a-z]+)", line)
}
"""Finals as they are written without an initial, where that differs."""
