"""Any table of text that is written as delimited text is read back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.sources import open_export
from etl.sources.anytable import TABLE
from tests.unit.sources.files import read, write_table


def _is_given(cell: str) -> bool:
    """Whether a cell stands for no missing value, as a table of no known format may write it."""
    return cell not in TABLE.missing


UNICODE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30).filter(_is_given)
WINDOWS = st.text(st.characters(codec="cp1252", exclude_characters="\0"), max_size=30).filter(_is_given)
IDS = st.integers(0, 10**9).map(str)
CASES = [(delimiter, encoding) for delimiter in (",", ";", "\t", "|") for encoding in ("utf-8", "utf-8-sig", "utf-16")]


def check(rows: list[tuple[str, str, str]], delimiter: str, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        export = open_export(write_table(Path(folder) / "a.csv", rows, delimiter=delimiter, encoding=encoding))
        frame = read(export, 3).fillna("")

    assert [tuple(row) for row in frame.itertuples(index=False)] == rows
    assert export.count_rows == len(rows)


@pytest.mark.parametrize(("delimiter", "encoding"), CASES)
@given(rows=st.lists(st.tuples(IDS, UNICODE, UNICODE), min_size=1, max_size=8))
@settings(max_examples=25)
def test_text_in_unicode_reads_back(delimiter: str, encoding: str, rows: list[tuple[str, str, str]]) -> None:
    check(rows, delimiter, encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(rows=st.lists(st.tuples(IDS, WINDOWS, WINDOWS), min_size=1, max_size=8))
@settings(max_examples=25)
def test_text_in_windows_1252_reads_back(delimiter: str, rows: list[tuple[str, str, str]]) -> None:
    # A letter pair that is also UTF-8 can't be told apart, so one that is not stands in the first row.
    check([("0", "é", "ÿ€ÿ"), *rows], delimiter, "cp1252")
