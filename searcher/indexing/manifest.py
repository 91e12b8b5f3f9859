"""What a generation of the index says of itself, written last and read first."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from searcher.analysis.tokenizer import Tokenizer, UserDictionary
from searcher.errors import IndexDamaged, IndexMismatch

__all__ = [
    "FORMAT",
    "NAME",
    "FileRecord",
    "Manifest",
    "check_analysis",
    "dictionary_digests",
    "file_record",
    "package_versions",
]

FORMAT = 4
"""Version of the layout of a generation; another version cannot be read, only rebuilt."""

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the index as it was written."""

    name: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that readers check before they trust a generation."""

    format: int
    searcher: str
    """Version of this package that wrote the generation."""
    created: str
    """ISO 8601, UTC."""
    roots: tuple[str, ...]
    """Content roots, absolute."""
    tokenizer: str
    """Name and version."""
    dictionaries: dict[str, str]
    """SHA-256 of the tables that analysis depends on, and of the user dictionary's words."""
    versions: dict[str, str]
    """Of the packages that tokenizer, dictionaries and files come from."""
    articles: int
    sections: int
    skipped: int
    files: tuple[FileRecord, ...]

    def write(self, directory: Path) -> None:
        """Write the manifest into the directory of its generation."""
        path = directory / NAME
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, directory: Path, digest: str) -> Manifest:
        """The manifest of a generation, whose SHA-256 must be ``digest``.

        Raises IndexMismatch for another format, IndexDamaged for anything else that it is not.
        """
        path = directory / NAME
        try:
            data = path.read_bytes()
            fields = json.loads(data)
            found = fields["format"]
            if found == FORMAT:
                if hashlib.sha256(data).hexdigest() != digest:
                    raise ValueError("not the manifest that was written")
                fields["roots"] = tuple(fields["roots"])
                fields["files"] = tuple(FileRecord(**record) for record in fields["files"])
                return cls(**fields)
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as exc:
            raise IndexDamaged(f"{path} is damaged; run 'searcher rebuild'") from exc
        raise IndexMismatch(
            f"the index in {directory} has format {found}, this version reads {FORMAT};"
            " run 'searcher rebuild'"
        )


def file_record(path: Path, directory: Path) -> FileRecord:
    """The record of a file as it is on disk now."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256") if hasattr(hashlib, "file_digest") else None
        if digest is None:  # Python 3.10
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
        size = file.tell()
    return FileRecord(path.relative_to(directory).as_posix(), size, digest.hexdigest())


def dictionary_digests(user_dictionary: UserDictionary) -> dict[str, str]:
    """The digests of what decides which terms a text has, besides the tokenizer."""
    digests = {"user": user_dictionary.digest}
    for name in ("dictionary", "variants"):
        data = (files("searcher.analysis") / f"{name}.txt").read_bytes()
        digests[name] = hashlib.sha256(data).hexdigest()
    return digests


def package_versions() -> dict[str, str]:
    """The versions of the packages that an index depends on, of those that are installed."""
    versions = {}
    for package in ("jieba", "rjieba", "whoosh"):
        with suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions


def check_analysis(manifest: Manifest, tokenizer: Tokenizer, dictionaries: dict[str, str]) -> None:
    """Raises IndexMismatch where texts would be analysed otherwise than they were indexed."""
    if manifest.tokenizer != tokenizer.identity:
        raise IndexMismatch(
            f"the index was made with {manifest.tokenizer}, installed is {tokenizer.identity};"
            " run 'searcher rebuild'"
        )
    for name, digest in dictionaries.items():
        if manifest.dictionaries.get(name) != digest:
            raise IndexMismatch(
                f"the index was made with another {name} dictionary; run 'searcher rebuild'"
                + (" with the user dictionary that you want" if name == "user" else "")
            )
