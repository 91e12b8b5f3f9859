"""Ranked sections -> hits with highlighted titles and fragments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from searcher.analysis.authortext import Matcher
from searcher.analysis.normalize import Normalized, fold, normalize_all
from searcher.backend import RankedSection
from searcher.highlight.fragmenter import Worth, best_fragments
from searcher.highlight.highlighter import find_matches
from searcher.highlight.script import Converted, convert
from searcher.linemap import LineMap
from searcher.model import SEPARATOR, Explanation, FoundSection, Fragment, Hit, Span
from searcher.options import Script

__all__ = ["Presentation"]


@dataclass(frozen=True, slots=True)
class Presentation:
    """How hits are shown."""

    title_matchers: tuple[Matcher, ...]
    text_matchers: tuple[Matcher, ...]
    fragments: int
    width: int
    script: Script
    worths: Mapping[str, float]
    """What each folded text is worth that the query asks for."""

    def hits(
        self,
        sections: Sequence[FoundSection],
        ranked: Sequence[RankedSection],
        explanations: Sequence[Explanation | None],
        first_rank: int,
    ) -> tuple[Hit, ...]:
        """The hits, highlighted, with their best fragments; ranks begin at ``first_rank``."""
        names = [name for section in sections for name in (section.article, *section.headings)]
        titles = {
            name: convert(name, find_matches(name, folded, self.title_matchers), self.script)
            for name, folded in _normalized(dict.fromkeys(names))
        }
        texts = [section.text if self.fragments else "" for section in sections]
        worth = cache(self._worth)
        return tuple(
            self._hit(
                section,
                titles,
                self._fragments(section.lines, text, folded, worth),
                own,
                why,
                rank,
            )
            for rank, (section, own, why, (text, folded)) in enumerate(
                zip(sections, ranked, explanations, _normalized(texts), strict=True), first_rank
            )
        )

    def _hit(
        self,
        section: FoundSection,
        titles: Mapping[str, Converted],
        fragments: tuple[Fragment, ...],
        ranked: RankedSection,
        explanation: Explanation | None,
        rank: int,
    ) -> Hit:
        converted = [titles[name] for name in (section.article, *section.headings)]
        highlights: list[Span] = []
        start = 0
        for title in converted:
            highlights += [Span(start + s, start + e) for s, e in title.highlights]
            start += len(title.text) + len(SEPARATOR)
        return Hit(
            rank=rank,
            score=ranked.score,
            article=converted[0].text,
            name=section.name,
            headings=tuple(title.text for title in converted[1:]),
            anchor=section.anchor,
            path=section.path,
            root=section.root,
            line=section.line,
            tags=section.tags,
            date=section.date,
            type=section.type,
            categories=tuple(convert(name, (), self.script).text for name in section.categories),
            title_highlights=tuple(highlights),
            fragments=fragments,
            explanation=explanation,
            missing=ranked.missing,
            matched_name=None
            if highlights or not fragments or any(each.highlights for each in fragments)
            else self._matched_name(section, ranked),
        )

    def _matched_name(self, section: FoundSection, ranked: RankedSection) -> str | None:
        """What a section without a match that is shown was found by."""
        for form, folded in _normalized(section.other_forms):
            if find_matches(form, folded, (*self.title_matchers, *self.text_matchers)):
                return convert(form, (), self.script).text
        return next(iter(ranked.names), None)

    def _fragments(
        self, lines: LineMap, text: str, folded: Normalized, worth: Worth
    ) -> tuple[Fragment, ...]:
        if not self.fragments:
            return ()
        marks = find_matches(text, folded, self.text_matchers)
        fragments = best_fragments(text, marks, self.fragments, self.width, worth)
        starts = [
            fragment.start + start
            for fragment in fragments
            for start, _ in fragment.highlights or (_BEGINNING,)
        ]
        places = iter(lines.lines_at(text, starts))
        return tuple(self._shown(fragment, places) for fragment in fragments)

    def _worth(self, match: str) -> Mapping[str, float]:
        """What a match shows of the query, each text with its worth. What matches otherwise, as by
        a pattern, is worth as much as the best of them."""
        folded = fold(match)
        shown = {text: worth for text, worth in self.worths.items() if text in folded}
        return shown or {folded: max(self.worths.values(), default=1.0)}

    def _shown(self, fragment: Fragment, places: Iterator[int | None]) -> Fragment:
        """The fragment in the script that was asked for, with the lines that come next."""
        text, highlights = convert(fragment.text, fragment.highlights, self.script)
        lines = tuple(islice(places, len(highlights) or 1))
        return Fragment(
            text,
            fragment.start,
            highlights,
            lines[0],
            None,
            lines[: len(highlights)],
            fragment.worth,
        )


_BEGINNING = Span(0, 0)


def _normalized(texts: Iterable[str]) -> Iterable[tuple[str, Normalized]]:
    """Each text with its form in the folded space."""
    texts = list(texts)
    return zip(texts, normalize_all(texts), strict=True)
