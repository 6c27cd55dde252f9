"""Cohen's κ: known figures, its interval, and when it can't be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from etl.marts.core.note_words import note_words
from etl.marts.estimates.reviewer_agreement import FEWEST, cohens_kappa
from etl.marts.measures.origins import as_measured

LABELS = st.sampled_from(["Finance", "Logistics", "Unattributed"])


def raters(*counts: tuple[str, str, int]) -> tuple[pd.Series, pd.Series]:
    pairs = [(one, other) for one, other, times in counts for _ in range(times)]
    frame = pd.DataFrame(pairs, columns=["one", "other"])
    return frame["one"], frame["other"]


def test_a_table_worked_by_hand() -> None:
    # 25 and 35 agreed of 90, observed 2/3; expected (40·40 + 50·50) ÷ 90² = 41/81; so (13/81) ÷ (40/81) = 0.325.
    k = cohens_kappa(*raters(("a", "a", 25), ("a", "b", 15), ("b", "a", 15), ("b", "b", 35)))
    assert (k.value, k.agreed, k.tickets) == (pytest.approx(0.325), 60, 90)
    assert k.expected == pytest.approx(41 / 81)


def test_for_two_answers_with_like_margins_the_error_is_that_of_a_correlation() -> None:
    # With p = q = 1/2 for both raters, the variance of κ reduces to (1 − κ²) ÷ n.
    k = cohens_kappa(*raters(("a", "a", 40), ("a", "b", 10), ("b", "a", 10), ("b", "b", 40)))
    assert k.value == pytest.approx(0.6)
    assert k.high is not None
    assert k.high - 0.6 == pytest.approx(1.959964 * np.sqrt((1 - 0.36) / 100), abs=1e-6)


def test_the_interval_holds_the_true_kappa_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(3)
    table = np.array([[0.35, 0.05, 0.03], [0.04, 0.25, 0.02], [0.06, 0.02, 0.18]])
    true = (table.trace() - table.sum(1) @ table.sum(0)) / (1 - table.sum(1) @ table.sum(0))
    hits = 0
    for _ in range(300):
        drawn = random.choice(9, size=120, p=table.ravel())
        k = cohens_kappa(pd.Series(drawn // 3), pd.Series(drawn % 3))
        assert k.low is not None
        assert k.high is not None
        hits += k.low <= true <= k.high
    assert 0.91 <= hits / 300 <= 0.985


def test_full_agreement_of_a_sample_does_not_claim_full_certainty() -> None:
    k = cohens_kappa(*raters(("a", "a", 30), ("b", "b", 30)))
    assert (k.value, k.high) == (1.0, 1.0)
    assert k.low == pytest.approx(0.9)


@pytest.mark.parametrize(("count", "told"), [(0, "0 complaints"), (1, "1 complaint;"), (29, "29 complaints")])
def test_too_few_tickets_are_said_and_give_no_figure(count: int, told: str) -> None:
    measured = as_measured(cohens_kappa(*raters(("a", "b", count))))
    assert measured.value is None
    assert note_words(measured.notes).startswith(f"Both judged {told}")
    assert note_words(measured.notes).endswith("κ needs 30.")


def test_where_both_say_one_thing_only_chance_explains_all() -> None:
    k = cohens_kappa(*raters(("a", "a", 40)))
    assert k.value is None
    assert "chance alone" in note_words(k.notes)


@given(st.lists(st.tuples(LABELS, LABELS), min_size=FEWEST, max_size=80))
def test_kappa_equals_a_known_implementation_and_lies_in_its_interval(pairs: list[tuple[str, str]]) -> None:
    one, other = (pd.Series(said) for said in zip(*pairs, strict=True))
    k, mirrored = cohens_kappa(one, other), cohens_kappa(other, one)
    if k.value is None:
        assert set(one) == set(other)
        return
    assert k.value == pytest.approx(cohen_kappa_score(one, other))
    assert k.low is not None
    assert k.high is not None
    assert -1 <= k.low <= k.value + 1e-12
    assert k.value - 1e-12 <= k.high <= 1
    assert (mirrored.value, mirrored.low) == (pytest.approx(k.value), pytest.approx(k.low))


def test_a_complaint_that_stands_for_more_counts_for_more() -> None:
    """Of forty, ten stand for nine times as many as the others, and on those the two never agree."""
    first = pd.Series(["Finance", "Logistics"] * 20)
    second = first.where(pd.RangeIndex(40) >= 10, "Support")
    alike = cohens_kappa(first, second)
    weighted = cohens_kappa(first, second, probability=pd.Series([0.05] * 10 + [0.45] * 30))
    assert (alike.agreed, weighted.agreed) == (30, 30)
    assert alike.value is not None
    assert weighted.value is not None
    assert weighted.value == pytest.approx((0.25 - weighted.expected) / (1 - weighted.expected))
    assert weighted.value < alike.value
    equal = cohens_kappa(first, second, probability=pd.Series([0.1] * 40))
    assert (equal.value, equal.low, equal.high) == pytest.approx((alike.value, alike.low, alike.high))
    unknown = cohens_kappa(first, second, probability=pd.Series([0.05] * 39 + [None]))
    assert unknown == alike
