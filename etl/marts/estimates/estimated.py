"""Sums over parts that estimates are made from: by class, by group of strata, and for the tickets drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl.estimates import Correction, Estimate, Sums, count, direct_share, share
from etl.estimates.arrays import Booleans, Floats
from etl.estimates.difference import Drawn, count_by_difference
from etl.estimates.ratios import ratio
from etl.marts.cube.kept_sums import share_rows
from etl.marts.cube.part import PART
from etl.marts.shares.checked import Checked, People, nothing_checked
from etl.marts.shares.overrides import rows_of
from etl.marts.shares.probabilities import classes_of
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED

NO_VALUE = "(none)"
"""Key of the tickets without a value."""
By = Callable[[Any], ColumnElement[Any]]
Worded = Callable[[Any], str]

INTERVAL = "random rulings by strata of what the engine said; 95 % interval"
RANGE = "the engine's estimate, not yet checked by people; range of model error"


@dataclass(frozen=True)
class Estimated:
    """Parts within the filters (those on departments and issues ignored), grouped by value.

    Attributes
    ----------
    made
        Correction learnt from the random sample; it covers nothing where there are too few rulings.
    cells
        One row per value, issue, group of strata (-1 none), ruled or not, and class: value, issue, stratum_group,
        is_ruled, place (of the class; -1: judged to have started nobody knows where), share.
    drawn
        One row per part of a ticket of the random sample: value, issue, place, share, row (in `Checked.drawn`), weight
        (tickets that it stands for).
    seed
        Seed of the bootstrap.
    """

    made: Checked
    cells: pd.DataFrame
    drawn: pd.DataFrame
    seed: int

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the outcomes, as `etl.marts.shares.probabilities.classes_of`."""
        return self.made.classes

    @property
    def correction(self) -> Correction:
        """What the rulings say about each group of strata."""
        return self.made.correction

    @property
    def checked_on(self) -> int:
        """Number of random tickets in force and usable."""
        return len(self.made.drawn)

    @property
    def people(self) -> People:
        """Who ruled on them, and where they work."""
        return self.made.people

    @property
    def are_complaints(self) -> Booleans:
        """Classes that are complaints, shape (classes,)."""
        return np.array([name != NOT_A_COMPLAINT for name in self.classes])

    @property
    def method(self) -> str:
        """How values and bounds are found, in a few words."""
        return INTERVAL if self.correction.is_covered else RANGE

    @property
    def corrected(self) -> str:
        """What the random sample corrects: "overall", or "none" where there are too few of its rulings."""
        return "overall" if self.correction.is_covered else "none"

    @property
    def open_part(self) -> float:
        """Complaints that were judged rather than estimated, and whose origin nobody can tell."""
        return float(self.cells.loc[self.cells["place"] < 0, "share"].sum())

    def only(self, value: object) -> Estimated:
        """The rows of one value."""
        cells, drawn = (each[each["value"] == value] for each in (self.cells, self.drawn))
        return replace(self, cells=cells, drawn=drawn)

    @cached_property
    def sums(self) -> Sums:
        """Sums over all values."""
        told = self.cells[self.cells["place"] >= 0]
        ruled = told["is_ruled"].to_numpy(bool)
        alone = ~ruled & (told["stratum_group"] < 0).to_numpy(bool)
        known, expected, uncovered = (
            np.bincount(rows["place"], rows["share"], minlength=len(self.classes)).astype(np.float64)
            for rows in (told[ruled], told[~ruled], told[alone])
        )
        mine = told[~ruled & (told["stratum_group"] >= 0).to_numpy(bool)]
        total = np.bincount(mine["stratum_group"], mine["share"], minlength=len(self.correction.mean))
        rows = self.drawn["row"].drop_duplicates().to_numpy(np.int64)
        many = float(len(rows))
        by_group = total.astype(np.float64)
        return Sums(
            known, expected, uncovered, by_group, by_group, by_group, many, many, self.made.surprise[rows].sum(axis=0)
        )

    def count_issue(self, place: int, issue: str) -> Estimate:
        """Complaints of one class about one issue (`NO_VALUE`: about no known issue)."""
        mine = self.cells[(self.cells["place"] == place) & (self.cells["issue"] == issue)]
        is_open = ~mine["is_ruled"].to_numpy(bool) & (mine["stratum_group"] >= 0).to_numpy(bool)
        expected, known = float(mine.loc[is_open, "share"].sum()), float(mine.loc[~is_open, "share"].sum())
        if not self.correction.is_covered:
            return Estimate(expected + known, expected + known, expected + known)
        made, name = self.made, "" if issue == NO_VALUE else issue
        said = made.ruled[(made.ruled["place"] == place) & (made.ruled["issue"] == name)]
        drawn = Drawn(
            group=made.correction.group[made.stratum],
            weight=made.drawn["weight"].to_numpy(np.float64),
            ruled=np.bincount(said["row"].astype("int64"), said["share"], minlength=len(made.drawn)).astype(np.float64),
            expected=made.expected_of_issue(place, name),
            is_within=np.isin(np.arange(len(made.drawn)), self.drawn["row"].to_numpy(np.int64)),
        )
        return count_by_difference(made.correction, drawn, self.sums.total, expected).plus(known)

    def count(self, classes: Booleans) -> Estimate:
        """Number of tickets of some classes."""
        return count(self.correction, self.sums, classes)

    def share(self, classes: Booleans) -> Estimate | None:
        """Share of some classes among all complaints; None where there are none."""
        return share(self.correction, self.sums, classes, self.are_complaints)

    @cached_property
    def _deviations(self) -> Floats:
        covered = self.correction.is_covered
        return self.made.replicates(self.seed) if covered else np.empty((0, 0, 0))

    def direct(self, classes: Booleans) -> tuple[Estimate, int] | None:
        """Share of some classes among the randomly ruled complaints alone, and the number of these.

        None for fewer than `etl.estimates.FEWEST_DIRECT`.
        """
        told = self.drawn.assign(
            mine=self.drawn["share"] * np.isin(self.drawn["place"], np.flatnonzero(classes)),
            all_of=self.drawn["share"] * np.isin(self.drawn["place"], np.flatnonzero(self.are_complaints)),
        )
        tickets = told.groupby("row").agg(mine=("mine", "sum"), all_of=("all_of", "sum"), weight=("weight", "first"))
        tickets = tickets[tickets["all_of"] > 0]
        share = (tickets["mine"] / tickets["all_of"]).to_numpy(np.float64)
        found = direct_share(share, tickets["weight"].to_numpy(np.float64))
        return None if found is None else (found, len(tickets))

    def part_of(self, whole: Estimated, classes: Booleans) -> Estimate | None:
        """Share of some classes here among all complaints of another selection."""
        of = self.are_complaints
        return ratio(self.correction, self.sums, whole.sums, classes, of, whole._deviations, most=1.0)


def estimated(
    scope: Scope, by: By | None = None, *, by_issue: bool = False, seed: int = 0, worded: Worded | None = None
) -> Estimated:
    """Group the parts within the filters, except those on departments and issues, which choose outcomes, not tickets.

    Parameters
    ----------
    by
        Maps the columns of parts to the value to group by; None: no grouping.
    by_issue
        Whether to tell issues apart.
    seed
        Seed of the bootstrap.
    worded
        Name of each value in the result; None: the value itself.
    """
    wide = scope.with_filters(scope.filters.without("department", "issue"))
    wide = wide.by_issue() if by_issue else wide
    key = ("estimated", wide.how_shared, wide.filters, wide.disputed, by, by_issue, seed)
    return scope.once_under(key, lambda: _estimated(wide, by, by_issue=by_issue, seed=seed, worded=worded))


def _estimated(scope: Scope, by: By | None, *, by_issue: bool, seed: int, worded: Worded | None) -> Estimated:
    classes, found = classes_of(scope), scope.checked
    cells = _placed(_cells(scope, by, by_issue=by_issue), classes, worded)
    cells["stratum_group"] = cells["stratum_group"].astype("float64").fillna(-1).astype("int64")
    if found is None:
        nothing = pd.DataFrame({"value": [], "issue": [], "place": [], "share": [], "row": [], "weight": []})
        return Estimated(nothing_checked(classes), cells, nothing, seed)
    return Estimated(found, cells, _placed(_drawn(scope, by, by_issue=by_issue), classes, worded)[_DRAWN], seed)


_DRAWN = ["value", "issue", "place", "share", "row", "weight"]
_KEYS = ("stratum_group", "is_ruled", "department", "is_complaint")


def _cells(scope: Scope, by: By | None, *, by_issue: bool) -> pd.DataFrame:
    asked: dict[str, ColumnElement[Any]] = {name: PART.c[name] for name in _KEYS}
    asked |= {"value": by(PART.c)} if by is not None else {}
    asked |= {"issue": PART.c.issue} if by_issue else {}
    kept = share_rows(scope, asked)
    if kept is not None:
        return kept.assign(**{name: None for name in ("value", "issue") if name not in kept})
    p = scope.parts
    keys = {"value": _value(by, p), "issue": _issue(p, by_issue=by_issue), **{name: p.c[name] for name in _KEYS}}
    told = sa.select(*(column.label(name) for name, column in keys.items()), p.c.share)
    rows = told.where(p.c.excluded_as.is_(None)).subquery("row")
    apart = [rows.c[name] for name in keys]
    return scope.frame(sa.select(*apart, sa.func.sum(rows.c.share).label("share")).group_by(*apart))


def _value(by: By | None, p: Any) -> ColumnElement[Any]:
    return sa.cast(sa.null(), sa.Text) if by is None else by(p.c)


def _issue(p: Any, *, by_issue: bool) -> ColumnElement[Any]:
    issue: ColumnElement[Any] = p.c.issue if by_issue else sa.cast(sa.null(), sa.Text)
    return issue


def _placed(rows: pd.DataFrame, classes: tuple[str, ...], worded: Worded | None) -> pd.DataFrame:
    """The rows with the place of the class, -1 for a complaint that nobody can attribute; missing values are named."""
    names = pd.Index([*classes[:-1]])
    place = names.get_indexer(pd.Index(rows["department"].astype(object)))
    is_complaint = rows["is_complaint"].to_numpy(bool)
    odd = (place < 0) & (rows["department"] != UNATTRIBUTED).to_numpy(bool)
    place = np.where(odd, classes.index(NONE_OF_THESE), place)
    place = np.where(is_complaint, place, len(classes) - 1)
    named = {name: rows[name].astype(object).where(rows[name].notna(), NO_VALUE) for name in ("value", "issue")}
    if worded is not None:
        named["value"] = named["value"].map(lambda value: value if value == NO_VALUE else worded(value))
    return rows.assign(place=place, **named)


def _drawn(scope: Scope, by: By | None, *, by_issue: bool) -> pd.DataFrame:
    """Parts within the filters of tickets that were drawn at random."""
    found, p = scope.checked, scope.parts
    assert found is not None
    keys = found.drawn.assign(row=range(len(found.drawn)))
    types = {"source": sa.Text, "ticket_id": sa.Text, "row": sa.Integer, "weight": sa.Double}
    asked = rows_of(keys, types, name="asked")
    same = sa.and_(p.c.source == asked.c.source, p.c.ticket_id == asked.c.ticket_id)
    value, issue = _value(by, p).label("value"), _issue(p, by_issue=by_issue).label("issue")
    columns = (value, issue, p.c.department, p.c.is_complaint, p.c.share, asked.c.row, asked.c.weight)
    return scope.frame(sa.select(*columns).select_from(p.join(asked, same)).where(p.c.is_ruled))
