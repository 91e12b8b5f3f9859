"""Text with blanks between its characters is read as without, and leads back to what is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searcher.analysis.normalize import fold, normalize, normalize_all

PIECES = [
    *"短期負荷目錄三月日年第々 \u3000\u00a0\n|\t：:1a，",
    "短 期 负 荷",
    "研究",
    "2023-07-04",
    "㍿",
    "目　錄",
]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)

ALIKE = [
    ("短 期 負 荷 預 測", "短期负荷预测"),
    ("短\u3000期\u3000負\u3000荷", "短期负荷"),
    ("短\u00a0期\u2003负 荷", "短期负荷"),
    ("研究 短 期 负 荷 的问题", "研究 短期负荷 的问题"),
    ("一 九 四 八 年", "1948年"),
    ("佐 々 木", "佐佐木"),
    ("目　錄", "目录"),
    ("姓 名", "姓名"),
    ("| 姓　名 | 年　齡 |", "| 姓名 | 年龄 |"),
    ("摘 要：本文", "摘要：本文"),
    ("前文\n目　錄\n後文", "前文\n目录\n後文"),
]


@pytest.mark.parametrize(("spaced", "plain"), ALIKE)
def test_blanks_between_single_characters_make_no_difference(spaced, plain):
    assert fold(spaced) == fold(plain)


@pytest.mark.parametrize(
    "text",
    [
        "看 猫 狗的",
        "研究 方法 问题",
        "短  期  负",
        "a 中 b",
        "第 3 章",
        "カ タ カ ナ",
        "我 你们 他",
        "4日 中 国",
    ],
)
def test_other_blanks_stay(text):
    assert fold(text).count(" ") == text.count(" ")


@given(texts)
@example("2023-07-04 中 国")
@example("2023-07-04.中")
@example("三 月 四 日")
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(texts, max_size=5))
@example(["中", "目 錄", "中"])
@example(["目 錄", "目 錄"])
def test_many_texts_fold_as_each_of_them_does_and_lead_back_alike(many):
    for text, (folded, offsets) in zip(many, normalize_all(many), strict=True):
        alone = normalize(text)
        assert folded == alone.text
        for at in range(len(folded)):
            assert offsets.original(at, at + 1) == alone.offsets.original(at, at + 1)


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


@pytest.mark.parametrize(
    ("text", "found", "written"),
    [
        ("研究短 期 負 荷 預 測的", "负荷", None),
        ("研究 短 期 負 荷 預 測", "负荷", "負 荷"),
        ("研究 短 期 負 荷 預 測", "短期负荷预测", "短 期 負 荷 預 測"),
        ("目　錄", "目录", "目　錄"),
        ("於 七 月 四 日", "7月4日", "七 月 四 日"),
    ],
)
def test_a_match_leads_back_to_the_characters_and_the_blanks_between(text, found, written):
    folded, offsets = normalize(text)
    if written is None:
        assert found not in folded or folded.count(" ") < text.count(" ")
        return
    start = folded.index(found)
    span = offsets.original(start, start + len(found))
    assert text[span.start : span.end] == written
