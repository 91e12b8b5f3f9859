"""Whether a folded text has a passage, words near each other, or a word by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searcher.analysis.tokenfilter import (
    CHARACTER_RUN,
    SIGN,
    is_letter,
    whole_latin_words,
)


def has_passage(
    text: str, wanted: str, exceptions: Sequence[str] = (), *, over_marks: bool = False
) -> bool:
    """Whether a passage stands in the text, outside of longer words that only hold it.

    It stands there as it is, but that words of spaced scripts may be written in other ways; with
    ``over_marks``, three characters or words of it or more have a place each, and nothing else has.
    """
    holders = [longer for longer in exceptions if wanted in longer and wanted != longer]
    covered = [(at, at + len(longer)) for longer in holders for at in _all_places(text, longer)]
    return any(
        not any(first <= start and end <= last for first, last in covered)
        for start, end in _passages(text, wanted, over_marks)
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


def _passages(text: str, wanted: str, over_marks: bool) -> Iterator[tuple[int, int]]:
    """Where a passage begins and ends."""
    pieces = [
        (start, character)
        for start, character in enumerate(wanted)
        if (character.isalnum() and CHARACTER_RUN.match(character)) or SIGN.match(character)
    ]
    pieces += [(start, word) for word, start in whole_latin_words(wanted)]
    pieces.sort()
    marks: list[str] = []
    end = 0
    for start, piece in pieces:
        marks.append(wanted[end:start])
        end = start + len(piece)
    last = wanted[end:]
    if over_marks and pieces:
        marks[0], last = "", ""
    over_marks = over_marks and len(pieces) > 2

    def ends(at: int, number: int) -> Iterator[int]:
        if number == len(pieces):
            yield from _after_marks(text, at, last)
            return
        before = pieces[number - 1][1] if number else ""
        piece, between = pieces[number][1], marks[number]
        if number and over_marks:
            afters = _after_gap(text, at, before, between, piece)
        elif number and not between.strip():
            afters = _after_blanks(text, at, before, between, piece)
        else:
            afters = _after_marks(text, at, between)
        for after in afters:
            for reached in _after_piece(text, after, piece):
                yield from ends(reached, number + 1)

    for start in range(len(text)):
        for end in ends(start, 0):
            if _is_apart(text, start) and _is_apart(text, end):
                yield start, end


def _after_gap(text: str, at: int, before: str, between: str, piece: str) -> Iterator[int]:
    """Of what has no place on a line, any number; of the ends of lines, where white space was
    typed. Some must be between words of which one does not end and the other begin with letters."""
    if not between or not _must_be_apart(before, piece):
        yield at
    while at < len(text) and (
        text[at] == "\n" if text[at] in "\n\0" else not (text[at].isalnum() or text[at] == "_")
    ):
        if text[at] == "\n" and not any(map(str.isspace, between)):
            return
        at += 1
        yield at


def _after_blanks(text: str, at: int, before: str, between: str, piece: str) -> Iterator[int]:
    """White space if some was typed; none need be, but between two words. Beside a word there may
    be a blank that was not typed."""
    if not between or not _must_be_apart(before, piece):
        yield at
    if not between:
        if _is_word(before) != _is_word(piece) and text[at : at + 1] == " ":
            yield at + 1
        return
    while at < len(text) and text[at].isspace():
        at += 1
        yield at


def _after_marks(text: str, at: int, marks: str) -> Iterator[int]:
    """Marks as typed, but for the white space between them."""
    for number, part in enumerate(re.split(r"\s+", marks)):
        while number and at < len(text) and text[at].isspace():
            at += 1
        if not text.startswith(part, at):
            return
        at += len(part)
    yield at


def _after_piece(text: str, at: int, piece: str) -> Iterator[int]:
    """A word with or without one hyphen, point or apostrophe between letters, or between letters
    and digits, where there may be a blank instead."""
    left = ""
    for number, character in enumerate(piece):
        right = piece[number + 1 : number + 2]
        if character in "-.'" and _joined(left, right):
            continue
        if _joined(left, character) and at < len(text):
            is_turn = left.isdecimal() != character.isdecimal()
            at += text[at] in "-.'" or (is_turn and text[at] == " ")
        if text[at : at + 1] != character:
            return
        at += 1
        left = character
    yield at


def _joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not (left.isdecimal() and right.isdecimal())


def _is_word(piece: str) -> bool:
    return not (SIGN.match(piece) or CHARACTER_RUN.match(piece))


def _must_be_apart(before: str, piece: str) -> bool:
    if not (_is_word(before) and _is_word(piece)):
        return False
    ends = before[-1], piece[0]
    return not (all(map(str.isalnum, ends)) and ends[0].isdecimal() != ends[1].isdecimal())


def _is_apart(text: str, at: int) -> bool:
    """Whether a place is not within letters or within digits of a word of a spaced script."""
    if not 0 < at < len(text):
        return True
    ends = text[at - 1], text[at]
    return (
        not all(end.isalnum() and not CHARACTER_RUN.match(end) for end in ends)
        or ends[0].isdecimal() != ends[1].isdecimal()
    )


def _all_places(text: str, piece: str) -> Iterator[int]:
    return (at for at in range(len(text)) if text.startswith(piece, at))


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the text from start to end cuts no word of a spaced script."""
    return not any(
        0 < at < len(text) and is_letter(text[at - 1]) and is_letter(text[at])
        for at in (start, end)
    )
