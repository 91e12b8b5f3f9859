"""What is evidence for a word, and what is not; how hits say why they are there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searcher

Make = Callable[[Mapping[str, str]], searcher.Engine]


def marked(hit: searcher.Hit) -> list[str]:
    """What is marked in title and fragments."""
    found = [hit.title[start:end] for start, end in hit.title_highlights]
    for fragment in hit.fragments:
        found += [fragment.text[start:end] for start, end in fragment.highlights]
    return found


@pytest.mark.parametrize(
    ("query", "has", "across"),
    [
        ("北京大雨", "关于北京那边最近的大雨情况的报道", "在东京大战了一场真厉害"),
        ("图片转文字", "把图片里的内容转成文字", "这片转基因的田地"),
        ("公司上市", "这家公司终于在去年上市", "他是一位上司上级都喜欢的人，司上"),
        ("水果沙拉", "用水果和沙拉酱做成", "如果沙子不多，效果沙沙响"),
        ("日文翻译", "把日文的书翻译出来", "他用英文翻书，语文翻转课堂"),
        ("條件編譯", "編譯的時候看條件", "物件編製與文件編號"),
        ("天气预报", "预报说明天的天气", "他一口气预付了钱"),
        ("城市道路", "城市的每条道路", "超市道具很多"),
        ("手机电池", "手机里的电池", "打开计算机电源，飞机电路"),
        ("儿童医院", "这家医院看儿童", "神童医生的故事"),
    ],
)
def test_a_pair_between_two_words_never_matches_alone_nor_outranks_the_words(
    engine_over: Make, query: str, has: str, across: str
) -> None:
    first, second = query[:2], query[-2:]
    others = {f"{number:02}.md": f"{first}的第{number}件事。" for number in range(12)}
    others |= {f"{number:02}.md": f"{second}的第{number}件事。" for number in range(12, 24)}
    engine = engine_over({**others, "has.md": f"{has}。", "across.md": f"{across}。"})
    page = engine.search(query, limit=99)
    assert page.hits[0].path == "has.md"
    assert "across.md" not in [hit.path for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "whole", "apart"),
    [
        ("那英", "歌手那英的演唱会", "英國和那些人"),
        ("于谦", "于谦保卫了京城", "谦虚的人在于学习"),
        ("周会", "周会讨论了计划", "这一周不会下雨"),
        ("王之涣", "王之涣写了登鹳雀楼", "国王之间，涣散"),
        ("比干", "比干是商代的人", "干净，比较"),
        ("何洁", "何洁唱了一首歌", "清洁，如何"),
        ("向秀", "向秀是竹林七贤", "秀气，方向"),
        ("以撒", "以撒是亚伯拉罕的儿子", "撒网，可以"),
        ("红钻鱼", "红钻鱼很好吃", "红色的鱼，钻石"),
        ("为学", "为学日益", "学校，因为"),
    ],
)
def test_a_name_with_a_stop_word_is_one_thing(
    engine_over: Make, query: str, whole: str, apart: str
) -> None:
    engine = engine_over({"whole.md": f"{whole}。", "apart.md": f"{apart}。"})
    (hit,) = engine.search(query).hits
    assert hit.path == "whole.md"
    assert query in marked(hit)


@pytest.mark.parametrize("query", ["我的世界", "在路上", "我们的歌", "是的大臣"])
def test_stop_words_are_marked_where_the_whole_query_stands(engine_over: Make, query: str) -> None:
    (hit,) = engine_over({"a.md": f"他说{query}很好。"}).search(query).hits
    assert marked(hit) == [query]


@pytest.mark.parametrize(
    ("query", "text"),
    [("成都", "成功的首都"), ("网络", "络绎不绝的网"), ("数据", "据说数字"), ("软件", "这件很软")],
)
def test_an_absent_word_is_not_found_by_its_characters(
    engine_over: Make, query: str, text: str
) -> None:
    assert engine_over({"a.md": f"{text}。"}).search(query).total == 0


@pytest.mark.parametrize(
    ("query", "part"), [("数据清洗", "清洗"), ("短信平台", "平台"), ("软件测试报告", "测试")]
)
def test_a_compound_is_met_in_part_whether_a_part_has_synonyms_or_not(
    engine_over: Make, query: str, part: str
) -> None:
    engine = engine_over({"a.md": f"这里说{part}的事。", "b.md": "别的。"})
    for synonyms in (True, False):
        (hit,) = engine.search(query, synonyms=synonyms).hits
        assert marked(hit) == [part]


def test_where_few_sections_meet_all_words_those_that_meet_some_say_what_they_lack(
    engine_over: Make,
) -> None:
    engine = engine_over(
        {
            "a.md": "交通规划。道路网中施工区的影响，计算可靠度。",
            "b.md": "聊聊工程的方案，系统很多，道路在施工。",
            "c.md": "今天吃饭。",
        }
    )
    page = engine.search("系统工程 道路施工区 配时可靠度模型")
    assert {hit.path: hit.missing for hit in page.hits} == {
        "a.md": ("系统工程",),
        "b.md": ("配时可靠度模型",),
    }
    assert (page.relaxed, page.total, page.total_all_words) == (True, 2, 0)


@pytest.mark.parametrize(("having", "relaxed"), [(9, True), (10, False), (11, False)])
def test_ten_sections_with_all_words_are_enough_whatever_is_filtered_or_shown(
    engine_over: Make, having: int, relaxed: bool
) -> None:
    both = {f"both{number}.md": "香港和平壤。" for number in range(having)}
    engine = engine_over({**both, "one.md": "香港。", "other.md": "平壤。"})
    for query in ("香港 平壤", "香港 平壤 -path:both1", "香港 平壤 path:both", "平壤 香港"):
        for limit, group in ((1, False), (99, False), (99, True)):
            page = engine.search(query, limit=limit, group=group)
            may_relax = relaxed and "path:both" not in query.split()
            assert page.relaxed == may_relax, query
            assert page.total - page.total_all_words == (2 if may_relax else 0)
            assert not page.hits[0].missing


def test_phrases_fields_and_operands_of_and_are_required(engine_over: Make) -> None:
    engine = engine_over({"a.md": "香港。", "b.md": "平壤。", "c.md": "# 題\n\n香港，首爾。"})
    for query in (
        '香港 首爾 "平壤"',
        "香港 首爾 title:平壤",
        "香港 AND 平壤",
        "香港 AND 平壤 首爾",
    ):
        assert not [h for h in engine.search(query).hits if h.path != "b.md"] or "平壤" in query
    assert [hit.path for hit in engine.search('平壤 東京 "香港"').hits] == []
    assert [hit.path for hit in engine.search('首爾 平壤 "香港"').hits] == ["c.md"]


def test_a_section_with_all_words_counts_a_quarter_more(engine_over: Make) -> None:
    engine = engine_over({"a.md": "香港與平壤。", "b.md": "香港。", "c.md": "平壤。"})
    (first, *_) = engine.search("香港 平壤").hits
    (alone,) = engine.search("香港 AND 平壤").hits
    assert first.score == pytest.approx(1.25 * alone.score)


WORDS = (
    "香港",
    "平壤",
    "英",
    "那",
    "的",
    "總領事館",
    "軟體",
    "程式設計師",
    "C語言",
    "X軸",
    "3號",
    "，",
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map("".join)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@settings(max_examples=40)
@given(
    contents=st.lists(texts, min_size=1, max_size=5),
    asked=st.lists(
        st.lists(st.sampled_from([*WORDS, " "]), min_size=1, max_size=4).map("".join),
        min_size=5,
        max_size=5,
    ),
)
def test_every_hit_shows_why_it_is_one(place: Path, contents: list[str], asked: list[str]) -> None:
    shutil.rmtree(place)
    place.mkdir()
    for number, text in enumerate(contents):
        (place / f"{number}.md").write_text(f"# 第{number}篇\n\n{text}。", encoding="utf-8")
    searcher.rebuild([place], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        for query in asked:
            if query.strip(" ，"):
                for hit in engine.search(query, limit=99).hits:
                    assert marked(hit) or hit.matched_name, (query, hit)
