"""A department whose customers left a few words only: the page says that there is nothing to quote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import etl

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def short_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Complaints of three words."""
    home = tmp_path_factory.mktemp("short")
    export = home / "tickets.csv"
    rows = (f"{number},2026-0{1 + number % 3}-{1 + number % 27:02} 09:00,parcel not arrived" for number in range(90))
    export.write_text("\n".join(["ticket_id,created_at,subject", *rows]) + "\n", encoding="utf-8")
    etl(home, "load", str(export))
    return home


def test_an_empty_list_of_quotes_is_explained(open_page: Open, short_home: Path) -> None:
    app = open_page(short_home, "department", department="Logistics")

    assert not app.exception
    assert "No text that can be quoted: each is very short or very long." in [one.value for one in app.caption]


def test_no_number_of_a_cause_is_parted_from_its_unit(open_page: Open, short_home: Path) -> None:
    app = open_page(short_home, "department", department="Logistics")

    causes = [one.value for one in app.markdown if one.value.startswith("**Late delivery**")]
    assert causes
    assert "\u00a0h a month" in causes[0]


def test_what_may_not_be_theirs_is_shown_by_its_subject(open_page: Open, short_home: Path) -> None:
    app = open_page(short_home, "department", department="Logistics")

    assert not app.exception
    assert any("parcel not arrived" in each.proto.body for each in app.get("html"))
