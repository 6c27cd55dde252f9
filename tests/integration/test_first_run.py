"""The first run on a machine: it says what it does, and warns of nothing that is as it should be."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import Settings
from etl.store import open_warehouse
from tests.conftest import ROOT

_TAKES_LONG = re.compile(r"-m (venv|pip|etl|streamlit) ")


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_each_step_of_the_first_run_that_takes_long_says_what_it_does_before(tmp_path: Path) -> None:
    told = subprocess.run(
        ["make", "-n", "run", f"VENV={tmp_path}/venv"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    steps = [number for number, line in enumerate(told) if _TAKES_LONG.search(line)]
    assert len(steps) >= 3
    assert [told[number] for number in steps if not told[number - 1].startswith("echo ")] == []
    assert not any("--quiet" in told[number] for number in steps)


def test_the_sample_is_warned_only_of_what_is_wrong_in_it_on_purpose(whole_sample_home: Path) -> None:
    with (ROOT / "sample" / "wrong_rows.csv").open(encoding="utf-8") as file:
        wrong = Counter(row["what"] for row in csv.DictReader(file))
    with open_warehouse(Settings(home=whole_sample_home)).reader() as reader:
        stored = reader.read(sa.select(model.loads.c.file_name, model.loads.c.validation))
    results = {row.file_name: json.loads(row.validation) for row in stored.itertuples()}
    warned = {
        (name, one["name"]): one["count_failed"]
        for name, found in results.items()
        for one in found
        if one["policy"] == "warn" and one["count_failed"]
    }
    assert warned == {("tickets.csv.gz", "text_is_given"): wrong["empty text"]}


def test_a_sample_that_is_not_needed_says_that_it_is_left_out(
    one_row_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(one_row_home))
    assert main(["sample", "--if-empty"]) == 0
    assert "the sample is left out" in capsys.readouterr().out
