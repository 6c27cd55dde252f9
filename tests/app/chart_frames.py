"""Frames that charts are drawn of in several tests, and what a spec's layers are."""

from __future__ import annotations

from typing import Any

import pandas as pd


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every layer of a spec that has a mark, at any depth."""
    found = []
    for name in ("layer", "vconcat", "hconcat"):
        for part in spec.get(name, []):
            found += layers(part)
    return [*found, spec] if "mark" in spec else found


def squares_frame(logistics: int) -> pd.DataFrame:
    """A hundred squares, some of Logistics and the others unattributed."""
    names = ["Logistics"] * logistics + ["Unattributed"] * (100 - logistics)
    return pd.DataFrame(
        {
            "square": range(100),
            "row": [number // 10 for number in range(100)],
            "column": [number % 10 for number in range(100)],
            "meaning": names,
            "department": names,
            "is_complaint": True,
        }
    )


def departments_frame() -> pd.DataFrame:
    """Complaints of three departments with their bounds."""
    return pd.DataFrame(
        {
            "department": ["Logistics", "Support", "Unattributed"],
            "complaints": [60.0, 10.0, 30.0],
            "low": [60.0, 10.0, 30.0],
            "high": [90.0, 40.0, 30.0],
            "text": ["60 · 60 %", "10 · 10 %", "30 · 30 %"],
        }
    )


def months_frame(count: int) -> pd.DataFrame:
    """Months alike, of which the last is partial."""
    return pd.DataFrame(
        {
            "period": pd.date_range("2026-01-01", periods=count, freq="MS"),
            "label": [f"m{number}" for number in range(count)],
            "complaints": [10.0] * count,
            "mean": [10.0] * (count - 1) + [None],
            "low": [5.0] * (count - 1) + [None],
            "high": [15.0] * (count - 1) + [None],
            "is_partial": [False] * (count - 1) + [True],
            "is_empty": [False] * count,
            "is_signal": [False] * count,
            "signal": [""] * count,
        }
    )


def effect_frame(signal: str = "") -> pd.DataFrame:
    """Three months before and after a commitment."""
    return pd.DataFrame(
        {
            "period": pd.date_range("2026-01-01", periods=3, freq="MS"),
            "label": ["Jan", "Feb", "Mar"],
            "value": [10.0, 11.0, 4.0],
            "mean": [10.5] * 3,
            "low": [8.0] * 3,
            "high": [13.0] * 3,
            "is_partial": [False] * 3,
            "when": ["before", "before", "after"],
            "signal": ["", "", signal],
        }
    )


def causes(a_month: float | None = 2.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "department": ["Logistics", "Finance"],
            "issue": ["Late", None],
            "complaints": [5.0, 2.0],
            "frontline_hours": [24.0, 6.0],
            "hours_a_month": [a_month, a_month],
            "text": ["2 h a month", "0.5 h a month"],
        }
    )


def spread() -> pd.DataFrame:
    months = pd.date_range("2026-01-01", periods=3, freq="MS")
    shape = {"low": 1.0, "lower": 2.0, "median": 3.0, "upper": 4.0, "high": 5.0}
    ends = {"first": months, "last": months + pd.offsets.MonthEnd(), "load": 30.0}
    labels = ["Jan", "Feb", "Mar"]
    return pd.DataFrame({"period": months, "label": labels, **shape, **ends, "counted": 10, "text": "half"})


def lens(value: float | None) -> pd.DataFrame:
    words = {"text": "80 %, 70–90 %", "parts": "8 of 10", "note": "", "unit": "", "is_plain": value is not None}
    return pd.DataFrame(
        {
            "group": ["Logistics"],
            "position": [0],
            "period": pd.Timestamp("2026-01-01"),
            "value": [value],
            "numerator": [8.0],
            "low": [0.7],
            "high": [0.9],
            **words,
        }
    )


def matrix() -> pd.DataFrame:
    numbers = {"handoffs": [10.0, 4.0], "returned": [5.0, 0.0], "lost_hours": [8.0, 0.0]}
    ends = {"from_department": ["Support", "Logistics"], "to_department": ["Logistics", "Support"]}
    more = {"lost_business_hours": [2.0, 0.0], "share_returned": [0.5, float("nan")], "text": ["10", "4"],
            "back": ["5 of 10", ""]}  # fmt: skip
    return pd.DataFrame({**ends, **numbers, **more})
