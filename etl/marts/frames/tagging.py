"""Tagging accuracy: the reasons that agents declared, against the origins that people ruled.

Only rulings on the random sample are used, reason by reason (Wilson's interval, `etl.estimates.direct`). The estimator
of totals doesn't suit: it assumes that tickets with the same engine's answer are alike, and those with one reason
aren't. In simulated exports its intervals covered the share of a department within a reason in 36 to 91 % of the cases,
those of the rulings alone in 93 to 99 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.estimates import FEWEST_DIRECT, Estimate, direct_share
from etl.marts.core.formatting import count, interval, percent
from etl.marts.estimates.by_group import single_class
from etl.marts.estimates.estimated import NO_VALUE, Estimated, estimated
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT
from etl.taxonomy import Taxonomy
from etl.text.folding import fold
from etl.values.reasons import values_of

NO_REASON = "(no reason)"
_MOST_REASONS = 15
_CELLS = dict.fromkeys(("reason", "department", "text"), "str") | dict.fromkeys(("share", "low", "high"), "float64")
_REASONS = {
    "reason": "str", "complaints": "float64", "rulings": "int64", "means": "str", "right": "float64", "low": "float64",
    "high": "float64", "text": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Tagging:
    """What agents' reasons tell about where complaints started.

    Attributes
    ----------
    cells
        One row per reason with enough rulings, and department that any of these named: reason, department, text (str:
        "41 %, 35–48 %"), share, low, high (float: of the reason's complaints, with its interval), is_meant (bool: the
        reason means this department by the taxonomy).
    reasons
        One row per reason, the most complaints first, at most fifteen: reason, complaints (float), rulings (int:
        complaints ruled at random), means (str: departments that it means by the taxonomy; empty for none), right, low,
        high (float: share that started there; missing where it means none, or with too few rulings), text (str).
    accuracy
        Of complaints whose reason means a department, the share that started there; None with too few rulings.
    rulings
        Number of random rulings on complaints whose reason means a department.
    why
        Why there is no result, in plain words; else empty.
    """

    cells: pd.DataFrame
    reasons: pd.DataFrame
    accuracy: Estimate | None = None
    rulings: int = 0
    why: str = ""


def tagging(scope: Scope) -> Tagging:
    """Compare declared reasons within the filters (those on departments and issues ignored) with random rulings."""
    found = estimated(scope, lambda part: part.reason)
    told = found.cells[found.cells["place"] != len(found.classes) - 1]
    sizes = told.groupby("value")["share"].sum().sort_values(ascending=False, kind="stable")
    if not any(reason != NO_VALUE for reason in sizes.index):
        return _nothing("No export within these filters has a reason that agents declare.")
    meant = {str(reason): _means(str(reason), scope.taxonomy) for reason in sizes.index if reason != NO_VALUE}
    chosen = [str(reason) for reason in sizes.index][:_MOST_REASONS]
    rows = [_reason(found.only(reason), reason, float(sizes[reason]), meant.get(reason, ())) for reason in chosen]
    reasons = pd.DataFrame(rows, columns=list(_REASONS)).astype(_REASONS)
    cells = [cell for reason in chosen for cell in _cells(found.only(reason), reason, meant.get(reason, ()))]
    frame = pd.DataFrame(cells, columns=[*_CELLS, "is_meant"]).astype(_CELLS | {"is_meant": "bool"})
    accuracy, rulings = _accuracy(found, meant)
    return Tagging(frame, reasons, accuracy, rulings, "" if len(frame) else _too_few(reasons))


def _nothing(why: str) -> Tagging:
    cells = pd.DataFrame(columns=[*_CELLS, "is_meant"]).astype(_CELLS | {"is_meant": "bool"})
    return Tagging(cells, pd.DataFrame(columns=list(_REASONS)).astype(_REASONS), why=why)


def _too_few(reasons: pd.DataFrame) -> str:
    most = reasons.sort_values("rulings", ascending=False, kind="stable").iloc[0]
    so_far = f" “{most['reason']}” has the most: {count(most['rulings'])}." if most["rulings"] else ""
    return (
        f"Too few rulings to check reasons: one needs {FEWEST_DIRECT} of its complaints ruled on at random.{so_far} "
        "Rule on more on Review, Random sample."
    )


def _means(reason: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Departments with an issue that lists the reason, under whatever column."""
    values = values_of(reason)
    listed = (
        department.name
        for department in taxonomy.departments
        for issue in department.issues
        if any(fold(value) in values for told in issue.reasons.values() for value in told)
    )
    return tuple(dict.fromkeys(listed))


def _reason(here: Estimated, reason: str, complaints: float, means: tuple[str, ...]) -> tuple[object, ...]:
    rulings = _ruled(here)
    told = here.direct(np.array([name in means for name in here.classes])) if means else None
    share, low, high = (told[0].value, told[0].low, told[0].high) if told else (np.nan, np.nan, np.nan)
    shown = NO_REASON if reason == NO_VALUE else reason
    text = f"{percent(share)}, {interval(low, high)}" if told else "–"
    return shown, complaints, rulings, " or ".join(means), share, low, high, text


def _ruled(here: Estimated) -> int:
    """Number of complaints among the random rulings."""
    told = here.drawn[here.drawn["place"] != len(here.classes) - 1]
    return int(told.loc[told["share"] > 0, "row"].nunique())


def _cells(here: Estimated, reason: str, means: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for name in here.classes:
        told = here.direct(single_class(here, name)) if name != NOT_A_COMPLAINT else None
        if told is not None and told[0].value > 0:
            found = told[0]
            text = f"{percent(found.value)}, {interval(found.low, found.high)}"
            shown = NO_REASON if reason == NO_VALUE else reason
            yield shown, name, text, found.value, found.low, found.high, name in means


def _accuracy(found: Estimated, meant: dict[str, tuple[str, ...]]) -> tuple[Estimate | None, int]:
    """Share that is right of all complaints whose reason means a department, as `Estimated.direct` for each."""
    drawn = found.drawn[found.drawn["place"] != len(found.classes) - 1]
    drawn = drawn[[bool(meant.get(str(value))) for value in drawn["value"]]]
    if drawn.empty:
        return None, 0
    names = [found.classes[place] for place in drawn["place"]]
    is_right = [name in meant[str(value)] for name, value in zip(names, drawn["value"], strict=True)]
    told = drawn.assign(right=drawn["share"] * np.array(is_right))
    tickets = told.groupby("row").agg(right=("right", "sum"), share=("share", "sum"), weight=("weight", "first"))
    tickets = tickets[tickets["share"] > 0]
    right = (tickets["right"] / tickets["share"]).to_numpy(np.float64)
    return direct_share(right, tickets["weight"].to_numpy(np.float64)), len(tickets)


def tagging_words(found: Tagging) -> list[str]:
    """The most telling sentences: how often reasons are right, and the real origins behind the largest wrong one."""
    if found.why:
        return [found.why]
    told = []
    if found.accuracy is not None:
        right = found.accuracy
        told.append(
            f"Where the reason means a department, {percent(right.value)} of complaints started there "
            f"({interval(right.low, right.high, in_sentence=True)}, by {count(found.rulings)} rulings)."
        )
    for reason in sorted(found.reasons["reason"], key=lambda reason: reason == NO_REASON):
        mine = found.cells[(found.cells["reason"] == reason) & ~found.cells["is_meant"]]
        if len(mine) and len(told) < 3:
            most = mine.sort_values("share", ascending=False, kind="stable").iloc[0]
            coded = "left without a reason" if reason == NO_REASON else f"coded “{reason}”"
            limits = interval(most["low"], most["high"], in_sentence=True)
            told.append(f"Of what agents {coded}, {percent(most['share'])} started in {most['department']} ({limits}).")
    return told


def tagging_rows(scope: Scope) -> pd.DataFrame:
    """Rows for a file: one per reason and department, with the reason's complaints and rulings.

    Returns
    -------
    DataFrame
        Columns reason, department, share, low, high, is_meant, complaints, rulings; reasons with too few rulings have
        one row, without a department.
    """
    found = tagging(scope)
    both = found.reasons[["reason", "complaints", "rulings"]].merge(
        found.cells.drop(columns="text"), how="left", on="reason"
    )
    return both[["reason", "department", "share", "low", "high", "is_meant", "complaints", "rulings"]]
