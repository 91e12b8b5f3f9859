"""A segment as it is on disk: three column files of one name."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.codec.documents import (
    Documents,
    Stored,
)
from searcher.indexing.codec.postings import Postings
from searcher.indexing.layout import DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION

__all__ = ["Segment"]


class Segment:
    """Documents and their postings; safe to share between threads.

    Raises IndexDamaged and IndexMismatch, which name the file.
    """

    def __init__(self, directory: Path, name: str, deleted: NDArray[np.int64] | None = None):
        """``name`` is that of the files, without extension; ``deleted`` documents are ascending."""
        self.name = name
        self.documents = Documents.open(directory / f"{name}{DOCUMENTS_EXTENSION}")
        self.postings = Postings(directory / f"{name}{POSTINGS_EXTENSION}", self.documents)
        self.stored = Stored(directory / f"{name}{STORED_EXTENSION}", self.documents)
        self.deleted = np.empty(0, np.int64) if deleted is None else deleted

    @property
    def document_count(self) -> int:
        """The number of documents, including deleted ones."""
        return len(self.documents)

    @cached_property
    def live_docs(self) -> NDArray[np.bool_] | None:
        """Whether each document is live; None if all are."""
        if not len(self.deleted):
            return None
        live_docs = np.ones(self.document_count, np.bool_)
        live_docs[self.deleted] = False
        return live_docs
