"""Which article, which category, which picture does a link lead to?"""

from __future__ import annotations

import re
from urllib.parse import unquote

__all__ = [
    "category_name",
    "file_path",
    "is_category",
    "is_file",
    "is_file_name",
    "leads_to_article",
    "page_name",
]

WIKIPEDIA_PAGE = re.compile(r"https?://[\w.-]*\bwikipedia\.org/wiki/", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
MARKDOWN_SUFFIX = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)

CATEGORY_PREFIX = re.compile(r":?(?:category|分类|分類)\s*[:：]\s*", re.IGNORECASE)
FILE_PREFIX = re.compile(r":?(?:file|image|文件|檔案|档案|图像|圖像)\s*[:：]\s*", re.IGNORECASE)


def leads_to_article(destination: str, title: str) -> bool:
    """Whether a link leads to an article of a wiki or of the collection itself.

    Such are the links that pandoc gave the title "wikilink", Wikipedia's pages, and
    Markdown files by their relative path.
    """
    if title == "wikilink" or WIKIPEDIA_PAGE.match(destination):
        return True
    return file_path(destination) != ""


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


def is_category(name: str) -> bool:
    """Whether the page or the link text is ``Category:…``."""
    return CATEGORY_PREFIX.match(name) is not None


def category_name(text: str) -> str:
    """The category without prefix and sort key.

    >>> category_name("Category:香港|*")
    '香港'
    """
    return CATEGORY_PREFIX.sub("", text, count=1).partition("|")[0].strip()


def is_file(name: str) -> bool:
    """Whether the page is that of a picture or another file on a wiki."""
    return FILE_PREFIX.match(name) is not None


def is_file_name(text: str, page: str) -> bool:
    """Whether the text of a picture is only the name of its file, and so says nothing."""
    return _bare_file_name(text) == _bare_file_name(page)


def _bare_file_name(name: str) -> str:
    return FILE_PREFIX.sub("", name.replace("_", " "), count=1).strip().casefold()


def _path(destination: str) -> str:
    return destination.partition("#")[0].partition("?")[0]
