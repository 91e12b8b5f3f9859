"""The plan of a query, as ``analyze --query`` prints it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import searcher
from searcher.options import SearchOptions

Make = Callable[[Mapping[str, str]], searcher.Engine]

TEXTS = {
    "a.md": "# 平壤\n\n外交關係，朝鮮，Jang 與 Jane。",
    "b.md": "# 香港\n\n外交與關係，北韓，金大中。",
    "c.md": "# 題\n\n第三條，平壤。",
}


@pytest.fixture
def engine(engine_over: Make) -> searcher.Engine:
    return engine_over(TEXTS)


def clauses(clause: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield clause
    for child in clause.get("clauses", ()):
        yield from clauses(child)


def planned(engine: searcher.Engine, query: str, **options: Any) -> dict[str, Any]:
    return json.loads(json.dumps(engine.describe(query, SearchOptions(**options)).to_dict()))


def terms(plan: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (term["kind"], term["text"]): term
        for clause in clauses(plan["clause"])
        for term in clause.get("terms", ())
    }


def test_terms_have_their_weights_and_what_the_index_knows_of_them(
    engine: searcher.Engine,
) -> None:
    plan = planned(engine, "平壤 ja?e jan*")
    found = terms(plan)
    assert found["term", "平壤"]["document_frequency"] == 2
    assert found["term", "平壤"]["matches"]
    assert found["term", "平壤"]["weight"] > found["term", "平"]["weight"] > 0
    assert found["pattern", "ja?e"]["expansion"] == ["jane"]
    assert found["pattern", "jan*"]["expansion"] == ["jane", "jang"]
    assert found["pattern", "jan*"]["document_frequency"] == 1
    assert found["term", "平壤"]["idf"] < found["pattern", "jan*"]["idf"]


def test_synonyms_and_names_are_shown_with_what_they_stand_for(engine: searcher.Engine) -> None:
    assert terms(planned(engine, "北韩"))["synonym", "朝鲜"]["word"] == "北韩"
    assert ("synonym", "朝鲜") not in terms(planned(engine, "北韩", synonyms=False))
    assert terms(planned(engine, "平壤"))["name", "平壤"]["document_frequency"] == 1


def test_clauses_say_what_is_required_and_excluded(engine: searcher.Engine) -> None:
    plan = planned(engine, '"外交關係" -title:香港 (平壤 OR 金大中)')
    kinds = [clause["kind"] for clause in clauses(plan["clause"])]
    assert kinds[0] == "all"
    assert {"not", "any", "phrase", "words"} <= set(kinds)
    (phrase,) = (c for c in clauses(plan["clause"]) if c.get("source") == "外交關係")
    assert {"外交", "交关", "关系"} <= set(phrase["required"][0])
    (title,) = (c for c in clauses(plan["clause"]) if c.get("field") == "title")
    assert title["source"] == "香港"


def test_what_is_left_out_is_said(engine: searcher.Engine) -> None:
    assert planned(engine, "平壤")["limited"] is None
    assert "at character 1" in planned(engine, "re:/(/")["limited"][0]
    assert planned(engine, "foo:平壤")["unknown_fields"] == ["foo"]


def test_the_explained_score_uses_the_weights_and_idfs_of_the_plan(
    engine: searcher.Engine,
) -> None:
    for query in ("平壤", "北韩", "jan*", '"外交關係"'):
        weights = {
            (term["weight"], term["idf"], term["document_frequency"])
            for term in terms(planned(engine, query)).values()
        }
        for hit in engine.search(query, explain=True).hits:
            assert hit.explanation is not None
            for term in (term for part in hit.explanation.parts for term in part.parts):
                numbers = dict(term.numbers)
                own = numbers["weight"], numbers["idf"], numbers["document_frequency"]
                assert any(own == pytest.approx(other) for other in weights)


def test_the_command_prints_a_line_for_each_clause_and_term(
    command_line: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text("# 平壤\n\n外交關係。", encoding="utf-8")
    index = str(tmp_path / "index")
    searcher.rebuild([tmp_path / "a.md"], index=index)
    status, out, _ = command_line("analyze", "--query", "--index", index, "平壤 -關係\x1b[31m")
    assert status == 0
    assert out.startswith("all\n  words 平壤 in text\n    平壤: weight ")
    assert "\n  not\n    phrase " in out
    assert "\x1b" not in out
    status, out, _ = command_line("analyze", "--query", "--json", "--index", index, "平壤")
    assert json.loads(out)["query"] == "平壤"
    assert command_line("analyze", "--query", "--index", index, "，")[0] == 1
    assert command_line("analyze", "--query", "--index", index, " ")[0] == 2
