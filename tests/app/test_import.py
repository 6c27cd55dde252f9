"""Import, before anything is stored: what a file is taken for, and the questions that it leaves open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.ui.import_ import uploads
from pages.ui.jobs import Outcome
from tests.app.boxes import errors
from tests.patience import PATIENCE_SECONDS
from tests.stores import etl

Open = Callable[..., AppTest]

KNOWN = b"Ticket ID,Subject,Description,Created time,Status\n7,Parcel,My parcel has not arrived,2026-03-04 10:00,Open\n"
UNKNOWN = b"Nr,Wat,Wanneer\n7,late,soon\n"
AMBIGUOUS = b"Ticket ID,Subject,Created time\n7,Parcel is late,03/04/2026 10:00\n8,Parcel is late,05/06/2026 10:00\n"


def _with_upload(open_page: Open, home: Path, name: str, content: bytes) -> AppTest:
    app = open_page(home, "import")
    app.file_uploader[0].upload(name, content)
    return app.run()


def _said(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in app.markdown).replace("\\", "")


def _mapped(app: AppTest, field: str) -> str:
    return next(str(box.value) for box in app.selectbox if box.label == field)


def _load_button(app: AppTest) -> bool:
    return next(bool(button.disabled) for button in app.button if button.label == "Load")


def test_a_file_is_recognised_and_its_reasons_are_told(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert not app.exception
    assert "1 row" in _said(app)
    assert "UTF-8, separated by comma" in _said(app)
    assert not _load_button(app)


def test_a_box_says_what_is_wrong_and_below_it_how_to_mend_it(open_page: Open, tmp_path: Path) -> None:
    (box,) = _with_upload(open_page, tmp_path, "export.csv", UNKNOWN).error
    assert "fits no known format" in box.proto.title
    assert "fits no known format" not in box.value
    assert "Choose under Columns what each of them holds" in box.value


def test_the_columns_of_an_unknown_file_can_be_told(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "export.csv", UNKNOWN)
    assert "fits no known format" in errors(app)
    assert "Choose under Columns what each of them holds" in errors(app)
    drawn = [each.type for each in app.main if each.type in ("error", "selectbox")]
    assert drawn[:2] == ["selectbox", "error"]  # the format asked, and before the columns what is wrong
    assert "map" not in errors(app)
    assert _load_button(app)
    for label, column in (("Ticket number", "Nr"), ("Title", "Wat"), ("Came in at", "Wanneer")):
        next(box for box in app.selectbox if box.label == label).select(column)
    app.run()
    assert not app.error
    assert not _load_button(app)


def test_a_suggested_mapping_is_filled_in(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert _mapped(app, "Ticket number") == "Ticket ID"
    assert _mapped(app, "Came in at") == "Created time"
    assert app.dataframe[0].value["Description"].tolist() == ["My parcel has not arrived"]
    said = "\n".join(str(one.value) for one in app.caption)
    assert "My parcel has not arrived" in said
    assert "every cell is different" in said
    next(box for box in app.selectbox if box.label == "What the customer wrote").select("(none)")
    app.run()
    assert "body from" not in _said(app)


def test_the_order_of_day_and_month_is_asked_only_where_the_file_leaves_it_open(
    open_page: Open, tmp_path: Path
) -> None:
    asked = _with_upload(open_page, tmp_path, "open.csv", AMBIGUOUS)
    assert "date_order" in [one.key for one in asked.get("segmented_control")]
    sure = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert "date_order" not in [one.key for one in sure.get("segmented_control")]


def test_a_file_that_is_no_table_is_refused_in_plain_words(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert not app.exception
    assert "picture.csv" in errors(app).replace("\\", "")
    assert _load_button(app)


def test_a_name_that_climbs_out_of_the_folder_stays_inside_it(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path / "home", "../../escaped.csv", KNOWN)
    assert "1 row" in _said(app)
    assert not (tmp_path / "escaped.csv").exists()

    class Sent(BytesIO):
        name = "../../escaped.csv"

    with uploads.kept(uploads.taken(Sent(KNOWN))) as path:  # type: ignore[arg-type]
        assert path.name == "escaped.csv"
        assert path.resolve().parents[1] == tmp_path / "home" / "uploads"


def test_after_each_load_its_details_are_shown_and_not_those_of_the_load_before(
    open_page: Open, one_row_home: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(one_row_home, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))
    name = "tickets of the second week.csv"
    (home / name).write_bytes(KNOWN.replace(b"7,Parcel,", b",Parcel,") + KNOWN.partition(b"\n")[2])
    app = open_page(home, "import")
    details = [box for box in app.selectbox if box.label == "Details of"]
    assert [box.format_func(box.value) for box in details] == ["Load 1: one.csv"]
    etl(home, "load", str(home / name))
    app.run()
    (details,) = [box for box in app.selectbox if box.label == "Details of"]
    assert details.format_func(details.value) == f"Load 2: {name}"
    assert "1 of 2 rows of tickets of the second week.csv were refused" in app.title[0].value.replace("\\", "")
    assert any("has no ticket id" in str(table.value.to_dict()) for table in app.dataframe)


def test_what_was_just_loaded_says_what_to_do_next(open_page: Open, one_row_home: Path) -> None:
    app = open_page(one_row_home, "import")
    counts = dict.fromkeys(
        ("read", "accepted", "rejected", "loaded", "already_known", "complaints", "attributed", "unattributed"), 1
    )
    found = {**counts, "excluded": {}, "file": "one.csv", "seconds": 1.0}
    for done, next_step in (
        ("Checked, nothing stored", []),
        ("Loaded", ["See the result on Overview", "Rule on 1"]),
    ):
        app.session_state["_headwater_last_load"] = (done, Outcome(0, found, []))
        app.run()
        shown = [link.proto.label for link in app.main.get("page_link")]
        assert [label for label in shown if not label.startswith("Set-up")] == next_step


def _taxonomy(app: AppTest) -> Any:
    return next(box for box in app.selectbox if box.key == "taxonomy_as")


def test_an_empty_store_proposes_a_taxonomy_and_another_can_be_chosen(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert _taxonomy(app).placeholder == "Retail (proposed for this format)"
    assert _taxonomy(app).options == ["Banking", "Software", "Public services", "IT service desk"]
    _taxonomy(app).select("banking")
    next(button for button in app.button if button.label == "Load").click()
    app.run(timeout=PATIENCE_SECONDS)
    assert not app.exception
    assert "Banking" in etl(tmp_path, "doctor")


def test_the_taxonomy_in_force_is_shown_and_is_not_offered_again(open_page: Open, one_row_home: Path) -> None:
    app = _with_upload(open_page, one_row_home, "one.csv", KNOWN)
    assert _taxonomy(app).placeholder == "Retail (in force)"
    assert "Retail" not in _taxonomy(app).options
    assert _taxonomy(app).value is None


def test_that_every_row_is_a_complaint_can_be_said_and_is_said_to_the_load(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    choice = next(each for each in app.segmented_control if each.label == "What the rows are")
    assert choice.value is None
    assert uploads.options_of(None, {}, None, None, None) == ["--json"]
    assert uploads.options_of(None, {}, None, None, "complaint") == ["--json", "--every-row", "complaint"]
    assert not choice.select("complaint").run().exception
