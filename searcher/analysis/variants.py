"""The classes of characters that count as one, whatever script or region writes them.

Any two characters that one of OpenCC's character tables joins (Traditional, Simplified,
Taiwan, Hong Kong, Japan, one-to-many included) are in one class, and so are variants that
OpenCC has not, such as 昏 and 昬, and the radicals that stand for characters in PDFs; see
``variants.txt`` beside this module and ``scripts/make_variants.py``, which makes it and says which
joins are left out.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["representatives"]

# Marks that writers of different regions use for the same thing: 「」 and “”, ‧ and ·; the second
# iteration mark is that of vertical text.
PUNCTUATION = {
    '"': "“”„‟「」『』﹁﹂﹃﹄«»",
    "'": "‘’‚‛",
    "-": "‐‑‒–—―−",
    "·": "•‧∙⋅・⸱⸳◦⦁ꞏ᛫ᐧ",
    "~": "〜",
    "々": "〻",
    # Latin letters that are not composed of one and an accent.
    "d": "đ",
    "l": "ł",
    "o": "ø",
}


@cache
def representatives() -> dict[int, str]:
    """For ``str.translate``: the code point of each class member -> the class's representative.

    A representative maps to itself by being absent.
    """
    table: dict[int, str] = {}
    text = (files(__package__) / "variants.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            table |= dict.fromkeys(map(ord, line[1:]), line[0])
    for mark, others in PUNCTUATION.items():
        table |= dict.fromkeys(map(ord, others), mark)
    return table
