"""The table of readings, against what it is made from."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from searcher.analysis.normalize import fold
from searcher.suggesting.readings import read_as, sounding_like, syllables

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(
    importlib.util.find_spec("pypinyin") is None, reason="pypinyin is not installed"
)
def test_the_table_that_ships_is_what_its_script_makes():
    command = [sys.executable, str(ROOT / "scripts" / "make_readings.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True)


def test_a_character_has_the_readings_of_phrases_and_of_the_others_of_its_class():
    assert all(read_as(reading)[ord("重")] for reading in ("zhong", "chong", "ch"))
    assert all("干" in syllables()[reading] for reading in ("gan", "qian"))  # 幹, 乾
    assert "女" in syllables()["nv"]


def test_what_only_old_books_read_so_is_left_out():
    assert read_as("fang")[ord("方")]
    assert not read_as("wang")[ord("方")]


def test_every_character_is_in_the_folded_space():
    characters = set("".join(syllables().values()))
    assert [character for character in characters if fold(character) != character] == []


def test_a_character_sounds_like_itself_whatever_it_is():
    assert sounding_like("c")[ord("c")]
    assert sounding_like("把")[ord("巴")]
    assert not sounding_like("\U00020000").any()
