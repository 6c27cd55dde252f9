"""A refused row is kept as a line of CSV, whatever its cells hold."""

from __future__ import annotations

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.model.chunks import RawChunk, empty_rejects
from etl.sources.table import as_line, as_lines, cells_of_line
from etl.validation.rejects import rejects_of

CELLS = st.lists(st.text(alphabet=st.sampled_from('a,"\n\r\0;é '), max_size=6), min_size=2, max_size=4)


@settings(max_examples=60)
@given(cells=CELLS)
@example(cells=["99", "first line\nsecond line"])
@example(cells=["99", "x" * 200_000])
def test_a_line_gives_back_the_cells_that_it_was_made_of(cells: list[str]) -> None:
    assert cells_of_line(as_line(cells)) == cells


@settings(max_examples=30)
@given(cells=CELLS)
@example(cells=["99", "first line\nsecond line"])
def test_rows_of_a_frame_are_the_lines_of_their_cells(cells: list[str]) -> None:
    frame = pd.DataFrame([cells], columns=[f"c{number}" for number in range(len(cells))], dtype="str")

    assert as_lines(frame) == [as_line(cells)]


def test_a_refused_row_of_several_lines_can_be_read_again() -> None:
    frame = pd.DataFrame({"Id": ["99"], "Text": ["first line\nsecond line"]}, index=pd.Index([2], name="line"))
    refused = pd.Series([True], index=frame.index)
    names, reasons = (pd.Series([text], index=frame.index) for text in ("created_at_is_known", "No date."))

    kept = rejects_of(RawChunk(frame, empty_rejects()), refused, names, reasons)

    assert cells_of_line(kept["raw"][0]) == ["99", "first line\nsecond line"]
