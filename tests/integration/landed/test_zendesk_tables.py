"""Zendesk's tables, as connectors land them, come to what the flat export of the same tickets comes to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main
from tests import landed

Capture = pytest.CaptureFixture[str]
Run = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Run:
    """Load into a store of its own: what the load printed, and the measures."""
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)

    def load(*arguments: str, home: str = "home") -> tuple[dict[str, Any], dict[str, Any]]:
        monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / home))
        capsys.readouterr()
        assert main(["load", *arguments, "--json"]) == 0, capsys.readouterr().err
        told = json.loads(capsys.readouterr().out)
        assert main(["measures", "--json"]) == 0
        return told, json.loads(capsys.readouterr().out)["measures"]

    return load


WAYS = {
    "fivetran": (landed.zendesk_fivetran, ".csv"),
    "airbyte": (landed.zendesk_airbyte, ".parquet"),
    "dlt": (landed.zendesk_dlt, ".csv"),
}


def test_a_folder_of_each_connector_gives_the_measures_of_the_flat_export(tmp_path: Path, run: Run) -> None:
    made = landed.tickets()
    flat, expected = run(str(landed.write_json(tmp_path / "tickets.json", landed.zendesk_flat(made))), home="flat")
    assert flat["complaints"] > 10
    assert expected["handoffs"]["value"]
    for name, (tables, suffix) in WAYS.items():
        folder = landed.write_folder(tmp_path / name, tables(made), suffix=suffix)
        told, measures = run(str(folder), home=f"home-{name}")
        assert {key: told[key] for key in ("read", "loaded", "complaints")} == {
            key: flat[key] for key in ("read", "loaded", "complaints")
        }, name
        assert told["source"] == "zendesk"
        assert measures == expected, [(k, v, expected[k]) for k, v in measures.items() if v != expected[k]]
