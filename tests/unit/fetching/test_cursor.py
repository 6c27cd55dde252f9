"""The cursor moves when a file is complete, and not before."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from etl.errors import BrokeOffError, InputError
from etl.fetching import fetch as fetching
from etl.fetching.access import Access
from etl.fetching.fetch import Fetched, fetch
from etl.fetching.inbox import Inbox, product_of, take_away, waiting
from etl.fetching.zendesk import ZENDESK
from tests.helpdesks.server import Served, send, served
from tests.helpdesks.tickets import generated
from tests.helpdesks.zendesk import Zendesk

COUNT = 330


def fetched(desk: Served, inbox: Inbox) -> Fetched:
    access = Access(desk.address, desk.helpdesk.credentials)
    told = Fetched()
    with inbox.held():
        try:
            fetch(ZENDESK, access, inbox, None, time.time(), told, lambda *_: None)
        except BrokeOffError:
            told.findings.append("broke off")
    return told


def ids(inbox: Inbox) -> list[int]:
    files = sorted(inbox.folder.glob("*.ndjson"))
    return [json.loads(line)["id"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_files_that_are_complete_stay_and_the_next_fetch_goes_on_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TICKETS_OF_A_FILE", 100)
    inbox = Inbox(tmp_path / "home", "zendesk")
    with served(Zendesk(generated(COUNT))) as desk:
        desk.faults = {2: lambda handler, _: send(handler, 200, b"{}")}
        first = fetched(desk, inbox)
        assert (first.findings, first.count, len(first.files)) == (["broke off"], 200, 2)
        assert len(ids(inbox)) == 200
        second = fetched(desk, inbox)

    assert (second.findings, second.count) == ([], COUNT - 200)
    assert sorted(ids(inbox)) == list(range(1, COUNT + 1))
    assert second.is_whole
    assert not second.is_first


def test_another_desk_begins_anew_and_a_damaged_cursor_is_told(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "home", "zendesk")
    for _ in range(2):
        with served(Zendesk(generated(20))) as desk:
            assert fetched(desk, inbox).count == 20
    (tmp_path / "home" / "fetched" / "zendesk.json").write_text("{}", encoding="utf-8")
    with served(Zendesk(generated(20))) as desk, pytest.raises(InputError, match="is damaged"):
        fetched(desk, inbox)


def test_a_helpdesk_is_fetched_by_one_at_a_time(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Inbox(home, "zendesk").held():
        with pytest.raises(InputError, match="being fetched already"), Inbox(home, "zendesk").held():
            pass
        with Inbox(home, "jira").held():
            pass


def test_only_what_lies_in_the_inbox_is_taken_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = home / "inbox" / "jira"
    folder.mkdir(parents=True)
    (folder / "a.ndjson").touch()
    (folder / "b.ndjson").touch()
    assert waiting(home) == [folder]
    take_away(folder, ("a.ndjson",))

    assert [path.name for path in folder.iterdir()] == ["b.ndjson"]
    assert product_of(folder / "b.ndjson", home) == "jira"
    assert product_of(folder, home) == "jira"
    assert product_of(tmp_path / "b.ndjson", home) is None
    assert product_of(Path("https://desk.example/a.csv"), home) is None
