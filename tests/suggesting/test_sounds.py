"""What is typed by its sound: pinyin, zhuyin, either mixed with characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.suggesting.phonetics import units
from searcher.suggesting.readings import syllables

CITIES = """# 重慶與烏蘭巴托

重慶，烏蘭巴托，西安，女兒國，大綠谷，知道。重慶。

## 實驗

實驗，實驗，實驗。

## 圖書館

張三。
"""

NAMES = {
    "种师道": "chongshidao",
    "浚县": "xunxian",
    "洪洞县": "hongtongxian",
    "单于": "chanyu",
    "尉迟恭": "yuchigong",
    "万俟卨": "moqixie",
    "吐蕃": "tubo",
    "大宛": "dayuan",
    "龟兹": "qiuci",
    "可汗": "kehan",
    "阏氏": "yanzhi",
    "六安": "luan",
    "蚌埠": "bengbu",
    "台州": "taizhou",
    "丽水": "lishui",
    "铅山": "yanshan",
    "番禺": "panyu",
    "东阿": "donge",
    "会稽": "kuaiji",
    "种世衡": "chongshiheng",
    "月氏": "yuezhi",
    "吐谷浑": "tuyuhun",
    "冒顿": "modu",
    "乐亭": "laoting",
    "莘县": "shenxian",
    "涡阳": "guoyang",
    "犍为": "qianwei",
    "荥经": "yingjing",
    "仆射": "puye",
    "般若": "bore",
    "阿房宫": "epanggong",
}


@pytest.fixture(scope="module")
def cities(tmp_path_factory, suggestions_in):
    return suggestions_in({"a.md": CITIES}, tmp_path_factory.mktemp("cities"))


@pytest.fixture(scope="module")
def names(tmp_path_factory, suggestions_in):
    text = "# 名\n\n种类，县，山，水，种子，种地，洞口，简单。\n\n"
    text += "".join(f"## {name}\n\n文。\n\n" for name in NAMES)
    return suggestions_in({"a.md": text}, tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize(
    "typed",
    [
        "chongqing",
        "chóngqìng",
        "chong2qing4",
        "Chong2 Qing4",
        "CHONGQING",
        "chong'qing",
        "重q",
        "重qing",
        "重qìng",
        "重慶",
        "重庆",
        "chong慶",
        "c庆",
        "chóngq",
        "cq",
        "ㄔㄨㄥˊ",
        "ㄔㄨㄥˊㄑㄧㄥˋ",
        "ㄔㄨㄥㄑㄧㄥ",
        "ㄔㄨㄥˊ ㄑㄧㄥˋ",
        "ㄔㄑ",
        "重ㄑ",
    ],
)
def test_a_prefix_may_be_typed_by_its_sound_in_any_form(cities, typed):
    assert "重慶" in [found.split()[-1] for found in cities.complete(typed)]


@pytest.mark.parametrize("typed", ["nǚérguó", "nü3er2guo2", "nver", "nüer", "ㄋㄩˇㄦˊ", "nv兒"])
def test_the_letter_ü_is_read_in_every_form(cities, typed):
    assert "女兒國" in cities.complete(typed)


@pytest.mark.parametrize("typed", ["ㄓㄉㄠˋ", "ㄓ", "zhi1dao4", "知ㄉ"])
def test_a_syllable_of_zhuyin_may_have_no_final(cities, typed):
    assert "知道" in cities.complete(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chongqing", "重慶"),
        ("chóngqìng", "重慶"),
        ("chong2qing4", "重慶"),
        ("chong qing", "重慶"),
        ("chóng qìng", "重慶"),
        ("ㄔㄨㄥˊㄑㄧㄥˋ", "重慶"),
        ("ㄔㄨㄥˊ ㄑㄧㄥˋ", "重慶"),
        ("重qing", "重慶"),
        ("chong慶", "重慶"),
        ("wulanbatuo", "烏蘭巴托"),
        ("wu'lan'ba'tuo", "烏蘭巴托"),
        ("wulan巴tuo", "烏蘭巴托"),
        ("nüerguo", "女兒國"),
        ("nǚ'ér guó", "女兒國"),
        ("tushuguan", "圖書館"),
        ("ㄊㄨˊㄕㄨㄍㄨㄢˇ", "圖書館"),
        ("shiyan", "實驗"),
        ("wulanbatuo 歷史", "烏蘭巴托 歷史"),
    ],
)
def test_a_query_may_be_typed_by_its_sound(cities, typed, meant):
    assert cities.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("重q", "重慶"),
        ("wulanb", "烏蘭巴托"),
        ("wlbt", "烏蘭巴托"),
        ("烏蘭b", "烏蘭巴托"),
        ("ㄔㄨㄥˊ", "重慶"),
        ("tushug", "圖書館"),
        ("tsg", "圖書館"),
    ],
)
def test_its_beginning_or_its_initials_are_offered_what_completion_knows(cities, typed, meant):
    assert cities.correct(typed) == meant


@pytest.mark.parametrize(
    "typed", ["C盤", "X光", "q彈", "mp3", "covid19", "c++", "wu lan of ba", "3q"]
)
def test_what_is_no_sound_is_not_read_as_one(cities, typed):
    assert cities.correct(typed) is None


@pytest.mark.parametrize(("name", "typed"), NAMES.items())
def test_a_name_is_found_by_the_reading_that_its_characters_have_there_alone(names, name, typed):
    assert names.complete(typed)[0] == name
    assert names.correct(typed) == name


@pytest.mark.parametrize("typed", ["chong", "tong", "chan"])
def test_such_a_reading_counts_in_names_alone(names, typed):
    found = names.complete(typed, 20)
    assert not {"种类", "种子", "种地", "洞口", "简单"} & set(found)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("崇师道", "种师道"),
        ("讯县", "浚县"),
        ("洪铜县", "洪洞县"),
        ("潘禺", "番禺"),
        ("渴汗", "可汗"),
    ],
)
def test_a_name_is_found_by_others_that_sound_like_that_reading(names, typed, meant):
    assert names.correct(typed) == meant


@pytest.mark.parametrize("style", ["BOPOMOFO", "TONE", "TONE3"])
def test_zhuyin_and_tones_are_read_as_the_syllables_that_they_write(style):
    pypinyin = pytest.importorskip("pypinyin")
    for characters in syllables().values():
        character = characters[0]
        written = pypinyin.pinyin(character, style=pypinyin.Style[style])[0][0]
        plain = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, v_to_u=False)[0][0]
        (unit,) = units(written)
        # Without a final, zhuyin may be the beginning of a syllable.
        assert unit.text in (plain, plain.removesuffix("i"))


@given(st.text(st.sampled_from("chongqing ˊˇˋ˙ㄔㄨㄥㄑㄧ重慶'25üǚé"), max_size=20))
def test_any_text_has_its_units(typed):
    for unit in units(typed):
        assert unit.text
        assert unit.is_spelt == unit.text.isascii()
