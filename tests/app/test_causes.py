"""Set-up, what can go wrong: issues, departments, suggestions and the file, each by the fields of the page."""

from __future__ import annotations

import shutil
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
  Logistics: {issues: {Late: {phrases: [not arrived]}, Lost: {phrases: [went missing]}}}
  Carrier: {}
"""
ROWS = """Ticket ID,Subject,Description,Created time,Status,Tags,Contact reason
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open,late,Parcel
2,Parcel,"It was dented <b>badly</b> and that is a scandal.",2026-03-04 23:30,Open,dented,Bump
3,Refund,"The box came dented. This is ridiculous.",2026-03-05 10:00,Open,dented,Bump
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of three complaints under a small taxonomy of its own; whoever writes takes a copy."""
    home = tmp_path_factory.mktemp("causes")
    (home / "taxonomy.yaml").write_text(TAXONOMY, encoding="utf-8")
    (home / "tickets.csv").write_text(ROWS, encoding="utf-8")
    etl(home, "load", str(home / "tickets.csv"))
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, to be written to."""
    home = Path(shutil.copytree(filled, tmp_path / "home", ignore=shutil.ignore_patterns("ledger*")))
    monkeypatch.setenv("HEADWATER_HOME", str(home))
    return home


def causes() -> None:
    """The part on causes, without the frame around it: in-process the first click inside the frame is lost."""
    from pages.ui import address
    from pages.ui.setup import causes as part
    from pages.ui.setup import taxonomy_saving

    address.arrive("setup")
    part.section(taxonomy_saving.to_edit())
    taxonomy_saving.tell()
    taxonomy_saving.way_back()


def about(what: str, **query: str) -> AppTest:
    app = AppTest.from_function(causes, default_timeout=PATIENCE_SECONDS)
    for name, value in {"about": what, **query}.items():
        app.query_params[name] = value
    return app.run()


def field(app: AppTest, label: str) -> object:
    """The field of that label, whatever its kind."""
    every = [*app.text_input, *app.text_area, *app.selectbox, *app.checkbox, *app.button]
    return next(each for each in every if each.label == label)


def said(app: AppTest) -> str:
    told = [*app.markdown, *app.caption, *app.info, *app.error, *app.success]
    return "\n".join(str(one.value).replace("\\", "") for one in told)


def test_words_are_counted_as_they_are_typed_and_saved_with_the_rest(home: Path) -> None:
    app = about("issues")
    app.selectbox(key="cause_department").select("Logistics").run()
    assert "1 of 3 complaints have one of these words" in said(app)
    app.text_area[0].set_value("not arrived\ndented").run()
    app.text_area[1].set_value("tags: dented").run()
    assert "3 of 3 complaints have one of these words" in said(app)
    table = app.dataframe[0].value
    assert table["Words"].tolist() == ["dented", "not arrived"]
    assert table["Complaints"].tolist() == [2, 1]
    assert sorted(table.iloc[0][["One of them", "Another"]]) == [
        "It was dented <b>badly</b> and that is a scandal.",
        "The box came dented. This is ridiculous.",
    ]
    assert "tags: dented · 2" in said(app)
    assert app.button(key="cause_save").label == "Save 2 changes and attribute again"
    app.button(key="cause_save").click().run()
    assert not app.exception
    assert not app.error
    late = load_taxonomy(home / "taxonomy.yaml").departments[1].issues[0]
    assert (set(late.phrases), late.reasons) == ({"dented", "not arrived"}, {"tags": ("dented",)})
    assert "# parcels" in (home / "taxonomy.yaml").read_text(encoding="utf-8")
    assert "Of 3 complaints 3 are attributed" in said(app)
    app.button(key="undo_saving").click().run()
    assert (home / "taxonomy.yaml").read_text(encoding="utf-8") == TAXONOMY


def test_a_reason_without_a_column_is_told_and_nothing_can_be_saved(home: Path) -> None:
    app = about("issues")
    app.text_area[1].set_value("dented").run()
    assert "“dented” names no column" in said(app)
    assert "cause_save" not in [button.key for button in app.button]


def test_an_issue_is_merged_and_taken_out(home: Path) -> None:
    app = about("issues")
    app.selectbox(key="cause_department").select("Logistics").run()
    app.selectbox(key="into_Logistics_Late").select("Lost").run()
    app.button(key="cause_merge").click().run()
    lost = load_taxonomy(home / "taxonomy.yaml").departments[1].issues
    assert [(issue.name, issue.aliases) for issue in lost] == [("Lost", ("Late",))]
    app.button(key="cause_remove").click().run()
    assert not app.exception
    assert load_taxonomy(home / "taxonomy.yaml").departments[1].issues == ()


def test_a_phrase_that_a_search_sends_waits_for_its_issue(home: Path) -> None:
    app = about("issues", teach=" dented  ")
    assert "Choose the issue that “dented” stands for" in said(app)
    assert app.text_area[0].value == "dented\nnobody answers"
    assert app.button(key="cause_save").label == "Save 1 change and attribute again"


def test_tickets_sends_what_was_looked_for(open_page: Open, home: Path) -> None:
    links = [link.proto for link in open_page(home, "tickets", search="dented box").main.get("page_link")]
    taught = next(link for link in links if link.label.startswith("Teach"))
    assert taught.query_string == "part=what&about=issues&teach=dented+box"
    assert not [link for link in open_page(home, "tickets").main.get("page_link") if link.proto.label[:5] == "Teach"]


def test_departments_are_named_marked_and_added_at_once(home: Path) -> None:
    app = about("departments")
    field(app, "Name of Logistics").set_value("Transport").run()
    app.checkbox[-1].check().run()
    field(app, "A new department").set_value("Finance").run()
    assert app.button(key="departments_save").label == "Save 3 changes and attribute again"
    app.button(key="departments_save").click().run()
    assert not app.exception
    assert not app.error
    kept = load_taxonomy(home / "taxonomy.yaml")
    assert kept.names == ("Support", "Transport", "Carrier", "Finance")
    assert (kept.outside, kept.aliases) == (("Carrier",), {"Logistics": "Transport"})


def test_what_is_no_taxonomy_is_told_and_not_saved(home: Path) -> None:
    app = about("departments")
    app.checkbox[0].uncheck().run()
    app.button(key="departments_save").click().run()
    assert "no department is the frontline" in said(app)
    assert (home / "taxonomy.yaml").read_text(encoding="utf-8") == TAXONOMY


def test_a_suggestion_is_taken_where_a_person_puts_it(home: Path) -> None:
    app = about("suggestions")
    assert "2 of 3 complaints are unattributed" in said(app)
    assert "**Contact reason: Bump**" in said(app)
    field(app, "Starts in").select("Carrier").run()
    field(app, "Issue, known or new").set_value("Damage").run()
    field(app, "Take it").check().run()
    app.button(key="suggestions_save").click().run()
    assert not app.exception
    assert not app.error
    damage = load_taxonomy(home / "taxonomy.yaml").departments[2].issues[0]
    assert (damage.name, damage.reasons) == ("Damage", {"Contact reason": ("Bump",)})


def test_the_file_is_taken_along_and_put_back(home: Path) -> None:
    app = about("file")
    assert app.get("download_button")
    upload = app.file_uploader[0]
    upload.upload("mine.yaml", TAXONOMY.replace("[went missing]", "[dented]").encode())
    app.run()
    app.button(key="taxonomy_take").click().run()
    assert not app.exception
    assert "Your file is in force now" in said(app)
    assert "dented" in (home / "taxonomy.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"version: 1\ndepartments:\n  A: {frontline: maybe}\n", ">    3    A: {frontline: maybe}"), (b"[" * 9999, "[[")],
)
def test_a_file_that_is_wrong_shows_its_line(home: Path, content: bytes, line: str) -> None:
    app = about("file")
    app.file_uploader[0].upload("mine.yaml", content)
    app.run()
    assert not app.exception
    assert "mine.yaml, line" in said(app)
    assert line in app.code[0].value
    assert "taxonomy_take" not in [button.key for button in app.button]


def test_a_taxonomy_is_begun_from_a_shipped_one_or_from_nothing(home: Path) -> None:
    app = about("file")
    app.selectbox(key="taxonomy_start").select("banking").run()
    app.button(key="taxonomy_begin").click().run()
    assert not app.exception
    assert load_taxonomy(home / "taxonomy.yaml").hash == load_taxonomy("banking").hash
