"""A link that was copied: what changed since, the earlier state beside today's, and what nobody can read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.errors import InputError
from etl.ledger.links import Moment, noted
from etl.settings import Settings
from etl.store import open_ledger, open_warehouse
from pages.ui import exposure
from tests.stores import ONE_ROW, etl

Open = Callable[..., AppTest]
THEN = "000001-0-0-0"


@pytest.fixture(scope="module")
def grown(one_row_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One complaint, then a second load of another."""
    home = tmp_path_factory.mktemp("grown") / "home"
    shutil.copytree(one_row_home, home)
    (home / "two.csv").write_text(ONE_ROW.replace("=7,", "8,"), encoding="utf-8")
    etl(home, "load", str(home / "two.csv"))
    return home


def said(app: AppTest) -> str:
    assert not app.exception
    texts = [*app.markdown, *app.caption, *app.error]
    return "\n".join(str(one.value).replace("\\", "") for one in texts)


def test_a_link_of_before_a_load_says_what_changed_and_offers_both(open_page: Open, grown: Path) -> None:
    app = open_page(grown, "tickets", as_of=THEN)
    assert "Since this link was copied:" in said(app)
    assert "1 ticket was added." in said(app)
    assert "2 tickets" in app.title[0].value
    app.segmented_control(key="shown").set_value("then").run()
    assert app.query_params["shown"] == "then"
    assert "One ticket" in app.title[0].value
    assert "Nothing can be recorded" in said(app)
    app.segmented_control(key="shown").set_value("now").run()
    assert "shown" not in app.query_params
    assert "2 tickets" in app.title[0].value


def test_a_link_of_before_an_undo_says_so_and_still_offers_what_it_showed(
    open_page: Open, grown: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(grown, home)
    etl(home, "undo")
    app = open_page(home, "tickets", as_of="000002-0-0-0")
    assert "1 ticket is gone: a load was undone." in said(app)
    assert "One ticket" in app.title[0].value
    app.segmented_control(key="shown").set_value("then").run()
    assert "2 tickets" in app.title[0].value
    app.segmented_control(key="shown").set_value("now").run()
    assert "One ticket" in app.title[0].value


def test_while_an_earlier_state_is_shown_nothing_is_recorded(open_page: Open, grown: Path) -> None:
    app = open_page(grown, "commitments", as_of=THEN, shown="then")
    assert app.button(key="agree").disabled
    app = open_page(grown, "commitments", as_of=THEN)
    assert not app.button(key="agree").disabled


def test_an_earlier_state_refuses_what_a_message_by_hand_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure.data, "earlier", lambda: Moment("000001", (0, 0, 0)))
    with pytest.raises(InputError, match="earlier state"):
        exposure.refuse()
    assert exposure.words() == ""


def test_a_link_of_now_says_that_nothing_changed(open_page: Open, grown: Path) -> None:
    app = open_page(grown, "commitments", as_of="000002-0-0-0")
    assert "Nothing has changed since this link was copied." in said(app)


@pytest.mark.parametrize("text", ["Nope<b>**x**", "000001-7-7-7", "../../000001-0-0-0", "9" * 3_000])
def test_a_state_that_was_never_here_is_said_and_today_shown(open_page: Open, grown: Path, text: str) -> None:
    app = open_page(grown, "tickets", as_of=text, shown="then")
    assert f"The link names “{text:.40}”" in said(app)
    assert "2 tickets" in app.title[0].value


def test_of_a_state_that_is_gone_what_was_noted_is_said(open_page: Open, grown: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(grown, home)
    assert open_warehouse(Settings(home=home)).keeps("000001")
    (home / "warehouse" / "000001.duckdb").unlink()
    app = open_page(home, "commitments", as_of="000001-0-0-0", shown="then")
    assert "isn't kept any more, and nobody noted it. Today's data is shown." in said(app)


def test_copying_a_link_notes_what_it_says_once(grown: Path, open_page: Open, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(grown, home)
    moment = Moment("000002", (0, 0, 0))
    for _ in range(2):
        app = open_page(home, "commitments", source="table", from_="2026-03-01")
        app.session_state["copy_link"] = True
        app.run()
        assert f"as_of={moment.text}" in app.code[0].value
        assert "source=table" in app.code[0].value
    ledger = open_ledger(Settings(home=home))
    kept = noted(ledger, moment, '{"from": ["2026-03-01"], "source": ["table"]}')
    ledger.close()
    assert kept is not None
    assert kept.tickets == 2
