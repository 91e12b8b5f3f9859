"""Write searcher/analysis/dictionary.txt: what jieba's dictionary lacks in the folded space.

    python scripts/make_dictionary.py [--check]

These are the words that change there, those that bisection does not find in jieba's file,
which is not quite sorted, the words of the regions, and the total of all frequencies. Left
out are plain numbers: jieba has 一九四九年 and not 一九一〇年, but all are to be cut alike. With
--check, exit 1 where the file is not what jieba's dictionary and the fold give; the test suite
runs that.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import jieba
from generated import write_or_check

from searcher.analysis.lexicon import TOTAL, Lexicon
from searcher.analysis.normalize import fold
from searcher.analysis.quantities import is_plain_number
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN

TARGET = Path(__file__).parents[1] / "searcher" / "analysis" / "dictionary.txt"


def dictionary() -> Iterator[tuple[str, int]]:
    """jieba's words and their frequencies."""
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split(" ")
            yield word, int(count)


class JiebasOwn(Lexicon):
    """The lexicon without what this script adds to it."""

    _extra: dict[str, int] = {}  # noqa: RUF012  # type: ignore[assignment]

    # Words share their beginnings.
    _first_from = cache(Lexicon._first_from)


def render() -> str:
    """The text of the file: word and frequency a line.

    Words that fold to the same form share it: their frequencies are added.
    """
    own = dict(dictionary())
    folded: Counter[str] = Counter()
    for word, count in own.items():
        if not is_plain_number(fold(word)):
            folded[fold(word)] += count
    lexicon = JiebasOwn()
    missing = {
        word: count
        for word, count in folded.items()
        if dict(lexicon.words_that_begin(word)).get(word) != count
    }
    missing |= regional(folded)
    total = sum(own.values()) + sum(count - own.get(word, 0) for word, count in missing.items())
    header = (
        f"# Words that the dictionary of jieba {jieba.__version__} (MIT) has otherwise than the\n"
        "# folded space needs them, or out of order, and words of the regions that it lacks, with\n"
        "# their frequencies there, and the total of all. Made by scripts/make_dictionary.py.\n"
        f"{TOTAL} {total}\n"
    )
    return header + "".join(f"{word} {count}\n" for word, count in sorted(missing.items()))


def regional(words: Mapping[str, int]) -> dict[str, int]:
    """The words of the regions that are not among ``words``, so that texts and queries have them as
    words, with the frequency that jieba suggests for a word that is to stay in one piece."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialized = True  # with these words instead of jieba's own
    for word, count in words.items():
        for end in range(1, len(word)):
            tokenizer.FREQ.setdefault(word[:end], 0)
        tokenizer.FREQ[word] = count
    tokenizer.total = sum(words.values())
    return {
        word: tokenizer.suggest_freq(word)
        for word in Synonyms.regional().table
        if CHARACTER_RUN.fullmatch(word) and len(word) > 1 and not words.get(word)
    }


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render))
