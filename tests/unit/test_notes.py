"""Events named on the charts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.annotations import LONGEST_EVENT, add_event, events, take_back_event
from etl.settings import Settings
from etl.store import open_ledger


def test_events_stand_in_the_order_of_their_days_until_they_are_taken_back(tmp_path: Path) -> None:
    ledger = open_ledger(Settings(home=tmp_path))
    add_event(ledger, date(2026, 5, 4), " New\nportal ", "Ann", "Logistics")
    add_event(ledger, date(2026, 2, 1), "Strike", "Bob")
    assert [(event.text, event.department) for event in events(ledger)] == [
        ("Strike", None),
        ("New portal", "Logistics"),
    ]
    take_back_event(ledger, events(ledger)[0], "Ann")
    assert [event.text for event in events(ledger)] == ["New portal"]
    assert len(ledger.read(sa.select(model.chart_notes))) == 3
    ledger.close()


@pytest.mark.parametrize(("text", "author"), [(" ", "Ann"), ("x" * (LONGEST_EVENT + 1), "Ann"), ("Strike", "\x00 ")])
def test_an_event_needs_a_short_name_and_somebody_who_signs(tmp_path: Path, text: str, author: str) -> None:
    ledger = open_ledger(Settings(home=tmp_path))
    with pytest.raises(InputError):
        add_event(ledger, date(2026, 5, 4), text, author)
    assert events(ledger) == ()
    ledger.close()
