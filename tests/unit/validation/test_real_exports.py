"""Real exports beside the project, where they are there: no row gets lost, and damage is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.sources import open_export
from etl.staging import context_for, stage
from etl.taxonomy import load_taxonomy
from etl.validation import Validator
from tests.unit.staging.rows import NOW

EXPORTS = (
    "exports/zendesk/preview_10_rows.csv",
    "exports/freshdesk/trial_export_45_rows.csv",
    "exports/jira/spanish_locale.csv",
    "exports/servicenow/incident_export_us_dates.csv",
    "cfpb/complaints_mixed_1000.csv",
)


def judge(path: Path):
    export = open_export(path)
    context = context_for(export, load_taxonomy(export.format.taxonomy), b"key", NOW.replace(year=2030))
    validator = Validator(NOW.replace(year=2030))
    chunks = [(raw, validator.check(stage(raw, context), raw)) for raw in export.chunks(400)]
    return chunks, {result.name: result for result in validator.finish()}


@pytest.mark.real
@pytest.mark.parametrize("name", EXPORTS)
def test_every_row_of_a_real_export_is_accepted_or_refused(real_data, name) -> None:
    chunks, _ = judge(real_data / name)
    assert all(raw.count_read == len(out.accepted.tickets) + len(out.rejects) for raw, out in chunks)
    assert sum(raw.count_read for raw, _ in chunks) > 0


@pytest.mark.real
def test_the_shifted_row_and_the_damaged_ids_of_a_real_export_are_seen(real_data) -> None:
    chunks, results = judge(real_data / "exports/zendesk/preview_10_rows.csv")
    rejects = chunks[0][1].rejects.set_index("line")
    assert rejects.loc[11, "expectation"] == "cells_fit_their_columns"
    damaged = results["requester_is_whole"]
    assert damaged.count_failed == damaged.count_checked == 7  # the shifted row is refused, not warned of
