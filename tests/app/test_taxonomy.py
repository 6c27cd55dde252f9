"""The taxonomy on the pages: what declared values mean, attributing again, and what moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.taxonomy import load_taxonomy
from tests.patience import PATIENCE_SECONDS
from tests.stores import etl

Open = Callable[..., AppTest]

TAXONOMY = """version: 1
name: Shop
departments:
  Support: {frontline: true, issues: {No answer: {phrases: [nobody answers]}}}
  # parcels
  Logistics: {issues: {Late: {phrases: [not arrived]}}}
  Finance: {issues: {Refund: {phrases: [refund]}}}
"""
ROWS = """Ticket ID,Subject,Description,Created time,Status,Contact reason
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open,Damage
2,Parcel,"It has not arrived and that is a scandal.",2026-03-04 23:30,Open,Damage
3,Refund,"Where is my refund? This is ridiculous.",2026-03-05 10:00,Open,Money
"""


@pytest.fixture
def shop_home(tmp_path: Path) -> Path:
    """Store of three complaints with declared reasons that the taxonomy doesn't map."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (home / "tickets.csv").write_text(ROWS, encoding="utf-8")
    etl(home, "load", str(home / "tickets.csv"))
    return home


def script() -> None:
    import streamlit as st

    from pages.ui.setup import mapping_editor, taxonomy_saving

    taxonomy = taxonomy_saving.to_edit()
    if st.button("save", key="save"):
        mapping_editor.save(taxonomy, "Contact reason", {"Damage": "Logistics: Late"})
    taxonomy_saving.tell()


def test_set_up_shows_what_declared_values_mean(open_page: Open, shop_home: Path) -> None:
    app = open_page(shop_home, "setup", part="what")
    assert not app.exception
    assert app.selectbox(key="mapping_field").value == "Contact reason"
    meant = [(box.label, box.value) for box in app.selectbox if box.label.startswith("Meaning of")]
    assert meant == [("Meaning of Damage", "–"), ("Meaning of Money", "–")]
    assert "**Damage** · 2 complaints" in [one.value for one in app.markdown]
    assert app.button(key="mapping_save").disabled


def test_what_files_and_taxonomies_say_turns_nothing_round(open_page: Open, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    turned = TAXONOMY.replace("[not arrived]", '["not arrived", "fo\u202ell"]')
    (home / "taxonomy.yaml").write_text(turned, encoding="utf-8")
    (home / "tickets.csv").write_text(ROWS.replace("Damage", "Dam\u202eage"), encoding="utf-8")
    etl(home, "load", str(home / "tickets.csv"))
    editor = open_page(home, "setup", part="what")
    method = open_page(home, "method")
    said = [str(one.value) for one in editor.markdown] + [box.label for box in editor.selectbox]
    assert len([text for text in said if "Damage" in text]) == 2
    assert "foll" in str([table.value.to_dict() for table in method.dataframe])
    shown = said + [str(table.value.to_dict()) for table in method.dataframe]
    assert not [text for text in shown if "\u202e" in text or "\\u202e" in text]


def test_saving_keeps_the_taxonomy_and_attributes_anew(shop_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(shop_home))
    app = AppTest.from_function(script, default_timeout=PATIENCE_SECONDS).run()
    app.button(key="save").click().run()
    assert not app.exception
    assert not app.error
    assert "1 value has a new meaning" in app.success[0].value
    kept = load_taxonomy(shop_home / "taxonomy.yaml").departments[1].issues[0]
    assert kept.reasons == {"Contact reason": ("Damage",)}
    assert "  # parcels" in (shop_home / "taxonomy.yaml").read_text(encoding="utf-8")
    assert (shop_home / "taxonomy-1.yaml").read_text(encoding="utf-8") == TAXONOMY
    assert "All tickets, attributed again" in etl(shop_home, "loads")


def test_method_says_what_moved_between_runs_and_why(open_page: Open, shop_home: Path) -> None:
    text = TAXONOMY.replace("  Logistics: {issues: {Late", "  Depot: {issues: {Delayed")
    (shop_home / "taxonomy.yaml").write_text(text, encoding="utf-8")
    etl(shop_home, "rulings", "import", str(_ruling(shop_home)))
    etl(shop_home, "reattribute")
    app = open_page(shop_home, "method")
    assert not app.exception
    said = "\n".join(str(one.value) for one in [*app.markdown, *app.warning]).replace("\\", "")
    assert "Departments added: Depot." in said
    assert "Departments taken out: Logistics." in said
    assert "of 3 complaints have another department than before" in said
    assert "**Logistics**: 1 ticket, 1 of them by people" in said
    runs = next(frame.value for frame in app.dataframe if "engine_version" in frame.value.columns)
    assert runs["run_id"].tolist() == [2, 1]


def test_import_says_that_the_last_step_was_to_attribute_again(open_page: Open, shop_home: Path) -> None:
    etl(shop_home, "reattribute")
    app = open_page(shop_home, "import")
    assert not app.exception
    assert app.title[0].value == "All tickets were attributed again under the taxonomy Shop\\."


def _ruling(home: Path) -> Path:
    path = home / "rulings.csv"
    path.write_text("ticket_id,department\n1,Logistics\n", encoding="utf-8")
    return path
