"""Words by their beginning, and words with a letter otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

import searcher

Make = Callable[[Mapping[str, str]], searcher.Engine]

WORDS = ("vector", "vectors", "vecto", "sector", "victor", "vetor", "doctor", "vectorize", "café")


def found(engine: searcher.Engine, query: str) -> set[str]:
    return {hit.path.removesuffix(".md") for hit in engine.search(query, limit=50).hits}


@pytest.fixture
def engine(engine_over: Make) -> searcher.Engine:
    return engine_over({f"{word}.md": f"# 文章\n\n這裡有 {word} 一詞。" for word in WORDS})


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("vector~1", "vector vectors vecto victor vetor"),
        ("VECTOR～1", "vector vectors vecto victor vetor"),
        ("vectorise~1", "vectorize"),
        ("cafe~1", "café"),
        ("vector~1 -victor", "vector vectors vecto vetor"),
        ("-vector~1 文章", "sector doctor vectorize café"),
        ("body:sectors~1", "sector"),
        ("vec*", "vector vectors vecto vectorize"),
        ("v?ctor", "vector victor"),
        ("V?CTOR", "vector victor"),
        ("ve?tor?", "vector"),
        ("v*tor", "vector victor vetor"),
        ("*ector", "vector sector"),
        ("*ecto*", "vector vectors vecto sector vectorize"),
        ("?ector", ""),
        ("vector?", "vector"),
        ("vector？", "vector"),
        ("v＊tor", ""),
        ("v?ctor -victor", "vector"),
        ("-v*tor 文章", "vectors vecto sector doctor vectorize café"),
        ("c?fé", "café"),
        ("body:s?ctor", "sector"),
        ("path:v?ctor", "vector victor"),
    ],
)
def test_a_word_stands_for_those_with_one_letter_otherwise(
    engine: searcher.Engine, query: str, words: str
) -> None:
    assert found(engine, query) == set(words.split())


@pytest.mark.parametrize("query", ["v?ctor", "*ector", "v*r"])
def test_the_words_that_wildcards_stand_for_are_marked(engine: searcher.Engine, query: str) -> None:
    hits = engine.search(query).hits
    assert hits
    for hit in hits:
        (fragment,) = hit.fragments
        (mark,) = fragment.highlights
        assert fragment.text[slice(*mark)] == hit.path.removesuffix(".md")


def test_the_word_as_typed_comes_first_and_all_are_marked(engine: searcher.Engine) -> None:
    hits = engine.search("vector~1").hits
    assert hits[0].path == "vector.md"
    for hit in hits:
        (fragment,) = hit.fragments
        (mark,) = fragment.highlights
        assert fragment.text[slice(*mark)] == hit.path.removesuffix(".md")


@pytest.mark.parametrize("query", ["朝鮮~1", "ab~1", "vector~2", "vector~", "~1", "vec tor~x"])
def test_what_is_no_fuzzy_word_is_plain_text(engine: searcher.Engine, query: str) -> None:
    assert engine.search(query).limited == ()
    assert "victor" not in found(engine, query)


def test_words_of_removed_articles_are_not_met(
    engine_over: Make, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("content")
    index = tmp_path_factory.mktemp("index") / "index"
    for word in WORDS[:3]:
        (content / f"{word}.md").write_text(f"有 {word} 一詞。", encoding="utf-8")
    searcher.rebuild([content], index=index)
    (content / "vectors.md").unlink()
    searcher.update(index=index)
    with searcher.Engine.open(index) as engine:
        assert found(engine, "vector~1") == {"vector", "vecto"}
