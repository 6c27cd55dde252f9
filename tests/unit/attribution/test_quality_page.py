"""The page on quality: its goals are judged by the figures that it shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.evaluation.evaluate import Quality
from tools.quality.page import write_page


def figures(**changes: float) -> Quality:
    """An engine that meets every goal, two draws a size, with some of its figures with 200 rulings changed."""
    rows = []
    for size in (0, 200, 500):
        for draw in (0, 1):
            base = {"rulings": size, "draw": draw, "tested": 1_000, "kappa": 0.5, "calibration_by_chance": 0.021}
            good = {"accuracy": 0.8, "macro_f1": 0.8, "calibration_error": 0.04, "coverage_at_90": 0.5,
                    "coverage": 0.6, "precision": 0.9}  # fmt: skip
            poor = dict.fromkeys(good, 0.3)
            rows.append(base | {"contestant": "headwater"} | good | (changes if size == 200 else {}))
            rows += [base | {"contestant": "baseline"} | poor] if size else []
    return Quality(pd.DataFrame(rows), 2_000, {})


def page(tmp_path: Path, quality: Quality) -> list[str]:
    ablation = pd.DataFrame({"ablation": ["everything"], "tested": [1_000], "accuracy": [0.8]})
    further = {"shop": {"Two causes.": pd.DataFrame({"rulings": [1_000], "both_right": [7]})}}
    write_page(tmp_path / "page.md", {"shop": "a shop"}, {"shop": quality}, {"shop": ablation}, further)
    return (tmp_path / "page.md").read_text(encoding="utf-8").splitlines()


def row(lines: list[str], goal: str) -> list[str]:
    found = [line for line in lines if line.startswith(f"| shop | {goal}")]
    assert len(found) == 1
    return [cell.strip() for cell in found[0].strip("|").split("|")][2:]


def test_a_page_of_an_engine_that_meets_every_goal_says_so(tmp_path: Path) -> None:
    lines = page(tmp_path, figures())
    goals = [line for line in lines if line.startswith("| shop |")]
    assert len(goals) == 11
    assert all("| yes |" in line for line in goals)
    assert row(lines, "cover at 90 % with 200")[3] == "500 and 300 of 1,000 tickets"
    assert row(lines, "calibration error with 200")[3] == "0.021 by chance"


@pytest.mark.parametrize(
    ("figure", "value", "goal"),
    [
        ("macro_f1", 0.29, "macro F1 with 200: baseline's with 500"),
        ("coverage_at_90", 0.29, "cover at 90 % with 200"),
        ("calibration_error", 0.051, "calibration error with 200"),
        ("precision", 0.879, "precision with 200"),
    ],
)
def test_a_goal_that_is_missed_is_told_and_no_other(tmp_path: Path, figure: str, value: float, goal: str) -> None:
    lines = page(tmp_path, figures(**{figure: value}))
    assert row(lines, goal)[:3] == [f"{value:.3f}", row(lines, goal)[1], "**no**"]
    assert sum("**no**" in line for line in lines) == 1


def test_where_nothing_is_attributed_there_is_no_precision_to_meet(tmp_path: Path) -> None:
    lines = page(tmp_path, figures(precision=float("nan"), coverage=0.0))
    assert row(lines, "precision with 200")[0:3] == ["–", "0.880", "–"]


def test_further_tables_stand_under_their_sentence(tmp_path: Path) -> None:
    lines = page(tmp_path, figures())
    assert lines[lines.index("Two causes.") :][2:5] == ["| rulings | both right |", "|---|---|", "| 1,000 | 7 |"]
