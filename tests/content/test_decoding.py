"""Promises of ``decode``: which bytes are read, and as what."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.decoding import Unreadable, decode

SIMPLIFIED = "蒙古国与朝鲜在一九四八年建立外交关系，是继苏联之后第二个承认朝鲜的国家。"
TRADITIONAL = "蒙古國與朝鮮在一九四八年建立外交關係，是繼蘇聯之後第二個承認朝鮮的國家。"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding(mark: bytes, encoding: str) -> None:
    assert decode(mark + TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [8, 30, len(SIMPLIFIED)])
def test_simplified_text_is_recognised(encoding: str, length: int) -> None:
    text = SIMPLIFIED[:length]
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["big5", "big5hkscs", "cp950", "gb18030", "gbk"])
@pytest.mark.parametrize("length", [8, 30, len(TRADITIONAL)])
def test_traditional_text_is_recognised(encoding: str, length: int) -> None:
    text = TRADITIONAL[:length]
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_a_few_characters_among_many_of_ascii_are_recognised(encoding: str) -> None:
    text = "int main() { return 0; } // 不要了\n" * 50
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。東京は日本の首都である。", "cp932"),
        ("한국어 문장입니다. 서울은 수도이다. 이것은 긴 글이다.", "cp949"),
        ("Café résumé naïve déjà vu, Übergröße", "cp1252"),
    ],
)
def test_other_languages_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_damaged_utf8_is_utf8() -> None:
    data = (TRADITIONAL * 10).encode()
    assert decode(data[:100] + b"\xff" + data[101:]).count("\ufffd") <= 3


def test_utf8_that_is_cut_off_is_utf8() -> None:
    assert decode("中文".encode()[:-1]) == "中\ufffd"


def test_damaged_gb18030_is_gb18030() -> None:
    data = (SIMPLIFIED * 3).encode("gb18030")
    assert decode(data + b"\xff").startswith(SIMPLIFIED)


def test_a_stray_nul_becomes_a_replacement_character() -> None:
    assert decode(b"a" * 200 + b"\0") == "a" * 200 + "\ufffd"


@pytest.mark.parametrize(
    "data",
    [b"a\0b\0" * 50, bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01\0\0\0\0" * 9, b"\x01\x02 text"],
)
def test_many_control_characters_are_binary(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^binary$"):
        decode(data)


def test_what_fits_nothing_is_not_recognised() -> None:
    with pytest.raises(Unreadable, match=r"^encoding not recognised$"):
        decode(bytes(range(128, 256)))


def test_line_ends_become_lf() -> None:
    assert decode("甲\r\n乙\r丙\n".encode()) == "甲\n乙\n丙\n"


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert not {"\r", "\0"} & set(decode(data))
