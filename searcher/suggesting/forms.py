"""Folded entry of the vocabulary -> the same text as its author wrote it."""

from __future__ import annotations

from searcher.analysis.normalize import fold, normalize
from searcher.analysis.textmatch import PhraseMatcher
from searcher.fields import LINK, NAME, TEXT, SectionTexts, link_label
from searcher.indexing.reader import GenerationReader
from searcher.names import section_names
from searcher.suggesting.vocabulary import Vocabulary

__all__ = ["written_form"]


def written_form(number: int, vocabulary: Vocabulary, reader: GenerationReader) -> str:
    """An entry of the vocabulary as it stands in the first section of the content that has it."""
    entry = vocabulary.text(number)
    if vocabulary.is_link[number]:
        return _linked(entry, reader)
    is_name = bool(vocabulary.is_name[number])
    field = NAME.name if is_name else TEXT.name
    firsts = []
    for segment in reader.segments:
        postings = segment.find(field, entry)
        if postings is not None:
            documents = segment.live(postings.documents())
            if len(documents):
                ordinals = segment.ordinals(documents)
                index = int(ordinals.argmin())
                firsts.append((ordinals.item(index), documents.item(index) + segment.base))
    if not firsts:
        return entry
    (section,) = reader.sections([min(firsts)[1]])
    return _name(entry, section.texts) if is_name else _word(entry, section.texts)


def _linked(entry: str, reader: GenerationReader) -> str:
    """The text of a link as it stands in the first article that has such a link; as it is if that
    is long, and the link far from its beginning."""
    firsts: list[tuple[int, int]] = []
    for segment in reader.segments:
        for _, articles in segment.articles_with_prefix(LINK.name, link_label(entry, "")):
            documents = segment.live(articles.documents())
            ordinals = segment.ordinals(documents)
            firsts += zip(ordinals.tolist(), (documents + segment.base).tolist(), strict=True)
    found = reader.sections([document for _, document in sorted(firsts)[:_MAX_SECTIONS]])
    forms = (_word(entry, section.texts) for section in found)
    return next((form for form in forms if form != entry), entry)


_MAX_SECTIONS = 8
"""Sections that are read for the form of a link's text."""


def _name(entry: str, section: SectionTexts) -> str:
    names = (name.text for name in section_names(section, is_first=True))
    return next((name for name in names if fold(name) == entry), entry)


def _word(entry: str, section: SectionTexts) -> str:
    matcher = PhraseMatcher(entry)
    # Texts that are shown come before variants, which are only indexed.
    shown = (section.title, *section.headings, section.text)
    for text in dict.fromkeys((*shown, *TEXT.texts(section))):
        folded = normalize(text)
        found = next(matcher.find(folded.text), None)
        if found is not None:
            start, end = folded.offsets.original(found.start, found.end)
            return text[start:end]
    return entry
