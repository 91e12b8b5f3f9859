"""The query language: what each form means, and that nothing typed is ever an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.errors import QueryError
from searcher.fields import QUERY_FIELDS
from searcher.limits import MAX_DISTANCE, MAX_GROUP_DEPTH, MAX_QUERY_LENGTH
from searcher.query.nodes import And, Dates, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Words
from searcher.query.parser import parse

A, B, C, D = (Words(name) for name in "abcd")
IN_2001 = Dates("2001-01-01", "2001-12-31")

FORMS: list[tuple[str, list[Node]]] = [
    # chunks
    ("脱北者", [Words("脱北者")]),
    ("朝鲜战争 香港", [Words("朝鲜战争"), Words("香港")]),
    (" a\tb\nc\u3000d ", [A, B, C, D]),
    ("C++ .NET 3.5 AT&T", [Words("C++"), Words(".NET"), Words("3.5"), Words("AT&T")]),
    # phrases
    ('"a b"', [Phrase("a b")]),
    ('a "b c" d', [A, Phrase("b c"), D]),
    ('"a" OR "b"', [Or((Phrase("a"), Phrase("b")))]),
    ('"a OR b"', [Phrase("a OR b")]),
    ('"-a (b)"', [Phrase("-a (b)")]),
    ("「“a” b」", [Phrase("“a” b")]),
    ('("a b")', [Phrase("a b")]),
    # words near each other
    ('"a b"~3', [Near("a b", 3)]),
    ('"a b"~0', [Near("a b", 0)]),
    ('"a"~3', [Near("a", 3)]),
    ('"a b c"~10 d', [Near("a b c", 10), D]),
    (f'"a b"~{MAX_DISTANCE}', [Near("a b", MAX_DISTANCE)]),
    ('("a b"~3 OR c)', [Or((Near("a b", 3), C))]),
    ('-"a b"~3', [Not(Near("a b", 3))]),
    ("「a “b”」~3", [Near("a “b”", 3)]),
    # dates
    ("date:2001", [IN_2001]),
    ("a date:2001 b", [A, IN_2001, B]),
    ("-date:2001", [Not(IN_2001)]),
    ("NOT date:2001", [Not(IN_2001)]),
    ("date:2001 OR a", [Or((IN_2001, A))]),
    ("(date:2001)", [IN_2001]),
    ("title:(a date:2001)", [And((Words("a", "title"), IN_2001))]),
    ("title:date:2001", [Words("date:2001", "title")]),
    ('"date:2001"', [Phrase("date:2001")]),
    # negation
    ("-a", [Not(A)]),
    ("NOT a", [Not(A)]),
    ("a -b", [A, Not(B)]),
    ("a AND NOT b", [And((A, Not(B)))]),
    ("a OR NOT b", [Or((A, Not(B)))]),
    ("NOT -a", [Not(Not(A))]),
    ('-"a b"', [Not(Phrase("a b"))]),
    ("-a*", [Not(Prefix("a"))]),
    ("-(a b)", [Not(And((A, B)))]),
    ("NOT (a OR b)", [Not(Or((A, B)))]),
    ("a-b", [Words("a-b")]),
    # operators, AND before OR
    ("a OR b", [Or((A, B))]),
    ("a OR b OR c", [Or((A, B, C))]),
    ("a AND b", [And((A, B))]),
    ("a AND b OR c", [Or((And((A, B)), C))]),
    ("a OR b AND c", [Or((A, And((B, C))))]),
    ("a b OR c d", [A, Or((B, C)), D]),
    # groups
    ("(a)", [A]),
    ("((a))", [A]),
    ("(a b)", [A, B]),
    ("(a OR b) AND c", [And((Or((A, B)), C))]),
    ("a (b OR (c d))", [A, Or((B, And((C, D))))]),
    # fields
    *((f"{field}:a", [Words("a", field)]) for field in QUERY_FIELDS),
    *((f'{field}:"a b"', [Phrase("a b", field)]) for field in QUERY_FIELDS),
    *((f'{field}:"a b"~3', [Near("a b", 3, field)]) for field in QUERY_FIELDS),
    *((f"{field}:a*", [Prefix("a", field)]) for field in QUERY_FIELDS),
    *((f'-{field}:"a b"~3', [Not(Near("a b", 3, field))]) for field in QUERY_FIELDS),
    ("-title:香港", [Not(Words("香港", "title"))]),
    ("NOT title:a", [Not(Words("a", "title"))]),
    ("title:(a b)", [And((Words("a", "title"), Words("b", "title")))]),
    ('title:("a b"~3 c*)', [And((Near("a b", 3, "title"), Prefix("c", "title")))]),
    ("title:(a OR body:b)", [Or((Words("a", "title"), Words("b", "body")))]),
    ("-path:(a OR b)", [Not(Or((Words("a", "path"), Words("b", "path"))))]),
    ("path:a/b.md", [Words("a/b.md", "path")]),
    # prefixes
    ("a*", [Prefix("a")]),
    ("a**", [Prefix("a")]),
    ("前缀* a", [Prefix("前缀"), A]),
    # wildcards
    ("vec*r", [Wildcard("vec*r")]),
    ("a*b", [Wildcard("a*b")]),
    ("te?t", [Wildcard("te?t")]),
    ("c?t* d", [Wildcard("c?t*"), D]),
    ("k*n*s*", [Wildcard("k*n*s*")]),
    ("a?*", [Wildcard("a?*")]),
    ("*ector", [Wildcard("*ector")]),
    ("*ect*", [Wildcard("*ect*")]),
    ("19?8", [Wildcard("19?8")]),
    ("win*10", [Wildcard("win*10")]),
    ("caf?s get_?ser", [Wildcard("caf?s"), Wildcard("get_?ser")]),
    ("wh?t?", [Wildcard("wh?t")]),
    ("te?t??", [Wildcard("te?t")]),
    ("-te?t", [Not(Wildcard("te?t"))]),
    ("title:te?t", [Wildcard("te?t", "title")]),
    ("(te?t OR p*thon)", [Or((Wildcard("te?t"), Wildcard("p*thon")))]),
    ('"te?t p*n"', [Phrase("te?t p*n")]),
]

PLAIN = [
    *("a(b)", "f(x,(y))", "a(b", "a)b", "a)", 'a"b"', '"a"b', "「a」b", "“a", "」", '""', "「」"),
    *("-", "*", "**", "AND", "OR", "NOT", "and", "or", "not", "ANDa", "a:b", "title:", "Title:a"),
    *("text:a", "http://a.b/?c=d", ":", "(", ")", "a||b", "a&&b", "[a", "a~2", "a^2", "/a/"),
    *('"a"~', '"a"~x', '"a"~-1', '"a"~1.5', '"a"~2b', f'"a"~{MAX_DISTANCE + 1}', '""~2', '"a~2"b'),
    # no wildcards: at the end of a question, between digits, beside other characters than letters
    *("API?", "API??", "什么是机器学习？", "什麼是API?", "C++?", "?", "??", "?a", "vec*?"),
    *("1920*1080", "3*4cm", "a1*2b", "*a", "**kwargs", "第?回", "第*回", "a.?b", "a-?b"),
    *("/etc/passwd/", "/etc/*.conf", "*.md", "index.php?id=3", "a?b:c", "x*=2"),
    # nor in full width
    *("vec＊r", "vec＊", "前缀＊", "＊ector", "te？t", "API？"),
    *("date:", "date:..", "date:a", "Date:2001", "date:01", "date:20010", "date:2001-5-3-1"),
    *(
        "date:2001-13",
        "date:2001-02-29",
        "date:2001-4-31",
        "date:0000",
        "date:9999-00",
        "date:2001-",
    ),
    *(
        "date:2001..a",
        "date:2001...2005",
        "date:>2001..2005",
        "date:=2001",
        "date:<>2001",
        "date:>",
    ),
    *("date:>9999", "date:<0001", "date:2001-05-00", "date:2001-", 'date:"2001"'),
]

WITHOUT_PARTNER = {
    **{query: query.split() for query in ("a OR", "OR a", "AND a", "a AND", "a NOT", "OR OR")},
    **{query: query.split() for query in ("AND AND AND", "- a", "title: a", "a ) b", "*  *")},
    **{query: query.split() for query in ('"a b', "“a b", '" "', "( )")},
    "(a": ["(", "a"],
    "a -(b": ["a", "-(", "b"],
    "title:(a": ["title:(", "a"],
    "()": ["(", ")"],
}

DATES = {
    "2001": ("2001-01-01", "2001-12-31"),
    "2001-05": ("2001-05-01", "2001-05-31"),
    "2001-05-03": ("2001-05-03", "2001-05-03"),
    "2000-02": ("2000-02-01", "2000-02-29"),
    "2001-02": ("2001-02-01", "2001-02-28"),
    "9999-12": ("9999-12-01", "9999-12-31"),
    "2001..2005": ("2001-01-01", "2005-12-31"),
    "2001-05..2001-06-07": ("2001-05-01", "2001-06-07"),
    "2001..": ("2001-01-01", ""),
    "..2005": ("", "2005-12-31"),
    ">2010": ("2011-01-01", ""),
    ">2010-05": ("2010-06-01", ""),
    ">2010-12-31": ("2011-01-01", ""),
    ">=2010-05": ("2010-05-01", ""),
    "<2010": ("", "2009-12-31"),
    "<2000-03": ("", "2000-02-29"),
    "<=2010": ("", "2010-12-31"),
    "<=2000-02": ("", "2000-02-29"),
    # other ways to write the same
    "2001-5-3": ("2001-05-03", "2001-05-03"),
    "2001/5/3": ("2001-05-03", "2001-05-03"),
    "2001.5.3": ("2001-05-03", "2001-05-03"),
    "2001.5..2002.6": ("2001-05-01", "2002-06-30"),
    "2001年": ("2001-01-01", "2001-12-31"),
    "2001年5月": ("2001-05-01", "2001-05-31"),
    "2001年5月3日": ("2001-05-03", "2001-05-03"),
    ">2001年5月": ("2001-06-01", ""),
    "2001年..2005年": ("2001-01-01", "2005-12-31"),
    # the later first
    "2005..2001": ("2001-01-01", "2005-12-31"),
    "2001-05..2001": ("2001-01-01", "2001-12-31"),
}


@pytest.mark.parametrize(("dates", "days"), DATES.items())
def test_dates_are_all_days_of_the_years_and_months_that_are_named(dates, days):
    assert parse(f"date:{dates}") == And((Dates(*days),))


@given(st.dates(), st.dates())
def test_any_two_days_are_a_range_that_begins_with_the_earlier(one, other):
    first, last = min(one, other).isoformat(), max(one, other).isoformat()
    assert parse(f"date:{one}..{other}") == And((Dates(first, last),))


@pytest.mark.parametrize(("query", "children"), FORMS)
def test_each_form_of_the_language_means_its_tree(query, children):
    assert parse(query) == And(tuple(children))


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_syntax_is_one_chunk_as_typed(text):
    assert parse(text) == And((Words(text),))


@pytest.mark.parametrize(("query", "chunks"), WITHOUT_PARTNER.items())
def test_syntax_without_its_partner_is_plain_text(query, chunks):
    assert parse(query) == And(tuple(map(Words, chunks)))


def test_a_chunk_is_negated_once():
    assert parse("--a") == And((Not(Words("-a")),))
    assert parse("NOT NOT a") == And((Words("NOT"), Not(A)))


def test_quotes_glued_to_a_parenthesis_that_closes_nothing_are_plain():
    assert parse('"a")b') == And((Words('"a")b'),))


@pytest.mark.parametrize("query", [*(query for query, _ in FORMS), "date:>=2001-05", "date:..2005"])
def test_full_width_forms_mean_what_ascii_forms_mean(query):
    wide = "".join(
        chr(ord(one) + 0xFEE0) if "!" <= one <= "~" and one not in "*?" else one for one in query
    )
    assert parse(wide.replace(" ", "\u3000")) == parse(query)


@pytest.mark.parametrize("quotes", ["“”", "「」", "『』", "＂＂"])
@pytest.mark.parametrize(
    "query", ["<a b>", "-<a b>", "title:<a b>", "(<a b> OR <c>)", "<a b>~3", "a <b> c"]
)
def test_every_kind_of_quotes_means_the_same(query, quotes):
    def quoted(marks: str) -> str:
        return query.replace("<", marks[0]).replace(">", marks[1])

    assert parse(quoted(quotes)) == parse(quoted('""'))


@pytest.mark.parametrize("minus", "-－−")
def test_every_minus_sign_negates(minus):
    assert parse(f"a {minus}b") == And((A, Not(B)))


def test_groups_may_be_as_deep_as_the_limit_and_are_plain_text_beyond_it():
    def nested(depth: int) -> str:
        return f"{'(b ' * depth}a{')' * depth}"

    def leaves(node: Node) -> list[str]:
        if isinstance(node, And):
            return [text for child in node.children for text in leaves(child)]
        assert isinstance(node, Words)
        return [node.text]

    assert set(leaves(parse(nested(MAX_GROUP_DEPTH)))) == {"a", "b"}
    assert set(leaves(parse(nested(MAX_GROUP_DEPTH + 1)))) == {"a", "b", "(", ")"}


@pytest.mark.parametrize(
    "piece", ["(", ")", "-(", "-", "NOT ", "title:(", '"', "「", "a OR ", '"a"~']
)
def test_any_depth_of_nesting_parses(piece):
    deep = (piece * 1000)[: MAX_QUERY_LENGTH - 1]
    assert parse(f"{deep}a").children
    assert parse(deep).children


def test_a_thousand_parentheses_that_pair_parse():
    assert parse("(" * 999 + "ab" + ")" * 999).children


@given(st.text(max_size=MAX_QUERY_LENGTH) | st.text(st.sampled_from('ab中 ()-:*~1"“”「」　（－～')))
def test_whatever_is_typed_parses_unless_it_is_blank(query):
    if query.strip():
        assert parse(query).children
    else:
        with pytest.raises(QueryError):
            parse(query)


@given(st.text(st.sampled_from("0129-/.年月日<>=*>～"), max_size=12))
def test_whatever_stands_after_date_is_days_in_order_or_plain_text(text):
    (node,) = parse(f"date:{text}").children
    if isinstance(node, Dates):
        assert node.first or node.last
        assert not (node.first and node.last) or node.first <= node.last
        assert all(date.fromisoformat(day) for day in (node.first, node.last) if day)
    else:
        assert isinstance(node, Words | Prefix)
        assert node.text.startswith("date:")


words = st.sampled_from(
    [
        *(
            "a",
            "中",
            "AND",
            "OR",
            "NOT",
            "(",
            ")",
            "-",
            '"',
            "“",
            "”",
            "「",
            "」",
            "title:",
            "*",
            " ",
        ),
        *("~3", "~", "date:", "date:2001", ".."),
    ]
)


@given(st.lists(words, min_size=1, max_size=40).map("".join))
def test_every_letter_that_is_typed_is_looked_for(query):
    def text(node: Node) -> str:
        match node:
            case And(children) | Or(children):
                return "".join(map(text, children))
            case Not(child):
                return text(child)
            case Dates():
                return "date"
            case _:
                return node.text

    if query.strip():
        kept = text(parse(query))
        assert (kept.count("a"), kept.count("中")) == (query.count("a"), query.count("中"))


def test_a_query_of_the_greatest_length_parses():
    assert parse("中" * MAX_QUERY_LENGTH) == And((Words("中" * MAX_QUERY_LENGTH),))


def test_a_longer_query_is_an_error_that_says_what_to_do():
    with pytest.raises(QueryError, match=rf"{MAX_QUERY_LENGTH + 1}.*{MAX_QUERY_LENGTH}; shorten"):
        parse("中" * (MAX_QUERY_LENGTH + 1))


@pytest.mark.parametrize("query", ["", " ", "\u3000", "\n\t "])
def test_a_blank_query_is_an_error_that_says_what_to_do(query):
    with pytest.raises(QueryError, match="empty; type"):
        parse(query)
