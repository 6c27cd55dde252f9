"""Line breaks in a chart's heading and row names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pages.ui.charts.bars import bars_by_department
from pages.ui.charts.lines import with_heading_in_lines
from pages.ui.theme import LIGHT
from tests.app.chart_frames import departments_frame
from tests.app.shown import Shown, shown

TITLE = "Complaints by origin, all channels and products together"
SUBTITLE = "complaints; whisker: 95\u00a0% interval, for chance alone\n1 Sep 2025 to 31 Oct 2026"
LETTER, BOLD_LETTER = 0.52, 0.6
"""As DejaVu Sans has them, the widest of the usual fonts."""


def on_screen(chart: Any, width: int) -> Shown:
    """The picture in a container of that many pixels, as a page serves it."""
    served = json.dumps(with_heading_in_lines(chart.to_dict()))
    return shown(json.loads(served.replace("containerSize()", f"[{width}, 1]")), width)


def bars(*names: str, subtitle: str = SUBTITLE) -> Any:
    frame = departments_frame()
    frame = frame.assign(department=[*names, *frame["department"].iloc[len(names) :]])
    return bars_by_department(frame, {}, TITLE, subtitle, LIGHT)


@pytest.mark.parametrize("width", [250, 358, 1200])
def test_a_heading_is_wrapped_to_the_width_of_the_chart(width: int) -> None:
    picture = on_screen(bars(), width)
    title = picture.title.split("\n")
    assert " ".join(title) == TITLE
    assert " ".join(picture.subtitle) == SUBTITLE.replace("\n", " ")
    assert max(map(len, title)) * LIGHT.title_size * BOLD_LETTER <= width
    assert max(map(len, picture.subtitle)) * (LIGHT.size - 1) * LETTER <= width
    assert (len(title) == 1) == (width == 1200)
    assert "1 Sep 2025 to 31 Oct 2026" in picture.subtitle


def test_a_heading_is_never_run_as_code() -> None:
    hostile = "quote ' and \" and \\ and $1 and $& and {a} and </script>"
    assert " ".join(on_screen(bars(subtitle=hostile), 1200).subtitle) == hostile


@pytest.mark.parametrize(("width", "said"), [(358, "None of these\ndepartments"), (700, "None of these departments")])
def test_a_row_name_is_wrapped_in_a_narrow_chart(width: int, said: str) -> None:
    assert said in on_screen(bars("None of these departments"), width).texts


def test_a_row_name_that_needs_too_many_lines_is_truncated() -> None:
    name = "Customer relationship management and complaints of other departments"
    (said,) = (text for text in on_screen(bars(name), 358).texts if text.startswith("Customer"))
    assert said.endswith("…")
    assert "\n" not in said
