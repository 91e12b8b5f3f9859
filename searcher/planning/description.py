"""A plan as people and programs read it: what is asked of an index, and what each term weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from searcher.planning.plan import (
    All,
    AllWords,
    AnyOf,
    Clause,
    ExactName,
    Not,
    Pattern,
    Phrase,
    Plan,
    ScoredTerm,
    SynonymOf,
    Term,
    Terms,
    WeightedTerm,
)

__all__ = ["PlannedClause", "PlannedQuery", "PlannedTerm", "TermStatistics", "planned_query"]

_SHOWN = 8
"""Words of a pattern that the text shows; the JSON has all."""


class TermStatistics(NamedTuple):
    """What an index knows of a term."""

    document_frequency: int
    """How many sections have it."""
    idf: float
    """What its weight is multiplied by: the inverse document frequency, raised to a power."""


@dataclass(frozen=True, slots=True)
class PlannedTerm:
    """A term that a clause is scored or filtered by."""

    kind: str
    """``term``, ``pattern``, ``synonym``, ``name``, or ``all words in title`` or ``heading``."""
    text: str
    weight: float
    """0 for a filter."""
    idf: float
    document_frequency: int
    matches: bool
    """Whether the term alone is enough to match the clause."""
    word: str = ""
    """The word that a synonym stands for."""
    expansion: tuple[str, ...] = ()
    """The words that a pattern stands for."""

    def to_dict(self) -> dict[str, object]:
        """As JSON; ``word`` and ``expansion`` only where there is one."""
        term: dict[str, object] = {
            "kind": self.kind,
            "text": self.text,
            "weight": self.weight,
            "idf": self.idf,
            "document_frequency": self.document_frequency,
            "matches": self.matches,
        }
        if self.word:
            term["word"] = self.word
        if self.kind == "pattern":
            term["expansion"] = list(self.expansion)
        return term

    def __str__(self) -> str:
        kind = "" if self.kind in ("term", "pattern") else f"{self.kind}: "
        if self.word:
            kind = f"synonym of {self.word}: "
        sections = f"{self.document_frequency} section{'s' * (self.document_frequency != 1)}"
        weight = f"weight {self.weight:g}, idf {self.idf:.4g}" if self.weight else "filter"
        said = f"{kind}{self.text}: {weight}, in {sections}"
        if self.kind == "pattern":
            more = ", …" if len(self.expansion) > _SHOWN else ""
            words = ", ".join(self.expansion[:_SHOWN]) + more
            count = f"{len(self.expansion)} term{'s' * (len(self.expansion) != 1)}"
            said += f"; {count}: {words}" if words else "; no terms"
        return said if self.matches else f"{said}; adds only to the score"


@dataclass(frozen=True, slots=True)
class PlannedClause:
    """A clause, which decides which sections match."""

    kind: str
    """``all``, ``any`` or ``not`` of other clauses; ``words``, which match with any of their terms
    that ``matches``; ``phrase`` for what requires several terms, or is confirmed in texts."""
    source: str = ""
    """What was typed."""
    field: str = ""
    words: tuple[str, ...] = ()
    """The words that count, folded, with names of the collection as one."""
    required: tuple[tuple[str, ...], ...] = ()
    """For each text that a phrase is matched by, the terms that a section must have."""
    terms: tuple[PlannedTerm, ...] = ()
    clauses: tuple[PlannedClause, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """As JSON: what a clause of this kind has."""
        clause: dict[str, object] = {"kind": self.kind}
        if self.field:
            clause |= {"source": self.source, "field": self.field}
            clause["terms"] = [term.to_dict() for term in self.terms]
        else:
            clause["clauses"] = [clause.to_dict() for clause in self.clauses]
        if self.kind == "words":
            clause["words"] = list(self.words)
        if self.kind == "phrase":
            clause["required"] = [list(terms) for terms in self.required]
        return clause

    def lines(self, depth: int = 0, *, with_terms: bool = True) -> Iterator[str]:
        """The clause as indented lines."""
        said = self.kind
        if self.field:
            said = " ".join(filter(None, (self.kind, self.source, "in", self.field)))
        if self.words and self.words != (self.source,):
            said += f": {', '.join(self.words)}"
        if self.required:
            said += (
                f": requires {' or '.join(' '.join(terms) or 'nothing' for terms in self.required)}"
            )
        yield f"{'  ' * depth}{said}"
        for term in self.terms if with_terms else ():
            yield f"{'  ' * (depth + 1)}{term}"
        for clause in self.clauses:  # what is excluded adds to no score
            yield from clause.lines(depth + 1, with_terms=with_terms and self.kind != "not")


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """What a query asks of an index."""

    query: str
    clause: PlannedClause
    relaxation: PlannedClause | None
    """What matches if few sections match all words; None if all are required."""
    limited: tuple[str, ...]
    """Descriptions of what was left out because it costs too much."""
    unknown_fields: tuple[str, ...]
    """Words before a colon that are not fields, and were planned as text."""

    def to_dict(self) -> dict[str, object]:
        """As ``analyze --query --json`` prints it."""
        return {
            "query": self.query,
            "clause": self.clause.to_dict(),
            "relaxation": self.relaxation and self.relaxation.to_dict(),
            "limited": list(self.limited) or None,
            "unknown_fields": list(self.unknown_fields),
        }

    def lines(self) -> Iterator[str]:
        """The plan for a person, one clause or term on each line."""
        yield from self.clause.lines()
        if self.relaxation:
            yield "if few sections match all words:"
            yield from self.relaxation.lines(1, with_terms=False)
        yield from (f"limited: {said}" for said in self.limited)
        yield from (f"no field {name!r}: searched as text" for name in self.unknown_fields)


def planned_query(
    query: str,
    plan: Plan,
    unknown_fields: tuple[str, ...],
    statistics: Callable[[Sequence[ScoredTerm]], Sequence[TermStatistics]],
) -> PlannedQuery:
    """The description of a plan; ``statistics`` asks the index about its terms."""
    looser = plan.relaxation and plan.relaxation.clause
    clauses = (plan.clause, looser) if looser else (plan.clause,)
    asked = list(dict.fromkeys(term for clause in clauses for term in _terms(clause)))
    known = dict(zip(asked, statistics(asked), strict=True))

    def clause_of(clause: Clause) -> PlannedClause:
        match clause:
            case All(children):
                return PlannedClause("all", clauses=tuple(map(clause_of, children)))
            case AnyOf(children):
                return PlannedClause("any", clauses=tuple(map(clause_of, children)))
            case Not(child):
                return PlannedClause("not", clauses=(clause_of(child),))
            case Terms(field, terms, _, source):
                own = tuple(map(term_of, terms))
                return PlannedClause("words", source, field, clause.words, terms=own)
            case Phrase(field, terms, alternatives, source):
                required = tuple(alternative.required for alternative in alternatives)
                own = tuple(map(term_of, terms))
                return PlannedClause("phrase", source, field, required=required, terms=own)

    def term_of(weighted: WeightedTerm) -> PlannedTerm:
        term, weight, matches = weighted
        found, idf = known[term]
        match term:
            case Term(_, text):
                return PlannedTerm("term", text, weight, idf, found, matches)
            case Pattern(_, text, terms):
                return PlannedTerm("pattern", text, weight, idf, found, matches, "", terms)
            case SynonymOf(_, text, word=word):
                return PlannedTerm("synonym", text, weight, idf, found, matches, word)
            case AllWords(field, _, text):
                return PlannedTerm(f"all words in {field}", text, weight, idf, found, matches)
            case ExactName(text):
                return PlannedTerm("name", text, weight, idf, found, matches)

    relaxation = clause_of(looser) if looser else None
    return PlannedQuery(query, clause_of(plan.clause), relaxation, plan.limited, unknown_fields)


def _terms(clause: Clause) -> Iterator[ScoredTerm]:
    match clause:
        case Terms(terms=terms) | Phrase(terms=terms):
            yield from (each.term for each in terms)
        case All(children) | AnyOf(children):
            for child in children:
                yield from _terms(child)
        case Not(child):
            yield from _terms(child)
