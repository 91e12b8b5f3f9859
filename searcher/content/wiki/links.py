"""Which links of a wiki lead to articles, which to categories and files?"""

from __future__ import annotations

import re

from searcher.content.links import file_path

__all__ = ["category_name", "is_category", "is_file", "is_file_name", "leads_to_article"]

WIKIPEDIA_PAGE = re.compile(r"https?://[\w.-]*\bwikipedia\.org/wiki/", re.IGNORECASE)
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
