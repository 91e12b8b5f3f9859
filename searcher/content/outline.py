"""Text, links and headings in the order of the file, gathered into drafts of sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from searcher.content.blocktext import (
    LINE,
    PLAIN_TEXT,
    VERBATIM,
    BlockText,
    TextRules,
    Turns,
    last_mark,
    resolve,
    unmarked,
)
from searcher.content.links import file_path, page_name
from searcher.model import Link

__all__ = ["PLAIN", "Dialect", "Draft", "Note", "OpenLink", "Outline", "Passage"]


@dataclass(slots=True)
class Passage:
    """Lines of text that stay together."""

    lines: list[str] = field(default_factory=list)
    turns: list[Turns] = field(default_factory=list)
    """Those of each line, the first at its beginning."""
    variants: list[str] = field(default_factory=list)
    start: int | None = None
    """The line of the file on which the block begins that its text begins with."""

    def add(self, lines: Sequence[str], turns: Sequence[Turns], start: int) -> None:
        """Put the lines of a block, which begins on this line of the file, at the end."""
        if lines and self.start is None:
            self.start = start
        self.lines += lines
        for of_line in turns:
            if not of_line or of_line[0][0]:
                of_line = ((0, start), *of_line)
            self.turns.append(of_line)
            start = of_line[-1][1]

    def take(self, other: Passage) -> None:
        """Put ``other``, which is then empty, at the end of this passage."""
        if self.start is None:
            self.start = other.start
        self.lines += other.lines
        self.turns += other.turns
        self.variants += other.variants
        other.lines.clear()
        other.turns.clear()
        other.variants.clear()


@dataclass(slots=True)
class Draft:
    """A section before it is known what belongs to it."""

    heading: str = ""
    level: int = 0
    """1 to 6; 0 for the lead."""
    line: int = 1
    """The line of the file that the heading is on."""
    identifier: str | None = None
    """What the author calls the heading in links: ``{#identifier}``."""
    heading_variants: tuple[str, ...] = ()
    """Other regions' forms of the heading's words."""
    heading_forms: tuple[str, ...] = ()
    """The whole heading in the forms of other regions."""
    is_title: bool = False
    """Whether the heading is the title of the article, and so in no path."""
    body: Passage = field(default_factory=Passage)


class Note(NamedTuple):
    """Text of footnotes, and the draft in whose place it was found."""

    home: Draft
    body: Passage


class OpenLink(NamedTuple):
    """A link or picture whose text is being gathered."""

    destination: str
    title: str
    is_wikilink: bool
    """Whether the destination is the name of a page, as in ``[[…]]``."""
    pieces: int
    """Pieces of the block before its text."""
    verbatim: int
    """Verbatim pieces before its text."""


class Dialect(Protocol):
    """What a kind of source means by its links, pictures and elements of HTML. It tells the
    outline, in which the text is complete and still open."""

    def end_link(self, link: OpenLink, outline: Outline) -> None:
        """The text of a link is complete."""

    def end_picture(self, picture: OpenLink, outline: Outline) -> None:
        """The caption of a picture is complete."""

    def begin_element(self, name: str, outline: Outline) -> None:
        """A tag of this name, in lower case, is in the text; an end tag, too."""


class _Plain:
    """Links lead to files of the collection, or to pages by their names; captions are text."""

    def end_link(self, link: OpenLink, outline: Outline) -> None:
        path = "" if link.is_wikilink else file_path(link.destination)
        if path or link.is_wikilink:
            outline.add_link(Link(outline.shown_text_of(link), page_name(link.destination), path))

    def end_picture(self, picture: OpenLink, outline: Outline) -> None:
        pass

    def begin_element(self, name: str, outline: Outline) -> None:
        pass


PLAIN: Final[Dialect] = _Plain()


class Outline:
    """Drafts, notes, links and categories of one article.

    Whoever reads a format appends to ``pieces`` and calls the methods.
    """

    def __init__(self, dialect: Dialect = PLAIN, text_rules: TextRules = PLAIN_TEXT) -> None:
        self.drafts = [Draft()]
        """The lead, then one for each heading."""
        self.notes: list[Note] = []
        self.links: dict[Link, None] = {}
        self.categories: dict[str, None] = {}
        self.tags: dict[str, None] = {}
        self.pieces: list[str] = []
        """Text of the open block, with marks; the same list throughout."""
        self._dialect = dialect
        self._text_rules = text_rules
        self._verbatim: list[str] = []
        self._body = self.drafts[0].body
        self._first_line = 1
        self._link: OpenLink | None = None
        self._picture: OpenLink | None = None
        self._pictures_open = 0

    # Blocks

    def begin_block(self, line: int) -> None:
        """A block begins on this line of the file; one that is still open ends. Where its text
        turns to another line, its pieces have the :func:`~searcher.content.blocktext.line_mark`."""
        self.end_block()
        self._first_line = line

    def end_block(self) -> bool:
        """The block is complete. Whether it has text."""
        if not self.pieces:
            return False
        block = self._take_block()
        self._body.variants += block.variants
        self.tags.update(dict.fromkeys(block.tags))
        self._body.add(block.lines, block.turns, self._first_line)
        return bool(block.lines)

    def add_code_block(self, code: str) -> None:
        """A block that is nothing but code, its lines kept as they are. Each comes from the line of
        the file after that of the one before, or that its mark says."""
        text, found = unmarked(code)
        marked = dict(found)
        lines: list[str] = []
        turns: list[Turns] = []
        offset = 0
        number = self._first_line
        for line in text.split(LINE):
            number = marked.get(offset, number)
            offset += len(line) + 1
            if shown := line.rstrip():
                lines.append(shown)
                turns.append(((0, number),))
            number += 1
        self._body.add(lines, turns, self._first_line)

    def add_heading(self, level: int, line: int, identifier: str | None) -> None:
        """What the open block holds is a heading on this line; without text it is none."""
        block = self._take_block()
        if block.lines:
            heading = " ".join(block.lines)
            self.drafts.append(Draft(heading, level, line, identifier, block.variants, block.forms))
            self._body = self.drafts[-1].body

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

    def _take_block(self) -> BlockText:
        self.close_link()
        self._pictures_open = 0
        block = resolve("".join(self.pieces), self._verbatim, self._text_rules)
        self.pieces.clear()
        self._verbatim.clear()
        return block

    # Inside a block

    def add_verbatim(self, text: str) -> None:
        """Inline code or a formula: nothing in it is markup or a tag."""
        self.pieces.append(VERBATIM)
        self._verbatim.append(text)

    def begin_element(self, name: str) -> None:
        """A tag of HTML that has its own meaning in some dialect."""
        self._dialect.begin_element(name, self)

    def open_link(self, destination: str, title: str, *, is_wikilink: bool = False) -> None:
        """The text of a link begins. A link that is still open ends."""
        self.close_link()
        self._link = self._opened(destination, title, is_wikilink)

    def close_link(self) -> None:
        """The text of the link is complete, if one is open."""
        link, self._link = self._link, None
        if link is not None:
            self._dialect.end_link(link, self)

    def open_picture(self, destination: str, title: str, *, is_wikilink: bool = False) -> None:
        """The caption of a picture begins. One in the caption of another is part of it."""
        if self._pictures_open == 0:
            self._picture = self._opened(destination, title, is_wikilink)
        self._pictures_open += 1

    def close_picture(self) -> None:
        """The caption is complete."""
        self._pictures_open -= 1
        if self._pictures_open <= 0 and self._picture is not None:
            self._dialect.end_picture(self._picture, self)

    def _opened(self, destination: str, title: str, is_wikilink: bool) -> OpenLink:
        return OpenLink(destination, title, is_wikilink, len(self.pieces), len(self._verbatim))

    # What dialects ask and say of a link or a picture

    def resolve(self, text: str) -> BlockText:
        """What a text without marks would say as a block of its own."""
        return resolve(text, [], self._text_rules)

    def gathered(self, first_piece: int) -> str:
        """The text of the open block from a piece on, with marks."""
        return "".join(self.pieces[first_piece:])

    def text_from(self, piece: int, verbatim: int) -> str:
        """The text of the open block from a piece and a verbatim piece on, on one line."""
        text = self.gathered(piece)
        return " ".join(resolve(text, self._verbatim[verbatim:], self._text_rules).lines)

    def text_of(self, link: OpenLink) -> str:
        """The text of a link, on one line."""
        return self.text_from(link.pieces, link.verbatim)

    def shown_text_of(self, link: OpenLink) -> str:
        """The text of a link, resolved only if something in it asks for that."""
        text = self.gathered(link.pieces)
        return self.text_of(link) if self._text_rules.signs.search(text) else text.strip()

    def add_link(self, link: Link) -> None:
        """The article has the link."""
        self.links[link] = None

    def forget(self, link: OpenLink) -> None:
        """Take the text of a link out of the block."""
        mark = last_mark(self.gathered(link.pieces))
        self.pieces[link.pieces :] = filter(None, [mark])
        del self._verbatim[link.verbatim :]
