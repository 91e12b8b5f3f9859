"""Names of the collection, mistyped whole, and words that are merely absent."""

from __future__ import annotations

import pytest

NAMES = """# 生物技术

背景，一秒，一元，亲吻，陪伴，就是，数目，意愿，世纪，权利，会议，时间。

## 信用卡服务中心

数据清洗流程，见[量子计算导论](quantum.md)。

## 最大限度地利用

程序设计语言，人工智能，文字。

## 机器学习与推荐系统

正文。

## C++ 标准程序库

正文。

## 附录 (增订版)

正文。
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory, suggestions_in):
    """A collection of names, and words that many everyday words sound like."""
    return suggestions_in({"a.md": NAMES}, tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize(
    "absent",
    [
        "北京",  # 背景
        "疫苗",  # 一秒
        "医院",  # 一元
        "請問",  # 亲吻
        "旧式",
        "书目",
        "医院 就是",
        "事迹",
        "权力",
        "会意",
        "实践",
        "实践 会议",
        "蚊子",
        "北京大学",
        "為什麼",
        "怎么样",
    ],
)
def test_a_word_that_the_dictionary_knows_or_a_stop_word_is_no_slip(names, absent):
    assert names.correct(absent) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("生物计数", "生物技术"),
        ("生物纪述", "生物技术"),
        ("生物记述", "生物技术"),
        ("信用咖服务中心", "信用卡服务中心"),
        ("信用卡服雾忠心", "信用卡服务中心"),
        ("机器学系与推荐系统", "机器学习与推荐系统"),
        ("机器学习与推荐细桶", "机器学习与推荐系统"),
        ("最大限度的利用", "最大限度地利用"),
        ("成序涉及语言", "程序设计语言"),
        ("人工只能", "人工智能"),
        ("量子计算岛论", "量子计算导论"),
    ],
)
def test_a_name_is_found_by_others_that_sound_like_it(names, typed, meant):
    assert names.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("生物技技术", "生物技术"),
        ("生生物技术", "生物技术"),
        ("生物技术术", "生物技术"),
        ("信用卡卡服务中心", "信用卡服务中心"),
        ("最大限限度地利用", "最大限度地利用"),
        ("机器学习与推荐系统统", "机器学习与推荐系统"),
        ("与机器器学习", None),
        ("人工智能能", "人工智能"),
        ("背景景", "背景"),
        ("量子计算算导论", "量子计算导论"),
    ],
)
def test_a_character_that_stands_twice_is_left_out(names, typed, meant):
    assert names.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("生物术", "生物技术"),
        ("信用服务中心", "信用卡服务中心"),
        ("信用卡服中心", "信用卡服务中心"),
        ("最大限地利用", "最大限度地利用"),
        ("机器学习与推系统", "机器学习与推荐系统"),
        ("人智能", "人工智能"),
        ("量子计导论", "量子计算导论"),
    ],
)
def test_a_character_that_is_missing_is_put_in(names, typed, meant):
    assert names.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("C++ 标准程序裤", "C++ 标准程序库"),
        ("c++ 标准程程序库", "C++ 标准程序库"),
        ("C++ 标准程库", "C++ 标准程序库"),
        ("附录录 (增订版)", "附录 (增订版)"),
        ("附录 (增定版)", "附录 (增订版)"),
    ],
)
def test_a_name_of_several_words_is_found_whole(names, typed, meant):
    assert names.correct(typed).lower() == meant.lower()


def test_what_stands_in_the_collection_is_no_slip(names):
    for fine in ("数据清洗", "生物", "服务中心", "正文", "量子计算", "学习与推荐"):
        assert names.correct(fine) is None


@pytest.mark.parametrize("typed", ["date:abc", "titel:生物", "data:abc", "路径:生物"])
def test_what_stands_before_a_colon_is_no_slip(suggestions_over, typed):
    suggestions = suggestions_over({"a.md": "# 生物\n\nTitle dates data rating 路径 abc。\n"})
    assert suggestions.correct(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("文走王", "文定王", "文武王"),
        ("白己人", "白已人", "白龙人"),
        ("张末来", "张未来", "张好来"),
        ("王土林", "王士林", "王大林"),
        ("赵帅古", "赵师古", "赵好古"),
        ("孔戍公", "孔戌公", "孔文公"),
        ("折迁户", "拆迁户", "乔迁户"),
        ("周斤公", "周斥公", "周定公"),
        ("李狠山", "李狼山", "李南山"),
        ("黄壁城", "黄璧城", "黄石城"),
    ],
)
def test_of_two_names_one_character_away_the_shape_decides(suggestions_over, typed, meant, other):
    sections = "".join(f"## {other}\n\n文。\n\n" for _ in range(3))
    suggestions = suggestions_over({"a.md": f"# 題\n\n文。\n\n## {meant}\n\n文。\n\n{sections}"})
    assert suggestions.correct(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("蓝京路", "南京路", "东京路"),
        ("张行之", "张新之", "张大之"),
        ("王思国", "王师国", "王大国"),
    ],
)
def test_of_two_names_one_character_away_nearly_the_same_sound_decides(
    suggestions_over, typed, meant, other
):
    sections = "".join(f"## {other}\n\n文。\n\n" for _ in range(3))
    suggestions = suggestions_over({"a.md": f"# 題\n\n文。\n\n## {meant}\n\n文。\n\n{sections}"})
    assert suggestions.correct(typed) == meant
