"""Pages that begin at a time pass over no ticket, also where tickets change while they are read."""

from __future__ import annotations

from typing import Any

from requests import Request, Response

from etl.fetching.paging import Windows

Row = dict[str, Any]


def read(rows: list[Row], size: int, between: dict[int, Row] | None = None) -> tuple[list[Row], int]:
    """All rows that windows of `size` bring, and the number of pages; `between` is what changes after a page."""
    request = Request("GET", "https://desk.example", params={})
    windows = Windows(0, size, lambda row: row["at"], lambda asked, since, page: asked.params.update(s=since, p=page))
    windows.init_request(request)
    found: list[Row] = []
    count = 0
    while windows.has_next_page:
        assert count < 50
        since, page = request.params["s"], request.params["p"]
        ordered = sorted((row for row in rows if row["at"] >= since), key=lambda row: (row["at"], row["id"]))
        part = [dict(row) for row in ordered[(page - 1) * size : page * size]]
        found += part
        for change in [(between or {}).get(count)]:
            if change:
                next(row for row in rows if row["id"] == change["id"]).update(change)
        count += 1
        windows.update_state(Response(), part)
        windows.update_request(request)
    return found, count


def test_every_row_comes() -> None:
    rows = [{"id": number, "at": 10 + number // 2} for number in range(20)]
    found, _ = read(rows, 4)

    assert {row["id"] for row in found} == set(range(20))


def test_more_rows_of_one_time_than_a_page_holds_are_counted_through() -> None:
    rows = [{"id": number, "at": 10} for number in range(11)] + [{"id": 99, "at": 12}]
    found, _ = read(rows, 4)

    assert {row["id"] for row in found} == {*range(11), 99}


def test_a_row_that_moves_to_the_end_makes_no_other_be_passed_over() -> None:
    rows = [{"id": number, "at": 10 + number} for number in range(12)]
    found, _ = read(rows, 4, {0: {"id": 1, "at": 90}, 1: {"id": 4, "at": 91}})

    assert {row["id"] for row in found} == set(range(12))
    assert {"id": 4, "at": 91} in found


def test_a_server_that_gives_less_than_it_was_asked_for_is_read_to_the_end() -> None:
    rows = [{"id": number, "at": 10 + number} for number in range(12)]
    request = Request("GET", "https://desk.example", params={})
    windows = Windows(0, 100, lambda row: row["at"], lambda asked, since, page: asked.params.update(s=since, p=page))
    windows.init_request(request)
    found: set[int] = set()
    while windows.has_next_page:
        part = [row for row in rows if row["at"] >= request.params["s"]][:5]
        found |= {row["id"] for row in part}
        windows.update_state(Response(), part)
        windows.update_request(request)

    assert found == set(range(12))


def test_nothing_ends_at_once() -> None:
    assert read([], 4) == ([], 1)
