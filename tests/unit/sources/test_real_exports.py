"""Real exports that lie beside the project are recognised, and every row of them is read or refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.errors import InputError
from etl.sources import open_export

pytestmark = pytest.mark.real

READABLE = [
    ("exports/zendesk/preview_10_rows.csv", "zendesk", 10),
    ("exports/freshdesk/trial_export_45_rows.csv", "freshdesk", 45),
    ("exports/jira/spanish_locale.csv", "jira", 3),
    ("exports/servicenow/incident_export_quoted_iso.csv", "servicenow", 66),
    ("exports/servicenow/incident_export_us_dates.csv", "servicenow", 97),
    ("exports/servicenow/incident_rest_table_api.csv", "servicenow", 67),
    ("exports/servicenow/sc_task_export.csv", "servicenow", 34),
    ("exports/salesforce/Case_weekly_data_export.csv", "salesforce", 1),
    ("cfpb/complaints_2023_2827.csv", "cfpb", 2_827),
    ("cfpb/complaints_mixed_1000.csv", "cfpb", 1_000),
    ("boston_311/requests_20000.csv.gz", "open311", 20_000),
]
HEADERS = [
    "exports/zendesk/view_export_header.csv",
    "exports/freshdesk/full_export_header.csv",
    "exports/salesforce/Case_header_winkeldev.csv",
    "exports/osticket/osticket_ticket_export_header.csv",
]


@pytest.mark.parametrize(("name", "format_name", "count"), READABLE)
def test_a_real_export_is_recognised_and_every_row_counted(
    real_data: Path, name: str, format_name: str, count: int
) -> None:
    export = open_export(real_data / name)

    assert export.format.name == format_name
    assert sum(chunk.count_read for chunk in export.chunks()) == export.count_rows == count


@pytest.mark.parametrize("name", HEADERS)
def test_a_real_header_alone_is_refused_for_want_of_rows_only(real_data: Path, name: str) -> None:
    with pytest.raises(InputError, match="has a header and no rows"):
        open_export(real_data / name)


def test_cases_without_a_time_of_creation_say_which_mapping_would_help(real_data: Path) -> None:
    with pytest.raises(InputError, match=r"no column for created_at(.|\n)*created_at=COLUMN"):
        open_export(real_data / "exports/salesforce/Case_prodly_dataset.csv")


def test_the_real_dates_are_told_apart(real_data: Path) -> None:
    orders = {name: open_export(real_data / name).date_order for name, _, _ in READABLE[:-1]}

    assert orders["exports/zendesk/preview_10_rows.csv"] == "dmy"
    assert orders["exports/servicenow/incident_export_us_dates.csv"] == "mdy"
    assert orders["cfpb/complaints_2023_2827.csv"] == "mdy"
    assert orders["cfpb/complaints_mixed_1000.csv"] == "ymd"


def test_the_incident_log_folds_to_its_incidents(real_data: Path) -> None:
    export = open_export(real_data / "servicenow_event_log/incident_event_log.csv.gz")
    chunks = list(export.chunks())
    events = pd.concat([chunk.events for chunk in chunks if chunk.events is not None])

    assert (export.kind, export.count_rows) == ("events", 141_712)
    assert sum(chunk.count_read for chunk in chunks) == 141_712
    assert sum(len(chunk.frame) for chunk in chunks) == 24_918
    assert set(events["field"]) == {"team", "assignee", "status"}
    assert not events.duplicated(["ticket_id", "sequence"]).any()
    assert "-100" not in set(events["new_value"])
