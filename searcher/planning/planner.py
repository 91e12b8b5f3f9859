"""Node -> Plan: which clauses and scored terms a query asks an index for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Match, Synonyms
from searcher.analysis.textmatch import (
    PassageMatcher,
    PhraseMatcher,
    ProximityMatcher,
    TextMatcher,
    WordsMatcher,
)
from searcher.analysis.tokenfilter import CHARACTER_RUN, is_dictionary_term
from searcher.fields import FIELDS, HEADING, TEXT, TITLE
from searcher.limits import (
    MAX_PROXIMITIES,
    MAX_QUERY_TERMS,
    MAX_SYNONYMS,
)
from searcher.planning.bm25 import Ranking
from searcher.planning.counts import Counts
from searcher.planning.expansion import (
    MAX_NAME_LENGTH,
    Names,
    Vocabulary,
    join_names,
    phrasings,
    synonym_terms,
)
from searcher.planning.filters import date_filter, label_filter
from searcher.planning.patterns import expanded, is_pattern
from searcher.planning.plan import (
    All,
    AllWords,
    AnyOf,
    Clause,
    ExactName,
    Not,
    Phrase,
    PhraseAlternative,
    Plan,
    Relaxation,
    Term,
    Terms,
    WeightedTerm,
    leaves,
)
from searcher.planning.regexes import regex_clause
from searcher.planning.relaxation import relaxation
from searcher.planning.term_weights import (
    QueryWords,
    TokenWeight,
    coherent,
    required_terms,
    stand_in,
    token_weights,
)
from searcher.planning.truncation import count_scored_terms, weightiest
from searcher.planning.units import as_unit
from searcher.planning.verbatim import verbatim
from searcher.query import nodes

__all__ = ["Planner"]

_MAX_PHRASINGS = 16
"""Texts that a phrase is matched by: as typed, and with synonyms in place of words."""

_MAX_NAMED_BY_SYNONYMS = 8
"""Sections whose exact name is a synonym of the query, at most; they rank before those that have
only the words."""

_MAX_NAMES = 16
"""Names that are looked up for a query: as typed, and with synonyms in place of words."""

_MAX_REQUIRED = 64
"""Terms of a phrase that its approximation requires."""

_MAX_NEAR = 16
"""Words of a proximity; further ones are ignored."""


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans one query for one index."""

    analyzer: Analyzer
    synonyms: Synonyms
    ranking: Ranking
    names: Names
    vocabulary: Vocabulary
    script_exact: bool = False
    """Whether words match only in the very characters that were typed."""
    _cuts: dict[str, tuple[list[Token], list[Token]]] = field(default_factory=dict)
    _counts: Counts = field(default_factory=Counts)

    def plan(self, query: nodes.And) -> Plan:
        """The plan of a query; its clause has no children if the query has no terms.

        A query that is an exact name also finds the sections of that name.
        """
        clause = self._within_limits(self._all(query.children, whole=False))
        typed = _plain_text(query)
        if typed:
            clause = self._with_words_in_titles(clause)
        named = tuple(self._exact_names(fold(typed))) if typed and clause.children else ()
        match clause.children:
            case (Terms(terms=terms) as only,) if named:
                return self._planned(All((replace(only, terms=(*terms, *named)),)), None)
        if not named:
            return self._planned(clause, relaxation(clause, ()))
        names: Clause = Terms(TEXT.name, named, (), typed)
        if self.script_exact:
            names = verbatim(nodes.Words(typed), names, self._cut, self._counts, self.ranking)
        return self._planned(All((AnyOf((clause, names)),)), relaxation(clause, (names,)))

    def _planned(self, clause: All, looser: Relaxation | None) -> Plan:
        return Plan(clause, looser, tuple(self._counts.limited))

    def _cut(self, text: str) -> tuple[list[Token], list[Token]]:
        """The tokens and the words of a text, found once."""
        if text not in self._cuts:
            tokens, words = self.analyzer.tokens_and_words(text)
            self._cuts[text] = tokens, coherent(words)
        return self._cuts[text]

    def _tokens(self, text: str) -> list[Token]:
        return self._cut(text)[0]

    def _matches(self, text: str, found: Sequence[Token]) -> list[Match]:
        """The words of a text that have synonyms."""
        matches = self.synonyms.find(text, found)
        for number, (start, end, synonyms) in enumerate(matches):
            if len(synonyms) > MAX_SYNONYMS:
                word = text[start:end]
                self._counts.limited[f"the first {MAX_SYNONYMS} synonyms of {word}"] = None
                matches[number] = Match(start, end, synonyms[:MAX_SYNONYMS])
        return matches

    def _with_words_in_titles(self, clause: All) -> All:
        """The clause, in a short query with what it adds that title or headings have all words."""
        words = [word for leaf in leaves(clause) if isinstance(leaf, Terms) for word in leaf.words]
        required = (term for word in words for term in required_terms(self._tokens(word)))
        needed, text = tuple(dict.fromkeys(required)), " ".join(words)
        if not needed or len(words) > self.ranking.most_in_title:
            return clause
        first, *others = clause.children
        together = tuple(
            WeightedTerm(AllWords(field, needed, text), self.ranking.all_in_title, False)
            for field in (TITLE.name, HEADING.name)
        )
        return All((_with_terms(first, together), *others))

    def _exact_names(self, name: str) -> Iterator[WeightedTerm]:
        """The name itself, and its synonyms that are names of few sections."""
        if len(name) > MAX_NAME_LENGTH:
            return
        if self.names.count(name):
            yield WeightedTerm(ExactName(name), self.ranking.exact_name)
        matches = self._matches(name, self._cut(name)[1])
        left = _MAX_NAMED_BY_SYNONYMS
        for other in islice(phrasings(name, matches), 1, _MAX_NAMES):
            count = self.names.count(other)
            if 0 < count <= left:
                left -= count
                weight = self.ranking.synonym * self.ranking.exact_name
                yield WeightedTerm(ExactName(other), weight)

    def _clause(self, node: nodes.Node, whole: bool) -> Clause | None:
        """The clause of a node, None if it has no terms; ``whole`` if no part of it may match."""
        clause = self._folded_clause(node, whole)
        if clause is None or not self.script_exact:
            return clause
        return verbatim(node, clause, self._cut, self._counts, self.ranking)

    def _folded_clause(self, node: nodes.Node, whole: bool) -> Clause | None:
        """The same in whatever script."""
        match node:
            case (
                nodes.Words(field=name)
                | nodes.Phrase(field=name)
                | nodes.Near(field=name)
                | nodes.Prefix(field=name)
                | nodes.Wildcard(field=name)
                | nodes.Fuzzy(field=name)
                | nodes.Regex(field=name)
            ) if FIELDS[name].labels:
                return label_filter(node, self.vocabulary, self._counts)
            case nodes.Words(text, name) if not whole and not FIELDS[name].whole:
                return self._words(text, name)
            case nodes.Words(text, name):
                return self._phrase(text, name, PhraseMatcher)
            case nodes.Phrase(text, name):
                return self._phrase(text, name, PassageMatcher)
            case nodes.Near(text, distance, name):
                return self._near(text, distance, name)
            case nodes.Prefix(text, name) | nodes.Wildcard(text, name) | nodes.Fuzzy(text, name):
                if not is_pattern(node):
                    return self._phrase(text, name, PhraseMatcher)
                found = expanded(node, self.vocabulary, self.ranking, self._counts)
                return found or self._words(text, name)
            case nodes.Regex(text, name):
                return self._regex(node)
            case nodes.Dates(first, last):
                return date_filter(first, last, self.vocabulary, self._counts)
            case nodes.Not(child):
                clause = self._clause(child, whole=True)
                return Not(clause) if clause else None
            case nodes.And(children):
                clause = self._all(children, whole)
                return clause if clause.children else None
            case nodes.Or(children):
                clauses = [self._clause(child, whole) for child in children]
                return AnyOf(tuple(filter(None, clauses))) if any(clauses) else None

    def _all(self, children: tuple[nodes.Node, ...], whole: bool) -> All:
        clauses = [
            as_unit(children[:number], child, clause, self.ranking, self._tokens)
            for number, child in enumerate(children)
            if (clause := self._clause(child, whole))
        ]
        content = [clause for clause in clauses if not _has_stop_words_only(clause)]
        if any(not isinstance(clause, Not) for clause in content):
            clauses = content
        return All(tuple(dict.fromkeys(clauses)))

    def _words(self, text: str, field: str) -> Terms | None:
        folded = fold(text)
        tokens, found = self._cut(folded)
        joined = join_names(folded, found, self.names, self.ranking)
        words = QueryWords.of(joined, self.ranking)
        weights = list(token_weights(tokens, found, words, self.ranking))
        if not weights:
            return None
        matches = self._matches(folded, found)
        terms = [
            *_summed(field, weights),
            *synonym_terms(
                field, folded, matches, weights, self.synonyms, self.ranking, self._tokens
            ),
        ]
        matchers: list[TextMatcher] = [
            WordsMatcher(folded, *each.spans())
            for each in dict.fromkeys((words, QueryWords.of(found, self.ranking)))
        ]
        if len(words.words) < len([word for word in found if word.kind != "subword"]):
            matchers.append(PhraseMatcher(folded))  # stop words are marked where the whole stands
        matchers += (self._synonym(other) for match in matches for other in match.synonyms)
        typed = tuple(word.text for word in words.words)
        return Terms(field, tuple(terms), tuple(matchers), text, words.stop_words_only, typed)

    def _phrase(self, text: str, field: str, kind: type[PhraseMatcher]) -> Phrase | None:
        """A text in one piece, as typed or with synonyms in place of words."""
        folded = fold(text).strip()
        tokens, found = self._cut(folded)
        if not tokens:
            return None
        words = QueryWords.of(found, self.ranking)
        weights = list(token_weights(tokens, found, words, self.ranking))
        matches = self._matches(folded, found)
        synonyms = synonym_terms(
            field, folded, matches, weights, self.synonyms, self.ranking, self._tokens
        )
        first, *others = islice(phrasings(folded, matches), _MAX_PHRASINGS)
        alternatives = (
            self._alternative(first, kind(first)),
            *(
                self._alternative(other, kind(other, self.synonyms.exceptions_to(other)))
                for other in others
            ),
        )
        phrase = Phrase(field, (*_summed(field, weights), *synonyms), alternatives, text)
        if phrase.is_exact:
            return phrase
        may_confirm = self._counts.may_confirm_phrases(len(alternatives))
        return phrase if may_confirm else phrase.approximation()

    def _regex(self, node: nodes.Regex) -> Clause | None:
        found = regex_clause(node, self.vocabulary, self.ranking, self._counts, self.script_exact)
        return found or self._words(node.text, node.field)

    def _alternative(self, folded: str, matcher: PhraseMatcher) -> PhraseAlternative:
        required = required_terms(self._tokens(folded))[:_MAX_REQUIRED]
        is_term = CHARACTER_RUN.fullmatch(folded) and is_dictionary_term(folded)
        term = folded if is_term and not matcher.exceptions else ""
        is_exact = required == (folded,) and not matcher.exceptions
        instead = tuple(map(stand_in, required)) if matcher.passes_over else ()
        return PhraseAlternative(required, term, matcher, is_exact, instead)

    def _synonym(self, text: str) -> PhraseMatcher:
        return PhraseMatcher(text, self.synonyms.exceptions_to(text))

    def _near(self, text: str, distance: int, field: str) -> Clause | None:
        pieces = [piece for part in text.split() for piece in fold(part).split()]
        folded = " ".join(pieces)
        tokens, found = self._cut(folded)
        if not tokens:
            return None
        if len(pieces) == 1:
            pieces = [word.text for word in found if word.kind != "subword"]
        pieces = list(dict.fromkeys(pieces))[:_MAX_NEAR]
        self._counts.proximities += 1
        if self._counts.proximities > MAX_PROXIMITIES:
            message = f"more than {MAX_PROXIMITIES} proximities: the others match by their words"
            self._counts.limited[message] = None
            clauses = [clause for piece in pieces if (clause := self._words(piece, field))]
            return All(tuple(clauses)) if clauses else None
        terms = (term for piece in pieces for term in required_terms(self._tokens(piece)))
        required = tuple(dict.fromkeys(terms))
        alternative = PhraseAlternative(required, "", ProximityMatcher(tuple(pieces), distance))
        words = QueryWords.of(found, self.ranking)
        weights = token_weights(tokens, found, words, self.ranking)
        return Phrase(field, _summed(field, weights), (alternative,), text)

    def _within_limits(self, clause: All) -> All:
        """The clause with at most MAX_QUERY_TERMS scored terms."""
        count = count_scored_terms(clause)
        if count <= MAX_QUERY_TERMS:
            return clause
        self._counts.limited[f"the weightiest {MAX_QUERY_TERMS} of {count} terms"] = None
        return weightiest(clause, MAX_QUERY_TERMS)


def _plain_text(query: nodes.And) -> str:
    """What was typed, if the query consists of words alone; otherwise empty."""
    words = [child for child in query.children if isinstance(child, nodes.Words)]
    if len(words) < len(query.children) or any(each.field != TEXT.name for each in words):
        return ""
    return " ".join(each.text for each in words)


def _with_terms(clause: Clause, terms: tuple[WeightedTerm, ...]) -> Clause:
    """The clause of words with further terms, which only add to the score."""
    match clause:
        case Terms():
            return replace(clause, terms=(*clause.terms, *terms))
        case All((first, *others)):
            return All((_with_terms(first, terms), *others))
    return clause


def _has_stop_words_only(clause: Clause) -> bool:
    return isinstance(clause, Terms) and clause.stop_words_only


def _summed(field: str, weights: Iterable[TokenWeight]) -> tuple[WeightedTerm, ...]:
    """Each term of a text once, with the sum of its weights."""
    sums: defaultdict[tuple[Term, bool], float] = defaultdict(float)
    for token, weight, matches in weights:
        sums[Term(field, token.text), matches] += weight
    return tuple(WeightedTerm(term, weight, matches) for (term, matches), weight in sums.items())
