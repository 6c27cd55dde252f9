"""The invented reviewers' rulings: a random draw of what counts, mostly right, and the same each time."""

from __future__ import annotations

import pandas as pd
import pytest

from tools.sample import generate
from tools.sample.generate import Sample
from tools.sample.rulings import COLUMNS, MISTAKE, RULED_SHARE, rule


@pytest.fixture(scope="module")
def sample() -> Sample:
    return generate(3000, seed=5)


def main_causes(truth: pd.DataFrame) -> pd.Series:
    complaints = truth[truth["kind"] == "complaint"]
    ordered = complaints.assign(share=complaints["share"].astype(float)).sort_values("share", ascending=False)
    largest = ordered.drop_duplicates("ticket_id")
    return largest.set_index(largest["ticket_id"].astype("str"))["department"]


def test_a_draw_of_the_complaints_that_count_is_ruled_on(sample: Sample) -> None:
    truth = sample.truth
    counted = truth[(truth["kind"] == "complaint") & (truth["excluded_as"] == "")]["ticket_id"].astype("str")
    ruled = sample.rulings["ticket_id"]
    assert set(ruled) <= set(counted)
    assert ruled.nunique() == round(RULED_SHARE * counted.nunique())


def test_reviewers_are_mostly_right_and_sometimes_wrong(sample: Sample) -> None:
    decided = sample.rulings[sample.rulings["action"] == "assign"].set_index("ticket_id")["department"]
    is_right = decided == main_causes(sample.truth).reindex(decided.index)
    assert 1 - 3 * MISTAKE < is_right.mean() < 1


def test_the_shares_of_a_ruling_sum_to_one_and_come_after_the_ticket(sample: Sample) -> None:
    sums = sample.rulings.groupby("ticket_id")["share"].sum()
    assert (sums - 1).abs().max() < 0.001
    created = sample.rulings["ticket_id"].map(sample.tickets.set_index("Id")["Created at"])
    assert created.notna().all()
    assert (sample.rulings["ruled_at"].str[:10] > created.str[:10]).all()


def test_the_same_seed_rules_the_same(sample: Sample) -> None:
    created = sample.tickets.set_index("Id")["Created at"]
    again = rule(sample.truth, created, seed=5)
    pd.testing.assert_frame_equal(again, sample.rulings)
    assert list(again.columns) == COLUMNS
    assert not rule(sample.truth, created, seed=6).equals(again)
