"""What lies in the store comes back as it was staged."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from etl.store.stored_chunks import parse_fields

cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))


@given(st.lists(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), cells, max_size=4), min_size=1))
def test_the_exports_own_columns_read_back_as_they_were_written(rows: list[dict[str, str]]) -> None:
    texts = pd.Series([json.dumps(row, ensure_ascii=False) for row in rows], dtype="str")
    frame = parse_fields(texts)
    for position, row in enumerate(rows):
        found = frame.iloc[position].dropna().to_dict() if len(frame.columns) else {}
        assert found == row


def test_what_looks_like_a_time_or_a_number_stays_as_it_was() -> None:
    texts = pd.Series(['{"Promised at": "2026-03-01 14:05", "Pieces": "007"}', '{"Promised at": ""}'], index=[5, 9])
    frame = parse_fields(texts.astype("str"))
    assert frame["Promised at"].tolist() == ["2026-03-01 14:05", ""]
    assert frame.loc[5, "Pieces"] == "007"
    assert frame.index.tolist() == [5, 9]


def test_a_ticket_without_columns_of_its_own_has_none() -> None:
    assert parse_fields(pd.Series([None, None], dtype="str")).shape == (2, 0)
