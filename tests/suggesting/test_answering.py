"""A query that finds nothing is answered as the one that was surely meant, and says so."""

from __future__ import annotations

import json

import pytest

import searcher

TEXT = """# 烏蘭巴托

烏蘭巴托是首都，重慶也有人去過，Elasticsearch。

## 圖書館

書。
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answering")
    (folder / "a.md").write_text(TEXT, encoding="utf-8")
    searcher.rebuild([folder / "a.md"], index=folder / "index")
    return folder / "index"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("重慶慶", None),
        ("蟲慶", "重慶"),
        ("wulanbatuo", "烏蘭巴托"),
        ("chóngqìng", "重慶"),
        ("chong2qing4", "重慶"),
        ("ㄔㄨㄥˊㄑㄧㄥˋ", "重慶"),
        ("Elasticsaerch", "Elasticsearch"),
        ("elasticserch", "Elasticsearch"),
        ('"elasticserch"', '"Elasticsearch"'),
        ("title:ulanbator", None),
        ("title:wulanbatuo", "title:烏蘭巴托"),
    ],
)
def test_what_finds_nothing_is_answered_as_what_was_surely_meant(index, typed, meant):
    page = searcher.search(typed, index=index)
    assert page.query == typed
    assert page.corrected == meant
    if meant is not None:
        assert page.suggestion is None
        assert page.hits == searcher.search(meant, index=index).hits
        assert page.to_dict()["corrected"] == meant


@pytest.mark.parametrize("typed", ["蟲慶", "wulanbatuo", "elasticserch"])
def test_an_exact_query_is_answered_as_typed_and_offered_the_other(index, typed):
    page = searcher.search(typed, index=index, exact=True)
    assert page.corrected is None
    assert page.suggestion == searcher.search(typed, index=index).corrected
    assert page.total == 0


@pytest.mark.parametrize(
    "typed", ["烏蘭把托", "wulanb", "wlbt", "重q", "ㄔㄨㄥˊ", "蟲慶 圖書館", "烏蘭", "北京", "疫苗"]
)
def test_what_finds_something_or_is_no_more_than_likely_is_answered_as_typed(index, typed):
    page = searcher.search(typed, index=index)
    assert page.corrected is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("shiyan", "試驗。實驗。"),
        ("加值", "價值。價質。假值。"),
        ("horse", "house."),
        ("carts", "carts1 parts charts"),
    ],
)
def test_of_several_that_are_as_near_none_is_surely_meant(tmp_path, typed, text):
    (tmp_path / "a.md").write_text(f"# 題\n\n{text}\n", encoding="utf-8")
    searcher.rebuild([tmp_path / "a.md"], index=tmp_path / "index")
    assert searcher.search(typed, index=tmp_path / "index").corrected is None


def test_a_word_that_the_dictionary_knows_is_never_answered_by_another(tmp_path):
    text = "# 題\n\n背景，一秒，一元，亲吻，城市，意图，奇迹，公事。\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    searcher.rebuild([tmp_path / "a.md"], index=tmp_path / "index")
    for word in ("北京", "疫苗", "医院", "请问", "程式", "公式", "攻势", "宫室"):
        page = searcher.search(word, index=tmp_path / "index")
        assert page.corrected is None
        assert page.suggestion is None


def test_json_names_the_query_that_was_answered(index):
    page = json.loads(json.dumps(searcher.search("蟲慶", index=index).to_dict()))
    assert (page["query"], page["suggestion"], page["corrected"]) == ("蟲慶", None, "重慶")
    page = searcher.search("重慶", index=index).to_dict()
    assert page["suggestion"] is page["corrected"] is None
