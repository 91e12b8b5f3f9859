"""The very characters that were typed: 後 and not 后."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searcher

Make = Callable[[Mapping[str, str]], searcher.Engine]

TEXTS = {
    "after.md": "# 影後\n\n在那之後，他寫了一本書。后來沒有了。",
    "queen.md": "# 影后\n\n皇后在宮裡，寫信。",
    "mainland.md": "# 里程\n\n在那之后，他写了一本书。Python 与 ＰＹＴＨＯＮ。",
    "both.md": "# 兩種\n\n之後與之后，café 与 cafe\u0301 及 cafe。",
    "numbers.md": "# 數\n\n一九四八年，1948 年，2,000 人。",
}


def found(engine: searcher.Engine, query: str) -> dict[str, list[str]]:
    """The marked texts of each file that a query finds in the very characters."""
    page = engine.search(query, script_exact=True, fragments=10, limit=50)
    return {
        hit.path.removesuffix(".md"): [
            *(hit.title[slice(*span)] for span in hit.title_highlights),
            *(f.text[slice(*span)] for f in hit.fragments for span in f.highlights),
        ]
        for hit in page.hits
    }


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searcher.Engine]:
    place = tmp_path_factory.mktemp("exact")
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    searcher.rebuild([place], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        yield engine


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("後", {"after": ["後", "後"], "both": ["後"]}),
        ("后", {"after": ["后"], "queen": ["后", "后"], "mainland": ["后"], "both": ["后"]}),
        ("之後", {"after": ["之後"], "both": ["之後"]}),
        ("之后", {"mainland": ["之后"], "both": ["之后"]}),
        ("影后", {"queen": ["影后"]}),
        ("影後 寫", {"after": ["影後", "寫"]}),
        ("皇后 写", {}),
        ('"那之後，他寫"', {"after": ["那之後，他寫"]}),
        ('"那之后，他寫"', {}),
        ('"之後 寫"~5', {"after": ["之後", "寫"]}),
        ('"之后 寫"~5', {}),
        ("之* -後", {"mainland": ["之"]}),
        ("之 -后", {}),
        ("之 -後", {"mainland": ["之"]}),
        ("(皇后 OR 写)", {"queen": ["皇后"], "mainland": ["写"]}),
        ("title:影後", {"after": ["影後"]}),
        ("heading:影后", {}),
        ("body:后 書", {"after": ["書", "后"]}),
        ("python", {"mainland": ["Python"]}),
        ("ＰＹＴＨＯＮ", {"mainland": ["Python"]}),
        ("pyth*", {"mainland": ["Python"]}),
        ("p?thon", {"mainland": ["Python"]}),
        ("café", {"both": ["café", "cafe\u0301"]}),
        ("1948", {"numbers": ["1948"]}),
        ("一九四八", {"numbers": ["一九四八"]}),
        ("re:/之[后]/", {"mainland": ["之后"], "both": ["之后"]}),
        ("re:/之后|影後/", {"after": ["影後"], "mainland": ["之后"], "both": ["之后"]}),
    ],
)
def test_only_what_was_typed_is_met_and_marked(
    engine: searcher.Engine, query: str, marked: dict[str, list[str]]
) -> None:
    assert found(engine, query) == marked


def test_scores_are_those_of_any_script(engine: searcher.Engine) -> None:
    for query in ("之後", "影后", "後 AND 寫", '"之後"', "後來 OR 皇后"):
        scores = {hit.path: hit.score for hit in engine.search(query).hits}
        for hit in engine.search(query, script_exact=True).hits:
            assert hit.score == pytest.approx(scores[hit.path])


def test_words_that_regions_use_for_it_are_not_met(engine_over: Make) -> None:
    engine = engine_over({"a.md": "軟體與程式", "b.md": "软件与程序"})
    assert {hit.path for hit in engine.search("軟體").hits} == {"a.md", "b.md"}
    assert [hit.path for hit in engine.search("軟體", script_exact=True).hits] == ["a.md"]


words = st.text(st.sampled_from("後后宮宫里裡a"), min_size=1, max_size=3)


@settings(max_examples=15)
@given(texts=st.lists(st.lists(words, max_size=4).map("，".join), max_size=6), asked=words)
def test_a_phrase_is_met_where_its_characters_stand(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: str
) -> None:
    place = tmp_path_factory.mktemp("phrases")
    for number, text in enumerate(texts):
        (place / f"{number}.txt").write_text(f"文\n\n{text}", encoding="utf-8")
    (place / "other.txt").write_text("文", encoding="utf-8")
    searcher.rebuild([place], index=place / "index")
    with searcher.Engine.open(place / "index") as engine:
        page = engine.search(f'"{asked}"', script_exact=True, limit=50)
    alone = {
        f"{number}.txt"
        for number, text in enumerate(texts)
        if any(_stands_alone(asked, word) for word in text.split("，"))
    }
    assert {hit.path for hit in page.hits} == alone


def _stands_alone(asked: str, word: str) -> bool:
    """Whether a text has the other, no letter of it beside a further letter."""
    return any(
        word.startswith(asked, start)
        and not (asked[0] == "a" == word[start - 1 : start])
        and not (asked[-1] == "a" == word[start + len(asked) : start + len(asked) + 1])
        for start in range(len(word))
    )


def test_the_command_line_takes_it(
    command_line: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("之後", encoding="utf-8")
    (tmp_path / "b.md").write_text("之后", encoding="utf-8")
    index = str(tmp_path / "index")
    searcher.rebuild([tmp_path / "a.md", tmp_path / "b.md"], index=index)
    _, out, _ = command_line("search", "--index", index, "--script-exact", "之後")
    assert "«之後»" in out
    assert "之后" not in out


def test_composed_and_decomposed_letters_are_the_same_characters(engine: searcher.Engine) -> None:
    decomposed = unicodedata.normalize("NFD", "café")
    assert found(engine, decomposed) == found(engine, "café")
