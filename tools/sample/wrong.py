"""Wrong rows, such as spreadsheets, migrations and hurried hands leave in exports."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd

from tools.sample import clock

_SHARE = 0.0031
"""Wrong rows for each right one."""

_UNREADABLE = ("########", "yesterday", "2026-13-41 25:70", "0000-00-00 00:00", "soon")

Change = Callable[[dict[str, str], random.Random], None]


def _damaged_id(row: dict[str, str], draw: random.Random) -> None:
    row["Id"] = f"1.0{int(draw.random() * 99999):05d}E+13"


def _solved_before_created(row: dict[str, str], draw: random.Random) -> None:
    row["Created at"] = clock.text(200 * clock.DAY + 640)
    row["Solved at"] = clock.text(int(draw.random() * 190 * clock.DAY))


def _unreadable_date(row: dict[str, str], draw: random.Random) -> None:
    row["Created at"] = _UNREADABLE[int(draw.random() * len(_UNREADABLE))]


def _future(row: dict[str, str], draw: random.Random) -> None:
    row["Created at"] = row["Updated at"] = f"{2062 + int(draw.random() * 30)}{row['Created at'][4:]}"
    row["Solved at"] = row["Assigned at"] = row["Initially assigned at"] = ""


def _empty_text(row: dict[str, str], draw: random.Random) -> None:
    row["Subject"] = row["Description"] = " " if draw.random() < 0.3 else ""


def _as_it_is(row: dict[str, str], draw: random.Random) -> None:
    """The change is made to the whole row afterwards."""


_WAYS: tuple[tuple[str, Change], ...] = (
    ("damaged id", _damaged_id),
    ("solved before created", _solved_before_created),
    ("unreadable date", _unreadable_date),
    ("date in the future", _future),
    ("empty text", _empty_text),
    ("shifted columns", _as_it_is),
    ("too many cells", _as_it_is),
    ("repeated id", _as_it_is),
)


def add_wrong_rows(tickets: pd.DataFrame, draw: random.Random) -> tuple[list[list[str]], pd.DataFrame]:
    """Rows of the file with wrong ones among them.

    Returns
    -------
    rows
        Cells of each row, in the order of the file.
    wrong
        One row per wrong row: row (counted from 1, the header not counted), id (as the file has it), what.
    """
    rows = tickets.to_numpy().tolist()
    names = list(tickets.columns)
    count = max(len(_WAYS), round(_SHARE * len(rows)))
    last_id = int(tickets["Id"].iloc[-1])
    made: list[tuple[int, str, list[str]]] = []
    for number in range(count):
        what, change = _WAYS[number % len(_WAYS)]
        place = int(draw.random() * len(rows))
        row = dict(zip(names, rows[place], strict=True))
        if what != "repeated id":
            row["Id"] = str(last_id + 1 + number)
        change(row, draw)
        cells = list(row.values())
        made.append((place, what, _reshape(cells, what, names, draw)))
    return _insert(rows, made)


def _reshape(cells: list[str], what: str, names: list[str], draw: random.Random) -> list[str]:
    subject = names.index("Subject")
    if what == "too many cells":
        # A comma in the subject that nobody quoted.
        return [*cells[:subject], cells[subject], " see photo", *cells[subject + 1 :]]
    if what == "shifted columns":
        # The same, and a spreadsheet that dropped the last cell: it still has the right number of cells.
        return [*cells[:subject], cells[subject], " see photo", *cells[subject + 1 : -1]]
    if what == "repeated id":
        # An older state of the same ticket, from a page that was exported twice.
        older = list(cells)
        older[names.index("Status")], older[names.index("Solved at")] = "Open", ""
        older[names.index("Updated at")] = older[names.index("Created at")]
        return older
    return cells


def _insert(rows: list[list[str]], made: list[tuple[int, str, list[str]]]) -> tuple[list[list[str]], pd.DataFrame]:
    made = sorted(made, key=lambda one: one[0])
    out: list[list[str]] = []
    wrong: list[tuple[int, str, str]] = []
    start = 0
    for place, what, cells in made:
        out.extend(rows[start : place + 1])
        start = place + 1 if place + 1 > start else start
        out.append(cells)
        wrong.append((len(out), cells[1], what))
    out.extend(rows[start:])
    return out, pd.DataFrame(wrong, columns=["row", "id", "what"])
