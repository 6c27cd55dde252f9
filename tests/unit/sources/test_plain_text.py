"""What Arrow reads column by column are the cells, lines and misfits that Python's CSV module reads row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.errors import InputError
from etl.sources import plain_text
from etl.sources.arrowtable import ArrowTable
from etl.sources.container import open_container
from etl.sources.delimited import DelimitedTable
from etl.sources.table import Block, ColumnBlock

_WIDTH_OF_A_BLOCK = 3
_PLACE = Path(tempfile.mkdtemp(prefix="headwater-plain-"))
_NUMBER = count()
_PARTS = [*'a"",,\n\r; ü', "b,c", '"d""e"', "\r\n", "f,g,h\n", "x,y,\n"]
_TEXTS = st.lists(st.sampled_from(_PARTS), max_size=40).map("".join)


def _table(text: str) -> DelimitedTable:
    path = _PLACE / f"{next(_NUMBER)}.csv"
    path.write_bytes(text.encode())
    return DelimitedTable(open_container(path), lambda _: 0.0)


def _told(blocks: Iterator[Block]) -> tuple[list[object], list[object]] | str:
    """Rows and misfits with their lines; or what is wrong with the file."""
    rows: list[object] = []
    misfits: list[object] = []
    try:
        for block in blocks:
            assert 0 < len(block) <= _WIDTH_OF_A_BLOCK
            rows += [(line, [cell or "" for cell in row]) for line, row in zip(block.lines, block.rows, strict=True)]
            misfits += [(line, list(cells), reason) for line, cells, reason in block.misfits]
    except InputError as error:
        return str(error)
    return rows, misfits


@given(text=_TEXTS, piece=st.integers(min_value=1, max_value=60))
@example(text='a,b,c\n1,"2\n",3\n4,5"x",6\n7,8,9\n', piece=14)
@example(text='"a","b"\r\n"1","2"\r\n\r\n"3",""""\r\n4\r\n5,6,\r\n', piece=7)
@example(text='a,b\n1,2\n3,"4', piece=60)
def test_arrow_reads_what_the_csv_module_reads(text: str, piece: int) -> None:
    try:
        table = _table("id,name,text\n" + text)
    except InputError:
        return

    with patch.object(plain_text, "_PIECE_BYTES", piece):
        fast = _told(table.blocks(_WIDTH_OF_A_BLOCK))

    assert fast == _told(table._blocks_by_row(_WIDTH_OF_A_BLOCK, 1))


def test_a_plain_file_is_read_by_columns_up_to_a_quote_within_a_cell() -> None:
    rows = [f'{number},"He said ""no"", twice",2025' for number in range(4)]
    table = _table("\n".join(["id,text,year", *rows, '4,a 5" pipe,2025', "5,end,2025"]))

    with patch.object(plain_text, "_PIECE_BYTES", 60):
        blocks = list(table.blocks(2))

    kinds = [type(block) for block in blocks]
    assert kinds == sorted(kinds, key=[ColumnBlock, Block].index)
    assert set(kinds) == {ColumnBlock, Block}
    assert [cells[1] for block in blocks for cells in block.rows] == ['He said "no", twice'] * 4 + ['a 5" pipe', "end"]


@pytest.mark.parametrize("wanted", [1, 2, 5])
def test_blocks_end_where_their_text_fills_the_memory(wanted: int) -> None:
    table = _table("id,text\n" + "".join(f"{number},{'x' * 1_000}\n" for number in range(20)))

    with patch("etl.sources.delimited.BLOCK_BYTES", wanted * 1_050):
        blocks = list(table.blocks(1_000))

    assert {len(block) for block in blocks[:-1]} == {wanted}
    assert [line for block in blocks for line in block.lines] == list(range(2, 22))


def test_a_file_that_needs_an_escape_or_another_encoding_is_read_row_by_row() -> None:
    path = _PLACE / "windows.csv"
    path.write_bytes("id,text\n1,größer\n".encode("cp1252"))

    blocks = list(DelimitedTable(open_container(path), lambda _: 0.0).blocks(10))

    assert [type(block) for block in blocks] == [Block]
    assert blocks[0].rows == [["1", "größer"]]


def test_an_arrow_file_read_few_rows_at_a_time_comes_in_blocks_of_the_size_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "tickets.parquet"
    pq.write_table(pa.table({"id": range(2_500), "text": [None, "late"] * 1_250}), path)

    blocks = list(ArrowTable(open_container(path)).blocks(2_000))

    assert [len(block) for block in blocks] == [2_000, 500]
    assert [blocks[1].lines[0], blocks[1].rows[0]] == [2_001, ("2000", None)]
