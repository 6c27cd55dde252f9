"""Pages where hardly anything is known of where complaints start: none draws departments, or claims a thing of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.frames.findings import TOO_LITTLE, TOO_OPEN
from tests.app.shown import as_written
from tests.stores import ROOT, etl

Open = Callable[..., AppTest]
LOG = ROOT / "tests" / "fixtures" / "exports" / "servicenow_log.csv"


@pytest.fixture(scope="module")
def guessed_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of incidents without a word of text, whose teams nobody has assigned to departments."""
    header, *rows = list(csv.reader(LOG.read_text(encoding="utf-8").splitlines()))
    number = header.index("number")
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(header)
    for copy in range(60):
        for row in rows:
            writer.writerow([*row[:number], f"{row[number]}{copy:02}", *row[number + 1 :]])
    home = tmp_path_factory.mktemp("guessed")
    export = home / "log.csv"
    export.write_text(kept.getvalue(), encoding="utf-8")
    etl(home, "load", str(export))
    return home


def said(app: AppTest) -> str:
    assert not app.exception
    texts = [str(one.value) for kind in (app.title, app.markdown, app.caption) for one in kind]
    return "\n".join(texts).replace("\\", "").replace("\u00a0", " ")


def drawn(app: AppTest) -> set[str]:
    """Titles of the charts."""
    return {as_written(each.proto.spec)["title"]["text"] for each in app.get("vega_lite_chart")}


def test_overview_says_that_hardly_anything_is_known(open_page: Open, guessed_home: Path) -> None:
    assert TOO_OPEN in said(open_page(guessed_home))


def test_frontline_load_draws_nothing_by_department(open_page: Open, guessed_home: Path) -> None:
    app = open_page(guessed_home, "frontline")
    assert said(app).count(TOO_LITTLE) == 3  # causes, contacts outside of hours, what is absorbed
    assert "What fixing a cause would free" not in drawn(app)
    assert [table.key for table in app.dataframe if table.key == "burden"] == []
    by_channel = open_page(guessed_home, "frontline", lenses_by="channel")
    assert said(by_channel).count(TOO_LITTLE) == 2


def test_no_departments_are_compared(open_page: Open, guessed_home: Path) -> None:
    app = open_page(guessed_home, "compare", by="department", measure="reopened")
    assert "differs more than chance" not in said(app)
    assert TOO_OPEN in said(app)
    assert drawn(app) == set()
    own = open_page(guessed_home, "compare", by="channel", measure="share_elsewhere")
    assert TOO_OPEN in said(own)


def test_compare_opens_on_groups_that_could_differ(open_page: Open, guessed_home: Path) -> None:
    app = open_page(guessed_home, "compare")
    assert not app.exception
    assert "overall it is 0\u00a0%" not in app.title[0].value
    assert app.selectbox(key="by").value != "department"


def test_the_frontlines_own_complaints_are_not_made_up(open_page: Open, guessed_home: Path) -> None:
    app = open_page(guessed_home, "worth")
    assert TOO_OPEN in said(app)
    assert "Complaints about ourselves" not in drawn(app)


def test_a_day_does_not_say_who_caused_it(open_page: Open, guessed_home: Path) -> None:
    told = said(open_page(guessed_home, "day"))
    assert "too little is known to say where they started." in told
    assert "caused by" not in told


def test_deflection_says_that_teams_are_not_assigned(open_page: Open, guessed_home: Path) -> None:
    told = said(open_page(guessed_home, "deflection"))
    assert "it isn't known which departments these are: assign the teams on Set-up." in told
    assert "No export within these filters says when a ticket changed teams." not in told
