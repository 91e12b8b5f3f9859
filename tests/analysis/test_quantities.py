"""Chinese numerals with units, large numbers and dates: however written, they fold alike."""

from __future__ import annotations

import datetime
import re
from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from searcher.analysis.normalize import fold, normalize, normalize_all

PIECES = [
    *"一二三两十百千万亿零〇第年月日号点分个公里世纪章多余几代级天上",
    *"-./0123456789０９．／ a,，\n\u200b",
    *("二〇二三", "2023-07-04", "2023.7.4", "七月四日", "07月04号", "3万", "1.5亿", "三万五千"),
    *("一百二十,三百四十", "2,023-07-04", "３千万", "廿一日", "下午三点", "八十年代", "十月革命"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)

ALIKE = [
    ("19世纪", "十九世纪", "十九世紀", "１９世紀"),
    ("第21章", "第二十一章"),
    ("第3章", "第三章"),
    ("第108回", "第一百零八回"),
    ("第一次世界大戰", "第1次世界大战"),
    ("3月", "三月", "03月"),
    ("7月4日", "七月四日", "07月04日", "7月4号", "七月四號"),
    ("12月25日", "十二月二十五日"),
    ("21日", "二十一日", "廿一日"),
    ("20世纪80年代", "二十世紀八十年代"),
    ("90年代", "九十年代", "九〇年代"),
    ("民国90年", "民國九十年"),
    ("35公里", "三十五公里"),
    ("3公里", "三公里"),
    ("2公斤", "两公斤", "兩公斤"),
    ("15岁", "十五歲"),
    ("10年", "十年"),
    ("3年", "三年"),
    ("30天", "三十天"),
    ("100米", "一百米"),
    ("10余公里", "十餘公里"),
    ("3个月", "三個月"),
    ("1小时", "一小时"),
    ("3号线", "三號線"),
    ("3年级", "三年级"),
    ("下午3点", "下午三點"),
    ("8点半", "八点半"),
    ("1200", "一千二百", "1,200"),
    ("1001夜", "一千零一夜"),
    ("24史", "二十四史"),
    ("12345", "一万二千三百四十五"),
    ("30000人", "三万人", "3万人", "3萬人", "30,000人"),
    ("1200000", "一百二十萬", "120万"),
    ("150000000", "1.5亿", "一亿五千万", "15000万"),
    ("4000000000000", "4万亿", "四萬億"),
    ("300多万", "三百多万"),
    (
        *("2023年7月4日", "2023-07-04", "2023-7-4", "2023.7.4", "2023/7/4", "2023/07/04"),
        *("２０２３年７月４日", "二〇二三年七月四日", "2023年07月04日", "2023年7月4号"),
    ),
    ("2023年7月4日t10:20:30", "2023-07-04T10:20:30"),
]

LEFT_ALONE = [
    *("十一长假", "十一国庆节", "十一大促", "一三得三", "三分之一", "百分之五", "二十分之一"),
    *("十分", "一定", "三国", "四川", "千万", "万一", "一点", "九寨沟", "一日三秋", "第一"),
    *("二月河", "八月桂花", "五月天", "十月革命", "三天两头", "三级跳", "十年寒窗", "一年四季"),
    *("一个", "两岸", "十字路口", "十全十美", "八国联军", "五四运动", "三明治", "百米", "千年"),
    *("统一百货", "第一百货", "同一年", "唯一天", "每一年", "几十年", "数百人", "十二三岁"),
    *("三四五百", "二百五", "一百二", "三万五", "一十一十", "万万", "三四十年代", "三五年"),
    *("192.168.1.1", "10.2.3", "1/2/2023", "1.2.3.4", "v2023.7.4", "2023.7.4.1", "第三方", "万科"),
    *("2023.1.2版", "2023-13-01", "2023-02-30", "2023-07", "2023-07-04-title", "02-2023-07-04"),
    *("a/2023/07/04/b", "138-0013-8000", "010-65123456", "2001-2002-3", "3.5.2000", "0.5千米"),
    "pycharm 2023.1.2",
]


@pytest.mark.parametrize("forms", ALIKE, ids=lambda forms: forms[0])
def test_a_number_with_what_it_counts_folds_alike_however_it_is_written(forms):
    assert {fold(form): form for form in forms}.keys() == {fold(forms[0])}


@pytest.mark.parametrize("forms", ALIKE, ids=lambda forms: forms[0])
def test_it_does_so_within_a_text(forms):
    assert len({fold(f"據說，{form}、后来") for form in forms}) == 1


@pytest.mark.parametrize("mark", "./")
def test_both_dates_of_a_range_are_dates(mark):
    first, last = (mark.join(date) for date in (("2023", "7", "4"), ("2023", "08", "01")))
    assert fold(f"{first}—{last}") == "2023年7月4日-2023年8月1日"


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_number_of_its_own_is_left_alone(text):
    assert fold(text) == text


@given(texts)
@example("一百二十,三百四十")
@example("2,023-07-04")
@example("一亿一千多万")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(texts, max_size=5))
def test_many_texts_fold_as_each_of_them_does_and_lead_back_alike(many):
    for text, (folded, offsets) in zip(many, normalize_all(many), strict=True):
        alone = normalize(text)
        assert folded == alone.text
        end = len(folded)
        for start in range(end):
            assert offsets.original(start, end) == alone.offsets.original(start, end)
            assert offsets.original(start, start + 1) == alone.offsets.original(start, start + 1)


@given(texts)
def test_every_position_leads_back_to_characters_of_the_original_in_order(text):
    folded, offsets = normalize(text)
    spans = [offsets.original(at, at + 1) for at in range(len(folded))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [span.end for span in spans] == sorted(span.end for span in spans)


@given(texts, texts)
def test_each_line_folds_as_if_it_stood_alone(one, other):
    assert fold(f"{one}\n{other}") == f"{fold(one)}\n{fold(other)}"


@given(texts, st.sampled_from(["t2s", "s2t", "s2tw", "s2hk"]))
def test_a_number_folds_alike_in_every_script(text, name):
    assert fold(OpenCC(name).convert(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("生於七月四日的", "7月4日", "七月四日"),
        ("生於2023-07-04的", "2023年7月4日", "2023-07-04"),
        ("生於2023-07-04的", "2023年7月", "2023-07-04"),
        ("生於07月04日的", "7月4日", "07月04日"),
        ("自十九世紀的", "19世纪", "十九世紀"),
        ("第二十一章的", "第21章", "第二十一章"),
        ("有一千二百人", "1200", "一千二百"),
        ("有3萬人", "30000", "3萬"),
    ],
)
def test_a_number_leads_back_to_all_that_the_author_wrote(text, number, written):
    folded, offsets = normalize(text)
    start = folded.index(number)
    span = offsets.original(start, start + len(number))
    assert text[span.start : span.end] == written


def numeral(number: int) -> str:
    """A number as people write it in Chinese, by the rule of the schoolbook."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        zero = "零" if 0 < low < 1000 else ""
        return f"{numeral(high)}万{zero}{numeral(low) if low else ''}"
    digits = f"{number:04}"
    pairs = zip(digits, ("千", "百", "十", ""), strict=True)
    text = "".join(
        "零" if d == "0" else "零一二三四五六七八九"[int(d)] + power for d, power in pairs
    )
    text = re.sub("零+", "零", text).strip("零")
    return text.removeprefix("一") if 10 <= number < 20 else text


@given(st.integers(1, 99_999_999), st.sampled_from(["公里", "个月", "世纪", "年级", "小时"]))
@example(10_010, "公里")
def test_every_number_with_a_unit_folds_to_its_digits(number, unit):
    assert fold(f"約{numeral(number)}{unit}") == f"约{number}{unit}"


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)), st.sampled_from("-./"))
def test_every_date_folds_alike(date, mark):
    written = f"{date.year}年{date.month}月{date.day}日"
    assert fold(f"於{written}，") == f"于{written},"
    for day in (f"{date:%Y{mark}%m{mark}%d}", f"{date.year}{mark}{date.month}{mark}{date.day}"):
        assert fold(f"於{day}，") == f"于{written},"
    assert fold(f"於{numeral(date.month)}月{numeral(date.day)}日，") == f"于{written[5:]},"


WORDS = [
    line
    for line in (files("searcher.analysis") / "numeral_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_keeps_its_numerals(word):
    assert fold(word) == word
    assert fold(f"說，{word}的") == f"说,{word}的"


def test_a_day_is_none_of_these_words():
    assert [fold(f"{day}日") for day in ("九月九", "二月二")] == ["9月9日", "2月2日"]
