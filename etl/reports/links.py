"""Links that lead from a file back to the pages."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from etl.ledger.links import AS_OF, Moment, Said, note_link
from etl.marts.core.filters import Filters
from etl.store import Ledger


def view_link(base: str, filters: Filters, moment: Moment | None = None) -> str:
    """Address of the view under these filters; empty where the dashboard's address isn't known.

    Parameters
    ----------
    base
        Address of a page, whose own query is dropped; empty if unknown.
    moment
        State that the file shows: if the link is opened later, the page shows what has changed since, and offers both
        states.
    """
    if not base.startswith(("http://", "https://")):
        return ""
    asked = urlencode(filters.to_query() | ({AS_OF: [moment.text]} if moment else {}), doseq=True)
    page = base.partition("?")[0]
    return f"{page}?{asked}" if asked else page


def note_shown(ledger: Ledger, moment: Moment, filters: Filters, said: Said) -> None:
    """Record the figures behind a link for when its snapshot is gone; skipped where nothing can be written."""
    if not ledger.shut:
        note_link(ledger, moment, noted_under(filters), said)


def noted_under(filters: Filters) -> str:
    """Filters as the key of what was recorded for links."""
    return json.dumps(filters.to_query(), sort_keys=True, ensure_ascii=False)
