"""Text for one line of a terminal: names and messages from anywhere, which steer nothing there."""

from __future__ import annotations

import re

__all__ = ["escape_json", "escape_json_for_terminal", "printable"]

# Controls of C1; marks, embeddings, overrides and isolates of direction; separators of lines.
_STEERING = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
# They stand for bytes of file names that are not UTF-8, and have no encoding.
_SURROGATES = "\ud800-\udfff"

_UNPRINTABLE = re.compile(f"[\x00-\x1f{_STEERING}{_SURROGATES}]")
_UNENCODABLE = re.compile(f"[{_SURROGATES}]")
_STEERING_OR_UNENCODABLE = re.compile(f"[{_STEERING}{_SURROGATES}]")


def printable(text: str) -> str:
    """``text`` with a blank for white space, and � for whatever else would steer a terminal.

    Each code point is replaced by one, so offsets stay what they are.
    """
    return _UNPRINTABLE.sub(lambda match: " " if match.group().isspace() else "�", text)


def escape_json(text: str) -> str:
    r"""JSON with ``\uXXXX`` for what cannot be encoded. It means the same."""
    return _UNENCODABLE.sub(_escape, text)


def escape_json_for_terminal(text: str) -> str:
    r"""JSON with ``\uXXXX`` for what would steer a terminal, too: JSON itself escapes C0 alone."""
    return _STEERING_OR_UNENCODABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
