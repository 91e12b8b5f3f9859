"""What the parts of a query ask of a section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import TypeAlias

from oracle.collection import LONGEST_NAME, Collection, Section
from oracle.evidence import (
    Beginning,
    Called,
    Replaceable,
    Resembling,
    Shaped,
    Term,
    Together,
    Weighed,
    content_words,
    indispensable,
    replaceable,
    weighed_synonyms,
    weighed_terms,
    whole_words,
)
from oracle.passages import are_near, has_passage
from searcher.analysis.analyzer import Analyzer, Token
from searcher.analysis.normalize import fold
from searcher.analysis.synonyms import Synonyms
from searcher.analysis.tokenfilter import CHARACTER_RUN, latin_words
from searcher.planning.bm25 import DEFAULT_RANKING
from searcher.query import nodes

MAX_PHRASINGS = 16
"""Texts that a phrase stands for: itself, and with synonyms in place of words."""

MAX_NAMES = 4
"""The same of a name."""

MAX_CALLED_BY_SYNONYMS = 8
"""Sections, for which synonyms are names, too."""


@dataclass(frozen=True)
class Leaf:
    """A question without others in it. Those that ask for the same are equal."""

    asked: tuple[str, str, str]
    """How, in which field, and for what."""
    is_met: Callable[[Section], bool] | None = field(default=None, compare=False)
    """Apart from evidence that is enough."""
    evidence: Sequence[Weighed] = field(default=(), compare=False)
    stop_words_only: bool = field(default=False, compare=False)
    words: tuple[str, ...] = field(default=(), compare=False)
    """Those that count."""

    @property
    def is_optional(self) -> bool:
        """Whether it may go unmet where few sections meet all of a query: words, no phrases."""
        how, where, _ = self.asked
        return where == "text" and how in ("words", "prefix", "shape", "fuzzy")


@dataclass(frozen=True)
class Every:
    """All must be met."""

    questions: tuple[Question, ...]
    is_optional = False


@dataclass(frozen=True)
class Some:
    """Any must be met."""

    questions: tuple[Question, ...]

    @property
    def is_optional(self) -> bool:
        return all(question.is_optional for question in self.questions)


@dataclass(frozen=True)
class Without:
    """Must not be met."""

    question: Question
    is_optional = False


Question: TypeAlias = Leaf | Every | Some | Without


def leaves(question: Question) -> Iterator[Leaf]:
    """The questions whose evidence adds to scores."""
    match question:
        case Leaf():
            yield question
        case Every(questions) | Some(questions):
            for own in questions:
                yield from leaves(own)


class Questions:
    """Asks the nodes of a query of a collection."""

    def __init__(self, collection: Collection, analyzer: Analyzer, synonyms: Synonyms) -> None:
        self._collection = collection
        self._analyzer = analyzer
        self._synonyms = synonyms

    def of_query(self, query: nodes.And) -> tuple[Every, tuple[Leaf, ...]]:
        """All of a query; and, if it has plain words alone, being called so, which is as good."""
        every = self._every(query.children, in_one_piece=False)
        texts = [child.text for child in query.children if _is_plain(child)]
        if not every.questions or len(texts) < len(query.children):
            return every, ()
        name = fold(" ".join(texts))
        evidence = [Weighed(*own, is_enough=True) for own in self._names(name)]
        evidence += self._together([word for own in leaves(every) for word in own.words])
        return every, (Leaf(("called", "text", name), evidence=evidence),) if evidence else ()

    def _together(self, words: Sequence[str]) -> Iterator[Weighed]:
        """All words, if they are few, in the title, or in the headings."""
        if len(words) <= DEFAULT_RANKING.most_in_title:
            terms = [t for word in words for t in indispensable(self._analyzer.tokens(word))]
            for where in ("title", "heading"):
                found = Together(where, tuple(dict.fromkeys(terms)))
                yield Weighed(found, DEFAULT_RANKING.all_in_title, is_enough=False)

    def _of(self, node: nodes.Node, in_one_piece: bool) -> Question | None:
        """The question of a node, if it has anything to ask for. Words in titles and headings, and
        those that are excluded, are met in one piece alone."""
        match node:
            case nodes.Dates(first, last):
                return Leaf(
                    ("dated", "date", f"{first}..{last}"),
                    lambda section: section.date != "" and first <= section.date <= (last or "~"),
                )
            case nodes.Not(child):
                question = self._of(child, in_one_piece=True)
                return Without(question) if question else None
            case nodes.And(children):
                every = self._every(children, in_one_piece)
                return every if every.questions else None
            case nodes.Or(children):
                some = [own for child in children if (own := self._of(child, in_one_piece))]
                return Some(tuple(some)) if some else None
            case _ if node.field in ("category", "path"):
                return self._label(node.field, node.text)
            case nodes.Words(text, "text" | "body" as where) if not in_one_piece:
                return self._words_as_typed(where, text)
            case nodes.Words(text, where):
                return self._phrase(where, text)
            case nodes.Phrase(text, where):
                return self._phrase(where, text, over_marks=True)
            case nodes.Near(text, distance, where):
                return self._near(where, text, distance)
            case nodes.Prefix(text, where):
                return self._prefix(where, text)
            case nodes.Wildcard(text, where):
                evidence = Weighed(Shaped(where, fold(text)), DEFAULT_RANKING.prefix, True)
                return Leaf(("shape", where, text), evidence=[evidence])
            case nodes.Fuzzy(text, where):
                return self._fuzzy(where, text)
            case nodes.Regex(text, where):
                return self._regex(where, text)

    def _every(self, children: Sequence[nodes.Node], in_one_piece: bool) -> Every:
        """Nobody asks twice for the same, nor for stop words beside something else."""
        questions = [
            self._beside(previous, child, own)
            for previous, child in zip((None, *children), children, strict=False)
            if (own := self._of(child, in_one_piece))
        ]
        telling = [own for own in questions if not (isinstance(own, Leaf) and own.stop_words_only)]
        if any(not isinstance(own, Without) for own in telling):
            questions = telling
        return Every(tuple(dict.fromkeys(questions)))

    def _beside(self, previous: nodes.Node | None, node: nodes.Node, own: Question) -> Question:
        """Words right beside those that were typed before them are evidence, never enough; stop
        words are none behind a number."""
        if not (
            isinstance(previous, nodes.Words)
            and isinstance(node, nodes.Words)
            and previous.field == node.field
            and isinstance(own, Leaf)
            and own.asked[0] == "words"
        ):
            return own
        left = fold(previous.text)
        tokens = self._analyzer.tokens(f"{left} {fold(node.text)}")
        across = [
            Weighed(Term(node.field, token.text), DEFAULT_RANKING.unit, is_enough=False)
            for token in tokens
            if token.kind in ("seam", "joined") and token.start < len(left) < token.end
        ]
        if not across or (own.stop_words_only and not left[-1:].isdecimal()):
            return own
        asked = ("words", node.field, f"{previous.text} {node.text}")
        return replace(own, asked=asked, evidence=[*own.evidence, *across], stop_words_only=False)

    def _names(self, name: str) -> Iterator[tuple[Called, float]]:
        """The names that a query is, as typed and by synonyms that are the name of a few."""
        if len(name) > LONGEST_NAME:
            return
        if self._collection.called(name):
            yield Called(name), DEFAULT_RANKING.exact_name
        left = MAX_CALLED_BY_SYNONYMS
        for other in islice(self._phrasings(name), 1, MAX_NAMES):
            count = len(self._collection.called(other))
            if 0 < count <= left:
                left -= count
                yield Called(other), DEFAULT_RANKING.synonym * DEFAULT_RANKING.exact_name

    def _label(self, where: str, text: str) -> Leaf | None:
        wanted = fold(text)
        if not wanted.strip():
            return None
        return Leaf(
            ("label", where, text),
            lambda section: any(wanted in label for label in section.texts[where]),
        )

    def _words_as_typed(self, where: str, text: str) -> Leaf | None:
        """Met by any word of it."""
        wanted = fold(text)
        words = self._with_names(wanted)
        cut = self._analyzer.words(wanted)
        terms = weighed_terms(where, self._analyzer.tokens(wanted), cut, words)
        if not terms:
            return None
        return Leaf(
            ("words", where, text),
            evidence=[*terms, *self._instead(where, wanted, words)],
            stop_words_only=not content_words(words),
            words=tuple(word.text for word in content_words(words) or words),
        )

    def _with_names(self, text: str) -> list[Token]:
        """The words of a text, those in a row that are a name of the collection as one. Names are
        the longest from where words begin, and none if they end within a word."""
        words = self._words(text)
        last = {word.end for word in words}
        covered = 0
        names: list[Token] = []
        for start in (word.start for word in words[:-1]):
            ends = range(start + DEFAULT_RANKING.shortest_name, start + LONGEST_NAME + 1)
            known = [
                end
                for end in ends
                if end <= len(text) and text[start:end] in self._collection.known_names
            ]
            if start >= covered and known:
                covered = max(known)
                if covered in last:
                    names.append(Token(text[start:covered], start, covered, "word"))
        names = [n for n in names if not any(n.start == w.start and n.end == w.end for w in words)]
        others = [w for w in words if not any(n.start <= w.start < n.end for n in names)]
        return sorted((*names, *others), key=lambda word: word.start)

    def _phrase(self, where: str, text: str, *, over_marks: bool = False) -> Leaf | None:
        """Met where it stands in one piece, as typed or with synonyms for words of it."""
        wanted = fold(text).strip()
        tokens, words = self._analyzer.tokens(wanted), self._words(wanted)
        if not tokens:
            return None
        phrasings = [
            (phrasing, indispensable(self._analyzer.tokens(phrasing)), exceptions)
            for number, phrasing in enumerate(islice(self._phrasings(wanted), MAX_PHRASINGS))
            for exceptions in [self._synonyms.exceptions if number else ()]
        ]

        def is_met(section: Section) -> bool:
            return any(
                # Within a longer word of a spaced script its terms are not there: c++covid-19.
                all(_has(section, where, term, over_marks) for term in terms)
                and any(
                    has_passage(own, phrasing, exceptions, over_marks=over_marks)
                    for own in section.texts[where]
                )
                for phrasing, terms, exceptions in phrasings
            )

        terms = weighed_terms(where, tokens, self._analyzer.words(wanted), words)
        evidence = [*terms, *self._instead(where, wanted, words)]
        how = "passage" if over_marks else "phrase"
        return Leaf((how, where, text), is_met, evidence)

    def _near(self, where: str, text: str, distance: int) -> Leaf | None:
        """Met where all its words are near each other, as typed."""
        wanted = fold(text)
        tokens, words = self._analyzer.tokens(wanted), self._words(wanted)
        if not tokens:
            return None
        pieces = wanted.split()
        if len(pieces) == 1:
            pieces = [word.text for word in words]
        distinct = tuple(dict.fromkeys(pieces))
        terms = [t for piece in distinct for t in indispensable(self._analyzer.tokens(piece))]

        def is_met(section: Section) -> bool:
            return all(section.terms[where][term] for term in terms) and any(
                are_near(own, distinct, distance) for own in section.texts[where]
            )

        asked = ("near", where, f"{text}~{distance}")
        cut = self._analyzer.words(wanted)
        return Leaf(asked, is_met, weighed_terms(where, tokens, cut, words))

    def _prefix(self, where: str, text: str) -> Leaf | None:
        """Met by words of spaced scripts that begin so; anything else is a phrase."""
        wanted = fold(text)
        if not _is_spaced(wanted):
            return self._phrase(where, text)
        evidence = [Weighed(Beginning(where, wanted), DEFAULT_RANKING.prefix, is_enough=True)]
        return Leaf(("prefix", where, text), evidence=evidence)

    def _fuzzy(self, where: str, text: str) -> Leaf | None:
        """Met by a word of a spaced script and by those that resemble it, the word adding more."""
        wanted = fold(text)
        if not _is_spaced(wanted):
            return self._phrase(where, text)
        evidence = [
            Weighed(Resembling(where, wanted), DEFAULT_RANKING.prefix, is_enough=True),
            Weighed(Term(where, wanted), DEFAULT_RANKING.latin, is_enough=True),
        ]
        return Leaf(("fuzzy", where, text), evidence=evidence)

    def _regex(self, where: str, text: str) -> Every:
        """Met by texts that an expression of literals, ``.`` and classes matches; what stands there
        literally adds to the score."""
        wanted = re.compile(fold(text))
        characters = re.sub(r"[^\[]*\[([^\]]*)\][^\[]*", r"\1", fold(text) if "[" in text else "")
        runs = re.split(r"\.(?:\{\d,\d\}|\?)?|\[[^\]]*\]", fold(text))
        characters += "".join(run for run in runs if len(run) == 1)
        pairs = dict.fromkeys(a + b for run in runs for a, b in pairwise(run))
        terms = [*dict.fromkeys(characters), *pairs]
        evidence = [
            Weighed(
                Term(where, term),
                DEFAULT_RANKING.pair if len(term) > 1 else DEFAULT_RANKING.character,
                is_enough=False,
            )
            for term in terms
            if CHARACTER_RUN.fullmatch(term)
        ]

        def is_met(section: Section) -> bool:
            return any(wanted.search(own) for own in section.texts[where])

        return Every((Leaf(("regex", where, text), is_met, evidence),))

    def _instead(self, where: str, text: str, words: Sequence[Token]) -> Iterator[Weighed]:
        places, cut = self._replaceable(text), self._analyzer.words(text)
        return weighed_synonyms(where, text, places, cut, words, self._synonyms, self._analyzer)

    def _replaceable(self, text: str) -> list[Replaceable]:
        return replaceable(text, self._words(text), self._synonyms)

    def _phrasings(self, text: str) -> Iterator[str]:
        """A text, then the same with synonyms in place of words, those of the last word first."""
        places = self._replaceable(text)
        choices = [(text[start:end], *others) for start, end, others in places]
        for chosen in product(*choices):
            phrasing = text
            for (start, end, _), word in reversed(list(zip(places, chosen, strict=True))):
                phrasing = phrasing[:start] + word + phrasing[end:]
            yield phrasing

    def _words(self, text: str) -> list[Token]:
        return whole_words(self._analyzer.words(text))


def _has(section: Section, where: str, term: str, over_marks: bool) -> bool:
    """Whether a term is there; or, where marks may stand within, if it is a pair."""
    is_pair = len(term) == 2 and CHARACTER_RUN.fullmatch(term) is not None
    return (over_marks and is_pair) or section.terms[where][term] > 0


def _is_plain(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Words) and node.field == "text"


def _is_spaced(text: str) -> bool:
    """Whether a text is one word of a spaced script."""
    return [word for word, _ in latin_words(text)] == [text]
