"""Generated tickets of a made-up helpdesk, as a flat export has them and as connectors land them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import sqlalchemy as sa

Row = dict[str, Any]
Tables = dict[str, list[Row]]

GROUPS = {501: "Support", 502: "Logistics", 503: "Billing"}
AGENTS = {901: "Ada Agent", 902: "Bo Behandelaar", 903: "Cem Clerk"}
WORDS = (
    "My parcel has not arrived and nobody answers. This is unacceptable.",
    "You charged me twice for one order, please refund the second payment.",
    "The lamp arrived broken, I want my money back.",
    "How do I change my address?",
    "I am still waiting for a reply, this is the third time I write.",
    "Thank you for the quick help, great service!",
    "The website gives an error when I want to pay.",
)
REASONS = ("Late delivery", "Double charge", "Damaged item", "", "No answer", "", "Website error")
FIRST = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
SYNCED = "2025-06-01 03:00:00"


@dataclass
class Ticket:
    """A ticket with all that companions hold of it; times are UTC."""

    number: int
    created: datetime
    subject: str
    words: str
    reason: str
    tag: str
    customer: int
    channel: str
    groups: list[tuple[datetime, int]]
    agent: int | None
    solved: datetime | None
    replies: list[tuple[datetime, int, str]] = field(default_factory=list)

    @property
    def status(self) -> str:
        return "solved" if self.solved else "open"

    @property
    def updated(self) -> datetime:
        return self.solved or self.created + timedelta(days=4)

    def changes(self) -> list[tuple[datetime, str, str | None, str, int | None]]:
        """Time, field, old value, new value, actor."""
        found: list[tuple[datetime, str, str | None, str, int | None]] = []
        before: int | None = None
        for when, group in self.groups:
            found.append((when, "group_id", None if before is None else str(before), str(group), self.agent))
            before = group
        found.append((self.created, "status", None, "open", self.customer))
        if self.agent:
            found.append((self.created + timedelta(minutes=30), "assignee_id", None, str(self.agent), self.agent))
        if self.solved:
            found.append((self.solved, "status", "open", "solved", self.agent))
        return sorted(found, key=lambda each: each[0])


def tickets(count: int = 60) -> list[Ticket]:
    """Tickets that differ in all that measures look at: cause, journey, channel, hour, customer, solution."""
    made = []
    for number in range(count):
        created = FIRST + timedelta(hours=7 * number, minutes=13 * number % 60)
        groups = [(created, 501)]
        if number % 3:
            groups.append((created + timedelta(hours=2), 502 if number % 2 else 503))
        if number % 6 == 5:
            groups.append((created + timedelta(hours=5), 501))
        agent = None if number % 10 == 9 else sorted(AGENTS)[number % 3]
        ticket = Ticket(
            number=7000 + number,
            created=created,
            subject=WORDS[number % 7].split(",")[0][:30],
            words=f"{WORDS[number % 7]} It is about order {4000 + number}.",
            reason=REASONS[number % 7],
            tag="parcel" if number % 4 == 0 else "money",
            customer=10 + number % 17,
            channel=("email", "web", "chat", "voice")[number % 4],
            groups=groups,
            agent=agent,
            solved=created + timedelta(hours=30 + number) if number % 5 and agent else None,
        )
        for each in range(number % 3 if agent else 0):
            ticket.replies.append((created + timedelta(hours=3 + each), agent or 0, f"We look into it ({each})."))
        made.append(ticket)
    return made


def name_of(customer: int) -> str:
    return f"Customer Nr{customer}"


def mail_of(customer: int) -> str:
    return f"customer{customer}@example.com"


def iso(when: datetime | None) -> str | None:
    """As an API has it."""
    return None if when is None else when.strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(when: datetime | None) -> str | None:
    """As a warehouse's column without a zone has it."""
    return None if when is None else when.strftime("%Y-%m-%d %H:%M:%S")


def people() -> list[Row]:
    """Agents and customers, as Zendesk has them."""
    agents = [{"id": i, "name": n, "email": f"agent{i}@example.org", "role": "agent"} for i, n in AGENTS.items()]
    customers = [{"id": i, "name": name_of(i), "email": mail_of(i), "role": "end-user"} for i in range(10, 27)]
    return agents + customers


def zendesk_flat(made: Sequence[Ticket]) -> list[Row]:
    """As Zendesk's API gives them, with names and audits."""
    return [
        {
            "id": t.number,
            "subject": t.subject,
            "description": t.words,
            "created_at": iso(t.created),
            "updated_at": iso(t.updated),
            "status": t.status,
            "priority": None,
            "via": {"channel": t.channel},
            "group": {"name": GROUPS[t.groups[-1][1]]},
            "assignee": {"name": AGENTS[t.agent] if t.agent else None},
            "requester": {"email": mail_of(t.customer), "name": name_of(t.customer)},
            "tags": [t.tag],
            "custom_fields": [{"id": 88, "title": "Contact reason", "value": t.reason or None}],
            "metric_set": {"solved_at": iso(t.solved), "replies": len(t.replies)},
            "audits": [
                {
                    "created_at": iso(when),
                    "author_id": AGENTS.get(actor or 0, mail_of(actor or 0)),
                    "events": [
                        {
                            "type": "Change",
                            "field_name": name,
                            "previous_value": named(name, old),
                            "value": named(name, new),
                        }
                    ],
                }
                for when, name, old, new, actor in t.changes()
            ],
        }
        for t in made
    ]


def named(name: str, value: str | None) -> str | None:
    """A value of a change with a name in place of an id."""
    known: Mapping[int, str] = {"group_id": GROUPS, "assignee_id": AGENTS}.get(name, {})
    return None if value is None else known[int(value)] if known else value


def zendesk_fivetran(made: Sequence[Ticket]) -> Tables:
    """As Fivetran lands Zendesk: a deleted ticket and a deleted comment among them."""
    mark = {"_fivetran_synced": SYNCED}
    rows: Tables = {"ticket": [], "ticket_comment": [], "ticket_field_history": [], "ticket_tag": []}
    rows["group"] = [{"id": i, "name": n, "_fivetran_deleted": False, **mark} for i, n in GROUPS.items()]
    rows["user"] = [{**person, **mark} for person in people()]
    for t in made:
        rows["ticket"].append(
            {
                "id": t.number, "subject": t.subject, "description": t.words, "created_at": plain(t.created),
                "updated_at": plain(t.updated), "status": t.status, "priority": None, "via_channel": t.channel,
                "group_id": t.groups[-1][1], "assignee_id": t.agent, "requester_id": t.customer,
                "custom_contact_reason": t.reason or None, "_fivetran_deleted": False, **mark,
            }
        )  # fmt: skip
        rows["ticket_tag"].append({"ticket_id": t.number, "tag": t.tag, **mark})
        said = [(t.created, t.customer, t.words), *t.replies]
        rows["ticket_comment"] += [
            {"id": t.number * 10 + n, "ticket_id": t.number, "user_id": who, "body": text, "public": True,
             "created": plain(when), "_fivetran_deleted": False, **mark}
            for n, (when, who, text) in enumerate(said)
        ]  # fmt: skip
        rows["ticket_field_history"] += [
            {"ticket_id": t.number, "field_name": name, "updated": plain(when), "value": new, "user_id": actor, **mark}
            for when, name, _, new, actor in t.changes()
        ]
    gone = {"_fivetran_deleted": True}
    rows["ticket"].append({**rows["ticket"][0], "id": 6999, **gone})
    first = rows["ticket_comment"][0]
    rows["ticket_comment"].append({**first, "id": 1, "created": "2025-01-01 00:00:00", "body": "Taken back", **gone})
    return rows


def zendesk_airbyte(made: Sequence[Ticket]) -> Tables:
    """As Airbyte lands Zendesk: JSON in columns, and an older version of a ticket among them."""
    flat = {each["id"]: each for each in zendesk_flat(made)}
    mark = {"_airbyte_raw_id": "5f1c", "_airbyte_extracted_at": "2025-06-01 03:00:00+00:00", "_airbyte_meta": "{}"}
    rows: Tables = {"tickets": [], "ticket_comments": [], "ticket_audits": [], "ticket_metrics": []}
    rows["groups"] = [{"id": i, "name": n, **mark} for i, n in GROUPS.items()]
    rows["users"] = [{**person, **mark} for person in people()]
    rows["ticket_fields"] = [{"id": 88, "title": "Contact reason", **mark}]
    for t in made:
        own = flat[t.number]
        rows["tickets"].append(
            {
                **{name: own[name] for name in ("id", "subject", "description", "created_at", "updated_at", "status")},
                "via": json.dumps({"channel": t.channel, "source": {"rel": None}}), "tags": json.dumps([t.tag]),
                "custom_fields": json.dumps([{"id": 88, "value": t.reason or None}]), "group_id": t.groups[-1][1],
                "assignee_id": t.agent, "requester_id": t.customer, "_ab_cdc_deleted_at": None, **mark,
            }
        )  # fmt: skip
        rows["ticket_metrics"].append(
            {"ticket_id": t.number, "solved_at": iso(t.solved), "replies": len(t.replies), **mark}
        )
        said = [(t.created, t.customer, t.words), *t.replies]
        rows["ticket_comments"] += [
            {"id": t.number * 10 + n, "ticket_id": t.number, "author_id": who, "body": text, "plain_body": text,
             "public": True, "created_at": iso(when), **mark}
            for n, (when, who, text) in enumerate(said)
        ]  # fmt: skip
        rows["ticket_audits"] += [
            {
                "id": t.number * 100 + n, "ticket_id": t.number, "created_at": iso(when), "author_id": actor, **mark,
                "events": json.dumps(
                    [{"id": 1, "type": "Change", "field_name": name, "previous_value": old, "value": new}]
                ),
            }
            for n, (when, name, old, new, actor) in enumerate(t.changes())
        ]  # fmt: skip
    older = {"_airbyte_extracted_at": "2025-05-01 03:00:00+00:00", "updated_at": "2025-03-01T00:00:00Z"}
    rows["tickets"].append({**rows["tickets"][0], "status": "new", "subject": "Older version", **older})
    return rows


def zendesk_dlt(made: Sequence[Ticket]) -> Tables:
    """As dlt lands Zendesk: what nests becomes columns and child tables."""
    load = {"_dlt_load_id": "1748747000.1"}
    rows: Tables = {"tickets": [], "tickets__tags": [], "tickets__custom_fields": [], "ticket_comments": []}
    rows |= {"ticket_audits": [], "ticket_audits__events": []}
    rows["groups"] = [{"id": i, "name": n, **load, "_dlt_id": f"g{i}"} for i, n in GROUPS.items()]
    rows["users"] = [{**person, **load, "_dlt_id": f"u{person['id']}"} for person in people()]
    rows["ticket_fields"] = [{"id": 88, "title": "Contact reason", **load, "_dlt_id": "f88"}]
    rows["_dlt_loads"] = [{"load_id": "1748747000.1", "status": 0}]
    for t in made:
        key = f"t{t.number}"
        rows["tickets"].append(
            {
                "id": t.number, "subject": t.subject, "description": t.words, "created_at": iso(t.created),
                "updated_at": iso(t.updated), "status": t.status, "via__channel": t.channel,
                "group_id": t.groups[-1][1], "assignee_id": t.agent, "requester_id": t.customer, **load, "_dlt_id": key,
            }
        )  # fmt: skip
        child = {"_dlt_parent_id": key, "_dlt_list_idx": 0}
        rows["tickets__tags"].append({"value": t.tag, **child, "_dlt_id": f"{key}g"})
        rows["tickets__custom_fields"].append({"id": 88, "value": t.reason or None, **child, "_dlt_id": f"{key}c"})
        said = [(t.created, t.customer, t.words), *t.replies]
        rows["ticket_comments"] += [
            {"id": t.number * 10 + n, "ticket_id": t.number, "author_id": who, "body": text, "public": True,
             "created_at": iso(when), **load, "_dlt_id": f"{key}m{n}"}
            for n, (when, who, text) in enumerate(said)
        ]  # fmt: skip
        for n, (when, name, old, new, actor) in enumerate(t.changes()):
            audit = f"{key}a{n}"
            rows["ticket_audits"].append(
                {"id": t.number * 100 + n, "ticket_id": t.number, "created_at": iso(when), "author_id": actor,
                 **load, "_dlt_id": audit}
            )  # fmt: skip
            rows["ticket_audits__events"].append(
                {"type": "Change", "field_name": name, "previous_value": old, "value": new, "_dlt_id": f"{audit}e",
                 "_dlt_parent_id": audit, "_dlt_list_idx": 0}
            )  # fmt: skip
    return rows


def write_json(path: Path, rows: Sequence[Row]) -> Path:
    """One object a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_folder(folder: Path, tables: Tables, *, suffix: str = ".csv") -> Path:
    """A file for each table, CSV or Parquet."""
    folder.mkdir()
    for name, rows in tables.items():
        if suffix == ".parquet":
            pd.DataFrame(rows).to_parquet(folder / f"{name}.parquet")
            continue
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_database(url: str, tables: Tables, schema: str | None = None) -> None:
    """The same in a database that SQLAlchemy reaches; times and numbers have types of their own."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if schema:
            connection.exec_driver_sql(f"create schema {schema}")
        for name, rows in tables.items():
            typed(rows).to_sql(name, connection, schema=schema, index=False)
    engine.dispose()


def without_user(url: str, database: str | None = None) -> str:
    """A server's address as it may be given, of another database where one is named."""
    at = sa.make_url(url)
    return f"{at.drivername}://{at.host}:{at.port}/{database or at.database}"


def write_duckdb(path: Path, tables: Tables, schema: str = "main") -> Path:
    """The same in a file of DuckDB."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema if not exists {schema}")
        for name, rows in tables.items():
            frame = typed(rows)
            connection.register("frame", frame)
            connection.execute(f'create table {schema}."{name}" as select * from frame')
            connection.unregister("frame")
    return path


def typed(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows with times as timestamps, as a warehouse has them."""
    frame = pd.DataFrame(rows)
    for name in frame.columns:
        if name in ("created_at", "updated_at", "created", "updated", "solved_at", "_fivetran_synced"):
            frame[name] = pd.to_datetime(frame[name], utc=True).dt.tz_localize(None)
    return frame
