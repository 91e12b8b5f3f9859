"""Which passages of a text show its matches best."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from searcher.model import Fragment, Span

__all__ = ["best_fragments"]

# A sentence ends after its mark and the quotes that close behind it, or at a line break.
_SENTENCE_END = re.compile(r"[。！？；!?;…]+[”’」』）)\]\"']*|[.](?=\s)|\n")
_CLAUSE_END = re.compile(r"[，、：,:]|\s")

_REPEATED = 0.1
"""What a match is worth that a passage has shown already, against its first showing."""


def best_fragments(
    text: str, matches: Sequence[Span], count: int, width: int
) -> tuple[Fragment, ...]:
    """Up to ``count`` passages of about ``width`` code points, in order, not overlapping.

    Passages are whole sentences where these are no longer than ``width``. Those with the
    most and longest different matches are taken; without any match, the beginning.
    """
    if count < 1:
        return ()
    sentences = _sentences(text, matches, width)
    worths = {
        passage: worth
        for passage in _passages(sentences, matches, width)
        if (worth := _worth(text, _within(matches, passage)))
    }
    chosen: list[Span] = []
    for passage in sorted(worths, key=lambda passage: (-worths[passage], passage)):
        if len(chosen) == count:
            break
        if all(passage.end <= other.start or other.end <= passage.start for other in chosen):
            chosen.append(passage)
    if not chosen and sentences:
        chosen = [_passage(sentences, 0, width)]
    return tuple(_fragment(text, passage, matches) for passage in sorted(chosen))


def _sentences(text: str, matches: Sequence[Span], width: int) -> list[Span]:
    """The text cut after its sentences, longer ones cut again; together they are the text.

    No match is cut.
    """
    sentences = []
    start = 0
    for mark in [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]:
        end = _uncut(matches, mark)
        while end - start > width:
            cut = _uncut(matches, _cut(text, start, start + width))
            sentences.append(Span(start, cut))
            start = cut
        if end > start:
            sentences.append(Span(start, end))
            start = end
    return sentences


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut a sentence that is too long: after its last clause that fits, if one does."""
    ends = [match.end() for match in _CLAUSE_END.finditer(text, start, limit)]
    return ends[-1] if ends and ends[-1] - start > (limit - start) // 2 else limit


def _uncut(matches: Sequence[Span], position: int) -> int:
    """``position``, or the end of the match that it would cut."""
    index = bisect_left(matches, position, key=attrgetter("start")) - 1
    return max(position, matches[index].end) if index >= 0 else position


def _passages(sentences: Sequence[Span], matches: Sequence[Span], width: int) -> Iterator[Span]:
    """The passages that show a match: those that begin with its sentence, or soon before."""
    done = 0
    for match in matches:
        last = bisect_right(sentences, match.start, key=attrgetter("start"))
        first = bisect_left(sentences, match.end - width, done, last, key=attrgetter("start"))
        for index in range(min(first, last - 1), last):
            yield _passage(sentences, index, width)
        done = max(done, min(first, last - 1))


def _passage(sentences: Sequence[Span], first: int, width: int) -> Span:
    """The sentences from ``first`` on that fit into ``width``, at least one."""
    start, end = sentences[first]
    for following in range(first + 1, len(sentences)):
        if sentences[following].end - start > width:
            break
        end = sentences[following].end
    return Span(start, end)


def _within(matches: Sequence[Span], passage: Span) -> Sequence[Span]:
    first = bisect_left(matches, passage.start, key=attrgetter("start"))
    last = bisect_right(matches, passage.end, key=attrgetter("end"))
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
