"""Segments that are merged are what writing the documents that are left at once gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searcher.analysis.analyzer import Analyzer
from searcher.content.files import SourceFile
from searcher.content.reading import Document
from searcher.indexing.codec import merging
from searcher.indexing.codec.documents import Documents
from searcher.indexing.codec.merging import live_document_frequencies, merge
from searcher.indexing.codec.postings import ArticlePostings
from searcher.indexing.codec.segment import Segment
from searcher.indexing.inversion import write_segment
from searcher.indexing.layout import SEGMENT_EXTENSIONS
from searcher.model import Article, Section
from searcher.planning.bm25 import DEFAULT_RANKING

WriteLists = Callable[..., Segment]
MEMORY = 1 << 20

words = st.sampled_from(
    ("香港", "朝鮮", "脫北者", "c++", "covid-19", "𠀀𠀁", "。", "的", "a", "香" * 20, "總領事館 ")
)
texts = st.lists(words, min_size=1, max_size=6).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Articles as reading gives them: several sections or one, prose and notes."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        sections = tuple(
            Section(
                headings=(heading,),
                anchor=f"{place}",
                line=place + 1,
                text=draw(texts),
                back_matter=draw(st.booleans()),
                variants=tuple(draw(st.lists(texts, max_size=1))),
            )
            for place, heading in enumerate(draw(st.lists(texts, min_size=1, max_size=3)))
        )
        article = Article(
            draw(texts), sections, categories=tuple(draw(st.lists(words, max_size=2)))
        )
        source = SourceFile("/root", f"{number}.md", 1, 1)
        found.append(Document(source, "", (article,)))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("merging")


def contents(folder: Path, name: str) -> dict[str, bytes]:
    return {
        extension: (folder / f"{name}{extension}").read_bytes() for extension in SEGMENT_EXTENSIONS
    }


def deleted_documents(articles: Sequence[Document], gone: Sequence[bool]) -> np.ndarray:
    flags = [flag for a, flag in zip(articles, gone, strict=True) for _ in range(a.sections)]
    return np.flatnonzero(flags)


@settings(max_examples=50)
@given(documents(), st.data())
def test_merging_any_split_gives_the_bytes_of_writing_what_is_left_at_once(
    folder: Path, analyzer: Analyzer, articles: list[Document], data: st.DataObject
) -> None:
    ends = data.draw(st.sets(st.integers(1, len(articles)), max_size=3))
    bounds = [0, *sorted({*ends, len(articles)})]
    gone = data.draw(st.lists(st.booleans(), min_size=len(articles), max_size=len(articles)))
    gone[data.draw(st.integers(0, len(articles) - 1))] = False
    segments = []
    for start, end in pairwise(bounds):
        write_segment(folder, f"part-{start}", articles[start:end], analyzer, DEFAULT_RANKING)
        deleted = deleted_documents(articles[start:end], gone[start:end])
        segments.append(Segment(folder, f"part-{start}", deleted))
    merge(segments, folder, "merged", DEFAULT_RANKING, MEMORY)
    left = [article for article, flag in zip(articles, gone, strict=True) if not flag]
    write_segment(folder, "whole", left, analyzer, DEFAULT_RANKING)
    assert contents(folder, "merged") == contents(folder, "whole")


@settings(max_examples=30)
@given(documents(), st.data())
def test_living_documents_are_counted_for_each_term(
    folder: Path, analyzer: Analyzer, articles: list[Document], data: st.DataObject
) -> None:
    gone = data.draw(st.lists(st.booleans(), min_size=len(articles), max_size=len(articles)))
    write_segment(folder, "counted", articles, analyzer, DEFAULT_RANKING)
    segment = Segment(folder, "counted", deleted_documents(articles, gone))
    counts = live_document_frequencies(segment, batch=data.draw(st.sampled_from((1, 10, 10**6))))
    deleted = set(segment.deleted.tolist())
    firsts = set(segment.documents.starts.tolist())
    assert len(counts) == len(segment.postings.dictionary)
    for number, key in enumerate(segment.postings.dictionary):
        own = segment.postings.find(segment.postings.fields[key[0]], key[1:].decode())
        assert own is not None
        having = set(own.documents().tolist()) - deleted
        if isinstance(own, ArticlePostings):  # articles are what is counted
            having &= firsts
        assert counts[number] == len(having)


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory, write_lists: WriteLists
) -> tuple[Path, list[Segment], Segment]:
    """Segments that are more than a block together, and what is left of them, written at once."""
    folder = tmp_path_factory.mktemp("large")
    random = np.random.default_rng(7)
    sizes = [30_000, 40_000, 20_000]
    total = sum(sizes)
    lengths = random.integers(1, 300, total).astype(np.uint32)
    back_matter = random.random(total) < 0.1
    live = random.random(total // 2) < 0.8  # articles, of two sections each
    lists = {}
    for number in range(300):
        count = int(total * 0.7 / (number + 1) ** 1.2) + 1
        field = ("text", "heading")[number % 2]
        numbers = np.sort(random.choice(total, count, replace=False))
        lists[field, f"{number:x}"] = numbers, random.geometric(0.3, count)
    for number in range(40):
        numbers = np.sort(random.choice(total // 2, 1000 * (number + 1) // 2, replace=False))
        lists["title", f"{number}"] = numbers, random.geometric(0.1, len(numbers))
    gone_documents = np.flatnonzero(~np.repeat(live, 2))
    lists["text", "gone"] = gone_documents, np.ones_like(gone_documents)

    def part(
        name: str, of_documents: np.ndarray, of_articles: np.ndarray, gone: np.ndarray | None
    ) -> Segment:
        """The documents and articles of which the numbers are given, ascending."""
        own = {}
        for (field, text), (numbers, occurrences) in lists.items():
            kept = of_articles if field == "title" else of_documents
            places = np.searchsorted(kept, numbers)
            found = kept[np.minimum(places, len(kept) - 1)] == numbers
            if found.any():
                own[field, text] = places[found], occurrences[found].astype(np.int64)
        documents = Documents(
            lengths[of_documents],
            back_matter[of_documents],
            np.full(len(of_articles), 2, np.uint32),
        )
        write_lists(folder, name, own, documents, 50)
        return Segment(folder, name, gone)

    segments = []
    first = 0
    for size in sizes:
        of_documents = np.arange(first, first + size)
        gone = np.flatnonzero(~np.repeat(live, 2)[of_documents])
        of_articles = np.arange(first // 2, (first + size) // 2)
        segments.append(part(f"part-{first}", of_documents, of_articles, gone))
        first += size
    whole = part("whole", np.flatnonzero(np.repeat(live, 2)), np.flatnonzero(live), None)
    return folder, segments, whole


@pytest.mark.parametrize("terms", [16, 100, 1 << 16])
def test_merging_in_many_pieces_and_across_blocks_gives_the_same_bytes(
    large: tuple[Path, list[Segment], Segment], monkeypatch: pytest.MonkeyPatch, terms: int
) -> None:
    folder, segments, whole = large
    assert whole.document_count > 1 << 16 > max(s.document_count for s in segments)
    assert whole.postings.document_frequencies().sum() > 4 << 16  # so many pieces at the least
    monkeypatch.setattr(merging, "_TERMS", terms)
    merge(segments, folder, "merged", DEFAULT_RANKING, memory=1)
    assert contents(folder, "merged") == contents(folder, "whole")


def test_merging_step_by_step_gives_the_same_bytes(
    large: tuple[Path, list[Segment], Segment],
) -> None:
    folder, segments, _ = large
    merge(segments[:2], folder, "step", DEFAULT_RANKING, MEMORY)
    merge([Segment(folder, "step"), segments[2]], folder, "merged", DEFAULT_RANKING, MEMORY)
    assert contents(folder, "merged") == contents(folder, "whole")
