"""Write searcher/analysis/dictionary.txt: jieba's words that change in the folded space.

    python scripts/make_dictionary.py [--check]

With --check, exit 1 where the file is not what jieba's dictionary and the fold give;
the test suite runs that.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import jieba

from searcher.analysis.normalize import fold

TARGET = Path(__file__).parents[1] / "searcher" / "analysis" / "dictionary.txt"


def render() -> str:
    """The text of the file: folded word and frequency a line.

    Words that fold to the same form share it: their frequencies are added.
    """
    frequency: Counter[str] = Counter()
    changed = set()
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, count, *_ = line.split(" ")
            folded = fold(word)
            frequency[folded] += int(count)
            if folded != word:
                changed.add(folded)
    header = (
        f"# Words of the dictionary of jieba {jieba.__version__} (MIT) that change in the folded\n"
        "# space, with their frequencies there. Made by scripts/make_dictionary.py.\n"
    )
    return header + "".join(f"{word} {frequency[word]}\n" for word in sorted(changed))


def main() -> int:
    text = render()
    if "--check" in sys.argv[1:]:
        return int(TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
