"""What holds for all segments of a generation together, where they are not a single whole one.

File ``snapshot.columns``, a column file:

===============  ==  ====================================================================
ordinals         u4  documents of all segments, one after another: the place of each in
                     the order of the content; of a deleted one it means nothing
frequencies_N    u4  for segment N, if it has deleted documents: how many others have each
                     of its terms
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

from searcher.indexing.codec.columnfile import create_columns, damaged, open_columns
from searcher.indexing.codec.segment import Segment

__all__ = ["NAME", "Snapshot"]

NAME = "snapshot.columns"


class Snapshot(NamedTuple):
    """Arrays that go with some segments."""

    ordinals: NDArray[np.uint32]
    frequencies: Mapping[int, NDArray[np.uint32]]

    def write(self, directory: Path) -> None:
        """Write them into the directory of a generation."""
        arrays = {"ordinals": self.ordinals}
        for number, frequencies in self.frequencies.items():
            arrays[f"frequencies_{number}"] = frequencies
        sizes = {name: ("<u4", len(values)) for name, values in arrays.items()}
        with create_columns(directory / NAME, sizes) as columns:
            for name, values in arrays.items():
                columns[name][:] = values

    @classmethod
    def open(cls, directory: Path, segments: Sequence[Segment]) -> Snapshot:
        """Those of a generation with these segments. Raises IndexDamaged, IndexMismatch."""
        deleted = [number for number, segment in enumerate(segments) if len(segment.deleted)]
        names = ["ordinals", *(f"frequencies_{number}" for number in deleted)]
        columns = open_columns(directory / NAME, dict.fromkeys(names, "<u4"))
        ordinals = columns.pop("ordinals")
        frequencies = dict(zip(deleted, columns.values(), strict=True))
        if len(ordinals) != sum(segment.document_count for segment in segments) or any(
            len(values) != len(segments[number].postings.dictionary)
            for number, values in frequencies.items()
        ):
            raise damaged(directory / NAME)
        return cls(ordinals, frequencies)
