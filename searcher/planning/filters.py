"""Filters: labels and dates, which select sections and add to no score."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from searcher.analysis.normalize import fold, normalize_characters
from searcher.analysis.textmatch import TextMatcher
from searcher.analysis.wildcards import WildcardMatcher
from searcher.fields import DATE
from searcher.limits import MAX_LABELS
from searcher.planning.counts import Counts
from searcher.planning.expansion import Vocabulary
from searcher.planning.patterns import PatternNode
from searcher.planning.plan import Pattern, Terms, WeightedTerm
from searcher.planning.regexes import regex_for_labels
from searcher.query.nodes import Near, Phrase, Regex, Wildcard, Words

__all__ = ["date_filter", "label_filter"]


def label_filter(
    node: Words | Phrase | Near | Regex | PatternNode, vocabulary: Vocabulary, counts: Counts
) -> Terms | None:
    """The sections that have a label with the text in it, or with what a pattern stands for."""
    folded = fold(node.text)
    # In the middle of a path nothing is folded as a date.
    forms = {folded, normalize_characters(node.text).text}
    if not folded.strip() or not counts.may_filter():
        return None
    found = (label for label, _ in vocabulary.starting_with(node.field, ""))
    matcher: TextMatcher | None = None
    if isinstance(node, Wildcard):
        matcher = WildcardMatcher(folded)
    elif isinstance(node, Regex):
        matcher = regex_for_labels(node, counts)
    if matcher is None:
        labels = [label for label in found if any(form in label for form in forms)]
    else:
        labels = [label for label in found if next(matcher.find(label), None)]
    return _filter(node.field, node.text, labels, counts)


def date_filter(first: str, last: str, vocabulary: Vocabulary, counts: Counts) -> Terms:
    """The sections of articles dated in a range, in ISO 8601; an empty end is open."""
    days = (day for day, _ in vocabulary.starting_with(DATE.name, ""))
    in_range = (day for day in days if first <= day <= (last or day))
    return _filter(DATE.name, f"{first}..{last}", in_range, counts)


def _filter(field: str, typed: str, labels: Iterable[str], counts: Counts) -> Terms:
    terms = tuple(islice(labels, MAX_LABELS + 1))
    if len(terms) > MAX_LABELS:
        counts.limited[f"{field}:{typed}: the first {MAX_LABELS} labels"] = None
    pattern = WeightedTerm(Pattern(field, typed, terms[:MAX_LABELS]), 0.0)
    return Terms(field, (pattern,), (), f"{field}:{typed}")
