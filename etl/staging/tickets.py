"""From the rows of an export to tickets in canonical form."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl import model
from etl.chunks import RawChunk, StagedChunk
from etl.staging.context import StagingContext
from etl.staging.effort import effort
from etl.staging.events import stage_events
from etl.staging.exclusions import exclusions
from etl.staging.fields import as_json, own_fields
from etl.staging.hashes import row_hashes
from etl.staging.headers import names_writer
from etl.staging.issues import names_issue
from etl.staging.kind import kinds
from etl.staging.language import languages
from etl.staging.people import pseudonyms
from etl.staging.personal import mask, mask_emails
from etl.staging.problems import problems
from etl.staging.times import Times, read_times, to_local
from etl.staging.words import channels, language_codes, satisfaction, solved_states, tags

_TIME_FIELDS = ("created_at", "updated_at", "solved_at")


def stage(raw: RawChunk, context: StagingContext) -> StagedChunk:
    """Bring the rows of a chunk to canonical form; what is wrong with them is noted, not judged.

    Returns
    -------
    StagedChunk
        One ticket per row of ``raw.frame``, same index. The same row gives the same ticket in any chunk.
    """
    frame = raw.frame
    times = {field: _times(frame, field, context) for field in _TIME_FIELDS}
    own = own_fields(frame, context)
    columns: dict[str, Any] = {
        **_identity(frame, context),
        **_when(times, context),
        **_texts(frame, context),
        **_state(frame, times["solved_at"], context),
        **_people(frame, context),
    }
    columns |= {str(name): column for name, column in effort(frame, columns["channel"], context).items()}
    columns["excluded_as"] = exclusions(
        columns["tags"],
        columns["status"],
        context.cells(frame, "channel"),
        columns["subject"],
        columns["body"],
        context.cells(frame, "requester"),
        context.taxonomy.mail_domains,
    )
    columns["language"] = columns["language"].fillna(_spoken(columns))
    columns["kind"] = kinds(
        columns["subject"],
        columns["body"],
        known_kind=context.format.known_kind,
        satisfaction=columns["satisfaction"],
        declared=_declared(columns),
        names_issue=names_issue(frame, context, columns["tags"]),
        language=columns["language"],
    )
    columns["fields"] = as_json(own)
    tickets = pd.DataFrame(columns, index=frame.index)
    noticed = problems(frame, tickets, times, context)
    return StagedChunk(_typed(tickets), own, stage_events(raw.events, context), noticed)


def _times(frame: pd.DataFrame, field: str, context: StagingContext) -> Times:
    return read_times(context.cells(frame, field), context.date_order, context.time_zone, context.taxonomy.timezone)


def _identity(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    return {
        "source": pd.Series(context.source, index=frame.index, dtype="str"),
        "ticket_id": context.cells(frame, "ticket_id"),
        "row_hash": row_hashes(frame),
        "line": pd.Series(frame.index, index=frame.index),
    }


def _when(times: dict[str, Times], context: StagingContext) -> dict[str, Any]:
    created = times["created_at"]
    local = to_local(created.utc, context.taxonomy.timezone)
    return {
        **{field: times[field].utc for field in _TIME_FIELDS},
        "created_date": local.dt.date.astype(object).where(local.notna(), None),
        # A date without a time of day says nothing about the hour; midnight would be made up.
        "created_hour": local.dt.hour.astype("Int64").where(created.has_clock),
        "created_weekday": local.dt.day_of_week.astype("Int64"),
    }


def _texts(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    names = [frame[column] for column in frame.columns if names_writer(str(column))]
    return {
        "subject": mask(context.cells(frame, "subject"), names),
        "body": mask(context.cells(frame, "body"), names),
        "language": language_codes(context.cells(frame, "language")),
        "order_ref": mask_emails(context.cells(frame, "order_ref")),
        "product": mask(context.cells(frame, "product")),
        "reason": mask(context.cells(frame, "reason")),
        "tags": tags(context.cells(frame, "tags")),
    }


def _state(frame: pd.DataFrame, solved: Times, context: StagingContext) -> dict[str, Any]:
    status = context.cells(frame, "status")
    known = solved_states(status, context.format.name)
    has_time = solved.utc.notna()
    # Without a time of solution, a column for it says that the ticket isn't solved; a status that isn't known beside
    # it leaves the matter open.
    tells = has_time | (status.isna() if context.has("solved_at") else False)
    by_time = has_time.astype("boolean").mask(~tells)
    return {
        "channel": channels(context.cells(frame, "channel")),
        "status": status,
        "status_is_unknown": status.notna() & known.isna(),
        "is_solved": known.fillna(by_time),
        "priority": context.cells(frame, "priority"),
        "satisfaction": satisfaction(context.cells(frame, "satisfaction")),
    }


def _people(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    return {
        "team": context.cells(frame, "team"),
        "first_team": context.cells(frame, "first_team"),
        "agent": pseudonyms(context.cells(frame, "agent"), "agent", context.key),
        "requester": pseudonyms(context.cells(frame, "requester"), "requester", context.key),
    }


def _declared(columns: dict[str, Any]) -> pd.Series[Any]:
    reason, words = columns["reason"], columns["tags"]
    both: pd.Series[Any] = reason.str.cat(words, sep="; ").fillna(reason).fillna(words)
    return both


def _spoken(columns: dict[str, Any]) -> pd.Series[Any]:
    subject, body = columns["subject"], columns["body"]
    return languages(subject.str.cat(body, sep=" ").fillna(body).fillna(subject))


def _typed(tickets: pd.DataFrame) -> pd.DataFrame:
    empty = model.empty_frame(model.tickets, without=("load_id", "run_id"))
    return tickets[list(empty.columns)].astype(empty.dtypes.to_dict())
