"""Departments and issues are renamed, merged and taken out; what isn't touched stays as it was written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.errors import InputError
from etl.taxonomy import load_taxonomy, parse_taxonomy
from etl.taxonomy.loader import SHIPPED
from etl.taxonomy.reshaping import (
    with_departments_merged,
    with_flag,
    with_issues_merged,
    with_name,
    with_phrases,
    without,
)

BLOCK = """version: 1
name: Shop
departments:
  Support:  # takes the calls
    frontline: true
    issues:
      No answer: {phrases: [nobody answers]}
  # parcels
  Logistics:
    teams:
      - Depot   # the old one
      - Vans
    issues:
      Late:
        phrases: [not arrived, # the commonest
          still waiting]
        facts: ["delivered_at > promised_at"]
      # never both
      Lost: {phrases: [went missing], reasons: {Code: [L1]}, aliases: [Gone]}
  Depot East:
    hours: {mon-fri: "09:00-17:00"}
    issues:
      late: {phrases: [too late]}
      Broken: {facts: ["priority == high"]}
"""
FLOW = "{version: 1, departments: {Support: {frontline: true}, Logistics: {issues: {Late: {}, Lost: {}}}, Finance: }}\n"


def comments(text: str) -> list[str]:
    return [line.split("#")[1].strip() for line in text.splitlines() if "#" in line]


def test_a_department_keeps_its_earlier_name_as_an_alias() -> None:
    text = with_name(BLOCK, "logistics", "", "Transport")
    assert parse_taxonomy(text).department_named("Logistics") == parse_taxonomy(text).departments[1]
    assert text.replace("Transport:\n    aliases: [Logistics]\n", "Logistics:\n") == BLOCK
    back = parse_taxonomy(with_name(text, "Transport", "", "Logistics")).departments[1]
    assert (back.name, back.aliases) == ("Logistics", ("Transport",))


def test_an_issue_keeps_its_earlier_names() -> None:
    issue = parse_taxonomy(with_name(BLOCK, "Logistics", "Lost", "Missing: all")).departments[1].issues[1]
    assert (issue.name, issue.aliases) == ("Missing: all", ("Lost", "Gone"))
    assert issue.reasons == {"Code": ("L1",)}


def test_another_case_is_no_earlier_name() -> None:
    assert parse_taxonomy(with_name(BLOCK, "Logistics", "", "LOGISTICS")).departments[1].aliases == ()


def test_a_name_that_is_taken_or_kept_is_refused() -> None:
    for name in ("Support", "Unattributed", " "):
        with pytest.raises(InputError):
            with_name(BLOCK, "Logistics", "", name)
    with pytest.raises(InputError, match="no issue Late"):
        with_name(BLOCK, "Support", "Late", "Later")


def test_what_is_taken_out_leaves_the_rest_and_the_comments_above() -> None:
    text = without(BLOCK, "Depot East")
    assert text == BLOCK[: BLOCK.index("  Depot East")]
    text = without(BLOCK, "Logistics", "Late")
    assert [issue.name for issue in parse_taxonomy(text).departments[1].issues] == ["Lost"]
    assert comments(text) == ["takes the calls", "parcels", "the old one", "never both"]
    assert parse_taxonomy(without(without(BLOCK, "Logistics", "Late"), "Logistics", "Lost")).departments[1].issues == ()


def test_the_last_frontline_can_not_be_taken_out() -> None:
    with pytest.raises(InputError, match="no department is the frontline"):
        without(BLOCK, "Support")


def test_a_department_takes_over_all_that_another_has() -> None:
    text = with_departments_merged(BLOCK, "Depot East", "Logistics")
    taxonomy = parse_taxonomy(text)
    merged = taxonomy.departments[1]
    assert taxonomy.names == ("Support", "Logistics")
    assert merged.aliases == ("Depot East",)
    assert {issue.name: set(issue.phrases) for issue in merged.issues} == {
        "Late": {"too late", "not arrived", "still waiting"}, "Lost": {"went missing"}, "Broken": set(),
    }  # fmt: skip
    assert next(issue.facts for issue in merged.issues if issue.name == "Broken") == ("priority == high",)
    assert "# the old one" in text


def test_who_takes_over_the_frontline_is_the_frontline() -> None:
    merged = parse_taxonomy(with_departments_merged(BLOCK, "Support", "Logistics"))
    assert merged.frontline == ("Logistics",)
    with pytest.raises(InputError, match="into itself"):
        with_departments_merged(BLOCK, "Support", "support")


def test_an_issue_takes_over_what_another_has() -> None:
    merged = parse_taxonomy(with_issues_merged(BLOCK, "Logistics", "Late", "Lost")).departments[1].issues
    assert [issue.name for issue in merged] == ["Lost"]
    assert set(merged[0].phrases) == {"not arrived", "still waiting", "went missing"}
    assert merged[0].facts == ("delivered_at > promised_at",)
    assert set(merged[0].aliases) == {"Late", "Gone"}


def test_who_is_outside_is_said_and_taken_back() -> None:
    text = with_flag(BLOCK, "Depot East", "outside", True)
    assert parse_taxonomy(text).outside == ("Depot East",)
    assert parse_taxonomy(with_flag(text, "Depot East", "outside", False)).outside == ()


def test_phrases_that_stay_keep_their_place_and_comment() -> None:
    text = with_phrases(BLOCK, "Logistics", "Late", ["not arrived", " where  is my parcel ", "NOT arrived"])
    assert set(parse_taxonomy(text).departments[1].issues[0].phrases) == {"not arrived", "where is my parcel"}
    assert "# parcels" in text
    assert parse_taxonomy(with_phrases(BLOCK, "Support", "No answer", [])).departments[0].issues[0].phrases == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: with_name(text, "Logistics", "", "Transport"),
        lambda text: with_name(text, "Logistics", "Lost", "Gone"),
        lambda text: without(text, "Logistics", "Late"),
        lambda text: without(text, "Logistics"),
        lambda text: without(text, "Finance"),
        lambda text: with_departments_merged(text, "Logistics", "Finance"),
        lambda text: with_departments_merged(text, "Finance", "Logistics"),
        lambda text: with_phrases(text, "Logistics", "Late", ["late"]),
    ],
)
def test_braces_are_changed_as_lines_are(change: Callable[[str], str]) -> None:
    text = change(FLOW)
    assert text.count("{") == text.count("}")
    assert parse_taxonomy(text).names[0] == "Support"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_department_and_issue_of_the_shipped_taxonomies_can_be_changed(name: str) -> None:
    taxonomy = load_taxonomy(name)
    for department in taxonomy.departments:
        assert parse_taxonomy(with_name(taxonomy.text, department.name, "", "New name")).department_named("New name")
        for issue in department.issues:
            left = parse_taxonomy(without(taxonomy.text, department.name, issue.name)).department_named(department.name)
            assert left is not None
            assert [each for each in department.issues if each.name != issue.name] == list(left.issues)
