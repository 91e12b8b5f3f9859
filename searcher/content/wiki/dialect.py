"""The dialect of Wikipedia articles that pandoc turned into Markdown: what its links and pictures
mean, where notes go, which bold text is the title."""

from __future__ import annotations

import re

from searcher.content.backmatter import holds_notes
from searcher.content.blocktext import JOINER, LINE, VERBATIM, without_marks
from searcher.content.links import file_path, page_name
from searcher.content.outline import Draft, OpenLink, Outline
from searcher.content.wiki.links import (
    category_name,
    is_category,
    is_file,
    is_file_name,
    leads_to_article,
)
from searcher.model import Link

__all__ = ["WikiDialect", "has_wiki_signs"]

WIKI_SIGNS = (b' "wikilink")', b"<references", b"[Category:")

OPENING_MARKS = f" \n{JOINER}《〈「『“‘（("
"""What may stand before the bold text that opens an article."""

CATEGORY_SIGNS = re.compile(f"[:：{VERBATIM}]")
"""One of them is in every text of a link that is ``Category:…``."""

FIGURE = "fig:"
"""How pandoc begins the title of a picture that stands by itself."""


def has_wiki_signs(source: bytes) -> bool:
    """Whether a file is surely an article of a wiki."""
    return any(sign in source for sign in WIKI_SIGNS)


class WikiDialect:
    """What the dialect makes of one article, and what it knows of it then."""

    def __init__(self) -> None:
        self.opening_bold: str | None = None
        """The bold text that opens the first paragraph."""
        self._prose_begun = False
        self._references: Draft | None = None
        """The last with MediaWiki's ``<references>``."""
        self._before_notes: Draft | None = None
        """The one in which references or categories stand, but no prose behind them."""

    # Links, pictures and elements

    def end_link(self, link: OpenLink, outline: Outline) -> None:
        """Links to categories put the article into them, those to files are captions."""
        page = page_name(link.destination)
        if is_category(page) or _shows_category(link, outline):
            self._categorize(link, outline)
        elif is_file(page) or link.title.startswith(FIGURE):
            if is_file_name(outline.text_of(link), page):
                outline.forget(link)
            elif link.title.startswith(FIGURE):
                outline.pieces.append(LINE)
        elif page and (link.is_wikilink or leads_to_article(link.destination, link.title)):
            path = "" if link.is_wikilink else file_path(link.destination)
            outline.add_link(Link(outline.shown_text_of(link), page, path))

    def end_picture(self, picture: OpenLink, outline: Outline) -> None:
        """The caption stays, unless it is an embedded page or a file's name."""
        page = page_name(picture.destination)
        if picture.is_wikilink or is_file_name(outline.text_of(picture), page):
            outline.forget(picture)

    def begin_element(self, name: str, outline: Outline) -> None:
        """Notes go to ``<references>``."""
        if name == "references":
            self._references = self._before_notes = outline.drafts[-1]

    def _categorize(self, link: OpenLink, outline: Outline) -> None:
        """Put the article into the category, if the link does not just mention it."""
        text = outline.text_of(link)
        if is_category(text) and not text.startswith(":"):
            outline.categories[category_name(text)] = None
            self._before_notes = outline.drafts[-1]
            outline.forget(link)

    # Prose and notes

    def end_paragraph(self, outline: Outline) -> None:
        """The open block is complete, and it was prose: in no list and no quotation."""
        if outline.end_block():
            self._prose_begun = True
            self._before_notes = None

    def end_bold(self, first_piece: int, outline: Outline) -> None:
        """The pieces from there on are bold: in the first paragraph, or in a heading before it,
        they may be the title."""
        if self._prose_begun or self.opening_bold is not None or len(outline.drafts) > 1:
            return
        if not without_marks("".join(outline.pieces[:first_piece])).strip(OPENING_MARKS):
            self.opening_bold = outline.text_from(first_piece, 0) or None

    def expects_notes(self, outline: Outline) -> bool:
        """Whether a numbered list, here, is the article's notes: they come after the references
        and the categories."""
        return self._before_notes is outline.drafts[-1]

    def notes_home(self, outline: Outline) -> Draft | None:
        """Where MediaWiki shows the notes: at ``<references>``, else under the last heading that is
        named for them; None if there is neither."""
        if self._references is not None:
            return self._references
        named = (draft for draft in reversed(outline.drafts) if holds_notes(draft.heading))
        return next(named, None)


def _shows_category(link: OpenLink, outline: Outline) -> bool:
    """Whether the text of the link is ``Category:…``; what cannot be is not resolved."""
    may_show = CATEGORY_SIGNS.search(outline.gathered(link.pieces))
    return may_show is not None and is_category(outline.text_of(link))
