"""Set-up: teams are assigned without a file, attributed again, and taken back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from etl.taxonomy import load_taxonomy
from tests.app.boxes import errors
from tests.patience import PATIENCE_SECONDS
from tests.stores import etl

Open = Callable[..., AppTest]

ROWS = """Ticket ID,Subject,Description,Created time,Status,Group
1,Pakket <b>weg</b>,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open,Balie
2,Refund,"Where is my refund? This is ridiculous.",2026-03-05 10:00,Open,Balie
3,Te laat,"My parcel has not arrived and that is a scandal.",2026-03-05 11:00,Open,Depot Zuid
"""


@pytest.fixture(scope="module")
def teams_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of three complaints with two teams that no taxonomy knows; whoever writes takes a copy."""
    home = tmp_path_factory.mktemp("teams")
    (home / "tickets.csv").write_text(ROWS, encoding="utf-8")
    etl(home, "load", str(home / "tickets.csv"))
    return home


@pytest.fixture
def own_home(teams_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be written to."""
    home = Path(shutil.copytree(teams_home, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    return home


def sending() -> None:
    """A change that somebody sends without the page's fields."""
    import streamlit as st

    from pages.ui.setup import taxonomy_saving, teams_editor

    if st.button("save", key="save"):
        teams_editor.save(taxonomy_saving.to_edit(), {"Balie": "Customer Support"})


def saving() -> None:
    """The page's part on teams, without the frame around it: in-process the first click inside the frame is lost."""
    from pages.ui.setup import taxonomy_saving, teams_editor

    taxonomy = taxonomy_saving.to_edit()
    teams_editor.section(taxonomy, teams_editor.table_of(taxonomy))
    taxonomy_saving.tell()
    taxonomy_saving.way_back()


def fields(app: AppTest, question: str) -> dict[str, Selectbox[str]]:
    """The fields that ask a question, by what they ask it of."""
    return {box.label.removeprefix(question).strip(): box for box in app.selectbox if box.label.startswith(question)}


def choose(app: AppTest, chosen: dict[str, str]) -> AppTest:
    """Choose departments of teams, one after the other."""
    for team, department in chosen.items():
        fields(app, "Department of")[team].select(department).run()
    return app


def test_every_team_has_a_field_beside_an_example_and_no_department(open_page: Open, teams_home: Path) -> None:
    app = open_page(teams_home, "setup")
    assert not app.exception
    assert app.title[0].value == "2 of 2 teams have no department yet"
    found = fields(app, "Department of")
    assert [(team, box.value) for team, box in found.items()] == [
        ("Balie", "– not assigned"),
        ("Depot Zuid", "– not assigned"),
    ]
    said = [str(one.value).replace("\\", "") for one in app.markdown]
    assert any(one.startswith("**Balie** · 2 tickets") and "“Pakket <b>weg</b>”" in one for one in said)
    assert app.button(key="teams_save").disabled
    assert "undo_saving" not in [button.key for button in app.button]


def test_a_department_that_is_named_can_be_chosen(own_home: Path) -> None:
    app = AppTest.from_function(saving, default_timeout=PATIENCE_SECONDS).run()
    app.text_input(key="new_department_name").set_value(" Depot  &  <i>route</i> ")
    next(button for button in app.button if button.label == "Add to the list").click().run()
    choose(app, {"Balie": "Customer Support", "Depot Zuid": "Depot & <i>route</i>"})
    assert app.button(key="teams_save").label == "Save 2 changes and attribute again"
    choose(app, {"Balie": "– not assigned"})
    assert app.button(key="teams_save").label == "Save 1 change and attribute again"


def many_teams() -> None:
    """Twenty teams on pages, of which some look like a department."""
    import pandas as pd

    from etl.taxonomy import load_taxonomy
    from pages.ui.setup import teams_editor

    names = [f"Desk {number:02}" for number in range(18)] + ["Warehouse East", "Finance West"]
    table = pd.DataFrame({"team": names, "tickets": 1, "first_contacts": 0, "example": "", "department": ""})
    teams_editor.section(load_taxonomy("retail"), table.assign(looks_like=[""] * 18 + ["Warehouse", "Finance"]))


def test_what_was_chosen_on_one_page_holds_on_the_next_and_for_all_that_look_alike() -> None:
    app = AppTest.from_function(many_teams, default_timeout=PATIENCE_SECONDS).run()
    assert list(fields(app, "Department of")) == [f"Desk {number:02}" for number in range(8)]
    choose(app, {"Desk 03": "Stores"})
    app.button(key="teams_alike").click().run()
    assert app.button(key="teams_save").label == "Save 3 changes and attribute again"
    key = f"teams_{load_taxonomy('retail').hash[:12]}_leaf"
    app.session_state[key] = 3
    app.run()
    assert {team: box.value for team, box in fields(app, "Department of").items()} == {
        "Desk 16": "– not assigned", "Desk 17": "– not assigned", "Warehouse East": "Warehouse",
        "Finance West": "Finance",
    }  # fmt: skip
    app.session_state[key] = 1
    app.run()
    assert fields(app, "Department of")["Desk 03"].value == "Stores"
    assert app.button(key="teams_save").label == "Save 3 changes and attribute again"


def test_what_was_chosen_is_saved_attributed_anew_and_undone(own_home: Path) -> None:
    app = choose(AppTest.from_function(saving, default_timeout=PATIENCE_SECONDS).run(), {
        "Balie": "Customer Support", "Depot Zuid": "+ a new department, named as the team",
    })  # fmt: skip
    app.button(key="teams_save").click().run()
    assert not app.exception
    assert not app.error
    assert "2 teams have another department" in app.success[0].value
    kept = load_taxonomy(own_home / "taxonomy.yaml")
    assert kept.department_of_team("Balie") == "Customer Support"
    assert kept.department_of_team("depot zuid") == "Depot Zuid"
    assert "All tickets, attributed again" in etl(own_home, "loads")
    app.button(key="undo_saving").click().run()
    assert not app.error
    assert "Undone" in app.success[0].value
    assert not (own_home / "taxonomy.yaml").exists()
    assert load_taxonomy(own_home / "taxonomy-undone-1.yaml").hash == kept.hash
    assert "All tickets, attributed again" not in etl(own_home, "loads")
    assert "undo_saving" not in [button.key for button in app.button]


def test_a_file_broken_by_hand_shows_its_line_and_the_last_good_one_comes_back(own_home: Path) -> None:
    app = AppTest.from_function(saving, default_timeout=PATIENCE_SECONDS)
    (own_home / "taxonomy.yaml").write_text("version: 1\ndepartments:\n  A: {frontline: maybe}\n", encoding="utf-8")
    app.run()
    assert not app.exception
    assert "line 3" in errors(app)
    assert app.code[0].value.splitlines()[-1] == ">    3    A: {frontline: maybe}"
    app.button(key="mend_taxonomy").click().run()
    assert not app.error
    assert not (own_home / "taxonomy.yaml").exists()


def test_a_file_that_is_newer_than_the_numbers_can_be_put_to_use(own_home: Path) -> None:
    file = own_home / "taxonomy.yaml"
    file.write_text(load_taxonomy("retail").text.replace("  Logistics:", "  Transport:"), encoding="utf-8")
    app = AppTest.from_function(saving, default_timeout=PATIENCE_SECONDS).run()
    app.button(key="attribute_anew").click().run()
    assert not app.error
    assert "attributed again" in app.success[0].value
    assert "attribute_anew" not in [button.key for button in app.button]


def test_a_store_that_another_load_writes_to_leaves_the_file_as_it_was(own_home: Path) -> None:
    from etl.settings import Settings
    from etl.store import open_warehouse

    app = choose(AppTest.from_function(saving, default_timeout=PATIENCE_SECONDS).run(), {"Balie": "Stores"})
    with open_warehouse(Settings(home=own_home)).write():
        app.button(key="teams_save").click().run()
    assert "The taxonomy is as it was" in errors(app)
    assert not (own_home / "taxonomy.yaml").exists()


@pytest.fixture
def exposed() -> Iterator[None]:
    """Start on an address that others reach, as far as pages can tell."""
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


@pytest.mark.usefixtures("exposed")
def test_an_exposed_server_saves_nothing(open_page: Open, own_home: Path) -> None:
    app = open_page(own_home, "setup")
    assert app.button(key="teams_save").disabled
    sent = AppTest.from_function(sending, default_timeout=PATIENCE_SECONDS).run()
    sent.button(key="save").click().run()
    assert "HEADWATER\\_OPEN" in errors(sent)
    assert not (own_home / "taxonomy.yaml").exists()


def listed(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.sidebar.get("page_link")]


def test_set_up_stands_first_until_it_is_done_once(open_page: Open, own_home: Path) -> None:
    assert listed(open_page(own_home, "overview"))[0] == "Set-up"
    app = open_page(own_home, "setup")
    app.query_params["part"] = "next"
    app.run()
    app.button(key="setup_done").click().run()
    assert not app.exception
    pages = listed(open_page(own_home, "overview"))
    assert pages[0] == "Overview"
    assert pages.index("Set-up") == pages.index("Import") + 1


def test_nothing_is_to_be_set_up_where_nothing_or_only_the_sample_is_loaded(
    open_page: Open, sample_home: Path, tmp_path: Path
) -> None:
    assert listed(open_page(sample_home))[0] == "Overview"
    assert listed(open_page(tmp_path))[0] == "Overview"


def test_what_next_says_what_was_told_and_the_step_that_tells_most(open_page: Open, teams_home: Path) -> None:
    app = open_page(teams_home, "setup", part="next")
    assert not app.exception
    said = "\n".join(str(one.value) for one in app.markdown).replace("\\", "")
    assert "**Teams**: 0 of 2 teams have a department; those without one hold 3 of 3 tickets." in said
    assert "**The most useful next step:** Assign 2 teams" in said
    assert app.main.get("page_link")[0].proto.label == "Assign 2 teams"


def test_the_first_load_that_does_not_fit_leads_to_set_up(open_page: Open, tmp_path: Path) -> None:
    app = open_page(tmp_path, "import")
    app.file_uploader[0].upload("tickets.csv", ROWS.encode())
    app.run()
    next(button for button in app.button if button.label == "Load").click()
    app.run(timeout=PATIENCE_SECONDS)
    assert not app.exception
    assert app.title[0].value == "2 of 2 teams have no department yet"
    assert "The taxonomy Retail doesn't know the teams of this export yet" in app.info[0].value.replace("\\", "")
    assert "Read 3 = accepted 3" in app.success[0].value


def saying() -> None:
    """The part on costs, without the frame around it."""
    from pages.ui.setup import costs_editor, taxonomy_saving

    costs_editor.section(taxonomy_saving.to_edit())
    taxonomy_saving.tell()


def test_defaults_are_in_sight_and_a_changed_field_waits_to_be_saved(open_page: Open, teams_home: Path) -> None:
    app = open_page(teams_home, "setup", part="costs")
    assert not app.exception
    assert app.title[0].value.startswith("The taxonomy gives the hours of")
    assert [field.value for field in app.text_input if field.label == "Hours of Logistics"] == ["mon-fri 09:00-17:00"]
    assert "Time zone" in [box.label for box in app.selectbox]
    assert [field.value for field in app.number_input if field.label == "email"] == [6.0]
    assert app.button(key="costs_save").disabled
    app.number_input[0].set_value(12_000.0).run()
    assert app.button(key="costs_save").label == "Save 1 change and attribute again"


def test_costs_that_were_said_are_in_the_file_and_in_the_numbers(own_home: Path, open_page: Open) -> None:
    app = AppTest.from_function(saying, default_timeout=PATIENCE_SECONDS).run()
    for field in [*app.number_input, *app.text_input]:
        if said := {"Orders a month, about": 900.0, "default": 30.0, "Hours of Logistics": "24/7"}.get(field.label):
            field.set_value(said)
    app.run()
    app.button(key="costs_save").click().run()
    assert not app.exception
    assert "3 values were changed" in app.success[0].value
    kept = load_taxonomy(own_home / "taxonomy.yaml")
    assert (kept.orders_a_month, kept.minutes_per_touch["default"]) == (900, 30)
    overview = open_page(own_home, "overview")
    assert not overview.exception
    printed = json.loads(etl(own_home, "measures", "--json"))["measures"]
    assert printed["company_view"]["note"] == "Orders typed in: about 900 a month."
    complaints = printed["complaints"]["value"]
    assert 2 < complaints <= 3  # three tickets, each as probable as it is a complaint
    assert printed["handle_hours"]["value"] == pytest.approx(complaints * 0.5)
