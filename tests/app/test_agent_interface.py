"""Streamlit's agent interface, switched on: a program may look, filter and follow links, and changes nothing."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from etl.commands.rulings import whole_record
from etl.errors import InputError
from etl.settings import Settings
from pages.ui import exposure
from tests.patience import PATIENCE_SECONDS
from tests.servers import started
from tests.stores import PAGES

Open = Callable[..., AppTest]
HARMLESS = ("clear", "present", "leave", "copy_link", "back", "choose_", "hour_", "skip_")
"""Beginnings of the keys of buttons that a program has: they change what is shown, and nothing that is kept."""
CHANGING = {
    "import": ("undo",),
    "commitments": ("agree", "add_event"),
    "shadow": ("take_place",),
    "setup?part=next": ("setup_done",),
}
"""Buttons that undo, agree, sign up or save, by the page's address."""


@dataclass
class Program:
    """A program at a server, which says each thing in one request."""

    address: str
    session: str | None = None

    def ask(self, **request: Any) -> dict[str, Any]:
        """Answer to a request, once the page is drawn."""
        held = {"session_id": self.session} if self.session else {}
        answer = self._post({**held, **request})
        while answer.get("error", {}).get("code") == "wait_timed_out":
            answer = self._post({"session_id": answer["session_id"]})
        self.session = answer.get("session_id", self.session)
        return answer

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = urllib.request.Request(
            f"{self.address}/_stcore/agent/interact",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))


@pytest.fixture(scope="module")
def own_home(one_row_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agent")
    return Path(shutil.copytree(one_row_home, folder / "home", ignore=shutil.ignore_patterns("ledger*")))


@pytest.fixture(scope="module")
def address(own_home: Path) -> Iterator[str]:
    """A server with the interface on, and opened to whoever reaches it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_ENABLE_AGENT_API", "true")
        patch.setenv("HEADWATER_OPEN", "yes")
        with started(own_home, own_home.parent) as server:
            yield server.address


def files(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def triggers(answer: dict[str, Any]) -> set[str]:
    return {action["key"] for action in answer["actions"] if action["kind"] == "trigger"}


def test_the_interface_is_off_unless_somebody_switches_it_on(one_row_home: Path, tmp_path: Path) -> None:
    with started(one_row_home, tmp_path) as server:
        assert Program(server.address).ask()["error"]["code"] == "not_available"


def test_a_program_reads_every_page_and_is_given_nothing_that_changes_the_store(address: str, own_home: Path) -> None:
    program = Program(address)
    program.ask(page="import")
    before = files(own_home)
    for page in PAGES:
        answer = program.ask(page=page)
        assert "A program reads these pages" in json.dumps(answer["tree"]), page
        assert [key for key in triggers(answer) if not key.startswith(HARMLESS)] == [], page
    program.ask(page="import")
    assert program.ask(trigger={"key": "undo"})["error"]["code"] == "disabled_widget"
    assert files(own_home) == before


def test_a_program_that_has_chosen_a_ruling_cannot_record_it(address: str, own_home: Path) -> None:
    program = Program(address)
    program.ask(page="tickets", query_params={"ticket": ["table:=7"]})
    answer = program.ask(widget_state={"author": "Robot", "action_0": "The engine is right"})
    assert "record_0" in json.dumps(answer["tree"])
    assert program.ask(trigger={"key": "record_0"})["error"]["code"] == "disabled_widget"
    assert whole_record(Settings(home=own_home)).empty


@pytest.fixture
def as_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure, "is_recording", lambda: True)
    monkeypatch.setenv("HEADWATER_OPEN", "yes")


@pytest.mark.usefixtures("as_program")
def test_what_changes_the_store_is_refused_to_a_program_even_where_the_settings_open_the_server() -> None:
    with pytest.raises(InputError, match="for a person in a browser"):
        exposure.refuse()


@pytest.mark.usefixtures("as_program")
@pytest.mark.parametrize(("page", "keys"), CHANGING.items())
def test_the_buttons_that_change_something_are_there_and_shut(
    open_page: Open, one_row_home: Path, page: str, keys: tuple[str, ...]
) -> None:
    name, _, query = page.partition("?")
    app = open_page(one_row_home, name, **dict(parse_qsl(query)))
    found = {button.key: button.disabled for button in app.button}
    assert {key: found[key] for key in keys} == dict.fromkeys(keys, True)
