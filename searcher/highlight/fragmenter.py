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
_PAUSE = re.compile(f"{_SENTENCE_END.pattern}|{_CLAUSE_END.pattern}")
_BLANK = re.compile(r"\s")

_OFTEN = 4
"""Matches of the same text that passages may begin near, where no more fragments are asked for;
later ones are ignored."""

_REPEATED = 0.03
"""What is shown once more is worth, compared with the first time."""


def _by_length(match: str) -> Mapping[str, float]:
    return {match: len(match) ** 2}


def best_fragments(
    text: str, matches: Sequence[Span], count: int, width: int, worth: Worth = _by_length
) -> tuple[Fragment, ...]:
    """Up to ``count`` passages of about ``width`` code points, in order, not overlapping.

    Passages are whole sentences where these are no longer than ``width``, and clauses beside them
    for which there is room. The first to be taken shows what is worth most together, each further
    one what the others have not shown. Where one passage has all matches, a second is the beginning
    of the text, or what follows; without any match, the beginning is the only one.
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
    fragments = []
    done = 0
    passages = sorted(chosen)
    limits = [*(passage.start for passage in passages[1:]), len(text)]
    for passage, limit in zip(passages, limits, strict=False):
        filled = _filled(text, passage, Span(done, limit), matches, width)
        fragments.append(_fragment(text, filled, matches, chosen[passage]))
        done = filled.end
    return tuple(fragments)


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
        self._starts = [start for start, _ in matches]
        self._texts = [text[start:end] for start, end in matches]
        self._cuts = cuts
        self._width = width
        self._parts = {match: worth(match) for match in dict.fromkeys(self._texts)}
        self._chosen: list[Span] = []
        self._shown: set[str] = set()
        self._worths: dict[tuple[int, int], float] = {}
        """That of the matches between two, as long as the same is shown."""

    def best(self, near: Sequence[Span], count: int) -> dict[Span, float]:
        """Up to ``count`` passages that show a match, of those near some matches, the best first,
        each with what it is worth beside those before.

        What a passage is worth only falls while others are chosen. So the best is the one that is
        worth most when it is looked at again, and no other needs to be.
        """
        found = self._found(near)
        heapify(found)
        best: dict[Span, float] = {}
        while found and len(best) < count:
            _, index = heappop(found)
            left = self._left_at(index)
            if left is None:
                continue
            worth = self.worth(left)
            if found and (-worth, index) > found[0]:
                heappush(found, (-worth, index))
                continue
            if not worth:
                break
            middle = self._middle(left, index, worth)
            best[middle] = worth
            self._take(middle)
            if middle != left:
                heappush(found, (-worth, index))
        return best

    def _middle(self, first: Span, index: int, worth: float) -> Span:
        """Of the passages that begin in ``first``, the one from the cut ``index`` on, and are worth
        as much, the one in the middle: it has text on both sides of the matches."""
        alike = [first]
        for following in range(index + 1, len(self._cuts) - 1):
            passage = self._left_at(following)
            if passage is None or passage.start >= first.end or self.worth(passage) != worth:
                break
            alike.append(passage)
        return alike[(len(alike) - 1) // 2]

    def _found(self, near: Sequence[Span]) -> list[tuple[float, int]]:
        """What the passages are worth, negated, that begin with the sentence of a match or soon
        before, each with the number of the cut that it begins at."""
        cuts, starts, width = self._cuts, self._starts, self._width
        found = []
        done = 0
        for match in near:
            after = bisect_right(cuts, match.start, done)
            first = min(bisect_left(cuts, match.end - width), after - 1)
            for index in range(max(first, done), after):
                start = cuts[index]
                begin = bisect_left(starts, start)
                end = bisect_left(starts, cuts[self._last(index)], begin)
                found.append((-self._worth_between(begin, end), index))
            done = after
        return found

    def _last(self, index: int) -> int:
        """The cut behind the sentences from a cut on that fit into the width, at least one."""
        return bisect_right(self._cuts, self._cuts[index] + self._width, index + 2) - 1

    def _left_at(self, index: int) -> Span | None:
        """What no chosen passage has of the one at a cut, from its beginning on."""
        start, end = self._cuts[index], self._cuts[self._last(index)]
        for chosen in self._chosen[max(bisect_right(self._chosen, (start, end)) - 1, 0) :][:2]:
            if chosen.start <= start < chosen.end:
                return None
            if start < chosen.start:
                end = min(end, chosen.start)
        return Span(start, end)

    def worth(self, passage: Span) -> float:
        """What a passage shows is worth, beside those that were chosen."""
        return self._worth_between(*self._within(passage))

    def _within(self, passage: Span) -> tuple[int, int]:
        """The first match in a passage, and the one behind it."""
        first = bisect_left(self._starts, passage.start)
        return first, bisect_left(self._starts, passage.end, first)

    def _worth_between(self, first: int, last: int) -> float:
        """What some matches show is worth."""
        worth = self._worths.get((first, last))
        if worth is None:
            parts = self._shown_by(first, last)
            known = self._shown.intersection(parts)
            # Rounded, so that it is the same in whatever order it is added.
            worth = sum(parts.values()) - (1 - _REPEATED) * sum(parts[part] for part in known)
            self._worths[first, last] = worth = round(worth, 6)
        return worth

    def _shown_by(self, first: int, last: int) -> Mapping[str, float]:
        texts = set(self._texts[first:last])
        if len(texts) == 1:
            return self._parts[texts.pop()]
        return {part: value for text in texts for part, value in self._parts[text].items()}

    def _take(self, passage: Span) -> None:
        insort(self._chosen, passage)
        self._shown.update(self._shown_by(*self._within(passage)))
        self._worths.clear()


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
    start, limit = len(text) - len(text.lstrip()), len(text)
    if chosen:
        (passage,) = chosen
        start, limit = (start, passage.start) if start < passage.start else (passage.end, limit)
    line_end = text.find("\n", start + width) + 1
    lines = Span(start, min(line_end or limit, limit))
    end = start
    for cut in _sentence_ends(text, lines, width, _uncut(matches)):
        if cut > start + width and end > start:
            break
        end = cut
    return {Span(start, end): 0.0} if text[start:end].strip() else {}


def _filled(text: str, passage: Span, room: Span, matches: Sequence[Span], width: int) -> Span:
    """A passage with the clauses behind it, and then before it, that fit into ``width`` and into
    the room between its neighbours."""
    start, end = passage
    last = min(start + width, room.end)
    for cut in (*(match.end() for match in _PAUSE.finditer(text, end, last)), room.end):
        if end < cut <= last and not _is_within(matches, cut):
            end = cut
    first = max(end - width, room.start)
    for cut in (room.start, *(match.end() for match in _PAUSE.finditer(text, first, start))):
        if first <= cut < start and not _is_within(matches, cut):
            return Span(cut, end)
    return Span(start, end)


def _is_within(matches: Sequence[Span], position: int) -> bool:
    """Whether a match begins before a position and ends after it."""
    index = bisect_left(matches, (position,))
    return index > 0 and position < matches[index - 1].end


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
