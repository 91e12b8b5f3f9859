"""Which page, and which file of the collection, does a link lead to?"""

from __future__ import annotations

import re
from urllib.parse import unquote

__all__ = ["file_path", "page_name"]

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
MARKDOWN_SUFFIX = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)


def page_name(destination: str) -> str:
    """The name of the page: the last part of the path, or all that follows ``/wiki/``.

    >>> page_name("../Page/長洲_(香港).md#歷史")
    '長洲 (香港)'
    >>> page_name("https://zh.wikipedia.org/wiki/AC/DC")
    'AC/DC'
    """
    path = _path(destination)
    _, wiki, page = path.partition("/wiki/")
    name = page if wiki else path.rpartition("/")[2]
    return MARKDOWN_SUFFIX.sub("", unquote(name).replace("_", " ")).strip()


def file_path(destination: str) -> str:
    """The path of a Markdown file as the link gives it, ``""`` if it leads elsewhere.

    >>> file_path("../Page/%E9%95%B7%E6%B4%B2.md#歷史")
    '../Page/長洲.md'
    """
    path = _path(destination)
    is_file = SCHEME.match(destination) is None and MARKDOWN_SUFFIX.search(path)
    return unquote(path) if is_file else ""


def _path(destination: str) -> str:
    return destination.partition("#")[0].partition("?")[0]
