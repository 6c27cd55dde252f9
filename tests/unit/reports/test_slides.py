"""Slides are the story's steps, can be edited, and carry what they were computed over."""

from __future__ import annotations

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
from etl.ledger.links import Moment
from etl.marts.core.colours import FRONTLINE
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import parts_words, percent, value_words
from etl.marts.core.note_words import note_words
from etl.marts.frames import breakdowns
from etl.marts.frames.cost_by_cause import burden
from etl.marts.frames.hypothesis import headline_measures
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.reports.links import view_link
from etl.reports.slides import deck, holds_words, masters, paper, slides_file, write_slides
from etl.reports.slides.chart_parts import harmless, number_with
from etl.reports.story import tell
from etl.taxonomy import parse_taxonomy
from pages.ui.theme import LIGHT
from tests.slides_read import categories_of, charts_of, notes_of, plain, read, shapes_of, texts_of, title_of
from tests.store_rows import TAXONOMY, Row, moved, store, taxonomy
from tests.told_rows import ORDERS, some_complaints

SMALL_PRINT = {"Subject", "Stamp", "Number", "Legend"}
LINK = "https://headwater.example.com/?department=Logistics"


def slides_of(
    rows: dict[str, list[Row]], filters: Filters | None = None, text: str = TAXONOMY, template: Path | None = None
) -> Any:
    """The slides, written and read back; each file is written once for all tests that look at it."""
    return read(_written(pickle.dumps(rows), filters or Filters(), text, template))


@cache
def _written(rows: bytes, filters: Filters, text: str, template: Path | None) -> bytes:
    with store(**pickle.loads(rows)) as connection:
        story = tell(Scope(connection, filters, parse_taxonomy(text)), today=date(2026, 10, 1))
    return slides_file(story, link=LINK, template=template)[0]


def about(presentation: Any, subject: str) -> Any:
    """The slide of a subject."""
    return next(slide for slide in presentation.slides if subject in texts_of(slide).split("\n"))


def chart_of(slide: Any) -> Any:
    return charts_of(slide)[0].chart


def with_handoffs() -> dict[str, list[Row]]:
    """Twelve complaints of Finance handed to Billing, of which eight came back."""
    events = [row for number in range(30, 42) for row in moved(
        str(number), *(["First line", "Billing"] + ["First line"] * bool(number % 3)),
        start=datetime(2026, 1 + number % 9, 1 + number % 28, 10),
    )]  # fmt: skip
    rows = some_complaints(events=events)
    for row in rows["tickets"][30:42]:
        row |= {"count_handoffs": 2, "count_stations": 3, "solved_at": datetime(2026, 10, 1)}
    return rows


def test_the_verdict_and_its_cards_are_the_measures_of_the_command_line() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        measured = compute(Scope(connection, Filters(), taxonomy()), seed=0)
    presentation = slides_of(rows)
    assert title_of(presentation.slides[0]) == "Where complaints start"
    assert "1 Jan to 27 Sep 2026 · 51 complaints" in texts_of(presentation.slides[0])
    slide = about(presentation, "The verdict")
    title = "88 % of the complaints whose origin is known start outside Support."
    assert title_of(slide) == title
    labels = {each.name: each.label for each in measures()}
    for name in headline_measures(Filters()):
        card = next(shape for shape in slide.shapes if shape.name == f"Card: {labels[name]}")
        lines = [plain(paragraph.text) for paragraph in card.text_frame.paragraphs]
        assert lines == [labels[name], value_words(measured[name]), *parts_words(measured[name]).split(" · ")]


def test_causes_are_native_bars_of_the_hours_of_the_frontline_page_with_their_money() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        frame = burden(Scope(connection, Filters(), taxonomy()), is_by_issue=True)
    frame = frame[~frame["is_frontline"] & ~frame["is_unattributed"] & frame["issue"].notna()]
    plot = chart_of(about(slides_of(rows), "The largest causes")).plots[0]
    assert list(plot.series[0].values) == frame["hours_a_month"].tolist()
    names = [plain(str(each)).split("\n") for each in plot.categories]
    assert names == frame[["issue", "department"]].to_numpy().tolist()
    forms = plot._element.xpath(".//c:dLbl/c:numFmt/@formatCode")
    assert all(f"EUR\u00a0{row['cost_a_month']:,.0f}" in form for form, row in zip(
        forms, frame.to_dict("records"), strict=True))  # fmt: skip


def test_estimated_hours_and_months_carry_their_intervals_as_native_error_bars() -> None:
    rows = some_complaints()
    outcomes = [
        {
            "run_id": 1,
            "source": "shop",
            "ticket_id": row["ticket_id"],
            "outcome": name,
            "issue": issue,
            "probability": p,
        }
        for row in rows["attributions"]
        for name, issue, p in (("Logistics", "Late", 0.7), ("Finance", "Refund", 0.2), ("Support", None, 0.1))
    ]
    rows |= {"outcomes": outcomes}
    with store(**rows) as connection:
        scope = Scope(connection, Filters(), taxonomy())
        hours, by_month = burden(scope, is_by_issue=True), breakdowns.by_month(scope)
    made, hours = slides_of(rows), hours[~hours["is_frontline"]]
    for subject, drawn, value, low, high in (
        ("The largest causes", hours, "hours_a_month", "low_hours_a_month", "high_hours_a_month"),
        ("Complaints by month", by_month, "complaints", "least", "most"),
    ):  # fmt: skip
        series = chart_of(about(made, subject)).plots[0].series[0]
        reach = {side: [float(v.text) for v in series._element.xpath(f"./c:errBars/c:{side}//c:v")]
                 for side in ("plus", "minus")}  # fmt: skip
        if subject == "The largest causes":
            assert reach["plus"] == pytest.approx((drawn[high] - drawn[value]).tolist(), rel=1e-4, abs=1e-4)
            assert reach["minus"] == pytest.approx((drawn[value] - drawn[low]).tolist(), rel=1e-4, abs=1e-4)
            assert max(reach["plus"]) > 0, subject
        else:
            assert (drawn[high] > drawn[value]).any() == bool(reach["plus"])


def test_hand_offs_are_bars_of_what_came_back_and_what_did_not() -> None:
    slide = about(slides_of(with_handoffs()), "Hand-offs")
    plot = chart_of(slide).plots[0]
    assert categories_of(charts_of(slide)[0]) == ["Support to Finance\n12, 8 of 12 came back"]
    assert [list(series.values) for series in plot.series] == [[8], [4]]


def test_months_are_a_line_with_its_limits_over_real_dates() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        frame = breakdowns.by_month(Scope(connection, Filters(), taxonomy()))
    chart = chart_of(about(slides_of(rows), "Complaints by month"))
    series = {each.name: list(each.values) for each in chart.plots[0].series}
    assert series["complaints"] == frame["complaints"].tolist()
    assert series["upper limit"][:8] == pytest.approx(frame["high"].tolist()[:8])
    assert series["upper limit"][8] is None
    days = [int(float(str(category))) for category in chart.plots[0].categories]
    assert days[0] == (date(2026, 1, 1) - date(1899, 12, 30)).days


def test_both_views_are_a_hundred_native_squares_each() -> None:
    rows = some_complaints(volumes=ORDERS)
    with store(**rows) as connection:
        views = breakdowns.two_views(Scope(connection, Filters(), taxonomy()))
    slide = about(slides_of(rows), "The two views")
    groups = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert [len(group.shapes) for group in groups] == [100, 100]
    dark = [square for square in groups[0].shapes if str(square.fill.fore_color.rgb) == paper.INK[1:].upper()]
    assert len(dark) == int(views.company["is_complaint"].sum())
    teal = [square for square in groups[1].shapes if str(square.fill.fore_color.rgb) == FRONTLINE[1:]]
    assert len(teal) == int((views.frontline["department"] == "Support").sum())
    shares = notes_of(slide)
    assert all(f"{name}" in shares for name in views.frontline["meaning"].unique())


def test_a_view_without_orders_says_why_and_the_other_is_drawn() -> None:
    rows = some_complaints()
    with store(**rows) as connection:
        reason = note_words(breakdowns.two_views(Scope(connection, Filters(), taxonomy())).company_reason)
    slide = about(slides_of(rows), "The two views")
    assert reason
    assert reason in texts_of(slide)
    assert [len(shape.shapes) for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP] == [100]


def test_one_department_brings_its_issues_and_masked_quotations() -> None:
    made = slides_of(some_complaints(), Filters(department=("Logistics",)))
    assert categories_of(charts_of(about(made, "The largest causes"))[0]) == ["Late", "Broken"]
    slide = about(made, "In the customers' words")
    said = [plain(shape.text_frame.text) for shape in slide.shapes if shape.name == "Customer's words"]
    assert len(said) == 2
    assert all("[name]" in text for text in said)
    assert [text.split("\n")[1].split(" · ")[0] for text in said] == ["Late", "Broken"]


@pytest.mark.parametrize("chosen", [(), ("Logistics", "Finance")])
def test_customers_are_quoted_only_where_exactly_one_department_is_chosen(chosen: tuple[str, ...]) -> None:
    presentation = slides_of(some_complaints(), Filters(department=chosen))
    assert not holds_words(Filters(department=chosen))
    assert all("promised me a call" not in texts_of(slide) for slide in presentation.slides)
    assert holds_words(Filters(department=("Logistics",)))


def test_every_slide_says_what_it_was_computed_over_and_leads_back_to_the_view() -> None:
    filters = Filters(department=("Logistics",), date_from=date(2026, 2, 1))
    first, *others = slides_of(some_complaints(), filters).slides
    for slide in others:
        stamp = next(shape for shape in slide.shapes if shape.name == "Stamp")
        for words in ("department Logistics", "1 Feb to 27 Sep 2026", "data as of", f"Headwater {__version__}"):
            assert words in plain(stamp.text_frame.text)
            assert words in notes_of(slide)
        assert stamp.click_action.hyperlink.address == LINK
        assert title_of(slide) in notes_of(slide)
        assert LINK in notes_of(slide)
    assert "Where complaints start: Logistics" in title_of(first)
    assert "1 Feb to 27 Sep 2026" in texts_of(first)
    links = [
        run.hyperlink.address for shape in first.placeholders for p in shape.text_frame.paragraphs for run in p.runs
    ]
    assert LINK in links


def test_a_link_carries_the_filters_and_leaves_other_questions_out() -> None:
    filters = Filters(department=("Logistics", "R&D"))
    assert view_link("https://example.com/?page=2", filters) == (
        "https://example.com/?department=Logistics&department=R%26D"
    )
    moment = Moment("000006", (152, 40, 3))
    assert view_link("https://example.com/", filters, moment).endswith("&as_of=000006-152-40-3")
    assert view_link("http://example.com", Filters()) == "http://example.com"
    assert view_link("", filters) == view_link("javascript:alert(1)", filters) == ""


def test_without_an_address_there_is_no_link() -> None:
    with store(**some_complaints()) as connection:
        content, _ = slides_file(tell(Scope(connection, Filters(), taxonomy())))
    assert b"Open" not in b"".join(zipfile.ZipFile(BytesIO(content)).read(f"ppt/slides/slide{n}.xml") for n in (1, 2))


def test_a_foot_too_long_is_cut_and_the_notes_keep_all_of_it() -> None:
    filters = Filters(channel=tuple(f"channel number {number}" for number in range(40)))
    slide = slides_of(some_complaints(), filters).slides[1]
    stamp = next(shape for shape in slide.shapes if shape.name == "Stamp").text_frame.text
    assert "…" in stamp
    assert "1 Jan to 27 Sep 2026" in plain(stamp)
    assert "channel number 39" in notes_of(slide)


def test_a_generated_sample_says_so_on_every_slide() -> None:
    load: Row = {column.name: "" if column.type.python_type is str else 0 for column in model.loads.columns}
    load |= {"load_id": 1, "started_at": datetime(2026, 9, 1), "is_generated": True}
    for slide in slides_of(some_complaints(loads=[load])).slides:
        assert "Generated sample, no real customers" in texts_of(slide)


def test_definitions_stand_in_the_notes_and_on_no_slide() -> None:
    presentation = slides_of(some_complaints(volumes=ORDERS))
    notes = "\n".join(notes_of(slide) for slide in presentation.slides)
    shown = "\n".join(texts_of(slide) for slide in presentation.slides)
    for each in measures():
        if each.name in (*headline_measures(Filters()), "company_view", "frontline_view", "hours_given_back"):
            assert each.sentence in notes
            assert each.sentence not in shown
    assert "Inferred: " in notes


def test_a_departments_slides_say_what_is_true_of_that_department() -> None:
    """Its deck said that 16 % of the hours go to complaints (76 %) and that all are attributed to a department."""
    rows, chosen = some_complaints(volumes=ORDERS), Filters(department=("Logistics",))
    with store(**rows) as connection:
        own = compute(Scope(connection, chosen, taxonomy()))
    presentation = slides_of(rows, chosen)
    views = about(presentation, "The two views")
    assert title_of(views).endswith(
        f"yet {percent(own['frontline_view'].value)} of the frontline's hours go to complaints that are attributed to "
        "Logistics."
    )
    squares = [shape for shape in views.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP][1]
    assert len({str(square.fill.fore_color.rgb) for square in squares.shapes}) == 4
    told = "\n".join(texts_of(slide) for slide in presentation.slides)
    assert "Share caused elsewhere" not in told
    assert "Part of all complaints" in told


def test_nothing_is_a_picture_and_every_chart_has_its_sheet() -> None:
    with store(**some_complaints()) as connection:
        content, number = slides_file(tell(Scope(connection, Filters(department=("Logistics",)), taxonomy())))
    names = zipfile.ZipFile(BytesIO(content)).namelist()
    assert not [name for name in names if name.endswith((".png", ".jpeg", ".jpg", ".emf", ".svg"))]
    assert len([name for name in names if name.startswith("ppt/embeddings/")]) == 2
    assert len([name for name in names if name.startswith("ppt/slides/slide")]) == number


@pytest.mark.parametrize("chosen", [(), ("Logistics",)])
def test_letters_are_large_enough_for_the_back_row(chosen: tuple[str, ...]) -> None:
    presentation = slides_of(some_complaints(), Filters(department=chosen))
    for slide in list(presentation.slides)[1:]:
        assert min(run.font.size for run in slide.shapes.title.text_frame.paragraphs[0].runs) >= Pt(24)
        for shape in shapes_of(slide):
            if shape.has_text_frame and shape.name not in SMALL_PRINT and shape != slide.shapes.title:
                sizes = [run.font.size for p in shape.text_frame.paragraphs for run in p.runs]
                assert all(size >= Pt(16) for size in sizes)


def test_a_name_that_is_a_formula_stays_text_in_the_sheet() -> None:
    text = TAXONOMY.replace("{Refund:", '{"=HYPERLINK(1)":')
    rows = some_complaints()
    for row in rows["attributions"]:
        row["issue"] = "=HYPERLINK(1)" if row["issue"] == "Refund" else row["issue"]
    content = _written(pickle.dumps(rows), Filters(), text, None)
    package = zipfile.ZipFile(BytesIO(content))
    for name in package.namelist():
        if name.startswith("ppt/embeddings/"):
            sheet = zipfile.ZipFile(BytesIO(package.read(name)))
            assert b"<f>" not in sheet.read("xl/worksheets/sheet1.xml")
    names = categories_of(charts_of(about(read(content), "The largest causes"))[0])
    assert "'=HYPERLINK(1)\nFinance" in names


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "{=1}", "https://x", "MAILTO:x", "external:x"])
def test_what_a_sheet_would_run_or_link_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Late delivery") == "Late delivery"


def test_a_number_keeps_its_words_in_its_format() -> None:
    assert number_with(20.03, " h · EUR 882") == '#,##0"\u00a0h\u00a0·\u00a0EUR\u00a0882"'
    assert number_with(11.17, ' h "x" \\') == '0.0"\u00a0h\u00a0x\u00a0"'


def test_filters_without_a_complaint_give_slides_that_say_so() -> None:
    filters = Filters(department=("Logistics",), channel=("pigeon",))
    presentation = slides_of(some_complaints(), filters)
    assert "There are no complaints" in title_of(presentation.slides[1])
    assert not any(shape.has_chart for slide in presentation.slides for shape in slide.shapes)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with store(**some_complaints()) as connection:
        story = tell(Scope(connection, Filters(), taxonomy()))
    with pytest.raises(InputError, match="can't be written"):
        write_slides(story, tmp_path)
    number = write_slides(story, tmp_path / "new" / "slides.pptx")
    assert len(Presentation(str(tmp_path / "new" / "slides.pptx")).slides) == number


def test_a_pdf_without_libreoffice_is_refused_in_one_plain_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with store(**some_complaints()) as connection:
        story = tell(Scope(connection, Filters(), taxonomy()))
    with pytest.raises(InputError, match=r"needs LibreOffice.*Write slides as \.pptx") as caught:
        write_slides(story, tmp_path / "x.pdf")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "x.pdf").exists()


def test_slides_have_the_paper_and_the_ink_of_the_pages() -> None:
    assert (LIGHT.text, LIGHT.muted, LIGHT.rule, LIGHT.paper) == (paper.INK, paper.MUTED, paper.RULE, paper.PAPER)


@settings(max_examples=20)
@given(st.text(max_size=400))
def test_any_text_can_stand_on_a_slide(text: str) -> None:
    made = deck.Deck(masters.own(), text, "subject", "author")
    page = made.add(text, text, [text])
    deck.write(page.slide, page.body, [paper.Words(text)], name="Text")
    slide = read(made.to_bytes()).slides[0]
    shown = next(shape for shape in slide.shapes if shape.name == "Text").text_frame.text
    assert shown == paper.clean(text)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A company's master: its own letters and two old slides."""
    path = tmp_path / "company.pptx"
    presentation = Presentation()
    for _ in range(2):
        presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = "An old slide"
    presentation.save(str(path))
    return path


def test_a_companys_master_is_kept_and_its_old_slides_are_left_out(company: Path) -> None:
    made = slides_of(some_complaints(), template=company)
    assert made.slide_width == Presentation(str(company)).slide_width
    assert len(made.slide_layouts) == len(Presentation(str(company)).slide_layouts)
    told = "\n".join(texts_of(slide) for slide in made.slides)
    assert "An old slide" not in told
    assert [title_of(slide) for slide in made.slides] == [
        title_of(slide) for slide in slides_of(some_complaints()).slides
    ]
    package = zipfile.ZipFile(BytesIO(_written(pickle.dumps(some_complaints()), Filters(), TAXONOMY, company)))
    assert len([name for name in package.namelist() if name.startswith("ppt/slides/slide")]) == len(made.slides)


def test_a_template_by_its_ending_is_read_too(company: Path, tmp_path: Path) -> None:
    template = tmp_path / "company.potx"
    with zipfile.ZipFile(company) as old, zipfile.ZipFile(template, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(
                b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"))  # fmt: skip
    assert masters.of_file(template).plain.name == "Title Only"


def test_on_a_dark_master_pictures_stand_on_a_light_sheet(company: Path) -> None:
    presentation = Presentation(str(company))
    background = presentation.slide_master.background.fill
    background.solid()
    background.fore_color.rgb = deck.paint("#102A43")
    presentation.save(str(company))
    assert masters.of_file(company).needs_sheet
    slide = slides_of(some_complaints(), template=company).slides[1]
    assert "Sheet" in [shape.name for shape in slide.shapes]


@pytest.mark.parametrize("what", ["missing", "text", "zip", "no title", "no room"])
def test_a_template_that_cannot_be_used_is_refused_in_one_plain_line(what: str, company: Path, tmp_path: Path) -> None:
    path = tmp_path / "it.pptx"
    if what == "text":
        path.write_text("no")
    elif what == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("a", "b")
    elif what != "missing":
        presentation = Presentation(str(company))
        for layout in list(presentation.slide_layouts):
            if what == "no title" and layout.name != "Blank":
                if layout.used_by_slides:
                    continue
                presentation.slide_layouts.remove(layout)
            for place in layout.placeholders:
                if what == "no room" and place.placeholder_format.idx == 0:
                    place.left, place.top, place.width, place.height = 0, 0, 9_000_000, 6_000_000
                if what == "no title" and place.placeholder_format.idx == 0:
                    place._element.getparent().remove(place._element)
        presentation.save(str(path))
        if what == "no title":
            _without_titles(path)
    said = {"missing": "can't be read", "text": "can't be read as a PowerPoint file",
            "zip": "can't be read as a PowerPoint file", "no title": "has no layout with a title",
            "no room": "too little room"}[what]  # fmt: skip
    with pytest.raises(InputError, match=said) as caught:
        masters.of_file(path)
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)


def _without_titles(path: Path) -> None:
    presentation = Presentation(str(path))
    for layout in presentation.slide_layouts:
        for place in list(layout.placeholders):
            if place.placeholder_format.idx == 0:
                place._element.getparent().remove(place._element)
    presentation.save(str(path))
