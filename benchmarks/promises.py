"""Promises 3 and 4 on real questions: one answer in every script, marks on the author's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import jieba
from opencc import OpenCC

import searcher
from searcher.analysis.normalize import fold
from searcher.content.formats.markdown import parse_text

__all__ = ["broken_highlights", "differing"]


def differing(engine: searcher.Engine, questions: Sequence[str]) -> Iterator[str]:
    """The questions that in some script do not get the same hits, order and scores."""
    simplify, taiwan, hongkong = OpenCC("t2s"), OpenCC("s2tw"), OpenCC("s2hk")
    for question in questions:
        simplified = simplify.convert(question)
        forms = {question, simplified, taiwan.convert(simplified), hongkong.convert(simplified)}
        pages = [engine.search(form, fragments=0) for form in forms]
        answers = {
            (page.total, page.relaxed, tuple((hit.path, hit.score) for hit in page.hits))
            for page in pages
        }
        if len(answers) > 1:
            yield question


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
