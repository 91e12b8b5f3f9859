"""The fragmenter: the passages of a text that show its matches best."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TypeAlias

from searcher.model import Fragment, Span

__all__ = ["Worth", "best_fragments"]

Worth: TypeAlias = "Callable[[str], Mapping[str, float]]"
"""From the text of a match to what it shows: each with what it is worth to the reader."""

# A sentence ends after its mark and the quotes that close behind it, or at a line break.
_SENTENCE_END = re.compile(r"(?:[。！？；!?;…]+[”’」』）)\]\"']*|[.](?=\s))[^\S\n]*|\n")
_CLAUSE_END = re.compile(r"[，、：,:][^\S\n]*")
_BLANK = re.compile(r"\s")

_OFTEN = 8
"""Matches of the same text that passages may begin near, where no more fragments are asked for;
later ones are ignored."""

_REPEATED = 0.1
"""What is shown once more is worth, compared with the first time."""


def _by_length(match: str) -> Mapping[str, float]:
    return {match: len(match) ** 2}


def best_fragments(
    text: str, matches: Sequence[Span], count: int, width: int, worth: Worth = _by_length
) -> tuple[Fragment, ...]:
    """Up to ``count`` passages of about ``width`` code points, in order, not overlapping.

    Passages are whole sentences where these are no longer than ``width``. The first to be taken
    shows what is worth most together, each further one what the others have not shown. Where one
    passage has all matches, a second is the beginning of the text, or what follows; without any
    match, the beginning is the only one.
    """
    if count < 1 or not text:
        return ()
    near = _first_of_each(text, matches, max(count, _OFTEN))
    if len(text) <= width:
        whole = Span(0, len(text))
        choice = _Choice(text, matches, [0, len(text)], width, worth)
        return (_fragment(text, whole, matches, choice.worth(whole)),)
    choice = _Choice(text, matches, _cuts(text, near, width), width, worth)
    chosen = choice.best(near, count)
    if len(chosen) < min(count, 2):
        chosen |= _opening(text, [*chosen], matches, width)
    return tuple(_fragment(text, passage, matches, chosen[passage]) for passage in sorted(chosen))


def _first_of_each(text: str, matches: Sequence[Span], often: int) -> list[Span]:
    """The first matches of each text, so many at most."""
    counts: Counter[str] = Counter()
    first = []
    for match in matches:
        said = text[match.start : match.end]
        counts[said] += 1
        if counts[said] <= often:
            first.append(match)
    return first


class _Choice:
    """Chooses passages, each from one of the ``cuts`` on."""

    def __init__(
        self, text: str, matches: Sequence[Span], cuts: Sequence[int], width: int, worth: Worth
    ) -> None:
        self._matches = matches
        self._cuts = cuts
        self._width = width
        self._parts = _parts(text, matches, worth)
        self._chosen: list[Span] = []
        self._shown: set[str] = set()

    def best(self, near: Sequence[Span], count: int) -> dict[Span, float]:
        """Up to ``count`` passages that show a match, of those near some matches, the best first,
        each with what it is worth beside those before.

        What a passage is worth only falls while others are chosen. So the best is the one that is
        worth most when it is looked at again, and no other needs to be.
        """
        found = [(-self.worth(passage), passage) for passage in self._passages(near)]
        heapify(found)
        best: dict[Span, float] = {}
        while found and len(best) < count:
            _, passage = heappop(found)
            left = self._left_of(passage)
            if left is None:
                continue
            again = (-self.worth(left), left)
            if not again[0]:
                continue
            if found and again > found[0]:
                heappush(found, again)
            else:
                best[left] = -again[0]
                self._take(left)
        return best

    def _passages(self, near: Sequence[Span]) -> Iterator[Span]:
        """The passages that show a match: those that begin with its sentence, or soon before."""
        cuts, done = self._cuts, 0
        for match in near:
            after = bisect_right(cuts, match.start)
            first = min(bisect_left(cuts, match.end - self._width), after - 1)
            for index in range(max(first, done), after):
                # The sentences from a cut on that fit into the width, at least one.
                last = bisect_right(cuts, cuts[index] + self._width, index + 2) - 1
                yield Span(cuts[index], cuts[last])
            done = after

    def _left_of(self, passage: Span) -> Span | None:
        """What no chosen passage has of a passage, from its beginning on."""
        at = bisect_right(self._chosen, passage)
        if at and passage.start < self._chosen[at - 1].end:
            return None
        if at == len(self._chosen):
            return passage
        return Span(passage.start, min(passage.end, self._chosen[at].start))

    def worth(self, passage: Span) -> float:
        """What a passage shows is worth, beside those that were chosen."""
        worth = 0.0
        seen: set[str] = set()
        for parts in self._within(passage):
            for part, value in parts.items():
                if part not in seen:
                    seen.add(part)
                    worth += value * _REPEATED if part in self._shown else value
        return round(worth, 6)  # equal where the same is shown, in whatever order it was added

    def _take(self, passage: Span) -> None:
        insort(self._chosen, passage)
        for parts in self._within(passage):
            self._shown.update(parts)

    def _within(self, passage: Span) -> Iterable[Mapping[str, float]]:
        """What each different match in a passage shows."""
        first = bisect_left(self._matches, (passage.start,))
        last = bisect_left(self._matches, (passage.end,))
        return {id(parts): parts for parts in self._parts[first:last]}.values()


def _parts(text: str, matches: Sequence[Span], worth: Worth) -> list[Mapping[str, float]]:
    """What each match shows; the same object for the same text."""
    known: dict[str, Mapping[str, float]] = {}
    parts = []
    for start, end in matches:
        match = text[start:end]
        if match not in known:
            known[match] = worth(match)
        parts.append(known[match])
    return parts


def _cuts(text: str, matches: Sequence[Span], width: int) -> list[int]:
    """Where sentences begin and end, in order. Longer ones are cut further, but never a match.

    Only the lines that a passage with a match may reach are cut.
    """
    uncut = _uncut(matches)
    cuts = [0]
    for start, end in matches:
        if min(start + width, len(text)) > cuts[-1]:
            first = text.rfind("\n", 0, max(min(start, end - width), 0)) + 1
            if first > cuts[-1]:
                cuts.append(first)
            last = text.find("\n", start + width - 1) + 1
            while last in uncut:
                last = text.find("\n", last) + 1
            cuts += _sentence_ends(text, Span(cuts[-1], last or len(text)), width, uncut)
    return cuts


def _uncut(matches: Iterable[Span]) -> Mapping[int, int]:
    """The end of the match for each position within one, where no text is cut."""
    return {cut: end for start, end in matches for cut in range(start + 1, end)}


def _sentence_ends(text: str, lines: Span, width: int, uncut: Mapping[int, int]) -> Iterator[int]:
    """Where to cut some lines: after each sentence, and in one that is too long after each clause;
    where that is too long itself, at a blank or at the width."""
    start = lines.start
    marks = [match.end() for match in _SENTENCE_END.finditer(text, *lines)]
    for mark in [*marks, lines.end]:
        end = uncut.get(mark, mark)
        clauses: Iterable[int] = (end,)
        if end - start > width:
            clauses = (*(match.end() for match in _CLAUSE_END.finditer(text, start, end)), end)
        for clause in clauses:
            while clause - start > width:
                cut = _blank_end(text, start, start + width)
                start = uncut.get(cut, cut)
                yield start
            cut = uncut.get(clause, clause)
            if cut > start:
                start = cut
                yield start


def _blank_end(text: str, start: int, limit: int) -> int:
    """Where to cut a clause that is too long: after its last blank that fits, if one does."""
    middle = start + (limit - start) // 2
    ends = [match.end() for match in _BLANK.finditer(text, middle, limit)]
    return ends[-1] if ends else limit


def _opening(
    text: str, chosen: Sequence[Span], matches: Sequence[Span], width: int
) -> dict[Span, float]:
    """The sentences that fit into ``width``, at the beginning of the text or behind the passage
    that is there; none where the text has no more."""
    start, limit = 0, len(text)
    if chosen:
        (passage,) = chosen
        start, limit = (0, passage.start) if passage.start else (passage.end, limit)
    line_end = text.find("\n", start + width) + 1
    lines = Span(start, min(line_end or limit, limit))
    end = start
    for cut in _sentence_ends(text, lines, width, _uncut(matches)):
        if cut > start + width and end > start:
            break
        end = cut
    return {Span(start, end): 0.0} if text[start:end].strip() else {}


def _fragment(text: str, passage: Span, matches: Sequence[Span], worth: float) -> Fragment:
    """The passage without the white space around it, its matches relative to it."""
    piece = text[passage.start : passage.end]
    start = passage.start + len(piece) - len(piece.lstrip())
    end = passage.start + len(piece.rstrip())
    first = bisect_left(matches, (passage.start,))
    last = bisect_left(matches, (passage.end,))
    highlights = (
        Span(max(match.start, start) - start, min(match.end, end) - start)
        for match in matches[first:last]
    )
    return Fragment(text[start:end], start, tuple(highlights), worth=worth)
