"""A real city's requests and a real marketplace's orders: lateness, off-hours, contact rate, counted by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.frames.by_column import measures_by
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Reader, open_warehouse
from etl.taxonomy import Taxonomy, load_taxonomy
from tests.real_records import real, records, write
from tests.stores import etl

pytestmark = pytest.mark.real

CITY = "boston_311/requests_20000.csv.gz"
ORDERS = "olist/olist_orders_dataset.csv"
REVIEWS = "olist/olist_order_reviews_dataset.csv"
DATES = ("order_delivered_customer_date", "order_estimated_delivery_date")

CITY_TAXONOMY = """
version: 1
name: City
timezone: America/New_York
currency: USD
departments:
  Constituent Services:
    frontline: true
    teams: [INFO]
    hours: "24/7"
  Public Works:
    teams: [PWDx]
    hours: {mon-fri: "07:00-16:00"}
    issues:
      Late: {facts: ["Department = 'PWDx' and CLOSED_DT > TARGET_DT"]}
      In time: {facts: ["Department = 'PWDx' and CLOSED_DT <= TARGET_DT"]}
  Transportation:
    teams: [BTDT]
    hours: {mon-fri: "08:00-17:00"}
    issues:
      Late: {facts: ["Department = 'BTDT' and CLOSED_DT > TARGET_DT"]}
      In time: {facts: ["Department = 'BTDT' and CLOSED_DT <= TARGET_DT"]}
"""
CITY_TEAMS = {"PWDx": ("Public Works", 7, 16), "BTDT": ("Transportation", 8, 17)}

SHOP_TAXONOMY = """
version: 1
name: Marketplace
timezone: America/Sao_Paulo
departments:
  Support: {frontline: true}
  Delivery:
    issues:
      Late delivery: {facts: ["order_delivered_customer_date > order_estimated_delivery_date"]}
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, Taxonomy]]:
    """Store of the city's requests under a taxonomy of two departments behind the line."""
    path, home = real(CITY), tmp_path_factory.mktemp("city")
    (home / "city.yaml").write_text(CITY_TAXONOMY, encoding="utf-8")
    etl(home, "load", str(path), "--taxonomy", str(home / "city.yaml"))
    with open_warehouse(Settings(home=home)).reader() as reader:
        yield reader, load_taxonomy(home / "city.yaml")


def moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text else None


def test_lateness_is_a_fact_of_each_department(city: tuple[Reader, Taxonomy]) -> None:
    by_hand: Counter[tuple[str, str]] = Counter()
    for row in records(CITY):
        closed, target = moment(row["CLOSED_DT"]), moment(row["TARGET_DT"])
        if closed and target and row["Department"] in CITY_TEAMS:
            by_hand[CITY_TEAMS[row["Department"]][0], "Late" if closed > target else "In time"] += 1
            assert row["OnTime_Status"] in ("OVERDUE" if closed > target else "ONTIME", "")
    e = model.evidence.c
    seen = sa.select(e.department, e.issue, sa.func.count()).where(e.signal == "facts").group_by(e.department, e.issue)
    assert {(name, issue): count for name, issue, count in city[0].connection.execute(seen)} == by_hand


def test_what_the_line_took_while_a_department_was_closed_is_counted_by_hand(city: tuple[Reader, Taxonomy]) -> None:
    reader, taxonomy = city
    t, o = model.tickets.c, model.outcomes.c
    expected = (
        sa.select(t.ticket_id, o.outcome, o.probability)
        .where(t.excluded_as.is_(None), o.run_id == t.run_id)
        .where(o.source == t.source, o.ticket_id == t.ticket_id)
    )
    shares = [tuple(row) for row in reader.connection.execute(expected)]
    rows = {row["CASE_ENQUIRY_ID"]: row for row in records(CITY)}
    hours = {name: (opening, closing) for name, opening, closing in CITY_TEAMS.values()}
    closed_then: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for ticket_id, department, share in shares:
        row = rows[ticket_id]
        if row["Source"] != "Constituent Call" or department not in hours:
            continue
        at, (opening, closing) = moment(row["OPEN_DT"]), hours[department]
        assert at is not None
        whole[department] += share
        closed_then[department] += share * (at.weekday() > 4 or not opening <= at.hour < closing)
    line = Filters(channel=("phone",))
    frame = measures_by(Scope(reader.connection, line, taxonomy), "department", ("off_hours",)).set_index("group")
    assert min(whole.values()) > 100
    for name in hours:
        assert frame.loc[name, "numerator"] == pytest.approx(closed_then[name])
        assert frame.loc[name, "denominator"] == pytest.approx(whole[name])


def day_of(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y %H:%M").date()


def test_392_orders_are_late_by_their_dates(tmp_path: Path) -> None:
    def at(text: str) -> datetime | None:
        return datetime.strptime(text, "%m/%d/%Y %H:%M") if text else None

    rows = records(ORDERS)
    pairs = [(at(r["order_delivered_customer_date"]), at(r["order_estimated_delivery_date"])) for r in rows]
    late = sum(bool(delivered and promised and delivered > promised) for delivered, promised in pairs)
    (tmp_path / "shop.yaml").write_text(SHOP_TAXONOMY, encoding="utf-8")
    mapping = ["ticket_id=order_id", "created_at=order_purchase_timestamp", "subject=order_status"]
    etl(tmp_path, "load", str(real(ORDERS)), "--taxonomy", str(tmp_path / "shop.yaml"), "--map", *mapping)
    with open_warehouse(Settings(home=tmp_path)).reader() as reader:
        facts = sa.select(sa.func.count()).where(model.evidence.c.signal == "facts")
        assert reader.connection.execute(facts).scalar() == late == 392


def test_the_contact_rate_is_the_one_counted_by_hand(tmp_path: Path) -> None:
    orders = {row["order_id"]: row for row in records(ORDERS)}
    days = Counter(day_of(row["order_purchase_timestamp"]) for row in orders.values())
    volumes = write(tmp_path / "volumes.csv", [{"day": day, "orders": count} for day, count in sorted(days.items())])
    contacts = [
        {
            "id": row["review_pk"], "order": row["order_id"], "text": "I am disappointed: it isn't as promised.",
            "score": row["review_score"],
            "created": datetime.strptime(row["review_creation_date"], "%m/%d/%Y %H:%M").date(),
            **{name: orders[row["order_id"]][name] for name in DATES},
        }
        for row in records(REVIEWS)
        if row["review_score"] in "12" and row["order_id"] in orders
    ]  # fmt: skip
    (tmp_path / "shop.yaml").write_text(SHOP_TAXONOMY, encoding="utf-8")
    mapping = ["ticket_id=id", "body=text", "created_at=created", "satisfaction=score", "order_ref=order"]
    tickets = write(tmp_path / "reviews.csv", contacts)
    etl(tmp_path, "load", str(tickets), "--taxonomy", str(tmp_path / "shop.yaml"), "--map", *mapping)
    etl(tmp_path, "load", str(volumes))
    found = json.loads(etl(tmp_path, "measures", "--json"))["measures"]
    with_orders = [row for row in contacts if row["created"] in days]
    first, last = min(row["created"] for row in contacts), max(row["created"] for row in contacts)
    covered = sum(count for day, count in days.items() if first <= day <= last)
    gross, net = found["contact_rate_gross"], found["contact_rate_net"]
    assert len(with_orders) > 300
    assert (gross["numerator"], gross["denominator"]) == (len(with_orders), covered)
    assert gross["value"] == pytest.approx(100 * len(with_orders) / covered)
    assert net["numerator"] == len({row["order"] for row in with_orders})
