"""The folded space: what counts as one there, and the way back to the author's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.analysis.normalize import fold, fold_all, normalize

# Everything that composes, expands, vanishes or stands for something else.
AWKWARD = (
    "ａＺ０＃　！～"  # full-width
    "ｶﾊｳﾞﾞﾟｯｰ"  # half-width kana and their voicing marks
    "\u1112\u1161\u11ab\u1100\u1175\u11c2한ￎￇﾤ"  # jamo, a syllable, half-width jamo
    "eIıİ\u0301\u0307\u0323\u0345\u0300α"  # combining marks, those that reorder included
    "\ufe0f\ufe00\U000e0100\u180b\u034f"  # variation selectors, grapheme joiner
    "\u200b\u200d\u00ad\ufeff\u2060\u202e"  # nothing to be seen
    "ﬁﬃ㍿㌔½①Ⅷ㎏…ſßẞŉǰΐ"  # expansions
    "\ud800\udfff\uffff\ufffe\x00\n"  # surrogates, noncharacters, controls
    "々〻\u2ed3"
    "臺檯裏著乾豈\u2f00\U0002f800“』‧"  # variants, compatibility ideographs, marks
)
texts = st.text() | st.text(st.sampled_from(AWKWARD)) | st.text(st.characters(categories=None))

ALIKE = [
    ("台", "臺", "檯"),
    ("裏", "裡", "里"),
    ("著", "着"),
    ("乾", "干", "幹"),
    ("後", "后"),
    ("體", "体"),
    ("ＡＢＣ１２３", "ABC123", "abc123"),
    ("（）：！", "():!"),
    ("「脫北者」", "“脱北者”", "『脫北者』", '"脱北者"'),
    tuple(f"馬可{dot}波羅" for dot in "·•‧∙⋅・･．﹒.˙⸱"),
    ("café", "cafe", "CAFÉ", "cafe\u0301"),
    ("résumé", "resume", "re\u0301sume"),
    ("Gödel", "godel"),
    ("São Tomé", "sao tome"),
    ("Čapek", "capek"),
    ("Łódź", "lodz"),
    ("Tromsø", "tromso"),
    ("đường", "duong"),
    ("chóngqìng", "chongqing", "Chóngqìng"),
    ("①", "⑴", "(1)", "❶"),
    ("⑳", "(20)"),
    ("步驟①②", "步骤(1)(2)"),
    ("ガギグ", "ｶﾞｷﾞｸﾞ", "カ\u3099キ\u3099ク\u3099"),
    ("パ", "ﾊﾟ"),
    ("한", "\u1112\u1161\u11ab"),
    ("é", "e\u0301", "É", "e"),
    ("strasse", "straße", "STRASSE", "STRAẞE"),
    ("fi", "ﬁ", "FI"),
    ("電子", "電\u00ad子", "電\u200b子", "\ufeff電子", "電\ufe0f子\U000e0100"),
    ("株式会社", "㍿"),
    ("1~2", "1～2", "1〜2"),
    ("“a–b”", '"a-b"', "「a—b」"),
    ("佐々木", "佐佐木", "佐〻木"),
    ("時々刻々", "时时刻刻"),
    ("云々々", "云云云"),
    ("㍿々", "株式会社社"),
    ("佐\ufe00々木", "佐佐木"),
    ("三々九度", "三三九度"),
]


@given(st.lists(texts, max_size=6))
def test_many_texts_fold_as_each_of_them_does(texts):
    assert fold_all(texts) == [fold(text) for text in texts]


@given(texts)
def test_folding_twice_is_folding_once(text):
    folded = fold(text)
    assert fold(folded) == folded


def test_every_code_point_folds_to_what_no_longer_changes():
    changing = []
    for code in range(0x110000):
        folded = fold(chr(code))
        if fold(folded) != folded:
            changing.append(hex(code))
    assert changing == []


@given(texts)
def test_every_position_leads_back_to_characters_of_the_original(text):
    folded, offsets = normalize(text)
    spans = [offsets.original(position, position + 1) for position in range(len(folded))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert [span.end for span in spans] == sorted(span.end for span in spans)


@given(texts, st.data())
def test_a_longer_span_leads_back_to_all_that_its_parts_lead_to(text, data):
    folded, offsets = normalize(text)
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    whole = offsets.original(start, end)
    assert 0 <= whole.start <= whole.end <= len(text)
    if start < end:
        first, last = offsets.original(start, start + 1), offsets.original(end - 1, end)
        assert whole == (first.start, last.end)


@given(texts)
def test_what_a_position_leads_back_to_folds_to_something_with_its_character(text):
    folded, offsets = normalize(text)
    for position, character in enumerate(folded):
        start, end = offsets.original(position, position + 1)
        written = fold(text[start:end])
        assert character in written or written == "々"


@given(st.text(st.sampled_from("臺灣脫北者着著ＡＢｃ１２，「」\n國际")))
def test_positions_are_the_same_where_nothing_changes_length(text):
    folded, offsets = normalize(text)
    assert len(folded) == len(text)
    for position in range(len(text)):
        assert offsets.original(position, position + 1) == (position, position + 1)


@given(texts, texts)
def test_each_line_folds_as_if_it_stood_alone(one, other):
    assert fold(f"{one}\n{other}") == f"{fold(one)}\n{fold(other)}"


@pytest.mark.parametrize("forms", ALIKE, ids=lambda forms: forms[0])
def test_forms_of_the_same_fold_alike(forms):
    assert {fold(form) for form in forms} == {fold(forms[0])}


@pytest.mark.parametrize(
    ("one", "other"), ["呆待", "人入", "日曰", "己已", "土士", "末未", "かカ", "かが", "ий"]
)
def test_what_is_not_the_same_stays_apart(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("①②", "12"),
        ("1①", "11"),
        ("第①②③步", "123"),
        ("5½小時", "51"),
        ("⓫2", "112"),
        ("㊿1", "501"),
    ],
)
def test_a_number_in_one_character_joins_no_digit(analyzer, text, number):
    assert number not in fold(text)
    assert number not in {token.text for token in analyzer.tokens(fold(text))}


@pytest.mark.parametrize("text", ["a.b", "3.5", "中.b", "v1.中", "中. 文"])
def test_other_points_are_no_dots_of_names(text):
    assert "·" not in fold(text)


@pytest.mark.parametrize("text", ["々", "々々", "a々", "1々", "佐\n々", "佐、々", "か々"])
def test_a_mark_that_repeats_no_chinese_character_stays(text):
    assert fold(text).count("々") == text.count("々")


@pytest.mark.parametrize(
    ("text", "folded", "source"),
    [
        ("有限㍿成立", "株式", "㍿"),
        ("第½章", "1", "½"),
        ("ｶﾞｷﾞ", "ギ", "ｷﾞ"),
        ("的ﬁle名", "file", "ﬁle"),
        ("在straße上", "s", "s"),
        ("電\u200b子", "子", "子"),
        ("e\u0301tude", "e", "e\u0301"),
        ("喝café時", "cafe", "café"),
        ("步驟②是", "(2)", "②"),
        ("在佐々木的", "佐佐木", "佐々木"),
        ("㍿佐々木", "佐木", "々木"),
    ],
)
def test_a_match_in_the_folded_text_leads_back_to_the_characters_that_made_it(text, folded, source):
    normalized = normalize(text)
    start = normalized.text.index(folded)
    span = normalized.offsets.original(start, start + len(folded))
    assert span == (text.index(source), text.index(source) + len(source))


@pytest.mark.parametrize("text", ["", "\u200b", "\ufeff\u00ad", "\uffff", "\ud800"])
def test_of_what_cannot_be_seen_nothing_is_left(text):
    assert fold(text) == ""
