"""Each page over an empty store, a store of one row, and the sample."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import interval_of, value_words
from etl.marts.frames.hypothesis import headline_measures
from etl.marts.measures.catalogue import measures
from etl.marts.measures.totals import totals_of
from etl.session import open_view
from etl.settings import Settings
from tests.app.boxes import errors
from tests.app.shown import as_written
from tests.stores import PAGES, ROOT, as_measured, etl

Open = Callable[..., AppTest]


def _texts(app: AppTest) -> str:
    """Everything that the page says in Markdown, titles, captions and notes."""
    shown = [*app.title, *app.markdown, *app.caption, *app.info, *app.warning, *app.subheader, *app.error]
    return "\n".join(str(one.value) for one in shown)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_every_store_without_an_error(open_page: Open, home: Path, page: str) -> None:
    app = open_page(home, page)
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1
    for chart in app.get("vega_lite_chart"):  # a page itself doesn't hold its charts to the schema
        spec = as_written(chart.proto.spec)
        alt.Chart.from_dict(spec)
        name, _, shows = spec["description"].partition(". ")
        assert name
        assert shows.endswith(".")


@pytest.mark.parametrize("page", ["overview", "department", "tickets", "import"])
def test_an_empty_store_offers_the_sample(open_page: Open, tmp_path: Path, page: str) -> None:
    app = open_page(tmp_path, page)
    assert app.title[0].value == "Nothing has been loaded yet"
    assert app.button(key="load_sample").label == "Load the sample"


def test_an_empty_store_offers_an_upload_on_import(open_page: Open, tmp_path: Path) -> None:
    assert len(open_page(tmp_path, "import").file_uploader) == 1


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ([], {}),
        (["--department", "Logistics"], {"department": "Logistics"}),
        (["--channel", "email", "--channel", "chat"], {"channel": ["email", "chat"]}),
    ],
    ids=["everything", "a department", "two channels"],
)
def test_the_cards_show_what_the_command_line_prints(
    open_page: Open, sample_home: Path, options: list[str], query: dict[str, str | list[str]]
) -> None:
    printed = json.loads(etl(sample_home, "measures", "--json", *options))["measures"]
    app = open_page(sample_home, "overview", **query)
    for name in headline_measures(Filters.from_query(query)):
        card = app.container(key=f"card_{name}")
        assert card.metric[0].value == value_words(as_measured(printed[name])), name


@pytest.mark.parametrize("page", ["overview", "commitments"])  # with every measure, and with none
def test_the_strip_counts_the_complaints_that_the_command_line_counts(
    open_page: Open, sample_home: Path, page: str
) -> None:
    within = json.loads(etl(sample_home, "measures", "--json", "--department", "Logistics"))["measures"]["complaints"]
    overall = json.loads(etl(sample_home, "measures", "--json"))["measures"]["complaints"]
    strip = open_page(sample_home, page, department="Logistics").container(key="strip")
    said = strip.caption[0].value.replace("\\", "")
    counted = " of ".join(value_words(as_measured(one)) for one in (within, overall))
    assert f"{counted} complaints, {interval_of(as_measured(within), in_sentence=True)}" in said
    assert "department Logistics" in said


def test_a_generated_sample_is_called_one_on_screen(open_page: Open, sample_home: Path) -> None:
    strip = open_page(sample_home).container(key="strip")
    assert any("Generated sample" in badge.value for badge in strip.markdown)


def test_a_department_is_chosen_by_its_link(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "department", department="Logistics")
    assert "Logistics" in app.title[0].value
    assert app.multiselect(key="department").value == ["Logistics"]


@pytest.mark.parametrize("page", ["department", "overview"])
def test_a_department_in_the_link_that_the_taxonomy_does_not_have_is_said_with_what_there_is(
    open_page: Open, sample_home: Path, page: str
) -> None:
    app = open_page(sample_home, page, department="No **such** thing" + "g" * 100)
    said = [one.value.replace("\\", "") for one in app.warning]
    assert len(said) == 1
    assert said[0].startswith("Nothing matches these filters. The link names the department “No **such** thingggg")
    assert said[0].endswith("Buying and Quality, Marketing and Stores.")
    assert "g" * 80 not in said[0]


@pytest.mark.parametrize("name", ["Logistics", "Unattributed"])
def test_a_department_in_the_link_that_there_is_needs_no_words(open_page: Open, sample_home: Path, name: str) -> None:
    assert not open_page(sample_home, "overview", department=name).warning


def test_a_department_of_the_taxonomy_without_tickets_is_said_to_have_none(open_page: Open, one_row_home: Path) -> None:
    groups = json.loads(etl(one_row_home, "measures", "--by", "department", "--json"))["groups"]
    name = next(each for each, group in groups.items() if group["complaints"]["value"] == 0)
    said = [one.value for one in open_page(one_row_home, "overview", department=name).warning]
    told = f"Nothing matches these filters. No ticket is attributed to the department “{name}” of the link."
    assert [one.replace("\\", "") for one in said] == [told]


def test_clearing_the_filters_shows_everything_again(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "overview", department="Logistics")
    app.button(key="clear").click().run()
    assert "no filters" in app.container(key="strip").caption[0].value


def test_a_period_that_ends_before_it_starts_is_told_plainly(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "overview", from_="2026-03-31", to="2026-03-01")
    assert not app.exception
    assert "ends" in errors(app)


def test_a_ticket_is_shown_as_plain_text(open_page: Open, one_row_home: Path) -> None:
    source = open_page(one_row_home, "tickets").dataframe[0].value["source"].iloc[0]
    app = open_page(one_row_home, "tickets", ticket=f"{source}:=7")
    shown = next(html.value for html in app.html if "blockquote" in html.value)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold** $x$ :smile:" in shown
    assert "<script" not in shown


def test_a_link_to_a_ticket_that_is_gone_says_so(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "tickets", ticket="zendesk:404")
    assert app.title[0].value == "No such ticket"


def test_the_list_counts_the_tickets_that_were_judged_to_be_complaints(open_page: Open, sample_home: Path) -> None:
    with open_view(Settings(home=sample_home)) as view:
        judged = totals_of(view.scope(Filters(kind=("complaint",))).as_judged())["complaints"]
    app = open_page(sample_home, "tickets", kind="complaint")
    assert f"{judged:,.0f} tickets" in app.title[0].value


def test_the_list_turns_its_pages_without_overlap(open_page: Open, sample_home: Path) -> None:
    app = open_page(sample_home, "tickets")
    first = set(app.dataframe[0].value["ticket_id"])
    app.pagination(key="page").set_value(2).run()
    second = set(app.dataframe[0].value["ticket_id"])
    assert first
    assert second
    assert not first & second


def test_method_defines_every_registered_measure_in_the_registrys_own_words(open_page: Open, tmp_path: Path) -> None:
    said = _texts(open_page(tmp_path, "method")).replace("\\", "")
    for each in measures():
        assert each.label in said
        assert " ".join(each.sentence.split()) in said


def test_import_lists_the_loads_and_what_was_expected_of_their_rows(open_page: Open, one_row_home: Path) -> None:
    loads, expected = (frame.value for frame in open_page(one_row_home, "import").dataframe[:2])
    assert list(loads["file_name"]) == ["one.csv"]
    assert {"reason", "count_checked", "count_failed"} <= set(expected.columns)
    assert len(expected)


def test_what_is_attributed_of_the_sample_is_right_as_often_as_asked(whole_sample_home: Path, tmp_path: Path) -> None:
    etl(whole_sample_home, "export", "--what", "tickets", "--out", str(tmp_path / "tickets.csv"))
    tickets = pd.read_csv(tmp_path / "tickets.csv", dtype="str")
    complaints = tickets[(tickets["kind"] == "complaint") & tickets["excluded_as"].isna()]
    truth = pd.read_csv(ROOT / "sample" / "truth.csv.gz", dtype="str")  # which the engine never reads
    causes = truth.groupby("ticket_id")["department"].agg(set)
    known = complaints[complaints["ticket_id"].isin(causes.index)].drop_duplicates("ticket_id")
    named = known[known["department"] != "Unattributed"]
    right = [
        department in causes[ticket] for department, ticket in zip(named["department"], named["ticket_id"], strict=True)
    ]
    assert len(named) / len(known) > 0.6
    assert sum(right) / len(right) > 0.9


def test_a_list_of_complaints_leaves_out_what_all_rows_say_alike(open_page: Open, sample_home: Path) -> None:
    def columns(**query: str | list[str]) -> set[str]:
        return set(open_page(sample_home, "tickets", **query).dataframe[0].proto.column_order)

    assert not {"kind", "excluded_as"} & columns()
    assert "kind" in columns(kind=["request"])
    assert "excluded_as" in columns(excluded=["spam"])
