"""Numbers: the ways to write one are one in the folded space, and lead back to the author's."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from searcher.analysis.normalize import fold, normalize, normalize_all

# What numbers are made of, what may stand beside them, and what turns into either or vanishes.
SIGNS = "〇零○一二三四五六七八九十百千萬亿0123456789０９２，,,,.︐年 a_中\n\u200b\u0301½⒈①🄂㊀㋀⁄"
PIECES = [*SIGNS, "一九四八", "２，０００", "1,000", "199，200", "000", "二二八事件", "三七二十一"]
texts = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)
years = st.text(st.sampled_from("〇零一二三四五六七八九"), min_size=4, max_size=4).filter(
    lambda year: not set(year) <= set("〇零")
)

ALIKE = [
    ("1948年", "１９４８年", "一九四八年"),
    ("2005", "二〇〇五", "二零零五", "二○○五", "二〇零五"),
    ("918事变", "九一八事變", "九一八事变"),
    ("007", "零零七", "〇〇七"),
    ("A301室", "a三〇一室"),
    ("一九四八年十二月三十一日", "1948年十二月三十一日"),
    ("2000", "2,000", "２，０００", "２,０００", "2\u200b,000"),
    ("1234567.5", "1,234,567.5", "１，２３４，５６７．５"),
    ("3000km", "3,000km"),
    ("$1000", "$1,000", "＄１，０００"),
    ("1000-2000", "1,000-2,000"),
    ("第1000，第2000", "第1,000,第2,000"),
    ("123456", "一二三,四五六"),
]

LEFT_ALONE = [
    "一二年",
    "九七年",
    "三四年",
    "一一对应",
    "三三两两",
    "不管三七二十一",
    "一五一十",
    "七七四十九",
    "三四五百",
    "百一二三",
    "一二三四五六七八九十",
    "一、二、三",
    "○○○",
    "零零零零",
    "5一二三",
    "一二三5",
    "1,2,3",
    "1,23,456",
    "12,3456",
    "1234,567",
    "1,234,56",
    "0,240",
    "0.123,456",
    "v1,000",
    "1, 000",
    "1.000",
]


@pytest.mark.parametrize("forms", ALIKE, ids=lambda forms: forms[0])
def test_a_number_folds_alike_however_it_is_written(forms):
    assert {fold(form) for form in forms} == {fold(forms[0])}


def test_the_form_that_numbers_share_is_that_of_plain_digits():
    assert fold("從一九四八年到2,000年、２，０００年") == fold("从") + "1948年到2000年、2000年"


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_not_clearly_a_number_of_its_own_is_left_alone(text):
    assert fold(text) == text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("共1995，200人", "1995 200"),
        ("共199，200人", "199 200"),
        ("取100，200，300", "100 200 300"),
        ("一二三，四五六", "123 456"),
        ("到1,199，200人", "1199 200"),
    ],
)
def test_a_full_width_comma_between_other_digits_is_punctuation(analyzer, text, numbers):
    assert [word.text for word in analyzer.words(fold(text)) if word.kind == "latin"] == (
        numbers.split()
    )


@pytest.mark.parametrize("text", ["1，2", "1995，20", "价1，a"])
def test_a_full_width_comma_is_a_comma_where_no_thousands_can_follow(text):
    assert fold(text) == fold(text.replace("，", ","))


@given(texts)
@example("1,00½,000")  # two numbers that share a character
@example("🄂000,111")
@example("199，200,300")
@example("1，2,345")
@example("一二三,四五六，七八九")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(texts, max_size=6))
@example(["一九", "四八", "1,", "000", "1", ",000"])
@example(["2,000", "", "一九四八"])
def test_many_texts_fold_as_each_of_them_does_and_lead_back_alike(texts):
    for text, (folded, offsets) in zip(texts, normalize_all(texts), strict=True):
        alone = normalize(text)
        assert folded == alone.text
        for start in range(len(folded)):
            for end in range(start, len(folded) + 1):
                assert offsets.original(start, end) == alone.offsets.original(start, end)


@given(texts)
@example("1,00½,000")
@example("🄂000,111")
@example("a\u200b1\u200b,\u200b000\u200b2")
def test_every_position_leads_back_to_characters_of_the_original_in_order(text):
    folded, offsets = normalize(text)
    spans = [offsets.original(position, position + 1) for position in range(len(folded))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [span.end for span in spans] == sorted(span.end for span in spans)


@given(texts, texts)
def test_each_line_folds_as_if_it_stood_alone(one, other):
    assert fold(f"{one}\n{other}") == f"{fold(one)}\n{fold(other)}"


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("㍿共2,000人", "2000", "2,000"),
        ("㍿共２，０００人", "2000", "２，０００"),
        ("1,234,567.5元", "1234567.5", "1,234,567.5"),
        ("到2,000和3,000", "3000", "3,000"),
        ("㍿於一九四八年", "1948年", "一九四八年"),
        ("2\u200b,000人", "2000", "2\u200b,000"),
        ("½\u200b。2,000", "2000", "2,000"),
    ],
)
def test_a_number_leads_back_to_the_whole_of_the_authors_digits(text, number, written):
    folded, offsets = normalize(text)
    start = folded.index(number)
    span = offsets.original(start, start + len(number))
    assert text[span.start : span.end] == written


def test_part_of_a_number_leads_back_to_all_that_the_comma_joins():
    assert normalize("共2,000").offsets.original(1, 2) == (1, 6)


def test_chinese_digits_lead_back_one_by_one():
    offsets = normalize("於一九四八年").offsets
    assert [offsets.original(at, at + 1) for at in range(6)] == [(at, at + 1) for at in range(6)]


@given(years, st.sampled_from(["t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s"]), texts)
def test_a_text_with_numbers_folds_alike_in_every_script(year, name, around):
    text = f"蒙古國與朝鮮於{year}年建交，後有2,000餘人，{around}"
    assert fold(OpenCC(name).convert(text)) == fold(text)


@given(st.integers(1, 10**12))
def test_a_number_with_separators_folds_to_the_one_without(number):
    assert fold(f"共{number:,}人") == f"共{number}人"
    wide = f"{number:,}".translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert fold(f"共{wide}人") == f"共{number}人"


@given(years)
def test_a_year_is_found_by_its_digits(analyzer, year):
    digits = year.translate(str.maketrans("〇零一二三四五六七八九", "00123456789"))
    asked = {token.text for token in analyzer.tokens(digits)}
    assert asked <= {token.text for token in analyzer.tokens(fold(f"於{year}年"))}


def test_a_name_with_a_number_is_one_word_by_either_way_to_write_it(analyzer):
    for text in ("九一八事變", "918事变"):
        words = [word.text for word in analyzer.words(fold(text)) if word.kind == "word"]
        assert words == ["918" + fold("事变")]
    found = {token.text for token in analyzer.tokens(fold("一九三一年九一八事變後"))}
    assert {"1931", "918", "918" + fold("事变")} <= found


@pytest.mark.parametrize("year", ["一九四九年", "一九一〇年", "2010年", "1949年"])
def test_every_year_is_cut_alike_whether_jieba_has_it_or_not(analyzer, year):
    assert [word.kind for word in analyzer.words(fold(year))] == ["latin", "character"]


@pytest.mark.parametrize(
    "text", ["不管三七二十一", "一五一十", "三三兩兩", "一一對應", "二百一十三"]
)
def test_both_tokenizers_cut_words_of_other_numerals_as_jieba_has_them(rjieba, jieba, text):
    assert rjieba.cut(fold(text)) == jieba.cut(fold(text))


@pytest.mark.parametrize("text", ["九一八事變後", "一九四八年", "八六三計劃", "1918事变"])
def test_both_tokenizers_cut_words_with_digits_alike(rjieba, jieba, text):
    assert rjieba.cut_for_search(fold(text)) == jieba.cut_for_search(fold(text))
