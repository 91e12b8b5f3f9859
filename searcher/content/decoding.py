"""Which characters do these bytes mean? UTF-8 first, then what Chinese files have been written in.

GB18030 and Big5 use the same bytes for different characters, so almost any file in one of
them is valid in the other. What tells them apart is the reading: in the right one, a third
of the characters and more are among the few hundred most frequent of the language (0.30 the
least, over 960 texts of 30 characters and more); in a wrong one, next to none (0.17 the most).
"""

from __future__ import annotations

import codecs

__all__ = ["Unreadable", "decode"]

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHINESE = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")
OTHERS = ("cp932", "euc_jp", "cp949", "cp1252", "cp1251")

FREQUENT = frozenset(
    "的一是不了在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得"
    "於于著着下自之年過过發发後后作裡里用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面"
    "起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实日軍军者意無无力它與与長长把機机十"
    "民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战向頭头文體体"
    "政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒"
    "儿原東东聲声提立及比員员解水名真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四"
    "神總总何電电數数安少報报才結结反受目太量再感建務务做接必場场件計计管期市直德資资命山金指克許许統统"
    "區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放強强即像難难且權权思王象完"
    "設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观"
    "清今切院讓让識识候帶带導导爭争運运，。、；：？！「」（）《》“”"
)
LEAST_FREQUENT_SHARE = 0.25
SAMPLE = 200_000
"""Bytes that a reading is judged by."""

MAX_BROKEN_SHARE = 0.1
"""Of the characters beyond ASCII: more of them broken, and the text is not damaged UTF-8."""

MAX_CONTROLS_SHARE = 0.01
CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))


class Unreadable(ValueError):
    """The bytes are not what they are taken for. Its text is the reason, for a Skipped."""


def decode(data: bytes) -> str:
    """The text that ``data`` holds, with LF line ends and without byte order mark.

    Damaged places and stray NULs become U+FFFD. Raises Unreadable for what is binary and
    for text in an encoding that is not recognised.
    """
    text = _read(data)
    encoded = text.encode("utf-8", "replace")
    controls = len(encoded) - len(encoded.translate(None, CONTROLS))
    if controls > MAX_CONTROLS_SHARE * len(text):
        raise Unreadable("binary")
    return text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


def _read(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = _read_damaged_utf8(data) or _read_chinese(data) or _read_other(data)
    if text is None:
        raise Unreadable("binary" if b"\0" in data else "encoding not recognised")
    return text


def _read_damaged_utf8(data: bytes) -> str | None:
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    only_cut_off = broken == 1 < beyond_ascii and text.endswith("\ufffd")
    return text if only_cut_off or broken <= MAX_BROKEN_SHARE * beyond_ascii else None


def _read_chinese(data: bytes) -> str | None:
    share, encoding = max((_frequent_share(data, encoding), encoding) for encoding in CHINESE)
    return data.decode(encoding, "replace") if share >= LEAST_FREQUENT_SHARE else None


def _frequent_share(data: bytes, encoding: str) -> float:
    """Share of the frequent characters among those beyond ASCII, from 0 to 1."""
    text = data[:SAMPLE].decode(encoding, "replace")
    beyond_ascii = [char for char in text if char > "\x7f"]
    return sum(char in FREQUENT for char in beyond_ascii) / max(1, len(beyond_ascii))


def _read_other(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    from charset_normalizer import from_bytes  # rarely needed, slow to import

    match = from_bytes(data, cp_isolation=list(OTHERS)).best()
    return None if match is None else data.decode(match.encoding, "replace")
