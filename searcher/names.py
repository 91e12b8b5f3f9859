"""The names of a section: what a reader may call it by, for queries that are exactly that.

An article is called by its title and by the name of its file, a section by its own heading. A
title or heading with a gloss, ``服务端渲染 (SSR)``, is also called by each of its parts; one with
a number, ``1.2 服务端渲染``, also without it; one in quotes or title marks, ``《红楼梦》``, also
without these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searcher.fields import SectionTexts

__all__ = ["ARTICLE_NAME", "SECTION_NAME", "Name", "section_names"]

ARTICLE_NAME = 4
"""The frequency of the name of an article in the field ``name``: an article of a name stands before
a section of that name."""

SECTION_NAME = 1
"""The same of the name of a section."""

_GLOSS = re.compile(r"(?P<main>[^()（）]*[^()（）\s])\s*[(（](?P<gloss>[^()（）]{2,})[)）]")
_NUMBER = re.compile(
    r"(?:\d+(?:\.\d+)+\.?\s+|\d+[.、．]\s*|[一二三四五六七八九十百]+、\s*|[(（][一二三四五六七八九十\d]+[)）]\s*"
    r"|第[一二三四五六七八九十百千〇零\d]+[章节節回卷篇讲講课課]\s*[:：、]?\s*)(?=\D)"
)
_QUOTED = re.compile("《(.+)》|〈(.+)〉|「(.+)」|『(.+)』|“(.+)”")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_LETTER = re.compile(r"[^\W\d_]")


class Name(NamedTuple):
    """A name of a section."""

    text: str
    """As its author wrote it."""
    frequency: int
    """ARTICLE_NAME or SECTION_NAME."""


def section_names(section: SectionTexts, is_first: bool) -> Iterator[Name]:
    """The names of a section, not folded, perhaps repeated: those of its last heading, and for the
    first section those of its article."""
    if is_first:
        for title in (section.title, *section.title_forms):
            yield from _forms(title, ARTICLE_NAME)
        if section.file_name:
            yield Name(section.file_name, ARTICLE_NAME)
    for heading in (*section.headings[-1:], *section.heading_forms):
        yield from _forms(heading, SECTION_NAME)


def _forms(name: str, frequency: int) -> Iterator[Name]:
    """A title or heading, and what it is called besides."""
    yield Name(name, frequency)
    bare = _NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name
    if quoted := _QUOTED.fullmatch(bare):
        bare = next(filter(None, quoted.groups()))
    if bare != name:
        yield Name(bare, frequency)
    if (glossed := _GLOSS.fullmatch(bare)) and _LETTER.search(glossed["gloss"]):
        main, gloss = glossed["main"], glossed["gloss"].strip()
        yield Name(main, frequency)
        # A gloss in the same script, 水星 (行星), rather tells apart what has the same name.
        is_translation = bool(_HAN.search(main)) != bool(_HAN.search(gloss))
        yield Name(gloss, frequency if is_translation else SECTION_NAME)
