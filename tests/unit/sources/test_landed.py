"""Tables of a helpdesk, a few rows each: what becomes of ids, comments, changes and deleted rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.errors import InputError
from etl.sources import open_export
from etl.sources.landed import landed
from tests import landed_products
from tests.landed import Row, Tables, tickets, write_duckdb, write_folder

MARK = {"_fivetran_synced": "2025-06-01 03:00:00"}
TICKET = {
    "id": "1", "subject": "Lamp", "description": "Called: lamp is broken", "created_at": "2025-03-01 09:00:00",
    "updated_at": "2025-03-02 09:00:00", "status": "open", "via_channel": "voice", "group_id": "5",
    "assignee_id": "9", "requester_id": "20", "_fivetran_deleted": "false", **MARK,
}  # fmt: skip


def zendesk(**changed: list[Row]) -> Tables:
    """The least tables that say something, with others in place of some."""
    people = [
        {"id": "9", "name": "Ada Agent", "email": "ada@example.org", "role": "agent", **MARK},
        {"id": "20", "name": "Kim", "email": "kim@example.com", "role": "end-user", **MARK},
    ]
    tables: Tables = {"ticket": [TICKET], "group": [{"id": "5", "name": "Logistics", **MARK}], "user": people}
    return {**tables, **changed}


def read(folder: Path, tables: str | None = None) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    with landed(str(folder), tables) as found:
        assert found is not None
        lines = found.path.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines], found.notes


def comment(number: int, author: str, text: str, *, public: str = "true") -> Row:
    when = f"2025-03-01 09:0{number}:00"
    return {"id": number, "ticket_id": "1", "user_id": author, "body": text, "public": public, "created": when, **MARK}


def test_names_stand_in_place_of_ids(tmp_path: Path) -> None:
    (ticket,), notes = read(write_folder(tmp_path / "t", zendesk()))
    assert (ticket["group.name"], ticket["assignee.name"]) == ("Logistics", "Ada Agent")
    assert (ticket["requester.email"], ticket["requester.name"]) == ("kim@example.com", "Kim")
    assert notes[0] == "Tables of Zendesk, landed by Fivetran: ticket, group, user."


def test_a_time_without_a_zone_is_utc_unless_a_zone_is_given(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "t", zendesk())
    (ticket,), _ = read(folder)
    assert ticket["created_at"] == "2025-03-01 09:00:00Z"
    with landed(str(folder), time_zone="Europe/Amsterdam") as found:
        assert found is not None
        assert json.loads(found.path.read_text(encoding="utf-8"))["created_at"] == "2025-03-01 09:00:00"


def test_an_id_without_a_name_stands_for_itself_and_is_said(tmp_path: Path) -> None:
    tables = zendesk(group=[{"id": "6", "name": "Billing", **MARK}])
    (ticket,), notes = read(write_folder(tmp_path / "t", tables))
    assert ticket["group.name"] == "5"
    assert "group has no name for 1 of group_id in 1 tickets, such as 5: they stand as they are." in notes


def test_a_missing_companion_is_said(tmp_path: Path) -> None:
    tables = zendesk()
    del tables["group"]
    (ticket,), notes = read(write_folder(tmp_path / "t", tables))
    assert ticket["group.name"] == "5"
    assert "No table group: ids stand in place of names in 1 tickets." in notes
    assert "No history of changes: hand-offs between teams aren't known." in notes


def test_a_group_that_was_deleted_since_still_has_its_name(tmp_path: Path) -> None:
    tables = zendesk(group=[{"id": "5", "name": "Logistics", "_fivetran_deleted": "true", **MARK}])
    (ticket,), _ = read(write_folder(tmp_path / "t", tables))
    assert ticket["group.name"] == "Logistics"


def test_ids_that_became_fractions_find_their_names(tmp_path: Path) -> None:
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(ticket=[{**TICKET, "group_id": "5.0"}])))
    assert ticket["group.name"] == "Logistics"


def test_the_customers_first_public_words_are_the_text_and_agents_replies_stand_apart(tmp_path: Path) -> None:
    said = [
        comment(1, "9", "Called: lamp is broken"),
        comment(2, "20", "A note nobody sees", public="false"),
        comment(3, "20", "It came in pieces"),
        comment(4, "9", "We send another"),
        comment(5, "20", "Thank you"),
    ]
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(ticket_comment=said)))
    assert ticket["description"] == "It came in pieces"
    assert ticket["Agent's reply"] == "We send another"
    assert ticket["metric_set.replies"] == "2"


def test_without_a_word_of_the_customer_the_tickets_own_text_stays(tmp_path: Path) -> None:
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(ticket_comment=[comment(1, "9", "We send another")])))
    assert ticket["description"] == "Called: lamp is broken"


def test_changes_become_events_with_names_and_with_the_values_before(tmp_path: Path) -> None:
    changes = [("status", "1", "open"), ("group_id", "2", "6"), ("group_id", "4", "5"), ("group_id", "5", "5")]
    history = [
        {"ticket_id": "1", "field_name": name, "updated": f"2025-03-01 1{hour}:00:00", "value": value, "user_id": "9"}
        for name, hour, value in changes
    ]
    both = [{"id": "5", "name": "Logistics", **MARK}, {"id": "6", "name": "Billing", **MARK}]
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(group=both, ticket_field_history=history)))
    told = [(audit["created_at"], audit["author_id"], *audit["events"][0].values()) for audit in ticket["audits"]]
    assert told == [
        ("2025-03-01 11:00:00Z", "Ada Agent", "Change", "status", None, "open"),
        ("2025-03-01 12:00:00Z", "Ada Agent", "Change", "group_id", None, "Billing"),
        ("2025-03-01 14:00:00Z", "Ada Agent", "Change", "group_id", "Billing", "Logistics"),
    ]


def test_the_time_of_solution_is_the_last_in_the_history_while_it_is_solved(tmp_path: Path) -> None:
    states = [("10", "solved"), ("11", "open"), ("12", "solved"), ("13", "closed")]
    history = [
        {
            "ticket_id": "1",
            "field_name": "status",
            "updated": f"2025-03-01 {hour}:00:00",
            "value": value,
            "user_id": "9",
        }
        for hour, value in states
    ]
    for status, expected in (("closed", "2025-03-01 12:00:00Z"), ("open", None)):
        tables = zendesk(ticket=[{**TICKET, "status": status}], ticket_field_history=history)
        (ticket,), _ = read(write_folder(tmp_path / status, tables))
        assert ticket["metric_set.solved_at"] == expected


def test_deleted_tickets_and_older_versions_stay_out_and_are_said(tmp_path: Path) -> None:
    older = {**TICKET, "subject": "Old", "updated_at": "2025-03-01 10:00:00"}
    gone = {**TICKET, "id": "2", "_fivetran_deleted": "true"}
    rows, notes = read(
        write_folder(tmp_path / "t", zendesk(ticket=[older, TICKET, gone, {**TICKET, "id": "3", "status": "deleted"}]))
    )
    assert [(row["id"], row["subject"]) for row in rows] == [("1", "Lamp")]
    assert "2 tickets are marked as deleted and stay out." in notes
    assert "1 rows are older versions of a ticket; its newest is read." in notes


def test_a_folder_of_folders_is_a_table_each(tmp_path: Path) -> None:
    flat = write_folder(tmp_path / "flat", zendesk(), suffix=".parquet")
    whole = tmp_path / "bucket"
    for name in ("ticket", "group", "user"):
        (whole / name).mkdir(parents=True)
        (flat / f"{name}.parquet").rename(whole / name / "2025_06_01_0.parquet")
    (ticket,), _ = read(whole)
    assert ticket["group.name"] == "Logistics"


def test_columns_of_an_organisations_own_are_kept_by_their_names(tmp_path: Path) -> None:
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(ticket=[{**TICKET, "custom_contact_reason": "Late"}])))
    assert ticket["contact_reason"] == "Late"


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (zendesk(ticket=[dict.fromkeys(TICKET, "")]) | {"ticket": []}, "it has no rows"),
        (zendesk(ticket=[{**TICKET, "_fivetran_deleted": "true"}]), "all 1 of them are deleted"),
        ({"group": [{"id": "5", "name": "Logistics", **MARK}]}, "no table ticket or tickets"),
        (zendesk(ticket=[{"id": "1", "created_at": "2025-03-01", **MARK}]), "no column requester_id or submitter_id"),
    ],
)
def test_a_folder_without_tickets_says_what_it_lacks(tmp_path: Path, tables: Tables, told: str) -> None:
    folder = write_folder(tmp_path / "t", {name: rows or [dict.fromkeys(TICKET)] for name, rows in tables.items()})
    if not tables.get("ticket", [1]):
        (folder / "ticket.csv").write_text(",".join(TICKET) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=told), landed(str(folder), "zendesk"):
        pass


def test_an_unknown_product_is_told_which_are_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="known are zendesk, freshdesk, jira"), landed(str(tmp_path), "zoho"):
        pass


def test_tables_of_a_helpdesk_that_is_not_recognised_say_which_are_known(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "t", {"ticket": [{"nr": "1", **MARK}], "group": [{"id": "5", "name": "x", **MARK}]}
    )
    with pytest.raises(InputError, match="--tables zendesk, freshdesk, jira, servicenow, hubspot or intercom"):
        open_export(folder)


def test_own_fields_that_are_called_as_the_products_keep_apart(tmp_path: Path) -> None:
    odd = {"custom_status": "x", "custom_Line": "7", "line": "8", "key": "9", "custom_description": "d"}
    (ticket,), _ = read(write_folder(tmp_path / "t", zendesk(ticket=[{**TICKET, **odd}])))
    assert (ticket["status"], ticket["custom_status"], ticket["custom_description"]) == ("open", "x", "d")
    assert (ticket["Line"], ticket["key"]) == ("7", "9")
    assert ticket["description"] == "Called: lamp is broken"


def test_a_folder_of_exports_is_left_to_the_ordinary_reader(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("Id,Subject,Created at,Group\n1,Lamp,2025-03-01,Support\n", encoding="utf-8")
    with landed(str(tmp_path)) as found:
        assert found is None


def test_tables_of_another_helpdesk_say_whose_they_are(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "t", landed_products.freshdesk_airbyte(tickets(3)))
    told = "these are tables of Freshdesk, not of Zendesk. Say --tables freshdesk"
    with pytest.raises(InputError, match=told), landed(str(folder), "zendesk"):
        pass


def test_changes_that_nest_in_json_are_read_in_either_spelling(tmp_path: Path) -> None:
    """As Airbyte and a raw table hold Jira's issues: all of an issue in one cell."""
    item = {"field": "status", "from": "1", "fromString": "Open", "to": "5", "toString": "Done"}
    history = {"id": "77", "created": "2025-03-02T09:00:00.000+0000", "author": {"accountId": "a1"}, "items": [item]}
    fields = {"summary": "Lamp", "created": "2025-03-01T09:00:00.000+0000", "status": {"name": "Done"}}
    issue = {"id": "1", "key": "SD-1", "fields": fields, "changelog": {"histories": [history]}}
    for row in (
        {name: json.dumps(cell) if isinstance(cell, dict) else cell for name, cell in issue.items()},
        {"_airbyte_data": json.dumps(issue)},
    ):
        folder = write_folder(tmp_path / str(len(row)), {"issues": [{"_airbyte_raw_id": "x", **row}]})
        (ticket,), _ = read(folder, "jira")
        assert (ticket["Issue key"], ticket["Summary"], ticket["Status"]) == ("SD-1", "Lamp", "Done")
        assert ticket["audits"] == [
            {
                "created_at": "2025-03-02T09:00:00.000+0000",
                "author_id": "a1",
                "events": [{"type": "Change", "field_name": "status", "previous_value": "Open", "value": "Done"}],
            }
        ]


def test_a_team_that_only_the_history_tells_is_found_by_the_name_of_its_field(tmp_path: Path) -> None:
    """Jira keeps the team in a field of the organisation's own."""
    change = {"field_id": "customfield_10001", "issue_id": "1", "author_id": "", **MARK}
    tables: Tables = {
        "issue": [{"id": "1", "key": "SD-1", "summary": "Lamp", "created": "2025-03-01", "reporter": "u1", **MARK}],
        "field": [{"id": "customfield_10001", "name": "Team", **MARK}],
        "team": [{"id": "7", "name": "Logistics", **MARK}, {"id": "8", "name": "Billing", **MARK}],
        "issue_field_history": [
            {**change, "time": "2025-03-01 09:00:00", "value": "7"},
            {**change, "time": "2025-03-02 09:00:00", "value": "8"},
        ],
    }
    (ticket,), _ = read(write_folder(tmp_path / "t", tables))
    assert ticket["Team"] == "Billing"
    told = [audit["events"][0] for audit in ticket["audits"]]
    assert [(each["previous_value"], each["value"]) for each in told] == [(None, "Logistics"), ("Logistics", "Billing")]


def test_a_conversation_that_an_agent_opened_has_the_customers_answer_as_its_text(tmp_path: Path) -> None:
    tables: Tables = {
        "conversation_history": [
            {"id": "1", "created_at": "2025-03-01 09:00:00", "state": "open", "source_type": "email",
             "source_body": "<p>How was it?</p>", "source_author_type": "admin", "source_author_id": "9",
             "_fivetran_active": "true", **MARK}
        ],
        "conversation_part_history": [
            {"conversation_id": "1", "part_type": "comment", "author_type": "user", "author_id": "c1",
             "body": "<p>The lamp &amp; its box<br>broke</p>", "created_at": "2025-03-02 09:00:00", **MARK}
        ],
    }  # fmt: skip
    (ticket,), _ = read(write_folder(tmp_path / "t", tables))
    assert ticket["source.body"] == "The lamp & its box\nbroke"
    assert ticket["Agent's reply"] == "How was it?"
    assert ticket["Replies"] == "0"


@pytest.mark.parametrize("name", ["zendesk", "jira", "servicenow", "hubspot", "intercom"])
def test_tables_that_a_connectors_own_packages_ship_are_read(real_data: Path, name: str) -> None:
    folder = real_data / "warehouse_shapes" / f"dbt_{name}"
    if not folder.is_dir():
        pytest.skip("not among the real exports")
    rows, notes = read(folder)
    assert notes[0].startswith("Tables of ")
    assert "landed by Fivetran" in notes[0]
    assert all(row["id"] for row in rows)


def test_of_rows_with_versions_only_those_in_force_are_read(tmp_path: Path) -> None:
    on, off = {"_fivetran_active": "true", **MARK}, {"_fivetran_active": "false", **MARK}
    said = [{**comment(1, "9", "We look"), **off}, {**comment(2, "9", "We look into it"), **on}]
    gone = {**TICKET, "id": "2", **off}
    tables = zendesk(ticket=[{**TICKET, "subject": "Old", **off}, {**TICKET, **on}, gone], ticket_comment=said)
    rows, notes = read(write_folder(tmp_path / "t", tables))
    assert [(row["id"], row["subject"], row["metric_set.replies"]) for row in rows] == [("1", "Lamp", "1")]
    assert "1 tickets are marked as deleted and stay out." in notes


def test_a_schema_in_which_a_connector_stages_rows_is_no_second_one(tmp_path: Path) -> None:
    path = write_duckdb(tmp_path / "t.duckdb", zendesk(), schema="desk")
    write_duckdb(path, zendesk(), schema="desk_staging")
    (ticket,), _ = read(path)
    assert ticket["group.name"] == "Logistics"


def test_events_that_dlt_lands_by_time_tell_changes_and_comments(tmp_path: Path) -> None:
    """Each kind of change has a column of its own in the child table."""
    own = {name: cell for name, cell in TICKET.items() if "fivetran" not in name} | {
        "_dlt_id": "t",
        "_dlt_load_id": "1",
    }
    event = {"ticket_id": "1", "updater_id": "9", "_dlt_load_id": "1"}
    said = {"body": "It broke", "public": "true", "author_id": "20"}
    child = dict.fromkeys(("group_id", "status", "previous_value", "body", "public", "author_id"))
    tables = zendesk(
        ticket=[],
        tickets=[own],
        ticket_events=[{**event, "created_at": f"2025-03-01T1{n}:00:00Z", "_dlt_id": f"e{n}"} for n in range(3)],
        ticket_events__child_events=[
            {**child, **said, "event_type": "Comment", "_dlt_parent_id": "e0"},
            {**child, "event_type": "Change", "group_id": "5", "previous_value": "6", "_dlt_parent_id": "e1"},
            {**child, "event_type": "Change", "status": "solved", "previous_value": "open", "_dlt_parent_id": "e2"},
        ],
    )
    del tables["ticket"]
    (ticket,), notes = read(write_folder(tmp_path / "t", tables))
    assert "landed by dlt" in notes[0]
    assert ticket["description"] == "It broke"
    told = [(audit["created_at"], *list(audit["events"][0].values())[1:]) for audit in ticket["audits"]]
    assert told == [
        ("2025-03-01T11:00:00Z", "group_id", "6", "Logistics"),
        ("2025-03-01T12:00:00Z", "status", "open", "solved"),
    ]
