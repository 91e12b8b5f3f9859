"""How the author writes it: from an entry in the folded space to the text that was folded."""

from __future__ import annotations

from collections.abc import Iterator

from searcher.analysis.normalize import fold, normalize
from searcher.highlight.targets import PhraseTarget
from searcher.indexing.codec.documents import StoredSection
from searcher.indexing.reader import GenerationReader
from searcher.indexing.schema import SCALED
from searcher.suggesting.vocabulary import NAME

__all__ = ["written_form"]


def written_form(entry: str, is_name: bool, reader: GenerationReader) -> str:
    """An entry of the vocabulary as it stands in the first section of the content that has it."""
    field = NAME if is_name else SCALED
    with reader.damage():
        firsts = []
        for segment in reader.segments:
            postings = segment.find(field, entry)
            if postings is not None:
                documents = segment.live(postings.documents())
                if len(documents):
                    ordinals = segment.ordinals(documents)
                    place = int(ordinals.argmin())
                    firsts.append((ordinals.item(place), documents.item(place) + segment.base))
        if not firsts:
            return entry
        (section,) = reader.sections([min(firsts)[1]])
    return _name(entry, section) if is_name else _word(entry, section)


def _name(entry: str, section: StoredSection) -> str:
    return next((name for name in _names(section) if fold(name) == entry), entry)


def _names(section: StoredSection) -> Iterator[str]:
    article, detail = section.article, section.detail
    yield from (article.title, *detail.headings[-1:])
    yield from (*article.title_variants, *detail.heading_variants)


def _word(entry: str, section: StoredSection) -> str:
    target = PhraseTarget(entry)
    for text in (
        section.article.title,
        *section.detail.headings,
        section.text,
        *section.article.title_variants,
        *section.detail.heading_variants,
        *section.detail.variants,
    ):
        folded = normalize(text)
        found = next(target.find(folded.text), None)
        if found is not None:
            start, end = folded.offsets.original(found.start, found.end)
            return text[start:end]
    return entry
