"""Text, links and headings in the order of the file, gathered into drafts of sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from searcher.content import links
from searcher.content.blocktext import JOINER, LINE, MARKED, VERBATIM, BlockText, resolve
from searcher.model import Link

__all__ = ["Draft", "Note", "Outline", "Passage"]

OPENING_MARKS = f" \n{JOINER}《〈「『“‘（("
"""What may stand before the bold text that opens an article."""

CATEGORY_SIGNS = re.compile(f"[:：{VERBATIM}]")
"""One of them is in every text of a link that is ``Category:…``."""

FIGURE = "fig:"
"""How pandoc begins the title of a picture that stands by itself."""


@dataclass(slots=True)
class Passage:
    """Lines of text that stay together."""

    lines: list[str] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    start: int | None = None
    """Offset in the source of the block that its text begins with."""

    def take(self, other: Passage) -> None:
        """Put ``other``, which is then empty, at the end of this passage."""
        if self.start is None:
            self.start = other.start
        self.lines += other.lines
        self.variants += other.variants
        other.lines.clear()
        other.variants.clear()


@dataclass(slots=True)
class Draft:
    """A section before it is known what belongs to it."""

    heading: str = ""
    level: int = 0
    """1 to 6; 0 for the lead."""
    start: int = 0
    """Offset of the heading in the source."""
    identifier: str | None = None
    """What the author calls the heading in links: ``{#identifier}``."""
    heading_variants: tuple[str, ...] = ()
    """Other regions' forms of the heading's words; of the lead, those of the title's."""
    is_title: bool = False
    """Whether the heading is the title of the article, and so in no path."""
    body: Passage = field(default_factory=Passage)
    holds_references: bool = False
    """Whether MediaWiki's ``<references>`` stands here."""
    expects_notes: bool = False
    """Whether a numbered list from here on is the article's notes: they come after the
    references and the categories."""


class Note(NamedTuple):
    """Text of footnotes, and the draft in whose place it was found."""

    home: Draft
    body: Passage


class OpenLink(NamedTuple):
    """A link or picture whose text is being gathered."""

    destination: str
    title: str
    is_wikilink: bool
    pieces: int
    """Pieces of the block before its text."""
    verbatim: int
    """Verbatim pieces before its text."""


class Outline:
    """Drafts, notes, links and categories of one file.

    Whoever reads a format appends to ``pieces`` and calls the methods.
    """

    def __init__(self) -> None:
        self.drafts = [Draft()]
        """The lead, then one for each heading."""
        self.notes: list[Note] = []
        self.opening_bold: str | None = None
        """The bold text that opens the first paragraph; empty if another text opens it."""
        self.links: dict[Link, None] = {}
        self.categories: dict[str, None] = {}
        self.tags: dict[str, None] = {}
        self.pieces: list[str] = []
        """Text of the open block, with marks; the same list throughout."""
        self._verbatim: list[str] = []
        self._body = self.drafts[0].body
        self._block_start = 0
        self._link: OpenLink | None = None
        self._picture: OpenLink | None = None
        self._pictures_open = 0

    # Blocks

    def begin_block(self, start: int) -> None:
        """A block begins at this offset of the source; one that is still open ends."""
        self.end_block()
        self._block_start = start

    def end_block(self) -> None:
        """The block is complete."""
        if self.pieces:
            block = self._take_block()
            self._body.variants += block.variants
            self.tags.update(dict.fromkeys(block.tags))
            self._add(block.lines)

    def end_paragraph(self) -> None:
        """The block is complete, and it was prose: in no list and no quotation."""
        lines = len(self._body.lines)
        self.end_block()
        if len(self._body.lines) > lines:
            self.opening_bold = self.opening_bold or ""
            self.drafts[-1].expects_notes = False

    def add_code_block(self, code: str) -> None:
        """A block that is nothing but code, its lines kept as they are."""
        self._add([line for line in map(str.rstrip, code.split(LINE)) if line])

    def add_heading(self, level: int, start: int, identifier: str | None) -> None:
        """What the open block holds is a heading; without text it is none."""
        block = self._take_block()
        if block.lines:
            heading = " ".join(block.lines)
            self.drafts.append(Draft(heading, level, start, identifier, block.variants))
            self._body = self.drafts[-1].body
            self.opening_bold = self.opening_bold or ""

    def begin_notes(self) -> None:
        """What follows is the text of footnotes."""
        self.end_block()
        note = Note(self.drafts[-1], Passage())
        self.notes.append(note)
        self._body = note.body

    def end_notes(self) -> None:
        """What follows is the text of the section again."""
        self.end_block()
        self._body = self.drafts[-1].body

    def mark_references(self) -> None:
        """MediaWiki's ``<references>`` stands here."""
        self.drafts[-1].holds_references = True
        self.drafts[-1].expects_notes = True

    def _take_block(self) -> BlockText:
        self.close_link()
        self._pictures_open = 0
        block = resolve("".join(self.pieces), self._verbatim)
        self.pieces.clear()
        self._verbatim.clear()
        return block

    def _add(self, lines: list[str]) -> None:
        if lines and self._body.start is None:
            self._body.start = self._block_start
        self._body.lines += lines

    # Inside a block

    def add_verbatim(self, text: str) -> None:
        """Inline code or a formula: nothing in it is markup or a tag."""
        self.pieces.append(VERBATIM)
        self._verbatim.append(text)

    def keep_opening_bold(self, first_piece: int) -> None:
        """The pieces from there on are bold: in the first paragraph they may be its opening."""
        if self.opening_bold is not None:
            return
        if not "".join(self.pieces[:first_piece]).strip(OPENING_MARKS):
            bold = resolve("".join(self.pieces[first_piece:]), self._verbatim)
            self.opening_bold = " ".join(bold.lines) or None

    def open_link(self, destination: str, title: str, *, is_wikilink: bool = False) -> None:
        """The text of a link begins. A link that is still open ends."""
        self.close_link()
        self._link = self._opened(destination, title, is_wikilink)

    def close_link(self) -> None:
        """The text of the link is complete, if one is open."""
        link, self._link = self._link, None
        if link is None:
            return
        page = links.page_name(link.destination)
        if links.is_category(page) or self._shows_category(link):
            self._categorize(link)
        elif links.is_file(page) or link.title.startswith(FIGURE):
            if links.is_file_name(self._text_of(link), page):
                self._forget(link)
            elif link.title.startswith(FIGURE):
                self.pieces.append(LINE)
        elif page and (link.is_wikilink or links.leads_to_article(link.destination, link.title)):
            path = "" if link.is_wikilink else links.file_path(link.destination)
            self.links[Link(self._shown_text_of(link), page, path)] = None

    def open_picture(self, destination: str, title: str, *, is_wikilink: bool = False) -> None:
        """The caption of a picture begins. One in the caption of another is part of it."""
        if self._pictures_open == 0:
            self._picture = self._opened(destination, title, is_wikilink)
        self._pictures_open += 1

    def close_picture(self) -> None:
        """The caption is complete: it stays, unless it is an embedded page or a file's name."""
        self._pictures_open -= 1
        picture = self._picture
        if self._pictures_open > 0 or picture is None:
            return
        page = links.page_name(picture.destination)
        if picture.is_wikilink or links.is_file_name(self._text_of(picture), page):
            self._forget(picture)

    def _opened(self, destination: str, title: str, is_wikilink: bool) -> OpenLink:
        return OpenLink(destination, title, is_wikilink, len(self.pieces), len(self._verbatim))

    def _text_of(self, link: OpenLink) -> str:
        text = "".join(self.pieces[link.pieces :])
        return " ".join(resolve(text, self._verbatim[link.verbatim :]).lines)

    def _shown_text_of(self, link: OpenLink) -> str:
        """The text of the link, resolved only if something in it asks for that."""
        text = "".join(self.pieces[link.pieces :])
        return self._text_of(link) if MARKED.search(text) else text.strip()

    def _shows_category(self, link: OpenLink) -> bool:
        """Whether the text of the link is ``Category:…``; what cannot be is not resolved."""
        may_show = CATEGORY_SIGNS.search("".join(self.pieces[link.pieces :]))
        return may_show is not None and links.is_category(self._text_of(link))

    def _forget(self, link: OpenLink) -> None:
        """Take the text of the link out of the block."""
        del self.pieces[link.pieces :]
        del self._verbatim[link.verbatim :]

    def _categorize(self, link: OpenLink) -> None:
        """Put the article into the category, if the link does not just mention it."""
        text = self._text_of(link)
        if links.is_category(text) and not text.startswith(":"):
            self.categories[links.category_name(text)] = None
            self.drafts[-1].expects_notes = True
            self._forget(link)
