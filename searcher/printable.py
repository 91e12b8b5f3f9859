"""Text made safe for one line of a terminal: no control characters from names and messages."""

from __future__ import annotations

import re

__all__ = ["escape_json", "escape_json_for_terminal", "printable"]

# C1 controls; bidirectional marks, embeddings, overrides and isolates; line separators.
_CONTROLS = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
# Python uses them for bytes of file names that are not UTF-8; they cannot be encoded.
_SURROGATES = "\ud800-\udfff"

_UNPRINTABLE = re.compile(f"[\x00-\x1f{_CONTROLS}{_SURROGATES}]")
_UNENCODABLE = re.compile(f"[{_SURROGATES}]")
_CONTROLS_OR_UNENCODABLE = re.compile(f"[{_CONTROLS}{_SURROGATES}]")


def printable(text: str) -> str:
    """``text`` with a blank for white space, and � for any other control character.

    Each code point is replaced by one, so offsets do not change.
    """
    return _UNPRINTABLE.sub(lambda match: " " if match.group().isspace() else "�", text)


def escape_json(text: str) -> str:
    r"""JSON with ``\uXXXX`` for what cannot be encoded; it means the same."""
    return _UNENCODABLE.sub(_escape, text)


def escape_json_for_terminal(text: str) -> str:
    r"""JSON with ``\uXXXX`` for control characters as well: JSON itself escapes only C0."""
    return _CONTROLS_OR_UNENCODABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
