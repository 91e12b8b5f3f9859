"""Letters and digits beside Han characters are one thing, with a blank or without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import searcher

UNITS = """
X 軸|Y 轴|C 語言|R 语言|A 股|B 超|T 恤|K 线|U 盘|Q 版|X 光片|維生素 C|附錄 A|阿 Q|卡拉 OK
IP 地址|LED 燈|VIP 会员|AI 绘画|Python 教程|iPhone 手机|Linux 系统|Java 類|C++ 語言
250 ml|500 g|64 GB|220 V|60 Hz|3.5 mm|Windows 10|WiFi 6|USB 3.0|iPhone 15|GPT 4|Python 3.12
3 号线|第 3 章|第 21 集|7 號樓|100 米|95 号汽油|3 个月|24 小時|1948 年|4S 店|300 名
5G 基站|4K 电视|3D 打印|2D 動畫|H1N1 流感|F1 赛车|B2B 平台|K12 教育
"""
"""Each with its blank."""


def entries(lines: str) -> list[str]:
    return [entry for line in lines.split("\n") for entry in line.split("|") if entry]


def notes() -> Iterator[tuple[str, str]]:
    """For each unit one note with it in either writing, and two that have its parts apart, and more
    often."""
    for number, unit in enumerate(entries(UNITS)):
        parts = unit.split()[::-1]
        glued = unit.replace(" ", "")
        yield f"{number}-glued.md", f"# 甲\n\n有人談到了{glued}，說得很仔細，後來又談到別的事情。"
        yield (
            f"{number}-blank.md",
            f"# 乙\n\n昨天又問起 {unit} ，大家都說知道一些，沒有人說得清楚。",
        )
        apart = "".join(f"先說{part}、" for part in parts) * 3
        yield f"{number}-apart.md", f"# 丙\n\n{apart}這些都是分開來講的。"
        other = "".join(f"也不是{part}，" for part in parts) * 3
        yield f"{number}-other.md", f"# 丁\n\n{other}哪一個都不是。"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    folder = tmp_path_factory.mktemp("units")
    for name, text in notes():
        (folder / name).write_text(text, encoding="utf-8")
    searcher.rebuild([folder], index=folder / "index")
    with searcher.Engine.open(folder / "index") as engine:
        yield engine


def marks(hit: searcher.Hit) -> list[str]:
    return [f.text[start:end] for f in hit.fragments for start, end in f.highlights]


@pytest.mark.parametrize("number", range(len(entries(UNITS))), ids=entries(UNITS))
def test_a_unit_ranks_above_its_parts_in_either_writing(
    engine: searcher.Engine, number: int
) -> None:
    unit = entries(UNITS)[number]
    for query in (unit, unit.replace(" ", "")):
        hits = engine.search(query, limit=2).hits
        assert {hit.path for hit in hits} == {f"{number}-glued.md", f"{number}-blank.md"}, query


@pytest.mark.parametrize("number", range(len(entries(UNITS))), ids=entries(UNITS))
def test_a_unit_is_found_as_a_phrase_in_either_writing_and_marked_whole(
    engine: searcher.Engine, number: int
) -> None:
    unit = entries(UNITS)[number]
    for query in (f'"{unit}"', f'"{unit.replace(" ", "")}"'):
        hits = engine.search(query).hits
        assert {hit.path: marks(hit) for hit in hits} == {
            f"{number}-glued.md": [unit.replace(" ", "")],
            f"{number}-blank.md": [unit],
        }, query


@pytest.mark.parametrize(
    "unit", ["X 軸", "C 語言", "250 ml", "Windows 10", "WiFi 6", "第 3 章", "5G 基站", "3 号线"]
)
def test_a_unit_is_marked_whole_in_either_writing(engine: searcher.Engine, unit: str) -> None:
    for query in (unit, unit.replace(" ", "")):
        for hit in engine.search(query, limit=2).hits:
            assert marks(hit)[0] in (unit, unit.replace(" ", ""))
            assert len(marks(hit)) == 1


def test_three_pieces_typed_apart_are_marked_as_one(engine: searcher.Engine) -> None:
    for hit in engine.search("第 3 章", limit=2).hits:
        assert marks(hit) in (["第3章"], ["第 3章"], ["第 3 章"])


def test_a_number_is_not_the_end_of_a_longer_one(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine],
) -> None:
    engine = engine_over(
        {
            "a.md": "# 甲\n\n13号线开通了，有3个出口，13号线很长。",
            "b.md": "# 乙\n\n3号线开通了，很长的一段，出口很多，人也很多。",
            "c.md": "# 丙\n\n4G基站很多，5G手机也很多。",
            "d.md": "# 丁\n\n5G基站很少，还没有建完，手机也很少。",
        }
    )
    for query, first in (("3号线", "b.md"), ("3 号线", "b.md"), ("5G基站", "d.md")):
        assert engine.search(query).hits[0].path == first
    assert [hit.path for hit in engine.search('"3号线"').hits] == ["b.md"]


def test_white_space_still_asks_for_both(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine],
) -> None:
    engine = engine_over(
        {
            "a.md": "# 甲\n\nPython教程。",
            "b.md": "# 乙\n\nPython 的書，另有教程。",
            **{f"c{n}.md": "# 丙\n\n教程。" for n in range(3)},
        }
    )
    page = engine.search("Python 教程", limit=10)
    assert [hit.path for hit in page.hits][:2] == ["a.md", "b.md"]


ALIKE = [
    *("Covid-19 covid19", "Wi-Fi wifi", "Node.js nodejs", "e-mail email", "O'Brien obrien"),
    *("MP-3 mp3", "T-shirt tshirt", "Blu-ray bluray", "on-line online", "UTF-8 utf8", "GPT-4 gpt4"),
    *("U.S. us", "ASP.NET aspnet", "USB-3.0 usb3.0"),
]


@pytest.mark.parametrize("alike", ALIKE)
def test_hyphens_points_and_apostrophes_within_a_word_make_no_difference(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], alike: str
) -> None:
    words = alike.split()
    engine = engine_over({f"{n}.md": f"# 題\n\n寫作 {word} 的。" for n, word in enumerate(words)})
    for word in words:
        for query in (word, f'"{word}"', f"{word}的"):
            page = engine.search(query)
            assert page.total == 2, query
            assert {marks(hit)[0].removesuffix("的").strip().rstrip(".") for hit in page.hits} == {
                word.rstrip(".") for word in words
            }


@pytest.mark.parametrize(
    "apart", ["3.12 312", "10-12 1012", "2001-05-03 20010503", "a_b ab", "x86-64 x8664"]
)
def test_between_digits_a_sign_makes_a_difference(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], apart: str
) -> None:
    one, other = apart.split()
    engine = engine_over({"a.md": f"# 題\n\n寫作 {one} 的。"})
    assert engine.search(one).total == 1
    assert engine.search(other).total == 0


PARTS = [
    *("Python3.12 python", "Python3.12 3.12", "V300R200 v300", "V300R200 R200", "iOS17 ios"),
    *("camelCase camel", "camelCase case", "getUserName user", "HTTPServer server"),
    *("XMLHttpRequest request", "snake_case snake", "max_connection_pool pool", "__int64 int64"),
    *("RTX4090 rtx", "covid-19 covid", "C++17 C++", "GitHub hub", "Windows10 10", "250ml ml"),
]


@pytest.mark.parametrize("case", PARTS)
def test_a_part_of_a_word_is_found_and_marked_below_the_part_by_itself(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], case: str
) -> None:
    whole, part = case.split()
    engine = engine_over(
        {
            "a.md": f"# 題\n\n那張紙條上寫著 {whole} 幾個字。",
            "b.md": f"# 題\n\n那張紙條上寫著 {part} 幾個字。",
            "c.md": "# 題\n\n那張紙條上沒有寫。",
        }
    )
    for query in (part, f'"{part}"'):
        hits = engine.search(query).hits
        assert [hit.path for hit in hits] == ["b.md", "a.md"]
        assert [[mark.lower() for mark in marks(hit)] for hit in hits] == [[part.lower()]] * 2


@pytest.mark.parametrize("query", ["thon", "ython3", "ser", "amel", "30"])
def test_no_word_is_found_by_a_piece_of_its_parts(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], query: str
) -> None:
    engine = engine_over({"a.md": "# 題\n\nPython3.12，getUserName，camelCase，V300R200。"})
    assert engine.search(query).total == 0


@pytest.mark.parametrize("sign", "★→☎😀♥☀✔€×∑")
def test_a_sign_is_found_and_marked(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], sign: str
) -> None:
    engine = engine_over({"a.md": f"# 題\n\n前{sign}後，還有別的。", "b.md": "# 題\n\n前後。"})
    for query in (sign, f'"{sign}"', f"{sign} 別的", f'"前{sign}後"'):
        (hit,) = engine.search(query).hits
        assert any(sign in mark for mark in marks(hit))
    (hit,) = engine.search(f"{sign}前後").hits
    assert hit.path == "b.md"


PASSED = [
    ("红楼梦第一回", "《红楼梦》——第一回　甄士隱"),
    ("床前明月光疑是地上霜", "床前明月光，疑是地上霜。"),
    ("列夫托尔斯泰", "列夫·托尔斯泰的小說"),
    ("列夫·托爾斯泰", "列夫‧托尔斯泰的小說"),
    ("米耶贡布恩赫包勒德", "總理米耶贡布•恩赫包勒德說"),
    ("苹果香蕉梨", "苹果、香蕉、梨，都有"),
    ("他說你好", "他說：「你好！」"),
    ("北京（首都）大學", "北京首都大学"),
    ("北京首都大學", "北京(首都)大学"),
    ("春眠不觉晓", "春 眠 不 觉 晓"),
    ("使用Windows系统", "使用《Windows》系统"),
    ("第三章第二節", "第三章  ★  第二節"),
]


@pytest.mark.parametrize(("phrase", "text"), PASSED, ids=[phrase for phrase, _ in PASSED])
def test_a_phrase_passes_over_punctuation_and_blanks_and_is_one_mark(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], phrase: str, text: str
) -> None:
    engine = engine_over({"a.md": f"# 題\n\n前文。{text}。", "b.md": "# 題\n\n別的。"})
    (hit,) = engine.search(f'"{phrase}"').hits
    (mark,) = marks(hit)
    assert re.sub(r"\W", "", mark) in re.sub(r"\W", "", text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"红楼梦第一回"', "红楼梦。\n\n第一回。"),
        ('"红楼梦第一回"', "红楼梦的第一回。"),
        ('"红楼梦第一回"', "红楼梦a第一回。"),
        ('"京大"', "東京，大戰。"),
        ("title:京大", "東京，大戰。"),
        ('"abc def"', "abcdef。"),
        ('"abcdef"', "abc def。"),
    ],
)
def test_letters_lines_and_words_that_are_short_are_not_passed_over(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine], query: str, text: str
) -> None:
    engine = engine_over({"a.md": f"# 題\n\n{text}"})
    assert engine.search(query).total == 0


def test_what_is_excluded_must_stand_in_one_piece(
    engine_over: Callable[[Mapping[str, str]], searcher.Engine],
) -> None:
    engine = engine_over({"a.md": "# 題\n\n完成，都好了，完成的都好。"})
    assert engine.search("好 -成都").total == 1
    assert engine.search("好 -完成的都好").total == 0


def test_what_reaches_across_the_edge_of_a_word_is_not_suggested(
    tmp_path: Path, engine_over: Callable[[Mapping[str, str]], searcher.Engine]
) -> None:
    engine = engine_over({"a.md": "# 題\n\n用xyzzy軸，xyzzy 軸，第 3 章，梦》——第。" * 3})
    for prefix in ("xyz", "第", "3", "x"):
        assert not [text for text in engine.suggest(prefix) if " " in text]
