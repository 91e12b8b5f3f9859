"""What is a term besides jieba's words, and what is none. All in the folded space."""

from __future__ import annotations

import re

__all__ = [
    "CHARACTER_RUN",
    "MAX_TERM_LENGTH",
    "SPACED_RUN",
    "is_dictionary_term",
    "is_letter",
    "latin_words",
    "parts",
    "spaced_words",
]

MAX_TERM_LENGTH = 64
"""Code points; of a longer word, in text and query alike, this much is the term."""

# Scripts written without spaces: Han with its marks, kana, bopomofo; Hangul for the same search.
_UNSPACED = (
    "\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3105-\u312f\u31a0-\u31bf\uac00-\ud7a3"
)
CHARACTER_RUN = re.compile(f"[{_UNSPACED}]+")

# What words of spaced scripts are made of: none reaches beyond such a run.
SPACED_RUN = re.compile(r"[\w\-.:+#'&·@]+")

# A word of spaced scripts, as people type it: covid-19, f-15, 3.5, 12:30, at&t, std::vector,
# c++, c#, .net. Its parts are found too; a number has none.
_LATIN_WORD = re.compile(
    r"(?:(?<!\w)\.(?=[a-z]))?\w+"
    r"(?:(?:[-.'&·+@]|::|\+\+|(?<=\d):(?=\d))\w+)*"
    r"(?:(?:\+\+|[+#])(?!\w))?"
)
_LATIN_PART = re.compile(r"\d+(?:[.:]\d+)+(?!\w)|[^\W_]+(?:\+\+|#)?")


def is_letter(character: str) -> bool:
    """Whether words of spaced scripts are written with the character: letters, digits, ``_``."""
    return (character.isalnum() or character == "_") and not CHARACTER_RUN.match(character)


def latin_words(text: str) -> list[tuple[str, int]]:
    """The words of spaced scripts and where each begins, cut after MAX_TERM_LENGTH."""
    spaced = CHARACTER_RUN.sub(lambda run: " " * len(run.group()), text)
    return [
        (match.group()[:MAX_TERM_LENGTH], match.start()) for match in _LATIN_WORD.finditer(spaced)
    ]


def spaced_words(text: str) -> list[str]:
    """The :func:`latin_words` of a text without characters of the unspaced scripts."""
    return [word[:MAX_TERM_LENGTH] for word in _LATIN_WORD.findall(text)]


def parts(word: str) -> list[str]:
    """The parts of one of the :func:`latin_words`, in order; none if it has but one.

    Between them is no letter and no digit.
    """
    found = [] if word.isalnum() else _LATIN_PART.findall(word)
    return [] if found == [word] else found


def is_dictionary_term(word: str) -> bool:
    """Whether a word of the tokenizer is a term of its own kind.

    Words of one or two characters are characters and pairs already, and words of spaced
    scripts are not the tokenizer's to find: left are the long and the mixed (4s店, t恤).
    """
    if len(word) < 2 or word.isascii():
        return False
    if CHARACTER_RUN.fullmatch(word):
        return 2 < len(word) <= MAX_TERM_LENGTH
    return CHARACTER_RUN.search(word) is not None
