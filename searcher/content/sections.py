"""How does an outline become an article? Title, notes, paths of headings, anchors, lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from searcher.content.anchors import Anchors
from searcher.content.backmatter import is_back_matter
from searcher.content.outline import Draft, Outline, Passage
from searcher.linemap import Place
from searcher.model import Article, Section

__all__ = ["Lines", "Metadata", "assemble"]


class Metadata(NamedTuple):
    """What a file says of its article apart from the text."""

    title: str = ""
    title_variants: tuple[str, ...] = ()
    """Other regions' forms of the title's words."""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: str | None = None
    """ISO 8601."""
    title_forms: tuple[str, ...] = ()
    """The whole title in the forms of other regions."""
    type: str = ""
    """The kind of file."""


def assemble(
    outline: Outline,
    metadata: Metadata,
    name: str,
    notes_home: Draft | None = None,
) -> Article:
    """The article that ``outline`` describes.

    Its title is that of the metadata, else the first heading of level 1, else ``name``. Notes go to
    the end of ``notes_home``; without it they stay where they were found.
    """
    lead, *headed = outline.drafts
    heading = ""
    title_variants, title_forms = metadata.title_variants, metadata.title_forms
    title_draft = _title_draft(headed, metadata.title)
    if title_draft is not None:
        heading = title_draft.heading
        title_variants += title_draft.heading_variants
        title_forms += title_draft.heading_forms
        title_draft.is_title = True
        if title_draft is headed[0]:
            lead.body.take(title_draft.body)
    for home, body in outline.notes:
        (notes_home or home).body.take(body)
    return Article(
        title=metadata.title or heading or name,
        sections=tuple(_sections(outline.drafts)),
        title_variants=_distinct(title_variants),
        title_forms=_distinct(title_forms),
        categories=_distinct(metadata.categories, outline.categories),
        tags=_distinct(metadata.tags, outline.tags),
        links=tuple(outline.links),
        date=metadata.date,
        type=metadata.type,
    )


def _title_draft(headed: Iterable[Draft], title: str) -> Draft | None:
    """The draft whose heading is the title: the first of level 1, unless the metadata have
    another title.
    """
    first = next((draft for draft in headed if draft.level == 1), None)
    if first is None or not title or _folded(first.heading) == _folded(title):
        return first
    return None


def _folded(title: str) -> str:
    return "".join(title.split()).casefold()


def _sections(drafts: Sequence[Draft]) -> Iterator[Section]:
    """A section for each draft that has text."""
    anchors = Anchors(draft.identifier for draft in drafts if draft.identifier)
    lead = drafts[0]
    path: list[Draft] = []
    for draft in drafts:
        _descend(path, draft)
        anchor = "" if draft is lead else anchors.give(draft.heading, draft.identifier)
        whole = "\n".join(draft.body.lines)
        text = whole.strip()
        if not text:
            continue
        blanks = len(whole) - len(whole.lstrip())
        headings = tuple(above.heading for above in path)
        yield Section(
            headings=headings,
            anchor=anchor,
            line=(draft.body.start or 1) if draft is lead else draft.line,
            text=text,
            places=tuple(_places(draft.body, blanks)),
            back_matter=is_back_matter(headings),
            variants=_distinct(draft.body.variants),
            heading_variants=_heading_variants(path),
            heading_forms=draft.heading_forms if headings and not draft.is_title else (),
        )


def _places(body: Passage, blanks: int) -> Iterator[Place]:
    """Where the text, without ``blanks`` at its beginning, turns to another line of the file."""
    start = -blanks
    for line, turns in zip(body.lines, body.turns, strict=True):
        for offset, number in turns:
            yield Place(max(start + offset, 0), number)
        start += len(line) + 1


def _heading_variants(path: Sequence[Draft]) -> tuple[tuple[str, ...], ...]:
    """Those of each heading; none where no heading has any."""
    variants = tuple(draft.heading_variants for draft in path)
    return variants if any(variants) else ()


def _descend(path: list[Draft], draft: Draft) -> None:
    """Make ``path``, the headings above the draft before, those of this draft."""
    while path and path[-1].level >= draft.level:
        path.pop()
    if draft.heading and not draft.is_title:
        path.append(draft)


class Lines:
    """Tells the lines of offsets, quickly when they are asked for in rising order."""

    def __init__(self, source: bytes, lines_before: int = 0) -> None:
        """Offsets are in ``source``, before which the file has some lines."""
        self._source = source
        self._first_line = lines_before + 1
        self._offset = 0
        self._line = self._first_line
        self.end = -1
        """Offset of the end of the line that was told last."""

    def at(self, offset: int) -> int:
        """The line of the file, counted from 1, that the offset is in."""
        if self._offset <= offset <= self.end:
            return self._line
        if offset < self._offset:
            self._offset, self._line = 0, self._first_line
        self._line += self._source.count(b"\n", self._offset, offset)
        self._offset = offset
        end = self._source.find(b"\n", offset)
        self.end = len(self._source) if end < 0 else end
        return self._line


def _distinct(*groups: Iterable[str]) -> tuple[str, ...]:
    """All names of all groups in order, without repetition."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
