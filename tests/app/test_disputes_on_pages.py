"""With disputes waiting, every chart of every page that counts complaints draws them, on the shipped sample."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.calendars.shifts import shifts_on
from etl.ledger.commitments import agree
from etl.ledger.rulings import By, dispute, record
from etl.ledger.shadow_shifts import came, read_sign_ups, sign_up
from etl.marts.core.filters import Filters
from etl.marts.frames.ruling_status import standing
from etl.model import UNATTRIBUTED
from etl.session import open_view
from etl.settings import Settings
from etl.store import open_ledger
from pages.ui import start
from tests.app.shown import as_written

Open = Callable[..., AppTest]

COUNT = 240
CHARTS = {
    "overview": 7, "department": 3, "frontline": 11, "deflection": 3, "day": 1, "worth": 3, "commitments": 1,
    "shadow": 3,
}  # fmt: skip
"""Pages whose charts count complaints, and how many they draw on the sample.

Tickets draws one ticket's stations, Method what people and the engine said of the random sample: neither counts shares.
"""


@pytest.fixture(scope="module")
def disputed_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with every fortieth complaint or so disputed, a commitment, and a shift shared with Logistics."""
    home = tmp_path_factory.mktemp("disputed") / "home"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("ledger.sqlite*"))
    ledger = open_ledger(Settings(home=home))
    with open_view(Settings(home=home)) as view:
        scope = view.scope(Filters())
        p, (first, last) = scope.as_judged().parts, scope.days or (None, None)
        assert first is not None
        assert last is not None
        select = sa.select(p.c.source, p.c.ticket_id, p.c.department).where(
            p.c.is_complaint, p.c.department != UNATTRIBUTED, p.c.share == 1
        )
        found = scope.frame(select.order_by(p.c.created_at.desc(), p.c.ticket_id))
        newest, others = found.head(60), found.iloc[60 :: len(found) // (COUNT - 60)].head(COUNT - 60)
        for row in [*newest.to_dict("records"), *others.to_dict("records")]:
            laid = standing(scope, source=str(row["source"]), ticket_id=str(row["ticket_id"]))
            assert laid is not None
            record(ledger, dispute(laid, str(row["department"]), None, By("Ann", "not ours")))
        start = last - timedelta(days=90)
        # So early that its chart goes by weeks, of which the last, with the newest disputes, isn't whole.
        agree(
            ledger, department="Logistics", issue="Late delivery", owner="Bo", what="Second courier",
            start=first + timedelta(days=100), due=last, target=None, author="Ann",
        )  # fmt: skip
        shift = shifts_on(view.taxonomy, start)[0]
    sign_up(ledger, [shift], "Bo", "Logistics", now=shift.starts_at - timedelta(days=1))
    came(ledger, read_sign_ups(ledger)[0], now=shift.ends_at)
    ledger.close()
    return home


def expected_disputed(home: Path) -> str:
    """What the disputed tickets are expected to weigh in the departments that dispute them, in a subtitle's words."""
    o = model.outcomes.c
    with open_view(Settings(home=home)) as view:
        disputes = view.decisions.disputes
        assert len(disputes) == COUNT
        rows = view.scope(Filters()).frame(
            sa.select(o.ticket_id, o.outcome, o.probability).where(o.ticket_id.in_(disputes["ticket_id"].tolist()))
        )
    both = disputes.merge(rows, left_on=["ticket_id", "about"], right_on=["ticket_id", "outcome"])
    return start.disputed_words(float(both["probability"].sum()))[0].split()[0]


def charts(app: AppTest) -> list[Any]:
    assert not app.exception
    return list(app.get("vega_lite_chart"))


def heading(chart: Any) -> tuple[str, list[str]]:
    """Title of a chart, and its subtitle by line."""
    title = as_written(chart.proto.spec)["title"]
    return title["text"], title["subtitle"]


def disputed_marks(chart: Any) -> list[pd.DataFrame]:
    """Rows that a chart draws disputed parts of, each with what is said of it; its subtitle alone draws nothing."""
    held = [pa.ipc.open_stream(each.data.data).read_all() for each in chart.proto.datasets]
    return [rows.to_pandas() for rows in held if "said" in rows.column_names and rows.num_rows]


@pytest.mark.parametrize("page", CHARTS)
def test_every_chart_of_a_page_draws_what_is_disputed(page: str, open_page: Open, disputed_home: Path) -> None:
    chosen = {"department": "Logistics"} if page == "department" else {}
    found = charts(open_page(disputed_home, page, **chosen))
    assert len(found) == CHARTS[page]
    assert [heading(chart)[0] for chart in found if not disputed_marks(chart)] == []


def sums_drawn(chart: Any) -> set[str]:
    """What the marks of disputed parts of a chart add up to, as its subtitle would say it."""
    marks = [rows for rows in disputed_marks(chart) if "disputed" in rows]
    return {start.disputed_words(float(rows["disputed"].sum()))[0].split()[0] for rows in marks}


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        ("overview", {}),
        ("department", {"department": "Logistics"}),
        ("frontline", {}),
        ("frontline", {"lenses_by": "month"}),
        ("deflection", {"channel": "email"}),
        ("day", {}),
        ("worth", {}),
        ("commitments", {}),
        ("shadow", {}),
    ],
)
def test_a_subtitle_counts_the_disputes_that_its_chart_draws_and_no_others(
    page: str, chosen: dict[str, str], open_page: Open, disputed_home: Path
) -> None:
    checked = 0
    for chart in charts(open_page(disputed_home, page, **chosen)):
        title, subtitle = heading(chart)
        said = re.search(r"([\d.,]+) [\w\-]+ disputed", "\n".join(subtitle))
        if title in ("What the company sees", "What the frontline sees"):  # drawn per hundred of all
            assert said is not None
            assert said.group(1) == expected_disputed(disputed_home)
        elif title == "After a gesture, beside comparable complaints":  # two samples that overlap
            assert said is None
        else:
            assert said is not None
            assert said.group(1) in sums_drawn(chart), title
            checked += 1
    assert checked >= 1


def test_without_a_dispute_no_chart_draws_any(open_page: Open, sample_home: Path) -> None:
    found = charts(open_page(sample_home, "overview"))
    assert len(found) == CHARTS["overview"]
    assert not any(map(disputed_marks, found))


def test_the_lenses_by_month_draw_it_too(open_page: Open, disputed_home: Path) -> None:
    for chart in charts(open_page(disputed_home, "frontline", lenses_by="month"))[-3:]:
        (rows,) = disputed_marks(chart)
        assert (rows["from_share"] < rows["to_share"]).all()


def test_the_charts_of_a_visit_say_that_no_filter_changes_them_in_lines_that_fit_a_third_of_the_page(
    open_page: Open, disputed_home: Path
) -> None:
    for chart in charts(open_page(disputed_home, "shadow", channel="email")):
        lines = heading(chart)[1]
        assert "whatever the filters" in lines
        assert max(map(len, lines)) <= len("limits learnt before 30 Sep 2026")


def test_under_a_chart_what_is_disputed_has_a_line_of_its_own_behind_the_filters(
    open_page: Open, disputed_home: Path
) -> None:
    for page in ("worth", "deflection"):
        for chart in charts(open_page(disputed_home, page, department="Logistics", channel="email", language="nl")):
            title, lines = heading(chart)
            assert "disputed*" not in "".join(lines[:-1])
            if title == "Complaints about ourselves":
                assert "attributed to Customer Support" in lines
                assert "Logistics" not in "".join(lines)
            else:
                assert "department Logistics · channel email" in lines
                assert any(line.startswith("language nl") for line in lines)
