"""Exports in which there is next to nothing to learn from are loaded all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.__main__ import main
from tests.conftest import real_data_folder
from tests.stores import etl

HEAD = "Id,Subject,Description,Created at,Status,Group,Requester\n"
FOLDER = real_data_folder()
EXPORTS = sorted(path for path in (FOLDER / "exports").rglob("*.csv")) if FOLDER else []
REFUSED = {"no column for", "a header and no rows"}


def test_an_export_of_excluded_tickets_alone_is_loaded(tmp_path: Path) -> None:
    export = tmp_path / "tests.csv"
    export.write_text(HEAD + "1,test,this is a test,2026-03-01 10:00,Open,Support,9\n", encoding="utf-8")
    told = json.loads(etl(tmp_path / "home", "load", str(export), "--source", "zendesk", "--json"))
    assert (told["accepted"], told["excluded"]) == (1, {"test": 1})


def test_an_export_whose_tickets_have_no_word_is_loaded_by_what_is_declared(tmp_path: Path) -> None:
    export, taxonomy = tmp_path / "silent.csv", tmp_path / "two.yaml"
    issues: dict[str, dict[str, object]] = {
        name: {"teams": [name], "issues": {name: {"reasons": {"Reason": [word]}}}}
        for name, word in (("Support", "rude"), ("Delivery", "late"), ("Money", "refund"))
    }
    issues["Support"]["frontline"] = True
    taxonomy.write_text(json.dumps({"version": 1, "name": "Two", "departments": issues}), encoding="utf-8")
    rows = "".join(f"{n},2026-03-{n % 27 + 1:02d} 10:00,{'late' if n % 3 else 'refund'},\n" for n in range(1, 121))
    export.write_text("Nr,Opened,Reason,Text\n" + rows, encoding="utf-8")
    columns = ("ticket_id=Nr", "created_at=Opened", "reason=Reason", "body=Text")
    told = json.loads(
        etl(tmp_path / "home", "load", str(export), "--taxonomy", str(taxonomy), "--json", "--map", *columns)
    )
    assert (told["read"], told["accepted"], told["attributed"]) == (120, 120, 120)


def test_tickets_of_an_api_that_gives_groups_as_numbers_are_loaded(tmp_path: Path) -> None:
    audit = {
        "created_at": "2026-03-02T10:00:00Z",
        "events": [{"field_name": "group_id", "value": "360006965099", "previous_value": "360006965034"}],
    }
    tickets = [
        {
            "id": number, "created_at": "2026-03-01T10:00:00Z", "subject": "Late", "description": "It has not arrived.",
            "status": "open", "group_id": 360006965099, "via": {"channel": "email"}, "audits": [audit],
        }
        for number in (1, 2)
    ]  # fmt: skip
    export = tmp_path / "tickets.json"
    export.write_text(json.dumps({"tickets": tickets}), encoding="utf-8")
    told = json.loads(etl(tmp_path / "home", "load", str(export), "--json"))
    assert (told["source"], told["accepted"], told["rejected"]) == ("zendesk", 2, 0)
    assert any("holds internal ids, not names" in finding for finding in told["findings"])


@pytest.mark.real
@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_real_export_is_loaded_or_refused_in_plain_words(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    code = main(["load", str(export), "--json"])
    output, errors = capsys.readouterr()
    if code == 2:
        assert any(words in errors for words in REFUSED)
    else:
        assert code == 0, errors
        told = json.loads(output)
        assert told["read"] == told["accepted"] + told["rejected"] > 0
        share = json.loads(etl(tmp_path / "home", "measures", "--json"))["measures"]["share_elsewhere"]
        assert (share["value"] is None) == (told["complaints"] == 0)
        if share["value"] is not None:  # nobody looked at a single ticket
            assert share["low"] < share["high"]
