"""Proposals: only what the export says of its unattributed complaints, in a file that loads."""

from __future__ import annotations

import numpy as np
import pytest

from etl.taxonomy import parse_taxonomy
from etl.taxonomy_help.leaning import UNDECIDED, lowest_share
from etl.taxonomy_help.suggest import Proposal
from etl.taxonomy_help.wording import log_odds
from tests.unit.taxonomy_help.proposals import TAXONOMY, Row, suggest


def reasons_of(found: Proposal) -> dict[str, dict[str, tuple[str, ...]]]:
    return {each.department: dict(each.reasons) for each in found.additions if each.reasons}


def phrases_of(found: Proposal) -> set[str]:
    return {phrase for each in found.additions for phrase in each.phrases}


def test_with_nothing_unattributed_the_taxonomy_stays_as_it_was() -> None:
    found = suggest([{"body": "It came late", "department": "Logistics"}] * 40)
    assert found.additions == ()
    assert found.text.endswith(TAXONOMY)
    assert parse_taxonomy(found.text).hash == parse_taxonomy(TAXONOMY).hash
    assert "Nothing is proposed" in found.text


@pytest.mark.parametrize(
    "rows", [[], [{}], [{"body": "The robot exploded"}], [{}] * 50], ids=["none", "empty", "one", "no text"]
)
def test_too_little_to_go_by_proposes_nothing(rows: list[Row]) -> None:
    assert suggest(rows).additions == ()


def test_a_declared_value_goes_to_the_department_where_its_attributed_complaints_start() -> None:
    rows = [{"fields": {"Contact reason": "Billing"}, "department": "Finance", "issue": "Refund"}] * 9
    rows += [{"fields": {"Contact reason": "Billing"}}] * 3 + [{"department": "Logistics"}] * 20
    found = suggest(rows)
    assert reasons_of(found) == {"Finance": {"Contact reason": ("Billing",)}}
    assert found.additions[0].issue == "Refund"
    assert "of 9 attributed ones 9 start in Finance" in found.text


def test_a_declared_value_that_nothing_is_known_of_stands_under_the_placeholder() -> None:
    found = suggest([{"fields": {"Contact reason": "Smells odd"}}] * 4)
    assert reasons_of(found) == {UNDECIDED: {"Contact reason": ("Smells odd",)}}
    assert "4 of 4 unattributed complaints" in found.text
    assert "placeholder" in found.text


def test_what_is_mapped_already_or_says_nothing_is_not_proposed() -> None:
    values = ["Delivery late", "delivery LATE", "Other", "n/a", "", "12345"]
    assert suggest([{"fields": {"Contact reason [list]": value}} for value in values * 5]).additions == ()


def test_a_column_that_says_nothing_of_a_cause_is_not_proposed() -> None:
    rows = [{"fields": {"Shop": "North" if number % 2 else "South"}} for number in range(40)]
    rows += [dict(row, department=("Finance", "Logistics")[number // 2 % 2]) for number, row in enumerate(rows)]
    assert suggest(rows).additions == ()


def test_any_column_counts_where_its_value_leans_to_a_department() -> None:
    rows = [{"fields": {"Queue code": "PAY7"}, "department": "Finance"}] * 20 + [{"fields": {"Queue code": "PAY7"}}] * 6
    rows += [{"fields": {"Queue code": "XYZ"}, "department": "Logistics"}] * 60
    assert reasons_of(suggest(rows)) == {"Finance": {"Queue code": ("PAY7",)}}


def test_tags_are_proposed_one_by_one_and_not_those_that_name_the_language() -> None:
    rows = [{"tags": "leak; lang_nl", "language": "nl"}, {"tags": "lang_nl", "language": "nl"}] * 4 + [
        {"tags": "lang_de", "language": "de"}
    ] * 8
    assert reasons_of(suggest(rows)) == {UNDECIDED: {"tags": ("leak",)}}


def test_words_that_tell_unattributed_complaints_apart_are_proposed() -> None:
    open_ones = [f"My {name} has arrived but the vacuum robot exploded again" for name in ("order", "parcel") * 10]
    known = [f"My {name} has arrived but far too late again" for name in ("order", "parcel") * 20]
    rows = [{"body": text} for text in open_ones] + [{"body": text, "department": "Logistics"} for text in known]
    found = phrases_of(suggest(rows))
    assert any("robot exploded" in phrase for phrase in found)
    assert not any(set(phrase.split()) & {"parcel", "arrived", "late"} for phrase in found)


def test_causes_that_do_not_occur_together_become_different_issues() -> None:
    rows = [{"body": f"The vacuum robot exploded in room {number}"} for number in range(20)]
    rows += [{"body": f"The voucher code expired before day {number}"} for number in range(20)]
    issues = [set(" ".join(each.phrases).split()) for each in suggest(rows).additions]
    assert not any({"robot", "voucher"} <= words for words in issues)
    assert {"robot", "voucher"} <= set().union(*issues)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Wäschetrommel quietscht fürchterlich", "wäschetrommel"),
        ("La chaudière fuit énormément", "chaudière"),
        ("Стиральная машина протекает", "стиральная"),
    ],
)
def test_phrases_are_proposed_in_any_language_as_they_were_written(text: str, expected: str) -> None:
    found = phrases_of(suggest([{"body": f"{text}."}] * 5))
    assert any(expected in phrase for phrase in found)


def test_masks_numbers_and_blackened_words_are_no_phrases() -> None:
    found = phrases_of(suggest([{"body": "[name] 12345 XXXX gizmo [email] HW77"}] * 6))
    assert found == {"gizmo"}


def test_examples_are_two_at_most_each_in_a_line_of_its_own() -> None:
    found = suggest([{"body": "The gizmo: it\nburns\u2028# down {now}"}] * 6)
    assert found.text.count("Such as") == 2
    assert parse_taxonomy(found.text).names[-1] == UNDECIDED


def test_unknown_teams_are_proposed_where_their_name_says_whose_they_are() -> None:
    found = suggest([{}], teams={"First line": 9, "warehouse": 3, "Warehouse North": 5, "Night owls": 2})
    assert {each.department: each.teams for each in found.additions} == {
        "Logistics": ("Warehouse North",),
        UNDECIDED: ("Night owls",),
    }


def test_what_the_file_says_already_keeps_its_lines() -> None:
    found = suggest([{"fields": {"Contact reason": "Smells odd"}}] * 4)
    assert all(line in found.text.splitlines() for line in TAXONOMY.splitlines())


def test_the_order_of_tickets_does_not_matter() -> None:
    rows = [{"body": "The gizmo burns", "fields": {"Topic": "Fire"}}] * 5 + [{"body": "Sour milk again"}] * 7
    assert suggest(rows).additions == suggest(rows[::-1]).additions


def test_log_odds_are_even_for_a_word_that_both_sides_use_alike() -> None:
    found = log_odds(np.array([50.0, 50.0, 9.0]), np.array([50.0, 5.0, 90.0]))
    assert found[1] > 1.96
    assert found[2] < -1.96
    assert abs(found[0]) < abs(found[1])


def test_the_lowest_share_is_wilsons() -> None:
    assert lowest_share(4, 4) == pytest.approx(0.5101, abs=1e-4)
    assert lowest_share(5, 10) == pytest.approx(0.2366, abs=1e-4)
