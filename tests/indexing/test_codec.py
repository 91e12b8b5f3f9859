"""The column files: what is read is what was written, and what is not is an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import searcher
from searcher.fields import FIELDS, INDEXED
from searcher.indexing.codec.columnfile import create_columns, open_columns
from searcher.indexing.codec.dictionary import field_key
from searcher.indexing.codec.documents import (
    MAX_DOCUMENTS,
    Documents,
)
from searcher.indexing.codec.postings import Postings
from searcher.indexing.codec.postingsfile import SCHEMA
from searcher.indexing.codec.postingswriter import Terms, write_postings
from searcher.indexing.codec.segment import Segment
from searcher.indexing.layout import (
    DOCUMENTS_EXTENSION,
    POSTINGS_EXTENSION,
    SEGMENT_EXTENSIONS,
    STORED_EXTENSION,
)
from searcher.planning.bm25 import DEFAULT_RANKING

WriteLists = Callable[..., Segment]
Lists = Mapping[tuple[str, str], Mapping[int, int]]

BLOCK = 1 << 16

# Up to the longest term, and beyond the plane in which a character is two bytes of UTF-16.
texts = st.text("ab香港鯨\U00020000\U0010fffd\x00\uffff", max_size=5) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64
)
frequencies = st.sampled_from((1, 2, 3, 14, 15, 16, 254, 70_000)) | st.integers(1, 40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("codec")


def documents_of(count: int, per_article: int) -> Documents:
    sections = np.full(-(-count // per_article), per_article, np.uint32)
    sections[-1] = count - per_article * (len(sections) - 1)
    lengths = np.arange(count, dtype=np.uint32) % 97
    return Documents(lengths, np.zeros(count, np.bool_), sections)


@st.composite
def collections(draw: st.DrawFn) -> tuple[Documents, dict[tuple[str, str], dict[int, int]]]:
    """Documents and lists: short and long ones, in one block and in several, and empty fields."""
    count = draw(st.sampled_from((1, 2, 100, BLOCK, BLOCK + 1, 3 * BLOCK + 5)))
    documents = documents_of(count, draw(st.sampled_from((1, 3))))
    lists: dict[tuple[str, str], dict[int, int]] = {}
    for term in draw(st.sets(st.tuples(st.sampled_from(INDEXED), texts), max_size=8)):
        most = len(documents.sections) if FIELDS[term[0]].per_article else count
        edges = [n for n in (0, BLOCK - 1, BLOCK, 2 * BLOCK, most - 1) if n < most]
        numbers = st.sampled_from(edges) | st.integers(0, most - 1)
        # A long list of three blocks has a dozen documents.
        lists[term] = draw(st.dictionaries(numbers, frequencies, min_size=1, max_size=30))
    return documents, lists


def written(
    write_lists: WriteLists, folder: Path, documents: Documents, lists: Lists, together: int = 3
) -> Segment:
    arrays = {
        term: (sorted(found), [found[number] for number in sorted(found)])
        for term, found in lists.items()
    }
    return write_lists(folder, "MAIN_1", arrays, documents, together)


def expected_lists(documents: Documents, lists: Lists) -> dict[tuple[str, str], dict[int, int]]:
    """The same with documents in place of articles."""
    ends = np.cumsum(documents.sections).tolist()
    starts = [0, *ends]
    return {
        (field, text): {
            document: found[number]
            for number in sorted(found)
            for document in (
                range(starts[number], ends[number]) if FIELDS[field].per_article else (number,)
            )
        }
        for (field, text), found in lists.items()
    }


@settings(max_examples=60)
@given(collections(), st.sampled_from((1, 3, 100)), st.data())
def test_lists_are_read_as_they_were_written(
    write_lists: WriteLists,
    folder: Path,
    collection: tuple[Documents, dict[tuple[str, str], dict[int, int]]],
    together: int,
    data: st.DataObject,
) -> None:
    documents, lists = collection
    postings = written(write_lists, folder, documents, lists, together).postings
    assert len(postings) == sum(map(len, lists.values()))
    for (field, text), found in expected_lists(documents, lists).items():
        own = postings.find(field, text)
        assert own is not None
        assert own.documents().tolist() == list(found)
        assert own.frequencies().tolist() == list(found.values())
        assert len(own) == len(found)
        numbers = st.integers(0, len(documents) - 1)
        # Those with the same lower bits are easily taken for one another.
        twins = [n for d in found for n in range(d % BLOCK, len(documents), BLOCK)]
        asked = sorted(data.draw(st.sets(st.sampled_from(twins) | numbers)))
        places, at = own.find(np.array(asked, np.int64))
        assert [asked[place] for place in places] == [n for n in asked if n in found]
        assert own.frequencies_at(at).tolist() == [found[n] for n in asked if n in found]
    for field in INDEXED:
        absent = data.draw(texts)
        assert (postings.find(field, absent) is None) == ((field, absent) not in lists)


@settings(max_examples=30)
@given(collections())
def test_bounds_are_above_every_saturation_and_near_the_largest(
    write_lists: WriteLists,
    folder: Path,
    collection: tuple[Documents, dict[tuple[str, str], dict[int, int]]],
) -> None:
    documents, lists = collection
    segment = written(write_lists, folder, documents, lists)
    scaled = DEFAULT_RANKING.norm(documents.lengths.astype(np.float64))
    unscaled = DEFAULT_RANKING.unscaled_norm
    for (field, text), found in expected_lists(documents, lists).items():
        own = segment.postings.find(field, text)
        assert own is not None
        largest = max(
            frequency / (frequency + (scaled[document] if FIELDS[field].scaled else unscaled))
            for document, frequency in found.items()
        )
        assert largest <= own.bound <= largest + 1 / 255


@settings(max_examples=60)
@given(collections(), st.data())
def test_terms_are_in_the_order_of_their_bytes_and_found_by_prefix(
    write_lists: WriteLists,
    folder: Path,
    collection: tuple[Documents, dict[tuple[str, str], dict[int, int]]],
    data: st.DataObject,
) -> None:
    documents, lists = collection
    postings = written(write_lists, folder, documents, lists).postings
    dictionary = postings.dictionary
    keys = sorted(field_key(INDEXED.index(field), text) for field, text in lists)
    assert list(dictionary) == keys
    assert [dictionary[number] for number in range(len(dictionary))] == keys
    assert [dictionary.number(key) for key in keys] == list(range(len(keys)))
    assert postings.fields == INDEXED
    for number, field in enumerate(INDEXED):
        prefix = data.draw(texts)
        if lists and number % 2:
            prefix = data.draw(st.sampled_from([text for _, text in sorted(lists)]))
            prefix = prefix[: data.draw(st.integers(0, len(prefix)))]
        having = dictionary.keys(dictionary.prefixed(field_key(number, prefix)))
        assert having == [key for key in keys if key.startswith(field_key(number, prefix))]
        assert dictionary.keys(postings.terms_of(number)) == [k for k in keys if k[0] == number]
        of_articles = postings.of_articles[postings.terms_of(number).start :]
        assert of_articles[: len(postings.terms_of(number))].tolist() == [
            FIELDS[field].per_article
        ] * len(postings.terms_of(number))


@settings(max_examples=40)
@given(collections(), st.data())
def test_consecutive_terms_are_read_together(
    write_lists: WriteLists,
    folder: Path,
    collection: tuple[Documents, dict[tuple[str, str], dict[int, int]]],
    data: st.DataObject,
) -> None:
    documents, lists = collection
    postings = written(write_lists, folder, documents, lists).postings
    start = data.draw(st.integers(0, len(lists)))
    end = data.draw(st.integers(start, len(lists)))
    ordered = sorted(lists, key=lambda term: field_key(INDEXED.index(term[0]), term[1]))
    own = [sorted(lists[term].items()) for term in ordered[start:end]]
    assert postings.documents(range(start, end)).tolist() == [n for one in own for n, _ in one]
    ends = postings.ends(range(start, end))
    assert np.diff(ends).tolist() == list(map(len, own))
    assert postings.document_frequencies()[start:end].tolist() == list(map(len, own))
    whole = postings.frequencies(range(start, end))
    assert whole.tolist() == [frequency for one in own for _, frequency in one]


def test_a_dictionary_of_many_terms_finds_each_of_them(
    write_lists: WriteLists, tmp_path: Path
) -> None:
    names = [f"{number:x}" for number in range(1_000)]
    lists = {(field, name): {0: 1} for name in names for field in ("heading", "text")}
    postings = written(write_lists, tmp_path, documents_of(1, 1), lists).postings
    keys = sorted(field_key(INDEXED.index(field), name) for field, name in lists)
    assert list(postings.dictionary) == keys
    for number, key in enumerate(keys):
        assert postings.dictionary.number(key) == number
        assert postings.dictionary.first_from(key + b"\x00") == number + 1
        assert postings.dictionary.number(key + b"\x00") is None
    assert postings.dictionary.first_from(b"") == 0
    assert postings.dictionary.first_from(b"\xff") == len(keys)
    threes = postings.dictionary.prefixed(field_key(INDEXED.index("text"), "3"))
    assert len(threes) == sum(name.startswith("3") for name in names)


def test_a_long_list_has_nothing_in_blocks_where_it_has_nothing(
    write_lists: WriteLists, tmp_path: Path
) -> None:
    lists = {("text", "香"): dict.fromkeys(range(BLOCK, BLOCK + 30), 1)}
    segment = written(write_lists, tmp_path, documents_of(3 * BLOCK, 1), lists)
    own = segment.postings.find("text", "香")
    assert own is not None
    asked = np.array([29, BLOCK - 1, BLOCK, BLOCK + 29, BLOCK + 30, 2 * BLOCK, 2 * BLOCK + 29])
    assert asked[own.find(asked)[0]].tolist() == [BLOCK, BLOCK + 29]


def test_a_long_list_is_kept_in_less_than_three_bytes_a_posting(
    write_lists: WriteLists, tmp_path: Path
) -> None:
    count = 3 * BLOCK
    every = np.arange(count)
    segment = write_lists(
        tmp_path, "MAIN_1", {("text", "香"): (every, every % 20 + 1)}, documents_of(count, 1)
    )
    own = segment.postings.find("text", "香")
    assert own is not None
    assert np.array_equal(own.documents(), every)
    assert np.array_equal(own.frequencies(), every % 20 + 1)
    many = (tmp_path / f"MAIN_1{POSTINGS_EXTENSION}").stat().st_size
    large = 8 * int((every % 20 + 1 >= 15).sum())
    assert (many - large) / count < 3


def test_more_documents_than_a_segment_can_number_are_an_error(tmp_path: Path) -> None:
    terms = Terms(b"", np.empty(0, np.int64), np.empty(0, np.int64))
    path = tmp_path / "MAIN_1.postings"
    with pytest.raises(searcher.IndexingError, match="too large"):
        write_postings(path, INDEXED, MAX_DOCUMENTS + 1, terms, (), 0)
    assert not path.exists()


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.text(max_size=5).filter(str.isprintable),
        st.tuples(
            st.sampled_from(("|u1", "<u2", "<u4", "<u8")), st.lists(st.integers(0, 255), max_size=9)
        ),
        min_size=1,
        max_size=5,
    )
)
@example({"last": ("<u8", [])})
def test_columns_are_read_as_they_were_written_and_cannot_be_changed(
    folder: Path, columns: dict[str, tuple[str, list[int]]]
) -> None:
    path = folder / "any.columns"
    write_columns(path, {name: np.array(v, dtype) for name, (dtype, v) in columns.items()})
    read = open_columns(path, {name: dtype for name, (dtype, _) in columns.items()})
    arrays = {name: column.whole() for name, column in read.items()}
    assert {name: (own.dtype.str, own.tolist()) for name, own in arrays.items()} == columns
    assert not any(own.flags.writeable for own in arrays.values())


def write_columns(path: Path, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
    sizes = {name: (array.dtype.str, len(array)) for name, array in arrays.items()}
    with create_columns(path, sizes) as columns:
        for name, array in arrays.items():
            columns[name][:] = array


def read_columns(path: Path, wanted: Mapping[str, str]) -> dict[str, np.ndarray[Any, Any]]:
    """Copies of the arrays of a file."""
    return {name: column.whole().copy() for name, column in open_columns(path, wanted).items()}


WANTED = {"one": "<u4", "two": "|u1"}


@pytest.fixture
def columns_file(tmp_path: Path) -> Path:
    path = tmp_path / "some.columns"
    write_columns(path, {"one": np.arange(10, dtype="<u4"), "two": np.arange(7, dtype="|u1")})
    return path


@pytest.mark.parametrize("length", [0, 1, 7, 8, 12, 15, 16, 20, 63, 64, -8, -1])
def test_a_column_file_that_was_cut_off_is_damaged(columns_file: Path, length: int) -> None:
    data = columns_file.read_bytes()
    columns_file.write_bytes(data[:length])
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns.*rebuild"):
        open_columns(columns_file, WANTED)


def test_a_column_file_that_grew_or_is_gone_is_damaged(columns_file: Path) -> None:
    columns_file.write_bytes(columns_file.read_bytes() + b"\x00")
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns"):
        open_columns(columns_file, WANTED)
    columns_file.unlink()
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns"):
        open_columns(columns_file, WANTED)
    columns_file.mkdir()
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns"):
        open_columns(columns_file, WANTED)


@pytest.mark.parametrize("version", [0, 1, 3, 1 << 31])
def test_a_column_file_of_another_version_asks_for_a_rebuild(
    columns_file: Path, version: int
) -> None:
    data = columns_file.read_bytes()
    columns_file.write_bytes(data[:8] + version.to_bytes(4, "little") + data[12:])
    with pytest.raises(
        searcher.IndexMismatch, match=rf"some\.columns has format {version}.*rebuild"
    ):
        open_columns(columns_file, WANTED)


@pytest.mark.parametrize(
    "wanted",
    [
        {"one": "<u8", "two": "|u1"},
        {"one": "<u4"},
        {"one": "<u4", "two": "|u1", "three": "|u1"},
        {"one": "<u4", "zwei": "|u1"},
    ],
)
def test_a_column_file_with_other_arrays_is_damaged(
    columns_file: Path, wanted: dict[str, str]
) -> None:
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns"):
        open_columns(columns_file, wanted)


@pytest.mark.parametrize(
    "directory",
    [
        [],
        {},
        None,
        [["one", "<u4", 10]],
        [["one", "<u4", 10], ["two", "|u1", -7]],
        [["one", "<u4", 10], ["two", "|u1", "7"]],
        [["one", "<u4", 10], ["two", "|u1", 7.0]],
        [["one", "<u4", 10], ["two", "|O", 7]],
        [["one", "<u4", 10], ["two", ["|u1"], 7]],
        [["one", "<u4", 10], [["two"], "|u1", 7]],
        [["one", "<u4", 10], ["two", "|u1"]],
    ],
)
def test_a_column_file_with_a_directory_of_nonsense_is_damaged(
    columns_file: Path, directory: object
) -> None:
    data = columns_file.read_bytes()
    header = json.dumps(directory).encode()
    arrays = data[64:]
    length = len(header).to_bytes(4, "little")
    columns_file.write_bytes((data[:12] + length + header).ljust(64) + arrays)
    with pytest.raises(searcher.IndexDamaged, match=r"some\.columns"):
        open_columns(columns_file, WANTED)


def test_a_changed_byte_of_a_header_is_an_error_or_changes_no_type(columns_file: Path) -> None:
    data = columns_file.read_bytes()
    end = 16 + int.from_bytes(data[12:16], "little")
    errors = 0
    for position in range(end):
        for change in (0x01, 0xFF):
            columns_file.write_bytes(
                data[:position] + bytes([data[position] ^ change]) + data[position + 1 :]
            )
            try:
                read = open_columns(columns_file, WANTED)
            except (searcher.IndexDamaged, searcher.IndexMismatch):
                errors += 1
            else:  # white space, or a length that the size of the file does not tell from another
                assert {name: own.values.dtype.str for name, own in read.items()} == WANTED
    assert errors > 2 * end - 8


@pytest.fixture
def segment_files(write_lists: WriteLists, tmp_path: Path) -> Path:
    """A segment of several blocks with a short and a long list."""
    lists = {
        ("text", "香"): dict.fromkeys(range(0, 2 * BLOCK, 1000), 20),
        ("text", "港"): {5: 1, BLOCK + 5: 2},
        ("title", "香"): {7: 1},
    }
    written(write_lists, tmp_path, documents_of(2 * BLOCK, 3), lists)
    return tmp_path


def open_segment(directory: Path) -> Segment:
    return Segment(directory, "MAIN_1")


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        *((POSTINGS_EXTENSION, name) for name in SCHEMA if name != "fields"),
        (DOCUMENTS_EXTENSION, "lengths"),
        (DOCUMENTS_EXTENSION, "back_matter"),
        (DOCUMENTS_EXTENSION, "sections"),
        *(
            (STORED_EXTENSION, name)
            for name in ("text_ends", "details", "detail_ends", "articles", "article_ends")
        ),
    ],
)
def test_arrays_that_do_not_fit_together_are_an_error_at_open(
    segment_files: Path, extension: str, name: str
) -> None:
    path = segment_files / f"MAIN_1{extension}"
    data = path.read_bytes()
    directory = json.loads(data[16 : 16 + int.from_bytes(data[12:16], "little")])
    columns = read_columns(path, {column: dtype for column, dtype, _ in directory})
    assert len(columns[name])
    columns[name] = columns[name][:-1]
    write_columns(path, columns)
    with pytest.raises(searcher.IndexDamaged, match=f"MAIN_1\\{extension}.*rebuild"):
        open_segment(segment_files)


@pytest.mark.parametrize("extension", SEGMENT_EXTENSIONS)
def test_a_file_of_a_segment_that_is_missing_is_named(segment_files: Path, extension: str) -> None:
    assert len(open_segment(segment_files).documents) == 2 * BLOCK
    (segment_files / f"MAIN_1{extension}").unlink()
    with pytest.raises(searcher.IndexDamaged, match=f"MAIN_1\\{extension}"):
        open_segment(segment_files)


def test_names_of_fields_that_are_no_text_are_damage(segment_files: Path) -> None:
    path = segment_files / f"MAIN_1{POSTINGS_EXTENSION}"
    columns = read_columns(path, SCHEMA)
    columns["fields"][0] = 0xFF
    write_columns(path, columns)
    with pytest.raises(searcher.IndexDamaged, match=r"MAIN_1\.postings"):
        Postings(path, documents_of(2 * BLOCK, 3))
