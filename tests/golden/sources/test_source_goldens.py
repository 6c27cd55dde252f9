"""Each export format keeps being read as it was when somebody last looked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.sources import FORMATS, format_named, open_export
from tests.golden.sources.goldens import describe, fixtures, golden_of


@pytest.mark.parametrize("name", [*(format_.name for format_ in FORMATS), "table"])
def test_every_format_has_a_fixture_of_ten_rows_and_a_golden(name: str) -> None:
    own = [path for path in fixtures() if path.name.split(".")[0].split("-")[0] == name]

    assert own, f"add tests/fixtures/exports/{name}.csv, then python -m tests.golden.update"
    for fixture in own:
        assert golden_of(fixture).is_file()
        assert open_export(fixture).count_rows == 10


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: path.name)
def test_an_export_is_read_as_its_golden_says(fixture: Path) -> None:
    expected = json.loads(golden_of(fixture).read_text(encoding="utf-8"))

    assert json.loads(json.dumps(describe(fixture), default=int)) == expected


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: path.name)
def test_an_export_is_recognised_as_the_format_it_is_named_after(fixture: Path) -> None:
    named = fixture.name.split(".")[0].split("-")[0]

    assert open_export(fixture).format is format_named(named)
