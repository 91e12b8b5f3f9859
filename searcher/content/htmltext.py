"""What does a reader see of the HTML in a Markdown file?"""

from __future__ import annotations

import re
from html import unescape

from searcher.content.blocktext import CELL, LINE, ROW, SOFT, last_mark, without_marks
from searcher.content.outline import Outline

__all__ = ["add_html"]

# Each is linear for any text: no piece of a match can be found from two places.
TAG = re.compile(r"""</?([a-zA-Z][\w:-]*)(?![\w:-])((?:[^<>"']|"[^"]*"|'[^']*')*)>|<[!?][^<>]*>""")
ATTRIBUTE = re.compile(
    r"""\b(href|title)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
UNSEEN = re.compile("<(!--|script|style)", re.IGNORECASE)
"""What begins a stretch that no reader sees."""
UNSEEN_ENDS = {
    "!--": re.compile("-->"),
    "script": re.compile("</script[^<>]*>", re.IGNORECASE),
    "style": re.compile("</style[^<>]*>", re.IGNORECASE),
}

LINES = (
    "address article aside blockquote br caption center dd details div dl dt figcaption figure "
    "footer form gallery h1 h2 h3 h4 h5 h6 header hr li main nav ol option p poem pre "
    "references section summary ul"
)
BREAKS = {
    **dict.fromkeys(LINES.split(), LINE),
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr"), ROW),
    **dict.fromkeys(("td", "th"), CELL),
}
"""Elements whose start and end are marked in the text, and the mark."""


def add_html(html: str, outline: Outline) -> None:
    """Give ``outline`` the text of a piece of HTML, which may begin and end anywhere.

    Tags, comments, scripts and styles go; an unfinished one of them is text. Marks of lines stay,
    in the text and in what goes.
    """
    html = _without_unseen(html)
    position = 0
    line_break = SOFT
    for tag in TAG.finditer(html):
        _add_text(html[position : tag.start()], line_break, outline)
        position = tag.end()
        name = (tag[1] or "").lower()
        is_end = tag[0].startswith("</")
        if name == "a":
            _add_link(tag[2], outline, is_end=is_end)
        elif name == "pre":
            line_break = SOFT if is_end else LINE
        elif name:
            outline.begin_element(name)
        if name in BREAKS:
            outline.pieces.append(BREAKS[name])
        if "\n" in tag[0]:
            outline.pieces.append(last_mark(tag[0]))
    _add_text(html[position:], line_break, outline)


def _without_unseen(html: str) -> str:
    """The HTML without comments, scripts and styles, up to the first that does not end."""
    if UNSEEN.search(html) is None:  # as most often
        return html
    kept: list[str] = []
    position = 0
    while start := UNSEEN.search(html, position):
        end = UNSEEN_ENDS[start[1].lower()].search(html, start.end())
        if end is None:
            break
        kept += html[position : start.start()], last_mark(html[start.start() : end.end()])
        position = end.end()
    kept.append(html[position:])
    return "".join(kept)


def _add_text(text: str, line_break: str, outline: Outline) -> None:
    if text:
        outline.pieces.append(unescape(text.replace("\n", line_break)))


def _add_link(attributes: str, outline: Outline, *, is_end: bool) -> None:
    if is_end:
        outline.close_link()
        return
    if "\n" in attributes:
        attributes = without_marks(attributes)
    values = {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
        for match in ATTRIBUTE.finditer(attributes)
    }
    if "href" in values:
        outline.open_link(values["href"], values.get("title", ""))
