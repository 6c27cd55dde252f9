"""Strata and how they are put together."""

from __future__ import annotations

import numpy as np

from etl.estimates import collapse, form_strata

NAMES = ("Support", "Logistics", "Not a complaint")
PREDICTED, PARTS = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 0, 1, 1])


def test_tickets_are_grouped_by_first_choice_and_by_its_median_probability() -> None:
    probability = np.array([[0.6, 0.4, 0], [0.9, 0.1, 0], [0.7, 0.3, 0], [0.2, 0.8, 0], [0, 0, 1.0]])
    strata = form_strata(probability, NAMES, not_complaint=2)
    assert [strata.names[each] for each in strata.of] == [
        "Support, less sure", "Support, sure", "Support, less sure", "Logistics, less sure",
        "Not a complaint, less sure",
    ]  # fmt: skip
    assert strata.part.tolist() == [0, 0, 0, 0, 1, 1]
    assert strata.count.tolist() == [2, 1, 1, 0, 1, 0]


def test_strata_with_enough_rulings_stand_alone() -> None:
    assert collapse(PREDICTED, PARTS, np.array([5, 6, 7, 5, 9, 5])).tolist() == [0, 1, 2, 3, 4, 5]


def test_the_two_of_one_first_choice_go_together_before_others_do() -> None:
    assert collapse(PREDICTED, PARTS, np.array([2, 6, 7, 5, 9, 5])).tolist() == [0, 0, 1, 2, 3, 4]


def test_first_choices_that_are_seldom_ruled_on_are_put_together_but_never_with_the_other_part() -> None:
    assert collapse(PREDICTED, PARTS, np.array([1, 1, 7, 5, 9, 5])).tolist() == [0, 0, 1, 0, 2, 3]
    assert collapse(PREDICTED, PARTS, np.array([1, 1, 1, 2, 9, 5])).tolist() == [0, 0, 0, 0, 1, 2]


def test_a_part_with_fewer_rulings_than_a_stratum_needs_is_not_covered() -> None:
    assert collapse(PREDICTED, PARTS, np.array([5, 5, 5, 5, 2, 2])).tolist() == [0, 1, 2, 3, -1, -1]
    assert collapse(PREDICTED, PARTS, np.zeros(6, dtype=np.int64)).tolist() == [-1] * 6
