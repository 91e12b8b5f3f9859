"""How much of a query has been planned, counted against the limits, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from searcher.limits import (
    MAX_ALL_EXPANSIONS,
    MAX_EXPANSIONS,
    MAX_FILTERS,
    MAX_PATTERNS,
    MAX_PHRASES,
    MAX_REGEXES,
)

__all__ = ["Counts"]


@dataclass(slots=True)
class Counts:
    """The counts of one query."""

    phrases: int = 0
    proximities: int = 0
    patterns: int = 0
    regexes: int = 0
    expansions: int = 0
    filters: int = 0
    limited: dict[str, None] = field(default_factory=dict)
    """Descriptions of what was left out, each once, in order."""

    def may_expand(self) -> bool:
        """Count a pattern; returns whether it may be expanded."""
        self.patterns += 1
        if self.patterns <= MAX_PATTERNS and self.expansions < MAX_ALL_EXPANSIONS:
            return True
        message = f"more than {MAX_PATTERNS} patterns, or {MAX_ALL_EXPANSIONS} words for them"
        self.limited[f"{message}: the others match as words"] = None
        return False

    def most_frequent(self, found: Sequence[tuple[str, int]], typed: str) -> tuple[str, ...]:
        """The terms that a pattern is expanded to, in order: all that were found, each with its
        document frequency, or the most frequent of them, ties in the order of their texts."""
        most = min(MAX_EXPANSIONS, MAX_ALL_EXPANSIONS - self.expansions)
        if len(found) > most:
            message = f"{typed}: the {most} most frequent of {len(found)} words"
            self.limited[message] = None
            found = sorted(found, key=lambda entry: (-entry[1], entry[0]))[:most]
        self.expansions += len(found)
        return tuple(sorted(term for term, _ in found))

    def may_confirm_phrases(self, number: int) -> bool:
        """Count some phrases; returns whether they may be looked for in the texts."""
        self.phrases += number
        if self.phrases <= MAX_PHRASES:
            return True
        self.limited[f"more than {MAX_PHRASES} phrases: the others match by their words"] = None
        return False

    def may_confirm_regex(self) -> bool:
        """Count a regular expression; returns whether it may be looked for in the texts."""
        self.regexes += 1
        if self.regexes <= MAX_REGEXES:
            return True
        message = f"more than {MAX_REGEXES} regular expressions"
        self.limited[f"{message}: the others match by the characters that they require"] = None
        return False

    def may_filter(self) -> bool:
        """Count a filter; returns whether it is kept."""
        self.filters += 1
        if self.filters <= MAX_FILTERS:
            return True
        self.limited[f"more than {MAX_FILTERS} filters: the others are left out"] = None
        return False
