"""Whether a folded text has a passage, words near each other, or a word by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searcher.analysis.tokenfilter import CHARACTER_RUN, is_letter


def has_passage(text: str, wanted: str, exceptions: Sequence[str] = ()) -> bool:
    """Whether a passage stands in the text as it is, outside of longer words that only hold it."""
    holders = [longer for longer in exceptions if wanted in longer and wanted != longer]
    covered = [(at, at + len(longer)) for longer in holders for at in _all_places(text, longer)]
    return any(
        not any(first <= start and end <= last for first, last in covered)
        for start, end in _passages(text, wanted)
    )


def are_near(text: str, words: Sequence[str], distance: int) -> bool:
    """Whether a stretch of the text has all the words, with no more than so many characters
    besides; white space is not counted."""
    length = sum(map(len, words)) + distance
    placed = {
        word: [
            (counted, counted + len(word))
            for start in _all_places(text, word)
            if _is_whole(text, start, start + len(word))
            for counted in [sum(not character.isspace() for character in text[:start])]
        ]
        for word in words
    }
    return any(
        all(
            any(first <= start and end <= first + length for start, end in placed[w]) for w in words
        )
        for word in words
        for first, _ in placed[word]
    )


def _passages(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a passage begins and ends. Of white space, some must stand where it has any; none need,
    beside a character of a script that is written without."""
    first, *others = wanted.split()
    for start in _all_places(text, first):
        end, before = start + len(first), first
        for piece in others:
            after = end
            while after < len(text) and text[after].isspace():
                after += 1
            may_be_none = CHARACTER_RUN.match(before[-1]) or CHARACTER_RUN.match(piece[0])
            if not text.startswith(piece, after) or (after == end and not may_be_none):
                break
            end, before = after + len(piece), piece
        else:
            if _is_whole(text, start, end):
                yield start, end


def _all_places(text: str, piece: str) -> Iterator[int]:
    return (at for at in range(len(text)) if text.startswith(piece, at))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the text from start to end cuts no word of a spaced script."""
    return not any(
        0 < at < len(text) and is_letter(text[at - 1]) and is_letter(text[at])
        for at in (start, end)
    )
