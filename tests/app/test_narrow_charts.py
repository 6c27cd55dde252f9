"""Charts as narrow as a phone, or as half a window: rows' names keep apart, words at marks leave the marks room."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import vl_convert

from pages.ui.charts.bars import bars_by_cause, bars_by_department
from pages.ui.charts.change_bars import change_bars
from pages.ui.charts.day_by_hour import day_by_hour
from pages.ui.charts.differences import differences
from pages.ui.charts.hours_by_cause import hours_by_cause
from pages.ui.charts.lines import with_heading_in_lines
from pages.ui.theme import LIGHT
from tests.app.chart_frames import departments_frame
from tests.app.shown import Shown, shown

PHONE, HALF, WIDE = 350, 445, 940
"""Pixels of a chart on a phone, in half of a window of 1280 beside the sidebar, and in the whole of it."""
LETTER = 0.55
"""Width of a letter in a wide font, as a part of its size."""
_AT = re.compile(r"translate\((-?[\d.]+),\s*(-?[\d.]+)\)")


def served(chart: Any, width: int) -> dict[str, Any]:
    """The spec as a browser with a container of that many pixels reads it."""
    spec: dict[str, Any] = json.loads(
        json.dumps(with_heading_in_lines(chart.to_dict())).replace("containerSize()", f"[{width}, 1]")
    )
    return spec


def picture(chart: Any, width: int) -> Shown:
    return shown(served(chart, width), width)


def placed(chart: Any, width: int, role: str) -> list[tuple[float, float, list[str]]]:
    """Texts of a role: where each begins, in pixels from the upper left, and its lines."""
    svg = vl_convert.vegalite_to_svg({**served(chart, width), "width": width})
    found: list[tuple[float, float, list[str]]] = []

    def read(part: ElementTree.Element, x: float, y: float, is_within: bool) -> None:
        if at := _AT.match(part.get("transform", "")):
            x, y = x + float(at[1]), y + float(at[2])
        is_within = is_within or f"role-{role}" in part.get("class", "")
        if is_within and part.tag.endswith("}text"):
            found.append((x, y, [line.text or "" for line in part] or [part.text or ""]))
            return
        for inner in part:
            read(inner, x, y, is_within)

    read(ElementTree.fromstring(svg), 0.0, 0.0, is_within=False)
    return found


def row_names(chart: Any, width: int) -> list[tuple[float, float, str]]:
    """Names of the rows from the top down: upper and lower edge in pixels, and the words."""
    found = []
    for _, y, lines in placed(chart, width, "axis-label"):
        middle = y - 0.3 * LIGHT.size
        edges = middle - LIGHT.size / 2, middle + (len(lines) - 1) * (LIGHT.size + 2) + LIGHT.size / 2
        found.append((*edges, "\n".join(lines)))
    return sorted(found)


def by_cause(*names: tuple[str | None, str]) -> Any:
    """Bars of causes: issue, or None, by department."""
    departments, issues = (list(each) for each in zip(*((name, issue) for issue, name in names), strict=True))
    frame = pd.DataFrame({"department": departments, "issue": issues})
    frame = frame.assign(complaints=range(90, 90 - len(names), -1), text="612 · 22 %")
    return bars_by_cause(frame, {}, "The largest causes", "complaints by issue", LIGHT)


CAUSES: tuple[tuple[str | None, str], ...] = (
    ("Incorrect information reported", "Credit Reporting and Data Quality"), ("Check handling", "Payments"),
    ("Fees or interest on the loan", "Lending"), ("Unexpected withdrawal", "Lending"), (None, "Lending"),
)  # fmt: skip


@pytest.mark.parametrize("width", [PHONE, HALF, WIDE])
def test_names_of_rows_keep_apart(width: int) -> None:
    names = row_names(by_cause(*CAUSES), width)
    assert len(names) == len(CAUSES)
    assert [(one, other) for one, other in pairwise(names) if one[1] + 1 > other[0]] == []


def test_neighbours_with_long_names_are_truncated_before_they_meet() -> None:
    names = row_names(by_cause(CAUSES[0], ("Another cause with a long name", CAUSES[0][1]), CAUSES[1]), HALF)
    assert [(one, other) for one, other in pairwise(names) if one[1] + 1 > other[0]] == []
    assert "…" in names[0][2]


@pytest.mark.parametrize("width", [PHONE, HALF])
def test_departments_with_long_names_keep_apart(width: int) -> None:
    frame = departments_frame().assign(
        department=["Credit Reporting and Data Quality", "Environmental Health and Safety", "None of these departments"]
    )
    names = row_names(bars_by_department(frame, {}, "t", "s", LIGHT), width)
    assert len(names[0][2].split("\n")) == 2
    assert [(one, other) for one, other in pairwise(names) if one[1] + 1 > other[0]] == []


def test_a_wrapped_name_is_centred_on_its_row() -> None:
    names = row_names(by_cause(*CAUSES), HALF)
    middles = [(top + bottom) / 2 for top, bottom, _ in names]
    assert np.diff(middles) == pytest.approx([3 * (LIGHT.size + 2) + LIGHT.size / 2] * (len(names) - 1), abs=0.6)
    assert {len(words.split("\n")) for *_, words in names} == {1, 2, 3, 4}
    assert all("…" not in words for *_, words in names)


def burden() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "department": ["Warehouse", "Finance"],
            "issue": ["Item missing from the parcel", "Refund late"],
            "frontline_hours": [280.0, 168.0],
            "hours_a_month": [20.0, 12.0],
            "complaints": [400.0, 300.0],
            "text": ["20 h and EUR 882 a month", "12 h and EUR 527 a month"],
        }
    )


def test_hours_by_cause_leave_their_bars_room_on_a_phone() -> None:
    chart = hours_by_cause(burden(), {}, "t", "frontline hours a month", LIGHT)
    assert picture(chart, WIDE).words == ["20 h and EUR 882 a month", "12 h and EUR 527 a month"]
    phone = picture(chart, PHONE)
    assert phone.words == ["20 h\nEUR 882", "12 h\nEUR 527"]
    assert max(bar.box.width for bar in phone.of_kind("bar")) > PHONE / 5


def drivers() -> pd.DataFrame:
    numbers = {
        f"{end}{part}": [value, value / 2]
        for part, value in (("total", 30.0), ("by_amount", 20.0), ("by_rate", 10.0))
        for end in ("", "low_", "high_")
    }
    return pd.DataFrame(
        {
            "department": ["Logistics", "Finance"], "issue": ["Late", "Refund late"],
            "issues": [("Late",), ("Refund late",)], "now": [100.0, 65.0],
            "text": ["+30 (100, was 70)", "+15 (65, was 50)"], **numbers,
        }
    )  # fmt: skip


def test_a_change_says_its_number_over_both_on_a_phone() -> None:
    chart = change_bars(drivers(), {}, "t", "s", LIGHT)
    assert picture(chart, WIDE).words == ["+30 (100, was 70)", "+15 (65, was 50)"]
    assert picture(chart, PHONE).words == ["+30\n100, was 70", "+15\n65, was 50"]


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("difference", [-19.0, 0.0, 19.0])
def test_what_is_compared_stays_within_the_chart(width: int, difference: float) -> None:
    frame = pd.DataFrame(
        {
            "outcome": ["satisfied in the end"], "difference": [difference],
            "low": [difference - 1], "high": [difference + 1],
            "text": ["65 % of 120 with · 59 % of 2,796 comparable without"],
        }
    )  # fmt: skip
    found = picture(differences(frame, "#009988", "t", "s", LIGHT), width)
    (words,) = found.of_kind("text")
    letter = LETTER * LIGHT.size
    assert words.box.middle[0] == pytest.approx(found.plot.middle[0], abs=1)
    room = width - len("satisfied in the end") * letter
    assert max(map(len, words.words.split("\n"))) * letter <= room
    assert words.words.startswith("65 % of 120 with")


@pytest.mark.parametrize(("width", "columns"), [(PHONE, 2), (WIDE, 4)])
def test_a_legend_has_as_many_columns_as_the_chart_has_room_for(width: int, columns: int) -> None:
    names = ["Logistics", "Warehouse", "Finance", "Marketing", "Customer Support"]
    origins = pd.DataFrame({"hour": 9, "department": names, "complaints": 1.0, "disputed": 0.0})
    at_work = pd.DataFrame(columns=["department", "from_hour", "to_hour", "is_frontline"])
    hours = pd.DataFrame({"hour": [9, 10]})
    chart = day_by_hour(origins, hours, at_work, 9, dict.fromkeys(names, "#4477AA"), "t", "s", LIGHT)
    assert len({round(x) for x, *_ in placed(chart, width, "legend-label")}) == columns


def test_a_legend_of_many_long_names_leaves_the_bars_room_on_a_phone() -> None:
    names = [f"Department of the number {number}" for number in range(11)]
    origins = pd.DataFrame({"hour": 9, "department": names, "complaints": 1.0, "disputed": 0.0})
    at_work = pd.DataFrame(columns=["department", "from_hour", "to_hour", "is_frontline"])
    chart = day_by_hour(origins, pd.DataFrame({"hour": [9, 10]}), at_work, 9, dict.fromkeys(names, "#4477AA"), "t",
                        "s", LIGHT)  # fmt: skip
    spec = served(chart, PHONE)
    rows = [y for _, y, _ in placed(chart, PHONE, "legend-label")]
    assert len(rows) == len(names)
    assert spec["height"] - len(rows) * 29 >= 240
