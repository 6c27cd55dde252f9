"""How estimated totals are measured on known origins, and told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import load_taxonomy
from tests.unit.attribution.worlds import export, shop
from tools.quality.halves import halves
from tools.quality.totals import ELSEWHERE, PLANNED, SIMPLE, TAUGHT, Totals, allowed_half_width, evaluate_totals
from tools.quality.totals_page import at_the_start, by_rulings, goals


@pytest.fixture(scope="module")
def found() -> Totals:
    chunk, truth = export(600, seed=1)
    return evaluate_totals(
        chunk, truth, shop(), Settings(), sizes=(30, 60), draws=5, taught_sizes=(60,), taught_draws=1
    )


def test_every_way_of_drawing_is_judged_by_each_department_that_tickets_start_in(found: Totals) -> None:
    asked = found.draws.groupby(["way", "rulings"]).size()
    assert asked.to_dict() == {
        (PLANNED, 30): 20,
        (PLANNED, 60): 20,
        (SIMPLE, 30): 20,
        (SIMPLE, 60): 20,
        (TAUGHT, 60): 4,
    }
    assert set(found.draws["of"]) == {"Logistics", "Billing", "Webshop", ELSEWHERE}
    everything = found.draws[found.draws["of"] == ELSEWHERE]
    assert (everything["error"] < 0.06).all()


def test_without_rulings_the_engine_is_held_against_the_truth(found: Totals) -> None:
    start = found.start.set_index("of")
    assert start.loc[ELSEWHERE, "truth"] == pytest.approx(1)
    assert start.loc[["Logistics", "Billing", "Webshop"], "truth"].sum() == pytest.approx(1)
    assert 0 < found.factor < 2


def test_a_ticket_that_seems_to_be_no_complaint_is_measured_as_one() -> None:
    chunk, truth = export(120, seed=3)
    doubtful = StagedChunk(
        chunk.tickets.assign(kind="request", complaint_probability=0.0),
        chunk.fields, chunk.events, chunk.problems, chunk.habits,
    )  # fmt: skip
    one, other = (
        evaluate_totals(c, truth, shop(), Settings(), sizes=(30,), draws=2, taught_sizes=()) for c in (chunk, doubtful)
    )
    pd.testing.assert_frame_equal(one.draws, other.draws)
    assert one.draws["half_width"].notna().all()


def row(way: str, rulings: int, draw: int, of: str, *, is_held: bool, half_width: float) -> dict[str, object]:
    return {"way": way, "rulings": rulings, "draw": draw, "of": of, "error": 0.02, "is_held": is_held,
            "half_width": half_width, "wilson_half_width": 0.1}  # fmt: skip


def told(
    *, is_held: bool = True, widths: tuple[float, float] = (0.09, 0.06), share: float = 0.55, allowed: float = 0.088
) -> Totals:
    rows = [
        row(PLANNED, rulings, draw, of, is_held=is_held or of != "Billing", half_width=width)
        for rulings, width in zip((30, 60), widths, strict=True)
        for draw in (0, 1)
        for of in ("Logistics", "Billing", ELSEWHERE)
    ]
    start = pd.DataFrame(
        {
            "of": ["Logistics", "Billing", ELSEWHERE], "share": [share, 1 - share, 1.0], "truth": [0.5, 0.5, 1.0],
            "share_of_first": [0.6, 0.4, 1.0], "doubt": [0.1, 0.1, 0.0], "first_is_wrong": [0.1, 0.1, 0.0],
        }
    )  # fmt: skip
    return Totals(pd.DataFrame(rows), start, 0.6, {30: allowed, 60: allowed - 0.03})


def unmet(totals: Totals, factors: dict[str, float]) -> list[str]:
    return [goal for goal, _, _, is_met, _ in goals("shop", totals, factors) if not is_met]


def test_totals_that_meet_every_goal_are_told_so_with_the_worst_department() -> None:
    factors = {"shop": 0.1, "other": 0.7}
    assert unmet(told(), factors) == []
    table = by_rulings(told(is_held=False))
    assert table["worst"].tolist() == ["0.000 Billing", "0.000 Billing"]
    assert table["cover"].tolist() == [0.5, 0.5]
    start = at_the_start("shop", told(), factors).iloc[0]
    assert (start["held"], start["factor"], round(start["total_variation"], 3)) == ("2 of 2", 0.7, 0.05)


@pytest.mark.parametrize(
    ("totals", "goal"),
    [
        (told(is_held=False), "cover"),
        (told(widths=(0.11, 0.06)), "1.05 of Wilson's"),
        (told(allowed=0.08), "of Wilson's at most 0.05 above"),
        (told(widths=(0.06, 0.07)), "half-width falls with rulings"),
        (told(share=0.61), "total variation with 0 rulings"),
        (told(share=0.58), "range with 0 rulings holds 80 % of departments"),
    ],
)
def test_a_goal_that_is_missed_is_told(totals: Totals, goal: str) -> None:
    assert any(goal in each for each in unmet(totals, {"shop": 0.6, "other": 0.7}))


def test_what_strata_allow_is_the_width_of_a_sample_whose_variance_is_known() -> None:
    """Three strata of a made-up population; the interval is checked by drawing from it."""
    random = np.random.default_rng(4)
    group = np.repeat([0, 1, 2], [500, 300, 200])
    share = (random.random(1000) < np.array([0.9, 0.5, 0.1])[group]).astype(np.float64)
    held, widths = [], []
    for _ in range(2000):
        drawn = [
            random.choice(np.flatnonzero(group == each), size, replace=False) for each, size in enumerate((50, 30, 20))
        ]
        mean = np.array([share[some].mean() for some in drawn]) @ [0.5, 0.3, 0.2]
        widths.append(allowed_half_width(group, share, np.concatenate(drawn)))
        held.append(abs(mean - share.mean()) <= widths[-1])
    assert 0.93 < np.mean(held) < 0.97
    simple = allowed_half_width(np.zeros(1000, dtype=np.int64), share, np.arange(100))
    assert max(widths) == pytest.approx(min(widths))
    assert max(widths) < simple


def test_a_set_is_not_held_against_its_own_factor() -> None:
    assert at_the_start("shop", told(share=0.58), {"shop": 0.9, "other": 0.7}).iloc[0]["held"] == "0 of 2"
    assert np.isnan(at_the_start("shop", told(), {"shop": 0.9}).iloc[0]["factor"])


def test_halves_share_the_phrases_of_each_department_between_them() -> None:
    whole = load_taxonomy("retail")
    one, other = halves(whole, 0)
    for department, some, rest in zip(whole.departments, one.departments, other.departments, strict=True):
        phrases, first, second = (
            [str(phrase) for issue in each.issues for phrase in issue.phrases] for each in (department, some, rest)
        )
        assert sorted(first + second) == sorted(phrases)
        assert 0 <= len(first) - len(second) <= 1
