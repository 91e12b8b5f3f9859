"""Text for one line of a terminal: names and messages from anywhere, which steer nothing there."""

from __future__ import annotations

import re

__all__ = ["escape_json", "printable"]

# Controls of C0 and C1; marks, embeddings, overrides and isolates of direction; separators of
# lines; halves of surrogate pairs, which stand for bytes of file names that are not UTF-8.
_STEERS = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_ONE = re.compile(f"[{_STEERS}]")
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """``text`` with a blank for white space, and � for whatever else would steer a terminal.

    Each code point is replaced by one, so offsets stay what they are.
    """
    return _ONE.sub(lambda match: " " if match.group().isspace() else "�", text)


def escape_json(text: str) -> str:
    r"""JSON with ``\uXXXX`` for what would steer a terminal: it means the same.

    What JSON itself escapes, as the controls of C0, is taken to be escaped.
    """
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
