"""The two pictures of a hundred squares: the company's view, and the frontline's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from etl.marts.core.formatting import interval, is_few
from etl.marts.core.notes import Notes, reason, reasons
from etl.marts.cube.denominators import denominator
from etl.marts.estimates.by_group import departments_told
from etl.marts.frames.departments import by_department
from etl.marts.frames.findings import is_too_open, origin_words
from etl.marts.measures.common_notes import NO_COMPLAINTS
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope

SQUARES, SIDE = 100, 10

_TOO_FEW = reason(
    "Too few for a picture of a hundred squares: {complaints:count} {complaints:count/complaint|complaints}."
)

_TOO_OPEN = reason(
    "Too little is known for a picture of a hundred squares: {limits:interval} of complaints start outside the "
    "frontline."
)

_COLUMNS = {"square": "int64", "row": "int64", "column": "int64", "meaning": "str", "department": "str",
            "is_complaint": "bool", "disputed": "float64", "limits": "str"}  # fmt: skip


@dataclass(frozen=True)
class TwoViews:
    """The two pictures.

    Attributes
    ----------
    company
        One row per square of a hundred orders, filled row by row: square (0-99), row, column (0-9), meaning (str),
        department (str; missing), is_complaint (bool), disputed (float: disputed part of the square), limits (str,
        empty). No rows where there is no denominator.
    unit
        What the volumes count: "orders".
    company_title
        "100 orders"; if an origin is chosen, a second line says which complaints the dark squares are.
    company_reason
        Why `company` is empty; none where it isn't.
    frontline
        One row per square of a hundred complaints, by originating department, whichever origin is chosen (a hundred
        squares of one department would say nothing): the same columns, limits being the interval of the department's
        share, "21–25 %".
    frontline_title
        What a square stands for, in words.
    frontline_reason
        Why `frontline` is empty; none where it isn't.
    """

    company: pd.DataFrame
    unit: str
    company_title: str
    company_reason: Notes
    frontline: pd.DataFrame
    frontline_title: str
    frontline_reason: Notes


def two_views(scope: Scope) -> TwoViews:
    """The company's hundred orders beside the frontline's hundred complaints.

    Among a hundred orders, at least one square is a complaint if there is any, and at least one isn't if any order went
    well: a picture mustn't show "none" or "all" falsely.
    """
    view = compute(scope, ["company_view"])["company_view"]
    volume = denominator(scope)
    unit, typed = volume.unit, " (number typed in)" if volume.typed is not None else ""
    company, own = pd.DataFrame(), origin_words(scope.filters)
    wide = scope.with_filters(scope.filters.without("department", "issue"))
    departments = by_department(wide)
    whole = float(departments["complaints"].sum())
    if view.value is not None:
        bad = at_least_one(1 - view.value)
        company = _squares({("without a complaint", None): SQUARES - bad, ("with a complaint", None): bad})
        here = by_department(scope) if own else departments
        part = here["disputed"].sum() / (here["complaints"].sum() or 1.0) * bad
        company = company.assign(disputed=company["is_complaint"] * float(part))
    sizes = hundred(dict(zip(departments["department"], departments["complaints"], strict=True)))
    why = () if sizes else (NO_COMPLAINTS(),)
    if sizes and is_few(whole):
        sizes, why = {}, (_TOO_FEW(complaints=whole),)
    elif sizes and is_too_open(share := compute(wide, ["share_elsewhere"])["share_elsewhere"]):
        sizes, why = {}, (_TOO_OPEN(limits=(share.low or 0.0, share.high or 0.0)),)
    squares = _squares({(name, name): size for name, size in sizes.items()})
    squares = _with_disputed(squares, departments).assign(limits=squares["department"].map(_limits(wide)))
    return TwoViews(
        company=_typed(company),
        unit=unit,
        company_title=f"{SQUARES} {unit}{typed}" + (f"\ndark: attributed to {own}" if own else ""),
        company_reason=reasons(view.notes),
        frontline=_typed(squares),
        frontline_title=f"{SQUARES} complaints, by origin{' (all)' if own else ''}",
        frontline_reason=why,
    )


def _limits(scope: Scope) -> dict[str, str]:
    """Interval of each department's share in words, as ``measures --by department`` gives it."""
    told = departments_told(scope) if scope.runs_with_outcomes else {}
    return {name: interval(each["share"].low, each["share"].high) for name, each in told.items()}


def hundred(parts: Mapping[str, float], whole: int = SQUARES) -> dict[str, int]:
    """Whole numbers in proportion to the parts that add up to exactly `whole` (largest remainder).

    With equal remainders the earlier part gets the square. Empty for no parts.
    """
    total = sum(parts.values())
    if total <= 0:
        return {}
    exact = {name: part / total * whole for name, part in parts.items()}
    sizes = {name: int(value) for name, value in exact.items()}
    short = whole - sum(sizes.values())
    by_remainder = sorted(exact, key=lambda name: sizes[name] - round(exact[name], 9))
    for name in by_remainder[:short]:
        sizes[name] += 1
    return sizes


def at_least_one(share: float) -> int:
    """Number of squares for a share, of a hundred; 0 and 100 only when it is exactly none or all."""
    if share <= 0 or share >= 1:
        return 0 if share <= 0 else SQUARES
    return min(SQUARES - 1, max(1, round(share * SQUARES)))


def _squares(sizes: Mapping[tuple[str, str | None], int]) -> pd.DataFrame:
    meanings = [meaning for meaning, size in sizes.items() for _ in range(size)]
    number = pd.Series(range(len(meanings)), dtype="int64")
    return pd.DataFrame(
        {
            "square": number,
            "row": number // SIDE,
            "column": number % SIDE,
            "meaning": [meaning for meaning, _ in meanings],
            "department": [department for _, department in meanings],
            "is_complaint": [meaning != "without a complaint" for meaning, _ in meanings],
        }
    )


def _with_disputed(squares: pd.DataFrame, departments: pd.DataFrame) -> pd.DataFrame:
    part = departments.set_index("department")["disputed"] / (departments["complaints"].sum() or 1.0) * SQUARES
    return squares.assign(disputed=squares["department"].map(part).astype("float64").fillna(0.0))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reindex(columns=list(_COLUMNS))
    limits = frame["limits"].astype("str").where(frame["limits"].notna(), "")
    return frame.assign(disputed=frame["disputed"].astype("float64").fillna(0.0), limits=limits).astype(_COLUMNS)
