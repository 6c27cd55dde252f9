"""Paginators that the library lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator, JSONResponseCursorPaginator
from requests import Request, Response


class NextCursor(JSONResponseCursorPaginator):
    """Follows a cursor in the response, with a separate flag that says whether there is a next page.

    The library's own treats a missing flag as an error, and only supports flags that mean "more".

    Parameters
    ----------
    cursor_path, cursor_param, cursor_body_path
        Path of the cursor in a response, and its place in the next request: query or body.
    ends
        Path of the flag, and its value on the last page.
    drops
        Parameters of the first request that later ones must not have.
    """

    def __init__(
        self,
        cursor_path: str,
        cursor_param: str | None = None,
        cursor_body_path: str | None = None,
        *,
        ends: tuple[tuple[str, ...], bool] | None = None,
        drops: tuple[str, ...] = (),
    ) -> None:
        super().__init__(cursor_path, cursor_param, cursor_body_path)
        self._ends = ends
        self._drops = drops

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Read the cursor; stop if the response is the last page."""
        super().update_state(response, data)
        if self._ends is not None and found(response.json(), self._ends[0]) is self._ends[1]:
            self._has_next_page = False

    def update_request(self, request: Request) -> None:
        """Set the cursor, and remove the parameters of the first request."""
        super().update_request(request)
        for name in self._drops:
            request.params.pop(name, None)


class Windows(BasePaginator):
    """Pages by time: each begins at the last change of the page before.

    With numbered pages, a ticket that changes meanwhile moves to the end, the others move up by one, and one of them is
    skipped. Requests that start at a time skip none. Page numbers are used only if more tickets share one time than a
    page holds.

    Parameters
    ----------
    size
        Rows of a full page. A shorter page without later changes is the last one; a server may return fewer rows than
        asked for.
    stamp
        Time of a row, Unix time in seconds.
    ask
        Sets a time and a page number (from 1) in a request.
    """

    def __init__(
        self,
        since: float,
        size: int,
        stamp: Callable[[dict[str, Any]], float | None],
        ask: Callable[[Request, float, int], None],
    ) -> None:
        super().__init__()
        self._since = since
        self._page = 1
        self._size = size
        self._stamp = stamp
        self._ask = ask

    def init_request(self, request: Request) -> None:
        """Ask for the first page."""
        self._ask(request, self._since, self._page)

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Continue at the last change of this page, or with the next page number if that isn't later than its first."""
        rows = data or []
        last = max((stamp for row in rows if (stamp := self._stamp(row)) is not None), default=self._since)
        is_later = int(last) > int(self._since)
        self._has_next_page = is_later or len(rows) >= self._size
        self._since, self._page = (last, 1) if is_later else (self._since, self._page + 1)

    def update_request(self, request: Request) -> None:
        """Ask for the next page."""
        self._ask(request, self._since, self._page)


def found(answer: Any, names: tuple[str, ...]) -> Any:
    """Value at a path of names in a response; None if there is none."""
    for name in names:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer
