"""What is a term besides jieba's words, and what is none. All in the folded space."""

from __future__ import annotations

import re

__all__ = [
    "CHARACTER_RUN",
    "MAX_TERM_LENGTH",
    "PASSED_OVER",
    "SIGN",
    "SPACED_RUN",
    "UNSPACED",
    "is_dictionary_term",
    "is_letter",
    "latin_words",
    "spaced_words",
    "whole_latin_words",
]

MAX_TERM_LENGTH = 64
"""Code points; of a longer word, in text and query alike, this much is the term."""

UNSPACED = (
    "\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3105-\u312f\u31a0-\u31bf\uac00-\ud7a3"
)
"""Of a character class: scripts written without spaces. Han with its marks, kana, bopomofo; Hangul
for the same search."""
CHARACTER_RUN = re.compile(f"[{UNSPACED}]+")

PASSED_OVER = r"[^\w\n\0]"
"""What has no position in a line: all but letters and digits, of whatever script."""

# Currencies, arrows, signs of mathematics and technology, geometric shapes, dingbats, emoji; no
# brackets, and not the lines that tables are drawn with.
SIGN = re.compile(
    "[¢-¦¨©¬®-±×÷\u20a0-\u20cf\u2190-\u2307\u230c-\u2328\u232b-\u23ff\u25a0-\u2767\u2794-\u27c4"
    "\u27c7-\u27e5\u27f0-\u2982\u2999-\u29d7\u29dc-\u29fb\u29fe-\u2bff\u3004\u3012\u3013\u3020"
    "\u3036\u3037\u4dc0-\u4dff\U0001f000-\U0001f0ff\U0001f10d-\U0001f3fa\U0001f400-\U0001faff]"
)
"""A sign that people look for; each is a term."""

# What words of spaced scripts are made of: none reaches beyond such a run.
SPACED_RUN = re.compile(r"[\w\-.:+#'&·@]+")

# A word of spaced scripts, as people type it: covid-19, f-15, 3.5, 12:30, at&t, std::vector,
# c++, c#, .net.
_LATIN_WORD = re.compile(
    r"(?:(?<!\w)\.(?=[a-z]))?\w+"
    r"(?:(?:[-.'&·+@]|::|\+\+|(?<=\d):(?=\d))\w+)*"
    r"(?:(?:\+\+|[+#])(?!\w))?"
)


def is_letter(character: str) -> bool:
    """Whether words of spaced scripts are written with the character: letters, digits, ``_``."""
    return (character.isalnum() or character == "_") and not CHARACTER_RUN.match(character)


def latin_words(text: str) -> list[tuple[str, int]]:
    """The words of spaced scripts and where each begins, cut after MAX_TERM_LENGTH."""
    return [(word[:MAX_TERM_LENGTH], start) for word, start in whole_latin_words(text)]


def whole_latin_words(text: str) -> list[tuple[str, int]]:
    """The words of spaced scripts, however long, and where each begins."""
    spaced = CHARACTER_RUN.sub(lambda run: " " * len(run.group()), text)
    return [(match.group(), match.start()) for match in _LATIN_WORD.finditer(spaced)]


def spaced_words(text: str) -> list[str]:
    """The :func:`latin_words` of a text without characters of the unspaced scripts."""
    return [word[:MAX_TERM_LENGTH] for word in _LATIN_WORD.findall(text)]


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
