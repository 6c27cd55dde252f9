"""What a named issue stands for: by rulings, and by the engine's own word where there are few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.estimates.confusion import WORTH, Confusion


def told(told: list[int], ruled: list[int], count: int = 3) -> Confusion:
    return Confusion(np.array(told, dtype=np.int64), np.array(ruled, dtype=np.int64), np.ones(len(told)), count)


def test_without_rulings_an_issue_stands_for_itself() -> None:
    assert told([], []).parts.tolist() == np.eye(3).tolist()


def test_rulings_outweigh_the_engine_as_they_grow() -> None:
    for rulings in (1, 10, 1_000):
        parts = told([0] * rulings, [1] * rulings).parts
        assert parts[0].tolist() == pytest.approx([WORTH / (rulings + WORTH), rulings / (rulings + WORTH), 0.0])
        assert parts[1:].tolist() == np.eye(3)[1:].tolist()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30), st.integers(0, 2))
def test_the_part_without_a_ruling_is_what_the_others_give(rulings: list[tuple[int, int]], issue: int) -> None:
    made = told([one for one, _ in rulings], [other for _, other in rulings])
    assert made.parts.sum(axis=1).tolist() == pytest.approx([1.0] * 3)
    for place in range(len(rulings)):
        rest = [*rulings[:place], *rulings[place + 1 :]]
        others = told([one for one, _ in rest], [other for _, other in rest])
        assert made.without_own(issue)[place] == pytest.approx(others.parts[rulings[place][0], issue])
