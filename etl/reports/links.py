"""Links that lead from a file back to the pages."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from etl.ledger.links import AS_OF, Moment, Said, note_link
from etl.marts.core.filters import Filters
from etl.store import Ledger


def view_link(base: str, filters: Filters, moment: Moment | None = None) -> str:
    """Address of the view under these filters; empty where nobody knows where the dashboard is reached.

    Parameters
    ----------
    base
        Address of a page, whose own query is left out; empty for none.
    moment
        State that the file shows: opened later, the page says what has changed since, and offers both.
    """
    if not base.startswith(("http://", "https://")):
        return ""
    asked = urlencode(filters.to_query() | ({AS_OF: [moment.text]} if moment else {}), doseq=True)
    page = base.partition("?")[0]
    return f"{page}?{asked}" if asked else page


def note_shown(ledger: Ledger, moment: Moment, filters: Filters, said: Said) -> None:
    """Write down what a link says, for when its snapshot is gone; where nothing can be written, it isn't."""
    if not ledger.shut:
        note_link(ledger, moment, noted_under(filters), said)


def noted_under(filters: Filters) -> str:
    """Name of filters among what was noted of links."""
    return json.dumps(filters.to_query(), sort_keys=True, ensure_ascii=False)
