"""The command that writes and sends digests."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.errors import InputError
from etl.ledger.notices import record_sent, remembered, snooze, subject_of
from etl.locales import marks_of, written
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import day_words
from etl.reports.digest import FORMATS, as_markdown, document_of, recipients_of, write_digest
from etl.reports.digest.sending import require_package, send
from etl.session import open_view
from etl.settings import Settings, load_settings
from etl.store import Ledger, open_ledger
from etl.taxonomy import Taxonomy
from etl.usecases.digest import digests, remember
from etl.usecases.digest_asked import known_department, known_issue
from etl.usecases.digest_contents import Digest


def digest(options: argparse.Namespace) -> None:
    """``digest``: make or send each department's digest of a period.

    Raises
    ------
    InputError
        If nothing has been loaded, or an option or a setting can't be used.
    BrokeOffError
        If sending broke off; a repeat sends nothing twice.
    """
    settings = load_settings()
    first, last = (_day(name, getattr(options, name)) for name in ("since", "until"))
    if options.send:
        require_package()
    ledger = open_ledger(settings)
    try:
        with open_view(settings) as view:
            _check_recipients(settings, view.taxonomy)
            if options.snooze or options.wake:
                _snooze(options, ledger, view.taxonomy)
                return
            found = digests(view.scope(Filters()), view.decisions, ledger, settings, options.department, first, last)
        told = [each for each in found if each.has_news] if options.only_if_news else found
        with written(marks_of(settings.locale)):
            _tell(options, told, settings, ledger)
    finally:
        ledger.close()


def _tell(options: argparse.Namespace, told: list[Digest], settings: Settings, ledger: Ledger) -> None:
    folder = Path(options.out) if options.out else None
    for each in told:
        if folder:
            for path in write_digest(each, folder, options.format or list(FORMATS), settings):
                print(path)
        if options.send:
            _send(each, settings, ledger, is_again=options.again)
        if not folder and not options.send:
            print(as_markdown(document_of(each, settings.base_url)))
    if not options.preview:
        _remember(told, ledger)


def _send(one: Digest, settings: Settings, ledger: Ledger, *, is_again: bool) -> None:
    period = (one.periods.first, one.periods.last)
    if period in remembered(ledger, one.department).sent and not is_again:
        return
    if ledger.shut:
        raise InputError(f"{ledger.shut} So it couldn't be noted what was sent, and nothing is.")
    count = send(document_of(one, settings.base_url), one.department, recipients_of(one, settings))
    if count:
        record_sent(ledger, one.department, *period)
    else:
        print(f"{one.department}: it has no recipients in the settings, so nothing was sent.", file=sys.stderr)


def _remember(told: list[Digest], ledger: Ledger) -> None:
    """Record the digests' contents; if nothing can be written, print a warning, because the digests are made anyway."""
    try:
        for each in told:
            remember(ledger, each)
            if each.quotes:
                ledger.log_access("digest", f'{{"department": ["{each.department}"]}}', len(each.quotes))
    except InputError as error:
        print(f"It isn't noted what was said. {str(error).splitlines()[0]}", file=sys.stderr)


def _snooze(options: argparse.Namespace, ledger: Ledger, taxonomy: Taxonomy) -> None:
    what, until = options.snooze or (options.wake, None)
    department, issue = known_issue(taxonomy, what)
    name = subject_of(department, issue)
    if until is None:
        snooze(ledger, department, issue, None)
        print(f"{name} is said again.")
        return
    day = _day("snooze", until)
    today = datetime.now(UTC).astimezone(ZoneInfo(taxonomy.timezone)).date()
    if day is None or day < today:
        raise InputError(f"{until} is past. Give the last day of the snooze, such as {today.isoformat()}.")
    snooze(ledger, department, issue, day)
    print(f"Digests say nothing of {name} up to {day_words(day)}.")


def _day(name: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--{name} is {text!r}; give a day such as 2026-03-31.") from error


def _check_recipients(settings: Settings, taxonomy: Taxonomy) -> None:
    """Refuse recipients for unknown departments: nobody would notice that they get nothing."""
    for name, _ in settings.recipients:
        try:
            known_department(taxonomy, name)
        except InputError as error:
            raise InputError(f"The setting recipients is wrong. {error}") from error
