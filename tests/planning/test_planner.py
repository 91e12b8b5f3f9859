"""What a query asks of an index: what is required, excluded, optional and scored, and how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from searcher import limits
from searcher.analysis.analyzer import Analyzer
from searcher.analysis.synonyms import Synonyms
from searcher.model import Span
from searcher.planning.bm25 import Ranking
from searcher.planning.plan import (
    All,
    AllWords,
    AnyOf,
    Clause,
    ExactName,
    Not,
    Pattern,
    Phrase,
    Plan,
    ScoredTerm,
    SynonymOf,
    Term,
    Terms,
    leaves,
)
from searcher.planning.planner import Planner
from searcher.query.parser import parse

Planning = Callable[..., Plan]


class Names:
    """What a collection calls its sections: how many by each name."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def count(self, name: str) -> int:
        return self._counts.get(name, 0)

    def within(self, text: str, starts: Iterable[int], shortest: int) -> Iterator[Span]:
        covered = 0
        for start in starts:
            own = [n for n in self._counts if len(n) >= shortest and text.startswith(n, start)]
            if own and start >= covered:
                covered = start + max(map(len, own))
                yield Span(start, covered)


class Vocabulary:
    """The terms of a collection by field, each with its document frequency."""

    def __init__(self, terms: Mapping[str, Mapping[str, int]]) -> None:
        self._terms = terms

    def starting_with(self, field: str, prefix: str) -> Sequence[tuple[str, int]]:
        own = self._terms.get(field, {})
        return sorted((term, count) for term, count in own.items() if term.startswith(prefix))

    def matching(self, field: str, pattern: str) -> Sequence[tuple[str, int]]:
        own = self._terms.get(field, {})
        return sorted((term, n) for term, n in own.items() if fnmatchcase(term, pattern))

    def within_one_edit(self, field: str, word: str) -> Sequence[tuple[str, int]]:
        own = self._terms.get(field, {})
        return sorted((term, n) for term, n in own.items() if term[:-1] == word[:-1])


RANKING = Ranking(character=0.3, lone_character=1, latin=2, exact_name=3, all_in_title=1.5)
"""Not the numbers that are tuned, and all weights different."""


@pytest.fixture
def plan(analyzer: Analyzer, tmp_path: Path) -> Planning:
    """Plans a query for a collection with these names and terms, and these synonyms alone."""

    def make(
        query: str,
        names: Mapping[str, int] | None = None,
        terms: Mapping[str, Mapping[str, int]] | None = None,
        synonyms: str = "",
    ) -> Plan:
        file = tmp_path / "synonyms.txt"
        file.write_text(synonyms, encoding="utf-8")
        planner = Planner(
            analyzer,
            Synonyms.read(file),
            RANKING,
            Names(names or {}),
            Vocabulary(terms or {}),
        )
        return planner.plan(parse(query))

    return make


def shape(clause: Clause) -> str:
    """A clause in words: ``~`` before phrases that are met by their approximation."""
    match clause:
        case Terms(source=source):
            return f"{clause.field}:{source}" if clause.field in ("title", "body") else source
        case Phrase(source=source):
            where = "" if clause.field == "text" else f"{clause.field}:"
            return f"{'~' * clause.is_exact}{where}[{source}]"
        case Not(child):
            return f"not {shape(child)}"
        case All(children):
            return f"({' and '.join(map(shape, children))})"
        case AnyOf(children):
            return f"({' or '.join(map(shape, children))})"


def weights(plan: Plan) -> dict[ScoredTerm, float]:
    """What each scored term weighs, all clauses together."""
    sums: dict[ScoredTerm, float] = {}
    for leaf in leaves(plan.clause):
        for term, weight, _ in leaf.terms:
            sums[term] = sums.get(term, 0) + weight
    return sums


def texts(plan: Plan) -> dict[str, float]:
    """The same of terms of the text, by their texts."""
    return {term.text: weight for term, weight in weights(plan).items() if isinstance(term, Term)}


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        ("香港", "(香港)"),
        ("香港 平壤", "(香港 and 平壤)"),
        ("香港 香港", "(香港)"),
        ("香港 OR 平壤", "((香港 or 平壤))"),
        ("香港 AND 平壤", "((香港 and 平壤))"),
        ("香港 -平壤", "(香港 and not ~[平壤])"),
        ("香港 -平壤市", "(香港 and not [平壤市])"),
        ("-(香港 OR 平壤市)", "(not (~[香港] or [平壤市]))"),
        ("「香港史」", "([香港史])"),
        ("「香港」", "(~[香港])"),
        ("title:香港史 平壤", "(title:[香港史] and 平壤)"),
        ("body:香港史", "(body:香港史)"),
        ("body:「香港史」", "(body:[香港史])"),
        ('"香港 平壤"~3', "([香港 平壤])"),
        ("ab* cde~1", "(ab* and cde~1)"),
        ("香港*", "(~[香港])"),
        ("path:01 category:外交", "(path:01 and category:外交)"),
        ("date:2001", "(date:2001-01-01..2001-12-31)"),
        ("香港 的", "(香港)"),
        ("香港 什麼 如何", "(香港)"),
        ("的 什麼", "(的 and 什麼)"),
        ("的 -香港", "(的 and not ~[香港])"),
        ("香港 （）", "(香港)"),
        ("，，", "()"),
        ("-，", "()"),
    ],
)
def test_what_a_query_requires_and_excludes(plan: Planning, query: str, clause: str) -> None:
    assert shape(plan(query).clause) == clause


@pytest.mark.parametrize(
    ("query", "looser"),
    [
        ("香港", None),
        ("香港 平壤", "((香港 or 平壤))"),
        ("covid-19 香港", "((covid-19 or 香港))"),
        ("香港 平壤 「平壤市」", "([平壤市] and (香港 or 平壤))"),
        ("香港 「平壤市」", None),
        ("香港 OR 平壤", None),
        ("(香港 OR 平壤) 北京", "(((香港 or 平壤) or 北京))"),
        ("香港 北京 -平壤市", "(not [平壤市] and (香港 or 北京))"),
        ("香港 北京 title:平壤市", "(title:[平壤市] and (香港 or 北京))"),
        ("香港 北京 path:01", "(path:01 and (香港 or 北京))"),
        ("香港 ab*", "((香港 or ab*))"),
        ("香港 AND 平壤", None),
        ("香港 AND 平壤 北京", None),
        ("title:香港史 title:平壤", None),
        ("-香港 -平壤", None),
        ("date:2001 path:01", None),
    ],
)
def test_any_of_several_words_is_enough_where_few_sections_have_all(
    plan: Planning, query: str, looser: str | None
) -> None:
    relaxation = plan(query).relaxation
    assert (relaxation and shape(relaxation.clause)) == looser


@pytest.mark.parametrize(
    ("query", "weighed"),
    [
        ("香港", {"香港": 1, "香": 0.3, "港": 0.3}),
        ("馬", {"马": 1}),
        ("北韓軍", {"北韩": 1, "韩军": 0.6, "北": 0.3, "韩": 0.3, "军": 1}),
        ("covid-19", {"covid19": 2, "covid": 0.3, "19": 0.3}),
        ("X軸", {"x 轴": 2, "x": 0.3, "轴": 0.3}),
        ("X 軸", {"x": 2, "轴": 1, "x 轴": 3}),
        ("Windows 10", {"windows": 2, "10": 2, "windows10": 3}),
        ("5G基站", {"5g 基": 2, "5g": 2, "5": 0.3, "g": 0.3, "基站": 1, "基": 0.3, "站": 0.3}),
        ("python 的", {"python": 2}),
        ("3 个月", {"3": 2, "个月": 1, "个": 1, "月": 1, "3 个": 3}),
        ("★", {"★": 1}),
        ("★香港", {"香港": 1, "香": 0.3, "港": 0.3}),
        ("香港的", {"香港": 1, "港的": 0.6, "香": 0.3, "港": 0.3}),
        ("的", {"的": 1}),
        ("香港 香港", {"香港": 1, "香": 0.3, "港": 0.3}),
        ("香港 OR 香港", {"香港": 2, "香": 0.6, "港": 0.6}),
        ("香香", {"香香": 1, "香": 0.6}),
        ("「香港」 -平壤", {"香港": 1, "香": 0.3, "港": 0.3}),
        ("path:01 date:2001", {}),
    ],
)
def test_what_adds_to_the_score_and_how_much(
    plan: Planning, query: str, weighed: dict[str, float]
) -> None:
    assert texts(plan(query)) == pytest.approx(weighed)


def test_filters_add_nothing(plan: Planning) -> None:
    terms = {"path": {"a/01.md": 1, "02.md": 1, "01.txt": 1}, "date": {"2001-05-03": 2}}
    asked = weights(plan("path:01 date:2001 date:2002", terms=terms))
    assert set(asked.values()) == {0}
    assert [sorted(term.terms) for term in asked if isinstance(term, Pattern)] == [
        ["01.txt", "a/01.md"],
        ["2001-05-03"],
        [],
    ]


def test_patterns_are_expanded_to_terms_that_count_as_one(plan: Planning) -> None:
    terms = {"text": {"abc": 3, "abd": 1, "xyz": 9}, "title": {"abc": 1}}
    assert weights(plan("ab*", terms=terms)) == {Pattern("text", "ab*", ("abc", "abd")): 1}
    assert weights(plan("title:AB*", terms=terms)) == {Pattern("title", "ab*", ("abc",)): 1}
    assert weights(plan("abe~1", terms=terms)) == {
        Pattern("text", "abe~1", ("abc", "abd")): 1,
        Term("text", "abe"): 2,
    }


def test_a_query_that_is_a_name_asks_for_what_is_called_so(plan: Planning) -> None:
    assert weights(plan("香港", {"香港": 1}))[ExactName("香港")] == 3
    named = plan("香港 平壤", {"香港 平壤": 2})
    assert weights(named)[ExactName("香港 平壤")] == 3
    assert shape(named.clause) == "(((香港 and 平壤) or 香港 平壤))"
    for query in ("香港 -平壤", "title:香港", "「香港」", "香港 OR 香港", "香港史", "香港 香港"):
        asked = weights(plan(query, {"香港": 1}))
        assert not any(isinstance(term, ExactName) for term in asked), query
    long = "香" * 65
    assert not any(isinstance(t, ExactName) for t in weights(plan(long, {long: 1})))


def test_a_name_within_a_word_is_kept_whole_with_its_stop_words(plan: Planning) -> None:
    assert texts(plan("我的家鄉路"))["家乡"] == 1
    assert "我的" not in texts(plan("我的家鄉路"))
    asked = texts(plan("我的家鄉路", {"我的家乡": 1}))
    assert (asked["我的"], asked["的"]) == (1, 0.3)
    # None that is short, one of the words itself, or ends within one of them.
    for name in ("我的", "我的家", "家乡路口"):
        assert texts(plan("我的家鄉路", {name: 1})) == texts(plan("我的家鄉路")), name


def test_a_synonym_weighs_less_than_the_word_and_only_what_it_does_not_share(
    plan: Planning,
) -> None:
    asked = weights(plan("計程車", synonyms="計程車 => 的士\n"))
    assert asked == {
        AllWords("title", ("计程", "程车"), "计程车"): 1.5,
        AllWords("heading", ("计程", "程车"), "计程车"): 1.5,
        Term("text", "计程车"): 0.01,
        Term("text", "计程"): 1,
        Term("text", "程车"): 1,
        **{Term("text", character): 0.3 for character in "计程车"},
        SynonymOf("text", "的士", ("的士",), ("计程", "程车"), "计程车"): 0.75 * 2.01,
    }
    shared = weights(plan("計程車", synonyms="計程車 => 計程汽車\n"))
    synonym = SynonymOf("text", "计程汽车", ("计程", "程汽", "汽车"), ("计程", "程车"), "计程车")
    assert shared[synonym] == 0.75 * 1.01


def test_a_synonym_makes_pairs_with_its_neighbours(plan: Planning) -> None:
    seams = {
        term.text: weight
        for term, weight in weights(plan("坐計程車去平壤", synonyms="計程車 => 的士\n")).items()
        if isinstance(term, SynonymOf) and term.text != "的士"
    }
    assert seams == {"坐的": 0.75, "士去": 0.75}


@pytest.mark.parametrize("query", ["「北韓史」", "-北韓史", "title:北韓史"])
def test_a_phrase_is_met_with_synonyms_in_it(plan: Planning, query: str) -> None:
    (phrase,) = plan(query, synonyms="北韓, 朝鮮\n").clause.children
    phrase = phrase.child if isinstance(phrase, Not) else phrase
    assert isinstance(phrase, Phrase)
    assert [own.required for own in phrase.alternatives] == [("北韩", "韩史"), ("朝鲜", "鲜史")]


def test_synonyms_name_a_few_sections(plan: Planning) -> None:
    asked = weights(plan("北韓", {"朝鲜": 8}, synonyms="北韓, 朝鮮\n"))
    assert asked[ExactName("朝鲜")] == 0.75 * 3
    more = weights(plan("北韓", {"朝鲜": 9, "北韩": 999}, synonyms="北韓, 朝鮮\n"))
    assert [term for term in more if isinstance(term, ExactName)] == [ExactName("北韩")]


def test_what_is_within_the_limits_is_not_said_to_be_limited(plan: Planning) -> None:
    phrases = " ".join(f"「香港{n:02}島」" for n in range(limits.MAX_PHRASES))
    patterns = " ".join(f"{letter}*" for letter in "abcdefgh"[: limits.MAX_PATTERNS])
    near = " ".join(f'"香港 {n}"~1' for n in range(limits.MAX_PROXIMITIES))
    filters = " ".join(f"path:{n}" for n in range(limits.MAX_FILTERS))
    for query in (phrases, patterns, near, filters, f"{patterns} {near} {filters} 香港"):
        assert plan(query).limited == (), query


def test_further_phrases_are_met_by_their_approximation(plan: Planning) -> None:
    query = " ".join(f"「香港{n:02}島」" for n in range(limits.MAX_PHRASES + 2))
    planned = plan(query)
    exact = [phrase.is_exact for phrase in leaves(planned.clause) if isinstance(phrase, Phrase)]
    assert exact == [False] * limits.MAX_PHRASES + [True] * 2
    (said,) = planned.limited
    assert str(limits.MAX_PHRASES) in said
    assert weights(planned) == weights(plan(query.replace("「", "").replace("」", "")))


def test_phrases_are_counted_with_their_synonyms_and_without_those_of_a_single_term(
    plan: Planning,
) -> None:
    many = " ".join(f"「北韓{n:02}」" for n in range(limits.MAX_PHRASES // 2))
    assert not plan(many, synonyms="北韓, 朝鮮\n").limited
    assert plan(f"{many} -香港史", synonyms="北韓, 朝鮮\n").limited
    single = " ".join(f"「香{chr(0x4E00 + n)}」" for n in range(limits.MAX_PHRASES + 1))
    assert not plan(single).limited


def test_further_proximities_are_met_by_their_words(plan: Planning) -> None:
    planned = plan(" ".join(f'"香港 {n}"~1' for n in range(limits.MAX_PROXIMITIES + 1)))
    *near, words = planned.clause.children
    assert not any(own.is_exact for own in near if isinstance(own, Phrase))
    assert shape(words) == f"(香港 and {limits.MAX_PROXIMITIES})"
    (said,) = planned.limited
    assert str(limits.MAX_PROXIMITIES) in said


def test_further_patterns_are_words(plan: Planning) -> None:
    letters = "abcdefghijkl"[: limits.MAX_PATTERNS + 1]
    planned = plan(" ".join(f"{letter}*" for letter in letters))
    kinds = [type(term) for term in weights(planned)]
    assert kinds == [Pattern] * limits.MAX_PATTERNS + [Term]
    (said,) = planned.limited
    assert str(limits.MAX_PATTERNS) in said


def test_all_patterns_together_stand_for_so_many_words(
    plan: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searcher.planning.counts.MAX_ALL_EXPANSIONS", 3)
    terms = {"text": {f"{letter}{number}": number for letter in "ab" for number in (1, 2)}}
    planned = plan("a* b*", terms=terms)
    patterns = [term for term in weights(planned) if isinstance(term, Pattern)]
    assert [pattern.terms for pattern in patterns] == [("a1", "a2"), ("b2",)]
    assert planned.limited == ("b*: the 1 most frequent of 2 words",)


def test_further_filters_are_left_out(plan: Planning) -> None:
    planned = plan(" ".join(f"path:{n}" for n in range(limits.MAX_FILTERS + 3)))
    assert len(planned.clause.children) == limits.MAX_FILTERS
    (said,) = planned.limited
    assert str(limits.MAX_FILTERS) in said


@pytest.mark.parametrize("query", ["a*", "a?*", "a??*"])
def test_a_pattern_stands_for_the_most_frequent_words_ties_by_text(
    plan: Planning, query: str
) -> None:
    most = limits.MAX_EXPANSIONS
    common = {f"ab{n:05}": 2 for n in range(most - 2)}
    rare = {f"aa{n:05}": 1 for n in range(5)}
    planned = plan(query, terms={"text": {**rare, **common}})
    (term,) = weights(planned)
    assert isinstance(term, Pattern)
    assert term.terms == ("aa00000", "aa00001", *common)
    assert planned.limited == (f"{query}: the {most} most frequent of {most + 3} words",)


def test_a_word_has_so_many_synonyms(plan: Planning) -> None:
    others = [f"w{n}" for n in range(limits.MAX_SYNONYMS + 1)]
    planned = plan("香港", synonyms=f"香港 => {', '.join(others)}\n")
    asked = [term.text for term in weights(planned) if isinstance(term, SynonymOf)]
    assert len(asked) == limits.MAX_SYNONYMS
    (said,) = planned.limited
    assert "香港" in said


def test_a_query_is_scored_by_its_weightiest_terms(plan: Planning) -> None:
    letters = "".join(chr(0x4E00 + n) for n in range(limits.MAX_QUERY_TERMS))
    planned = plan(f"香港{letters}")
    asked = weights(planned)
    assert len(asked) == limits.MAX_QUERY_TERMS
    assert min(asked.values()) == 1
    assert Term("text", "香港") in asked
    (said,) = planned.limited
    assert str(limits.MAX_QUERY_TERMS) in said


def test_what_excludes_or_filters_is_kept_beside_any_number_of_terms(plan: Planning) -> None:
    letters = "".join(chr(0x4E00 + n) for n in range(limits.MAX_QUERY_TERMS + 100))
    planned = plan(f"{letters} -平壤市 path:01", terms={"path": {"01.md": 1}})
    assert planned.limited
    assert [shape(child) for child in planned.clause.children[1:]] == ["not [平壤市]", "path:01"]
