"""What is left of MediaWiki's own markup, and which text does a reader see in its place?"""

from __future__ import annotations

import re
from typing import Final

from searcher.content.blocktext import SIGNS, Polished, TextRules

__all__ = ["WIKI_TEXT"]

BARE_BULLETS = frozenset("-–*•·")
"""Items of lists that a template left empty."""

RULE = re.compile(r"(?<!\})-\{([^{}\ud800-\udfff]*)\}-(?!\{)")
FLAGS = re.compile(r"([A-Z+;-]*|zh(?:-[a-z]+)?(?:;zh(?:-[a-z]+)?)*) *\|")
HIDING_FLAGS = frozenset({"H", "T", "-"})
FORM = re.compile(r"(?:[^:]*=>)? *zh(?:-[a-z]+)? *:(.*)", re.IGNORECASE | re.DOTALL)

BETWEEN_EMPTY = r"[\s，,、；;：:。·]*"
NOTHING_IN_PARENTHESES = re.compile(rf"[（(]{BETWEEN_EMPTY}[）)]")
EMPTY_PARENTHESES = re.compile(
    rf" ?（{BETWEEN_EMPTY}）|(?<![A-Za-z0-9_])(?<![A-Za-z0-9_] ) ?\({BETWEEN_EMPTY}\)"
)


def _resolve_variants(text: str) -> Polished:
    """The text with each ``-{…}-`` in its first form.

    ``-{zh-hans:软件;zh-hant:軟體}-`` shows 软件; a rule with flag H, T or ``-`` shows
    nothing; ``-{原文}-`` shows what it holds. Braces around a lone surrogate are plain text.
    """
    others: list[str] = []
    shown: list[list[str]] = []
    for match in RULE.finditer(text):
        rule = match[1].strip()
        flags = FLAGS.match(rule)
        forms = _forms(rule[flags.end() :] if flags else rule)
        hidden = flags is not None and not HIDING_FLAGS.isdisjoint(flags[1].split(";"))
        others += forms if hidden else forms[1:]
        shown.append([""] if hidden else forms)

    def in_form(number: int) -> str:
        rules = iter(shown)
        return RULE.sub(lambda _: (forms := next(rules))[min(number, len(forms) - 1)], text)

    most = max(map(len, shown), default=1)
    return Polished(
        in_form(0),
        tuple(dict.fromkeys(filter(None, others))),
        tuple(dict.fromkeys(map(in_form, range(1, most)))),
    )


def _forms(rule: str) -> list[str]:
    """The distinct forms in a rule, one at least; a rule without regions is one form."""
    forms: list[str] = []
    for part in rule.split(";"):
        form = FORM.match(part)
        if form is not None:
            forms.append(form[1].strip())
        elif not forms:
            return [rule.strip()]
        elif part.strip():
            forms[-1] += f";{part}"
    return list(dict.fromkeys(filter(None, forms))) or [""]


def _drop_empty_parentheses(text: str) -> str:
    """The text without the parentheses that a template left empty; ``main()`` stays a call."""
    if NOTHING_IN_PARENTHESES.search(text) is None:  # the quicker search
        return text
    return EMPTY_PARENTHESES.sub("", text)


def _polish(text: str) -> Polished:
    if "-{" not in text:
        return Polished(_drop_empty_parentheses(text))
    text, variants, forms = _resolve_variants(text)
    return Polished(
        _drop_empty_parentheses(text), variants, tuple(map(_drop_empty_parentheses, forms))
    )


WIKI_TEXT: Final = TextRules(_polish, re.compile(f"[{SIGNS}{{（(]"), BARE_BULLETS)
"""``-{…}-`` is shown in one form; what templates left empty is not shown."""
