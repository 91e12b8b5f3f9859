"""Does the right paragraph come first, whatever script the question is in?

    python benchmarks/relevance.py --data ../shared/data [--json]

Indexes the paragraphs of DRCD dev and of CMRC 2018 trial, asks every question as it is and
in the other script, and prints MRR@10, hit@1 and recall@10 beside plain Whoosh with jieba's
ChineseAnalyzer on the same. Then checks promises 3 and 4 on the same questions: the same
hits in every script, and highlights that are the author's text.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import jieba
from corpora import QuestionSet, question_set
from jieba.analyse import ChineseAnalyzer
from opencc import OpenCC
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

import searcher
from searcher.analysis.normalize import fold
from searcher.content.markdown import parse

Ranker = Callable[[str], list[int]]


@dataclass(frozen=True, slots=True)
class Row:
    """How well one engine did on one set of questions."""

    engine: str
    questions: str
    mrr10: float
    hit1: float
    recall10: float


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    jieba.setLogLevel(logging.WARNING)
    rows: list[Row] = []
    checks: dict[str, object] = {}
    for name, file, other in (
        ("DRCD dev", "drcd_dev.json", "t2s"),
        ("CMRC trial", "cmrc2018_trial.json", "s2t"),
    ):
        asked = question_set(name, options.data / file)
        with tempfile.TemporaryDirectory() as folder, index(asked, Path(folder)) as engine:
            rankers = {"searcher": rank_with(engine), "Whoosh with jieba": plain_whoosh(asked)}
            for script, convert in ((name, str), (f"{name}, {other}", OpenCC(other).convert)):
                rows += (
                    measure(ranker, script, rank, asked, convert)
                    for ranker, rank in rankers.items()
                )
            checks[name] = {
                "differs by script": list(differing(engine, asked)),
                "broken highlights": list(broken_highlights(engine, asked)),
            }
    if options.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "checks": checks}, indent=1))
    else:
        report(rows, checks)
    return 0


def index(asked: QuestionSet, folder: Path) -> searcher.Engine:
    """This project's index of the paragraphs, each a file."""
    content = folder / "content"
    content.mkdir()
    for number, paragraph in enumerate(asked.paragraphs):
        (content / f"paragraph-{number:04}.txt").write_text(paragraph, encoding="utf-8")
    searcher.rebuild([content], index=folder / "index")
    return searcher.Engine.open(folder / "index")


def rank_with(engine: searcher.Engine) -> Ranker:
    return lambda question: [number(hit) for hit in engine.search(question, fragments=0).hits]


def number(hit: searcher.Hit) -> int:
    return int(hit.path.removeprefix("paragraph-").removesuffix(".txt"))


def plain_whoosh(asked: QuestionSet) -> Ranker:
    """Whoosh as its users set it up for Chinese: jieba's analyzer, BM25F, any term matches."""
    analyzer = ChineseAnalyzer()
    schema = fields.Schema(
        number=fields.STORED(), text=fields.TEXT(analyzer=analyzer, phrase=False)
    )
    whoosh = RamStorage().create_index(schema)
    writer = whoosh.writer(limitmb=256)
    for place, paragraph in enumerate(asked.paragraphs):
        writer.add_document(number=place, text=paragraph)
    writer.commit()
    found = whoosh.searcher()

    def rank(question: str) -> list[int]:
        terms = {token.text for token in analyzer(question)}
        any_term = query.Or([query.Term("text", term) for term in sorted(terms)])
        return [hit["number"] for hit in found.search(any_term, limit=10)]

    return rank


def measure(
    engine: str, questions: str, rank: Ranker, asked: QuestionSet, convert: Callable[[str], str]
) -> Row:
    places = [place(rank(convert(question)), right) for question, right in asked.questions]
    count = len(places)
    return Row(
        engine,
        questions,
        sum(1 / found for found in places if found) / count,
        sum(found == 1 for found in places) / count,
        sum(found > 0 for found in places) / count,
    )


def place(ranking: list[int], right: int) -> int:
    """Where the right paragraph stands, counted from 1; 0 if it does not."""
    return ranking.index(right) + 1 if right in ranking else 0


def differing(engine: searcher.Engine, asked: QuestionSet) -> Iterator[str]:
    """The questions that in some script do not get the same hits, order and scores."""
    simplify, taiwan, hongkong = OpenCC("t2s"), OpenCC("s2tw"), OpenCC("s2hk")
    for question, _ in asked.questions:
        simplified = simplify.convert(question)
        forms = (question, simplified, taiwan.convert(simplified), hongkong.convert(simplified))
        pages = [engine.search(form, fragments=0) for form in forms]
        answers = {
            (page.total, page.relaxed, tuple((hit.path, hit.score) for hit in page.hits))
            for page in pages
        }
        if len(answers) > 1:
            yield question


def broken_highlights(engine: searcher.Engine, asked: QuestionSet) -> Iterator[str]:
    """The questions whose first hit is not the author's text, or marks what was not asked."""
    for question, _ in asked.questions:
        for hit in engine.search(question, limit=1).hits:
            (section,) = parse(asked.paragraphs[number(hit)], "paragraph").sections
            if not all(sound(fragment, section.text, question) for fragment in hit.fragments):
                yield question


def sound(fragment: searcher.Fragment, text: str, question: str) -> bool:
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
            cuts(start, end, longer)
            for longer in words_met(fragment.text, folded)
            for start, end in fragment.highlights
        )
    )


def words_met(text: str, question: str) -> Iterable[tuple[int, int]]:
    """Where the text has a word of the folded question, by jieba itself."""
    folded = fold(text)
    if len(folded) != len(text):
        return
    for word in set(jieba.cut(question, HMM=False)):
        start = folded.find(word)
        while len(word) > 1 and start >= 0:
            yield start, start + len(word)
            start = folded.find(word, start + 1)


def cuts(start: int, end: int, longer: tuple[int, int]) -> bool:
    """Whether a mark begins or ends strictly within a longer span."""
    if longer[1] - longer[0] <= end - start:
        return False
    return longer[0] < start < longer[1] or longer[0] < end < longer[1]


def report(rows: list[Row], checks: dict[str, object]) -> None:
    print(f"{'questions':<18} {'engine':<18} {'MRR@10':>7} {'hit@1':>7} {'rec@10':>7}")
    for row in rows:
        print(
            f"{row.questions:<18} {row.engine:<18}"
            f" {row.mrr10:7.4f} {row.hit1:7.4f} {row.recall10:7.4f}"
        )
    for name, found in checks.items():
        print(f"{name}: {json.dumps(found, ensure_ascii=False)}")


if __name__ == "__main__":
    sys.exit(main())
