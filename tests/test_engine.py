"""The promises that a program sees: same hits in every script, the author's text, rebuilds."""

from __future__ import annotations

import inspect
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from opencc import OpenCC

import searcher
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.planning.bm25 import DEFAULT_RANKING

Make = Callable[[Mapping[str, str]], searcher.Engine]

QUERIES = (
    "脫北者",
    "香港與朝鮮關係",
    '"香港與朝鮮關係"',
    "「香港與朝鮮關係」",
    "蒙古 總統",
    "蒙古國和北韓的外交關係是什麼時候建立的？",
    "title:蒙朝關係 條約",
    "-title:香港 大使館",
    "heading:歷史 烏蘭巴托",
    "category:朝鮮雙邊關係",
    "烏蘭* OR 平壤",
    "金日成 AND 競技場",
    "韓戰",
    '"朝鮮戰爭"',
    '"訪問 金日成"~8',
    "一九八八年",
    "總領事 -date:2001..2005",
    "烏蘭把托",
)


def answer(page: searcher.ResultPage) -> list[object]:
    """All of a page that may not depend on the script of its query."""
    hits = (replace(hit, missing=tuple(map(fold, hit.missing))) for hit in page.hits)
    return [page.total, page.relaxed, fold(page.suggestion or ""), *hits]


def titles(page: searcher.ResultPage) -> list[str]:
    return [hit.title for hit in page.hits]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("way", ["t2s", "s2t", "s2tw", "s2hk", "t2tw", "t2hk", "tw2s", "hk2s"])
def test_a_query_finds_the_same_in_every_script(
    seed_engine: searcher.Engine, query: str, way: str
) -> None:
    expected = seed_engine.search(query)
    assert expected.hits
    assert answer(seed_engine.search(OpenCC(way).convert(query))) == answer(expected)


def test_the_two_sections_about_defectors_come_first(seed_engine: searcher.Engine) -> None:
    page = seed_engine.search("脱北者")
    assert titles(page)[:2] == ["蒙朝关系 › 历史 › 脫北者", "香港與朝鮮關係 › 脫北者"]
    for hit in page.hits[:2]:
        marked = {f.text[s:e] for f in hit.fragments for s, e in f.highlights}
        assert marked == {"脫北者"}
        assert [hit.title[start:end] for start, end in hit.title_highlights] == ["脫北者"]
    assert [(hit.path, hit.line) for hit in page.hits[:2]] == [
        ("000_f427bdf00b579551.txt", 13),
        ("004_a01d9208355c75c3.txt", 9),
    ]


@pytest.mark.parametrize(
    "form", ["“香港与朝鲜关系”", "「香港與朝鮮關係」", "『香港与朝鲜关系』", "＂香港与朝鲜关系＂"]
)
def test_quotes_of_every_kind_give_the_same_page(seed_engine: searcher.Engine, form: str) -> None:
    assert answer(seed_engine.search(form)) == answer(seed_engine.search('"香港與朝鮮關係"'))


@pytest.mark.parametrize("form", ["香港与朝鲜关系", "　香港與朝鮮關係　", "香港與朝鮮關係\n"])
def test_script_and_white_space_around_a_chunk_make_no_difference(
    seed_engine: searcher.Engine, form: str
) -> None:
    assert answer(seed_engine.search(form)) == answer(seed_engine.search("香港與朝鮮關係"))


def test_full_width_operators_mean_the_same(seed_engine: searcher.Engine) -> None:
    ascii_form = seed_engine.search("(朝鮮 OR 蒙古) -title:香港 烏蘭巴托")
    full_width = seed_engine.search("（朝鲜　ＯＲ　蒙古）　－ｔｉｔｌｅ：香港　乌兰巴托")
    assert answer(full_width) == answer(ascii_form)
    assert ascii_form.hits


@pytest.mark.parametrize("query", QUERIES)
def test_fragments_are_pieces_of_the_section_with_what_was_asked_marked(
    seed_engine: searcher.Engine, query: str
) -> None:
    whole = {
        (hit.path, hit.anchor): hit.fragments[0].text
        for hit in seed_engine.search("-沒有這個詞", limit=100, fragments=1, width=10**6).hits
    }
    known = Synonyms.regional()
    words = [word for word in known.table if word in fold(query)]
    synonyms = [other for word in words for other in known.of(word)]
    asked = " ".join((fold(query), *synonyms))
    for hit in seed_engine.search(query, limit=100).hits:
        section = whole[hit.path, hit.anchor]
        for fragment in hit.fragments:
            assert section[fragment.start :].startswith(fragment.text)
            for start, end in fragment.highlights:
                assert fold(fragment.text[start:end]).removesuffix("*") in asked


def test_a_single_character_is_met_with_punctuation_and_stop_words_beside_it(
    engine_over: Make,
) -> None:
    engine = engine_over({"a.md": "# 甲\n\n黃金。", "b.md": "# 乙\n\n白銀。"})
    for query in ("金", "金？", "金的", "（金）"):
        page = engine.search(query)
        assert (titles(page), page.relaxed) == (["甲"], False)


def test_forms_of_other_regions_are_found_where_the_author_wrote_them(engine_over: Make) -> None:
    engine = engine_over(
        {"a.md": "# -{zh-hans:软件;zh-hant:軟體}-\n\n甲\n\n## -{zh-hans:网络;zh-hant:網路}-\n\n乙"}
    )
    assert titles(engine.search("title:軟體")) == ["软件", "软件 › 网络"]
    assert titles(engine.search("heading:網路")) == ["软件 › 网络"]
    assert not engine.search("body:軟體").hits


def test_parentheses_around_a_whole_query_change_nothing(seed_engine: searcher.Engine) -> None:
    plain = seed_engine.search("金大中 足球")
    assert plain.relaxed
    for query in ("(金大中 足球)", "（（金大中 足球））", "金大中 足球 (， 。)"):
        assert answer(seed_engine.search(query)) == answer(plain)


def test_what_meets_all_words_comes_first_and_what_lacks_some_says_which(
    seed_engine: searcher.Engine,
) -> None:
    page = seed_engine.search("蒙古 金大中")
    assert titles(page)[0] == "蒙朝关系 › 历史"
    assert (page.relaxed, page.total_all_words) == (True, 1)
    assert [bool(hit.missing) for hit in page.hits] == [False] + [True] * (page.total - 1)
    assert {hit.missing for hit in page.hits[1:]} == {("金大中",)}


def test_a_query_that_no_section_meets_is_relaxed_to_those_that_meet_some(
    seed_engine: searcher.Engine,
) -> None:
    page = seed_engine.search("金大中 足球")
    assert page.relaxed
    assert set(titles(page)) == {"蒙朝关系 › 历史", "香港與朝鮮關係 › 民間關係"}


def test_relaxing_never_brings_back_what_was_excluded(seed_engine: searcher.Engine) -> None:
    page = seed_engine.search("金大中 足球 -title:蒙朝关系")
    assert titles(page) == ["香港與朝鮮關係 › 民間關係"]
    assert not seed_engine.search("金大中 AND 足球").hits


@pytest.mark.parametrize("query", ["簡段", "成都", "段單", "很文"])
def test_characters_scattered_over_a_section_are_no_match(engine_over: Make, query: str) -> None:
    engine = engine_over({"a.md": "# 甲\n\n這一段很簡單，成為首都。", "b.md": "# 乙\n\n別的文字。"})
    assert engine.search(query).total == 0


def test_stop_words_match_nothing_unless_they_are_all_that_was_asked(
    engine_over: Make,
) -> None:
    engine = engine_over({"a.md": "# 甲\n\n我們的家。", "b.md": "# 乙\n\n香港島。"})
    assert titles(engine.search("香港的")) == ["乙"]
    assert titles(engine.search("香港 的")) == ["乙"]
    assert titles(engine.search("的")) == ["甲"]


def test_words_of_other_scripts_are_found_as_typed(engine_over: Make) -> None:
    words = ("C++", "C#", "F-15", ".NET", "3.5", "COVID-19", "AT&T", "卡拉OK", "T恤", "C++17")
    engine = engine_over(
        {
            f"{number}.md": f"# 第{number}篇\n\n這裡談到{word}的事。"
            for number, word in enumerate(words)
        }
    )
    for number, word in enumerate(words):
        page = engine.search(word)
        assert page.hits[0].path == f"{number}.md", word
        (fragment,) = page.hits[0].fragments
        assert [fragment.text[start:end] for start, end in fragment.highlights] == [word]


def test_fields_restrict_where_a_chunk_is_met(seed_engine: searcher.Engine) -> None:
    assert {hit.article for hit in seed_engine.search("title:香港").hits} == {"香港與朝鮮關係"}
    assert titles(seed_engine.search("heading:經濟")) == ["香港與朝鮮關係 › 經濟關係"]
    assert {hit.path for hit in seed_engine.search("path:004_a01").hits} == {
        "004_a01d9208355c75c3.txt"
    }
    assert {hit.article for hit in seed_engine.search("category:蒙古国").hits} == {"蒙朝关系"}
    in_body = seed_engine.search("body:脫北者", limit=100)
    assert {hit.line for hit in in_body.hits[:2]} == {9, 13}
    assert not any(hit.title_highlights for hit in in_body.hits)


def test_body_means_the_text_without_title_and_headings(engine_over: Make) -> None:
    engine = engine_over(
        {"a.md": "# 香港\n\n## 香港島\n\n維多利亞港。", "b.md": "# 乙\n\n到香港去。"}
    )
    assert titles(engine.search("body:香港")) == ["乙"]
    assert len(engine.search("香港").hits) == 2


def test_an_excluded_chunk_excludes_only_sections_that_have_it_whole(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 甲\n\n香港總領事館。", "b.md": "# 乙\n\n香港大學。"})
    assert titles(engine.search("香港 -香港總領事館")) == ["乙"]


def test_notes_and_link_lists_are_found_but_never_above_prose_with_the_same_words(
    engine_over: Make,
) -> None:
    engine = engine_over(
        {
            "a.md": "# 甲\n\n## 參考文獻\n\n白南淳，白南淳，白南淳。\n\n## 歷史\n\n"
            + "某年某月。" * 200
            + "白南淳到訪。"
        }
    )
    assert [hit.headings for hit in engine.search("白南淳").hits] == [("歷史",), ("參考文獻",)]
    assert engine.search("heading:參考文獻").total == 1


def test_ties_come_in_the_order_of_the_content(engine_over: Make) -> None:
    engine = engine_over({f"{number:02}.md": "# 甲\n\n香港。" for number in range(20)})
    page = engine.search("香港", limit=20)
    assert len({hit.score for hit in page.hits}) == 1
    assert [hit.path for hit in page.hits] == [f"{number:02}.md" for number in range(20)]


def test_pages_follow_one_another_without_gap_or_overlap(seed_engine: searcher.Engine) -> None:
    whole = seed_engine.search("朝鮮", limit=100)
    pages = [seed_engine.search("朝鮮", limit=2, offset=offset) for offset in range(0, 12, 2)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {whole.total} == {len(whole.hits)}


def test_grouping_leaves_the_best_section_of_each_article(seed_engine: searcher.Engine) -> None:
    grouped = seed_engine.search("脫北者", group=True)
    assert titles(grouped)[:2] == ["蒙朝关系 › 历史 › 脫北者", "香港與朝鮮關係 › 脫北者"]
    assert grouped.total == len(grouped.hits) == 2


@pytest.mark.parametrize("query", QUERIES)
def test_explanations_add_up_to_the_score(seed_engine: searcher.Engine, query: str) -> None:
    def leaves(part: searcher.Explanation) -> list[searcher.Explanation]:
        return [leaf for child in part.parts for leaf in leaves(child)] if part.parts else [part]

    for hit in seed_engine.search(query, explain=True).hits:
        assert hit.explanation is not None
        assert hit.explanation.value == hit.score
        if hit.score:
            total = sum(leaf.value for leaf in leaves(hit.explanation))
            assert total == pytest.approx(hit.score)


@pytest.mark.parametrize("query", QUERIES)
def test_each_value_follows_from_the_numbers_beside_it(
    seed_engine: searcher.Engine, query: str
) -> None:
    for hit in seed_engine.search(query, explain=True).hits:
        assert hit.explanation is not None
        section = dict(hit.explanation.numbers)
        for part in hit.explanation.parts:
            for term in part.parts:
                of = dict(term.numbers)
                if not of:
                    assert (term.value, term.description[-9:]) == (0, ": missing")
                    continue
                saturation = of["frequency"] / (of["frequency"] + of["norm"])
                value = of["weight"] * of["idf"] * saturation * section["factor"]
                assert term.value == pytest.approx(value)
                assert 1 <= of["document_frequency"] <= 11


def test_an_explanation_says_what_is_missing(seed_engine: searcher.Engine) -> None:
    page = seed_engine.search("佛誕 维多利亚港 捷運", explain=True)
    (hit,) = (hit for hit in page.hits if hit.headings == ("民間關係",))
    said = [part.description for part in hit.explanation.parts if not part.value]
    assert "捷運: missing" in said
    assert "佛誕: missing" not in said


def test_a_word_of_which_only_a_character_is_there_is_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.md").write_text("# 甲\n\n平壤的運河。", encoding="utf-8")
    (tmp_path / "b.md").write_text("# 乙\n\n捷運。", encoding="utf-8")
    searcher.rebuild([tmp_path], index=tmp_path / "index")
    with searcher.Engine.open(tmp_path / "index") as engine:
        (hit,) = (h for h in engine.search("平壤 捷運", explain=True).hits if h.path == "a.md")
    (part,) = (part for part in hit.explanation.parts if part.description == "捷運")
    assert part.value > 0
    assert part.parts[-1].description == "捷運: missing"


@pytest.mark.parametrize("script", ["hans", "hant", "tw", "hk"])
def test_another_script_changes_what_is_shown_and_not_what_is_found(
    seed_engine: searcher.Engine, script: str
) -> None:
    original = seed_engine.search("朝鮮外交關係", limit=100)
    shown = seed_engine.search("朝鮮外交關係", limit=100, script=script)  # type: ignore[arg-type]
    assert shown.total == original.total
    for one, other in zip(original.hits, shown.hits, strict=True):
        assert (one.path, one.line, one.score) == (other.path, other.line, other.score)
        assert fold(one.title) == fold(other.title)
        for before, after in zip(one.fragments, other.fragments, strict=True):
            assert [fold(before.text[s:e]) for s, e in before.highlights] == [
                fold(after.text[s:e]) for s, e in after.highlights
            ]
    changed = [hit.fragments for hit in shown.hits] != [hit.fragments for hit in original.hits]
    assert changed


def test_an_engine_follows_a_rebuild_at_its_next_search(engine_over: Make, tmp_path: Path) -> None:
    engine = engine_over({"a.md": "# 甲\n\n舊文。"})
    assert engine.search("舊文").total == 1
    (tmp_path / "content" / "a.md").write_text("# 甲\n\n新篇。", encoding="utf-8")
    searcher.rebuild([tmp_path / "content"], index=tmp_path / "index")
    assert engine.search("新篇").total == 1
    assert engine.search("舊文").total == 0


def test_an_engine_notices_that_its_index_was_removed_and_made_anew(
    engine_over: Make, tmp_path: Path
) -> None:
    engine = engine_over({"a.md": "# 甲\n\n舊文。"})
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(searcher.IndexNotFound):
        engine.search("舊文")
    (tmp_path / "content" / "a.md").write_text("# 甲\n\n新篇。", encoding="utf-8")
    searcher.rebuild([tmp_path / "content"], index=tmp_path / "index")
    assert engine.search("新篇").total == 1


def test_no_workers_are_a_wrong_setting(tmp_path: Path, seeds: Path) -> None:
    with pytest.raises(searcher.ConfigError, match="workers"):
        searcher.rebuild([seeds], index=tmp_path / "index", workers=0)


def test_an_engine_searches_in_many_threads_while_the_index_is_rebuilt(
    engine_over: Make, tmp_path: Path
) -> None:
    engine = engine_over({f"{number}.md": f"# 第{number}\n\n香港。" for number in range(30)})
    totals: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            totals.append(engine.search("香港").total)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        searcher.rebuild([tmp_path / "content"], index=tmp_path / "index")
    stop.set()
    for thread in threads:
        thread.join()
    assert len(totals) >= 4
    assert set(totals) == {30}


def test_a_closed_engine_says_so(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 甲\n\n文。"})
    engine.close()
    engine.close()
    with pytest.raises(searcher.SearcherError, match="closed"):
        engine.search("文")


def test_the_search_function_opens_once_and_follows_rebuilds(tmp_path: Path, seeds: Path) -> None:
    searcher.rebuild([seeds], index=tmp_path / "index")
    assert searcher.search("脫北者", index=tmp_path / "index", limit=1).hits[0].rank == 1
    searcher.rebuild([seeds / "000_f427bdf00b579551.txt"], index=tmp_path / "index")
    page = searcher.search("脫北者", index=tmp_path / "index")
    assert {hit.article for hit in page.hits} == {"蒙朝关系"}


@pytest.mark.parametrize("query", ["", " ", "　\n", "長" * 2001])
def test_an_empty_or_overlong_query_is_an_error(seed_engine: searcher.Engine, query: str) -> None:
    with pytest.raises(searcher.QueryError, match=r"empty|limit"):
        seed_engine.search(query)


def test_words_of_other_regions_are_found_unless_that_is_switched_off(
    tmp_path: Path, seeds: Path
) -> None:
    searcher.rebuild([seeds], index=tmp_path / "index")
    both = searcher.search("韩战", index=tmp_path / "index")
    assert [hit.article for hit in both.hits] == ["蒙朝关系", "香港與朝鮮關係"]
    typed = searcher.search("韩战", index=tmp_path / "index", synonyms=False)
    assert [hit.article for hit in typed.hits] == ["蒙朝关系"]


def test_an_engine_has_the_synonyms_that_it_was_opened_with(tmp_path: Path, seeds: Path) -> None:
    searcher.rebuild([seeds], index=tmp_path / "index")
    own = tmp_path / "own.txt"
    own.write_text("女王 => 佛誕", encoding="utf-8")
    with searcher.Engine.open(tmp_path / "index", synonyms=own) as engine:
        own.unlink()
        searcher.rebuild([seeds], index=tmp_path / "index")
        (hit,) = engine.search("女王").hits
        assert hit.headings == ("民間關係",)
        assert not engine.search("女王", synonyms=False).hits


def test_wrong_synonyms_are_an_error_that_names_the_line(tmp_path: Path, seeds: Path) -> None:
    searcher.rebuild([seeds], index=tmp_path / "index")
    own = tmp_path / "own.txt"
    with pytest.raises(searcher.ConfigError, match=r"own\.txt"):
        searcher.Engine.open(tmp_path / "index", synonyms=own)
    own.write_text("女王, 國王\n\n女王,,國王\n", encoding="utf-8")
    with pytest.raises(searcher.ConfigError, match=r"own\.txt, line 3"):
        searcher.Engine.open(tmp_path / "index", synonyms=own)


def test_the_search_function_takes_what_an_engine_does() -> None:
    function = inspect.signature(searcher.search)
    method = inspect.signature(searcher.Engine.search)
    own = {name: p for name, p in function.parameters.items() if name != "index"}
    assert own == {name: p for name, p in method.parameters.items() if name != "self"}
    assert function.return_annotation == method.return_annotation


def test_a_suggestion_is_what_finds_more_and_none_where_the_query_is_fine(
    seed_engine: searcher.Engine,
) -> None:
    page = seed_engine.search("烏蘭把托")
    assert page.suggestion == "烏蘭巴托"
    assert page.to_dict()["suggestion"] == "烏蘭巴托"
    better = seed_engine.search(page.suggestion)
    assert better.hits
    assert better.suggestion is None


@pytest.mark.parametrize("options", [{"limit": 0}, {"offset": 50}, {"synonyms": False}])
def test_a_suggestion_does_not_depend_on_which_page_is_asked_for(
    seed_engine: searcher.Engine, options: Mapping[str, int]
) -> None:
    page = seed_engine.search("烏蘭把托", **options)  # type: ignore[arg-type]
    assert page.suggestion == "烏蘭巴托"


def test_completions_are_as_many_as_asked_for_in_their_authors_characters(
    seed_engine: searcher.Engine,
) -> None:
    assert seed_engine.suggest("乌兰巴") == seed_engine.suggest("wlbt") == ["烏蘭巴托"]
    everything = seed_engine.suggest("朝", limit=100)
    assert len(everything) > 3
    assert seed_engine.suggest("朝", limit=3) == everything[:3]
    assert seed_engine.suggest("朝", limit=0) == []
    assert seed_engine.suggest("") == seed_engine.suggest(" \n") == []


def test_a_wrong_limit_and_a_closed_engine_suggest_nothing(engine_over: Make) -> None:
    engine = engine_over({"a.md": "# 甲\n\n文。"})
    with pytest.raises(searcher.QueryError, match="limit"):
        engine.suggest("文", limit=-1)
    engine.close()
    with pytest.raises(searcher.SearcherError, match="closed"):
        engine.suggest("文")


def test_suggestions_follow_a_rebuild(engine_over: Make, tmp_path: Path) -> None:
    engine = engine_over({"a.md": "# 舊文章\n\n文。"})
    assert engine.suggest("jiu") == ["舊文章"]
    (tmp_path / "content" / "a.md").write_text("# 新文章\n\n文。", encoding="utf-8")
    searcher.rebuild([tmp_path / "content"], index=tmp_path / "index")
    assert (engine.suggest("jiu"), engine.suggest("xinwenz")) == ([], ["新文章"])


def test_threads_that_ask_for_suggestions_at_once_get_the_same(engine_over: Make) -> None:
    engine = engine_over(
        {f"{number}.md": f"# 第{number}篇烏蘭巴托\n\n烏蘭巴托。" for number in range(9)}
    )
    answers: list[object] = []

    def ask() -> None:
        answers.append((engine.suggest("wlbt"), engine.search("烏蘭把托").suggestion))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(["烏蘭巴托"], "烏蘭巴托")] * 8


@pytest.mark.parametrize("option", ["limit", "offset", "fragments", "width"])
def test_options_out_of_range_are_errors_that_name_them(
    seed_engine: searcher.Engine, option: str
) -> None:
    with pytest.raises(searcher.QueryError, match=option):
        seed_engine.search("朝鮮", **{option: -1})  # type: ignore[arg-type]


def test_a_user_dictionary_keeps_words_whole_and_the_index_remembers_it(
    tmp_path: Path, seeds: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("脫北者問題 5 n\n", encoding="utf-8")
    searcher.rebuild([seeds], index=tmp_path / "index", userdict=words)
    with searcher.Engine.open(tmp_path / "index") as engine:
        assert engine.search("脫北者").hits
    with searcher.Engine.open(tmp_path / "index", userdict=words) as engine:
        assert engine.search("脫北者").hits
    words.write_text("別的詞\n", encoding="utf-8")
    with searcher.Engine.open(tmp_path / "index", userdict=words) as engine:
        assert engine.search("脫北者").hits


def test_the_prior_of_notes_is_part_of_their_explanation(engine_over: Make) -> None:
    engine = engine_over(
        {"a.md": "# 甲\n\n## 註釋\n\n白南淳。", "b.md": "# 乙\n\n## 正文\n\n白南淳。"}
    )
    prose, notes = engine.search("白南淳").hits
    assert notes.headings == ("註釋",)
    assert notes.score == pytest.approx(prose.score * DEFAULT_RANKING.back_matter)
