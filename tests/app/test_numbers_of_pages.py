"""Every card of every page shows what the command line prints under the same filters."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from etl.marts.core.formatting import value_words
from tests.stores import as_measured, etl

Open = Callable[..., AppTest]

CARDS = {
    "department": ("complaints", "handle_hours", "off_hours", "participation", "mean_confidence", "disputed"),
    "frontline": (
        "frontline_hours_elsewhere", "hours_given_back", "frontline_cost_elsewhere", "off_hours", "touches",
        "waiting_days", "reopens",
    ),
    "deflection": ("came_home", "bounce_back", "participation", "lost_hours"),
    "worth": ("one_touch", "rescued", "customers_back", "praise", "gestures", "goodwill_given"),
}  # fmt: skip


def test_the_cards_of_every_page_show_what_the_command_line_prints(open_page: Open, sample_home: Path) -> None:
    options = ["--department", "Logistics", "--from", "2026-01-01", "--to", "2026-03-31"]
    printed = json.loads(etl(sample_home, "measures", "--json", *options))["measures"]
    for page, names in CARDS.items():
        app = open_page(sample_home, page, department="Logistics", from_="2026-01-01", to="2026-03-31")
        for name in names:
            shown = app.container(key=f"card_{name}").metric[0].value
            told = as_measured(printed[name])
            assert shown == value_words(told), (page, name)
