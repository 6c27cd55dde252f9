"""A day, shadow shifts, worth and commitments, as a person uses them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.calendars.shifts import shifts_between
from etl.ledger.annotations import add_event
from etl.ledger.commitments import agree, read_commitments
from etl.ledger.shadow_shifts import came, read_sign_ups, sign_up
from etl.marts.core.formatting import count, value_words
from etl.marts.core.measured import Measured
from etl.settings import Settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import load_taxonomy
from pages.ui import frame
from pages.ui.plain_text import plain
from tests.app.shown import as_written
from tests.stores import as_measured, etl

Open = Callable[..., AppTest]

GUEST = "Zofia Visitor"


@pytest.fixture
def own_sample(sample_home: Path, tmp_path: Path) -> Path:
    """The sample with a ledger of the test's own."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("ledger.sqlite*"))
    return home


def ledger_of(home: Path) -> Ledger:
    return open_ledger(Settings(home=home))


def said(app: AppTest) -> str:
    shown = [*app.title, *app.markdown, *app.caption, *app.info, *app.error]
    return "\n".join(str(one.value) for one in shown).replace("\\", "")


def press(app: AppTest, key: str) -> None:
    """Press a button.

    Each run of AppTest begins as a cold server does: by the folder ``pages/``, whose page then hands over to the frame
    and starts again without the press. A running server knows the frame, so the page is told that it stands in it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame, "require", lambda: None)
        app.button(key=key).click().run()


def printed(home: Path, *options: str) -> dict[str, Measured]:
    found = json.loads(etl(home, "measures", "--json", *options))["measures"]
    return {name: as_measured(value) for name, value in found.items()}


def test_the_cards_of_a_day_are_the_measures_of_that_day(open_page: Open, sample_home: Path) -> None:
    day = "2026-09-12"
    app = open_page(sample_home, "day", day=day)
    measured = printed(sample_home, "--from", day, "--to", day)
    for name in ("complaints", "off_hours"):
        assert app.container(key=f"card_{name}").metric[0].value == value_words(measured[name])
    complaints = measured["complaints"].value or 0.0
    about = "" if count(complaints) == count(round(complaints)) else "about "
    told = app.title[0].value.replace("\\", "")
    assert told.startswith(f"Saturday 12 Sep 2026: {about}{round(complaints)} complaints arrived")


def test_without_a_choice_a_telling_day_is_shown_and_the_rule_is_said(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "day")
    assert "the day of the last eight weeks on which most complaints arrived" in said(app)
    assert app.date_input(key="day").value is None


def test_the_hours_are_stepped_through(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "day", day="2026-09-12")
    slider = app.select_slider[0]
    before = slider.options.index(slider.value)
    press(app, "hour_Earlier")
    assert app.select_slider[0].value == slider.options[max(before - 1, 0)]
    press(app, "hour_Later")
    assert app.select_slider[0].value == slider.options[before]
    assert f"**{slider.options[before]}**" in said(app)


def test_a_shift_shows_only_its_hours(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "day", day="2026-09-12", shift="18:30–22:00")
    assert not app.exception
    assert app.select_slider[0].options == ["18:00", "19:00", "20:00", "21:00"]
    assert "18:30–22:00" in app.title[0].value.replace("\\", "")


def test_a_shift_that_the_day_does_not_have_is_dropped(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "day", day="2026-09-12", shift="03:00–04:00")
    assert not app.exception
    assert app.selectbox(key="shift").value is None


def test_playing_goes_on_without_an_error(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "day", day="2026-09-12")
    app.toggle(key="playing").set_value(True).run()
    assert not app.exception


def test_with_a_department_the_day_is_told_while_it_was_out(open_page: Open, sample_home: Path) -> None:
    title = open_page(sample_home, "day", department="Logistics", day="2026-09-12").title[0].value.replace("\\", "")
    assert title.endswith("that Logistics caused arrived while it was closed.") or "no complaint arrived" in title


def test_a_place_is_taken_given_back_and_its_calendar_file_offered(open_page: Open, own_sample: Path) -> None:
    app = open_page(own_sample, "shadow")
    app.text_input(key="author").set_value(GUEST)
    app.selectbox(key="guest_department").select("Logistics")
    app.selectbox(key="offered_shift").select_index(0)
    press(app, "take_place")
    assert not app.exception
    assert not app.error
    (place,) = read_sign_ups(ledger_of(own_sample))
    assert (place.name, place.department) == (GUEST, "Logistics")
    assert "Your shifts" in said(app)
    assert f"- {GUEST}, Logistics" in said(app)
    press(app, f"give_{place.sign_up}")
    assert read_sign_ups(ledger_of(own_sample)) == ()


def test_a_long_roster_scrolls_and_says_who_waits(open_page: Open, own_sample: Path) -> None:
    ledger, today = ledger_of(own_sample), date.today()
    shifts = shifts_between(load_taxonomy("retail"), today + timedelta(days=1), today + timedelta(days=6))[:4]
    for name in ("Ann", "Bob", "Cat"):
        sign_up(ledger, shifts, name, "Logistics")
    ledger.close()
    app = open_page(own_sample, "shadow")
    (roster,) = app.container(key="roster").markdown
    assert app.container(key="roster").proto.flex_container.border
    lines = roster.value.replace("\\", "").split("\n")
    guests = [line for line in lines if line.startswith("- ")]
    assert len([line for line in lines if line]) - len(guests) == len(shifts)
    assert guests == ["- Ann, Logistics", "- Bob, Logistics", "- Cat, Logistics (waiting)"] * len(shifts)


def test_one_shift_a_week_takes_a_place_in_each_of_the_weeks(open_page: Open, own_sample: Path) -> None:
    app = open_page(own_sample, "shadow")
    app.text_input(key="author").set_value(GUEST)
    app.selectbox(key="guest_department").select("Finance")
    app.selectbox(key="offered_shift").select_index(0)
    app.radio(key="how_often").set_value(app.radio(key="how_often").options[1])
    press(app, "take_place")
    starts = [place.starts_at for place in read_sign_ups(ledger_of(own_sample))]
    assert 1 < len(starts) <= 4
    assert {(later - starts[0]).days % 7 for later in starts} <= {0, 6}  # 6: an hour less than a week, by the clocks


def test_what_is_missing_for_a_place_is_said(open_page: Open, own_sample: Path) -> None:
    app = open_page(own_sample, "shadow")
    press(app, "take_place")
    assert "Give a name" in app.error[0].value
    assert read_sign_ups(ledger_of(own_sample)) == ()


def visited(home: Path, department: str) -> None:
    """Record a guest's visit in July 2026."""
    shift = shifts_between(load_taxonomy("retail"), date(2026, 7, 6), date(2026, 7, 6))[-1]
    ledger = ledger_of(home)
    sign_up(ledger, [shift], GUEST, department, now=datetime(2026, 7, 1))
    came(ledger, read_sign_ups(ledger)[0], now=datetime(2026, 7, 7))
    ledger.close()


def test_a_visit_is_counted_by_department_without_a_name_and_its_figures_follow(
    open_page: Open, own_sample: Path
) -> None:
    visited(own_sample, "Logistics")
    app = open_page(own_sample, "shadow")
    assert "One shift has been shared with the frontline, by one department." in said(app)
    assert app.table[0].value["Shifts"]["Logistics"] == "1 shift"
    assert app.selectbox(key="whose_figures").value == "Logistics"
    told = ("since 6 Jul 2026", "than before, by more than ordinary variation")  # one of the two for each figure
    assert sum(said(app).count(words) for words in told) == 3
    assert "doesn't prove that the visit caused it" in said(app)
    assert GUEST not in said(app)
    assert not any(plain(GUEST) in str(table.value) for table in app.table)


def test_a_visit_of_the_frontline_itself_draws_nothing_that_is_only_counted_of_others(
    open_page: Open, own_sample: Path
) -> None:
    visited(own_sample, "Customer Support")
    shown = said(open_page(own_sample, "shadow"))
    assert shown.count("since 6 Jul 2026") == 1
    assert shown.count("Customer Support is the frontline, so this counts what it hands off.") == 2
    assert "No data yet" not in shown


def test_a_commitment_is_agreed_shown_and_done(open_page: Open, own_sample: Path) -> None:
    app = open_page(own_sample, "commitments", department="Logistics")
    assert app.selectbox(key="agree_of").value == "Logistics"
    app.text_input(key="agree_what").set_value("Second courier on **Saturdays**")
    app.text_input(key="agree_owner").set_value("Head of Logistics")
    app.text_input(key="author").set_value("Ann")
    press(app, "agree")
    assert not app.exception
    assert not app.error
    (found,) = read_commitments(ledger_of(own_sample))
    assert (found.department, found.what, found.state) == ("Logistics", "Second courier on **Saturdays**", "agreed")
    assert "One commitment is open" in said(app)
    assert "No data yet: no whole month with data lies after" in said(app)
    press(app, f"done_{found.commitment}")
    assert read_commitments(ledger_of(own_sample))[0].state == "done"
    assert "No commitment is open; 1 has been kept." in said(app)


def test_what_was_agreed_stands_whole_in_the_table_and_over_its_chart(open_page: Open, own_sample: Path) -> None:
    what = "Second courier for the islands, **and** labels that are checked before the truck leaves the yard at night"
    ledger = ledger_of(own_sample)
    agree(
        ledger, department="Logistics", issue="Late delivery", owner="Ana", what=what, start=date(2026, 3, 1),
        due=date(2026, 12, 1), target=10.0, author="Ann",
    )  # fmt: skip
    ledger.close()
    app = open_page(own_sample, "commitments")
    (table,) = app.table
    assert table.value.columns.tolist() == ["Action", "Owner", "Starts", "Due", "State"]
    assert table.value["Action"].tolist() == [plain(what)]
    assert table.value["Due"].tolist() == ["1 Dec 2026"]
    (chart,) = app.get("vega_lite_chart")
    subtitle = as_written(chart.proto.spec)["title"]["subtitle"]
    assert what in " ".join(subtitle)
    assert max(map(len, subtitle)) <= 90


def test_what_is_missing_for_a_commitment_is_said(open_page: Open, own_sample: Path) -> None:
    app = open_page(own_sample, "commitments")
    press(app, "agree")
    assert "Choose the department" in app.error[0].value


def commit(home: Path, start: date, due: date) -> None:
    ledger = ledger_of(home)
    agree(
        ledger, department="Logistics", issue=None, owner="Head", what="Second courier", start=start, due=due,
        target=100.0, author="Ann",
    )  # fmt: skip
    add_event(ledger, date(2026, 5, 4), "New portal", "Ann")
    ledger.close()


def test_what_is_due_is_called_to_mind_on_the_overview(open_page: Open, own_sample: Path) -> None:
    commit(own_sample, date(2026, 1, 1), date.today() + timedelta(days=3))
    labels = [str(link.proto.label) for link in open_page(own_sample, "overview").get("page_link")]
    assert any(
        label.replace("\\", "").startswith("Due in 3 days: Everything that starts in Logistics") for label in labels
    )


def test_a_commitment_and_an_event_stand_on_the_departments_chart(open_page: Open, own_sample: Path) -> None:
    commit(own_sample, date(2026, 6, 1), date(2026, 12, 1))
    app = open_page(own_sample, "department", department="Logistics")
    drawn = [chart.proto.SerializeToString() for chart in app.get("vega_lite_chart")]
    assert sum(b"Agreed: Second courier" in each and b"New portal" in each for each in drawn) == 1


def test_the_worth_of_the_frontline_is_what_the_command_line_prints(open_page: Open, sample_home: Path) -> None:
    measured = printed(sample_home)
    app = open_page(sample_home, "worth")
    for name in ("one_touch", "rescued", "customers_back", "praise", "gestures", "goodwill_given"):
        assert app.container(key=f"card_{name}").metric[0].value == value_words(measured[name]), name
    assert "isn't an experiment" in said(app)


def test_a_store_of_one_row_says_why_worth_can_not_be_told(open_page: Open, one_row_home: Path) -> None:
    shown = said(open_page(one_row_home, "worth"))
    assert "Too few to say: 1 complaint within these filters." in shown
    assert "No export within the filters says what was given away." in shown


def test_overview_counts_all_failure_demand_with_its_definition_beside_it(open_page: Open, one_row_home: Path) -> None:
    plain = open_page(one_row_home, "overview")
    assert not [each for each in plain.caption if "Failure demand:" in each.value]
    app = open_page(one_row_home, "overview", count="All failure demand")
    assert not app.exception
    assert [each for each in app.caption if "the same requester again within seven days" in each.value]
    assert [each for each in app.metric if each.label == "Failure demand"]
