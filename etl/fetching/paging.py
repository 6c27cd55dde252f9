"""How the next page is asked for, where the library has no way of its own for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator, JSONResponseCursorPaginator
from requests import Request, Response


class NextCursor(JSONResponseCursorPaginator):
    """A cursor in the answer, and a word beside it that says whether it leads on.

    The library's own takes the word for an error where it is missing, and knows only a word that says "more".

    Parameters
    ----------
    cursor_path, cursor_param, cursor_body_path
        Where the cursor stands in an answer, and where it is put into the next question: query or body.
    ends
        Names on the way to the word, and what it is where this was the last page.
    drops
        Parameters of the first question that the next ones must not have.
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
        """Take the cursor, and stop where the answer says that it is the last."""
        super().update_state(response, data)
        if self._ends is not None and found(response.json(), self._ends[0]) is self._ends[1]:
            self._has_next_page = False

    def update_request(self, request: Request) -> None:
        """Put the cursor into the question, and take out what belongs to the first."""
        super().update_request(request)
        for name in self._drops:
            request.params.pop(name, None)


class Windows(BasePaginator):
    """Pages that each begin where the last change of the one before lies.

    Where pages are counted, a ticket that changes meanwhile moves to the end, all behind it move up by one, and one of
    them is passed over. A question that begins at a time passes over none. Pages are counted only within one time that
    more tickets share than a page holds.

    Parameters
    ----------
    size
        Rows of a whole page. A shorter one that brings nothing later is the last: what a server gives at a time may be
        less than it was asked for.
    stamp
        A row's time, in seconds of Unix time.
    ask
        Puts a time and a number of a page (from 1) into a question.
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
        """Begin at the last change of this page, or count on where that is no later than its first."""
        rows = data or []
        last = max((stamp for row in rows if (stamp := self._stamp(row)) is not None), default=self._since)
        is_later = int(last) > int(self._since)
        self._has_next_page = is_later or len(rows) >= self._size
        self._since, self._page = (last, 1) if is_later else (self._since, self._page + 1)

    def update_request(self, request: Request) -> None:
        """Ask for the next page."""
        self._ask(request, self._since, self._page)


def found(answer: Any, names: tuple[str, ...]) -> Any:
    """What stands under names in an answer; None where nothing does."""
    for name in names:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer
