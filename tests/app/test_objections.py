"""A department's head objects to several complaints at once; they come due, are decided, and what that did is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.ledger.rulings import By, Objection, decisions, record
from etl.marts.core.filters import Filters
from etl.marts.frames.ruling_status import standings_open
from etl.session import open_view
from etl.settings import Settings
from etl.store import open_ledger
from tests.stores import etl

Open = Callable[..., AppTest]
HEADER = "Ticket ID,Subject,Description,Created time,Status\n"
LATE = "My parcel has not arrived, the delivery is far too late and nobody answers me about it."
DUTCH = "Mijn pakket is nog steeds niet bezorgd, de bezorging is veel te laat en niemand geeft antwoord."
NAME = "Logistics"


@pytest.fixture(scope="module")
def late_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of twelve late parcels, four of them told in Dutch."""
    home = tmp_path_factory.mktemp("late") / "home"
    home.mkdir()
    texts = [DUTCH if number % 3 == 0 else LATE for number in range(12)]
    rows = [f'{n},"Order HW{1000 + n}","{text} Order HW{1000 + n}.",2026-03-{4 + n:02d} 10:00,Open'
            for n, text in enumerate(texts)]  # fmt: skip
    (home / "late.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    etl(home, "load", str(home / "late.csv"))
    return home


@pytest.fixture
def home(late_home: Path, tmp_path: Path) -> Path:
    """A copy, to rule in."""
    return Path(shutil.copytree(late_home, tmp_path / "home"))


def rows(home: Path) -> pd.DataFrame:
    ledger = open_ledger(Settings(home=home))
    found = ledger.read(sa.select(model.rulings).order_by(model.rulings.c.ruling_id))
    ledger.close()
    return found


def object_to(home: Path, *, days_ago: int = 0, proposed: str | None = "Finance") -> int:
    """Dispute all that Logistics has there, some days ago and due ten days later; how many."""
    ledger, today = open_ledger(Settings(home=home)), date.today()
    with open_view(Settings(home=home)) as view:
        standings = standings_open(view.scope(Filters(department=(NAME,))), most=100)
    made = Objection(NAME, proposed, "Fin", today).raised(standings, By("Lou", "the courier's"), today)
    back = timedelta(days=days_ago)
    due = today - back + timedelta(days=10)
    record(ledger, *(replace(each, ruled_at=each.ruled_at - back, terms=each.terms._replace(due=due)) for each in made))
    ledger.close()
    return len(made)


def said(app: AppTest) -> str:
    texts = [*app.markdown, *app.caption, *app.error, *app.info, *app.title]
    return "\n".join(str(one.value).replace("\\", "") for one in texts)


def links(app: AppTest) -> dict[str, str]:
    return {one.proto.label.replace("\\", ""): one.proto.query_string for one in app.get("page_link")}


def test_several_complaints_are_counted_shown_and_disputed_at_once(open_page: Open, home: Path) -> None:
    app = open_page(home, "department", department=NAME, object="*")
    assert not app.exception
    assert "complaints would be disputed: department Logistics." in said(app)
    assert "3 of them, drawn at random:" in said(app)
    app.text_input(key="object_search").set_value("bezorgd").run()
    assert "4 complaints would be disputed" in said(app)
    app.text_input(key="object_author").set_value("Lou")
    app.button(key="object").click().run()
    assert "Say why" in said(app)
    assert rows(home).empty
    app.text_input(key="object_why").set_value("the courier's")
    app.text_input(key="decider_several").set_value("Fin")
    app.button(key="object").click().run()
    assert not app.exception
    found = rows(home)
    assert len(found) == 4
    assert set(found["action"]) == {"dispute"}
    assert len(set(found["objection"])) == 1
    assert set(found["decider"]) == {"Fin"}
    assert set(found["due"]) == {date.today() + timedelta(days=Settings().decide_days)}
    assert "object" not in app.query_params


def test_what_is_disputed_already_is_left_out_and_said(open_page: Open, home: Path) -> None:
    number = object_to(home)
    app = open_page(home, "department", department=NAME, object="Nope<b>*x*")
    assert not app.exception
    assert f"0 complaints would be disputed: department Logistics. {number} more are left out" in said(app)
    assert "has no cause “Nope<b>*x*”" in said(app)


def test_overdue_objections_stand_on_overview_with_the_way_there(open_page: Open, home: Path) -> None:
    number = object_to(home, days_ago=13)
    app = open_page(home)
    told = f"1 objection is overdue: Logistics, {number} complaints, 3 days overdue, Fin was to decide"
    assert links(app)[told] == "queue=Disputes"


def test_an_objection_in_time_is_no_line_on_overview(open_page: Open, home: Path) -> None:
    object_to(home, days_ago=1)
    assert not [label for label in links(open_page(home)) if "overdue" in label]


def test_the_whole_objection_is_decided_at_once_and_what_it_did_is_said(open_page: Open, home: Path) -> None:
    number = object_to(home, days_ago=2)
    app = open_page(home, "review", queue="Disputes")
    assert not app.exception
    key = rows(home)["objection"].iloc[0]
    app.text_input(key="author").set_value("Ann")
    app.button(key=f"all_accepted_{key}").click().run()
    assert not app.exception
    found = rows(home)
    assert len(set(found.loc[found["action"] == "answer", "ruling_group"])) == number
    ledger = open_ledger(Settings(home=home))
    assert decisions(ledger).disputes.empty
    ledger.close()
    assert "No disputes are open." in said(app)
    app.segmented_control(key="objections").set_value("Decided").run()
    assert not app.exception
    assert "the headline" in said(app)
    assert f"moved {number} to Finance" in app.selectbox(key="decision").options[0]


def test_quotes_in_the_readers_language_come_first_each_with_its_language_named(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from streamlit.runtime.context import ContextProxy

    for locale, first in (("nl-NL", "Dutch"), ("en-GB", "English")):
        monkeypatch.setattr(ContextProxy, "locale", locale)
        app = open_page(home, "department", department=NAME)
        named = [one.value for one in app.main.caption if one.value in ("Dutch", "English")]
        assert named[0] == first


def test_what_a_search_found_among_a_departments_tickets_leads_to_one_objection(open_page: Open, home: Path) -> None:
    label = f"Not {NAME}? Object to these"
    app = open_page(home, "tickets", department=NAME, search="bezorgd")
    query = {name: values[0] for name, values in parse_qs(links(app)[label]).items()}
    assert query == {"department": NAME, "search": "bezorgd", "object": "*"}
    assert "4 complaints would be disputed" in said(open_page(home, "department", **query))
    assert label not in links(open_page(home, "tickets", search="bezorgd"))


def test_each_quotation_says_its_language(open_page: Open, home: Path) -> None:
    app = open_page(home, "department", department=NAME, object="*")
    quoted = sum("<blockquote" in html.value for html in app.html)
    named = [one.value for one in app.caption if one.value in {"English", "Dutch"}]
    assert set(named) == {"English", "Dutch"}
    assert len(named) == quoted
