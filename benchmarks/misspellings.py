"""Typing errors of each kind, and everyday words that are merely absent, asked of docs-zh-tw.

Words and headings of the documentation get one error each, so that the result stands nowhere in
it and is no word of jieba's dictionary: what was meant should be offered (``suggestion``) or
answered in its place (``corrected``). Frequent words of jieba's dictionary that stand nowhere in
the documentation are right as they are: nothing should be offered.

The peer is Whoosh's corrector with the words that jieba finds in the same sections.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import NamedTuple, TypeAlias

import rjieba
from collection import HAN, Collection, dictionary, read_collection, simplified
from measures import Table
from pypinyin import lazy_pinyin
from report import THIS
from run import Run
from whoosh.spelling import ListCorrector

import searcher

__all__ = ["misspelling_tables"]

_SEED = 7
_EVERYDAY = 500
"""Occurrences in jieba's corpus of a word that everybody uses."""
_USUAL = 50
"""Of a word that is typed in place of another that sounds alike."""
_SECTIONS = 3
"""Of those that have what was meant."""

_WORDS = range(2, 5)
_NAMES = range(4, 9)
"""The lengths of words, and of headings."""

Offer: TypeAlias = "Callable[[str], str | None]"
"""From a query to what is offered or answered in its place."""


class _Slip(NamedTuple):
    """Both in Simplified characters."""

    typed: str
    meant: str


def misspelling_tables(run: Run) -> Iterator[Table]:
    """How often what was meant is offered, and how often something is offered for nothing."""
    collection = read_collection(run.sample.data, run.sample.collection_step)
    words = _words(collection)
    slips = _slips(collection, words, run.sample.slips)
    absent = _absent(collection, run.sample.slips)
    with run.engine(collection.files) as engine:
        yield _table(THIS, partial(_offered, engine), slips, absent)
    if not run.alone:
        yield _table("Whoosh's corrector", _whoosh(words), slips, absent)


def _table(
    engine: str, offer: Offer, slips: Mapping[str, Sequence[_Slip]], absent: Sequence[str]
) -> Table:
    rows = []
    for kind, typed in slips.items():
        right = sum(simplified(offer(slip.typed) or "") == slip.meant for slip in typed)
        rows.append((kind, len(typed), right / len(typed)))
    wrong = sum(offer(word) is not None for word in absent)
    rows.append(("absent words (should be 0)", len(absent), wrong / len(absent)))
    return Table(f"what {engine} offers", ("for", "queries", "offered"), rows)


def _offered(engine: searcher.Engine, query: str) -> str | None:
    page = engine.search(query, limit=1, fragments=0)
    corrected = page.to_dict().get("corrected")
    return str(corrected) if corrected else page.suggestion


def _whoosh(words: Mapping[str, int]) -> Offer:
    corrector = ListCorrector(sorted(words))

    def best(word: str) -> str:
        return next(iter(corrector.suggest(word, limit=1)), word)

    def offer(query: str) -> str | None:
        found = best(query)
        if found == query:
            parts = rjieba.cut(query, False)
            found = "".join(part if part in words else best(part) for part in parts)
        return found if found != query else None

    return offer


def _words(collection: Collection) -> Mapping[str, int]:
    """The Han words of the sections, with the number of sections that have each."""
    count: Counter[str] = Counter()
    for section in collection.sections:
        count.update(set(rjieba.cut(section.simplified, False)))
    return {word: number for word, number in sorted(count.items()) if HAN.fullmatch(word)}


def _absent(collection: Collection, count: int) -> list[str]:
    everyday = [
        word
        for word, (frequency, _) in sorted(dictionary().items())
        if frequency >= _EVERYDAY and len(word) > 1 and HAN.fullmatch(word)
    ]
    random.Random(_SEED).shuffle(everyday)
    return [*islice((word for word in everyday if not _stands(word, collection)), count)]


def _slips(
    collection: Collection, words: Mapping[str, int], count: int
) -> Mapping[str, Sequence[_Slip]]:
    """So many of each kind."""
    known = [word for word, sections in words.items() if sections >= _SECTIONS]
    short = [word for word in known if len(word) in _WORDS and word in dictionary()]
    headings = {simplified(name) for section in collection.sections for name in section.names}
    names = [name for name in sorted(headings) if len(name) in _NAMES and HAN.fullmatch(name)]
    longer = sorted({*names, *(word for word in short if len(word) > 2)})
    kinds: Mapping[str, tuple[Sequence[str], Callable[[str, random.Random], str]]] = {
        "homophone words": (names, _other_word),
        "homophone characters": (short, _other_character),
        "doubled characters": (longer, _doubled),
        "missing characters": ([name for name in longer if len(name) > 3], _missing),
        "swapped characters": (longer, _swapped),
        "wrong characters": (longer, _wrong),
    }
    found = {}
    for kind, (meant, mistake) in kinds.items():
        draw = random.Random(_SEED)
        slips = (_Slip(mistake(name, draw), name) for name in draw.sample(meant, len(meant)))
        wrong = (
            slip
            for slip in slips
            if slip.typed not in ("", slip.meant)
            and slip.typed not in dictionary()
            and not _stands(slip.typed, collection)
        )
        found[kind] = list(islice(wrong, count))
    return found


def _other_word(name: str, draw: random.Random) -> str:
    """One word of the name replaced by another that sounds alike; empty if there is none."""
    parts = list(rjieba.cut(name, False))
    for place in draw.sample(range(len(parts)), len(parts)):
        others = [word for word in _alike().get(_sound(parts[place]), ()) if word != parts[place]]
        if others and len(parts[place]) > 1 and len(parts) > 1:
            return "".join((*parts[:place], draw.choice(others), *parts[place + 1 :]))
    return ""


def _other_character(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    others = [each for each in _alike().get((_sound(word)[place],), ()) if each != word[place]]
    return word[:place] + draw.choice(others) + word[place + 1 :] if others else ""


def _doubled(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    return word[: place + 1] + word[place:]


def _missing(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    return word[:place] + word[place + 1 :]


def _swapped(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _wrong(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    return word[:place] + draw.choice(_characters()) + word[place + 1 :]


def _stands(text: str, collection: Collection) -> bool:
    pairs = (text[start : start + 2] for start in range(len(text) - 1))
    return all(pair in collection.pairs for pair in pairs) and text in collection.text


def _sound(word: str) -> tuple[str, ...]:
    """The reading of each character, without tones."""
    return tuple(lazy_pinyin(word))


@cache
def _alike() -> Mapping[tuple[str, ...], Sequence[str]]:
    """Everyday characters, and usual words of two, by their sound."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, (frequency, _) in sorted(dictionary().items()):
        if len(word) == 2 and frequency >= _USUAL and HAN.fullmatch(word):
            found[_sound(word)].append(word)
    for character in _characters():
        found[_sound(character)].append(character)
    return found


@cache
def _characters() -> Sequence[str]:
    """The 3,755 everyday characters: the first level of GB 2312."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312") for code in codes if code < b"\xd7\xfa"]
