"""The fragmenter: the passages of a text that show its matches best."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from searcher.model import Fragment, Span

__all__ = ["best_fragments"]

# A sentence ends after its mark and the quotes that close behind it, or at a line break.
_SENTENCE_END = re.compile(r"[。！？；!?;…]+[”’」』）)\]\"']*|[.](?=\s)|\n")
_CLAUSE_END = re.compile(r"[，、：,:]|\s")

_OFTEN = 8
"""Matches of the same text that passages may begin near; later ones are ignored."""

_REPEATED = 0.1
"""What a repeated match in a passage is worth, compared with the first."""


def best_fragments(
    text: str, matches: Sequence[Span], count: int, width: int
) -> tuple[Fragment, ...]:
    """Up to ``count`` passages of about ``width`` code points, in order, not overlapping.

    Passages are whole sentences where these are no longer than ``width``. Those with the
    most and longest different matches are taken; without any match, the beginning.
    """
    if count < 1 or not text:
        return ()
    if len(text) <= width:
        return (_fragment(text, Span(0, len(text)), matches),)
    first = _first_of_each(text, matches)
    cuts = _cuts(text, first, width)
    worths = sorted(
        (-worth, passage)
        for passage in _passages(cuts, first, width)
        if (worth := _worth(text, _within(matches, passage)))
    )
    chosen: list[Span] = []
    for _, passage in worths:
        if len(chosen) == count:
            break
        if all(passage.end <= other.start or other.end <= passage.start for other in chosen):
            chosen.append(passage)
    if not chosen:
        chosen = [_passage(cuts, 0, width)]
    return tuple(_fragment(text, passage, matches) for passage in sorted(chosen))


def _first_of_each(text: str, matches: Sequence[Span]) -> list[Span]:
    """The first _OFTEN matches of each text."""
    counts: dict[str, int] = {}
    first = []
    for match in matches:
        said = text[match.start : match.end]
        counts[said] = counts.get(said, 0) + 1
        if counts[said] <= _OFTEN:
            first.append(match)
    return first


def _cuts(text: str, matches: Sequence[Span], width: int) -> list[int]:
    """Where sentences begin and end, in order. Longer ones are cut further, but never a match.

    Only the lines that a passage with a match may reach are cut; without any match, those
    at the beginning.
    """
    uncut = {cut: end for start, end in matches for cut in range(start + 1, end)}
    cuts = [0]
    for start, end in matches or [Span(0, 0)]:
        if min(start + width, len(text)) > cuts[-1]:
            first = text.rfind("\n", 0, max(min(start, end - width), 0)) + 1
            if first > cuts[-1]:
                cuts.append(first)
            last = text.find("\n", start + width - 1) + 1
            while last in uncut:
                last = text.find("\n", last) + 1
            cuts += _sentence_ends(text, Span(cuts[-1], last or len(text)), width, uncut)
    return cuts


def _sentence_ends(text: str, lines: Span, width: int, uncut: Mapping[int, int]) -> Iterator[int]:
    """Where to cut some lines; ``uncut`` maps a position within a match to the end of the match."""
    start = lines.start
    marks = [match.end() for match in _SENTENCE_END.finditer(text, *lines)]
    for mark in [*marks, lines.end]:
        end = uncut.get(mark, mark)
        while end - start > width:
            cut = _clause_end(text, start, start + width)
            start = uncut.get(cut, cut)
            yield start
        if end > start:
            yield end
            start = end


def _clause_end(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence that is too long: after its last clause that fits, if one does."""
    middle = start + (limit - start) // 2
    ends = [match.end() for match in _CLAUSE_END.finditer(text, middle, limit)]
    return ends[-1] if ends else limit


def _passages(cuts: Sequence[int], matches: Sequence[Span], width: int) -> Iterator[Span]:
    """The passages that show a match: those that begin with its sentence, or soon before."""
    done = 0
    for match in matches:
        after = bisect_right(cuts, match.start)
        first = min(bisect_left(cuts, match.end - width), after - 1)
        for index in range(max(first, done), after):
            yield _passage(cuts, index, width)
        done = after


def _passage(cuts: Sequence[int], first: int, width: int) -> Span:
    """The sentences from a cut on that fit into ``width``, at least one."""
    last = bisect_right(cuts, cuts[first] + width, first + 2) - 1
    return Span(cuts[first], cuts[last])


def _within(matches: Sequence[Span], passage: Span) -> Sequence[Span]:
    first = bisect_left(matches, (passage.start,))
    last = bisect_left(matches, (passage.end,))
    return matches[first:last]


def _worth(text: str, matches: Sequence[Span]) -> float:
    seen: set[str] = set()
    worth = 0.0
    for start, end in matches:
        match = text[start:end]
        worth += (end - start) ** 2 * (_REPEATED if match in seen else 1)
        seen.add(match)
    return worth


def _fragment(text: str, passage: Span, matches: Sequence[Span]) -> Fragment:
    """The passage without the white space around it, its matches relative to it."""
    piece = text[passage.start : passage.end]
    start = passage.start + len(piece) - len(piece.lstrip())
    end = passage.start + len(piece.rstrip())
    highlights = (
        Span(max(match.start, start) - start, min(match.end, end) - start)
        for match in _within(matches, passage)
    )
    return Fragment(text[start:end], start, tuple(highlights))
