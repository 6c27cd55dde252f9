"""The canonical tables, declared once: grain, columns, types, units.

Times are UTC in plain timestamps (no offset is stored); beside them stand the date, hour and weekday in the
business time zone of the taxonomy. `warehouse` can be rebuilt from exports; `ledger` holds what people decided.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, Table, Text

warehouse = sa.MetaData()
ledger = sa.MetaData()

UNATTRIBUTED = "Unattributed"
"""Counted as a department wherever departments are listed: an honest answer, and shown."""

NONE_OF_THESE = "None of these departments"
"""Outcome of a complaint that started in no department of the taxonomy, such as with the customer."""
NOT_A_COMPLAINT = "Not a complaint"
"""Outcome of a ticket that complains of nothing."""

UNKNOWN_KIND = "unknown"
"""Kind of a ticket that nothing speaks of, in an export without any text."""

KINDS = ("complaint", "request", "praise", "other", UNKNOWN_KIND)
RULED_KINDS = ("complaint", "request", "praise", "other")
"""What a person can rule a ticket to be; only a complaint has an origin."""

STATED_BY_FORMAT, STATED_BY_PERSON, JUDGED, TAUGHT = "format", "person", "judged", "taught"
KIND_BASES = (STATED_BY_FORMAT, STATED_BY_PERSON, JUDGED, TAUGHT)
"""What a kind rests on: the format states it, a person stated it of every row, or it is told by words and declared
values, alone or with what rulings on kinds taught."""

EXCLUSIONS = ("spam", "merged", "auto_reply", "internal", "test", "duplicate")


def _column(name: str, kind: Any, comment: str, **keywords: Any) -> Column[Any]:
    return Column(name, kind, comment=comment, **keywords)


tickets = Table(
    "tickets",
    warehouse,
    _column("source", Text, "format or name that the ticket came from", nullable=False),
    _column("ticket_id", Text, "id in the source", nullable=False),
    _column("row_hash", Text, "hash of the input row: tells a changed ticket from a known one", nullable=False),
    _column("load_id", Integer, "load that brought this version", nullable=False),
    _column("run_id", Integer, "run whose attribution is in force", nullable=False),
    _column("line", Integer, "line of the input file at which the row starts"),
    _column("created_at", DateTime, "UTC; null where the export has no time of creation"),
    _column("updated_at", DateTime, "UTC; null where the export has none"),
    _column("solved_at", DateTime, "UTC; null while unsolved or unknown"),
    _column("created_date", Date, "business time zone; null without created_at"),
    _column("created_hour", Integer, "0-23, business time zone; null where the export gives days without a time"),
    _column("created_weekday", Integer, "0 is Monday, business time zone; null without created_at"),
    _column("subject", Text, "personal data masked"),
    _column("body", Text, "personal data masked"),
    _column("language", Text, "ISO 639-1; null where it can't be told"),
    _column("channel", Text, "email, chat, phone, web, social, in_person, api, other; null unknown"),
    _column("status", Text, "as the source words it"),
    _column("is_solved", Boolean, "null where the export has neither a status nor a time of solution"),
    _column("priority", Text, "as the source words it"),
    _column("team", Text, "team that holds it now"),
    _column("first_team", Text, "first team with a human handler; null unless the export has a history"),
    _column("agent", Text, "pseudonym"),
    _column("requester", Text, "pseudonym"),
    _column("order_ref", Text, "order, account or contract that it is about"),
    _column("product", Text, "as the source words it"),
    _column("tags", Text, "joined by '; '"),
    _column("reason", Text, "declared reason"),
    _column("satisfaction", Text, "good, bad, offered; null not asked"),
    _column("count_replies", Integer, "public replies by agents"),
    _column("count_reopens", Integer, "times reopened"),
    _column("count_stations", Integer, "teams that held it, in sequence"),
    _column("count_handoffs", Integer, "changes of team: stations - 1"),
    _column("handle_minutes", Double, "minutes of handling"),
    _column("minutes_basis", Text, "logged or estimated"),
    _column("goodwill_amount", Double, "given away, in the taxonomy's currency"),
    _column("excluded_as", Text, "null, or why the ticket doesn't count: " + ", ".join(EXCLUSIONS)),
    _column("kind", Text, ", ".join(KINDS), nullable=False),
    _column("kind_basis", Text, "what the kind rests on: " + ", ".join(KIND_BASES) + "; null unknown"),
    _column("complaint_probability", Double, "that it is a complaint, 0 to 1, as it was told; null unknown"),
    _column("is_chasing", Boolean, "its writer asks what became of something; null unknown"),
    _column("is_repeat", Boolean, "its requester wrote about the same within seven days; null where nobody is named"),
    _column("fields", Text, "the export's other columns as a JSON object, personal data masked"),
    sa.PrimaryKeyConstraint("source", "ticket_id"),
    comment="One row per source and ticket id: the latest version seen.",
)

events = Table(
    "events",
    warehouse,
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("sequence", Integer, "order within the ticket, from 0", nullable=False),
    _column("changed_at", DateTime, "UTC", nullable=False),
    _column("field", Text, "team, assignee or status", nullable=False),
    _column("old_value", Text, "null at the first change; assignees are pseudonyms"),
    _column("new_value", Text, "null when cleared; assignees are pseudonyms"),
    _column("actor", Text, "pseudonym of who changed it; null unknown"),
    sa.PrimaryKeyConstraint("source", "ticket_id", "sequence"),
    comment="One row per change of a ticket's team, assignee or status.",
)

stations = Table(
    "stations",
    warehouse,
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("position", Integer, "1 is the first team that held it; 0 the time before it, where a change tells of it",
            nullable=False),
    _column("team", Text, "team that held it; null at position 0"),
    _column("department", Text, "of the team, under the taxonomy of the last run; null where that doesn't know it"),
    _column("from_at", DateTime, "UTC; null where nobody knows when"),
    _column("until_at", DateTime, "UTC, when the next team got it; null of the last, and where nobody knows when"),
    _column("handed_by", Text, "pseudonym of who gave it to the team; null unknown"),
    sa.PrimaryKeyConstraint("source", "ticket_id", "position"),
    comment="One row per ticket and team that held it, in turn, as far as it is known; coming back is another row.",
)  # fmt: skip

attributions = Table(
    "attributions",
    warehouse,
    _column("run_id", Integer, "run that made it", nullable=False),
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("department", Text, "originating department, or Unattributed", nullable=False),
    _column("issue", Text, "issue of that department; null unknown"),
    _column(
        "share",
        Double,
        "part of the ticket attributed to the department; sums to 1 over a run's ticket",
        nullable=False,
    ),
    _column("confidence", Double, "probability that the department is right, 0 to 1", nullable=False),
    _column("best_department", Text, "first choice, also where the engine abstains; null when nothing spoke"),
    sa.PrimaryKeyConstraint("run_id", "source", "ticket_id", "department"),
    comment="One row per run, ticket and department; never rewritten: a re-run is a new run.",
)

evidence = Table(
    "evidence",
    warehouse,
    _column("run_id", Integer, "as in attributions", nullable=False),
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("signal", Text, "declared, facts, phrases, model, journey", nullable=False),
    _column("department", Text, "department that it speaks for", nullable=False),
    _column("issue", Text, "issue that it speaks for; null unknown"),
    _column("weight", Double, "log-odds that it adds", nullable=False),
    _column("field", Text, "column it was seen in: subject, body, or the export's own column", nullable=False),
    _column("detail", Text, "the words, value or fact it rests on", nullable=False),
    comment="One row per run, ticket, signal and thing seen.",
)

outcomes = Table(
    "outcomes",
    warehouse,
    _column("run_id", Integer, "as in attributions", nullable=False),
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("outcome", Text, f"a department, {NONE_OF_THESE!r} or {NOT_A_COMPLAINT!r}", nullable=False),
    _column("issue", Text, "likeliest issue of that department; null unknown"),
    _column("probability", Double, "of the outcome; sums to 1 over a run's ticket", nullable=False),
    sa.PrimaryKeyConstraint("run_id", "source", "ticket_id", "outcome"),
    comment="One row per run, ticket and outcome that isn't ruled out: what totals are estimated from.",
)

runs = Table(
    "runs",
    warehouse,
    _column("run_id", Integer, "1, 2, 3 ...", nullable=False, primary_key=True),
    _column("load_id", Integer, "load that it belongs to", nullable=False),
    _column("started_at", DateTime, "UTC", nullable=False),
    _column("engine_version", Text, "version of the attribution engine", nullable=False),
    _column("taxonomy_name", Text, "name of the taxonomy that it was made under", nullable=False),
    _column("taxonomy_hash", Text, "hash of what that taxonomy means", nullable=False),
    _column("taxonomy_text", Text, "the taxonomy as it was, YAML", nullable=False),
    _column("learnt", Text, "JSON: reliabilities, threshold and what else the run learnt", nullable=False),
    comment="One row per attribution run, frozen.",
)

rejects = Table(
    "rejects",
    warehouse,
    _column("load_id", Integer, "load that refused it", nullable=False),
    _column("line", Integer, "line of the input file at which the row starts", nullable=False),
    _column("raw", Text, "the row's cells as one CSV line", nullable=False),
    _column("expectation", Text, "name of the expectation that failed", nullable=False),
    _column("reason", Text, "in plain words", nullable=False),
    _column("file", Text, "file of a folder that the row and its line are of; null where the load has one file"),
    comment="One row per refused input row: the first expectation that it failed.",
)

loads = Table(
    "loads",
    warehouse,
    _column("load_id", Integer, "1, 2, 3 ...", nullable=False, primary_key=True),
    _column("file_name", Text, "name of the file, folder or pattern", nullable=False),
    _column("file_hash", Text, "SHA-256 of the file", nullable=False),
    _column("source", Text, "format or name that its tickets are kept under", nullable=False),
    _column("kind", Text, "tickets, events or volumes: what a row of the file is", nullable=False),
    _column("is_generated", Boolean, "the shipped sample, not real customers", nullable=False),
    _column("started_at", DateTime, "UTC", nullable=False),
    _column("seconds", Double, "duration", nullable=False),
    _column("count_read", Integer, "input rows", nullable=False),
    _column("count_accepted", Integer, "read = accepted + rejected", nullable=False),
    _column("count_rejected", Integer, "rows that an expectation refused", nullable=False),
    _column("count_loaded", Integer, "accepted = loaded + already known", nullable=False),
    _column("count_already_known", Integer, "rows that the store has in the same version", nullable=False),
    _column("excluded", Text, "JSON object: count by reason, of the loaded", nullable=False),
    _column("validation", Text, "JSON list: one object per expectation with its counts", nullable=False),
    _column("findings", Text, "JSON list of sentences: format, encoding, delimiter, dates", nullable=False),
    _column("taxonomy_name", Text, "name of the taxonomy in force", nullable=False),
    _column("taxonomy_hash", Text, "hash of what that taxonomy means", nullable=False),
    _column("version", Text, "version of Headwater", nullable=False),
    _column("every_row", Text, "what was stated of every row: complaint, or judged (each by itself); null nothing"),
    _column("habits", Text, "JSON: zone, order of day and month, and how columns write numbers; null unknown"),
    comment="One row per load.",
)

volumes = Table(
    "volumes",
    warehouse,
    _column("day", Date, "business time zone", nullable=False),
    _column("unit", Text, "what is counted: orders, customers, journeys, calls", nullable=False),
    _column("channel", Text, "empty: over all", nullable=False),
    _column("product", Text, "empty: over all", nullable=False),
    _column("value", Double, "how many", nullable=False),
    _column("load_id", Integer, "load that brought it", nullable=False),
    sa.PrimaryKeyConstraint("day", "unit", "channel", "product"),
    comment="One row per day, unit and dimension values: the denominators.",
)

editions = Table(
    "editions",
    warehouse,
    _column(
        "schema_version",
        Integer,
        "number of the last step that its tables have taken, `etl.store.steps`",
        nullable=False,
    ),
    _column("version", Text, "version of Headwater that wrote the snapshot", nullable=False),
    _column("key_mark", Text, "mark of the key of its pseudonyms; empty unknown", nullable=False),
    comment="One row: what wrote the snapshot.",
)

rulings = Table(
    "rulings",
    ledger,
    _column("ruling_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("source", Text, "as in tickets; null: any source that has the id"),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column(
        "action", Text, "accept, assign, split, cannot_tell, kind, dispute, answer, withdraw, skip", nullable=False
    ),
    _column(
        "department", Text, "that it is attributed to; of a dispute, the one proposed; null for cannot_tell, withdraw"
    ),
    _column("issue", Text, "null unknown"),
    _column("share", Double, "0 to 1, summing to 1 over a ruling; 0 where the row changes no share", nullable=False),
    _column("ruling_group", Text, "id shared by the rows of one ruling", nullable=False),
    _column("author", Text, "who ruled", nullable=False),
    _column("reason", Text, "in the author's words"),
    _column("sample", Text, "random where it was drawn at random, for estimates and agreement; else null"),
    _column("draw_id", Text, "draw that the ticket came from; null of none, or of one that nobody described"),
    _column("stratum", Text, "what the engine said of it at the draw"),
    _column("probability", Double, "with which tickets like it were drawn, above 0 to 1"),
    _column("drawn_from", Text, "snapshot that was drawn from"),
    _column("ruled_at", DateTime, "UTC; where it lies after recorded_at, that counts in its place", nullable=False),
    _column("recorded_at", DateTime, "UTC, when the row entered; null of rows from before the column"),
    _column("about", Text, "department whose share a dispute or its answer is about"),
    _column("refers_to", Text, "ruling_group that an answer closes or a withdrawal takes back"),
    _column("outcome", Text, "of an answer: accepted, kept, elsewhere"),
    _column("speaks_for", Text, "department that the author spoke for; null for the lead"),
    _column("objection", Text, "of a dispute: id shared by those raised at once; null of rows from before the column"),
    _column("decider", Text, "of a dispute: who is to decide; null where nobody is named"),
    _column(
        "due", Date, "of a dispute: last day for deciding, business time zone; null of rows from before the column"
    ),
    _column("kind", Text, "what it was ruled to be: " + ", ".join(RULED_KINDS) + "; null: nothing was said of that"),
    _column("engine_department", Text, "the engine's answer when it was ruled: its largest share"),
    _column("engine_run_id", Integer, "run that gave that answer"),
    comment="One row per ruling and department; rows are added, never changed.",
)

draws = Table(
    "draws",
    ledger,
    _column("row_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("draw_id", Text, "id shared by the tickets of one draw", nullable=False),
    _column("place", Integer, "order in which they are to be ruled, from 0", nullable=False),
    _column("source", Text, "as in tickets", nullable=False),
    _column("ticket_id", Text, "as in tickets", nullable=False),
    _column("stratum", Text, "what the engine said of it", nullable=False),
    _column("probability", Double, "with which tickets like it were drawn, above 0 to 1", nullable=False),
    _column("drawn_from", Text, "snapshot that was drawn from", nullable=False),
    _column("author", Text, "who asked for the draw", nullable=False),
    _column("drawn_at", DateTime, "UTC", nullable=False),
    comment="One row per draw and ticket: what is to be ruled at random; rows are added, never changed.",
)

reviewers = Table(
    "reviewers",
    ledger,
    _column("row_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("author", Text, "name that the person rules under", nullable=False),
    _column("department", Text, "where they work; empty: in none of the taxonomy's", nullable=False),
    _column("told_at", DateTime, "UTC", nullable=False),
    comment="One row per reviewer and time that they said where they work: the last is in force; rows are added.",
)

chart_notes = Table(
    "annotations",
    ledger,
    _column("annotation_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("day", Date, "business time zone", nullable=False),
    _column("text", Text, "event named on the charts", nullable=False),
    _column("author", Text, "who named it", nullable=False),
    _column("noted_at", DateTime, "UTC", nullable=False),
    _column("department", Text, "whose charts it stands on; null: everybody's"),
    _column("refers_to", Integer, "annotation_id that this row takes back; then text is empty"),
    comment="One row per named event, or per event taken back; rows are added, never changed.",
)

commitments = Table(
    "commitments",
    ledger,
    _column("commitment_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("commitment", Text, "id shared by the rows of one commitment", nullable=False),
    _column("action", Text, "agree, done, withdraw, reopen; only agree fills the columns of what was agreed",
            nullable=False),
    _column("department", Text, "originating department that agreed"),
    _column("issue", Text, "the cause; null: everything that starts in the department"),
    _column("owner", Text, "who sees to it"),
    _column("what", Text, "what will be done"),
    _column("start", Date, "first day on which it can show, business time zone"),
    _column("due", Date, "last day for doing it, business time zone"),
    _column("target", Double, "complaints a month that it should come down to"),
    _column("author", Text, "who recorded it", nullable=False),
    _column("note", Text, "in the author's words"),
    _column("recorded_at", DateTime, "UTC", nullable=False),
    comment="One row per commitment and change of its state; rows are added, never changed.",
)  # fmt: skip

shadow_shifts = Table(
    "shadow_shifts",
    ledger,
    _column("row_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("sign_up", Text, "id shared by the rows of one sign-up", nullable=False),
    _column("action", Text, "sign_up, withdraw, came; only sign_up fills the columns of the shift and the guest",
            nullable=False),
    _column("frontline", Text, "frontline department whose shift it is"),
    _column("starts_at", DateTime, "UTC"),
    _column("ends_at", DateTime, "UTC"),
    _column("name", Text, "the guest"),
    _column("department", Text, "the guest's department"),
    _column("recorded_at", DateTime, "UTC", nullable=False),
    comment="One row per sign-up and change of its state; rows are added, never changed.",
)  # fmt: skip

notices = Table(
    "notices",
    ledger,
    _column("notice_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("action", Text, "said: a digest said it; snooze, wake: it is not to be said until a day, or is again; "
            "sent: the digest of a period went out", nullable=False),
    _column("department", Text, "whose digest", nullable=False),
    _column("kind", Text, "of what was said: change, words, commitment, objection"),
    _column("subject", Text, "what it is about: department and issue, department and word, id; of a snooze department "
            "and issue"),
    _column("way", Text, "of a change: higher or lower"),
    _column("size", Double, "how far it went: complaints beyond the mean, tickets with the word"),
    _column("first", Date, "first day of the period"),
    _column("last", Date, "last day of the period; of a snooze its last day"),
    _column("recorded_at", DateTime, "UTC", nullable=False),
    comment="One row per thing that a digest said, and per snooze; rows are added, never changed.",
)  # fmt: skip

links = Table(
    "links",
    ledger,
    _column("link_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column(
        "as_of", Text, "what the link shows: snapshot and the last rows of the ledger that it counts", nullable=False
    ),
    _column("filters", Text, "JSON", nullable=False),
    _column("complaints", Double, "that it showed"),
    _column("share", Double, "caused elsewhere, 0 to 1; null where it showed none"),
    _column("low", Double, "lower end of its interval"),
    _column("high", Double, "upper end of its interval"),
    _column("tickets", Integer, "in the store"),
    _column("rulings", Integer, "tickets with a ruling in force"),
    _column("taxonomy_name", Text, "in force"),
    _column("taxonomy_hash", Text, "in force"),
    _column("engine_version", Text, "of the run in force"),
    _column("data_until", DateTime, "latest time that a ticket speaks of, UTC"),
    _column("made_at", DateTime, "UTC", nullable=False),
    comment="One row per link that was copied, state and filters: what it said, for when its snapshot is gone.",
)

ledger_steps = Table(
    "ledger_steps",
    ledger,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="step of etl.store.steps that it took"),
    _column("version", Text, "version of Headwater that took it", nullable=False),
    _column("taken_at", DateTime, "UTC", nullable=False),
    comment="One row per step forward that the ledger's own tables have taken.",
)

access_log = Table(
    "access_log",
    ledger,
    _column("access_id", Integer, "number of the row", primary_key=True, autoincrement=True),
    _column("what", Text, "what was exported or imported", nullable=False),
    _column("filters", Text, "JSON", nullable=False),
    _column("count_rows", Integer, "rows that were given out or taken in", nullable=False),
    _column("happened_at", DateTime, "UTC", nullable=False),
    comment="One row per export of rows that hold customers' words.",
)

_PANDAS_TYPES: list[tuple[type[sa.types.TypeEngine[Any]], str]] = [
    (BigInteger, "Int64"),
    (Integer, "Int64"),
    (Double, "float64"),
    (Boolean, "boolean"),
    (DateTime, "datetime64[us]"),
    (Date, "object"),
    (Text, "str"),
]


TYPED = tuple(kind for kind, _ in _PANDAS_TYPES)
"""SQL types that have a pandas dtype of their own."""


def pandas_type(column: sa.ColumnElement[Any]) -> str:
    """Name of the pandas dtype that holds a column's values in a frame."""
    return next(dtype for kind, dtype in _PANDAS_TYPES if isinstance(column.type, kind))


def empty_frame(table: Table, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """Frame of no rows with a table's columns and dtypes."""
    return pd.DataFrame(
        {c.name: pd.Series(dtype=pandas_type(c)) for c in table.columns if c.name not in without},
    )
