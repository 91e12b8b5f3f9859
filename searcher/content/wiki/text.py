"""What is left of MediaWiki's own markup, and which text does a reader see in its place?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from searcher.content.blocktext import (
    DIGITS,
    SIGNS,
    Polished,
    TextRules,
    last_mark,
    without_marks,
)

__all__ = ["WIKI_TEXT"]

BARE_BULLETS = frozenset("-–*•·")
"""Items of lists that a template left empty."""

TURN = f"[{DIGITS}]{{3}}"
"""The mark of a line, which changes nothing about what stands on both sides of it."""
RULE = re.compile(r"(?<!\})-\{([^{}\ud800-\udbff]*)\}-(?!\{)")
LEAD = re.compile(rf"(?: |{TURN})*")
FLAGS = re.compile(rf"{LEAD.pattern}([A-Z+;-]*|zh(?:-[a-z]+)?(?:;zh(?:-[a-z]+)?)*) *\|")
HIDING_FLAGS = frozenset({"H", "T", "-"})
FORM = re.compile(r"(?:[^:]*=>)? *(zh(?:-[a-z]+)?) *:(.*)", re.IGNORECASE | re.DOTALL)
FALLBACKS = {
    "zh-hans": ("zh-cn", "zh-sg", "zh-my"),
    "zh-cn": ("zh-hans", "zh-sg", "zh-my"),
    "zh-sg": ("zh-hans", "zh-cn", "zh-my"),
    "zh-my": ("zh-hans", "zh-sg", "zh-cn"),
    "zh-hant": ("zh-tw", "zh-hk", "zh-mo"),
    "zh-tw": ("zh-hant", "zh-hk", "zh-mo"),
    "zh-hk": ("zh-hant", "zh-mo", "zh-tw"),
    "zh-mo": ("zh-hant", "zh-hk", "zh-tw"),
}
"""The regions whose form is shown if a rule has none for a region, as MediaWiki's
``LanguageConverter`` for Chinese has them."""

BETWEEN_EMPTY = rf"[\s，,、；;：:。·{DIGITS}]*"
NOTHING_IN_PARENTHESES = re.compile(rf"[（(]{BETWEEN_EMPTY}[）)]")
BEHIND_NO_WORD = "".join(f"(?<![A-Za-z0-9_]{end})" for end in ("", " ", TURN, f" {TURN}"))
EMPTY_PARENTHESES = re.compile(
    rf" ?(?:{TURN})?（{BETWEEN_EMPTY}）|{BEHIND_NO_WORD} ?(?:{TURN})?\({BETWEEN_EMPTY}\)"
)


class _Form(NamedTuple):
    region: str
    text: str


def _resolve_variants(text: str) -> Polished:
    """The text with each ``-{…}-`` in its first form, and whole in the forms of each region.

    ``-{zh-hans:软件;zh-hant:軟體}-`` shows 软件; a rule with flag H, T or ``-`` shows
    nothing; ``-{原文}-`` shows what it holds. Braces around a lone surrogate are plain text.
    """
    pieces = RULE.split(text)
    pieces[2::2] = (
        last_mark(rule) + after for rule, after in zip(pieces[1::2], pieces[2::2], strict=True)
    )
    others: list[str] = []
    shown: list[list[_Form]] = []
    for written in pieces[1::2]:
        rule = written.strip()
        flags = FLAGS.match(rule)
        forms = _forms(rule[flags.end() :] if flags else rule)
        texts = list(dict.fromkeys(without_marks(form.text) for form in forms))
        hidden = flags is not None and not HIDING_FLAGS.isdisjoint(flags[1].split(";"))
        others += texts if hidden else texts[1:]
        shown.append([_Form("", "")] if hidden else forms)

    def whole(region: str) -> str:
        pieces[1::2] = (_in_region(forms, region) for forms in shown)
        return "".join(pieces)

    first = whole("")
    regions = dict.fromkeys(form.region for forms in shown for form in forms)
    wholes = dict.fromkeys(map(whole, regions))
    return Polished(
        first,
        tuple(dict.fromkeys(filter(None, others))),
        tuple(each for each in wholes if each != first),
    )


def _in_region(forms: Sequence[_Form], region: str) -> str:
    """The form that readers in a region see, or the first."""
    by_region = {form.region: form.text for form in reversed(forms)}
    for each in (region, *FALLBACKS.get(region, ())):
        if each in by_region:
            return by_region[each]
    return forms[0].text


def _forms(rule: str) -> list[_Form]:
    """The forms in a rule, one at least; a rule without regions is one form."""
    forms: list[_Form] = []
    for part in rule.split(";"):
        lead = "".join(LEAD.findall(part)[:1])
        form = FORM.match(part, len(lead))
        if form is not None:
            text = form[2].strip()
            forms.append(_Form(form[1].lower(), text and last_mark(lead) + text))
        elif not forms:
            return [_Form("", rule.strip())]
        elif part.strip():
            forms[-1] = forms[-1]._replace(text=f"{forms[-1].text};{part}")
    return [form for form in forms if form.text] or [_Form("", "")]


def _drop_empty_parentheses(text: str) -> str:
    """The text without the parentheses that a template left empty; ``main()`` stays a call."""
    if NOTHING_IN_PARENTHESES.search(text) is None:  # the quicker search
        return text
    return EMPTY_PARENTHESES.sub(lambda match: last_mark(match[0]), text)


def _polish(text: str) -> Polished:
    if "-{" not in text:
        return Polished(_drop_empty_parentheses(text))
    text, variants, forms = _resolve_variants(text)
    return Polished(
        _drop_empty_parentheses(text), variants, tuple(map(_drop_empty_parentheses, forms))
    )


WIKI_TEXT: Final = TextRules(_polish, re.compile(f"[{SIGNS}{{（(]"), BARE_BULLETS)
"""``-{…}-`` is shown in one form; what templates left empty is not shown."""
