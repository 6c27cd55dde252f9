"""What declared values say of a ticket's kind and of whom it is about, as a city's line records them."""

from __future__ import annotations

import pytest

from etl.attribution.scoring.engine import attribute
from etl.attribution.training.train import learn
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.staging import stage
from etl.staging.kinds.declared import about_whom
from etl.taxonomy import load_taxonomy
from tests.unit.staging.rows import context, raw

CITY = load_taxonomy("public_services")
COMMENTS = ("Employee & General Comments", "General Comments For An Employee")


def city(*tickets: tuple[str, str, str], body: str | None = None) -> StagedChunk:
    """A city's tickets by title, reason and type; without a body unless one is given."""
    rows = [
        {"Subject": title, "Contact reason": reason, "TYPE": kind, "Description": body}
        for title, reason, kind in tickets
    ]
    return stage(raw(rows, extra=["TYPE"]), context(taxonomy=CITY))


def first_choices(chunk: StagedChunk) -> list[str]:
    found = attribute(chunk, CITY, learn(CITY, chunk, None, Settings())).attributions
    return found["best_department"].fillna("").tolist()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("PublicWorks: Complaint", "complaint"),
        ("PublicWorks: Compliment", "praise"),
        ("Other: Compliment", "praise"),
        ("Parks - Compliment", "praise"),
        ("Other: Comment", "other"),
    ],
)
def test_a_compliment_is_praise_and_a_comment_no_complaint_whatever_the_reason_beside_it(title: str, kind: str) -> None:
    assert city((title, *COMMENTS)).tickets["kind"].tolist() == [kind]


@pytest.mark.parametrize(
    ("title", "type_", "kind"),
    [
        ("Building Inspection Request", "Building Inspection Request", "request"),
        ("PRINTED", "General Lighting Request", "request"),
        ("New Tree Requests", "New Tree Requests", "request"),
        ("Pothole Repair (Internal)", "Pothole Repair (Internal)", "other"),
        ("Misc. Snow Complaint", "Misc. Snow Complaint", "complaint"),
        ("Street Light Outages", "Street Light Outages", "complaint"),
        ("Sign Repair", "Sign Repair", "complaint"),
    ],
)
def test_a_request_or_a_desks_own_work_is_no_complaint_by_itself(title: str, type_: str, kind: str) -> None:
    assert city((title, "Trees", type_)).tickets["kind"].tolist() == [kind]


def test_a_request_is_a_complaint_where_the_words_say_so() -> None:
    asked = ("Tree Maintenance Requests", "Trees", "Tree Maintenance Requests")
    body = "I have complained three times and still nothing was done, this is unacceptable"
    assert city(asked, body=body).tickets["kind"].tolist() == ["complaint"]


def test_an_answer_to_a_request_is_no_request_by_its_subject() -> None:
    chunk = city(("Re: your request", "", ""), body="My bin was not emptied and nobody answers, this is unacceptable")
    assert chunk.tickets["kind"].tolist() == ["complaint"]


def test_a_complaint_about_a_department_is_its_own_and_none_about_those_who_took_the_call() -> None:
    titles = [
        "PublicWorks: Complaint",
        "BTDT: Complaint",
        "PARKS: Contractor Complaint  Dorchester",
        "Other: Complaint",
    ]
    chosen = first_choices(city(*((title, *COMMENTS) for title in titles)))
    assert chosen == ["Public Works", "Transportation", "Parks and Recreation", ""]


def test_a_type_that_names_a_department_claims_it_too() -> None:
    assert first_choices(city(("Case 1", "", "Sanitation: Complaint"))) == ["Public Works"]


def test_the_weights_shown_for_a_named_department_add_up_and_tell_the_value() -> None:
    chunk = city(("PublicWorks: Complaint", *COMMENTS))
    evidence = attribute(chunk, CITY, learn(CITY, chunk, None, Settings())).evidence
    told = evidence[evidence["signal"] == "declared"]
    assert told[["department", "field", "detail"]].to_numpy().tolist() == [
        ["Public Works", "subject", "PublicWorks: Complaint"]
    ]


@pytest.mark.parametrize(
    ("value", "about"),
    [
        ("PublicWorks: Complaint", "PublicWorks"),
        ("Winkel: klacht", "Winkel"),
        ("Parks – Compliment", "Parks"),
        ("Order 13: where is it", None),
        ("Complaint", None),
        ("Missed pick-up", None),
    ],
)
def test_whom_a_value_is_about(value: str, about: str | None) -> None:
    assert about_whom(value) == about


def test_in_an_export_without_texts_the_kind_is_unknown_unless_something_is_declared() -> None:
    rows = [
        {"Subject": None, "Description": None, "Contact reason": reason, "Tags": None}
        for reason in (None, "Complaint", "Request")
    ]
    assert stage(raw(rows), context(has_texts=False)).tickets["kind"].tolist() == ["unknown", "complaint", "request"]
    assert stage(raw(rows), context()).tickets["kind"].tolist() == ["other", "complaint", "request"]
