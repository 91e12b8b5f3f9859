"""How fast are parsing and analysis, beside jieba alone on the same text?

    python benchmarks/speed.py --data ../shared/data [--articles 2000] [--json]

Reads articles of docs-zh-tw.tar.xz; prints millions of characters per second, the median
of several rounds after one that is not counted, and each stage's ratio to jieba's own
search-mode tokenizing of the same sections. jieba gets a share of them: it is slow.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import jieba
from corpora import articles

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import normalize
from searcher.analysis.tokenizer import UserDictionary, open_tokenizer
from searcher.content.markdown import parse

T = TypeVar("T")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--articles", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    sources = list(islice(articles(options.data / "docs-zh-tw.tar.xz"), options.articles))
    speeds = measure(sources, options.rounds)
    if options.json:
        print(json.dumps(speeds, indent=1))
    else:
        for stage, speed in speeds.items():
            print(f"{stage:<40} {speed / 1e6:8.2f} M characters/s, {speed / speeds['jieba']:6.1f}")
    return 0


def measure(sources: Sequence[str], rounds: int) -> dict[str, float]:
    """Characters per second of each stage."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    tokenizer = open_tokenizer(UserDictionary())
    analyzer = Analyzer(tokenizer)
    texts = [section.text for source in sources for section in parse(source, "article").sections]
    normalized = [normalize(text).text for text in texts]
    return {
        "parse": speed(lambda source: parse(source, "article"), sources, rounds),
        "normalize": speed(lambda text: normalize(text).text, texts, rounds),
        "tokenize": speed(tokenizer.cut_for_search, normalized, rounds),
        "normalize and tokenize": speed(
            lambda text: tokenizer.cut_for_search(normalize(text).text), texts, rounds
        ),
        "normalize and count all terms": speed(
            lambda text: analyzer.count(normalize(text).text), texts, rounds
        ),
        "jieba": speed(lambda text: list(jieba.cut_for_search(text)), texts[::10], rounds),
    }


def speed(work: Callable[[str], T], texts: Sequence[str], rounds: int) -> float:
    """Median characters per second."""
    seconds = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        for text in texts:
            work(text)
        seconds.append(time.perf_counter() - started)
    return sum(map(len, texts)) / statistics.median(seconds[1:])


if __name__ == "__main__":
    sys.exit(main())
