"""Full-text search for Chinese: the right section, in whatever script, marked exactly.

>>> import searcher
>>> page = searcher.search("脱北者", index="index")        # doctest: +SKIP
>>> page.hits[0].fragments[0].to_html()                    # doctest: +SKIP
'<mark>脫北者</mark>對兩國政府來說是一個敏感的問題。…'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searcher.content.files import Skipped
    from searcher.engine import Engine, search
    from searcher.errors import (
        ConfigError,
        ContentError,
        IndexDamaged,
        IndexingError,
        IndexLocked,
        IndexMismatch,
        IndexNotFound,
        QueryError,
        SearcherError,
    )
    from searcher.indexing.report import IndexReport
    from searcher.indexing.verification import Check, check
    from searcher.indexing.whooshindex import open_whoosh
    from searcher.model import Explanation, Fragment, Hit, ResultPage, Span
    from searcher.stats import Stats
    from searcher.writing import add, rebuild, remove, update

__all__ = [
    "Check",
    "ConfigError",
    "ContentError",
    "Engine",
    "Explanation",
    "Fragment",
    "Hit",
    "IndexDamaged",
    "IndexLocked",
    "IndexMismatch",
    "IndexNotFound",
    "IndexReport",
    "IndexingError",
    "QueryError",
    "ResultPage",
    "SearcherError",
    "Skipped",
    "Span",
    "Stats",
    "add",
    "check",
    "open_whoosh",
    "rebuild",
    "remove",
    "search",
    "update",
]

_MODULES = {
    "Skipped": "content.files",
    "Stats": "stats",
    "IndexReport": "indexing.report",
    **dict.fromkeys(("Check", "check"), "indexing.verification"),
    "open_whoosh": "indexing.whooshindex",
    **dict.fromkeys(("Engine", "search"), "engine"),
    **dict.fromkeys(("Explanation", "Fragment", "Hit", "ResultPage", "Span"), "model"),
    **dict.fromkeys(("add", "rebuild", "remove", "update"), "writing"),
}


def __dir__() -> list[str]:
    """The public names, which ``help`` lists, too, though none may be imported yet."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: ``searcher --help`` needs no numpy."""
    if name in ("RebuildReport", "UpdateReport"):  # as version 0.1 had it; gone with 0.3
        name = "IndexReport"
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULES.get(name, 'errors')}")
    return globals().setdefault(name, getattr(module, name))
