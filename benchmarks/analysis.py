"""How fast parsing and analysis are, beside jieba alone on the same text."""

from __future__ import annotations

import logging
import statistics
from collections.abc import Callable, Sequence

import jieba
from timing import seconds

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold_all, normalize
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.formats.markdown import parse_text

__all__ = ["JIEBA", "characters_per_second"]

JIEBA = "cut with jieba itself, search mode"

_ROUNDS = 5
_BATCH = 4096
"""Texts that a rebuild would analyse together, about."""
_BETWEEN = "\x1e"


def characters_per_second(sources: Sequence[str]) -> dict[str, float]:
    """The speed of each stage, the median of several rounds after one that is not counted.

    ``sources`` are Markdown articles. jieba gets a tenth of their sections: it is slow.
    """
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    tokenizer = open_tokenizer(UserDictionary())
    analyzer = Analyzer(tokenizer)
    texts = [
        section.text for source in sources for section in parse_text(source, "article").sections
    ]
    normalized = [normalize(text).text for text in texts]
    return {
        "parse": _speed(lambda source: parse_text(source, "article"), sources),
        "fold": _speed(lambda text: normalize(text).text, texts),
        "cut": _speed(tokenizer.cut_for_search, normalized),
        "fold and cut": _speed(lambda text: tokenizer.cut_for_search(normalize(text).text), texts),
        "fold and count all terms": _speed(
            lambda batch: analyzer.count_all(fold_all(batch.split(_BETWEEN))),
            [
                _BETWEEN.join(texts[start : start + _BATCH])
                for start in range(0, len(texts), _BATCH)
            ],
        ),
        JIEBA: _speed(lambda text: list(jieba.cut_for_search(text)), texts[::10]),
    }


def _speed(work: Callable[[str], object], texts: Sequence[str]) -> float:
    times = [seconds(lambda: [work(text) for text in texts]) for _ in range(_ROUNDS + 1)]
    return sum(map(len, texts)) / statistics.median(times[1:])
