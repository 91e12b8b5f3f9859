"""Results in the script that the reader prefers, the marks still on the same words."""

from __future__ import annotations

import re
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.analysis.normalize import fold
from searcher.highlight import script as script_module
from searcher.highlight.script import convert
from searcher.model import Span
from searcher.options import SCRIPTS

QUERIES = ["蒙古", "朝鲜 战争", "脱北者 关系", "金日成 兩國 中國", "香港 貿易 1948年"]

TABLES = Path(opencc.__file__).parent / "dictionary"


def entries(name: str) -> list[tuple[str, str]]:
    """A table of opencc-python-reimplemented: what is converted, and to what."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    columns = (line.split("\t") for line in lines)
    return [(source, targets.split()[0]) for source, targets in columns]


phrases = st.sampled_from(
    [phrase for name in ("STPhrases", "TSPhrases") for pair in entries(name) for phrase in pair]
)
texts = st.lists(phrases | st.text("，。 里后干著a\n", max_size=3), max_size=6).map("".join)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_highlights_mark_the_conversion_of_what_they_marked(spans, seed, script, query):
    for sentence in re.findall(r"[^。\n]+。?", seed):
        highlights = spans(query, sentence)
        converted = convert(sentence, highlights, script)
        assert [fold(converted.text[start:end]) for start, end in converted.highlights] == [
            fold(sentence[start:end]) for start, end in highlights
        ]
        assert fold(converted.text) == fold(sentence)


@given(text=texts, script=st.sampled_from(SCRIPTS), data=st.data())
def test_any_highlights_mark_the_conversion_of_what_they_marked(text, script, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    highlights = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    converted = convert(text, highlights, script)
    assert [fold(converted.text[start:end]) for start, end in converted.highlights] == [
        fold(text[start:end]) for start, end in highlights
    ]
    assert fold(converted.text) == fold(text)


@given(text=st.text(), script=st.sampled_from(SCRIPTS))
def test_what_is_no_chinese_stays_as_it_is(text, script):
    kept = re.sub(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", "", text)
    assert convert(kept, [], script) == (kept, ())


@pytest.mark.parametrize("text", ["台湾的里面", "臺灣的裡面", "皇后在後宮，头发干了", "", " \n"])
def test_the_original_is_untouched(text):
    highlights = [Span(0, len(text))]
    assert convert(text, highlights, "original") == (text, tuple(highlights))


@pytest.mark.parametrize(
    ("text", "script", "expected"),
    [
        ("脫北者與兩國關係", "hans", "脱北者与两国关系"),
        ("脱北者与两国关系", "hans", "脱北者与两国关系"),
        ("脱北者与两国关系", "hant", "脫北者與兩國關係"),
        ("脱北者与两国关系", "tw", "脫北者與兩國關係"),
        ("脱北者与两国关系", "hk", "脱北者與兩國關係"),
        ("头发干了，干部在里面", "tw", "頭髮幹了，幹部在裡面"),
        ("头发后面，皇后里面", "hk", "頭髮後面，皇后裏面"),
        ("臺灣裡面的麵包", "hans", "台湾里面的面包"),
        ("頭髮裏面", "tw", "頭髮裡面"),
        ("頭髮裏面", "hk", "頭髮裏面"),
    ],
)
def test_each_script_is_written_as_its_readers_write_it(text, script, expected):
    assert convert(text, [], script).text == expected


@pytest.mark.parametrize("script", ["hant", "tw", "hk"])
@pytest.mark.parametrize(
    "text",
    [
        *("皇后", "公里", "鄰里", "干涉", "皇后與國王", "三百公里遠", "鄰里關係", "干涉內政"),
        *("皇太后駕崩，皇后繼位。", "茶几與范先生", "松鶴延年", "鬥志與北斗", "歷史與西曆"),
    ],
)
def test_text_in_traditional_is_not_damaged(text, script):
    assert convert(text, [], script).text == text


@pytest.mark.parametrize(
    "name",
    [
        *("STPhrases", "STCharacters", "TSPhrases", "TSCharacters", "TWVariants"),
        *("HKVariants", "HKVariantsPhrases"),
    ],
)
def test_no_entry_of_the_tables_in_use_changes_length(name):
    assert [pair for pair in entries(name) if len(pair[0]) != len(pair[1])] == []


def test_marks_stay_on_their_words_if_a_conversion_changes_length(monkeypatch):
    class Lengthening:
        def convert(self, text: str) -> str:
            return text.replace("体", "軟體")

    monkeypatch.setattr(script_module, "_converter", lambda _: Lengthening())
    text = "软体的体，体"
    marked = [Span(text.index("体"), text.index("的")), Span(text.rindex("体"), len(text))]
    converted = convert(text, marked, "hant")
    assert converted.text == text.replace("体", "軟體")
    assert [converted.text[start:end] for start, end in converted.highlights] == ["軟體", "軟體"]
