"""Marks of a chart as the browser has drawn them: where one is, and the row that it is drawn of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import ElementHandle, Locator, expect

from pages.ui.charts.opening import AREA, COLUMN
from tests.browser.conftest import PATIENCE

_FIND = """(chart, {opens, area}) => {
    const isMark = ({datum, mark}) =>
        datum[opens] && mark.marktype !== "line" && (mark.marktype !== "area" || datum[area]);
    const size = (element) => {
        const {width, height} = element.getBoundingClientRect();
        return width * height;
    };
    const isOnTop = (element) => {
        element.scrollIntoView({block: "center"});
        const {x, y, width, height} = element.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) === element;
    };
    const drawn = [...chart.querySelectorAll("svg *")].filter(({__data__: item}) => item?.datum && isMark(item));
    const bySize = drawn.map((element) => [size(element), element]).sort(([one], [other]) => other - one);
    return bySize.map(([, element]) => element).find(isOnTop) || null;
}"""
"""Vega keeps, with each element of its picture, the item of its scene, and with that the row."""


@dataclass(frozen=True)
class Mark:
    """A mark that opens tickets, and its row.

    Attributes
    ----------
    row
        Column -> cell, with what Vega adds to it.
    """

    element: ElementHandle
    row: dict[str, Any]

    def click(self) -> None:
        """Press the mouse in its middle."""
        self.element.click(timeout=PATIENCE)


def largest_mark(chart: Locator) -> Mark:
    """Of the marks that open tickets, the largest whose middle no other hides: small ones lie over large ones.

    Parameters
    ----------
    chart
        What holds the chart, and no other.
    """
    expect(chart.locator("svg").last).to_be_visible(timeout=PATIENCE)
    found = chart.page.wait_for_function(
        f"([chart, names]) => ({_FIND})(chart, names)",
        arg=[chart.element_handle(), {"opens": COLUMN, "area": AREA}], timeout=PATIENCE,
    ).as_element()  # fmt: skip
    assert found is not None
    return Mark(found, found.evaluate("({__data__: item}) => item.datum"))
