"""The collections that the benchmarks read, in the folder given with --data.

Two question sets, one right paragraph for each question: DRCD dev (Traditional) and CMRC
2018 trial (Simplified). Two sets of Markdown articles: docs-zh-tw.tar.xz, docs-zh-cn.tar.xz.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Paragraphs, and questions with the number of the paragraph that answers each."""

    name: str
    paragraphs: tuple[str, ...]
    questions: tuple[tuple[str, int], ...]


def question_set(name: str, path: Path) -> QuestionSet:
    """A set in the format of SQuAD. Questions without text are left out."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return QuestionSet(
        name,
        tuple(paragraph["context"] for paragraph in paragraphs),
        tuple(
            (asked["question"], number)
            for number, paragraph in enumerate(paragraphs)
            for asked in paragraph["qas"]
            if asked["question"].strip()
        ),
    )


def read_articles(archive: Path) -> dict[str, str]:
    """The Markdown articles of an archive by path."""
    with tarfile.open(archive) as file:
        return {
            member.name.removeprefix("./"): content.read().decode("utf-8", "replace")
            for member in file
            if member.name.endswith(".md") and (content := file.extractfile(member))
        }


def unpack(archive: Path, folder: Path, step: int = 1) -> None:
    """Write every so many of the Markdown articles of an archive below ``folder``."""
    with tarfile.open(archive) as file:
        members = [member for member in file if member.name.endswith(".md")]
        file.extractall(folder, members[::step], filter="data")
