"""Kinds of stored tickets: a user's statement about a source holds for all of its tickets, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.sources import FORMATS, Export
from etl.staging.kinds.by_words import words_of
from etl.staging.kinds.public_messages import are_public
from etl.staging.tickets import judged_kinds
from etl.store import Writer
from etl.store.base import INCOMING
from etl.store.stored_chunks import stored_chunks
from etl.taxonomy import Taxonomy
from etl.text.folding import fold
from etl.usecases.load_report import LoadReport

if TYPE_CHECKING:
    from etl.attribution.training.kinds import TaughtKinds

COMPLAINT, JUDGED = "complaint", "judged"
EVERY_ROW = (COMPLAINT, JUDGED)
"""What a user can state about every row of a source: it is a complaint, or its words decide."""

_CHUNK = 10_000
_SOME = 2_000
"""Texts that are read to decide whether a source holds public messages."""
_TOLD = ("kind", "kind_basis", "complaint_probability")
_COMPLAINTS = re.compile(r"complaint|klacht|beschwerde|reklamation|reclam|plainte|queja|queixa")
"""The word "complaint" in the languages of the kinds, folded."""
_judged = sa.Table(
    "judged_kinds",
    sa.MetaData(schema=INCOMING),
    *(sa.Column(c.name, c.type) for c in model.tickets.c if c.name in ("source", "ticket_id", *_TOLD)),
    prefixes=["TEMPORARY"],
)


def checked_every_row(given: str | None) -> str | None:
    """Return the user's statement if it is valid.

    Raises
    ------
    InputError
        If it is none of `EVERY_ROW`.
    """
    if given is not None and given not in EVERY_ROW:
        raise InputError(f"--every-row can be {' or '.join(EVERY_ROW)}, not {given!r}.")
    return given


def remembered(connection: sa.Connection) -> dict[str, str]:
    """The last statement about every row, by source; sources without one are left out."""
    loads = model.loads.c
    said = sa.select(loads.source, loads.every_row).where(loads.every_row.is_not(None)).order_by(loads.load_id)
    return {str(source): str(every_row) for source, every_row in connection.execute(said)}


def known_kind(every_row: str | None, of_format: str | None) -> str | None:
    """Kind of every row: the user's statement, or else the format's; None if each row is judged by itself."""
    return {None: of_format, COMPLAINT: COMPLAINT, JUDGED: None}[every_row]


def refuse_for_volumes(every_row: str | None) -> None:
    """Refuse a statement about a file of volumes, which has no tickets.

    Raises
    ------
    InputError
        If anything is stated.
    """
    if every_row is not None:
        raise InputError("--every-row is for tickets, and this file counts orders by day: leave it out.")


def state(writer: Writer, report: LoadReport, taxonomy: Taxonomy) -> None:
    """Apply the statement given with a load to the earlier tickets of its source, too.

    Tickets whose kind changes become part of this load's run, which attributes them again.
    """
    if report.every_row is None:
        return
    tickets = model.tickets
    of_source = tickets.c.source == report.source
    if report.every_row == COMPLAINT:
        others = sa.and_(of_source, tickets.c.kind != COMPLAINT)
        changed = int(writer.connection.execute(sa.select(sa.func.count()).where(others)).scalar() or 0)
        writer.connection.execute(sa.update(tickets).where(others).values(kind=COMPLAINT, run_id=report.run_id))
        stated = {"kind_basis": model.STATED_BY_PERSON, "complaint_probability": 1.0}
        writer.connection.execute(sa.update(tickets).where(of_source).values(**stated))
        holds = "counts as a complaint"
    else:
        changed = judge_again(writer, sa.and_(of_source, _is_stated()), taxonomy, report.run_id)
        holds = "is judged by its own words"
    before = f" The kind of {changed:,} stored before changed." if changed else ""
    report.findings.append(f"As you stated, every ticket of {report.source} {holds}, now and in later loads.{before}")


def hint(export: Export, report: LoadReport) -> None:
    """Add a hint on how to state that every row is a complaint, if the file suggests it and not all rows are."""
    if report.every_row is not None or not set(report.kinds) - {COMPLAINT}:
        return
    fields = ("ticket_id", "subject", "body")
    named = [export.name, *(export.mapping[name] for name in fields if name in export.mapping)]
    if found := next((name for name in named if _COMPLAINTS.search(fold(name))), None):
        report.findings.append(
            f"{found} speaks of complaints. If every row is one, say so once with --every-row complaint "
            "(on Import: What the rows are)."
        )


def teach(
    writer: Writer,
    which: sa.ColumnElement[bool],
    rulings: pd.DataFrame | None,
    taxonomy: Taxonomy,
    run_id: int,
    *,
    is_anew: bool,
    seed: int,
) -> None:
    """Judge the kinds of a run's tickets with what was learnt from rulings on kinds, before they are attributed.

    Stated and unknown kinds stay.

    Parameters
    ----------
    which
        Tickets of the run.
    rulings
        What `etl.ledger.rulings.rulings_to_learn_from` returns, with the column kind; without it nothing is learnt.
    is_anew
        Whether tickets of earlier loads are attributed again. Kinds from earlier rulings or from an earlier version are
        then judged again.
    """
    t = model.tickets.c
    of_format = [each.name for each in FORMATS if each.known_kind is not None]
    may_change = sa.or_(
        t.kind_basis.in_((model.JUDGED, model.TAUGHT)),
        sa.and_(t.kind_basis.is_(None), sa.func.split_part(t.source, ":", 1).not_in(of_format)),
    )
    which = sa.and_(which, may_change, t.kind != model.UNKNOWN_KIND)
    taught = _taught(writer, rulings, taxonomy, seed)
    if taught is not None:
        judge_again(writer, which, taxonomy, run_id, taught)
    elif is_anew:
        is_old = sa.or_(t.kind_basis.is_(None), t.kind_basis == model.TAUGHT)
        judge_again(writer, sa.and_(which, is_old), taxonomy, run_id)


def _taught(writer: Writer, rulings: pd.DataFrame | None, taxonomy: Taxonomy, seed: int) -> TaughtKinds | None:
    if rulings is None or "kind" not in rulings or rulings["kind"].nunique() < 2:
        return None
    from etl.attribution.training.kinds import learn_kinds  # takes a second to import; few stores have rulings on kinds

    said = rulings.loc[rulings["kind"].notna(), ["source", "ticket_id", "kind"]].drop_duplicates(
        ["source", "ticket_id"]
    )
    texts, tellings, ruled = [], [], []
    for chunk in stored_chunks(writer, model.tickets.c.ticket_id.in_(said["ticket_id"].tolist()), _CHUNK, {}):
        keys = chunk.tickets.reset_index()[["index", "source", "ticket_id"]]
        both = keys.merge(said, on="ticket_id", suffixes=("", "_said"))
        both = both[both["source_said"].isna() | (both["source_said"] == both["source"])].drop_duplicates("index")
        mine, own = chunk.tickets.loc[both["index"]], chunk.fields.loc[both["index"]]
        tellings.append(judged_kinds(mine, own, taxonomy, is_public=are_public(words_given(mine))))
        texts += words_of(mine)
        ruled += both["kind"].tolist()
    return learn_kinds(texts, pd.concat(tellings), ruled, seed) if ruled else None


def words_given(tickets: pd.DataFrame) -> Iterator[str | None]:
    """All subjects, then all bodies."""
    for name in ("subject", "body"):
        yield from tickets[name].astype(object).where(tickets[name].notna(), None)


def _texts_of(writer: Writer, source: str) -> tuple[bool, bool]:
    """Whether tickets of a source have texts, and whether up to `_SOME` of these are public messages."""
    t = model.tickets.c
    has_text = sa.or_(t.subject.is_not(None), t.body.is_not(None))
    some = writer.read(sa.select(t.subject, t.body).where(t.source == source, has_text).limit(_SOME))
    return len(some) > 0, are_public(words_given(some))


def _is_stated() -> sa.ColumnElement[bool]:
    return model.tickets.c.kind_basis.in_((model.STATED_BY_PERSON, model.STATED_BY_FORMAT))


def judge_again(
    writer: Writer,
    which: sa.ColumnElement[bool],
    taxonomy: Taxonomy,
    run_id: int,
    taught: TaughtKinds | None = None,
) -> int:
    """Judge the kinds of stored tickets again, by their words and declared reasons.

    Parameters
    ----------
    run_id
        Run that attributes the tickets whose kind changes.
    taught
        What was learnt from rulings on kinds.

    Returns
    -------
    int
        Number of tickets whose kind changed.
    """
    tickets, known = model.tickets, dict[str, tuple[bool, bool]]()
    _judged.metadata.create_all(writer.connection)
    changed = 0
    for chunk in stored_chunks(writer, which, _CHUNK, {}):
        source = str(chunk.tickets["source"].iloc[0])  # a chunk is of one load, and a load of one source
        if source not in known:
            known[source] = _texts_of(writer, source)
        has_texts, is_public = known[source]
        found = judged_kinds(chunk.tickets, chunk.fields, taxonomy, has_texts=has_texts, is_public=is_public)
        if taught is not None:
            by_rulings = taught.judged(words_of(chunk.tickets), found)
            found = found.assign(**{str(name): by_rulings[name] for name in by_rulings}, kind_basis=model.TAUGHT)
        changed += int((found["kind"] != chunk.tickets["kind"]).sum())
        writer.append(_judged, chunk.tickets[["source", "ticket_id"]].join(found[list(_TOLD)]))
    same = (_judged.c.source == tickets.c.source, _judged.c.ticket_id == tickets.c.ticket_id)
    is_other = _judged.c.kind != tickets.c.kind
    writer.connection.execute(sa.update(tickets).where(*same, is_other).values(run_id=run_id))
    values = {name: _judged.c[name] for name in _TOLD}
    writer.connection.execute(sa.update(tickets).where(*same).values(values))
    _judged.metadata.drop_all(writer.connection)
    return changed
