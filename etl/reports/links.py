"""Links that lead from a file back to the pages."""

from __future__ import annotations

from urllib.parse import urlencode

from etl.marts.core.filters import Filters


def view_link(base: str, filters: Filters) -> str:
    """Address of the view under these filters; empty where nobody knows where the dashboard is reached.

    Parameters
    ----------
    base
        Address of a page, whose own query is left out; empty for none.
    """
    if not base.startswith(("http://", "https://")):
        return ""
    asked = urlencode(filters.to_query(), doseq=True)
    page = base.partition("?")[0]
    return f"{page}?{asked}" if asked else page
