"""Words of other regions: what they find, what is marked, and what they leave as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searcher
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms

Make = Callable[[Mapping[str, str]], searcher.Engine]

WAR = {
    "one.md": "# 甲\n\n這一年韓戰爆發。",
    "other.md": "# 乙\n\n这一年朝鲜战争爆发。",
    "scattered.md": "# 丙\n\n朝鲜，鲜战，战争，争爆，爆发。",
}
"""An event by its names in two regions, and what is no name of it."""


def paths(page: searcher.ResultPage) -> list[str]:
    """What was found, best first, but for what has only some of the words."""
    return [hit.path for hit in page.hits if not hit.missing]


def marked(page: searcher.ResultPage) -> list[set[str]]:
    """What is marked in the text of each hit."""
    return [
        {
            fragment.text[start:end]
            for fragment in hit.fragments
            for start, end in fragment.highlights
        }
        for hit in page.hits
    ]


@pytest.mark.parametrize(
    ("query", "found", "shown"),
    [
        ("韓戰", ["one.md", "other.md"], [{"韓戰"}, {"朝鲜战争"}]),
        ('"韓戰"', ["one.md", "other.md"], [{"韓戰"}, {"朝鲜战争"}]),
        ('"韓戰爆發"', ["one.md", "other.md"], [{"韓戰爆發"}, {"朝鲜战争爆发"}]),
        ('"朝鮮戰爭爆發"', ["other.md", "one.md"], [{"朝鲜战争爆发"}, {"韓戰爆發"}]),
        ("body:韓戰", ["one.md", "other.md"], [{"韓戰"}, {"朝鲜战争"}]),
        ("韓戰 AND 爆發", ["one.md", "other.md"], [{"韓戰", "爆發"}, {"朝鲜战争", "爆发"}]),
    ],
)
def test_a_synonym_is_found_and_marked_after_the_word_that_was_asked_for(
    engine_over: Make, query: str, found: list[str], shown: list[set[str]]
) -> None:
    page = engine_over(WAR).search(query)
    assert paths(page) == found
    assert marked(page) == shown


@pytest.mark.parametrize("query", ["软件", '"软件"', "body:软件"])
def test_a_synonym_does_not_match_within_a_word_that_means_something_else(
    engine_over: Make, query: str
) -> None:
    page = engine_over(
        {
            "clam.md": "# 甲\n\n章魚是軟體動物。",
            "both.md": "# 乙\n\n研究軟體動物的軟體。",
            "soft.md": "# 丙\n\n應用軟體。",
        }
    ).search(query)
    assert sorted(paths(page)) == ["both.md", "soft.md"]
    for hit in page.hits:
        (fragment,) = hit.fragments
        assert [(start, end) for start, end in fragment.highlights] == [
            (fragment.text.rindex("軟體"), fragment.text.rindex("軟體") + 2)
        ]


def test_a_title_with_such_a_word_is_no_match(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 軟體動物\n\n文。", "b.md": "# 軟體\n\n文。"})
    assert paths(engine.search("title:软件")) == ["b.md"]
    assert paths(engine.search("-软件")) == ["a.md"]


def test_a_synonym_is_found_in_one_piece_alone(engine_over: Make) -> None:
    engine = engine_over(WAR)
    assert "scattered.md" not in paths(engine.search("韓戰"))
    assert paths(engine.search('"韓戰爆發"', synonyms=False)) == ["one.md"]


def test_without_synonyms_words_are_met_as_they_are_asked_for(engine_over: Make) -> None:
    engine = engine_over(WAR)
    page = engine.search("韓戰", synonyms=False)
    assert (paths(page), marked(page)) == (["one.md"], [{"韓戰"}])
    assert "one.md" not in paths(engine.search("朝鲜战争", synonyms=False))


def test_what_is_excluded_is_excluded_by_its_synonyms_too(engine_over: Make) -> None:
    engine = engine_over(WAR)
    for query in ("-韓戰", '-"朝鮮戰爭"', "爆发 NOT 韓戰", "爆发 -(韓戰 OR 蒙古)"):
        assert paths(engine.search(query)) == ["scattered.md"], query
    assert paths(engine.search("-韓戰", synonyms=False)) == ["other.md", "scattered.md"]


def test_a_field_is_searched_for_synonyms_as_for_the_word(engine_over: Make) -> None:
    engine = engine_over(
        {
            "other.md": "# 朝鲜战争\n\n甲\n\n## 计程车与软件\n\n乙",
            "one.md": "# 韓戰\n\n丙\n\n## 出租車與軟體\n\n丁",
            "text.md": "# 題\n\n朝鲜战争，出租车，软件。",
        }
    )
    for query in ("title:韓戰", 'title:"韓戰"', "title:南北韓戰爭"):
        found = paths(engine.search(query, group=True))
        assert found == ([] if "南北" in query else ["one.md", "other.md"]), query
    for query in ("heading:出租車", 'heading:"出租車與軟體"', "heading:(出租車 AND 軟體)"):
        page = engine.search(query)
        assert paths(page) == ["one.md", "other.md"], query
        other = page.hits[1]
        assert {other.title[start:end] for start, end in other.title_highlights} <= {
            *("计程车", "软件"),
            "计程车与软件",
        }


@pytest.mark.parametrize("query", ["軟體動物", '"軟體動物"', "軟體動物門", "heading:軟體動物"])
def test_a_word_that_only_begins_like_one_with_synonyms_has_none(
    engine_over: Make, query: str
) -> None:
    engine = engine_over({"a.md": "# 甲\n\n软件。", "b.md": "# 乙\n\n自由软件与动物。"})
    assert paths(engine.search(query)) == paths(engine.search(query, synonyms=False))
    assert "a.md" not in paths(engine.search(query))


def test_synonyms_add_word_by_word(engine_over: Make) -> None:
    engine = engine_over(
        {
            "both.md": "# 甲\n\n程序员写软件。",
            "one.md": "# 乙\n\n程序员写诗。",
            "mixed.md": "# 丙\n\n程式設計師写软件。",
        }
    )
    assert paths(engine.search("程式設計師 軟體")) == ["mixed.md", "both.md"]
    assert paths(engine.search('"程式設計師寫軟體"')) == ["mixed.md", "both.md"]


WORDS = ("软件", "軟體", "韓戰", "朝鲜战争", "程序员", "程式設計師", "香港", "發展", "，")
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("synonyms")


@settings(max_examples=20)
@given(sections=st.lists(texts, min_size=1, max_size=12))
def test_sections_that_have_the_word_itself_keep_their_scores_and_their_order(
    place: Path, sections: list[str]
) -> None:
    body = "".join(f"## 節\n\n{text}\n\n" for text in sections)
    (place / "a.md").write_text(f"# 題\n\n{body}", encoding="utf-8")
    searcher.rebuild([place / "a.md"], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        for word in ("軟體", "韓戰", "程式設計師"):
            for query in (word, f'"{word}"', f"香港 OR {word}", f"{word} -香港"):
                kept, having = (
                    [
                        (hit.anchor, hit.score)
                        for hit in page.hits
                        if word in sections[(hit.line - 3) // 4] and not page.relaxed
                    ]
                    for page in (
                        engine.search(query, limit=99, fragments=0, synonyms=synonyms)
                        for synonyms in (False, True)
                    )
                )
                assert having == kept


def test_the_words_of_a_file_of_the_users_own_stand_for_each_other_besides_those_that_ship(
    engine_over: Make, tmp_path: Path
) -> None:
    engine_over(
        {
            "jia.md": "# 甲\n\n搜索引擎。",
            "yi.md": "# 乙\n\n檢索系統。",
            "latin.md": "# 丙\n\nA search-engine, the Search Engine.",
            "part.md": "# 丁\n\nresearch engines",
            "software.md": "# 戊\n\n软件。",
        }
    )
    own = tmp_path / "synonyms.txt"
    own.write_text("搜尋引擎, 搜索引擎, search engine\n引擎 => 檢索系統", encoding="utf-8")
    with searcher.Engine.open(tmp_path / "index", synonyms=own) as engine:
        found = engine.search("搜尋引擎")
        assert sorted(paths(found)) == ["jia.md", "latin.md"]
        assert {"Search Engine"} in marked(found)
        assert paths(engine.search('"search engine"')) == ["latin.md", "jia.md"]
        assert paths(engine.search("引擎")) == ["jia.md", "yi.md"]
        assert "jia.md" not in paths(engine.search("檢索系統"))
        assert paths(engine.search("軟體")) == ["software.md"]
        assert not engine.search('"search engine"', synonyms=False).total > 1
    own.write_text("引擎 =>", encoding="utf-8")
    with pytest.raises(searcher.ConfigError, match=r"synonyms\.txt.*line 1"):
        searcher.Engine.open(tmp_path / "index", synonyms=own)


def test_an_explanation_names_the_synonym_that_matched(engine_over: Make) -> None:
    page = engine_over(WAR).search("韓戰", explain=True)
    one, other = (str(hit.explanation) for hit in page.hits)
    assert "朝鲜战争" not in one
    assert "朝鲜战争" in other


EVERYDAY = (
    ("捷運", "地铁", "港鐵"),
    ("鳳梨", "菠萝"),
    ("番茄", "西红柿"),
    ("原子筆", "圆珠笔"),
    ("便當", "盒饭", "飯盒"),
    ("優酪乳", "酸奶", "優格"),
    ("外送", "外卖"),
    ("公車", "公交车", "巴士", "公共汽车"),
    ("計程車", "出租车", "的士"),
    ("腳踏車", "自行车", "單車"),
    ("泡麵", "方便面", "即食麵", "公仔麵"),
    ("起司", "芝士", "奶酪"),
    ("酪梨", "牛油果", "鳄梨"),
    ("高麗菜", "圆白菜", "椰菜"),
    ("冷氣", "空调"),
    ("行動電話", "手机", "手提電話"),
    ("隨身碟", "U盘"),
    ("部落格", "博客", "網誌"),
    ("筆記型電腦", "笔记本电脑", "手提電腦"),
    ("螺絲起子", "螺丝刀", "螺絲批"),
    ("OK繃", "创可贴", "藥水膠布"),
    ("提款機", "ATM", "櫃員機"),
    ("QR碼", "二维码"),
    ("雷射", "激光", "鐳射"),
    ("蛙式", "蛙泳"),
    ("伏地挺身", "俯卧撑", "掌上壓"),
    ("身分證", "身份证"),
    ("維他命", "维生素"),
    ("新冠肺炎", "COVID-19"),
    ("畢卡索", "毕加索"),
    ("梅西", "美斯"),
    ("C羅", "克里斯蒂亚诺·罗纳尔多"),
    ("杜拜", "迪拜"),
    ("鄂圖曼帝國", "奥斯曼帝国"),
)
"""Words of Taiwan, the mainland and Hong Kong for the same thing."""


@pytest.mark.parametrize("group", EVERYDAY, ids=lambda group: group[0])
def test_any_everyday_word_of_a_region_finds_and_marks_all_the_others(
    engine_over: Make, group: tuple[str, ...]
) -> None:
    files = {f"{number}.md": f"# 題\n\n文中有{word}。" for number, word in enumerate(group)}
    titles = {f"t{number}.md": f"# {word}\n\n文。" for number, word in enumerate(group)}
    engine = engine_over({**files, **titles})
    for word in group:
        for query in (word, f'"{word}"'):
            page = engine.search(query, limit=20)
            assert set(paths(page)) == files.keys() | titles.keys(), query
            shown = {hit.path: mark for hit, mark in zip(page.hits, marked(page), strict=True)}
            assert [shown[path] for path in files] == [{word} for word in group], query
        assert set(paths(engine.search(f'title:"{word}"'))) == titles.keys(), word


@pytest.mark.parametrize("word", ["A股", "B超", "T台", "U盤", "卡拉OK", "X軸"])
def test_a_letter_and_a_character_are_met_whole_be_they_one_word_or_two(
    engine_over: Make, word: str
) -> None:
    page = engine_over({"a.md": f"# 題\n\n文中有{word}。", "b.md": "# 別\n\n文。"}).search(word)
    assert paths(page) == ["a.md"]
    assert marked(page) == [{word}]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("臺北捷運轉乘", "台北地铁换乘"),
        ("計程車司機", "出租车司机"),
        ("鳳梨酥食譜", "菠萝酥食谱"),
        ("馬鈴薯沙拉", "洋芋沙律"),
        ("捷運站出口", "地铁站出口"),
        ("網路行銷課程", "网络营销课程"),
        ("冷氣維修", "空调维修"),
        ("硬碟資料救援", "硬盘数据救援"),
    ],
)
def test_everyday_words_of_regions_are_met_within_a_longer_query(
    engine_over: Make, query: str, text: str
) -> None:
    engine = engine_over({"a.md": f"# 題\n\n請看{text}，如此。", "b.md": "# 別\n\n無關的文。"})
    assert paths(engine.search(query)) == paths(engine.search(f'"{query}"')) == ["a.md"]
    assert marked(engine.search(f'"{query}"')) == [{text}]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("計程車", "勇敢的士兵在的士多店前，士氣高漲。"),
        ("公交车", "攻占巴士底狱，轉往巴士拉。"),
        ("鳳梨", "菠蘿蜜是桑科植物。"),
        ("自行车", "修建单车道。"),
        ("站台", "本月台湾有雨，七月台風多。"),
        ("发动机", "搜索引擎與遊戲引擎。"),
        ("空调", "冷氣團南下，冷氣流很強。"),
        ("盒饭", "以便當面說明，方便當地居民。"),
        ("外卖", "往外送，對外送禮。"),
        ("外判", "此外包括外包裝。"),
        ("快餐", "迅速食用。"),
        ("普通话", "外国语学院里的美国语言学家。"),
        ("志愿者", "意志工夫，同志工作，社會主義工業。"),
        ("脑卒中", "其中風景最好，中風險的項目。"),
        ("仲介", "书中介绍了很多，其中介质不同。"),
        ("花椰菜", "油菜花開，黃花菜也開。"),
        ("通貨膨脹", "交通膨脹。"),
        ("布殊", "新罕布什尔州发布希望。"),
        ("薩克斯風", "哈萨克斯坦。"),
        ("RNA", "脱氧核糖核酸。"),
    ],
)
def test_everyday_words_of_regions_are_not_met_where_a_longer_word_or_two_words_hold_them(
    engine_over: Make, query: str, text: str
) -> None:
    assert paths(engine_over({"a.md": f"# 題\n\n{text}"}).search(f'"{query}"')) == []


@pytest.mark.parametrize("word", ["土豆", "窩心", "質量", "雪梨", "機車", "桌球", "奶油"])
def test_words_that_mean_something_else_in_another_region_have_no_synonyms(word: str) -> None:
    assert Synonyms.regional().of(fold(word)) == ()


def test_the_schools_of_taiwan_are_asked_for_by_name_and_are_not_found_in_the_middle_of_china(
    engine_over: Make,
) -> None:
    engine = engine_over(
        {"school.md": "# 甲\n\n我在初中念書。", "china.md": "# 乙\n\n中国中部，全国中学。"}
    )
    assert paths(engine.search("國中")) == ["china.md", "school.md"]
    assert paths(engine.search("初中")) == ["school.md"]
