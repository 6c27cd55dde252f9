"""What customers may write, on the pages: nothing of it is run, drawn or left to push the rest away."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import etl

Open = Callable[..., AppTest]

LONG = ("My parcel is late. " * 52_632)[:990_000]
TEXTS = {
    "latex": (
        "$x^2$ :red[x]",
        "Costs $5 and $6; my parcel is late **bold** `code`\n# head\n[link](http://evil.example)",
    ),
    "html": (
        "<b>x</b><img src=x onerror=alert(1)>",
        "<style>*{display:none}</style></blockquote><h1>My parcel is late",
    ),
    "arabic": ("الطرد لم يصل", "الطرد لم يصل بعد. My parcel is late 😡"),
    "long": ("W" * 3000, LONG),
    "turned": ("Parcel \u202egpj.late", "My parcel is late, \u202ethis is unacceptable\u2067"),
    "attributed": ("Refund", "My refund has not arrived, this is unacceptable. Where is my money?"),
    "bare": ("", "My parcel has not arrived, this is unacceptable"),
}


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of tickets that nobody would like to show."""
    home = tmp_path_factory.mktemp("hostile")
    with (home / "hostile.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Ticket ID", "Subject", "Description", "Created time", "Status"])
        for day, (name, (subject, body)) in enumerate(TEXTS.items(), start=1):
            rows.writerow([name, subject, body, f"2026-03-0{day} 10:00", "Open"])
    etl(home, "load", str(home / "hostile.csv"))
    return home


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_stands_as_it_was_written(open_page: Open, hostile_home: Path, name: str) -> None:
    app = open_page(hostile_home, "tickets", ticket=f"table:{name}")
    assert not app.exception
    (quoted,) = [html.value for html in app.html if "<blockquote" in html.value]
    assert quoted.count("<blockquote") == quoted.count("</blockquote>") == 1
    assert 'dir="auto"' in quoted
    assert "<style>" not in quoted
    assert "<h1>" not in quoted


def test_a_text_turns_nothing_round(open_page: Open, hostile_home: Path) -> None:
    ticket = open_page(hostile_home, "tickets", ticket="table:turned")
    listed = open_page(hostile_home, "tickets").dataframe[0].value.set_index("ticket_id").loc["turned"]
    quoted = "".join(html.value for html in ticket.html)
    shown = [quoted, *(one.value for one in ticket.title), listed["subject"], listed["excerpt"]]
    shown += [str(table.value.to_dict()) for table in ticket.dataframe]
    assert "this is" in quoted
    assert "gpj" in listed["subject"]
    assert not [text for text in shown if {"\u202e", "\u2067"} & set(text)]


def test_a_subject_of_thousands_of_letters_is_cut_for_the_title(open_page: Open, hostile_home: Path) -> None:
    title = open_page(hostile_home, "tickets", ticket="table:long").title[0].value
    assert title.endswith("…")
    assert len(title) < 200


def test_of_a_million_characters_the_first_are_shown_and_the_rest_is_counted(
    open_page: Open, hostile_home: Path
) -> None:
    app = open_page(hostile_home, "tickets", ticket="table:long")
    said = [caption.value for caption in app.caption]
    assert any("The first 20,000 of 9" in one for one in said)


def test_what_no_export_tells_has_no_column_of_zeros(open_page: Open, hostile_home: Path) -> None:
    columns = open_page(hostile_home, "frontline").dataframe[0].value.columns
    assert "Complaints" in columns
    assert not {"A month", "Waited", "Reopens"} & set(columns)


def test_lenses_that_cannot_be_told_are_said_once_and_not_drawn(open_page: Open, hostile_home: Path) -> None:
    app = open_page(hostile_home, "frontline")
    said = "\n".join(one.value for one in app.markdown).replace("\\", "")
    assert said.count("–  Nothing within the filters that was caused elsewhere is solved.") == 1


def links(app: AppTest) -> list[Any]:
    """Links on the page itself; the sidebar lists all pages."""
    return list(app.main.get("page_link"))


def test_review_offers_no_link_to_itself(open_page: Open, hostile_home: Path) -> None:
    def to_review(page: str) -> list[str]:
        named = [str(link.proto.label) for link in links(open_page(hostile_home, page))]
        return [label for label in named if label.startswith("Review")]

    assert to_review("overview") == ["Review more complaints"]
    assert to_review("review") == []
