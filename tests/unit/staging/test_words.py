"""The sources' words for channel, status, satisfaction, tags, numbers and durations."""

from __future__ import annotations

import pytest

from etl.staging.words import channels, language_codes, satisfaction, solved_states, tags
from etl.values.numbers import counts
from tests.unit.staging.rows import column


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Mail", "email"),
        ("E-mail", "email"),
        ("Correo electrónico", "email"),
        ("Postal mail", "other"),
        ("Web form", "web"),
        ("Citizens Connect App", "web"),
        ("self-service", "web"),
        ("Constituent Call", "phone"),
        ("Téléphone", "phone"),
        ("Live chat", "chat"),
        ("WhatsApp", "chat"),
        ("Twitter", "social"),
        ("API", "api"),
        ("Walk-in", "in_person"),
        ("Employee Generated", "other"),
        ("Something new", "other"),
    ],
)
def test_channels_are_brought_to_ours(text: str, channel: str) -> None:
    assert channels(column([text, None])).tolist()[0] == channel


@pytest.mark.parametrize(
    ("text", "source", "solved"),
    [
        ("Solved", "zendesk", True),
        ("Closed with explanation", "cfpb", True),
        ("Closed Complete", "servicenow", True),
        ("Completado", "jira", True),
        ("gelöst", "table", True),
        ("Opgelost", "table", True),
        ("Fermé", "table", True),
        ("Open", "zendesk", False),
        ("Waiting on Third Party", "freshdesk", False),
        ("On Hold", "servicenow", False),
        ("Not resolved", "table", False),
        ("Reopened", "table", False),
        ("In behandeling", "table", False),
        ("En curso", "jira", False),
        ("7", "servicenow", True),
        ("2", "servicenow", False),
    ],
)
def test_a_status_says_whether_the_ticket_is_solved(text: str, source: str, solved: bool) -> None:
    assert solved_states(column([text]), source).tolist() == [solved]


@pytest.mark.parametrize(("text", "source"), [("-100", "servicenow"), ("7", "zendesk"), ("Zorgvuldig", "table")])
def test_an_unknown_status_says_nothing(text: str, source: str) -> None:
    assert solved_states(column([text]), source).isna().all()


def test_satisfaction_is_good_bad_or_offered() -> None:
    cells = column(["Good", "Offered", "5", "4 stars", "3", "1/5", "765", "Bad", None, "Extremely Happy"])
    found = satisfaction(cells)
    assert found[found.notna()].to_dict() == {
        0: "good",
        1: "offered",
        2: "good",
        3: "good",
        4: "bad",
        5: "bad",
        7: "bad",
        9: "good",
    }


def test_tags_are_joined_alike_however_they_were_parted() -> None:
    found = tags(column(["vip late_delivery vip", "VIP, Late delivery", "a|b;c", "One tag"]))
    assert list(found) == ["vip; late_delivery", "VIP; Late delivery", "a; b; c", "One tag"]


def test_counts_are_whole_numbers_or_missing() -> None:
    assert counts(column(["3", "3.0", "1,200", "3.5", None])).fillna(-99).tolist() == [3, 3, 1200, -99, -99]


def test_declared_languages_are_two_letters() -> None:
    assert language_codes(column(["nl-NL", "EN", "Dutch"])).fillna("-").tolist() == ["nl", "en", "-"]
