"""What is declared once is known everywhere: a dummy of each kind, and every place that lists its kind."""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from etl.marts.core import filters as declared_filters
from etl.marts.core.filter_kinds import FOLDED, FOLLOWED, Values
from etl.marts.core.filters import FILTERS, Filters, add_options, declaration, names
from etl.marts.core.measured import Measured
from etl.marts.measures import contact
from etl.marts.measures import registry as measure_registry
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.measures.registry import measure
from etl.marts.measures.totals import Totals
from etl.marts.shares.scope import Scope
from etl.model import fields, tickets
from etl.model.fields import ALL_FIELDS, FIELDS
from etl.sources import registry as format_registry
from etl.sources.anytable import TABLE
from etl.sources.format import Format
from etl.staging import stage
from etl.store.views import _TICKET_COLUMNS
from etl.validation import Validator, suites
from pages.ui.import_.column_choice import WORDS
from tests.store_rows import laid, store, taxonomy, ticket
from tests.unit.staging.rows import NOW, context, raw
from tools.docs import reference

DUMMY = Values(("order",), ("branch",), "Branch", "branch", column="order_ref", place=FOLDED, volumes=FOLLOWED)


@pytest.fixture
def with_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared_filters, "FILTERS", (*(f for f in FILTERS if f.names != ("order",)), DUMMY))


@pytest.mark.usefixtures("with_filter")
def test_a_filter_of_one_entry_is_an_option_an_address_a_sentence_and_a_field_of_the_sidebar() -> None:
    chosen = Filters(order=("North",))
    assert chosen.sentence() == "branch North"
    assert chosen.to_query() == {"branch": ["North"]}
    (condition,) = chosen.where({"order_ref": tickets.c.order_ref})
    assert str(condition).startswith("tickets.order_ref IN ")
    parser = argparse.ArgumentParser()
    add_options(parser)
    assert Filters.from_namespace(parser.parse_args(["--branch", "North"])) == chosen
    assert "order" in names(place=FOLDED)
    assert "order" in names(volumes=FOLLOWED)
    assert declaration("order").label == "Branch"


def test_every_filter_says_where_it_stands_and_volumes_follow_only_columns_that_they_have() -> None:
    assert names(place="") == ("date_from", "date_to", "requester", "order", "search", "own")
    assert names(volumes=FOLLOWED) == ("channel", "product")
    assert Filters(date_from=date(2026, 3, 1)).chosen == ("date_from",)


def test_every_field_is_offered_in_words_and_looked_for_by_its_aliases() -> None:
    assert set(TABLE.columns) == set(FIELDS) == set(WORDS) - {"day", "value"}
    for field in ALL_FIELDS:
        assert TABLE.columns[field.name] == field.aliases
        assert field.name.replace("_", " ") in {alias.replace("_", " ") for alias in field.aliases}, field.name


def test_a_table_of_no_known_format_knows_the_words_for_nothing() -> None:
    assert {"NULL", "N/A", "-"} <= TABLE.missing
    assert {"Not set", "0000-00-00"} <= TABLE.missing_in["solved_at"]


def test_what_the_list_shows_and_sorts_by_is_kept_for_every_ticket() -> None:
    for name in {*fields.names(is_shown=True), *fields.names(is_sortable=True), *fields.names(is_list=True)}:
        assert name in tickets.c, name
        assert name in _TICKET_COLUMNS, name


def test_a_measure_of_one_function_is_computed_and_documented() -> None:
    known = dict(measure_registry.REGISTERED)

    def thirds(totals: Totals) -> Measured:
        return Measured(totals.sums["complaints"] / 3, "thirds", numerator=totals.sums["complaints"])

    thirds.__module__ = contact.__name__
    try:
        measure(
            name="thirds", label="Thirds", unit="thirds", grain="complaint", denominator="three",
            sentence="Complaints by three.",
        )(thirds)  # fmt: skip
        assert "thirds" in {each.name for each in measures()}
        with store(tickets=[ticket("1")], attributions=[laid("1", "Logistics")]) as connection:
            found = compute(Scope(connection, Filters(), taxonomy()), ["thirds"])
        assert found["thirds"].value == pytest.approx(1 / 3)
        assert "Complaints by three." in reference.list_of_measures()
    finally:
        measure_registry.REGISTERED.clear()
        measure_registry.REGISTERED.update(known)


def test_a_format_of_one_entry_is_recognised_named_and_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Format(
        name="parrot", label="Parrot desk", required=(("Parrot Number",), ("Squawk",)),
        columns={"ticket_id": ("Parrot Number",), "body": ("Squawk",), "created_at": ("Hatched",)},
    )  # fmt: skip
    for user in (format_registry, reference):
        monkeypatch.setattr(user, "FORMATS", (*format_registry.FORMATS, made))
    assert format_registry.recognise(["Parrot Number", "Squawk", "Hatched"])[0].format is made
    assert format_registry.format_named("Parrot") is made
    assert "Parrot desk" in reference.formats()


def test_an_expectation_of_one_entry_is_judged_told_and_documented(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(suites.FOLDER, tmp_path / "expectations"))
    entry = {
        "type": "expect_column_values_to_be_in_set",
        "severity": "warning",
        "kwargs": {"column": "product", "value_set": ["Kettle"]},
        "meta": {
            "name": "product_is_known",
            "policy": "warn",
            "reason": "The product isn't one of ours.",
            "mend": "Look for a wrong name in the export.",
        },
    }
    suite = json.loads((folder / "tickets.json").read_text(encoding="utf-8"))
    suite["expectations"].append(entry)
    (folder / "tickets.json").write_text(json.dumps(suite), encoding="utf-8")
    monkeypatch.setattr(suites, "FOLDER", folder)

    chunk = raw([{"Product": "Kettle"}, {"Product": "Parrot"}, {"Product": None}])
    validator = Validator(NOW)
    validated = validator.check(stage(chunk, context()), chunk)
    assert len(validated.accepted.tickets) == 3
    results = {one.name: one for one in validator.finish()}
    told = results["product_is_known"]
    assert (told.count_checked, told.count_failed) == (3, 1)
    assert told.reason == "The product isn't one of ours."
    assert "| `product_is_known` | warning | warn | The product isn't one of ours. |" in reference.expectations()
