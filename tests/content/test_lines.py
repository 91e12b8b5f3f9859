"""Promises of the lines of a section's text: what comes from which line of the file."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.content.formats.markdown import parse
from searcher.linemap import LINE_CODE, LineMap, Place
from searcher.model import Article

SEEDS = Path(__file__).parents[2] / "seeds"
WORD = re.compile(r"w\d+w|词\d+词")


def lines_of_words(article: Article) -> dict[str, int | None]:
    """The line that each word of an article's texts is said to come from."""
    lines: dict[str, int | None] = {}
    for section in article.sections:
        lead = section.line if not section.headings else section.line + 2
        code = LineMap.of(section.text, section.places, lead)
        assert LINE_CODE.fullmatch(code.code)
        for match in WORD.finditer(section.text):
            lines[match[0]] = code.line_at(section.text, match.start())
    return lines


def check(data: bytes) -> None:
    """Each word that is shown of a file, in which each stands once, is said to be where it is."""
    source = data.decode("utf-8-sig")
    rows = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    where = {word: n for n, row in enumerate(rows, 1) for word in WORD.findall(row)}
    found = lines_of_words(parse(data, "名")[0])
    assert found == {word: where[word] for word in found}


class _Words:
    """Words of which none is like another."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, *, chinese: bool = False) -> str:
        number = next(self._numbers)
        return f"词{number}词" if chinese else f"w{number}w"


CASES = {
    "a wrapped paragraph": "{w}\n{c}\n{c}{w}\n  {w}\n",
    "paragraphs with one and with many empty lines between": "{w}\n\n{w}\n\n\n\n{w}\n",
    "hard breaks": "{w}\\\n{w}  \n{w}<br>{w}\n{w}\n",
    "items, wrapped and nested": "- {w}\n  {w}\n- {w}\n\n  {w}\n  - {w}\n{w}\n1. {w}\n",
    "items between empty lines": "- {w}\n\n- {w}\n\n- {w}\n",
    "a quotation": "> {w}\n> {w}\n{w}\n> > {w}\n> {w}\n",
    "a table": "| {w} | {w} |\n|---|---|\n| {w} | {w} |\n| | {w} |\n| {w} | |\n\n{w}\n",
    "a fence": "```py\n{w}\n\n  {w}\n\n\n{w}\n```\n{w}\n",
    "an indented block of code": "{w}\n\n    {w}\n    {w}\n    \n    {w}\n",
    "a fence in a quotation": "> ```\n> {w}\n> {w}\n> ```\n",
    "a fence in an item": "- ~~~\n  {w}\n  {w}\n  ~~~\n",
    "inline code that wraps": "{w} `{w}\n{w} {w}\n{w}` {w}\n{w}\n",
    "inline code that wraps in a quotation": "> {w} `{w}\n> {w}` {w}\n",
    "formulas that wrap": "{w} ${w}\n{w}$ {w}\n\n$$\n{w}\n{w}\n$$\n{w}\n",
    "links that wrap": "[{w}\n{w}](a\n'b') {w}\n![{w}\n{w}](x.png) {w}\n[[{w}|{w}]] {w}\n",
    "a block of HTML": "<div>\n{w} <b\nclass='x'>{w}</b>\n{w}\n</div>\n\n{w}\n",
    "a table in HTML": "<table>\n<tr>\n<td>{w}\n<td>{w}\n</tr>\n<tr><td>{w}\n<td>\n{w}\n</table>",
    "a comment in HTML": "<div>\n<!-- {w}\n\n --> {w}\n<style>\n{w}\n</style>{w}\n</div>\n",
    "inline HTML that wraps": "{w} <a\nhref='b.md'\n>{w}</a\n> {w} <!-- \n--> {w}\n",
    "text that stays as it is": "<pre>\n{w}\n  {w}\n\n{w}\n</pre>\n{w}\n",
    "front matter": "---\ntitle: 题\ntags: [a]\n---\n{w}\n\n## {w}\n\n{w}\n",
    "headings": "{w}\n\n# 题\n{w}\n## 标\n\n\n\n{w}\n\n下\n行\n---\n{w}\n### 空\n#### 标\n{w}",
    "notes": "{w}[^1] {w}\n\n[^1]: {w}\n    {w}\n\n{w}\n\n[^1]\n",
    "notes of a wiki": (
        "{w}\\[1\\] {w}\\[\n2\\] {w}\n\n## 註釋\n\n<references/>\n\n[Category:甲](Category:甲)\n\n"
        "1.  {w}\n    {w}\n2.  {w}\n"
    ),
    "links of a wiki that are not shown": "{w} [Category:\n甲](Category:甲) {w}\n{w}\n",
    "forms of regions": "{c}-{{zh-hans:{c};\nzh-hant:{c}}}-{c}\n{c}-{{T|zh:甲}}-\n{c}",
    "empty parentheses": "{c}（\n）{c}\n{c}\n（） {w} (\n)\n{w}\n()\n{w}",
    "what templates left empty": "-\n{w}\n\n*\n\n- \n- {w}\n\n（）\n{w}\n",
    "tags": "{w}\n#标签 {w}\n#{w}\n",
    "lines that are far apart": "{w}\n" + "\n" * 3000 + "{w}\n{w}\n",
    "rules and breaks": "{w}\n\n---\n\n{w}\n***\n{w}\n",
    "escapes and entities": "\\*{w}\n&amp;{w}\n&lt;{w}\\\n{w}\n",
    "emphasis": "**{w}\n{w}** *{c}*，\n**《{c}》**{c}\n~~{w}\n{w}~~\n",
    "tasks": "- [ ] {w}\n- [x] {w}\n  {w}\n",
}


def filled(template: str) -> str:
    words = _Words()
    for place in re.findall(r"\{[wc]\}", template):
        template = template.replace(place, words(chinese=place == "{c}"), 1)
    return template.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "mark"])
@pytest.mark.parametrize("name", CASES)
def test_each_word_comes_from_the_line_that_has_it(name: str, mark: bytes, end: str) -> None:
    source = filled(CASES[name])
    check(mark + source.replace("\n", end).encode())
    assert lines_of_words(parse(source.encode(), "名")[0])


@pytest.mark.parametrize("name", [name for name in CASES if name != "front matter"])
def test_front_matter_counts(name: str) -> None:
    check(b"---\ntitle: t\n\nx: |\n  y\n---\n" + filled(CASES[name]).encode())


BLOCKS = st.sampled_from([body for name, body in CASES.items() if name != "front matter"])
WITHIN = st.sampled_from(["", "> ", "    ", "  "])


@given(
    st.lists(
        st.tuples(BLOCKS, st.sampled_from(["\n", "\n\n", "\n# {w}\n", "\n## {w}\n\n"]), WITHIN)
    )
)
def test_each_word_of_any_document_comes_from_the_line_that_has_it(
    parts: list[tuple[str, str, str]],
) -> None:
    source = "".join(indent(body, within) + between for body, between, within in parts)
    check(filled(source).encode())


INLINE = r"""
    {w} {c} ` `` <b> <!-- --> [ ](a) ( ) （ ） -{{ }}- zh: ; $ ** <td> # \[ \] <br> &amp; [^1] ~
    <pre>
"""
LINES = ["\n", "\n\n", "\n  ", "\\\n", "> ", "- ", "# ", "    ", "```\n", "| ", "|\n", "|-|\n"]
OTHERS = ["{w} ", "{w}\n", "{c}\n", "</b\n>", "[^1]: ", " "]
PIECES = st.sampled_from([*INLINE.split(), *LINES, *OTHERS])


@given(st.lists(PIECES, max_size=60))
def test_each_word_of_any_text_comes_from_the_line_that_has_it(pieces: list[str]) -> None:
    check(filled("".join(pieces)).encode())


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.stem)
def test_sentences_of_the_seeds_come_from_the_lines_that_have_them(path: Path) -> None:
    rows = path.read_text(encoding="utf-8").split("\n")
    checked = 0
    for section in parse(path.read_bytes(), path.stem)[0].sections:
        code = LineMap.of(section.text, section.places, section.line)
        for match in re.finditer(r"[\u4e00-\u9fff]{5,}", section.text):
            having = [number for number, row in enumerate(rows, 1) if match[0] in row]
            if len(having) == 1:
                assert code.line_at(section.text, match.start()) == having[0]
                checked += 1
    assert checked > 10


@given(
    st.lists(
        st.tuples(st.text("ab\n", max_size=80), st.integers(-3, 9) | st.integers()), max_size=30
    ),
    st.integers(1, 100),
)
def test_any_lines_are_kept(parts: list[tuple[str, int]], expected: int) -> None:
    text, places, line = "", [], expected
    for piece, by in parts:
        if not places or len(text) > places[-1].offset:
            line = min(max(line + by, 1), 10**9)
            places.append(Place(len(text), line))
        text += piece
    # Each line of the text begins at a place.
    starts = {0, *(m.end() for m in re.finditer("\n", text))}
    known = dict(places)
    places = []
    for offset in sorted({*starts, *known}):
        line = known.get(offset, places[-1].line + 1 if places else expected)
        if offset <= len(text):
            places.append(Place(offset, line))
    code = LineMap.of(text, places, expected)
    assert LINE_CODE.fullmatch(code.code)
    for offset in range(len(text) + 1):
        assert code.line_at(text, offset) == [p.line for p in places if p.offset <= offset][-1]


def test_lines_that_are_not_known_are_none() -> None:
    assert LineMap.of("文", (), 3).line_at("文", 0) is None


@given(st.from_regex(LINE_CODE, fullmatch=True), st.text("a\n", max_size=9), st.integers(0, 9))
def test_any_code_is_read(code: str, text: str, offset: int) -> None:
    line = LineMap(5, code).line_at(text, offset)
    assert line is None or isinstance(line, int)
