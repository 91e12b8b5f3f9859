"""What a section is called, for queries that are exactly that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import searcher
from searcher.fields import SectionTexts
from searcher.names import section_names

Make = Callable[[Mapping[str, str]], searcher.Engine]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("服务端渲染 (SSR)", {"服务端渲染", "SSR"}),
        ("SSR（服务端渲染）", {"SSR", "服务端渲染"}),
        ("C++ (語言)", {"C++", "語言"}),
        ("红楼梦（电影）", {"红楼梦", "电影"}),
        ("1.2 服务端渲染", {"服务端渲染"}),
        ("3. 安裝", {"安裝"}),
        ("第三章 红楼梦", {"红楼梦"}),
        ("一、总则", {"总则"}),
        ("(一) 概述", {"概述"}),
        ("《红楼梦》", {"红楼梦"}),
        ("第21章", set()),
        ("2001 太空漫遊", set()),
        ("f(x)", set()),
        ("附录 (1)", set()),
        ("雷达选型指南", set()),
    ],
)
def test_a_title_with_a_gloss_a_number_or_quotes_has_further_names(
    title: str, names: set[str]
) -> None:
    found = {name.text for name in section_names(SectionTexts(title), is_first=True)}
    assert found == {title} | names


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("服务端渲染", "服务端渲染 (SSR)"),
        ("ssr", "服务端渲染 (SSR)"),
        ("持续集成", "CI（持续集成）"),
        ("總則", "一、总则"),
        ("紅樓夢", "《红楼梦》"),
    ],
)
def test_an_article_of_a_name_stands_before_a_section_of_that_name(
    engine_over: Make, query: str, title: str
) -> None:
    name = query.upper() if query.isascii() else query
    engine = engine_over(
        {
            "a.md": f"# 接口\n\n## {name}\n\n{name}的接口，{name}。",
            "z.md": f"# {title}\n\n在机器上完成。",
        }
    )
    assert engine.search(query).hits[0].article == title


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("雷达", "雷达选型指南"),
        ("咖啡", "咖啡冲煮入门"),
        ("护照", "护照办理流程"),
        ("备份", "备份策略"),
    ],
)
def test_a_word_of_the_title_counts_more_than_one_that_texts_have_twice(
    engine_over: Make, query: str, title: str
) -> None:
    notes = {
        f"{n}.md": f"# 笔记{n}\n\n今天看了{query}的资料，{query}真有意思，第{n}条。"
        for n in range(5)
    }
    engine = engine_over({**notes, "z.md": f"# {title}\n\n要看价格和距离，以及别的事情。"})
    assert engine.search(query).hits[0].article == title


def test_a_longer_name_does_not_stand_before_the_name_itself(engine_over: Make) -> None:
    engine = engine_over(
        {
            "1.md": "# 丝尾红钻鱼\n\n丝尾红钻鱼是一种鱼，红钻鱼的一种。红钻鱼。",
            "2.md": "# 红钻鱼\n\n又称红鱼，分布于太平洋。",
        }
    )
    assert [hit.article for hit in engine.search("红钻鱼").hits] == ["红钻鱼", "丝尾红钻鱼"]


def test_the_name_of_a_file_finds_its_article_and_is_said(engine_over: Make) -> None:
    engine = engine_over({"会议纪要.md": "# 二月\n\n讨论了预算。", "b.md": "# 三月\n\n散步。"})
    (hit,) = engine.search("會議紀要").hits
    assert (hit.article, hit.matched_name) == ("二月", "會議紀要")
