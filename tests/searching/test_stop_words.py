"""Words that say how a question is put, and what is a name in spite of one within it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import searcher

Make = Callable[[Mapping[str, str]], searcher.Engine]


def found(engine: searcher.Engine, query: str) -> str:
    """What meets all of the query."""
    page = engine.search(query, limit=99)
    return "" if page.relaxed else "".join(sorted({hit.path[0] for hit in page.hits}))


@pytest.mark.parametrize("query", ["王之蒼", "沈有容", "張也平"])
def test_a_name_with_a_stop_word_in_it_is_met_by_its_pairs(engine_over: Make, query: str) -> None:
    """The tokenizer has no such name: to it each is three words of one character."""
    first, middle, last = query
    engine = engine_over(
        {
            "all.md": f"# 甲\n\n見{query}傳。",
            "beginning.md": f"# 乙\n\n見{first}{middle}傳。",
            "end.md": f"# 丙\n\n見{middle}{last}傳。",
            "scattered.md": f"# 丁\n\n見{first}，{middle}，{last}。",
        }
    )
    assert found(engine, query) == "abe"
    assert engine.search(query).hits[0].path == "all.md"
    assert found(engine, f"{query} 傳") == "abe"


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("于無垢", "ac"),
        ("何震", "d"),
        ("平壤的", "ef"),
        ("平壤 的", "ef"),
        ("的", "eg"),
        ("什麼", "g"),
        ("的 平壤 什麼", "ef"),
    ],
)
def test_stop_words_ask_for_nothing_unless_nothing_else_is_asked(
    engine_over: Make, query: str, paths: str
) -> None:
    engine = engine_over(
        {
            "a.md": "# 甲\n\n于無垢。",
            "b.md": "# 乙\n\n于無。",
            "c.md": "# 丙\n\n無垢。",
            "d.md": "# 丁\n\n何震。",
            "e.md": "# 戊\n\n平壤的天氣。",
            "f.md": "# 己\n\n平壤。",
            "g.md": "# 庚\n\n什麼的。",
        }
    )
    assert found(engine, query) == paths
