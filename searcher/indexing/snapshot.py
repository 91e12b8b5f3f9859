"""What holds for all segments of a generation together, where they are not a single whole one.

File ``snapshot.columns``, a column file:

===============  ==  ====================================================================
ordinals         u4  documents of all segments, one after another: the place of each in
                     the order of the content; of a deleted one it means nothing
deleted_N        u4  for segment N, if it has deleted documents: these, ascending
frequencies_N    u4  for the same: how many others have each of its terms
===============  ==  ====================================================================

The order decides ties, and the frequencies the weight of terms: with both, a collection that
was updated is ranked as if it had been indexed at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searcher.indexing.codec.columnfile import create_columns, open_columns
from searcher.indexing.codec.segment import Segment
from searcher.indexing.indexfile import damaged
from searcher.indexing.layout import SNAPSHOT
from searcher.indexing.manifest import SegmentRecord

__all__ = ["Snapshot"]


class Snapshot(NamedTuple):
    """Arrays that go with some segments."""

    ordinals: NDArray[np.uint32]
    deleted: Mapping[int, NDArray[np.uint32]]
    """By the number of the segment; not empty."""
    frequencies: Mapping[int, NDArray[np.uint32]]

    def write(self, directory: Path) -> None:
        """Write them into the directory of a generation."""
        arrays = {"ordinals": self.ordinals}
        for number in self.deleted:
            arrays[f"deleted_{number}"] = self.deleted[number]
            arrays[f"frequencies_{number}"] = self.frequencies[number]
        sizes = {name: ("<u4", len(values)) for name, values in arrays.items()}
        with create_columns(directory / SNAPSHOT, sizes) as columns:
            for name, values in arrays.items():
                columns[name][:] = values

    @classmethod
    def open(cls, directory: Path, segments: Sequence[SegmentRecord]) -> Snapshot:
        """Those of a generation with these segments, verified, but for what :meth:`check` sees.

        Raises IndexDamaged, IndexMismatch.
        """
        path = directory / SNAPSHOT
        having = [number for number, segment in enumerate(segments) if segment.deleted]
        names = [f"{kind}_{number}" for kind in ("deleted", "frequencies") for number in having]
        columns = open_columns(path, dict.fromkeys(("ordinals", *names), "<u4"))
        arrays = {name: column.whole() for name, column in columns.items()}
        deleted = {number: arrays[f"deleted_{number}"] for number in having}
        if len(arrays["ordinals"]) != sum(segment.documents for segment in segments) or not all(
            len(values) == segments[number].deleted
            and (values[1:] > values[:-1]).all()
            and values[-1] < segments[number].documents
            for number, values in deleted.items()
        ):
            raise damaged(path)
        frequencies = {number: arrays[f"frequencies_{number}"] for number in having}
        return cls(arrays["ordinals"], deleted, frequencies)

    def check(self, directory: Path, segments: Sequence[Segment]) -> None:
        """Raises IndexDamaged if the frequencies are none of the terms of these segments."""
        for number, frequencies in self.frequencies.items():
            all_documents = segments[number].postings.document_frequencies()
            if len(frequencies) != len(all_documents) or (frequencies > all_documents).any():
                raise damaged(directory / SNAPSHOT)
