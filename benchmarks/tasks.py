"""What the parts of relevance.py ask, and of which texts.

Every text is a file of its own. One without a title is a plain text with a meaningless name. One
with a title is Markdown: the title stands in the front matter, and the text is escaped so that no
character of it is markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpora import RetrievalSet, question_set, retrieval_sets, unpack
from measures import Asked, Task
from opencc import OpenCC

__all__ = [
    "QUESTION_SETS",
    "QUICK",
    "Sample",
    "all_sets",
    "documentation",
    "question_tasks",
    "retrieval_task",
]

_QUESTION_FILES = (
    ("DRCD dev", "drcd_dev.json", "t2s"),
    ("CMRC trial", "cmrc2018_trial.json", "s2t"),
)

QUESTION_SETS = tuple(name for name, _, _ in _QUESTION_FILES)
"""The sets of questions by name."""

_PUNCTUATION = re.compile(r"""([!-/:-@\[-`{-~])""")


@dataclass(frozen=True, slots=True)
class Sample:
    """How much is measured: one of every so many, and the number of queries of each kind."""

    data: Path
    question_step: int = 1
    set_queries: int = 400
    distractor_step: int = 2
    keyword_step: int = 4
    keywords: int = 500
    pair_step: int = 1
    collection_step: int = 1
    chunks: int = 300
    slips: int = 200
    answers: int = 180
    rebuilds: bool = True
    """Whether to ablate what needs another index."""


QUICK = Sample(
    Path(),
    question_step=10,
    set_queries=40,
    distractor_step=20,
    keyword_step=20,
    keywords=50,
    pair_step=10,
    collection_step=10,
    chunks=30,
    slips=20,
    answers=18,
    rebuilds=False,
)


def question_tasks(sample: Sample) -> Iterator[Task]:
    """The sets of questions, each in its own script and in the other."""
    for found, other in _question_sets(sample):
        task = retrieval_task(found)
        (asked,) = task.asked
        convert = OpenCC(other).convert
        converted = [(convert(question), right) for question, right in asked.questions]
        yield replace(task, asked=(asked, Asked(f"{found.name}, {other}", converted)))


def all_sets(sample: Sample) -> list[RetrievalSet]:
    """Both sets of questions and the seven retrieval sets."""
    questions = [found for found, _ in _question_sets(sample)]
    others = retrieval_sets(sample.data / "sets.tar.xz")
    return [
        *questions,
        *(replace(each, queries=each.queries[: sample.set_queries]) for each in others),
    ]


def retrieval_task(found: RetrievalSet) -> Task:
    """Each document is an answer, a file, and a unit of the peers with its title in front."""
    files = {}
    for number, (title, text) in enumerate(found.documents):
        path = f"paragraph-{number:04}{'.md' if title else '.txt'}"
        files[path] = _markdown(title, text) if title else text
    return Task(
        files,
        {path: number for number, path in enumerate(files)},
        [" ".join(filter(None, document)) for document in found.documents],
        range(len(files)),
        (Asked(found.name, [(query.text, query.relevant) for query in found.queries]),),
    )


def documentation(sample: Sample, folder: Path) -> Path:
    """The folder of the articles that are the distractors."""
    content = folder / "documentation"
    for edition in ("tw", "cn"):
        archive = sample.data / f"docs-zh-{edition}.tar.xz"
        unpack(archive, content / edition, sample.distractor_step)
    return content


def _question_sets(sample: Sample) -> Iterator[tuple[RetrievalSet, str]]:
    """Each with OpenCC's name for the conversion into the other script."""
    for name, file, other in _QUESTION_FILES:
        found = question_set(name, sample.data / file)
        yield replace(found, queries=found.queries[:: sample.question_step]), other


def _markdown(title: str, text: str) -> str:
    """An article whose section has this text, a paragraph for each line."""
    lines = (_PUNCTUATION.sub(r"\\\1", line.strip()) for line in text.splitlines())
    paragraphs = "\n\n".join(filter(None, lines))
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{paragraphs}\n"
