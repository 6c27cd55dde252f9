"""Ruling on the pages: a press changes the numbers, a dispute shows, both positions stay in sight."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.ledger.rulings import By, Ruling, Share, Standing, assign, cannot_tell, dispute, record, rulings_of
from etl.session import open_view
from etl.settings import Settings
from etl.store import open_ledger, open_warehouse
from etl.taxonomy import load_taxonomy
from pages.ui.charts.bars import bars_by_issue
from pages.ui.charts.confusion import confusion
from pages.ui.theme import LIGHT
from tests.app.shown import shown

Open = Callable[..., AppTest]


@pytest.fixture
def home(one_row_home: Path, tmp_path: Path) -> Path:
    """The store of one complaint that the engine attributes to Logistics, with a ledger of its own."""
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home, ignore=shutil.ignore_patterns("ledger*"))
    laid = {"department": "Logistics", "issue": None, "share": 1.0, "confidence": 0.8, "best_department": "Logistics"}
    with open_warehouse(Settings(home=home)).write() as writer:
        writer.connection.execute(sa.update(model.attributions).values(**laid))
        writer.publish()
    return home


def rulings(home: Path) -> list[Ruling]:
    ledger = open_ledger(Settings(home=home))
    try:
        return rulings_of(ledger.read(sa.select(model.rulings)))
    finally:
        ledger.close()


def only_ticket(home: Path) -> tuple[str, str]:
    with open_view(Settings(home=home)) as view:
        row = view.reader.read(sa.select(model.tickets.c.source, model.tickets.c.ticket_id)).iloc[0]
    return str(row["source"]), str(row["ticket_id"])


def disputed(home: Path) -> tuple[str, str]:
    """The ticket, attributed to Finance by a ruling and disputed by it, with Logistics proposed."""
    source, ticket_id = only_ticket(home)
    nothing = Standing(source, ticket_id, (), (), 1)
    ledger = open_ledger(Settings(home=home))
    laid = assign(nothing, "Finance", By("Ann", at=datetime(2026, 3, 5)))
    here = Standing(source, ticket_id, laid.shares, (), 1)
    record(ledger, laid, dispute(here, "Finance", "Logistics", By("Fin", "no invoice in it", at=datetime(2026, 3, 6))))
    ledger.close()
    return source, ticket_id


def named(app: AppTest, name: str = "Ann") -> AppTest:
    return app.text_input(key="author").set_value(name).run()


def press(app: AppTest, start: str) -> AppTest:
    return next(button for button in app.button if str(button.key).startswith(start)).click().run()


def at_random(open_page: Open, home: Path) -> AppTest:
    """Review with a random sample drawn, for Ann."""
    return press(named(open_page(home, "review", queue="Random sample")), "draw")


def said(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*app.caption, *app.markdown, *app.title)).replace("\\", "")


def card(app: AppTest, name: str) -> str:
    return str(app.container(key=f"card_{name}").metric[0].value)


def test_nobody_rules_without_a_name(open_page: Open, home: Path) -> None:
    app = open_page(home, "review")
    assert all(button.disabled for button in app.button if str(button.key).startswith("to_"))


def test_where_somebody_works_is_asked_once_and_kept_with_the_name(open_page: Open, home: Path) -> None:
    app = open_page(home, "review")
    assert app.selectbox(key="works_in_").disabled
    app = named(app)
    app.selectbox(key="works_in_Ann").select("Finance").run()
    again = named(open_page(home, "review"))
    assert again.selectbox(key="works_in_Ann").value == "Finance"
    assert named(again, "Bob").selectbox(key="works_in_Bob").value is None


def test_a_random_complaint_is_judged_before_the_engines_answer_shows(open_page: Open, home: Path) -> None:
    app = at_random(open_page, home)
    assert "The engine says" not in said(app)
    assert not app.dataframe
    assert not any("<mark" in html.value for html in app.html)
    app = press(app, "to_Finance")
    assert "attributed to Finance, where the engine said Logistics." in said(app)
    made = rulings(home)[0]
    assert (made.author, made.main, made.sample, made.engine_run_id) == ("Ann", "Finance", "random", 1)
    assert made.drawn is not None
    assert (made.drawn.stratum.partition(",")[0], made.drawn.probability) == ("Logistics", 1.0)
    assert made.engine_department == "Logistics"


def test_a_ruling_that_cannot_be_written_is_told_and_the_page_stays(open_page: Open, home: Path) -> None:
    app = at_random(open_page, home)
    open_ledger(Settings(home=home)).close()
    with closing(sqlite3.connect(home / "ledger.sqlite")) as ledger:
        ledger.execute("CREATE TRIGGER shut BEFORE INSERT ON rulings BEGIN INSERT INTO nowhere VALUES (1); END")
    app = press(app, "to_Finance")
    assert not app.exception
    assert "nothing was recorded" in app.error[0].value
    assert rulings(home) == []


def test_a_ruled_ticket_says_so_and_names_no_choice_of_the_engines_as_the_rulers(open_page: Open, home: Path) -> None:
    source, ticket_id = only_ticket(home)
    ledger = open_ledger(Settings(home=home))
    record(ledger, cannot_tell(Standing(source, ticket_id, (), (Share("Logistics"),), 1), By("Ann")))
    ledger.close()
    told = said(open_page(home, "tickets", ticket=f"{source}:{ticket_id}"))
    assert "Ruled by a person." in told
    assert "First choice" not in told
    assert "Evidence before the ruling" in told


def test_a_ruling_on_review_changes_the_number_on_the_department_page(open_page: Open, home: Path) -> None:
    app = press(at_random(open_page, home), "to_Finance")
    assert "Your sample is empty." in app.info[0].value
    assert "1 drawn: 1 ruled." in said(app)
    after = open_page(home, "department", department="Finance")
    assert card(after, "complaints") == "1"


def test_review_opens_with_what_ruling_buys_and_draws_only_for_somebody_with_a_name(
    open_page: Open, home: Path
) -> None:
    app = open_page(home, "review")
    assert "1 ruling: the share caused elsewhere, to within ± 0 points." in said(app)
    assert next(button for button in app.button if button.key == "draw").disabled


def test_a_ticket_that_is_left_aside_stays_missing_and_is_shown(open_page: Open, home: Path) -> None:
    app = press(at_random(open_page, home), "aside_")
    assert "1 drawn: 0 ruled, 1 left aside." in said(app)
    assert [(made.action, made.sample) for made in rulings(home)] == [("skip", "random")]
    assert "left it aside" in said(open_page(home, "tickets", ticket=":".join(only_ticket(home))))


def test_a_slip_is_taken_back_by_a_new_row_and_the_ticket_comes_again(open_page: Open, home: Path) -> None:
    app = press(at_random(open_page, home), "to_Finance")
    app = press(app, "undo_")
    assert [ruling.action for ruling in rulings(home)] == ["assign", "withdraw"]
    assert any(str(button.key).startswith("to_Finance") for button in app.button)


@pytest.mark.parametrize("queue", ["Least certain", "Most telling"])
def test_outside_the_random_sample_the_engines_answer_can_be_accepted(open_page: Open, home: Path, queue: str) -> None:
    app = named(open_page(home, "review", queue=queue))
    if app.info:
        pytest.fail(f"the queue {queue} is empty: {app.info[0].value}")
    assert "The engine says" in said(app)
    press(app, "accept_")
    assert [(ruling.action, ruling.sample) for ruling in rulings(home)] == [("accept", None)]


def test_the_keys_of_a_page_are_each_used_once_and_none_is_kept_by_streamlit(open_page: Open, home: Path) -> None:
    app = named(open_page(home, "review", queue="Least certain"))
    keys = [button.proto.shortcut for button in app.button if button.proto.shortcut]
    assert len(keys) == len(set(keys)) >= 4
    assert not {"c", "r"} & {key.lower() for key in keys}


def test_a_ticket_is_ruled_on_its_own_page_and_keeps_the_engines_answer_beside_it(open_page: Open, home: Path) -> None:
    source, ticket_id = only_ticket(home)
    app = named(open_page(home, "tickets", ticket=f"{source}:{ticket_id}"))
    app = app.selectbox(key="action_0").set_value("assign").run()
    app = app.selectbox(key="ruled_department").set_value("Finance").run()
    app = app.text_input(key="reason_0").set_value("an invoice").run()
    app = app.button(key="record_0").click().run()
    assert not app.error
    shown = said(app)
    assert "The engine says" in shown
    assert "Ann attributed it to Finance. “an invoice”" in shown
    assert "Ruled by a person." in shown


def test_what_the_engine_would_say_without_a_piece_isnt_told_as_in_force_once_a_person_ruled(
    open_page: Open, home: Path
) -> None:
    address = ":".join(only_ticket(home))
    before = said(open_page(home, "tickets", ticket=address))
    assert "it would" in before
    assert "the engine would" not in before
    disputed(home)
    for page in ("tickets", "review"):
        after = said(open_page(home, page, ticket=address, queue="Disputes"))
        assert "the engine would" in after
        assert "it would" not in after


def test_a_split_that_misses_the_whole_is_told_and_not_recorded(open_page: Open, home: Path) -> None:
    source, ticket_id = only_ticket(home)
    app = named(open_page(home, "tickets", ticket=f"{source}:{ticket_id}"))
    app = app.selectbox(key="action_0").set_value("split").run()
    app = app.multiselect(key="ruled_departments").set_value(["Finance", "Logistics"]).run()
    app = app.number_input(key="part_Finance_2").set_value(30).run()
    app = app.button(key="record_0").click().run()
    assert "sum to 80%" in app.error[0].value.replace("\\", "")
    assert rulings(home) == []
    app = app.number_input(key="part_Finance_2").set_value(50).run()
    app.button(key="record_0").click().run()
    assert {share.share for share in rulings(home)[0].shares} == {0.5}


def test_a_split_names_the_issue_of_each_part_where_somebody_knows_it(open_page: Open, home: Path) -> None:
    source, ticket_id = only_ticket(home)
    app = named(open_page(home, "tickets", ticket=f"{source}:{ticket_id}"))
    app = app.selectbox(key="action_0").set_value("split").run()
    app = app.multiselect(key="ruled_departments").set_value(["Finance", "Logistics"]).run()
    issue = app.selectbox(key="part_issue_Logistics").options[0]
    app = app.selectbox(key="part_issue_Logistics").set_value(issue).run()
    app.button(key="record_0").click().run()
    assert {share.department: share.issue for share in rulings(home)[0].shares} == {"Finance": None, "Logistics": issue}


def test_a_department_says_not_ours_on_its_own_page(open_page: Open, home: Path) -> None:
    source, ticket_id = only_ticket(home)
    app = named(open_page(home, "department", department="Logistics"), "Lou")
    app = press(app, "not_ours_")
    assert app.error[0].value.replace("\\", "").startswith("Say why it isn't yours")
    app = app.text_input(key=f"dispute_why_{source}:{ticket_id}").set_value("never reached the depot").run()
    app = app.selectbox(key=f"proposed_{source}:{ticket_id}").set_value("Finance").run()
    app = press(app, "not_ours_")
    assert not app.error
    assert 0.5 < float(card(app, "disputed")) <= 1  # one ticket, as far as it is expected to start there
    made = rulings(home)[0]
    assert (made.action, made.about, made.proposed, made.author) == ("dispute", "Logistics", "Finance", "Lou")


def test_a_department_takes_on_what_is_its_own(open_page: Open, home: Path) -> None:
    press(named(open_page(home, "department", department="Logistics"), "Lou"), "ours_")
    assert [(made.action, made.speaks_for) for made in rulings(home)] == [("accept", "Logistics")]


def test_where_the_engine_abstains_there_is_nothing_to_accept(open_page: Open, home: Path) -> None:
    with open_warehouse(Settings(home=home)).write() as writer:
        writer.connection.execute(sa.update(model.attributions).values(department="Unattributed", confidence=0.3))
        writer.publish()
    app = named(open_page(home, "review", queue="Least certain"))
    assert "The engine says Unattributed." in said(app)
    assert not any(str(button.key).startswith("accept_") for button in app.button)
    press(app, "cannot_tell_")
    assert [made.action for made in rulings(home)] == ["cannot_tell"]


def test_a_dispute_shows_on_review_and_under_the_charts_until_it_is_answered(open_page: Open, home: Path) -> None:
    source, ticket_id = disputed(home)
    app = open_page(home, "review", queue="Disputes")
    assert app.title[0].value.replace("\\", "") == "One dispute waits for an answer."
    shown = said(app)
    assert "Ann attributed it to Finance." in shown
    assert "Fin for Finance disputes the share of Finance and proposes Logistics. “no invoice in it”" in shown
    assert card(open_page(home, "department", department="Finance"), "disputed") == "1"
    app = named(open_page(home, "tickets", ticket=f"{source}:{ticket_id}"), "Lou")
    answers = {str(button.key).partition("_")[0]: button.label for button in app.button}
    assert (answers["accepted"], answers["kept"]) == ("Logistics", "Finance")  # whole also where the column is narrow
    app = press(app, "accepted_")
    assert "Lou accepted what the dispute proposed: Logistics." in said(app)
    assert "Fin for Finance disputes" in said(app)
    assert card(open_page(home, "department", department="Logistics"), "disputed") == "0"
    assert open_page(home, "review", queue="Disputes").info[0].value == "No disputes are open."


def test_the_overview_says_how_far_people_agree_or_why_that_is_not_known(open_page: Open, home: Path) -> None:
    assert "Agreement with people isn't measured yet." in said(open_page(home, "overview"))
    assert "Agreement with people isn't measured yet." in said(open_page(home, "method"))


def test_a_bar_of_complaints_without_an_issue_is_named() -> None:
    frame = pd.DataFrame({"issue": ["Late", None], "complaints": [2.0, 1.0], "text": ["2", "1"]})
    picture = shown(bars_by_issue(frame, "#4477AA", "t", "s", LIGHT))
    assert {"Late", "No issue named"} <= set(picture.texts)
    assert len(picture.of_kind("bar")) == 2


def test_the_disputed_end_of_a_bar_is_outlined_and_named() -> None:
    frame = pd.DataFrame(
        {"issue": ["Late", "Lost"], "complaints": [10.0, 4.0], "disputed": [3.0, 0.0], "text": ["10", "4"]}
    )
    picture = shown(bars_by_issue(frame, "#4477AA", "t", "s", LIGHT))
    (end,) = (bar for bar in picture.of_kind("bar") if bar.is_broken)
    whole = next(bar for bar in picture.of_kind("bar") if "issue: Late" in bar.says and not bar.is_broken)
    assert end.box.width == pytest.approx(whole.box.width * 3 / 10, abs=1)
    assert end.box.right == pytest.approx(whole.box.right, abs=1)
    assert picture.words == ["10\n3 disputed*", "4"]


def test_confusion_outlines_what_both_say_and_names_every_column() -> None:
    frame = pd.DataFrame(
        {
            "engine_department": ["Finance", "Unattributed"],
            "department": ["Finance", "Finance"],
            "tickets": [9, 2],
            "is_same": [True, False],
        }
    )
    picture = shown(confusion(frame, "The engine's answer and people's", "11 complaints", LIGHT))
    (outlined,) = (cell for cell in picture.of_kind("rect") if cell.stroke == LIGHT.text)
    assert "9" in picture.words
    assert outlined.box.middle == pytest.approx(
        next(cell for cell in picture.of_kind("rect") if "tickets: 9" in cell.says).box.middle, abs=1
    )
    assert picture.texts.count("Finance") == 2  # beside its row and under its column
    assert "Unattributed" in picture.texts


def test_the_shipped_taxonomy_has_the_departments_that_these_tests_name() -> None:
    assert {"Finance", "Logistics"} <= set(load_taxonomy("retail").names)
