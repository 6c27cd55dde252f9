"""Import, before anything is stored: what a file is taken for, and the questions that it leaves open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]

KNOWN = b"Ticket ID,Subject,Description,Created time,Status\n7,Parcel,My parcel has not arrived,2026-03-04 10:00,Open\n"
UNKNOWN = b"Nr,Wat,Wanneer\n7,My parcel has not arrived,2026-03-14 10:00\n"
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
    assert "UTF-8, parted by comma" in _said(app)
    assert not _load_button(app)


def test_the_columns_of_an_unknown_file_can_be_told(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "export.csv", UNKNOWN)
    assert "fits no known format" in app.error[0].value
    assert "Say under Columns which of them holds what" in app.error[0].value
    drawn = [each.type for each in app.main if each.type in ("error", "selectbox")]
    assert drawn[:2] == ["selectbox", "error"]  # the format asked, and before the columns what is wrong
    assert "map" not in app.error[0].value
    assert _load_button(app)
    for label, column in (("Ticket id", "Nr"), ("Subject", "Wat"), ("Created at", "Wanneer")):
        next(box for box in app.selectbox if box.label == label).select(column)
    app.run()
    assert not app.error
    assert not _load_button(app)


def test_a_suggested_mapping_is_filled_in(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert _mapped(app, "Ticket id") == "Ticket ID"
    assert _mapped(app, "Created at") == "Created time"


def test_the_order_of_day_and_month_is_asked_only_where_the_file_leaves_it_open(
    open_page: Open, tmp_path: Path
) -> None:
    asked = _with_upload(open_page, tmp_path, "open.csv", AMBIGUOUS)
    assert [one.key for one in asked.get("segmented_control")] == ["date_order"]
    sure = _with_upload(open_page, tmp_path, "one.csv", KNOWN)
    assert not sure.get("segmented_control")


def test_a_file_that_is_no_table_is_refused_in_plain_words(open_page: Open, tmp_path: Path) -> None:
    app = _with_upload(open_page, tmp_path, "picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert not app.exception
    assert "picture.csv" in app.error[0].value.replace("\\", "")
    assert _load_button(app)


def test_a_name_that_climbs_out_of_the_folder_stays_inside_it(open_page: Open, tmp_path: Path) -> None:
    _with_upload(open_page, tmp_path / "home", "../../escaped.csv", KNOWN)
    kept = [path.name for path in (tmp_path / "home" / "uploads").rglob("*.csv")]
    assert kept == ["escaped.csv"]
    assert not (tmp_path / "escaped.csv").exists()
