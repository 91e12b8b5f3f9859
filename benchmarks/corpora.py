"""The collections that the benchmarks read, in the folder given with --data.

Two question sets, one right paragraph for each question: DRCD dev (Traditional) and CMRC
2018 trial (Simplified). Seven retrieval sets of other kinds, in sets.tar.xz. Two sets of Markdown
articles: docs-zh-tw.tar.xz, docs-zh-cn.tar.xz.
"""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class RetrievalQuery:
    """A query, the numbers of the documents that answer it, and the answer if the set has one."""

    text: str
    relevant: frozenset[int]
    answer: str | None


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents as titles and texts, and queries. A title may be empty."""

    name: str
    documents: tuple[tuple[str, str], ...]
    queries: tuple[RetrievalQuery, ...]


def question_set(name: str, path: Path) -> RetrievalSet:
    """A set in the format of SQuAD: paragraphs without titles, and the first answer to each
    question. Questions without text are left out."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return RetrievalSet(
        name,
        tuple(("", paragraph["context"]) for paragraph in paragraphs),
        tuple(
            RetrievalQuery(asked["question"], frozenset({number}), asked["answers"][0]["text"])
            for number, paragraph in enumerate(paragraphs)
            for asked in paragraph["qas"]
            if asked["question"].strip()
        ),
    )


def retrieval_sets(archive: Path) -> list[RetrievalSet]:
    """The sets of an archive that has one JSON file for each, by name."""
    with tarfile.open(archive) as file:
        contents = [file.extractfile(member) for member in file if member.name.endswith(".json")]
        found = [json.load(content) for content in contents if content is not None]
    return sorted((_retrieval_set(each) for each in found), key=lambda each: each.name)


def _retrieval_set(found: dict[str, Any]) -> RetrievalSet:
    return RetrievalSet(
        found["name"],
        tuple((document["title"], document["text"]) for document in found["docs"]),
        tuple(
            RetrievalQuery(asked["query"], frozenset(asked["relevant"]), asked["answer"])
            for asked in found["queries"]
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
