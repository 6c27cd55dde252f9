"""A link keeps its meaning: an earlier state is opened as it was, and what changed since is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import SnapshotGoneError
from etl.ledger.links import Moment, Said, note_link, noted
from etl.ledger.rulings import By, Share, Standing, assign, record
from etl.marts.core.filters import Filters
from etl.marts.frames.since import changes, effect_words, said
from etl.session import OpenViews, open_view
from etl.settings import Settings
from etl.store import open_ledger, open_warehouse
from tests.store_rows import fill, laid, run, ticket

TICKET = Standing("shop", "1", (Share("Logistics"),), (Share("Logistics"),), 1)
SAID = Said(100.0, 0.921, 0.90, 0.94, 120, 3, "Shop", "a", "7", datetime(2026, 3, 4))


def load(settings: Settings, first: int, last: int, **of_run: object) -> str:
    """Publish a snapshot with further tickets, all of Logistics; its name."""
    warehouse = open_warehouse(settings)
    with warehouse.write() as writer:
        numbers = [str(number) for number in range(first, last + 1)]
        rows = {
            "tickets": [ticket(number) for number in numbers],
            "attributions": [laid(n, "Logistics") for n in numbers],
        }
        if first == 1:
            rows["runs"] = [run(**of_run)]
        fill(writer.connection, **rows)
        return writer.publish()


def rule(settings: Settings, department: str) -> tuple[int, int, int]:
    """Attribute the first ticket elsewhere; how far the ledger then counts."""
    ledger = open_ledger(settings)
    record(ledger, assign(TICKET, department, By("Ann")))
    last = ledger.row(sa.select(sa.func.max(model.rulings.c.ruling_id)))[0]
    ledger.close()
    return int(last), 0, 0


def says(settings: Settings, moment: Moment | None = None) -> Said:
    with open_view(settings, moment) as view:
        return said(view.scope(Filters()))


def test_an_earlier_state_says_what_it_said_then_and_the_changes_are_told(settings: Settings) -> None:
    then = Moment(load(settings, 1, 40), rule(settings, "Finance"))
    before = says(settings)
    load(settings, 41, 60)
    rule(settings, "Support")
    assert says(settings, then) == before
    now = says(settings)
    assert (before.complaints, now.complaints) == (40, 60)
    assert (before.share, now.share) == (1.0, pytest.approx(59 / 60))
    assert changes(before, now) == (
        "Complaints: 40 then, 60 now.",
        "Caused elsewhere: 100.0 % then, 98.3 % now.",
        "20 tickets were added.",
    )
    open_warehouse(settings).undo()
    assert "20 tickets are gone: a load was undone." in changes(now, says(settings))


def test_a_snapshot_that_is_not_kept_is_told_from_a_damaged_one_and_what_was_noted_stays(settings: Settings) -> None:
    few = replace(settings, keep_snapshots=2)
    then = Moment(load(few, 1, 2), (0, 0, 0))
    ledger = open_ledger(few)
    note_link(ledger, then, "{}", says(few), now=datetime(2026, 3, 9, 8))
    note_link(ledger, then, "{}", replace(says(few), complaints=99.0))  # the first note holds
    for last in (3, 4):
        load(few, last, last)
    assert not open_warehouse(few).keeps(then.snapshot)
    with pytest.raises(SnapshotGoneError), open_view(few, then):
        pass
    kept = noted(ledger, then, "{}")
    assert kept is not None
    assert (kept.complaints, kept.tickets, kept.made_at) == (2, 2, datetime(2026, 3, 9, 8))
    assert noted(ledger, then, '{"department": ["Logistics"]}') is None
    ledger.close()


def test_views_of_then_and_now_are_open_side_by_side(settings: Settings) -> None:
    then = Moment(load(settings, 1, 2), (0, 0, 0))
    now = Moment(load(settings, 3, 3), (0, 0, 0))
    views = OpenViews(2)
    for moment, tickets in ((then, 2), (now, 3), (then, 2)):
        with views.of(settings, moment, moment) as view:
            assert said(view.scope(Filters())).tickets == tickets


@pytest.mark.parametrize(
    "text",
    ["", "000001", "000001-1-2", "000001-1-2-3-4", "../../etc-1-2-3", "000001--1-2-3", "000001-1-2-9999999999",
     "０００００１-1-2-3", "000001-1-2-3\n", "x" * 5_000, "000001-1-2-3; DROP TABLE rulings"],
)  # fmt: skip
def test_what_is_no_state_is_none(text: str) -> None:
    assert Moment.read(text) is None


@pytest.mark.parametrize("name", ["", "999999", "headwater_999999", "headwater", "current"])
def test_no_name_but_of_a_snapshot_is_kept(settings: Settings, name: str) -> None:
    assert not open_warehouse(settings).keeps(name)
    load(settings, 1, 1)
    assert not open_warehouse(settings).keeps(name)


def test_a_state_reads_back_from_its_text(settings: Settings) -> None:
    moment = Moment(load(settings, 1, 1), (152, 40, 3))
    assert Moment.read(moment.text) == moment


def test_each_kind_of_change_is_told_and_no_change_is_none() -> None:
    assert changes(SAID, replace(SAID, made_at=datetime(2026, 3, 9))) == ()
    assert changes(SAID, replace(SAID, rulings=5)) == ("Caused elsewhere: 92.1 %, as then.",
                                                       "Rulings by people: 3 then, 5 now.")  # fmt: skip
    assert changes(SAID, replace(SAID, taxonomy_hash="b"))[-1] == "Departments or causes were edited."
    assert "those of Bank" in changes(SAID, replace(SAID, taxonomy_name="Bank", taxonomy_hash="c"))[-1]
    assert changes(SAID, replace(SAID, engine_version="8"))[-1].startswith("Complaints were attributed anew")
    assert changes(SAID, replace(SAID, share=None))[0] == "Caused elsewhere: 92.1 % then, – now."


def test_what_a_decision_did_is_said_as_from_and_to() -> None:
    assert effect_words("It", 0.921, 0.92) == "It moved the headline from 92.1 % to 92.0 %."
    assert effect_words("It", 0.921, 0.9209) == "It left the headline at 92.1 %."
    assert "no headline" in effect_words("It", None, 0.9)


def test_a_store_without_a_snapshot_has_no_earlier_state(tmp_path: Path) -> None:
    assert not open_warehouse(Settings(home=tmp_path)).keeps("000001")
