"""Objections: who decides, by when, and what became of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.rulings import (
    By,
    Counted,
    Objection,
    Ruling,
    Share,
    Standing,
    answer,
    assign,
    decisions,
    decisions_on,
    dispute,
    import_rulings,
    read_rulings,
    record,
    write_rulings,
)
from etl.ledger.rulings.objections import MOST
from etl.marts.frames.objections import OVERDUE, objections_decided, objections_waiting, overdue_words
from etl.settings import Settings, load_settings
from etl.store import Ledger, open_ledger
from tests.store_rows import taxonomy

RAISED = datetime(2026, 3, 2, 9)
TODAY = RAISED.date()
DUE = date(2026, 3, 9)
LOU, LEAD = By("Lou", "the courier is not ours", at=RAISED), By("Ann", at=RAISED + timedelta(days=3))


def at(name: str) -> Standing:
    return Standing("shop", name, (Share("Logistics", "Late"),), (Share("Logistics", "Late"),), 3)


def raised(*names: str, decider: str = "Fin", due: date = DUE) -> list[Ruling]:
    return Objection("Logistics", "Finance", decider, due).raised([at(name) for name in names], LOU, TODAY)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(Settings(home=tmp_path))


def test_one_objection_is_a_dispute_of_each_complaint_with_who_decides_and_by_when(ledger: Ledger) -> None:
    record(ledger, *raised("1", "2", decider=" Fin \x07 Ance "))
    waiting = decisions(ledger, taxonomy()).disputes
    assert waiting["ticket_id"].tolist() == ["1", "2"]
    assert len(set(waiting["objection"])) == 1
    assert waiting["decider"].tolist() == ["Fin Ance", "Fin Ance"]
    assert waiting["due"].tolist() == [DUE, DUE]
    (row,) = objections_waiting(waiting, TODAY, days=14).to_dict("records")
    assert (row["complaints"], row["due"], row["days_left"], row["text"]) == (2, DUE, 7, "due in 7 days")


@pytest.mark.parametrize(
    ("names", "due", "said"),
    [
        ((), DUE, "no complaint to object to"),
        (("1",), TODAY - timedelta(days=1), "from today on"),
        (("1",), TODAY + timedelta(days=366), "within a year"),
        (tuple(map(str, range(MOST + 1))), DUE, "at most"),
    ],
)
def test_what_cannot_be_objected_to_is_said_and_nothing_raised(names: tuple[str, ...], due: date, said: str) -> None:
    with pytest.raises(InputError, match=said):
        raised(*names, due=due)


def test_a_dispute_that_says_no_day_is_due_so_many_days_after_it_was_raised(ledger: Ledger) -> None:
    record(ledger, dispute(at("1"), "Logistics", None, LOU))
    waiting = decisions(ledger, taxonomy()).disputes
    assert waiting["due"].tolist() == [None]
    (row,) = objections_waiting(waiting, TODAY + timedelta(days=11), days=10).to_dict("records")
    assert (row["due"], row["state"], row["text"]) == (TODAY + timedelta(days=10), OVERDUE, "1 day overdue")


def test_overdue_ones_make_one_line_that_names_the_oldest(ledger: Ledger) -> None:
    record(ledger, *raised("1", "2"), *raised("3", decider="", due=DUE + timedelta(days=1)))
    waiting = decisions(ledger, taxonomy()).disputes

    def line(day: date) -> str:
        return overdue_words(objections_waiting(waiting, day, days=14))

    assert line(DUE) == ""
    told = "Logistics, 2 complaints, 1 day overdue, Fin was to decide"
    assert line(DUE + timedelta(days=1)) == f"1 objection is overdue: {told}"
    told = told.replace("1 day", "2 days")
    assert line(DUE + timedelta(days=2)) == f"2 objections are overdue; the oldest: {told}"


def test_the_whole_of_an_objection_is_decided_at_once_and_its_outcome_told(ledger: Ledger) -> None:
    waiting = raised("1", "2", "3")
    record(ledger, *waiting)
    here = {("shop", name): at(name) for name in ("1", "2")}
    record(ledger, *decisions_on(here, waiting, LEAD, "accepted", None))
    found = decisions(ledger, taxonomy())
    assert found.disputes["ticket_id"].tolist() == ["3"]  # its ticket isn't in the store: it goes on waiting
    record(ledger, *decisions_on({("shop", "3"): at("3")}, waiting[2:], LEAD, "kept", None))
    done = decisions(ledger, taxonomy()).decided
    (row,) = objections_decided(done, days=14).to_dict("records")
    assert row["text"] == "moved 2 to Finance, kept 1"
    assert (row["decided_by"], row["decided_on"], row["days_late"]) == ("Ann", date(2026, 3, 5), 0)
    assert set(row["groups"]) == set(done["decision_group"])


def test_a_later_ruling_decides_too_and_says_so(ledger: Ledger) -> None:
    record(ledger, *raised("1"), assign(at("1"), "Support", By("Ann", at=RAISED + timedelta(days=9))))
    done = decisions(ledger, taxonomy()).decided
    assert (done["outcome"].tolist(), done["given_to"].tolist()) == (["ruled"], ["Support"])
    (row,) = objections_decided(done, days=14).to_dict("records")
    assert (row["text"], row["days_late"]) == ("moved 1 to Support", 2)


def test_of_a_shared_complaint_nobody_claims_to_know_which_part_went_where(ledger: Ledger) -> None:
    shared = Standing("shop", "1", (Share("Logistics", None, 0.4), Share("Support", None, 0.6)), (), 3)
    (waiting,) = Objection("Logistics", None, "", DUE).raised([shared], LOU, TODAY)
    record(ledger, waiting, answer(shared, waiting, LEAD, "elsewhere", "Finance"))
    (row,) = objections_decided(decisions(ledger, taxonomy()).decided, days=14).to_dict("records")
    assert row["text"] == "moved 1 elsewhere"


def test_without_its_decision_an_objection_waits_again_and_the_share_is_the_engines(ledger: Ledger) -> None:
    (waiting,) = raised("1")
    answered = answer(at("1"), waiting, LEAD, "accepted")
    record(ledger, waiting, answered)
    before = decisions(ledger, taxonomy(), counted=Counted(without=frozenset({answered.group})))
    assert len(before.disputes) == 1
    assert before.overrides is not None
    assert not before.overrides["is_ruled"].any()
    now = decisions(ledger, taxonomy())
    assert now.overrides is not None
    assert now.overrides["department"].tolist() == ["Finance"]


def test_rows_of_the_ledger_after_a_number_do_not_count(ledger: Ledger) -> None:
    record(ledger, *raised("1"))
    record(ledger, *raised("2"))
    found = decisions(ledger, taxonomy(), counted=Counted(until=(1, 0, 0)))
    assert found.disputes["ticket_id"].tolist() == ["1"]


def test_a_file_of_the_record_brings_the_terms_back(ledger: Ledger, tmp_path: Path) -> None:
    record(ledger, *raised("1", "2"))
    before = decisions(ledger, taxonomy()).disputes
    write_rulings(_rows(ledger), tmp_path / "record.csv")
    other = open_ledger(Settings(home=tmp_path / "other"))
    import_rulings(other, read_rulings(tmp_path / "record.csv"), taxonomy())
    pd.testing.assert_frame_equal(decisions(other, taxonomy()).disputes, before)


def test_a_day_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("ticket_id,department,action,about,due\n1,,dispute,Logistics,soon\n")
    with pytest.raises(InputError, match=r"line 2.*soon"):
        read_rulings(tmp_path / "file.csv")


@pytest.mark.parametrize("days", ["0", "366", "soon"])
def test_a_setting_out_of_range_is_refused(days: str) -> None:
    with pytest.raises(InputError, match="decide_days"):
        load_settings({"HEADWATER_DECIDE_DAYS": days}, Path("none.toml"))


def _rows(ledger: Ledger) -> pd.DataFrame:
    return ledger.read(sa.select(model.rulings).order_by(model.rulings.c.ruling_id))
