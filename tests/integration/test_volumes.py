"""Denominators as people have them: by the hour, by the order, by week and month, beside other columns."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import load_settings
from etl.sources.registry import recognise
from etl.sources.volumes import channel_columns, unit_of, volume_columns
from etl.store import open_warehouse
from etl.values.periods import parse_period

Told = dict[str, object]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    return tmp_path


def loaded(home: Path, capsys: pytest.CaptureFixture[str], text: str, *more: str) -> tuple[Told, dict[date, float]]:
    """What a load of a file says, and what each day has then."""
    path = home / "volumes.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["load", str(path), *more, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    with open_warehouse(load_settings()).reader() as reader:
        rows = reader.read(sa.select(model.volumes.c.day, model.volumes.c.value).order_by(model.volumes.c.day))
    return told, {day: float(value) for day, value in rows.groupby("day")["value"].sum().items()}


def test_rows_by_the_hour_are_added_up_to_their_day(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Date,Calls\n2024-03-11 09:00,19\n2024-03-11 12:00,22\n2024-03-12 09:00,30\n2024-03-11 12:00,23\n"
    told, days = loaded(home, capsys, text)
    assert days == {date(2024, 3, 11): 42, date(2024, 3, 12): 30}
    assert (told["accepted"], told["rejected"], told["loaded"]) == (3, 1, 3)  # of one hour said twice the later holds
    assert "3 rows are parts of days, such as hours, and are added up to 2 days." in str(told["findings"])
    assert loaded(home, capsys, text)[0]["already_known"] == 3


@pytest.mark.parametrize(
    "interval",
    [
        "2024-03-{0} 09:{1}0 - 09:{1}9",
        "2024-03-{0}T09:{1}0:00.000Z/2024-03-{0}T09:{1}9:00.000Z",
        "3/{0}/2024 9:{1}0 AM to 9:{1}9 AM",
    ],
)
def test_intervals_count_from_when_they_begin(home: Path, capsys: pytest.CaptureFixture[str], interval: str) -> None:
    rows = "".join(f"{interval.format(day, part)},5\n" for day in (13, 14) for part in (0, 3))
    assert loaded(home, capsys, f"Interval,Calls offered\n{rows}")[1] == {date(2024, 3, 13): 10, date(2024, 3, 14): 10}


def test_an_hour_or_a_country_in_its_own_column_parts_a_day_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "day,hour,country,orders,revenue\n" + "".join(f"2024-03-11,{h},{c},5,{h}.5\n" for h in (8, 9) for c in "AB")
    assert loaded(home, capsys, text)[1] == {date(2024, 3, 11): 20}


@pytest.mark.parametrize("chunk_rows", ["1", "100"])
def test_rows_of_orders_are_counted_once_an_order(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, chunk_rows: str
) -> None:
    monkeypatch.setenv("HEADWATER_CHUNK_ROWS", chunk_rows)
    rows = ["7,2024-03-11 10:00,9.50", "7,2024-03-11 10:00,3", "8,2024-03-11 11:00,1", "9,2024-03-12,5"]
    told, days = loaded(home, capsys, "order_id,order_date,total\n" + "\n".join(rows) + "\n")
    assert days == {date(2024, 3, 11): 2, date(2024, 3, 12): 1}
    assert (told["source"], told["accepted"], told["rejected"]) == ("volumes", 4, 0)
    assert "4 rows are counted by order_id: 3 orders on 2 days." in str(told["findings"])


def test_sums_of_months_and_weeks_are_spread_over_their_days(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, days = loaded(home, capsys, "month,orders\n2024-01,3100\n2024-02,2900\n2024-03,3400\n")
    assert (len(days), sum(days.values())) == (91, pytest.approx(9400))
    assert days[date(2024, 1, 31)] == pytest.approx(100)
    assert "3 rows of weeks, months or quarters are spread evenly over their 91 days." in str(told["findings"])
    _, days = loaded(home, capsys, "week ending,orders\n2025-03-09,70\n2025-03-16,140\n")
    assert days[date(2025, 3, 3)] == days[date(2025, 3, 9)] == pytest.approx(10)
    assert days[date(2025, 3, 10)] == pytest.approx(20)


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2024-02", (date(2024, 2, 1), 29)), ("02/2024", (date(2024, 2, 1), 29)), ("Feb 2024", (date(2024, 2, 1), 29)),
        ("März 2024", (date(2024, 3, 1), 31)), ("febrero de 2023", (date(2023, 2, 1), 28)),
        ("202412", (date(2024, 12, 1), 31)),
        ("2024-W05", (date(2024, 1, 29), 7)), ("KW 5 2024", (date(2024, 1, 29), 7)),
        ("Q4 2024", (date(2024, 10, 1), 92)),
        ("2024-13", None), ("2023-W53", None), ("Total", None), ("2024", None),
    ],
)  # fmt: skip
def test_a_month_a_week_and_a_quarter_are_told_by_their_names(cell: str, period: object) -> None:
    assert parse_period(cell) == period


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (("date", "orders", "revenue"), "orders"),
        (("Datum", "Anzahl Bestellungen", "Umsatz"), "Anzahl Bestellungen"),
        (("Datum", "Aantal bestellingen"), "Aantal bestellingen"),
        (("Jour", "Nombre de commandes", "CA"), "Nombre de commandes"),
        (("Fecha", "Número de pedidos", "Ventas"), "Número de pedidos"),
        (("Data", "Numero di ordini"), "Numero di ordini"),
        (("Data", "Pedidos", "Receita"), "Pedidos"),
        (("Day", "Orders", "Gross sales", "Total sales"), "Orders"),
        (("Interval Start", "Queue", "Calls"), "Calls"),
        (("day", "value"), "value"),
    ],
)
def test_a_table_of_days_and_counts_is_recognised_unaided(header: tuple[str, ...], value: str) -> None:
    (guess,) = [guess for guess in recognise(header) if guess.format.name == "volumes"]
    assert guess.score > 0.5
    assert volume_columns(header)["value"][0] == value


@pytest.mark.parametrize(
    "header",
    [
        ("id", "date", "orders", "description"), ("ticket_id", "created", "order_id", "total"),
        ("date", "value", "text"),
        ("order_id", "date", "message", "amount"), ("customer", "date"), ("order", "date"),
        ("date", "Average order value"),
    ],
)  # fmt: skip
def test_a_table_of_tickets_is_not_taken_for_volumes(header: tuple[str, ...]) -> None:
    assert [guess for guess in recognise(header) if guess.format.name == "volumes"] == []


def test_what_is_counted_is_told_by_the_columns_name() -> None:
    assert [unit_of(name) for name in ("Anrufe", "total customers", "orders_count", "trips", "order", "revenue")] == [
        "calls", "customers", "orders", "journeys", None, None,
    ]  # fmt: skip


def test_a_column_for_each_channel_becomes_a_row_for_each(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Datum;Webshop;Amazon;Gesamt\n11.03.2024;1.100;20;1.120\n12.03.2024;1.110;;1.110\n13.03.2024;many;1;1\n"
    told, days = loaded(home, capsys, text)
    assert days == {date(2024, 3, 11): 1120, date(2024, 3, 12): 1110}
    assert (told["accepted"], told["rejected"]) == (2, 1)
    assert "Each channel has a column: Webshop, Amazon." in str(told["findings"])
    with open_warehouse(load_settings()).reader() as reader:
        rows = reader.read(sa.select(model.volumes).where(model.volumes.c.channel == "Amazon"))
    assert rows["value"].tolist() == [20, 0]
    assert loaded(home, capsys, text)[0]["already_known"] == 2


SHOPIFY = (
    "Name",
    "Email",
    "Financial Status",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Billing Name",
    "Id",
)


def test_shopifys_orders_are_no_tickets() -> None:
    assert recognise(SHOPIFY)[0].format.name == "volumes"
    assert (volume_columns(SHOPIFY)["order_ref"], volume_columns(SHOPIFY)["day"]) == (["Name"], ["Created at"])


@pytest.mark.parametrize(
    ("header", "channels"),
    [
        (("Date", "Web orders", "POS orders", "Total orders", "Revenue"), {"Web orders": "Web", "POS orders": "POS"}),
        (("date", "orders (phone)", "orders (email)"), {"orders (phone)": "phone", "orders (email)": "email"}),
        (("Date", "Online Store", "Revenue", "POS"), {}),
        (("Date", "orders", "web"), {}),
    ],
)  # fmt: skip
def test_columns_of_channels_are_told_by_their_names(header: tuple[str, ...], channels: dict[str, str]) -> None:
    assert channel_columns(header) == channels


def test_contacts_by_channel_are_no_orders() -> None:
    assert recognise(("date", "email", "phone", "chat")) == []
