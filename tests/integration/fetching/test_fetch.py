"""Tickets straight from a helpdesk: all of them, later what changed, whatever breaks off in between."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpdesks.commands import environment, files_with, inbox, run, start, told
from tests.helpdesks.server import Pause, Served, cut_off, hung_up, refuses, served
from tests.helpdesks.tickets import START, generated, iso
from tests.helpdesks.zendesk import Zendesk
from tests.patience import PATIENCE_SECONDS
from tests.stores import ROOT

COUNT = 330
LATER = START + 10_000_000


@pytest.fixture
def desk() -> Iterator[Served]:
    with served(Zendesk(generated(COUNT))) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def ids(home: Path) -> list[int]:
    return sorted(row["id"] for row in inbox(home, "zendesk"))


def test_all_tickets_come_first_and_then_only_what_changed(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    first = told(env, "fetch", "zendesk", "--since", "2026-01-01")
    assert first["count"] == COUNT
    assert first["is_whole"]
    assert ids(home) == list(range(1, COUNT + 1))
    assert [int(each.query["start_time"]) for each in desk.asked[:1]] == [1_767_225_600]

    loaded = told(env, "load", str(home / "inbox"))
    assert (loaded["source"], loaded["read"], loaded["loaded"]) == ("zendesk", COUNT, COUNT)
    assert list((home / "inbox" / "zendesk").iterdir()) == []
    complaints = loaded["store"]["complaints"]
    assert complaints > COUNT / 2

    again = told(env, "fetch", "zendesk", "--since", "2026-01-01")
    assert (again["count"], again["files"]) == (0, [])

    for number in (3, 5):
        desk.helpdesk.tickets[number] = desk.helpdesk.tickets[number].changed(LATER)
    second = told(env, "fetch", "zendesk")
    assert second["count"] == 2
    assert ids(home) == [3, 5]
    loaded = told(env, "load", str(home / "inbox" / "zendesk"))
    assert (loaded["read"], loaded["loaded"]) == (2, 2)
    assert loaded["store"]["complaints"] == complaints


def test_names_stand_beside_ids_and_no_link_to_the_desk_is_kept(desk: Served, home: Path) -> None:
    told(environment(home, desk), "fetch", "zendesk")
    row = next(each for each in inbox(home, "zendesk") if each["id"] == 1)
    ticket = desk.helpdesk.tickets[1]

    assert row["description"] == ticket.text
    assert row["requester"] == {"name": f"Customer {ticket.customer}", "email": f"c{ticket.customer}@mail.example"}
    assert row["assignee"]["name"] == "Ole Berg"
    assert row["group"]["name"] in {"Support", "Warehouse", "Billing", "Web shop"}
    assert row["metric_set"]["solved_at"] == iso(ticket.updated)
    assert files_with(home, "desk.example/api") == []


def test_too_many_questions_faults_and_broken_answers_are_asked_again(desk: Served, home: Path) -> None:
    desk.faults = {0: refuses(429, {"Retry-After": "1"}), 2: refuses(500), 4: cut_off, 6: hung_up}
    fetched = told(environment(home, desk), "fetch", "zendesk")

    assert fetched["count"] == COUNT
    assert ids(home) == list(range(1, COUNT + 1))
    assert len(desk.asked) == 4 + len(desk.faults)


def test_a_desk_that_goes_on_failing_breaks_the_fetch_off_and_it_may_be_repeated(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    desk.faults = dict.fromkeys(range(1, 6), refuses(503))
    code, output, errors = run(env, "fetch", "zendesk", "--json")

    assert code == 1
    assert errors.splitlines() == [
        "Zendesk has a fault of its own (503), 5 times in a row. "
        "Run the command again: it goes on where this one left off."
    ]
    assert (json.loads(output)["count"], json.loads(output)["is_whole"]) == (0, False)
    assert inbox(home, "zendesk") == []
    assert told(env, "fetch", "zendesk")["count"] == COUNT


def test_an_answer_without_tickets_is_no_empty_answer(home: Path) -> None:
    desk = Zendesk({})
    desk.answer = lambda asked: {"error": "maintenance"}  # type: ignore[method-assign]
    with served(desk) as running:
        code, _, errors = run(environment(home, running), "fetch", "zendesk")

    assert code == 1
    assert "gave an answer without a list of tickets" in errors
    assert not (home / "fetched" / "zendesk.json").exists()


def test_a_desk_that_asks_for_an_hour_of_patience_is_left_alone(desk: Served, home: Path) -> None:
    desk.faults = {0: refuses(429, {"Retry-After": "3600"})}
    code, _, errors = run(environment(home, desk), "fetch", "zendesk")

    assert code == 1
    assert "asks to wait for 60 minutes" in errors
    assert len(desk.asked) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux lists them")
def test_a_killed_fetch_loses_nothing_doubles_nothing_and_shows_no_credential(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    secrets = (*desk.helpdesk.credentials.values(), desk.address, desk.address.removeprefix("http://"))
    pause = Pause()
    desk.faults = {2: pause}
    process = start(env, "fetch", "zendesk")
    assert pause.reached.wait(PATIENCE_SECONDS)
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if os.access(path, os.R_OK)]
    assert any(b"fetch\0zendesk" in line for line in lines)
    assert not any(secret.encode() in line for secret in secrets for line in lines)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE_SECONDS)
    pause.over.set()
    assert list((home / "inbox" / "zendesk").glob("*.part"))
    assert inbox(home, "zendesk") == []

    fetched = told(env, "fetch", "zendesk")
    assert fetched["count"] == COUNT
    assert ids(home) == list(range(1, COUNT + 1))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*") if path.is_file()}
    assert modes == {0o600}
    loaded = told(env, "load", str(home / "inbox"))
    assert (loaded["loaded"], loaded["already_known"], loaded["rejected"]) == (COUNT, 0, 0)
    assert files_with(home, *secrets) == []
    assert files_with(Path(env["HOME"]), *secrets) == []
    assert not list(Path(env["HOME"]).rglob("*dlt*"))
    assert not (ROOT / ".dlt").exists()


def test_what_a_failing_fetch_tells_holds_no_credential(desk: Served, home: Path) -> None:
    env = environment(home, desk, HEADWATER_ZENDESK_TOKEN="wrong-Secret-1")
    code, output, errors = run(env, "fetch", "zendesk")

    assert code == 2
    assert errors.splitlines() == [
        "Zendesk refuses the credentials (401). Check HEADWATER_ZENDESK_USER and HEADWATER_ZENDESK_TOKEN."
    ]
    assert len(desk.asked) == 1
    assert output == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"TOKEN": ""}, "HEADWATER_ZENDESK_TOKEN isn't set"),
        ({"TOKEN": "", "USER": " "}, "HEADWATER_ZENDESK_USER and HEADWATER_ZENDESK_TOKEN aren't set"),
        ({"URL": "http://desk.example"}, "sends the credentials in the clear"),
        ({"URL": "https://me:pw-Secret@desk.example"}, "holds a user or a password"),
        ({"URL": "https://"}, "isn't a web address"),
        ({"URL": "https://desk.example/?a=pw-Secret"}, "behind ? or #"),
        ({"TOKEN": "pw-Secret\nX: y"}, "HEADWATER_ZENDESK_TOKEN holds a character that can't be sent"),
        ({"TOKEN": "pw-Secretß"}, "HEADWATER_ZENDESK_TOKEN holds a character that can't be sent"),
    ],
)
def test_bad_settings_are_told_by_their_names(home: Path, changed: dict[str, str], said: str) -> None:
    values = {"URL": "https://desk.example", "USER": "me", "TOKEN": "pw-Secret", **changed}
    env = environment(home, **{f"HEADWATER_ZENDESK_{name}": value for name, value in values.items()})
    code, _, errors = run(env, "fetch", "zendesk")

    assert code == 2
    assert said in errors
    assert "Secret" not in errors
    assert len(errors.splitlines()) <= 2
    assert not home.exists()


def test_a_wrong_address_and_a_wrong_day_are_told(desk: Served, home: Path) -> None:
    env = environment(home, desk, HEADWATER_ZENDESK_URL=f"{desk.address}/elsewhere")
    assert run(env, "fetch", "zendesk")[::2] == (
        2,
        "Zendesk has no such list at this address (404). Check HEADWATER_ZENDESK_URL: it is the address alone.\n",
    )
    code, _, errors = run(environment(home, desk), "fetch", "zendesk", "--since", "yesterday")
    assert code == 2
    assert "--since 'yesterday' isn't a date" in errors


def test_a_redirection_is_not_followed_with_the_credentials(desk: Served, home: Path) -> None:
    with served(Zendesk({})) as other:
        desk.faults = {0: refuses(302, {"Location": f"{other.address}/api/v2/incremental/tickets/cursor.json"})}
        code, _, errors = run(environment(home, desk), "fetch", "zendesk")

        assert code == 2
        assert "leads elsewhere" in errors
        assert other.asked == []


def test_a_missing_package_is_told_with_how_to_install_it(desk: Served, home: Path, tmp_path: Path) -> None:
    # A finder that finds no dlt, as where it was never installed.
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nclass No:\n    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] == 'dlt':\n            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, No())\n"
    )
    env = environment(home, desk, PYTHONPATH=str(tmp_path))
    for command in (["fetch", "zendesk"], ["refresh"]):
        code, _, errors = run(env, *command)
        assert (code, errors) == (
            2,
            "Fetching needs a package that isn't installed: pip install -r requirements-fetch.txt\n",
        )


def test_fetching_anew_forgets_how_far_it_was(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    told(env, "fetch", "zendesk")
    again = told(env, "fetch", "zendesk", "--anew", "--since", iso(START + 60 * 300))

    assert COUNT > again["count"] >= COUNT - 60


def test_refresh_fetches_and_loads_and_ends_with_a_plain_code(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    first = told(env, "refresh")
    assert first["fetched"][0]["count"] == COUNT
    assert first["loaded"][0]["loaded"] == COUNT
    quiet = told(env, "refresh")
    assert (quiet["fetched"][0]["count"], quiet["loaded"]) == (0, [])

    desk.faults = dict.fromkeys(range(len(desk.asked), 100), refuses(500))
    code, _, errors = run(env, "refresh")
    assert code == 1
    assert "Zendesk has a fault of its own" in errors
    code, _, errors = run(env | {"HEADWATER_ZENDESK_TOKEN": ""}, "refresh")
    assert (code, errors) == (2, "HEADWATER_ZENDESK_TOKEN isn't set in the environment. Set it.\n")
    code, _, errors = run(environment(home), "refresh")
    assert code == 2
    assert errors.startswith("No helpdesk is set.")


def test_files_that_came_during_a_load_stay(desk: Served, home: Path) -> None:
    env = environment(home, desk)
    told(env, "fetch", "zendesk")
    (file,) = (home / "inbox" / "zendesk").iterdir()
    other = file.with_name("other.ndjson")
    other.write_bytes(file.read_bytes())
    told(env, "load", str(file))

    assert list((home / "inbox" / "zendesk").iterdir()) == [other]
