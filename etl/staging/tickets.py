"""Converts an export's rows to tickets in canonical form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl import model
from etl.model.chunks import RawChunk, StagedChunk
from etl.staging.context import StagingContext
from etl.staging.effort import effort, read_work
from etl.staging.events import stage_events
from etl.staging.exclusions import exclusions
from etl.staging.fields import as_json, own_fields
from etl.staging.hashes import row_hashes
from etl.staging.issues import recorded
from etl.staging.kinds.by_words import chasing, told
from etl.staging.language import CHARACTERS, languages
from etl.staging.masking.columns_by_cells import people_columns, to_cells
from etl.staging.masking.pseudonyms import persons_of_team, pseudonyms, without_persons
from etl.staging.masking.texts import mask, mask_emails
from etl.staging.problems import minutes_to_solve, problems
from etl.staging.words import channels, language_codes, satisfaction, solved_states, tags
from etl.taxonomy import Taxonomy
from etl.values.arrow import missing_text, to_arrow, to_text
from etl.values.times import Times, read_times, to_local

CLOCKS_CUT = 1
"""Minutes by which a truncated time may precede one that isn't truncated."""
_TIME_FIELDS = ("created_at", "updated_at", "solved_at")


def stage(raw: RawChunk, context: StagingContext) -> StagedChunk:
    """Convert a chunk's rows to canonical form; problems are noted, not judged.

    Returns
    -------
    StagedChunk
        One ticket per row of ``raw.frame``, same index. The same row gives the same ticket in any chunk.
    """
    frame = raw.frame
    if not context.people.columns:  # the whole file wasn't surveyed: use the rows at hand
        context = replace(context, people=people_columns(to_cells(frame), context.mapping))
    times = {field: _times(frame, field, context) for field in _TIME_FIELDS}
    own, work = own_fields(frame, context), read_work(frame, context)
    columns: dict[str, Any] = {
        **_identity(frame, context),
        **_when(times, context),
        **_texts(frame, context),
        **_state(frame, times["solved_at"], context),
        **_people(frame, context),
    }
    columns |= {str(name): column for name, column in effort(frame, work, context).items()}
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
    judged = _kinds(pd.DataFrame(columns, index=frame.index), own, context)
    columns |= {str(name): column for name, column in judged.items()}
    columns["is_repeat"] = None
    columns["fields"] = as_json(own)
    tickets = pd.DataFrame(columns, index=frame.index)
    noticed = problems(frame, tickets, times, work, context)
    habits = pd.Series([context.file_habits] * len(frame), index=frame.index, dtype=object)
    return StagedChunk(_typed(tickets), own, stage_events(raw.events, context), noticed, habits)


def _times(frame: pd.DataFrame, field: str, context: StagingContext) -> Times:
    return read_times(context.cells(frame, field), context.date_order, context.time_zone, context.taxonomy.timezone)


def _identity(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    return {
        "source": pd.Series(context.source, index=frame.index, dtype="str"),
        "ticket_id": context.ids(frame, "ticket_id"),
        "row_hash": row_hashes(frame),
        "line": pd.Series(frame.index, index=frame.index),
    }


def _when(times: dict[str, Times], context: StagingContext) -> dict[str, Any]:
    created = times["created_at"]
    local = to_local(created.utc, context.taxonomy.timezone)
    solved = times["solved_at"].utc.mask(minutes_to_solve(created, times["solved_at"]) < -CLOCKS_CUT)
    return {
        **{field: times[field].utc for field in _TIME_FIELDS},
        # A solution before the creation becomes missing; it still shows that the ticket is solved.
        "solved_at": solved,
        "created_date": local.dt.date.astype(object).where(local.notna(), None),
        # A date without a time of day has no hour; midnight would be made up.
        "created_hour": local.dt.hour.astype("Int64").where(created.has_clock),
        "created_weekday": local.dt.day_of_week.astype("Int64"),
    }


def _texts(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    names, common = context.writers(frame), context.people.common
    return {
        "subject": mask(context.cells(frame, "subject"), names, common),
        "body": mask(context.cells(frame, "body"), names, common),
        "language": language_codes(context.cells(frame, "language")),
        "order_ref": mask_emails(context.ids(frame, "order_ref")),
        "product": mask(_kept(frame, "product", context)),
        "reason": mask(_kept(frame, "reason", context)),
        "tags": mask(tags(_kept(frame, "tags", context)), names, common),
    }


def _state(frame: pd.DataFrame, solved: Times, context: StagingContext) -> dict[str, Any]:
    status = context.cells(frame, "status")
    known = solved_states(status, context.format.name)
    has_time = solved.utc.notna()
    # An empty solution time means that the ticket isn't solved, unless its status is unknown.
    tells = has_time | (status.isna() if context.has("solved_at") else False)
    by_time = has_time.astype("boolean").mask(~tells)
    return {
        "channel": channels(context.cells(frame, "channel")),
        "status": mask(status),
        "status_is_unknown": status.notna() & known.isna(),
        "is_solved": known.fillna(by_time),
        "priority": mask(_kept(frame, "priority", context)),
        "satisfaction": satisfaction(context.cells(frame, "satisfaction")),
    }


def _kept(frame: pd.DataFrame, field: str, context: StagingContext) -> pd.Series[Any]:
    """Cells of a field, all missing where its column holds people."""
    is_left_out = context.mapping.get(field) in context.people.left_out
    return missing_text(frame.index) if is_left_out else context.cells(frame, field)


def _people(frame: pd.DataFrame, context: StagingContext) -> dict[str, Any]:
    agents, owners = context.cells(frame, "agent"), persons_of_team(context.cells(frame, "team"), "team", context)
    return {
        "team": mask(without_persons(context.cells(frame, "team"), "team", context)),
        "first_team": mask(without_persons(context.cells(frame, "first_team"), "first_team", context)),
        "agent": pseudonyms(agents.fillna(owners), "agent", context.key),
        "requester": pseudonyms(context.cells(frame, "requester"), "requester", context.key),
    }


def _kinds(tickets: pd.DataFrame, own: pd.DataFrame, context: StagingContext) -> pd.DataFrame:
    if context.known_kind is None:
        has_texts, is_public = context.has_texts, context.is_public
        found = judged_kinds(tickets, own, context.taxonomy, has_texts=has_texts, is_public=is_public)
        return found[["kind", "kind_basis", "complaint_probability", "is_chasing"]]
    basis = model.STATED_BY_PERSON if context.known_kind != context.format.known_kind else model.STATED_BY_FORMAT
    sure = {"kind": context.known_kind, "kind_basis": basis, "complaint_probability": 1.0}
    chased = chasing(tickets["subject"], tickets["body"], tickets["language"])
    return pd.DataFrame({**sure, "is_chasing": chased}, index=tickets.index)


def judged_kinds(
    tickets: pd.DataFrame, own: pd.DataFrame, taxonomy: Taxonomy, *, has_texts: bool = True, is_public: bool = False
) -> pd.DataFrame:
    """Kinds of tickets by their words and declared values.

    Parameters
    ----------
    tickets
        In canonical form: subject, body, language, satisfaction, reason, tags, and the columns of the taxonomy's
        reasons.
    own
        The export's own columns, on the same index.
    has_texts
        Whether any ticket of the export has a text: if none has, a ticket without declared values gets the kind
        `etl.model.UNKNOWN_KIND`.
    is_public
        Whether its texts are public messages (`etl.staging.kinds.public_messages`).

    Returns
    -------
    DataFrame
        Columns kind, kind_basis, complaint_probability (missing where the kind is unknown), and the strengths of
        `etl.staging.kinds.by_words.told`; on the same index.
    """
    reasons = recorded(own, tickets, taxonomy)
    found = told(
        tickets["subject"].mask(reasons.repeats),
        tickets["body"],
        satisfaction=tickets["satisfaction"],
        declared=_declared(tickets),
        names_issue=reasons.names_issue,
        states=reasons.states,
        language=tickets["language"],
        is_public=is_public,
    )
    if not has_texts:
        is_silent = found["kind"] == "other"
        found = found.assign(
            kind=found["kind"].mask(is_silent, model.UNKNOWN_KIND),
            complaint_probability=found["complaint_probability"].mask(is_silent),
        )
    return found.assign(kind_basis=model.JUDGED)


def _declared(columns: pd.DataFrame) -> pd.Series[Any]:
    reason, words = columns["reason"], columns["tags"]
    both: pd.Series[Any] = reason.str.cat(words, sep="; ").fillna(reason).fillna(words)
    return both


def _spoken(columns: dict[str, Any]) -> pd.Series[Any]:
    subject, body = (pc.utf8_slice_codeunits(to_arrow(columns[name]), 0, CHARACTERS) for name in ("subject", "body"))
    both = pc.binary_join_element_wise(subject, body, pa.scalar(" ", pa.large_string()))
    both = pc.coalesce(both, body, subject)
    return languages(to_text(both, columns["body"].index))


def _typed(tickets: pd.DataFrame) -> pd.DataFrame:
    empty = model.empty_frame(model.tickets, without=("load_id", "run_id"))
    return tickets[list(empty.columns)].astype(empty.dtypes.to_dict())
