"""The command line: data on stdout, the rest on stderr, exit status as grep's."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

from searcher.cli import cli


class Outcome(NamedTuple):
    """What a command came to, as the fixture ``run`` has it."""

    status: int
    out: str
    err: str


Run: TypeAlias = "Callable[..., Outcome]"


def is_one_error_line(outcome: Outcome) -> bool:
    lines = outcome.err.splitlines()
    return outcome.status == 2 and len(lines) == 1 and lines[0].startswith("Error: ")


def test_a_search_with_no_index_yet_builds_one_and_says_so(run: Run, home: Path) -> None:
    outcome = run("search", "脱北者")
    assert outcome.status == 0
    assert outcome.out.startswith(
        "1. 蒙朝关系 › 历史 › «脫北者»\n   seeds/000_f427bdf00b579551.txt:15\n"
    )
    assert "\n2. 香港與朝鮮關係 › «脫北者»\n   seeds/004_a01d9208355c75c3.txt:11\n" in outcome.out
    assert "no index in index yet" in outcome.err
    assert (home / "index" / "current").exists()
    assert "no index" not in run("search", "脱北者").err


def test_nothing_found_is_exit_status_1(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "qwertyuiop")
    assert (outcome.status, outcome.out) == (1, "")


def test_the_json_of_a_search_has_the_shape_that_programs_rely_on(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "--json", "-n", "1", "脱北者")
    page = json.loads(outcome.out)
    assert list(page) == [
        "query",
        "total",
        "total_is_exact",
        "total_all_words",
        "relaxed",
        "limited",
        "unknown_fields",
        "suggestion",
        "corrected",
        "partial",
        "stale",
        "facets",
        "took_ms",
        "hits",
    ]
    assert (page["partial"], page["stale"], page["facets"]) == (False, [], {})
    assert (page["query"], page["relaxed"], page["suggestion"]) == ("脱北者", False, None)
    (hit,) = page["hits"]
    assert hit.pop("score") > 0
    fragments = hit.pop("fragments")
    assert hit.pop("id").endswith("seeds:000_f427bdf00b579551.txt#%E8%84%AB%E5%8C%97%E8%80%85")
    assert hit == {
        "rank": 1,
        "article": "蒙朝关系",
        "headings": ["历史", "脫北者"],
        "anchor": "脫北者",
        "path": "000_f427bdf00b579551.txt",
        "root": str(Path("seeds").absolute()),
        "line": 13,
        "page": None,
        "url": None,
        "date": None,
        "type": "wiki",
        "categories": ["蒙古国双边关系", "朝鮮雙邊關係"],
        "tags": [],
        "missing": [],
        "matched_name": None,
        "title_highlights": [[12, 15]],
    }
    assert fragments[0]["text"].startswith("脫北者對兩國政府來說是一個敏感的問題。")
    assert list(fragments[0]) == ["text", "start", "line", "page", "highlights"]
    assert (fragments[0]["start"], fragments[0]["line"], fragments[0]["page"]) == (0, 15, None)
    assert fragments[0]["highlights"][0] == [0, 3]


def test_explain_prints_a_tree_that_adds_up(run: Run) -> None:
    run("rebuild", "--quiet")
    page = json.loads(run("search", "--json", "--explain", "脱北者").out)
    for hit in page["hits"]:
        (chunk,) = hit["explanation"]["parts"]
        total = sum(part["value"] for part in chunk["parts"])
        assert total == pytest.approx(hit["score"]) == pytest.approx(hit["explanation"]["value"])
    explained = run("search", "--explain", "脱北者").out
    assert "  北者 3 times in the text, once in the headings; weight 1, in 2 sections" in explained


def test_no_synonyms_asks_for_the_words_as_they_are_typed(run: Run) -> None:
    run("rebuild", "--quiet")
    assert "«朝鮮»" in run("search", "-n", "100", "北韩").out
    typed = run("search", "-n", "100", "--no-synonyms", "北韩")
    assert "«北韓»" in typed.out
    assert "«朝鮮»" not in typed.out


def test_synonyms_of_ones_own_are_found_and_marked_besides_those_of_the_regions(run: Run) -> None:
    run("rebuild", "--quiet")
    assert run("search", "女王").status == 1
    Path("own.txt").write_text("女王, 总领事馆\n", encoding="utf-8")
    outcome = run("search", "--synonyms", "own.txt", "女王")
    assert outcome.status == 0
    assert "«總領事館»" in outcome.out
    assert "«朝鮮»" in run("search", "-n", "100", "--synonyms", "own.txt", "北韩").out
    assert run("search", "--no-synonyms", "--synonyms", "own.txt", "女王").status == 1


@pytest.mark.parametrize("arguments", [("--synonyms", "wrong.txt"), ()])
def test_a_wrong_line_of_synonyms_is_named_before_an_index_is_built(
    run: Run, home: Path, arguments: tuple[str, ...]
) -> None:
    name = "wrong.txt" if arguments else "synonyms.txt"
    Path(name).write_text("# 好的\n北韓, 朝鮮\n單\n", encoding="utf-8")
    outcome = run("search", *arguments, "脫北者")
    assert is_one_error_line(outcome)
    assert outcome.out == ""
    assert f"{name}, line 3: '單'" in outcome.err
    assert not (home / "index").exists()


def test_what_asks_for_no_synonyms_does_not_mind_wrong_ones(run: Run) -> None:
    run("rebuild", "--quiet")
    Path("synonyms.txt").write_text("單\n", encoding="utf-8")
    assert run("search", "--no-synonyms", "脫北者").status == 0
    assert run("suggest", "脫北").status == 0
    assert run("rebuild", "--quiet").status == 0


@pytest.mark.parametrize("prefix", ["烏蘭巴", "乌兰巴", "wulanbatuo", "wulanb", "wlbt"])
def test_suggest_completes_characters_pinyin_and_initials(run: Run, prefix: str) -> None:
    run("rebuild", "--quiet")
    outcome = run("suggest", prefix)
    assert outcome == Outcome(0, "烏蘭巴托\n", "")


def test_suggest_prints_no_more_than_its_limit_the_best_first(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("rebuild", "--quiet")
    everything = run("suggest", "香").out.splitlines()
    assert everything[:2] == ["香港", "香港與朝鮮關係"]
    assert run("suggest", "-n", "2", "香").out.splitlines() == everything[:2]
    monkeypatch.setenv("SEARCHER_LIMIT", "1")
    assert run("suggest", "香").out.splitlines() == everything[:1]


def test_the_json_of_suggestions_has_the_shape_that_programs_rely_on(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("suggest", "--json", "wlbt")
    assert outcome.status == 0
    assert json.loads(outcome.out) == {"prefix": "wlbt", "suggestions": ["烏蘭巴托"]}


def test_nothing_to_suggest_is_exit_status_1(run: Run) -> None:
    run("rebuild", "--quiet")
    assert run("suggest", "qwertyuiop") == Outcome(1, "", "")
    outcome = run("suggest", "--json", "qwertyuiop")
    assert outcome.status == 1
    assert json.loads(outcome.out) == {"prefix": "qwertyuiop", "suggestions": []}


def test_a_query_that_finds_nothing_is_answered_as_what_was_meant_and_says_so(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "wulanbatuo")
    assert outcome.status == 0
    assert "烏蘭巴托" in outcome.out
    assert outcome.err.startswith("nothing found for wulanbatuo: these are the hits of 烏蘭巴托 ")
    assert "did you mean" not in outcome.err
    assert json.loads(run("search", "--json", "wulanbatuo").out)["corrected"] == "烏蘭巴托"


def test_an_exact_query_is_not_answered_as_another(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "--exact", "wulanbatuo")
    assert outcome.status == 1
    assert outcome.out == ""
    assert "did you mean: 烏蘭巴托\n" in outcome.err
    assert json.loads(run("search", "--exact", "--json", "wulanbatuo").out)["corrected"] is None


@pytest.mark.parametrize(
    "form", [["--count"], ["--format", "paths"], ["--format", "jsonl"], ["--format", "vimgrep"]]
)
def test_a_format_for_programs_answers_the_query_as_typed(run: Run, form: list[str]) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", *form, "wulanbatuo")
    assert outcome.status == 1
    assert outcome.out in ("", "0\n")
    assert "nothing found" not in outcome.err


def test_a_mistyped_query_is_offered_what_it_may_have_meant(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "烏蘭把托")
    assert "did you mean: 烏蘭巴托\n" in outcome.err
    assert "did you mean" not in outcome.out
    page = json.loads(run("search", "--json", "烏蘭把托").out)
    assert (page["query"], page["suggestion"]) == ("烏蘭把托", "烏蘭巴托")
    # Nothing found, and still offered.
    outcome = run("search", "--exact", "title:香港與朝鲜官係")
    assert (outcome.status, outcome.out) == (1, "")
    assert "did you mean: title:香港與朝鲜關係\n" in outcome.err


@pytest.mark.parametrize("query", ["烏蘭巴托", "韩战", "一九八八年", "蒙古 總統", "qwertyuiop"])
def test_a_query_that_is_fine_or_like_nothing_is_offered_nothing(run: Run, query: str) -> None:
    run("rebuild", "--quiet")
    assert "did you mean" not in run("search", query).err
    assert json.loads(run("search", "--json", query).out)["suggestion"] is None


def test_rebuild_prints_what_was_indexed_and_what_was_skipped_and_why(run: Run) -> None:
    Path("seeds/picture.png").write_bytes(b"png")
    outcome = run("rebuild")
    assert outcome.status == 0
    assert "indexed 11 sections of 2 files" in outcome.out
    assert "picture.png" in outcome.out
    report = json.loads(run("rebuild", "--json", "seeds").out)
    assert (report["found"], report["indexed"], report["sections"]) == (3, 2, 11)
    assert [file["path"] for file in report["skipped"]] == ["picture.png"]
    assert report["skipped"][0]["reason"]


def test_update_prints_what_was_added_changed_and_removed(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    assert "added 0, changed 0, removed 0 files: 11 sections of 2 files" in run("update").out
    (home / "seeds" / "000_f427bdf00b579551.txt").unlink()
    (home / "seeds" / "004_a01d9208355c75c3.txt").write_text("平壤", encoding="utf-8")
    (home / "seeds" / "new.md").write_text("烏蘭巴托", encoding="utf-8")
    (home / "seeds" / "picture.png").write_bytes(b"png")
    outcome = run("update")
    assert outcome.status == 0
    assert "added 1, changed 1, removed 1 files: 2 sections of 2 files" in outcome.out
    assert "picture.png" in outcome.out
    assert (run("search", "烏蘭巴托").status, run("search", "總領事館").status) == (0, 1)
    (home / "seeds" / "new.md").unlink()
    report = json.loads(run("update", "--json").out)
    seconds = report.pop("seconds")
    assert seconds >= 0
    assert report == {
        "index": "index",
        "roots": [str(home / "seeds")],
        "found": 2,
        "indexed": 1,
        "sections": 1,
        "added": 0,
        "changed": 0,
        "removed": 1,
        "skipped": [{"path": "picture.png", "reason": "not a text format (.png)"}],
        "rebuilt": None,
    }
    outcome = run("update", "--quiet", "--workers", "1", "--memory", "64")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_update_takes_no_paths_and_names_what_does(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    outcome = run("update", "seeds/000_f427bdf00b579551.txt")
    assert is_one_error_line(outcome)
    assert "searcher add PATH" in outcome.err
    assert "searcher rebuild PATH" in outcome.err
    assert "11 sections of 2 files" in run("update").out


def test_add_and_remove_print_what_they_did_and_leave_the_rest(run: Run, home: Path) -> None:
    (home / "more").mkdir()
    (home / "more" / "new.md").write_text("烏蘭巴托的天氣", encoding="utf-8")
    (home / "more" / "draft.md").write_text("草稿", encoding="utf-8")
    assert "11 sections of 2 files" in run("add", "seeds").out
    outcome = run("add", "more", "--exclude", "draft*", "--include", "*.md")
    assert "added 1, changed 0, removed 0 files: 12 sections of 3 files" in outcome.out
    assert "skipped 1: excluded by draft*: draft.md" in outcome.out
    assert "added 0, changed 0, removed 0 files: 12 sections" in run("update").out
    outcome = run("remove", "seeds/000_f427bdf00b579551.txt")
    assert "added 0, changed 0, removed 1 files" in outcome.out
    assert run("search", "天氣").status == 0
    report = json.loads(run("add", "--json", "seeds").out)
    assert (report["added"], report["indexed"]) == (1, 3)
    for arguments in (("remove", "nowhere.md"), ("add", "nowhere.md"), ("add",), ("remove",)):
        outcome = run(*arguments)
        assert is_one_error_line(outcome)
        assert "nowhere.md" in outcome.err or len(arguments) == 1


def test_the_settings_say_which_files_are_wanted(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "aside.md").write_text("旁邊", encoding="utf-8")
    (home / "seeds" / "link.md").symlink_to("../aside.md")
    settings = home / "searcher.toml"
    settings.write_text('exclude = ["000_*"]\n', encoding="utf-8")

    def skipped(*arguments: str) -> dict[str, str]:
        report = json.loads(run(*arguments, "--json").out)
        return {file["path"][:7]: file["reason"] for file in report["skipped"]}

    out = "symbolic link out of the root; follow_links = true follows it"
    assert skipped("rebuild") == {"000_f42": "excluded by 000_*", "link.md": out}
    settings.write_text('exclude = []\ninclude = ["*.md", "004_*"]\n', encoding="utf-8")
    assert skipped("update") == {"000_f42": "not included by any glob", "link.md": out}
    settings.write_text("follow_links = true\n", encoding="utf-8")
    assert skipped("update") == {}
    settings.unlink()
    assert skipped("update") == {}
    monkeypatch.setenv("SEARCHER_FOLLOW_LINKS", "false")
    monkeypatch.setenv("SEARCHER_EXCLUDE", os.pathsep.join(("004_*", "000_*")))
    (home / "seeds" / "new.md").write_text("新", encoding="utf-8")
    assert [*skipped("update")] == ["000_f42", "004_a01", "link.md"]
    assert [*skipped("rebuild", "--follow-links")] == ["000_f42", "004_a01"]
    assert [*skipped("update")] == ["000_f42", "004_a01"]
    for text in ('exclude = ["["]', 'exclude = "a"', "include = [1]", "follow_links = 1"):
        settings.write_text(text, encoding="utf-8")
        assert is_one_error_line(run("update"))
    assert is_one_error_line(run("rebuild", "--exclude", "!"))


def test_a_search_builds_nothing_at_home_or_of_a_whole_file_system(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as context:
        context.setenv("HOME", str(home))
        outcome = run("search", "脱北者")
        assert is_one_error_line(outcome)
        assert "in the home directory; run 'searcher rebuild seeds'" in outcome.err
        context.setenv("HOME", str(home / "seeds"))
        assert is_one_error_line(run("search", "脱北者"))
    monkeypatch.setenv("SEARCHER_CONTENT", Path(home.anchor).as_posix())
    outcome = run("search", "脱北者")
    assert is_one_error_line(outcome)
    assert "searcher rebuild /" in outcome.err
    assert not (home / "index").exists()


@pytest.mark.parametrize(("files", "size"), [(1_999, 0), (4, 60 << 20)])
def test_a_search_builds_nothing_of_much_content(
    run: Run, home: Path, files: int, size: int
) -> None:
    for number in range(files):
        with (home / "seeds" / f"{number}.md").open("wb") as file:
            file.truncate(size)
    outcome = run("search", "脱北者")
    assert is_one_error_line(outcome)
    assert "more than 2,000 files or 200 MB; run 'searcher rebuild seeds'" in outcome.err
    assert not (home / "index").exists()
    (home / "seeds" / "0.md").unlink()
    assert run("search", "脱北者").status == 0


def test_update_without_an_index_is_an_error_that_says_what_to_do(run: Run, home: Path) -> None:
    for arguments in (("update",), ("remove", "seeds")):
        outcome = run(*arguments)
        assert is_one_error_line(outcome)
        assert "no index in index; run 'searcher rebuild PATH'" in outcome.err
    assert not (home / "index").exists()


def test_a_changed_user_dictionary_stops_no_search_and_is_taken_by_an_update(
    run: Run, home: Path
) -> None:
    (home / "searcher.toml").write_text('userdict = "words.txt"\n', encoding="utf-8")
    (home / "words.txt").write_text("脫北者問題 5 n\n", encoding="utf-8")
    run("rebuild", "--quiet")
    before = run("search", "--json", "脫北者問題")
    assert "another user dictionary" not in before.err
    (home / "words.txt").write_text("別的詞\n", encoding="utf-8")
    after = run("search", "--json", "脫北者問題")
    assert after.status == before.status
    assert json.loads(after.out)["hits"] == json.loads(before.out)["hits"]
    (line,) = after.err.splitlines()
    assert "another user dictionary" in line
    assert "run 'searcher update'" in line
    outcome = run("update")
    assert outcome.status == 0
    assert "rebuilt: the index was made with another user dictionary" in outcome.err
    assert not run("search", "--json", "脫北者問題").err
    (home / "words.txt").unlink()
    assert is_one_error_line(run("search", "脫北者"))


def test_an_index_of_an_older_format_is_searched_after_an_update(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    (manifest,) = (home / "index").rglob("manifest.json")
    written = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub(r'"format": \d+', '"format": 4', written), encoding="utf-8")
    outcome = run("search", "脫北者")
    assert is_one_error_line(outcome)
    assert "run 'searcher update'" in outcome.err
    outcome = run("update")
    assert outcome.status == 0
    assert "rebuilt: " in outcome.err
    assert "format 4" in outcome.err
    assert run("search", "脫北者").status == 0


def test_stats_says_what_the_index_holds(run: Run) -> None:
    run("rebuild", "--quiet")
    statistics = json.loads(run("stats", "--json").out)
    assert (statistics["articles"], statistics["sections"], statistics["skipped"]) == (2, 11, 0)
    assert statistics["terms"] > 500
    assert f"\ntokenizer    {statistics['tokenizer']}\n" in run("stats").out


def test_check_names_the_damaged_file(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    assert run("check").status == 0
    assert json.loads(run("check", "--json").out)["damaged"] == []
    victim = next((home / "index").glob("generations/*/*.postings"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    outcome = run("check")
    assert is_one_error_line(outcome)
    assert victim.name in outcome.err
    outcome = run("check", "--json")
    assert outcome.status == 2
    assert victim.name in json.loads(outcome.out)["damaged"][0]


def test_analyze_prints_terms_with_offsets_into_the_text_as_typed(run: Run) -> None:
    text = "ＣＯＶＩＤ－１９與臺灣"
    tokens = json.loads(run("analyze", "--json", text).out)["tokens"]
    found = {(token["text"], text[token["start"] : token["end"]]) for token in tokens}
    assert {("covid-19", "ＣＯＶＩＤ－１９"), ("台湾", "臺灣")} <= found
    assert "covid-19" in run("analyze", text).out


def test_analyze_shows_what_a_user_dictionary_does(run: Run) -> None:
    Path("words.txt").write_text("脫北者組織\n", encoding="utf-8")
    plain = json.loads(run("analyze", "--json", "脱北者组织").out)["tokens"]
    own = json.loads(run("analyze", "--json", "--userdict", "words.txt", "脱北者组织").out)[
        "tokens"
    ]
    words = {token["text"] for token in own} - {token["text"] for token in plain}
    assert words == {"脱北者组织"}


def test_the_index_can_be_elsewhere(run: Run, home: Path) -> None:
    assert run("--index", "other/place", "rebuild", "seeds").status == 0
    assert (home / "other" / "place" / "current").exists()
    assert run("--index", "other/place", "search", "脱北者").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("rebuild", "missing"),
        ("rebuild", "empty"),
        ("update", "missing"),
        ("add", "empty"),
        ("remove", "missing"),
        ("rebuild", "--workers", "0"),
        ("rebuild", "--memory", "0"),
        ("--index", "nowhere", "stats"),
        ("--index", "nowhere", "check"),
        ("search", ""),
        ("search", "長" * 2001),
        ("search", "--limit", "none", "x"),
        ("search", "--script", "latin", "x"),
        ("search", "--synonyms", "missing.txt", "x"),
        ("search", "--synonyms", "empty", "x"),
        ("search", "--synonyms", "wrong.txt", "x"),
        ("--config", "nosynonyms.toml", "search", "x"),
        ("suggest",),
        ("suggest", "--limit", "-1", "x"),
        ("--index", "nowhere", "suggest", "x"),
        ("search",),
        ("no-such-command",),
        ("--no-such-option",),
        ("--config", "missing.toml", "stats"),
        ("--config", "broken.toml", "stats"),
        ("--config", "unknown.toml", "stats"),
        ("--config", "wrong.toml", "stats"),
        ("rebuild", "--userdict", "missing.txt"),
        ("rebuild", "--userdict", "broken.txt"),
        ("--index", "seeds/000_f427bdf00b579551.txt", "rebuild"),
        ("--index", "/proc/nowhere", "rebuild"),
    ],
)
def test_misuse_ends_in_one_line_that_names_the_cause(run: Run, arguments: tuple[str, ...]) -> None:
    Path("empty").mkdir()
    Path("broken.toml").write_text("limit = [", encoding="utf-8")
    Path("unknown.toml").write_text("colour = true", encoding="utf-8")
    Path("wrong.toml").write_text("limit = 'many'", encoding="utf-8")
    Path("nosynonyms.toml").write_text("synonyms = true", encoding="utf-8")
    Path("broken.txt").write_text("詞 多 n 太多\n", encoding="utf-8")
    Path("wrong.txt").write_text("甲 => 乙 => 丙\n", encoding="utf-8")
    outcome = run(*arguments)
    assert is_one_error_line(outcome), outcome
    assert outcome.out == ""


def test_no_index_and_no_content_is_an_error_that_says_what_to_do(run: Run, home: Path) -> None:
    shutil.rmtree(home / "seeds")
    for arguments in (("search", "x"), ("rebuild",)):
        outcome = run(*arguments)
        assert is_one_error_line(outcome)
        assert "PATH" in outcome.err or "name a file or a folder" in outcome.err


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_that_describes_all_its_options(run: Run, name: str) -> None:
    outcome = run(name, "--help")
    assert outcome.status == 0
    assert (cli.commands[name].help or "").strip()
    for parameter in cli.commands[name].params:
        if parameter.param_type_name == "option":
            assert getattr(parameter, "help", None), parameter.name


def test_an_excluded_chunk_is_no_option(run: Run) -> None:
    run("rebuild", "--quiet")
    outcome = run("search", "朝鮮", "-title:香港", "-n", "1", "-戰爭")
    assert outcome.status == 0
    assert outcome.out.startswith("1. 蒙")
    quoted = run("search", "-n1", "朝鮮 -title:香港 -戰爭")
    assert quoted.out == outcome.out
    assert is_one_error_line(run("search", "--no-such-option", "朝鮮"))


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    outcome = run()
    assert outcome.status == 2
    assert "Commands:" in outcome.err


@pytest.mark.parametrize("name", ["rebuild", "update"])
@pytest.mark.parametrize("limit", [100, 1_000, 20_000])  # less than what the parts of it take
def test_a_full_disk_while_building_keeps_the_index_before(
    run: Run, home: Path, name: str, limit: int
) -> None:
    run("rebuild", "--quiet")
    text = "".join(map(chr, range(0x4E00, 0x6000)))
    (home / "seeds" / "new.md").write_text(text, encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        outcome = run(name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert is_one_error_line(outcome), outcome
    assert "cannot write the index in index: File too large" in outcome.err
    assert "the old index, if there was one, is unchanged" in outcome.err
    assert len(list((home / "index" / "generations").iterdir())) == 1
    assert run("search", "脱北者").out.startswith("1. 蒙朝关系")


def test_a_rebuild_without_paths_is_of_what_the_index_holds(run: Run, home: Path) -> None:
    """Which is what the message about a damaged index says to do."""
    (home / "notes").mkdir()
    (home / "notes" / "a.md").write_text("圖拉河畔。", encoding="utf-8")
    (home / "notes" / "b.md").write_text("另一則。", encoding="utf-8")
    assert run("rebuild", "--quiet", "notes").status == 0
    assert run("remove", "--quiet", "notes/b.md").status == 0
    (generation,) = (home / "index" / "generations").glob("*2")
    for stored in generation.glob("*.stored"):
        stored.write_bytes(b"damaged")
    assert "run 'searcher rebuild'" in run("search", "圖拉河").err
    assert run("rebuild", "--quiet").status == 0
    assert run("search", "圖拉河").status == 0
    assert run("search", "脱北者").status == 1
    assert run("search", "另一則").status == 1


def test_a_rebuild_without_paths_is_of_the_content_that_the_settings_name(
    run: Run, home: Path
) -> None:
    """Also if it is that which would be indexed without settings."""
    (home / "notes").mkdir()
    (home / "notes" / "a.md").write_text("圖拉河畔。", encoding="utf-8")
    (home / "searcher.toml").write_text("content = ['seeds']", encoding="utf-8")
    assert run("rebuild", "--quiet", "notes").status == 0
    assert run("rebuild", "--quiet").status == 0
    assert run("search", "脱北者").status == 0
    assert run("search", "圖拉河").status == 1


def test_a_file_where_the_index_should_be_is_said_to_be_no_directory(run: Run, home: Path) -> None:
    (home / "plain").write_text("x", encoding="utf-8")
    for arguments in (("search", "x"), ("update",), ("check",), ("stats",), ("add", "seeds")):
        outcome = run("--index", "plain", *arguments)
        assert is_one_error_line(outcome), outcome
        assert "plain, which is no directory" in outcome.err
    assert (home / "plain").read_text(encoding="utf-8") == "x"


def test_content_that_is_a_url_is_said_to_be_one(run: Run, home: Path) -> None:
    for command in ("rebuild", "add"):
        outcome = run(command, "https://example.com/x")
        assert is_one_error_line(outcome), outcome
        assert "not the URL 'https://example.com/x'" in outcome.err
    assert not (home / "index").exists()


def test_files_are_reported_by_the_whole_reason_that_skipped_them(run: Run, home: Path) -> None:
    for name in ("a (old).md", "a (new).md", "b.png", "c.jpg", "d.md"):
        (home / "seeds" / name).write_text("圖拉河畔。", encoding="utf-8")
    report = run("rebuild", "--exclude", "a (old).md", "--exclude", "a (new).md").out
    assert "skipped 1: excluded by a (new).md: a (new).md" in report
    assert "skipped 1: excluded by a (old).md: a (old).md" in report
    assert "skipped 2: not a text format: b.png, c.jpg" in report


def test_a_folder_that_cannot_be_read_any_more_empties_no_index(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("rebuild", "--quiet")
    scan = os.scandir

    def refuse(path: str | os.PathLike[str]) -> object:
        if Path(path) == home / "seeds":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        outcome = run("update")
    assert is_one_error_line(outcome)
    assert "permission denied" in outcome.err
    assert run("search", "脱北者").status == 0
