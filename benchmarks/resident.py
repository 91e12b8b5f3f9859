"""The memory of a process that opens an index and answers queries; run by speed.py.

    python benchmarks/resident.py {searcher|tantivy} DIRECTORY < QUERIES

Reads a JSON list of lists of words, asks for any of the words of each, with marked passages,
and prints the resident bytes of the process.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil


def main() -> int:
    engine, directory = sys.argv[1:]
    queries = json.load(sys.stdin)
    if engine == "searcher":
        from searcher import Engine

        with Engine.open(directory) as opened:
            for words in queries:
                opened.search(" OR ".join(words))
            print(psutil.Process().memory_info().rss)
    else:
        from tantivywords import TantivyWords

        index = TantivyWords(Path(directory))
        for words in queries:
            index.page(words)
        print(psutil.Process().memory_info().rss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
