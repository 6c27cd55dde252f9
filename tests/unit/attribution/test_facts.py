from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from etl.errors import InputError
from etl.facts.evaluation import Columns, MissingColumnError, holds
from etl.facts.expressions import check_fact, columns_of, parse_fact
from etl.values.habits import FileHabits, Habits
from etl.values.numbers import NumberHabit

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


def true_rows(fact: str, order: str = "mdy") -> list[int]:
    habits = FileHabits(columns=Habits(date_orders={"seen": order}))
    columns = Columns(TICKETS, FIELDS, pd.Series([habits] * 4, dtype=object))
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
    assert true_rows("seen = '2025-04-13'", order="dmy") == [1]


def test_a_fact_over_a_column_that_is_not_there_says_so() -> None:
    with pytest.raises(MissingColumnError):
        true_rows("nowhere > 3")


def test_the_columns_of_a_fact_are_told() -> None:
    assert columns_of(parse_fact("a > b + 1 and not [c d] in (e, 'x')")) == ("a", "b", "c d", "e")


AMSTERDAM = FileHabits("Europe/Amsterdam", "dmy", Habits(numbers={"fee": NumberHabit(dot="thousands")}))


def holds_on(
    fact: str, cells: dict[str, str], *, habits: FileHabits = AMSTERDAM, zone: str = "Europe/Amsterdam"
) -> bool:
    """Whether a fact holds for one ticket, created at 14:05 of an Amsterdam afternoon."""
    tickets = pd.DataFrame({"created_at": pd.to_datetime(["2026-07-01 12:05"])})
    fields = pd.DataFrame({name: [cell] for name, cell in cells.items()}, dtype="str")
    return bool(holds(parse_fact(fact), Columns(tickets, fields, pd.Series([AMSTERDAM], dtype=object), zone))[0])


@pytest.mark.parametrize(
    ("cell", "is_later"),
    [
        ("2026-07-01 13:00", False), ("2026-07-01 14:10", True), ("1 jul 2026 14:10", True),
        ("01-07-2026 13:59", False),
        ("2026-07-01T12:10Z", True), ("2026-07-01T13:00+02:00", False), ("2026-07-01T14:10+02:00", True),
        ("1 juli 2026 14.10 uur", True), ("2 juillet 2026", True),
        ("1. Juli 2026 um 14:10 Uhr", True), ("1 jul 2026 2:10 p. m.", True),
        ("01/07/2026 14h10", True), ("1 juillet 2026 à 13:59", False),
    ],
)  # fmt: skip
def test_a_fact_compares_times_on_one_clock(cell: str, is_later: bool) -> None:
    assert holds_on("delivered_at > created_at", {"delivered_at": cell}) == is_later


def test_offsets_of_two_columns_are_not_cut_off() -> None:
    cells = {"a": "2026-07-01T13:00+02:00", "b": "2026-07-01T11:30Z"}
    assert not holds_on("a > b", cells)
    assert holds_on("a < b", cells)


def test_a_time_that_a_fact_names_is_on_the_business_clock() -> None:
    assert holds_on("created_at > '2026-07-01 14:00'", {})
    assert not holds_on("created_at > '2026-07-01 14:30'", {})


def test_a_fact_reads_numbers_and_durations_as_staging_does() -> None:
    cells = {"fee": "1.200", "paid": "€ 1.200,50", "waited": "2 days, 3:04:05", "worked": "PT2H30M"}
    assert holds_on("fee = 1200 and paid > fee", cells)
    assert holds_on("waited > 2 days and worked = 150 minutes", cells)


def test_tickets_of_two_files_are_read_each_in_its_files_habits() -> None:
    files = [FileHabits("UTC", "mdy"), FileHabits("Europe/Amsterdam", "dmy"), FileHabits("UTC", "ymd")]
    fields = pd.DataFrame({"seen": ["07/01/2026 12:00", "01/07/2026 14:00", "01/07/2026 12:00"]}, dtype="str")
    tickets = pd.DataFrame({"created_at": pd.to_datetime(["2026-07-01 12:00"] * 3)})
    kept = [FileHabits.from_json(file.as_json()) for file in files]
    columns = Columns(tickets, fields, pd.Series(kept, dtype=object), "UTC")
    assert holds(parse_fact("seen = created_at"), columns).tolist() == [True, True, True]


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


@pytest.mark.parametrize(
    "fact",
    ["a > " + "-" * 1_000 + "1", " and ".join(["a > 1"] * 2_000), "a > 1" + " + 1" * 2_000, "not " * 1_000 + "a > 1",
     "a in (" + ", ".join("1" * 2_000) + ")"],
    ids=["minus", "and", "plus", "not", "list"],
)  # fmt: skip
def test_a_fact_without_end_gets_a_plain_message_and_no_trace(fact: str) -> None:
    with pytest.raises(InputError, match="split it into several facts") as raised:
        check_fact(fact)
    assert len(str(raised.value)) < 400


def test_a_long_fact_within_the_bounds_is_asked_of_every_row() -> None:
    assert true_rows(" or ".join(["amount > 100"] * 100 + ["amount = 7"])) == [1]
    assert true_rows("amount > " + "-" * 99 + "7 - 1") == [0, 1]


def test_nothing_in_a_fact_is_ever_run() -> None:
    with pytest.raises(InputError):
        check_fact("exit() = 1")
