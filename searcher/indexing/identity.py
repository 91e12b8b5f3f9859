"""The identity of the analysis: digests of what fold, dictionary and tokenizer do.

An index can be searched only by an analysis that acts like the one that made it, and by a ranking
with the same numbers where its postings depend on them. Digests are of results, not of package
versions, so an upgrade that changes nothing stops no search. Those that only change with this
package or with Python are constants here, because they take seconds to compute; a test computes
them and says which one to replace.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterable, Mapping

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.normalize import fold, fold_all
from searcher.analysis.tokenizer import Tokenizer, UserDictionary
from searcher.content.anchors import slug
from searcher.errors import IndexMismatch
from searcher.indexing.manifest import Manifest
from searcher.planning.bm25 import Ranking

__all__ = [
    "DICTIONARY",
    "FOLDS",
    "analysis_identity",
    "check_identity",
    "dictionary_digest",
    "fold_digest",
]

FOLDS: Mapping[str, str] = {
    "13.0.0": "7828309fbac436eb8043eed516f607d9e39af12d5ffb3294970dd36e45ca33e6",
    "14.0.0": "b71de244cad911bd3e323bc19dc135be24effada6e821af0c6e706730ba4be03",
    "15.0.0": "73664de4d83aad604e791e467ca02861c740cac79042c799aa19a38136320410",
    "15.1.0": "58ce05d4311bb4b447a59872b9ceeba5e7360d2113fadbf86f46822ccfe3fa67",
}
"""Version of Unicode, which is Python's -> :func:`fold_digest` with it."""

DICTIONARY = "4e39bc74e45ad8624e727f8a08d955df73bf8755129669e07e2b73bbf304b429"
"""What :func:`dictionary_digest` is."""

_SAMPLE = (
    "世世世世世北京大學生前來應聘，研究生命的起源。C++與covid-19：1,234年結婚的和尚未結婚的佐々木，"
    "十九世紀第二十一章七月四日，一千二百，3萬，1.5億，2023-07-04，十月革命，十一長假，"
    "下午三點，café，馬可．波羅，①②，短 期 負 荷，看 猫 狗"
)
"""Characters of several scripts, numbers, dates and marks."""

_AMBIGUOUS = "世世世世世 研究生命"
"""May be cut in several ways. Short, for every search cuts it: thirty microseconds a character."""

_TITLES = (
    "C++ 與 香港（一）",
    "Ａ　Ｂ c_d-e",
    "e\u0301cole İstanbul ẞ",
    "①²½",
    "한국어 (韓國語)",
    "  --  ",
)


def analysis_identity(tokenizer: Tokenizer, user_dictionary: UserDictionary) -> dict[str, str]:
    """What decides which terms a text has and where its sections are found: part -> digest."""
    unicode = unicodedata.unidata_version
    # The package as well: of equally likely cuts the two may choose differently, and of which texts
    # they do changes with the dictionary. The version makes no difference.
    package = tokenizer.name.split()[0]
    words = (f"{word} {start} {end}" for word, start, end in tokenizer.tokenize(_AMBIGUOUS))
    return {
        "fold": FOLDS.get(unicode, f"Unicode {unicode}"),
        "dictionary": DICTIONARY,
        "user dictionary": user_dictionary.digest,  # first, for it may change how words are cut
        "tokenizer": _digest((package, *words)),
    }


def check_identity(
    manifest: Manifest, tokenizer: Tokenizer, user_dictionary: UserDictionary, ranking: Ranking
) -> None:
    """Raises IndexMismatch where an index was made with another analysis, or other numbers of the
    ranking that its postings depend on, than we have."""
    own, recorded = analysis_identity(tokenizer, user_dictionary), manifest.analysis
    others = [name for name in {**own, **recorded} if own.get(name) != recorded.get(name)]
    if not ranking.is_indexed_alike(Ranking.from_dict(manifest.ranking)):
        others.append("ranking")
    if others:
        raise IndexMismatch(f"the index was made with another {others[0]}; run 'searcher update'")


def fold_digest() -> str:
    """What becomes of all code points that have a meaning, and of some titles as anchors. Takes
    seconds."""
    characters = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) not in ("Cn", "Co", "Cs")
    ]
    return _digest((*fold_all(characters), fold(_SAMPLE), *map(slug, (*_TITLES, *characters))))


def dictionary_digest() -> str:
    """The words of the tokenizers, with their frequencies."""
    lexicon = Lexicon()
    extra = (f"{word} {count}" for word, count in sorted(lexicon.extra_words().items()))
    return _digest((f"{lexicon.total}", *extra, lexicon.text()))


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
