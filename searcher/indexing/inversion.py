"""Articles -> a segment: from which terms stand in each text to where each term stands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.batch import BatchCounts
from searcher.analysis.normalize import fold_all
from searcher.analysis.tokenfilter import CHARACTER_RUN, MAX_TERM_LENGTH
from searcher.content.files import SourceFile
from searcher.content.reading import Document
from searcher.fields import (
    BODY,
    CATEGORY,
    DATE,
    FIELDS,
    HEADING,
    INDEXED,
    LINK,
    NAME,
    PATH,
    TEXT,
    TITLE,
    SectionTexts,
    link_label,
)
from searcher.indexing.codec.dictionary import END, field_key
from searcher.indexing.codec.documents import (
    Documents,
    Pieces,
    write_stored,
)
from searcher.indexing.codec.postingsfile import LARGE
from searcher.indexing.codec.postingswriter import PostingsPiece, Terms, write_postings
from searcher.indexing.codec.records import StoredArticle, StoredDetail, stored_record
from searcher.indexing.layout import DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION
from searcher.model import Article, Link
from searcher.names import section_names
from searcher.planning.bm25 import Ranking

__all__ = ["write_segment"]

Numbers = NDArray[np.int64]


class _Field(NamedTuple):
    """The postings of a field, by term and then by document."""

    terms: list[str]
    document_frequencies: Numbers
    documents: Numbers
    frequencies: Numbers


def write_segment(
    directory: Path,
    name: str,
    documents: Sequence[Document],
    analyzer: Analyzer,
    ranking: Ranking,
) -> None:
    """Write the sections of some files, at least one, as a segment."""
    placed = [(article, document.source) for document in documents for article in document.articles]
    articles = [article for article, _ in placed]
    sections = [section for article in articles for section in article.sections]
    section_texts = [
        texts for article, source in placed for texts in _section_texts(article, source)
    ]
    starts = np.cumsum([0, *(len(article.sections) for article in articles)]).tolist()
    texts = ["\n".join(TITLE.texts(section_texts[start])) for start in starts[:-1]]
    texts += ["\n".join(HEADING.texts(own)) for own in section_texts]
    texts += ["\n".join(BODY.texts(own)) for own in section_texts]
    counts = analyzer.count_all(fold_all(texts), texts)
    columns = Documents(
        counts.lengths[len(articles) + len(sections) :].astype(np.uint32),
        np.array([section.back_matter for section in sections], np.bool_),
        np.array([len(article.sections) for article in articles], np.uint32),
    )
    columns.write(directory / f"{name}{DOCUMENTS_EXTENSION}")
    write_stored(
        directory / f"{name}{STORED_EXTENSION}",
        [Pieces.of([section.text.encode("utf-8", "surrogatepass") for section in sections])],
        [Pieces.of([stored_record(StoredDetail.of(section)) for section in sections])],
        [Pieces.of([_article_record(article, source) for article, source in placed])],
    )
    is_first = np.isin(np.arange(len(sections)), starts).tolist()
    fields = {
        CATEGORY.name: _labels(_folded([[*a.categories, *a.tags] for a in articles])),
        DATE.name: _labels([[article.date] if article.date else [] for article in articles]),
        LINK.name: _labels(_links(placed)),
        NAME.name: _names(section_texts, is_first),
        PATH.name: _labels(_folded([[source.path] for _, source in placed])),
        **_text_fields(counts, columns, ranking),
    }
    all_norms = ranking.norm(columns.lengths.astype(np.float64))
    write_postings(
        directory / f"{name}{POSTINGS_EXTENSION}",
        INDEXED,
        len(sections),
        _terms([fields[field] for field in INDEXED]),
        (
            PostingsPiece(
                len(fields[field].terms),
                fields[field].documents,
                fields[field].frequencies,
                all_norms[fields[field].documents]
                if FIELDS[field].scaled
                else np.full(len(fields[field].documents), ranking.unscaled_norm),
            )
            for field in INDEXED
        ),
        sum(int((field.frequencies >= LARGE).sum()) for field in fields.values()),
    )


def _section_texts(article: Article, source: SourceFile) -> Iterator[SectionTexts]:
    for section in article.sections:
        yield SectionTexts(
            article.title,
            article.title_variants,
            section.headings,
            section.heading_variants,
            section.text,
            section.variants,
            article.title_forms,
            section.heading_forms,
            "" if article.name else PurePosixPath(source.path).stem,
        )


def _links(placed: Sequence[tuple[Article, SourceFile]]) -> list[list[str]]:
    """The labels of the links in each article: what they say, and what the page is called."""
    folded = _folded(
        [
            [
                text
                for link in article.links
                for text in (link.text, link.page, _target(link, source.path))
            ]
            for article, source in placed
        ]
    )
    return [
        [
            link_label(name, target)
            for text, page, target in zip(own[::3], own[1::3], own[2::3], strict=True)
            for name in ((text, page) if CHARACTER_RUN.search(page) else (text,))
            if 0 < len(name) <= MAX_TERM_LENGTH
        ]
        for own in folded
    ]


def _target(link: Link, path: str) -> str:
    """The page of a link in the file at ``path``, or the file, from the content root on."""
    if not link.path:
        return link.page
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(path), link.path))


def _article_record(article: Article, source: SourceFile) -> bytes:
    return stored_record(StoredArticle.of(article, source.path, source.root))


def _text_fields(counts: BatchCounts, columns: Documents, ranking: Ranking) -> dict[str, _Field]:
    """Title, heading and text, from the terms of all titles, then headings, then texts."""
    article_count, section_count = len(columns.sections), len(columns)
    terms = np.repeat(np.arange(len(counts.terms)), np.diff(counts.starts))
    texts = counts.documents.astype(np.int64)
    occurrences = counts.frequencies.astype(np.int64)
    of_titles = texts < article_count
    of_texts = texts >= article_count + section_count
    of_headings = ~(of_titles | of_texts)
    titles = terms[of_titles], texts[of_titles], occurrences[of_titles]
    repeats = columns.sections[titles[1]]
    spread = (
        np.repeat(titles[0], repeats),
        columns.of_articles(titles[1]),
        np.repeat(titles[2], repeats),
    )
    headings = terms[of_headings], texts[of_headings] - article_count, occurrences[of_headings]
    bodies = (
        terms[of_texts],
        texts[of_texts] - article_count - section_count,
        occurrences[of_texts],
    )
    keys = np.concatenate(
        [part[0] * section_count + part[1] for part in (bodies, spread, headings)]
    )
    weighted = np.concatenate(
        (bodies[2], ranking.title_boost * spread[2], ranking.heading_boost * headings[2])
    )
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    together = np.add.reduceat(weighted[order], first) if len(first) else weighted
    all_terms, all_sections = np.divmod(keys[first], section_count)
    return {
        TITLE.name: _field(counts.terms, *titles),
        HEADING.name: _field(counts.terms, *headings),
        TEXT.name: _field(counts.terms, all_terms, all_sections, together),
    }


def _folded(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    """The strings of each group in the folded space."""
    folded = iter(fold_all([string for group in groups for string in group]))
    return [list(islice(folded, len(group))) for group in groups]


def _labels(labels: Sequence[Iterable[str]]) -> _Field:
    """A field of whole labels, from those of each article or section."""
    pairs = sorted({(label, number) for number, own in enumerate(labels) for label in own})
    names = sorted({label for label, _ in pairs})
    numbers = {name: number for number, name in enumerate(names)}
    terms = np.array([numbers[label] for label, _ in pairs], np.int64)
    documents = np.array([document for _, document in pairs], np.int64)
    return _field(names, terms, documents, np.ones_like(terms))


def _names(sections: Sequence[SectionTexts], is_first: Sequence[bool]) -> _Field:
    """The field of names, from the texts of all sections."""
    named = [list(section_names(*each)) for each in zip(sections, is_first, strict=True)]
    folded = _folded([[name.text for name in own] for own in named])
    frequencies: dict[tuple[str, int], int] = {}
    for number, (own, texts) in enumerate(zip(named, folded, strict=True)):
        for name, text in zip(own, texts, strict=True):
            frequencies[text, number] = max(frequencies.get((text, number), 0), name.frequency)
    ordered = sorted(frequencies)
    names = sorted({text for text, _ in ordered})
    numbers = {name: number for number, name in enumerate(names)}
    return _field(
        names,
        np.array([numbers[text] for text, _ in ordered], np.int64),
        np.array([number for _, number in ordered], np.int64),
        np.array([frequencies[key] for key in ordered], np.int64),
    )


def _field(
    names: Sequence[str], terms: Numbers, documents: Numbers, occurrences: Numbers
) -> _Field:
    """The field that has these postings; of ``names`` those that have any."""
    frequencies = np.bincount(terms, minlength=len(names))
    (used,) = np.nonzero(frequencies)
    return _Field([names[n] for n in used.tolist()], frequencies[used], documents, occurrences)


def _terms(fields: Sequence[_Field]) -> Terms:
    keys = [
        field_key(number, term) + END for number, field in enumerate(fields) for term in field.terms
    ]
    return Terms(
        b"".join(keys),
        np.fromiter(map(len, keys), np.int64, len(keys)),
        np.concatenate([field.document_frequencies for field in fields]),
    )
