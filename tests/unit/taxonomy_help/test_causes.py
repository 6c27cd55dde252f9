"""Issues and departments as a person wants them, put into the taxonomy's text."""

from __future__ import annotations

import pytest

from etl.errors import InputError
from etl.taxonomy import parse_taxonomy
from etl.taxonomy.editing import Addition
from etl.taxonomy_help.causes import (
    FROM_NOTHING,
    STARTS,
    DepartmentsSaid,
    IssueSaid,
    begun,
    issue_now,
    pairs_said,
    with_accepted,
    with_departments,
    with_issue,
    words_of,
)

TEXT = """version: 1
name: Shop
departments:
  Support: {frontline: true}
  # parcels
  Logistics:
    issues:
      Late: {phrases: [not arrived], reasons: {Contact reason: [Late, WISMO]}}
      Lost: {reasons: {tags: [lost]}}
"""


def test_an_issue_gets_the_words_reasons_and_name_that_were_said() -> None:
    said = IssueSaid("Too late", ("where is it", "not arrived"), (("Contact reason", "Late"), ("tags", "lost")))
    taxonomy = parse_taxonomy(text := with_issue(TEXT, "Logistics", "Late", said))
    late, lost = taxonomy.departments[1].issues
    assert (late.name, late.aliases) == ("Too late", ("Late",))
    assert set(late.phrases) == {"not arrived", "where is it"}
    assert late.reasons == {"Contact reason": ("Late",), "tags": ("lost",)}
    assert lost.reasons == {}, "a value means one issue"
    assert "  # parcels" in text


def test_an_issue_that_is_saved_as_it_was_changes_nothing() -> None:
    now = issue_now(parse_taxonomy(TEXT), "Logistics", "Late")
    assert with_issue(TEXT, "Logistics", "Late", now) == TEXT
    assert pairs_said(words_of(now.reasons)) == now.reasons


def test_a_new_issue_stands_in_its_department() -> None:
    text = with_issue(TEXT, "Support", "", IssueSaid(" No  answer ", ("nobody answers",), (("tags", "silence"),)))
    issue = parse_taxonomy(text).departments[0].issues[0]
    assert (issue.name, issue.phrases, issue.reasons) == ("No answer", ("nobody answers",), {"tags": ("silence",)})


@pytest.mark.parametrize(
    ("department", "name", "said"), [("Logistics", "", "lost"), ("Logistics", "", " "), ("Nobody", "", "New")]
)
def test_a_name_that_is_taken_or_missing_is_refused(department: str, name: str, said: str) -> None:
    with pytest.raises(InputError):
        with_issue(TEXT, department, name, IssueSaid(said))


def test_a_line_without_a_column_is_quoted() -> None:
    with pytest.raises(InputError, match="“damaged” names no column"):
        pairs_said("tags: late\ndamaged")


def test_departments_are_named_marked_and_added_in_one_go() -> None:
    said = DepartmentsSaid(
        names={"Support": "Service"},
        frontline={"Support": False, "Logistics": True},
        added=("Carrier",),
        outside={"Carrier": True},
    )
    taxonomy = parse_taxonomy(with_departments(TEXT, said))
    assert taxonomy.names == ("Service", "Logistics", "Carrier")
    assert (taxonomy.frontline, taxonomy.outside) == (("Logistics",), ("Carrier",))
    assert len(said) == 5
    assert taxonomy.aliases == {"Support": "Service"}


def test_a_department_can_not_be_both_and_one_must_be_the_frontline() -> None:
    for said in (DepartmentsSaid(frontline={"Support": False}), DepartmentsSaid(outside={"Support": True})):
        with pytest.raises(InputError, match="frontline"):
            with_departments(TEXT, said)
    with pytest.raises(InputError, match="already"):
        with_departments(TEXT, DepartmentsSaid(added=("support",)))
    with pytest.raises(InputError, match="Nothing"):
        with_departments(TEXT, DepartmentsSaid())


def test_what_was_accepted_is_put_in() -> None:
    text = with_accepted(TEXT, [Addition("Logistics", "Late", phrases=("te laat",)), Addition("Depot", "Full")])
    taxonomy = parse_taxonomy(text)
    assert taxonomy.names == ("Support", "Logistics", "Depot")
    assert set(taxonomy.departments[1].issues[0].phrases) == {"te laat", "not arrived"}


def test_every_start_is_a_taxonomy_and_nothing_keeps_the_time_zone() -> None:
    now = parse_taxonomy(TEXT.replace("name: Shop", "timezone: Asia/Tokyo"))
    assert all(parse_taxonomy(begun(start, now)).frontline for start in STARTS)
    assert parse_taxonomy(begun(FROM_NOTHING, now)).timezone == "Asia/Tokyo"
    assert parse_taxonomy(begun(FROM_NOTHING, now)).names == ("Customer Support",)
