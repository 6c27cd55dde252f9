"""A server that others reach, while nobody signs in: it says so, and takes and gives nothing unless it is opened."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from etl.commands.rulings import whole_record
from etl.errors import InputError
from etl.settings import Settings
from pages.ui import exposure, jobs
from pages.ui.decisions import decided
from pages.ui.import_ import uploads
from tests.patience import PATIENCE_SECONDS
from tests.servers import started
from tests.sessions import Session
from tests.stores import PAGES, etl

Open = Callable[..., AppTest]
NOT_NEEDED: Any = None
"""In place of what is refused before anybody looks at it."""


@pytest.fixture
def address() -> Iterator[Callable[[str | None], None]]:
    """Start on an address, as far as pages can tell."""
    before = config.get_option("server.address")
    yield lambda given: config.set_option("server.address", given)
    config.set_option("server.address", before)


@pytest.mark.parametrize(
    "address", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "unix://a.sock"]
)
def test_an_address_of_this_machine_alone_is_known(address: str) -> None:
    assert exposure.is_loopback(address)


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.7", "fe80::1", "10.0.0.1", "dashboard.local"]
)
def test_an_address_that_others_reach_is_known(address: str | None) -> None:
    assert not exposure.is_loopback(address)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_an_exposed_server_says_so_in_one_line(
    open_page: Open, one_row_home: Path, address: Callable[[str | None], None], page: str
) -> None:
    address("0.0.0.0")
    app = open_page(one_row_home, page)
    assert not app.exception
    assert sum("Others can reach this server" in caption.value for caption in app.caption) == 1


def test_a_server_of_ones_own_says_nothing(open_page: Open, one_row_home: Path) -> None:
    assert not any("Others reach" in caption.value for caption in open_page(one_row_home).caption)


def test_an_exposed_server_offers_no_upload_no_undo_no_ruling_and_no_words_to_take_along(
    open_page: Open, one_row_home: Path, address: Callable[[str | None], None]
) -> None:
    address(None)
    loads = open_page(one_row_home, "import")
    assert loads.file_uploader[0].proto.disabled
    assert loads.button(key="undo").disabled
    tickets = open_page(one_row_home, "tickets")
    assert all(each.proto.disabled for each in tickets.get("download_button"))
    ticket = open_page(one_row_home, "tickets", ticket="table:=7")
    ticket.selectbox(key="action_0").set_value("assign").run()
    ruled = [button for button in ticket.button if button.key.startswith("record_")]
    assert ruled
    assert all(button.disabled for button in ruled)


def test_an_exposed_server_that_is_opened_offers_all_that_and_still_says_so(
    open_page: Open,
    one_row_home: Path,
    address: Callable[[str | None], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address("0.0.0.0")
    monkeypatch.setenv("HEADWATER_OPEN", "yes")
    loads = open_page(one_row_home, "import")
    assert not loads.file_uploader[0].proto.disabled
    assert not loads.button(key="undo").disabled
    assert any("Anyone who opens this page can load" in caption.value for caption in loads.caption)


@pytest.mark.parametrize(
    "act",
    [
        lambda: jobs.run(["sample"], lambda progress: None),
        lambda: uploads.taken(NOT_NEEDED),
        lambda: uploads.kept(NOT_NEEDED).__enter__(),
        lambda: decided.rule(NOT_NEEDED),
    ],
    ids=["a command", "an upload", "an upload on disk", "a ruling"],
)
def test_an_exposed_server_refuses_where_something_is_done_whatever_is_drawn(
    act: Callable[[], object], address: Callable[[str | None], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path))
    address("192.168.1.7")
    with pytest.raises(InputError, match="HEADWATER_OPEN=yes"):
        act()
    assert list(tmp_path.iterdir()) == []


def test_an_exposed_server_adds_nothing_to_the_ledger_of_commitments_shifts_and_events(
    address: Callable[[str | None], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> None:
        from pages.ui.decisions import ledger_access

        ledger_access.recorded(lambda ledger: ledger.add(NotImplemented, []), "Recorded.")

    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path))
    address("0.0.0.0")
    app = AppTest.from_function(asked).run()
    assert not app.exception
    assert "HEADWATER\\_OPEN" in app.error[0].value
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def own_home(one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one complaint that may be written to."""
    home = Path(shutil.copytree(one_row_home, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    return home


def _files(home: Path) -> dict[str, bytes]:
    """What lies in a home, but for the ledger, which a look makes."""
    paths = (path for path in home.rglob("*") if path.is_file() and not path.name.startswith("ledger"))
    return {str(path): path.read_bytes() for path in paths}


def test_an_exposed_server_undoes_nothing_for_who_still_has_the_button(
    own_home: Path, address: Callable[[str | None], None]
) -> None:
    def asked() -> None:
        from pages.ui.import_ import history

        history.confirm_undo("one.csv")

    app = AppTest.from_function(asked, default_timeout=PATIENCE_SECONDS).run()
    address("0.0.0.0")
    before = _files(own_home)
    app.button(key="undo_sure").click().run()
    assert "HEADWATER\\_OPEN" in app.error[0].value
    assert _files(own_home) == before


def test_an_exposed_server_keeps_no_mapping_of_reasons(own_home: Path, address: Callable[[str | None], None]) -> None:
    def asked() -> None:
        import streamlit as st

        from etl.taxonomy_help.mapping import meanings
        from pages.ui import data
        from pages.ui.setup import mapping_editor

        taxonomy = data.taxonomy()
        if st.session_state.setdefault("is_first", True):
            st.session_state["is_first"] = False
            mapping_editor.save(taxonomy, "Reason", {"late": list(meanings(taxonomy))[-1]})

    address("0.0.0.0")
    before = _files(own_home)
    app = AppTest.from_function(asked, default_timeout=PATIENCE_SECONDS).run()
    assert not app.exception
    assert "HEADWATER\\_OPEN" in app.error[0].value
    assert _files(own_home) == before


def test_an_exposed_server_takes_in_no_rulings_from_who_still_has_the_button(
    open_page: Open, own_home: Path, address: Callable[[str | None], None]
) -> None:
    app = open_page(own_home, "review")
    app.file_uploader[0].upload("ours.csv", b"ticket_id,department\n=7,Finance\n")
    app.run()
    address("0.0.0.0")
    app.button(key="take_in_rulings").click().run()
    assert not app.exception
    assert any("HEADWATER\\_OPEN" in error.value for error in app.error)
    assert whole_record(Settings(home=own_home)).empty
    assert not list((own_home / "uploads").rglob("*"))


def test_a_refused_row_is_not_sent_to_the_browser_by_an_exposed_server(
    open_page: Open, tmp_path: Path, address: Callable[[str | None], None]
) -> None:
    export = tmp_path / "two.csv"
    export.write_text("Ticket ID,Subject,Created time\n1,Parcel,2026-03-04 10:00\n2,Jan,no day\n", encoding="utf-8")
    etl(tmp_path / "home", "load", str(export))
    open_rows = [table.value for table in open_page(tmp_path / "home", "import").dataframe if "raw" in table.value]
    assert any("Jan" in raw for rows in open_rows for raw in rows["raw"])
    address("0.0.0.0")
    rows = [table.value for table in open_page(tmp_path / "home", "import").dataframe if "raw" in table.value]
    assert not any("Jan" in raw for one in rows for raw in one["raw"])


def test_a_server_started_for_others_by_the_environment_is_known_as_one(
    one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    with started(one_row_home, tmp_path) as server, Session(server.address) as session:
        run = session.open("import")
    assert "Others can reach this server" in run.text
    uploaders = [each.file_uploader for each in run.elements if each.WhichOneof("type") == "file_uploader"]
    assert [uploader.disabled for uploader in uploaders] == [True]
