"""From a ranked section to the hit that a person sees."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.analysis.normalize import normalize
from searcher.highlight.fragmenter import best_fragments
from searcher.highlight.highlighter import find_matches
from searcher.highlight.script import Script, convert
from searcher.highlight.targets import Target
from searcher.indexing.codec.documents import StoredSection
from searcher.model import SEPARATOR, Fragment, Hit, Span
from searcher.searching.ranking import Ranked

__all__ = ["Presentation"]


@dataclass(frozen=True, slots=True)
class Presentation:
    """How hits are shown."""

    title_targets: tuple[Target, ...]
    text_targets: tuple[Target, ...]
    fragments: int
    width: int
    script: Script

    def hit(self, section: StoredSection, ranked: Ranked, rank: int) -> Hit:
        """The hit in place ``rank``, its matches marked and its best passages cut."""
        titles: list[str] = []
        title_highlights: list[Span] = []
        start = 0
        for title in (section.article.title, *section.detail.headings):
            shown = convert(title, find_matches(normalize(title), self.title_targets), self.script)
            titles.append(shown.text)
            title_highlights += (Span(start + s, start + e) for s, e in shown.highlights)
            start += len(shown.text) + len(SEPARATOR)
        return Hit(
            rank=rank,
            score=ranked.score,
            article=titles[0],
            headings=tuple(titles[1:]),
            anchor=section.detail.anchor,
            path=section.article.path,
            root=section.article.root,
            line=section.detail.line,
            categories=tuple(
                convert(name, (), self.script).text for name in section.article.categories
            ),
            title_highlights=tuple(title_highlights),
            fragments=self._fragments(section.text),
            explanation=ranked.explanation,
        )

    def _fragments(self, text: str) -> tuple[Fragment, ...]:
        if not self.fragments:
            return ()
        marks = find_matches(normalize(text), self.text_targets)
        fragments = best_fragments(text, marks, self.fragments, self.width)
        if self.script == "original":
            return fragments
        return tuple(
            Fragment(shown.text, fragment.start, shown.highlights)
            for fragment in fragments
            if (shown := convert(fragment.text, fragment.highlights, self.script))
        )
