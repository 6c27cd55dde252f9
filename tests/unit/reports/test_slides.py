"""Slides say what the measures say, can be edited, and carry what they were computed over."""

from __future__ import annotations

import itertools
import pickle
import zipfile
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

from etl import __version__, model
from etl.errors import InputError
from etl.marts.core.colours import FRONTLINE, NEUTRAL
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, interval, parts_words, percent, value_words
from etl.marts.core.note_words import note_words
from etl.marts.frames import breakdowns
from etl.marts.frames.hypothesis import LENSES, verdict
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.reports.slides import deck, holds_words, slides_file, write_slides
from etl.reports.slides.charts import harmless
from etl.reports.slides.definitions import defined
from etl.taxonomy import parse_taxonomy
from pages.ui.theme import LIGHT
from tests.store_rows import TAXONOMY, Row, laid, orders, store, taxonomy, ticket
from tests.told_rows import ORDERS, some_complaints

SMALL_PRINT = {"Subject", "Stamp", "Number"}


def slides_of(rows: dict[str, list[Row]], filters: Filters | None = None, text: str = TAXONOMY) -> Any:
    """The slides, written and read back; each file is written once for all tests that look at it."""
    return Presentation(BytesIO(_written(pickle.dumps(rows), filters or Filters(), text)))


@cache
def _written(rows: bytes, filters: Filters, text: str) -> bytes:
    with store(**pickle.loads(rows)) as connection:
        return slides_file(Scope(connection, filters, parse_taxonomy(text)))[0]


def shapes_of(slide: Any) -> list[Any]:
    """Shapes of a slide, those within groups among them."""
    found = []
    for shape in slide.shapes:
        found += [shape, *shape.shapes] if shape.shape_type == MSO_SHAPE_TYPE.GROUP else [shape]
    return found


def texts_of(slide: Any) -> str:
    """Everything that is written on a slide, but in charts."""
    lines = [shape.text_frame.text for shape in shapes_of(slide) if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            lines += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(lines)


def titled(presentation: Any, subject: str) -> Any:
    """The slide of a subject."""
    return next(slide for slide in presentation.slides if subject in texts_of(slide).split("\n"))


def chart_of(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def test_the_headline_and_its_cards_are_the_measures_of_the_command_line() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        measured = compute(Scope(connection, Filters(), taxonomy()))
    slide = slides_of(rows).slides[0]
    title = "88 % of the complaints whose origin is known start outside Support. Support handled 88 % of them first."
    assert slide.shapes.title.text_frame.text == title
    labels = {each.name: each.label for each in measures()}
    for name in ("share_elsewhere", *LENSES):
        card = next(shape for shape in slide.shapes if shape.name == f"Card: {labels[name]}")
        lines = [paragraph.text for paragraph in card.text_frame.paragraphs]
        assert lines == [labels[name], value_words(measured[name]), *parts_words(measured[name]).split(" · ")]
    assert "no filters · 1 Jan to 27 Sep 2026 · 51 of 51 complaints · data as of" in texts_of(slide)
    assert note_words(measured["agreement"].notes) in texts_of(slide)


def test_bars_carry_the_counts_of_every_origin_in_their_colours_with_the_frontline_and_unattributed_last() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        frame = breakdowns.by_department(Scope(connection, Filters(), taxonomy()))
    chart = chart_of(titled(slides_of(rows), "Complaints by originating department"))
    plot = chart.plots[0]
    assert [str(name) for name in plot.categories] == frame["department"].tolist()
    assert list(plot.series[0].values) == frame["complaints"].tolist()
    assert list(plot.categories)[-2:] == ["Support", "Unattributed"]
    shades = [f"#{plot.series[0].points[place].format.fill.fore_color.rgb}" for place in range(len(frame))]
    assert shades[-2:] == [FRONTLINE.upper(), NEUTRAL.upper()]
    assert plot.data_labels.show_value


def test_estimated_bars_and_months_carry_their_intervals_as_native_error_bars() -> None:
    rows = some_complaints()
    outcomes = [
        {"run_id": 1, "source": "shop", "ticket_id": row["ticket_id"], "outcome": name, "issue": None, "probability": p}
        for row in rows["attributions"]
        for name, p in (("Logistics", 0.7), ("Finance", 0.2), ("Support", 0.1))
    ]
    requests = [ticket(f"r{number}", datetime(2026, 5, 1 + number, 12), kind="request") for number in range(6)]
    outcomes += [
        {"run_id": 1, "source": "shop", "ticket_id": row["ticket_id"], "outcome": name, "issue": None, "probability": p}
        for row in requests
        for name, p in ((model.NOT_A_COMPLAINT, 0.8), ("Logistics", 0.2))
    ]
    rows |= {"outcomes": outcomes, "tickets": rows["tickets"] + requests}
    with store(**rows) as connection:
        frame = breakdowns.by_department(Scope(connection, Filters(), taxonomy()))
        by_month = breakdowns.by_month(Scope(connection, Filters(), taxonomy()))
        squares = breakdowns.two_views(Scope(connection, Filters(), taxonomy())).frontline
    made = slides_of(rows)
    notes = titled(made, "The two views").notes_slide.notes_text_frame.text
    (limits,) = squares.loc[squares["department"] == "Logistics", "limits"].unique()
    assert limits
    assert f"Logistics ({limits})" in notes  # beside the squares there is no room for it
    for subject, drawn, low, high in (
        ("Complaints by originating department", frame, "low", "high"),
        ("Complaints by month", by_month, "least", "most"),
    ):  # fmt: skip
        series = chart_of(titled(made, subject)).plots[0].series[0]
        reach = {side: [float(v.text) for v in series._element.xpath(f"./c:errBars/c:{side}//c:v")]
                 for side in ("plus", "minus")}  # fmt: skip
        assert reach["plus"] == pytest.approx((drawn[high] - drawn["complaints"]).tolist(), rel=1e-4, abs=1e-4)
        assert reach["minus"] == pytest.approx((drawn["complaints"] - drawn[low]).tolist(), rel=1e-4, abs=1e-4)
        assert max(reach["plus"]) > 0, subject
    assert "complaints, between" in texts_of(made.slides[0])


def test_lenses_stand_in_a_table_with_what_was_divided_and_what_becomes_of_the_claim() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        measured = compute(Scope(connection, Filters(), taxonomy()), LENSES)
    slide = titled(slides_of(rows), "Three lenses of absorption")
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    lines = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    for (label, share, parts, limits, claim), name in zip(lines[1:], LENSES, strict=True):
        found = measured[name]
        assert next(each.label for each in measures() if each.name == name) in label
        assert share == percent(found.value)
        assert parts.startswith(f"{count(found.numerator)} of {count(found.denominator)}")
        assert limits == (interval(found.low, found.high) or "–")
        assert claim == verdict(found).value


def test_months_are_a_line_with_its_limits_over_real_dates() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        frame = breakdowns.by_month(Scope(connection, Filters(), taxonomy()))
    chart = chart_of(titled(slides_of(rows), "Complaints by month"))
    series = {each.name: list(each.values) for each in chart.plots[0].series}
    assert series["complaints"] == frame["complaints"].tolist()
    assert series["upper limit"][:8] == pytest.approx(frame["high"].tolist()[:8])
    assert series["upper limit"][8] is None
    assert frame["is_partial"].tolist() == [False] * 8 + [True]
    days = [int(float(str(category))) for category in chart.plots[0].categories]
    assert days[0] == (date(2026, 1, 1) - date(1899, 12, 30)).days


def test_both_views_are_a_hundred_native_squares_each() -> None:
    rows = some_complaints(
        volumes=[orders(date(2026, month, day), 5) for month in range(1, 10) for day in range(1, 29)]
    )
    with store(**rows) as connection:
        views = breakdowns.two_views(Scope(connection, Filters(), taxonomy()))
    slide = titled(slides_of(rows), "The two views")
    groups = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert [len(group.shapes) for group in groups] == [100, 100]
    dark = [square for square in groups[0].shapes if str(square.fill.fore_color.rgb) == deck.INK[1:].upper()]
    assert len(dark) == int(views.company["is_complaint"].sum())
    teal = [square for square in groups[1].shapes if str(square.fill.fore_color.rgb) == FRONTLINE[1:]]
    assert len(teal) == int((views.frontline["department"] == "Support").sum())


def test_a_view_without_orders_says_why_and_the_other_is_drawn() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        reason = note_words(breakdowns.two_views(Scope(connection, Filters(), taxonomy())).company_reason)
    slide = titled(slides_of(rows), "The two views")
    assert reason
    assert reason in texts_of(slide)
    assert [len(shape.shapes) for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP] == [100]


def test_one_department_brings_its_issues_and_three_masked_quotations() -> None:
    slide = titled(slides_of(some_complaints(), Filters(department=("Logistics",))), "Department: Logistics")
    plot = chart_of(slide).plots[0]
    assert dict(zip(map(str, plot.categories), plot.series[0].values, strict=True)) == {"Late": 20, "Broken": 10}
    said = [shape.text_frame.text for shape in slide.shapes if shape.name == "Customer's words"]
    assert len(said) == 2
    assert all("[name]" in text and text.endswith(("Late", "Broken")) for text in said)


@pytest.mark.parametrize("chosen", [(), ("Logistics", "Finance")])
def test_customers_are_quoted_only_where_exactly_one_department_is_chosen(chosen: tuple[str, ...]) -> None:
    presentation = slides_of(some_complaints(), Filters(department=chosen))
    assert not holds_words(Filters(department=chosen))
    assert all("promised me a call" not in texts_of(slide) for slide in presentation.slides)
    assert holds_words(Filters(department=("Logistics",)))


def test_every_slide_says_at_its_foot_and_in_its_notes_what_it_was_computed_over() -> None:
    filters = Filters(department=("Logistics",), date_from=date(2026, 2, 1))
    for slide in slides_of(some_complaints(), filters).slides:
        stamp = next(shape for shape in slide.shapes if shape.name == "Stamp").text_frame.text
        for words in ("department Logistics", "1 Feb to 27 Sep 2026", "data as of", f"Headwater {__version__}"):
            assert words in stamp
            assert words in slide.notes_slide.notes_text_frame.text
        assert slide.shapes.title.text_frame.text in slide.notes_slide.notes_text_frame.text


def test_a_foot_too_long_is_cut_and_the_notes_keep_all_of_it() -> None:
    filters = Filters(channel=tuple(f"channel number {number}" for number in range(40)))
    slide = slides_of(some_complaints(), filters).slides[0]
    stamp = next(shape for shape in slide.shapes if shape.name == "Stamp").text_frame.text
    assert stamp.endswith("…")
    assert f"Headwater {__version__}" in stamp
    assert "channel number 39" in slide.notes_slide.notes_text_frame.text


def test_a_generated_sample_says_so_on_every_slide() -> None:
    load: Row = {column.name: "" if column.type.python_type is str else 0 for column in model.loads.columns}
    load |= {"load_id": 1, "started_at": datetime(2026, 9, 1), "is_generated": True}
    for slide in slides_of(some_complaints(loads=[load])).slides:
        assert "Generated sample, no real customers" in texts_of(slide)


def test_every_figure_is_defined_by_the_registry() -> None:
    presentation = slides_of(some_complaints())
    told = "\n".join(texts_of(slide) for slide in presentation.slides)
    for each in measures():
        if each.name in defined(Filters()):
            assert each.label in told
            assert each.sentence in told
    assert "Inferred" in told
    assert presentation.slides[-1].shapes.title.text_frame.text.startswith("How every figure")


def title_of(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def test_a_departments_slides_say_what_is_true_of_that_department() -> None:
    """Its deck said that 16 % of the hours go to complaints (76 %) and that all are attributed to a department."""
    rows, chosen = some_complaints(volumes=ORDERS), Filters(department=("Logistics",))
    with store(**rows) as connection:
        own, everything = (compute(Scope(connection, filters, taxonomy())) for filters in (chosen, Filters()))
    presentation = slides_of(rows, chosen)
    assert title_of(presentation.slides[0]).startswith("30 of 51 complaints are attributed to Logistics: 59 %.")
    bars = titled(presentation, "Complaints by originating department")
    assert title_of(bars) == "30 of 51 complaints are attributed to Logistics: 59 %."
    assert list(chart_of(bars).plots[0].categories) == ["Logistics", "Finance", "Support", "Unattributed"]
    views = titled(presentation, "The two views")
    assert title_of(views) == (
        f"{percent(own['company_view'].value)} of orders go without a complaint attributed to Logistics, "
        f"yet {percent(own['frontline_view'].value)} of the frontline's hours go to those."
    )
    assert own["frontline_view"].value < everything["frontline_view"].value
    squares = [shape for shape in views.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP][1]
    assert len({str(square.fill.fore_color.rgb) for square in squares.shapes}) == 4
    assert title_of(titled(presentation, "Counted or inferred")).startswith("94 % of complaints are attributed")
    assert title_of(titled(presentation, "Three lenses of absorption")).startswith("Of what is attributed to Logistics")
    told = "\n".join(texts_of(slide) for slide in presentation.slides)
    assert "Share caused elsewhere" not in told
    assert "Part of all complaints" in told


def test_slides_under_other_filters_speak_of_what_the_filters_leave() -> None:
    rows = some_complaints(volumes=ORDERS)
    for number, row in enumerate(rows["tickets"]):
        row["channel"] = "email" if number < 40 else "chat"
    title = title_of(titled(slides_of(rows, Filters(channel=("email",))), "The two views"))
    assert title == "100 % of the frontline's hours within these filters go to complaints; the other view isn't known."
    none = title_of(titled(slides_of(rows, Filters(kind=("praise",))), "The two views"))
    assert none == "These data show neither what the company sees nor what the frontline sees."


def test_the_key_beside_the_squares_keeps_its_names() -> None:
    """The last entry read "17 …": cut between words, it had no name left."""
    slide = titled(slides_of(some_complaints(volumes=ORDERS)), "The two views")
    keys = [shape for shape in slide.shapes if shape.name == "Key" and shape.has_text_frame and shape.text_frame.text]
    assert [key.text_frame.text.split(" ")[1] for key in keys][-1] == "Unattributed"
    ends = [(key.top, key.top + key.height) for key in keys if key.left == keys[-1].left]
    assert all(end <= start + Pt(1) for (_, end), (start, _) in itertools.pairwise(ends))


def test_nothing_is_a_picture_and_every_chart_has_its_sheet() -> None:
    with store(**some_complaints()) as connection:
        content, number = slides_file(Scope(connection, Filters(department=("Logistics",)), taxonomy()))
    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert not [name for name in names if name.endswith((".png", ".jpeg", ".jpg", ".emf", ".svg"))]
    assert len([name for name in names if name.startswith("ppt/embeddings/")]) == 3
    assert len([name for name in names if name.startswith("ppt/slides/slide")]) == number


@pytest.mark.parametrize("chosen", [(), ("Logistics",)])
def test_letters_are_large_enough_for_the_back_row_and_nothing_leaves_the_slide(chosen: tuple[str, ...]) -> None:
    presentation = slides_of(some_complaints(), Filters(department=chosen))
    for slide in presentation.slides:
        assert min(run.font.size for run in slide.shapes.title.text_frame.paragraphs[0].runs) >= Pt(28)
        for shape in shapes_of(slide):
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= presentation.slide_width
            if not shape.has_chart:
                assert shape.top + shape.height <= presentation.slide_height
            if shape.has_text_frame and shape.name not in SMALL_PRINT:
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs]
                assert all(size >= Pt(16) for size in sizes)
                assert all(size >= Pt(18) for size in sizes[:1])


def test_a_department_whose_name_is_a_formula_stays_text_in_the_sheet() -> None:
    text = TAXONOMY.replace("  Finance:", '  "=HYPERLINK(1)":')
    rows = {"tickets": [ticket("1"), ticket("2")], "attributions": [laid("1", "=HYPERLINK(1)"), laid("2", "Logistics")]}
    with store(**rows) as connection:
        content, _ = slides_file(Scope(connection, Filters(), parse_taxonomy(text)))
    package = zipfile.ZipFile(BytesIO(content))
    for name in package.namelist():
        if name.startswith("ppt/embeddings/"):
            sheet = zipfile.ZipFile(BytesIO(package.read(name)))
            assert b"<f>" not in sheet.read("xl/worksheets/sheet1.xml")
    chart = chart_of(titled(Presentation(BytesIO(content)), "Complaints by originating department"))
    assert "'=HYPERLINK(1)" in [str(name) for name in chart.plots[0].categories]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "{=1}", "https://x", "MAILTO:x", "external:x"])
def test_what_a_sheet_would_run_or_link_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Late delivery") == "Late delivery"


def test_many_departments_are_added_up_and_none_is_lost() -> None:
    names = [f"Department {number:02}" for number in range(14)]
    text = TAXONOMY + "".join(f"  {name}: {{teams: [Team {name}]}}\n" for name in names)
    pairs = [(f"{name} {number}", name) for name in names for number in range(2)]
    rows = {"tickets": [ticket(one) for one, _ in pairs], "attributions": [laid(one, name) for one, name in pairs]}
    plot = chart_of(titled(slides_of(rows, text=text), "Complaints by originating department")).plots[0]
    assert [str(name) for name in plot.categories] == [*names[:10], "Other departments (4)"]
    assert list(plot.series[0].values) == [2] * 10 + [8]


def test_filters_without_a_complaint_give_slides_that_say_so() -> None:
    filters = Filters(department=("Logistics",), channel=("pigeon",))
    presentation = slides_of(some_complaints(), filters)
    assert "There are no complaints" in presentation.slides[0].shapes.title.text_frame.text
    assert not any(shape.has_chart for slide in presentation.slides for shape in slide.shapes)


def test_an_empty_store_is_refused_in_plain_words_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "slides.pptx"
    with store() as connection, pytest.raises(InputError, match="Nothing has been loaded yet"):
        write_slides(Scope(connection, Filters(), taxonomy()), path)
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with store(**some_complaints()) as connection:
        scope = Scope(connection, Filters(), taxonomy())
        with pytest.raises(InputError, match="can't be written"):
            write_slides(scope, tmp_path)
        number = write_slides(scope, tmp_path / "new" / "slides.pptx")
    assert len(Presentation(str(tmp_path / "new" / "slides.pptx")).slides) == number


def test_slides_have_the_paper_and_the_ink_of_the_pages() -> None:
    assert (LIGHT.text, LIGHT.muted, LIGHT.rule, LIGHT.paper) == (deck.INK, deck.MUTED, deck.RULE, deck.PAPER)


@settings(max_examples=20)
@given(st.text(max_size=400))
def test_any_text_can_stand_on_a_slide(text: str) -> None:
    made = deck.Deck(text, "subject", "author")
    page = made.add(text, text, [text])
    deck.write(page.slide, page.body, [deck.Words(text)], name="Text")
    slide = Presentation(BytesIO(made.to_bytes())).slides[0]
    shown = next(shape for shape in slide.shapes if shape.name == "Text").text_frame.text
    assert shown == deck.clean(text)
