"""Overview's first screen in words: of everything, of a department, of a month, of little, and of another field."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.frames.first_screen import LARGEST
from tests.app.shown import as_written
from tests.stores import ROOT, etl

Open = Callable[..., AppTest]
_MONTH = {"from_": "2026-03-01", "to": "2026-03-31"}


def said(app: AppTest) -> str:
    """All that the first screen says, as it is read."""
    shown = app.container(key="first_screen")
    return said_plainly("\n".join(str(one.value) for one in (*shown.markdown, *shown.caption)))


def said_plainly(text: str) -> str:
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u2060", "")


def title(app: AppTest) -> str:
    return str(app.title[0].value).replace("\\", "").replace("\u00a0", " ")


def causes(app: AppTest) -> Sequence[str]:
    """Links to the largest causes."""
    return [str(one.proto.label) for one in app.container(key="largest_causes").get("page_link")]


def test_the_sample_is_told_on_one_screen(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home)
    assert not app.exception
    assert title(app).count(" %") == 2
    assert " of orders go without a complaint. " in title(app)
    assert title(app).endswith(" of the hours that Customer Support spends on tickets go to complaints.")
    told = said(app)
    assert " start outside Customer Support." in told
    assert "(between " in told
    assert "**Claim not confirmed:** it puts in " in told
    assert ", not 100 %." in told
    assert "Claim: falls short" not in told
    assert len(causes(app)) == LARGEST
    assert told.count(" a month]") == LARGEST
    for name in ("share_elsewhere", "absorption_effort"):
        assert re.search(r"^[\d,]+ of [\d,]+", card(app, name)[-1]), name
    for name in ("hours_given_back", "cost_given_back"):
        assert re.search(r"[\d,]+( h)? in 14 months", card(app, name)[-1]), name


def card(app: AppTest, name: str) -> list[str]:
    """The small lines of a card."""
    return [said_plainly(str(one.value)) for one in app.container(key=f"card_{name}").caption]


@pytest.mark.parametrize("issue", [{}, {"issue": "Late delivery"}], ids=["department", "issue"])
def test_of_a_department_it_says_its_part_and_its_own_causes(
    open_page: Open, sample_home: Path, issue: dict[str, str]
) -> None:
    app = open_page(sample_home, department="Logistics", **issue)
    assert " complaints " in title(app)
    assert ("Logistics" if not issue else "Late delivery") in title(app)
    assert "Customer Support puts in " in said(app)
    assert 1 <= len(causes(app)) <= (1 if issue else LARGEST)
    assert said(app).count("[Logistics: ") == len(causes(app))


def test_of_a_month_it_says_the_same_of_that_month(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, **_MONTH)
    assert " of orders go without a complaint. " in title(app)
    assert "Claim not confirmed:" in said(app)
    assert app.container(key="card_hours_given_back").metric[0].value.endswith(" h")
    assert len(causes(app)) == LARGEST


def test_of_one_complaint_it_says_that_there_is_too_little(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home)
    assert not app.exception
    assert title(app).startswith("Too few to say: ")
    assert "Claim" not in said(app)
    assert causes(app) == []
    assert said(app).count("Too few to say: ") == 1  # in the causes' place


def test_of_a_register_of_another_field_it_says_what_it_can(open_page: Open, tmp_path: Path) -> None:
    """Complaints about a bank: no orders, no teams, nothing but complaints."""
    with (ROOT / "tests" / "fixtures" / "exports" / "cfpb.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    export, home = tmp_path / "cfpb.csv", tmp_path / "home"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(6):
            writer.writerows([*row[:-1], f"{row[-1]}{number}"] for row in rows)
    home.mkdir()
    etl(home, "load", str(export))
    app = open_page(home)
    assert not app.exception
    assert title(app) == "Too little is known to say where complaints start."
    assert re.search(r"between \d+ and \d+ % of \d+ complaints start outside Customer Service\. Rule on ", said(app))
    assert ", on Review: then it is known to within " in said(app)
    assert "**Claim not tested:** the export doesn't show which team did the work." in said(app)
    assert app.container(key="card_hours_given_back").metric[0].value.endswith(" h")
    for name in ("absorption_effort", "hours_given_back", "cost_given_back"):
        assert "assumed" in card(app, name)[-1], name
        assert "estimated" not in card(app, name)[-1], name
        assert not app.container(key=f"card_{name}").get("html"), name  # an assumption has no way
    assert re.fullmatch(r"([\d,.]+) of \1 h · assumed", card(app, "absorption_effort")[-1])
    assert "**The largest causes**" in said(app)
    assert causes(app) == []  # nor are any named where hardly anything is known
    assert any("Charts of origins and causes would draw guesses" in each.value for each in app.markdown)
    drawn = {as_written(each.proto.spec)["title"]["text"] for each in app.get("vega_lite_chart")}
    assert drawn.isdisjoint({"Complaints by origin", "The largest causes", "Where the hours come from"})
    listed = [each.label for each in open_page(home, "department").container(key="choose_department").button]
    assert listed
    assert all(label.endswith("too little known to count them") for label in listed)
    assert "orders" not in said(app)


def test_what_a_cause_leads_to_keeps_the_filters(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, channel="email")
    links = app.container(key="largest_causes").get("page_link")
    assert links
    for link in links:
        assert "channel=email" in link.proto.query_string
        assert "department=" in link.proto.query_string
        assert "issue=" in link.proto.query_string
