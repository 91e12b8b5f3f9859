"""Regular expressions: what narrows one, and what confirms it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from searcher.analysis.authortext import AuthorTextMatcher, NoRegexEngine, RegexMatcher, as_typed
from searcher.analysis.normalize import Normalized, normalize_characters
from searcher.analysis.quantities import NUMERALS
from searcher.limits import MAX_EXPANSIONS
from searcher.planning.bm25 import Ranking
from searcher.planning.counts import Counts
from searcher.planning.expansion import Vocabulary
from searcher.planning.plan import (
    All,
    AnyOf,
    Clause,
    Pattern,
    Phrase,
    PhraseAlternative,
    ScoredTerm,
    Term,
    Terms,
    WeightedTerm,
    leaves,
)
from searcher.query.nodes import Regex
from searcher.query.regex import Either, RegexError, Required, read_regex
from searcher.query.regex import Regex as ReadRegex

__all__ = ["regex_clause", "regex_for_labels"]

# Characters that a text has wherever the folded text has them, and the other way round: Han but for
# those of numbers and dates, which are folded together.
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]+")
_OF_NUMBERS = re.compile(f"[{NUMERALS}年月日号]")
_LETTERS = re.compile("[a-z]{3,}")


def regex_clause(
    node: Regex, vocabulary: Vocabulary, ranking: Ranking, counts: Counts, script_exact: bool
) -> Clause | None:
    """The sections that a regular expression matches in; with ``script_exact``, in the very
    characters that were typed. None for what is none: it is text, as ``counts.limited`` says.

    They are scored by the characters and pairs that every match has.
    """
    form = as_typed if script_exact else normalize_characters
    regex = _read(node, form, counts)
    if regex is None:
        return None
    matcher = RegexMatcher(regex.pattern)
    narrowing = _narrowing(node.field, regex.required, vocabulary)
    weighted = tuple(_weighted(narrowing, ranking)) if narrowing else ()
    alternative = PhraseAlternative((), "", AuthorTextMatcher(matcher, form))
    confirming = Phrase(node.field, weighted, (alternative,), f"re:/{node.text}/")
    if not counts.may_confirm_regex():
        confirming = confirming.approximation()
    return All((narrowing, confirming) if narrowing else (confirming,))


def regex_for_labels(node: Regex, counts: Counts) -> RegexMatcher | None:
    """What finds a regular expression in labels, which are folded; None for what is none."""
    regex = _read(node, normalize_characters, counts)
    return RegexMatcher(regex.pattern) if regex else None


def _read(node: Regex, form: Callable[[str], Normalized], counts: Counts) -> ReadRegex | None:
    """The regular expression for texts of this form; None for what is none."""
    why = ""
    try:
        regex = read_regex(node.text, lambda text: form(text).text)
        RegexMatcher(regex.pattern).check()
    except NoRegexEngine:
        why = (
            "regular expressions need the package google-re2; install it with"
            " pip install 'searcher-zh[regex]'"
        )
    except (RegexError, ValueError) as exc:
        why = str(exc)
    if why:
        counts.limited[f"re:/{node.text}/ was searched as text: {why}"] = None
    return None if why else regex


def _narrowing(field: str, required: Required, vocabulary: Vocabulary) -> Clause | None:
    """A clause that every section with what is required matches; None if any section may."""
    if isinstance(required, str):
        terms = [_filter(field, Term(field, text)) for text in _terms(required)]
        terms += (
            _filter(field, Pattern(field, letters, words))
            for letters in _LETTERS.findall(normalize_characters(required).text)
            if (words := _words_with(field, letters, vocabulary)) is not None
        )
        return _all(tuple(dict.fromkeys(terms)))
    parts = [_narrowing(field, part, vocabulary) for part in required.parts]
    narrowing = tuple(part for part in parts if part is not None)
    if isinstance(required, Either):
        return AnyOf(narrowing) if len(narrowing) == len(parts) else None
    return _all(narrowing)


def _all(clauses: tuple[Clause, ...]) -> Clause | None:
    return All(clauses) if len(clauses) > 1 else next(iter(clauses), None)


def _terms(text: str) -> Iterator[str]:
    """The terms of the index that every text with this text has."""
    for run in _HAN.findall(_OF_NUMBERS.sub(" ", normalize_characters(text).text)):
        if len(run) == 1:
            yield run
        yield from map("".join, pairwise(run))


def _words_with(field: str, letters: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """The words of spaced scripts with some letters in them; None if there are too many."""
    found = vocabulary.containing(field, letters)
    return tuple(word for word, _ in found) if len(found) <= MAX_EXPANSIONS else None


def _filter(field: str, term: ScoredTerm) -> Terms:
    return Terms(field, (WeightedTerm(term, 0.0),), (), term.text)


def _weighted(clause: Clause, ranking: Ranking) -> Iterator[WeightedTerm]:
    terms = dict.fromkeys(each.term for leaf in leaves(clause) for each in leaf.terms)
    for term in terms:
        if isinstance(term, Pattern):
            yield WeightedTerm(term, ranking.prefix)
        else:
            yield WeightedTerm(term, ranking.pair if len(term.text) > 1 else ranking.character)
