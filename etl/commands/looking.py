"""Commands that read the store: measures, export, doctor."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.commitments import read_commitments
from etl.ledger.links import Moment, last_numbers
from etl.locales import marks_of, written
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import interval_of, joined
from etl.marts.core.measured import Measured
from etl.marts.core.own_columns import PREFIX, is_own
from etl.marts.cube.own_columns import has_column, own_columns
from etl.marts.estimates.by_group import GROUPINGS, grouped
from etl.marts.frames.since import said
from etl.marts.frames.tagging import tagging_rows
from etl.marts.shares.scope import Scope
from etl.reports.links import note_shown, view_link
from etl.reports.measures import measure_rows, measures_object
from etl.reports.slides import check_template, holds_words, write_slides
from etl.reports.slides.pdf import ENDING as PDF
from etl.reports.slides.pdf import check_office
from etl.reports.story import tell
from etl.reports.table_files import SLIDES, TABLES, check_ending, write_table
from etl.reports.tickets import ticket_rows
from etl.reports.views import ENDING as VIEWS_FILE
from etl.reports.views import write_views
from etl.session import View, open_view
from etl.settings import Settings, load_settings
from etl.store import open_ledger
from etl.usecases.doctor import check


def print_measures(options: argparse.Namespace) -> None:
    """``measures``: print the numbers of the pages, from the same functions."""
    filters = Filters.from_namespace(options)
    if options.by and options.by not in GROUPINGS and not is_own(options.by):
        raise InputError(
            f"--by knows no {options.by!r}; known are {', '.join(GROUPINGS)}, and the export's own columns, such as "
            f"{PREFIX}Region."
        )
    with open_view(load_settings()) as view:
        filters = _with_known_names(filters, view, options.by or "")
        if options.by:
            _print_groups(options, view, filters)
            return
        found = measures_object(view.scope(filters), load_settings().seed)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print(f"{filters.sentence()} · data as of {found['as_of'] or '–'}")
    for name, measured in found["measures"].items():
        value = measured["value"] if measured["value"] is not None else "–"
        limits = interval_of(Measured(**{key: told for key, told in measured.items() if key != "note"}))
        print(f"{name:<32} {value:>16} {limits:<22} {measured['note']}".rstrip())


def _print_groups(options: argparse.Namespace, view: View, filters: Filters) -> None:
    """``measures --by``: complaints of each group, with their intervals."""
    found = grouped(view.scope(filters), options.by, load_settings().seed)
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print(f"{filters.sentence()} · {found['method']}")
    for name, told in found["groups"].items():
        number, part = told["complaints"], told["share"]
        limits = joined(f"{number['low']:,.1f}", f"{number['high']:,.1f}")
        print(f"{name:<40} {number['value']:>10,.1f}  ({limits})  {100 * part['value']:.1f} %")
    if found["note"]:
        print(found["note"])


def _with_known_names(filters: Filters, view: View, by: str = "") -> Filters:
    """Filters with departments as the taxonomy spells them, and checked own columns."""
    everything = view.scope(Filters())
    columns = [column for column, _ in filters.own] + ([by.removeprefix(PREFIX)] if is_own(by) else [])
    for column in columns:
        if not has_column(everything, column):
            known = ", ".join(own_columns(everything)["column"]) or "none"
            raise InputError(f"No ticket has anything in a column {column!r}; columns with groups are {known}.")
    return _with_known_departments(filters, view)


def _with_known_departments(filters: Filters, view: View) -> Filters:
    """Filters with departments as the taxonomy spells them; refuses unknown ones, which would match nothing."""
    stored = sa.select(model.attributions.c.department).distinct()
    others = {model.UNATTRIBUTED, *view.reader.connection.execute(stored).scalars()}
    names = []
    for name in filters.department:
        known = view.taxonomy.department_named(name)
        if known is None and name not in others:
            listed = ", ".join(department.name for department in view.taxonomy.departments)
            raise InputError(f"The taxonomy {view.taxonomy.name} has no department {name!r}; it has {listed}.")
        names.append(name if known is None else known.name)
    return filters.with_(department=tuple(dict.fromkeys(names)))


_ROWS: dict[str, Callable[[Scope, int], pd.DataFrame]] = {
    "tickets": lambda scope, _: ticket_rows(scope),
    "measures": measure_rows,
    "reasons": lambda scope, _: tagging_rows(scope),
}


def export(options: argparse.Namespace) -> None:
    """``export --what tickets|measures|reasons|slides|views --out FILE``: rows with customers' words are logged."""
    path = Path(options.out)
    check_ending(path, {"slides": SLIDES, "views": VIEWS_FILE}.get(options.what, tuple(TABLES)), options.what)
    template = _template(options, path)
    if options.what == "views":
        _export_views(path, Filters.from_namespace(options))
        return
    settings, filters = load_settings(), Filters.from_namespace(options)
    with open_view(settings) as view:
        filters = _with_known_names(filters, view)
        scope = view.scope(filters)
        if options.what == "slides":
            count = _write_slides(view, filters, settings, path, template)
        else:
            rows = _ROWS[options.what](scope, settings.seed)
            write_table(rows, path)
            count = len(rows)
    if options.what == "tickets" or (options.what == "slides" and holds_words(filters)):
        _note_access(settings, options.what, filters, count)
    print(f"{count:,} {'slides' if options.what == 'slides' else 'rows'} written to {path} ({filters.sentence()}).")


def _write_slides(view: View, filters: Filters, settings: Settings, path: Path, template: Path | None) -> int:
    """Write slides with a link to the state that they show, which is recorded as for a copied link."""
    scope, ledger = view.scope(filters), open_ledger(settings)
    try:
        moment = Moment(view.reader.snapshot, last_numbers(ledger))
        link = view_link(settings.base_url, filters, moment)
        with written(marks_of(settings.locale)):
            story = tell(scope, seed=settings.seed, commitments=read_commitments(ledger))
            count = write_slides(story, path, link=link, template=template)
        if link:
            note_shown(ledger, moment, filters, said(scope))
        return count
    finally:
        ledger.close()


def _template(options: argparse.Namespace, path: Path) -> Path | None:
    """Template of the slides; it, and the tools for a PDF, are checked before any work is done."""
    if options.template and options.what != "slides":
        raise InputError("--template is for slides: leave it out, or write --what slides.")
    if path.suffix.lower() == PDF and options.what == "slides":
        check_office()
    template = Path(options.template) if options.template else None
    if template is not None:
        check_template(template)
    return template


def _export_views(path: Path, filters: Filters) -> None:
    """``export --what views``: all of the store, for other programs."""
    if filters != Filters():
        raise InputError("Views hold the whole store: leave the filters out, or write tickets.")
    settings = load_settings()
    with open_view(settings) as view:
        count = write_views(view.reader, view.taxonomy, path)
    _note_access(settings, "views", filters, count)
    print(f"Tickets ({count:,}), their origins and measures by month written to {path}.")


def _note_access(settings: Settings, what: str, filters: Filters, count: int) -> None:
    """Record in the ledger that customers' words were exported; print a warning if it can't be written."""
    ledger = open_ledger(settings)
    try:
        ledger.log_access(what, json.dumps(filters.to_query()), count)
    except InputError as error:
        print(f"This export isn't noted in the access log. {str(error).splitlines()[0]}", file=sys.stderr)
    finally:
        ledger.close()


def doctor(_options: argparse.Namespace) -> None:
    """``doctor``: print what works and what to fix; exits with 2 if something needs fixing."""
    results = check(load_settings())
    for result in results:
        print(f"{'ok  ' if result.is_well else 'FAIL'}  {result.what}: {result.finding}")
    if not all(result.is_well for result in results):
        raise InputError("See the lines marked FAIL.")
