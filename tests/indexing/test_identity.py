"""An index is searched by what acts as what made it."""

from __future__ import annotations

import unicodedata

import pytest

from searcher.analysis.analyzer import Analyzer
from searcher.analysis.normalize import fold
from searcher.analysis.tokenizer import UserDictionary
from searcher.indexing import identity


def test_the_digests_are_those_of_the_fold_and_the_dictionary() -> None:
    unicode = unicodedata.unidata_version
    if unicode in identity.FOLDS:
        assert identity.FOLDS[unicode] == identity.fold_digest(), (
            "the fold or the slugs have changed: write the digests, one for each Python that is"
            " supported, into FOLDS of searcher/indexing/identity.py; indexes made before are then"
            " built anew by 'searcher update'"
        )
    assert identity.dictionary_digest() == identity.DICTIONARY, (
        "the words of the tokenizers have changed: write the digest into DICTIONARY of"
        " searcher/indexing/identity.py; indexes made before are then built anew by"
        " 'searcher update'"
    )


class Renamed:
    """A tokenizer of another version that cuts as before, or, with ``parts``, otherwise."""

    name = "rjieba 99.0"

    def __init__(self, analyzer: Analyzer, parts: bool = False) -> None:
        self._tokenizer = analyzer.tokenizer
        self._parts = parts

    def cut(self, text: str) -> list[str]:
        return self._tokenizer.cut(text)

    def cut_for_search(self, text: str) -> list[str]:
        return self._tokenizer.cut_for_search(text)

    def tokenize(self, text: str) -> list[tuple[str, int, int]]:
        if self._parts:
            return [(character, place, place + 1) for place, character in enumerate(text)]
        return self._tokenizer.tokenize(text)


def test_a_tokenizer_of_another_version_passes_if_it_cuts_alike(analyzer: Analyzer) -> None:
    words = UserDictionary()
    own = identity.analysis_identity(analyzer.tokenizer, words)
    assert identity.analysis_identity(Renamed(analyzer), words) == own
    other = identity.analysis_identity(Renamed(analyzer, parts=True), words)
    assert {name for name in own if own[name] != other[name]} == {"tokenizer"}


def test_the_identity_tells_user_dictionaries_apart(analyzer: Analyzer) -> None:
    own = identity.analysis_identity(analyzer.tokenizer, UserDictionary())
    other = identity.analysis_identity(analyzer.tokenizer, UserDictionary("脫北者"))
    assert {name for name in own if own[name] != other[name]} == {"user dictionary"}


def test_a_unicode_whose_digest_nobody_computed_is_told_by_its_version(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    own = identity.analysis_identity(analyzer.tokenizer, UserDictionary())
    assert own["fold"] == "Unicode 99.0.0"
    assert fold("臺灣") == "台湾"
