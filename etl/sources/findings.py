"""Sentences for people about how a file was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etl.sources.container import Container
from etl.sources.dates import DateOrder
from etl.sources.delimited import DELIMITERS
from etl.sources.derived import Derived
from etl.sources.format import Format
from etl.sources.guessing import TEXT_FIELDS, Guessed
from etl.sources.survey import Survey
from etl.sources.table import Table
from etl.sources.text_advice import text_advice
from etl.sources.time_advice import time_advice

_MOST_RIVALS = 2


def findings(
    container: Container,
    table: Table,
    format_: Format,
    fields: Mapping[str, str],
    order: DateOrder,
    survey: Survey,
    guessed: Guessed,
    derived: Derived,
) -> list[str]:
    """Sentences about a surveyed file; `fields` maps field to column."""
    of_member = f" ({container.member})" if container.member else ""
    wrapping = "" if container.compression == "none" else f", unpacked from {container.compression}{of_member}"
    delimiter = f", separated by {DELIMITERS[table.delimiter]}" if table.delimiter else ""
    told = [
        f"{table.encoding}{delimiter}{wrapping}; {survey.count_rows:,} rows.",
        *table.notes,
        order.finding,
    ]
    if survey.count_misfits:
        told.append(f"{survey.count_misfits:,} rows don't fit the header and are refused.")
    if fields:
        told.append("Taken as: " + ", ".join(f"{field} from {column}" for field, column in fields.items()) + ".")
    told += _of_the_guess(fields, guessed, derived)
    told += survey.columns.findings(fields)
    if derived.messages:
        told.append(
            f"Each row is a message: messages of one id become one ticket, with the customer's first words as its text "
            f"({derived.messages.side} tells who wrote)."
        )
    elif "changed_at" in fields:
        told.append("An event log: its rows become one ticket per id, with its changes.")
    elif format_.kind == "tickets" and "body" not in fields:
        if not any(name in fields for name in TEXT_FIELDS):
            told.append("No text: complaints are recognised and attributed by declared reasons and facts alone.")
        told.append(text_advice(format_.name, table.header))
    if format_.kind == "tickets" and not {"created_at", "changed_at"} & set(fields):
        told.append(time_advice(table.header))
    if survey.has_internal_ids(fields.get("team", "")):
        told.append(f"{fields['team']} holds internal ids, not names. Export it with names to see them.")
    return [finding for finding in told if finding]


def _of_the_guess(fields: Mapping[str, str], guessed: Guessed, derived: Derived) -> Iterator[str]:
    """Sentences about columns found by their cells, other candidates for a required field, derived columns."""
    for name, found in guessed.candidates.items():
        if name in guessed.by_cells and fields.get(name) == found[0]:
            yield f"{found[0]} is read as {name} because of its contents: no column has that name."
    for name in ("ticket_id", "created_at", *TEXT_FIELDS):
        rivals = [c for c in guessed.candidates.get(name, ()) if c not in fields.values()][:_MOST_RIVALS]
        if rivals and fields.get(name) == guessed.candidates[name][0]:
            yield f"{name} could also be in {' or '.join(rivals)}; --map overrides this."
    for day, clock in derived.clocks.values():
        yield f"The time of day in {clock} is joined to {day}."
    if derived.id_columns:
        yield (
            "No column holds an id: each row gets one, made from what doesn't change in it, so it is the same in every "
            "load. A corrected row is recognised by its time and its title, text or customer."
        )
