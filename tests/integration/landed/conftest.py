"""A load into a store of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main

Run = Callable[..., tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
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
