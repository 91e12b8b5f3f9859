"""Folded entry of the vocabulary -> the same text as its author wrote it."""

from __future__ import annotations

from searcher.analysis.normalize import fold, normalize
from searcher.analysis.textmatch import PhraseMatcher
from searcher.fields import NAME, TEXT, SectionTexts, section_names
from searcher.indexing.reader import GenerationReader

__all__ = ["written_form"]


def written_form(entry: str, is_name: bool, reader: GenerationReader) -> str:
    """An entry of the vocabulary as it stands in the first section of the content that has it."""
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


def _name(entry: str, section: SectionTexts) -> str:
    names = section_names(section, is_first=True)
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
