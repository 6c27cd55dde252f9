from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.training.ruled_tickets import ruled
from etl.taxonomy import Department, Taxonomy

TAXONOMY = Taxonomy(
    1,
    "T",
    "UTC",
    "EUR",
    38.0,
    {"default": 6.0},
    (Department("Support", True), Department("Billing", aliases=("Finance",))),
)
TICKETS = pd.DataFrame({"source": ["a", "b", "a"], "ticket_id": ["1", "1", "2"]})


def truth(**columns: list[object]) -> dict[int, list[float]]:
    found = ruled(TICKETS, pd.DataFrame(columns), TAXONOMY)
    return dict(zip(found.row.tolist(), found.truth.round(3).tolist(), strict=True))


def test_a_ruling_without_a_source_goes_for_any_ticket_of_that_id() -> None:
    assert truth(ticket_id=["1"], department=["Support"]) == {0: [1, 0, 0], 1: [1, 0, 0]}
    assert truth(ticket_id=["1"], department=["Support"], source=["b"]) == {1: [1, 0, 0]}


def test_an_authors_latest_ruling_counts() -> None:
    found = truth(
        ticket_id=["2", "2"],
        department=["Support", "Billing"],
        author=["x", "x"],
        ruled_at=["2025-02-01", "2025-01-01"],
    )
    assert found == {2: [1, 0, 0]}


def test_authors_who_contradict_each_other_share_the_ticket() -> None:
    found = truth(ticket_id=["2", "2"], department=["Support", "Billing"], author=["x", "y"])
    assert found == {2: [0.5, 0.5, 0]}


def test_a_split_ruling_keeps_its_shares() -> None:
    found = truth(ticket_id=["2", "2"], department=["Support", "Billing"], share=[0.3, 0.7], author=["x", "x"])
    assert found == {2: [0.3, 0.7, 0]}


def test_an_earlier_name_is_known_and_a_strange_one_is_none_of_the_departments() -> None:
    assert truth(ticket_id=["2"], department=["Finance"]) == {2: [0, 1, 0]}
    assert truth(ticket_id=["2"], department=["Head office"]) == {2: [0, 0, 1]}


def test_cannot_tell_and_unknown_tickets_teach_nothing() -> None:
    assert truth(ticket_id=["2"], department=[None]) == {}
    assert truth(ticket_id=["99"], department=["Support"]) == {}
    assert len(ruled(TICKETS, None, TAXONOMY)) == 0
    assert np.shape(ruled(TICKETS, None, TAXONOMY).truth) == (0, 3)


def causes(**columns: list[object]) -> list[list[float]]:
    found: list[list[float]] = ruled(TICKETS, pd.DataFrame(columns), TAXONOMY).is_cause.round(3).tolist()
    return found


def test_a_ticket_split_in_halves_by_one_person_has_two_causes() -> None:
    department = ["Support", "Billing"]
    assert causes(ticket_id=["2", "2"], department=department, share=[0.5, 0.5], author=["x", "x"]) == [[1, 1, 0]]
    assert causes(ticket_id=["2", "2"], department=department, share=[0.3, 0.7], author=["x", "x"]) == [[0, 1, 0]]


def test_of_people_who_contradict_each_other_each_is_right_by_half() -> None:
    assert causes(ticket_id=["2", "2"], department=["Support", "Billing"], author=["x", "y"]) == [[0.5, 0.5, 0]]
