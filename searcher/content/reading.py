"""What does one file say? The file is opened once; what stands against it is a reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from searcher.content.decoding import DecodingError, decode
from searcher.content.files import Skipped, SourceFile, size_limit_reason, skip_reason
from searcher.content.markdown import parse
from searcher.model import Article

__all__ = ["Document", "read"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that has been read."""

    source: SourceFile
    digest: str
    """SHA-256 of its bytes, in hexadecimal."""
    article: Article


def read(source: SourceFile, max_bytes: int) -> Document | Skipped:
    """The document in the file, or why there is none. Never raises for what is in the file.

    No more than ``max_bytes`` bytes are accepted, however the file has grown since the walk.
    """
    try:
        with source.location.open("rb") as file:
            data = file.read(source.size + 1)  # a buffer of max_bytes takes longer to get
            if len(data) > source.size:
                data += file.read(max_bytes + 1 - len(data))
    except OSError as error:
        return Skipped(source.path, skip_reason(error))
    if len(data) > max_bytes:
        return Skipped(source.path, size_limit_reason(max_bytes))
    try:
        text = decode(data)
    except DecodingError as error:
        return Skipped(source.path, str(error))
    article = parse(text, PurePosixPath(source.path).stem)
    if not article.sections:
        return Skipped(source.path, "no text")
    return Document(source, hashlib.sha256(data).hexdigest(), article)
