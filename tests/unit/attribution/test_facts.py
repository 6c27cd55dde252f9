from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from etl.attribution import check_fact
from etl.attribution.expressions import columns_of, parse_fact
from etl.attribution.fact_values import Columns, MissingColumnError, holds, read_times
from etl.errors import InputError

FIELDS = pd.DataFrame(
    {
        "Delivered At": ["2025-03-09", "2025-03-01", None, "soon"],
        "promised_at": ["2025-03-04", "2025-03-04", "2025-03-04", "2025-03-04"],
        "amount": ["12,50", "7", None, "abc"],
        "Status": ["Lost", "returned", "ok", None],
        "seen": ["03/04/2025", "13/04/2025", "01/05/2025", None],
    },
    dtype="str",
)
TICKETS = pd.DataFrame(
    {
        "created_at": pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03", None]),
        "solved_at": pd.to_datetime(["2025-03-09", "2025-03-03", None, None]),
        "count_reopens": pd.array([0, 3, None, 1], dtype="Int64"),
    }
)


def true_rows(fact: str, day_first: bool = False) -> list[int]:
    columns = Columns(TICKETS, FIELDS, {"seen": day_first})
    return np.flatnonzero(holds(parse_fact(fact), columns)).tolist()


@pytest.mark.parametrize(
    ("fact", "rows"),
    [
        ("delivered_at > promised_at", [0]),
        ("[Delivered At] > promised_at + 4 days", [0]),
        ("`Delivered At` > promised_at + 1 week", []),
        ("delivered_at is missing", [2]),
        ("delivered_at is not missing", [0, 1, 3]),
        ("not delivered_at > promised_at", [1, 2, 3]),
        ("amount >= 7 and amount < 12.6", [0, 1]),
        ("amount + 1 > 13", [0]),
        ("amount = -1 or status = 'LOST'", [0]),
        ("status in ('lost', 'returned')", [0, 1]),
        ("status not in ('lost', 'returned')", [2, 3]),
        ("status contains 'turn'", [1]),
        ("status != 'ok'", [0, 1]),
        ("solved_at - created_at > 2 days", [0]),
        ("created_at < '2025-03-02 12:00'", [0, 1]),
        ("created_at + 1440 minutes = '2025-03-02 00:00'", [0]),
        ("created_at + 24 hours = '2025-03-02 00:00'", [0]),
        ("created_at + 1 week = '2025-03-08 00:00'", [0]),
        ("count_reopens > 1", [1]),
        ("(status = 'lost' or status = 'ok') and amount is not missing", [0]),
        ("seen = '2025-03-04'", [0]),
    ],
)
def test_a_fact_holds_where_its_columns_say_so(fact: str, rows: list[int]) -> None:
    assert true_rows(fact) == rows


def test_days_come_first_where_the_export_says_so() -> None:
    assert true_rows("seen = '2025-04-13'", day_first=True) == [1]


def test_a_fact_over_a_column_that_is_not_there_says_so() -> None:
    with pytest.raises(MissingColumnError):
        true_rows("nowhere > 3")


def test_the_columns_of_a_fact_are_told() -> None:
    assert columns_of(parse_fact("a > b + 1 and not [c d] in (e, 'x')")) == ("a", "b", "c d", "e")


def test_times_are_read_in_many_shapes() -> None:
    texts = pd.Series(["2025-04-03T10:00:00Z", "04/03/25 1:05 PM", "3.4.2025", "2025-13-40", "x"], dtype="str")
    read = read_times(texts, is_day_first=False)
    assert read[:2].tolist() == [pd.Timestamp("2025-04-03 10:00"), pd.Timestamp("2025-04-03 13:05")]
    assert read[3:].isna().all()


def test_a_column_without_any_date_is_no_time() -> None:
    assert read_times(pd.Series(["x", "y"], dtype="str"), is_day_first=True).isna().all()


@pytest.mark.parametrize(
    "fact",
    [
        "", "delivered_at", "delivered_at >", "> 3", "a > b c", "a in b", "a is", "a contains b", "(a > 3", "a > 3)",
        "__import__('os').system('x')", "a = 3; b = 4", "a > 'open", "a ** 2 > 3", "not", "[" * 3, "(" * 500 + "a > 1",
    ],
)  # fmt: skip
def test_a_fact_that_cannot_be_read_says_what_to_mend(fact: str) -> None:
    with pytest.raises(InputError) as raised:
        check_fact(fact)
    message = str(raised.value)
    assert "\n" not in message
    assert len(message) > 20


def test_nothing_in_a_fact_is_ever_run() -> None:
    with pytest.raises(InputError):
        check_fact("exit() = 1")
