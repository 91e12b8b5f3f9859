"""What the parts of relevance.py ask, and of which texts.

Every text is a file of its own. One without a title is a plain text with a meaningless name. One
with a title is Markdown: the title stands in the front matter, and the text is escaped so that no
character of it is markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpora import RetrievalSet, question_set, retrieval_sets, unpack
from measures import Asked, Task
from opencc import OpenCC

__all__ = [
    "QUESTION_SETS",
    "QUICK",
    "Sample",
    "documentation",
    "question_tasks",
    "ranking_tasks",
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
    rebuilds=False,
)


def question_tasks(sample: Sample) -> Iterator[Task]:
    """The sets of questions, each in its own script and in the other."""
    for name, file, other in _QUESTION_FILES:
        found = question_set(name, sample.data / file)
        questions = [
            (question, frozenset({right}))
            for question, right in found.questions[:: sample.question_step]
        ]
        convert = OpenCC(other).convert
        converted = [(convert(question), right) for question, right in questions]
        yield _task(
            [("", paragraph) for paragraph in found.paragraphs],
            (Asked(name, questions), Asked(f"{name}, {other}", converted)),
        )


def ranking_tasks(sample: Sample) -> Iterator[Task]:
    """Both sets of questions and the seven retrieval sets, as they are."""
    for task in question_tasks(sample):
        yield replace(task, asked=task.asked[:1])
    for found in retrieval_sets(sample.data / "sets.tar.xz"):
        yield retrieval_task(found, sample.set_queries)


def retrieval_task(found: RetrievalSet, queries: int) -> Task:
    """The first queries of a set."""
    questions = [(query.text, query.relevant) for query in found.queries[:queries]]
    return _task(found.documents, (Asked(found.name, questions),))


def documentation(sample: Sample, folder: Path) -> Path:
    """The folder of the articles that are the distractors."""
    content = folder / "documentation"
    for edition in ("tw", "cn"):
        archive = sample.data / f"docs-zh-{edition}.tar.xz"
        unpack(archive, content / edition, sample.distractor_step)
    return content


def _task(documents: Sequence[tuple[str, str]], asked: Sequence[Asked]) -> Task:
    """Each document is an answer, a file, and a unit of the peers with its title in front."""
    files = {}
    for number, (title, text) in enumerate(documents):
        path = f"paragraph-{number:04}{'.md' if title else '.txt'}"
        files[path] = _markdown(title, text) if title else text
    return Task(
        files,
        {path: number for number, path in enumerate(files)},
        [" ".join(filter(None, document)) for document in documents],
        range(len(documents)),
        asked,
    )


def _markdown(title: str, text: str) -> str:
    """An article whose section has this text, a paragraph for each line."""
    lines = (_PUNCTUATION.sub(r"\\\1", line.strip()) for line in text.splitlines())
    paragraphs = "\n\n".join(filter(None, lines))
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{paragraphs}\n"
