"""Every error that this package raises on purpose.

::

    SearcherError              base of all; its message is one line: thing, cause, remedy
    ├── ContentError           the content cannot be read
    ├── ConfigError            a setting, a configuration file or a user dictionary is invalid
    ├── QueryError             the query is empty or too long, or an option is out of range
    └── IndexingError          the index cannot be built or used
        ├── IndexNotFound      there is no index in that directory
        ├── IndexMismatch      the index was made by another version or with another analysis
        ├── IndexDamaged       a file of the index is missing or not what was written
        └── IndexLocked        another process is writing the index

Errors of libraries and of the operating system are mapped to these where they
cross into the package, with the foreign error kept as ``__cause__``.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "ContentError",
    "IndexDamaged",
    "IndexLocked",
    "IndexMismatch",
    "IndexNotFound",
    "IndexingError",
    "QueryError",
    "SearcherError",
]


class SearcherError(Exception):
    """Base class of all errors of this package."""


class ContentError(SearcherError):
    """The content cannot be read: no such path, nothing to index."""


class ConfigError(SearcherError):
    """A setting, a configuration file or a user dictionary is invalid."""


class QueryError(SearcherError):
    """The query is empty or too long, or an option of the search is out of range."""


class IndexingError(SearcherError):
    """The index cannot be built or used."""


class IndexNotFound(IndexingError):
    """There is no index in that directory."""


class IndexMismatch(IndexingError):
    """The index was made by another version or with another analysis."""


class IndexDamaged(IndexingError):
    """A file of the index is missing or is not what was written."""


class IndexLocked(IndexingError):
    """Another process is writing the index."""
