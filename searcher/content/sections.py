"""How does an outline become an article? Title, notes, paths of headings, anchors, lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import chain

from searcher.content.anchors import Anchors
from searcher.content.backmatter import holds_notes, is_back_matter
from searcher.content.blocktext import resolve
from searcher.content.frontmatter import FrontMatter
from searcher.content.outline import Draft, Note, Outline
from searcher.model import Article, Section

__all__ = ["assemble"]


def assemble(outline: Outline, front_matter: FrontMatter, source: bytes, name: str) -> Article:
    """The article that ``outline`` describes. Its offsets are in ``source``, the text without
    the front matter; ``name`` is the title if the file has none.
    """
    lead, *headed = outline.drafts
    # Written for a page of HTML, front matter has `&lt;vector&gt;` where the heading has <vector>.
    written = resolve(unescape(front_matter.title or ""), [])
    front_title = " ".join(written.lines)
    title_variants = written.variants
    heading = ""
    title_draft = _title_draft(headed, front_title)
    if title_draft is not None:
        heading = title_draft.heading
        title_variants += title_draft.heading_variants
        title_draft.is_title = True
        if title_draft is headed[0]:
            lead.body.take(title_draft.body)
    if outline.notes:
        _place_notes(outline.drafts, outline.notes)
    return Article(
        title=front_title or heading or outline.opening_bold or name,
        sections=tuple(_sections(outline.drafts, _Lines(source, front_matter.lines))),
        title_variants=_distinct(title_variants),
        categories=_distinct(front_matter.categories, outline.categories),
        tags=_distinct(front_matter.tags, outline.tags),
        links=tuple(outline.links),
        date=front_matter.date,
    )


def _title_draft(headed: Iterable[Draft], front_title: str) -> Draft | None:
    """The draft whose heading is the title: the first of level 1, unless front matter has
    another title.
    """
    first = next((draft for draft in headed if draft.level == 1), None)
    if first is None or not front_title or _folded(first.heading) == _folded(front_title):
        return first
    return None


def _folded(title: str) -> str:
    return "".join(title.split()).casefold()


def _place_notes(drafts: Sequence[Draft], notes: Iterable[Note]) -> None:
    """Put the notes where MediaWiki shows them: at ``<references>``, else under the last
    heading that is named for them, else where they were found.
    """
    places = [draft for draft in drafts if draft.holds_references]
    places = places or [draft for draft in drafts if holds_notes(draft.heading)]
    for home, body in notes:
        place = places[-1] if places else home
        place.body.take(body)


def _sections(drafts: Sequence[Draft], lines: _Lines) -> Iterator[Section]:
    """A section for each draft that has text."""
    anchors = Anchors(draft.identifier for draft in drafts if draft.identifier)
    lead = drafts[0]
    path: list[Draft] = []
    for draft in drafts:
        _descend(path, draft)
        anchor = "" if draft is lead else anchors.give(draft.heading, draft.identifier)
        text = "\n".join(draft.body.lines).strip()
        if not text:
            continue
        headings = tuple(above.heading for above in path)
        yield Section(
            headings=headings,
            anchor=anchor,
            line=lines.at((draft.body.start or 0) if draft is lead else draft.start),
            text=text,
            back_matter=is_back_matter(headings),
            variants=_distinct(draft.body.variants),
            heading_variants=_heading_variants(path),
        )


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


class _Lines:
    """Tells the lines of offsets, quickly when they are asked for in rising order."""

    def __init__(self, source: bytes, lines_before: int) -> None:
        self._source = source
        self._first_line = lines_before + 1
        self._offset = 0
        self._line = self._first_line

    def at(self, offset: int) -> int:
        """The line of the file, counted from 1, that the offset is in."""
        if offset < self._offset:
            self._offset, self._line = 0, self._first_line
        self._line += self._source.count(b"\n", self._offset, offset)
        self._offset = offset
        return self._line


def _distinct(*groups: Iterable[str]) -> tuple[str, ...]:
    """All names of all groups in order, without repetition."""
    return tuple(dict.fromkeys(chain.from_iterable(groups)))
