"""What the random sample tells about a store: the correction of the engine's probabilities, and its reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.estimates.arrays import Floats, Integers
from etl.estimates.confusion import Confusion
from etl.estimates.correction import Correction, RuledSample, correct
from etl.estimates.ratios import REPLICATES, replicates
from etl.marts.shares.overrides import rows_of, ruled_rows
from etl.marts.shares.probabilities import ISSUES_TOLD, KEYS, NO_ISSUE, classes_of, first_choices, in_force, stratum_of
from etl.marts.shares.ruled import ruled_outcomes, told_outcome
from etl.marts.shares.selection import Selection

_TICKET = ["source", "ticket_id"]

People = Mapping[str, str]
"""Where each reviewer works, by name: a department; empty for none of the taxonomy's; "?" where they haven't said."""


@dataclass(frozen=True)
class Checked:
    """Usable rulings of the random sample, and what they correct.

    Attributes
    ----------
    classes
        Names of the outcomes, as `etl.marts.shares.probabilities.classes_of`.
    medians
        Median probability of each class, as `etl.marts.shares.probabilities.stratum_of` takes them.
    correction
        What the rulings say about each group of strata.
    drawn
        Usable tickets of the random sample, one row each: source, ticket_id, authors, departments (where these work, as
        `etl.ledger.rulings.Decisions.overrides` has them), weight (tickets that it stands for).
    stratum
        Stratum of each drawn ticket, shape (drawn,).
    expected
        Expected share of each class for a ticket like it, shape (drawn, classes).
    issues
        Issue that the engine names for each class, empty for none, shape (drawn, classes), dtype object.
    ruled
        Rulings, one row per drawn ticket, class and issue: row (in `drawn`), place (of the class), issue (str, empty
        for none), share.
    """

    classes: tuple[str, ...]
    medians: pd.Series
    correction: Correction
    drawn: pd.DataFrame
    stratum: Integers
    expected: Floats
    issues: Any
    ruled: pd.DataFrame
    _kept: dict[tuple[int, str], Floats] = field(default_factory=dict, repr=False, compare=False)
    _replicates: dict[tuple[int, int], Floats] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def surprise(self) -> Floats:
        """Ruled outcome less what is expected of a ticket like it, shape (drawn, classes)."""
        return np.asarray(_outcomes(self.ruled, self.expected.shape) - self.expected)

    def replicates(self, seed: int, count: int = REPLICATES) -> Floats:
        """Result of `etl.estimates.ratios.replicates`, which filters don't change: computed once."""
        if (seed, count) not in self._replicates:
            self._replicates[seed, count] = replicates(self.correction, seed, count)
        return self._replicates[seed, count]

    def expected_of_issue(self, place: int, issue: str) -> Floats:
        """Expected share of one issue (empty: none known) of a class for each drawn ticket, shape (drawn,).

        It is estimated from the rulings on the other tickets, and computed once, however many filters need it.
        """
        if (place, issue) not in self._kept:
            self._kept[place, issue] = self._expected_of_issue(place, issue)
        return self._kept[place, issue]

    def _expected_of_issue(self, place: int, issue: str) -> Floats:
        named, mine = self._issues_of(place), self.ruled["place"] == place
        told = np.array([named.index(name) if name in named else -1 for name in self.issues[:, place]], dtype=np.int64)
        number = named.index(issue) if issue in named else -1
        if number < 0:
            return np.where(self.issues[:, place] == issue, self.expected[:, place], 0.0)
        confusion = self._confusion_of(place, named)
        part = np.where(told >= 0, confusion.parts[told, number], 0.0)
        part[self.ruled.loc[mine, "row"].to_numpy(np.int64)] = confusion.without_own(number)
        return np.asarray(self.expected[:, place] * part)

    def _issues_of(self, place: int) -> list[str]:
        """Issues that the engine or people name for a class, among the drawn tickets ruled to have started there."""
        mine = self.ruled[self.ruled["place"] == place]
        return sorted({*self.issues[mine["row"].to_numpy(np.int64), place].tolist(), *mine["issue"].tolist()})

    def _confusion_of(self, place: int, named: list[str]) -> Confusion:
        mine = self.ruled[self.ruled["place"] == place]
        rows = mine["row"].to_numpy(np.int64)
        weight = self.drawn["weight"].to_numpy(np.float64)[rows] * mine["share"].to_numpy(np.float64)
        told = pd.Index(named).get_indexer(pd.Index(self.issues[rows, place]))
        ruled = pd.Index(named).get_indexer(pd.Index(mine["issue"].astype(object)))
        return Confusion(told, ruled, weight / weight.mean() if len(weight) else weight, len(named))

    @cached_property
    def issues_told(self) -> pd.DataFrame:
        """Confusion matrices of issues, where named and ruled issues differ in some ruling.

        One row per department, issue named and issue as ruled: columns `etl.marts.shares.probabilities.ISSUES_TOLD`.
        """
        frames = []
        for place, department in enumerate(self.classes[:-2]):
            if not (named := self._issues_of(place)):
                continue
            parts = self._confusion_of(place, named).parts
            told, ruled = np.nonzero(parts)
            names = np.array([name or NO_ISSUE for name in named], dtype=object)
            frames.append(
                pd.DataFrame(
                    {"department": department, "told": names[told], "issue": names[ruled], "part": parts[told, ruled]}
                )
            )
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(ISSUES_TOLD))

    @cached_property
    def people(self) -> People:
        """Who ruled on them, and where they work."""
        said = self.drawn[["authors", "departments"]].drop_duplicates().itertuples(index=False, name=None)
        found: dict[str, str] = {}
        for names, departments in said:
            here = str(departments).split("; ")
            for place, name in enumerate(str(names).split("; ")):
                found[name] = here[place] if place < len(here) else "?"
        return dict(sorted(found.items()))

    @property
    def group_of_stratum(self) -> dict[int, int]:
        """Group of each stratum that has one."""
        return {stratum: int(group) for stratum, group in enumerate(self.correction.group) if group >= 0}

    @cached_property
    def means(self) -> pd.DataFrame:
        """Mean rulings, one row per group and class, with columns `etl.marts.shares.probabilities.MEANS`."""
        groups, count = range(len(self.correction.mean)), len(self.classes)
        return pd.DataFrame(
            {
                "stratum_group": np.repeat(list(groups), count),
                "department": list(self.classes) * len(groups),
                "pull": np.repeat(self.correction.pull, count),
                "mean": self.correction.mean.ravel(),
            }
        )


def nothing_checked(classes: tuple[str, ...]) -> Checked:
    """The sample without any ruling: it corrects nothing."""
    nothing, none = np.empty((0, len(classes))), np.empty(0)
    sample = RuledSample(np.empty(0, dtype=np.int64), nothing, none)
    group = np.full(2 * len(classes), -1, dtype=np.int64)
    drawn = pd.DataFrame({name: pd.Series(dtype="str") for name in (*_TICKET, "authors", "departments")})
    medians = pd.Series(dtype="float64")
    correction = Correction(group, none, nothing, nothing, none, sample)
    nowhere, ruled = np.empty(0, dtype=np.int64), pd.DataFrame({"row": [], "place": [], "issue": [], "share": []})
    return Checked(classes, medians, correction, drawn.assign(weight=none), nowhere, nothing, nothing, ruled)


def checked(scope: Selection) -> Checked | None:
    """Correction by the random sample, whatever the filters; None where it has no usable ruling."""
    return None if scope.sample.empty else _checked(scope)


def _checked(scope: Selection) -> Checked | None:
    sample, classes, ruled = scope.sample, classes_of(scope), ruled_outcomes(scope)
    if ruled is None:
        return None
    p = in_force(scope)
    chosen = first_choices(scope)
    said, found = _ruled(scope, sample, ruled_rows(ruled), chosen)
    if found.empty:
        return None
    outcomes = _outcomes(said, (len(found), len(classes)))
    medians = _medians(scope, chosen)
    place = found["place"].to_numpy(np.int64)
    stratum = 2 * place + (found["units"] > found["place"].map(medians)).to_numpy(np.int64)
    kept = RuledSample(stratum, outcomes, found["weight"].to_numpy(np.float64))
    predicted = np.repeat(np.arange(len(classes)), 2)
    part = 1 * (predicted == len(classes) - 1)
    correction = correct(kept, predicted, part, _mean_probabilities(scope, p, chosen, medians, classes))
    own, issues = _probabilities_of(scope, p, found, classes)
    drawn = found[[*_TICKET, "authors", "departments", "weight"]]
    return Checked(classes, medians, correction, drawn, stratum, correction.expectations(own, stratum), issues, said)


def _outcomes(ruled: pd.DataFrame, shape: tuple[int, ...]) -> Floats:
    """Share of each class as ruled, shape (drawn, classes)."""
    result = np.zeros(shape)
    rows, places = (ruled[name].to_numpy(np.int64) for name in ("row", "place"))
    np.add.at(result, (rows, places), ruled["share"].to_numpy(np.float64))
    return result


def _medians(scope: Selection, chosen: sa.FromClause) -> pd.Series:
    middle = sa.func.percentile_cont(0.5).within_group(sa.cast(chosen.c.units, sa.Double))
    rows = scope.connection.execute(sa.select(chosen.c.place, middle).group_by(chosen.c.place))
    return pd.Series({int(place): float(value) for place, value in rows}, dtype="float64")


def _mean_probabilities(
    scope: Selection, p: sa.FromClause, chosen: sa.FromClause, medians: pd.Series, classes: tuple[str, ...]
) -> Floats:
    """Mean of the engine's probabilities over the tickets of each stratum, shape (strata, classes)."""
    same = sa.and_(*(p.c[name] == chosen.c[name] for name in KEYS))
    stratum = stratum_of(chosen.c, medians).label("stratum")
    rows = sa.select(stratum, p.c.department, p.c.share).select_from(p.join(chosen, same)).subquery("row")
    summed = sa.select(rows.c.stratum, rows.c.department, sa.func.sum(rows.c.share))
    result = np.zeros((2 * len(classes), len(classes)))
    for number, department, total in scope.connection.execute(summed.group_by(rows.c.stratum, rows.c.department)):
        result[int(number), classes.index(department)] = total
    return np.asarray(result / np.maximum(result.sum(axis=1, keepdims=True), 1e-12))


def _ruled(
    scope: Selection, sample: pd.DataFrame, said: sa.CTE, chosen: sa.FromClause
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Usable tickets of the sample.

    Returns
    -------
    tuple of DataFrame
        Their rulings, as in `Checked.ruled`; and source, ticket_id, authors, place, units, weight.
    """
    classes = classes_of(scope)
    same = sa.and_(*(said.c[name] == chosen.c[name] for name in KEYS))
    t = model.tickets
    joined = said.join(chosen, same).join(t, sa.and_(*(said.c[name] == t.c[name] for name in KEYS)))
    columns = (
        said.c.source,
        said.c.ticket_id,
        t.c.kind,
        chosen.c.place,
        chosen.c.units,
        said.c.department,
        said.c.issue,
        said.c.share,
    )
    rows = scope.frame(sa.select(*columns).select_from(joined).where(said.c.is_ruled))
    one = sample[told_outcome(sample)].drop_duplicates(_TICKET)[
        [*_TICKET, "authors", "departments", "draw_id", "probability"]
    ]
    tickets = rows[[*_TICKET, "kind", "place", "units"]].drop_duplicates(_TICKET)
    named = tickets.merge(one[one["source"].notna()], on=_TICKET)
    anyhow = tickets.merge(one[one["source"].isna()].drop(columns="source"), on="ticket_id")
    found = pd.concat([named, anyhow]).drop_duplicates(_TICKET).sort_values(_TICKET, ignore_index=True)
    found = _weighed(found, scope.count_complaints_told)
    found = found[found["weight"] > 0].reset_index(drop=True)
    ruled = rows[[*_TICKET, "department", "issue", "share"]].merge(
        found[_TICKET].assign(row=np.arange(len(found))), on=_TICKET
    )
    place = pd.Index(classes).get_indexer(pd.Index(ruled["department"].astype(object)))
    issue = ruled["issue"].astype(object).where(ruled["issue"].notna(), "")
    return pd.DataFrame({"row": ruled["row"], "place": place, "issue": issue, "share": ruled["share"]}), found


def _weighed(found: pd.DataFrame, count_complaints: int) -> pd.DataFrame:
    """Add the number of tickets that each stands for; 0 for a ticket without a recorded draw that was no complaint.

    Draws are combined by their numbers of rulings: a ticket's weight is n of its draw / n of all, / its probability.
    Tickets without a recorded draw count as a simple random sample of the complaints.
    """
    inside, unknown = found["kind"] == "complaint", found["probability"].isna()
    drawn = found[~unknown | inside].assign(part=inside, draw_id=found["draw_id"].fillna(""))
    many = drawn.groupby(["draw_id", "part"])["ticket_id"].transform("size")
    in_part = drawn.groupby("part")["ticket_id"].transform("size")
    by_chance = many / max(count_complaints, 1)
    probability = drawn["probability"].astype("float64").where(drawn["probability"].notna(), by_chance)
    return found.assign(weight=(many / in_part / probability).reindex(found.index).fillna(0.0))


def _probabilities_of(
    scope: Selection, p: sa.FromClause, found: pd.DataFrame, classes: tuple[str, ...]
) -> tuple[Floats, Any]:
    """The engine's probabilities of some tickets, and the issues that it names, both with shape (tickets, classes)."""
    asked = rows_of(found, {"source": sa.Text, "ticket_id": sa.Text}, name="asked")
    same = sa.and_(p.c.source == asked.c.source, p.c.ticket_id == asked.c.ticket_id)
    columns = (p.c.source, p.c.ticket_id, p.c.department, p.c.issue, p.c.share)
    rows = scope.frame(sa.select(*columns).select_from(p.join(asked, same)))
    place = {key: row for row, key in enumerate(zip(found["source"], found["ticket_id"], strict=True))}
    row = np.array([place[key] for key in zip(rows["source"], rows["ticket_id"], strict=True)], dtype=np.int64)
    result, issues = np.zeros((len(found), len(classes))), np.full((len(found), len(classes)), "", dtype=object)
    column: Integers = pd.Index(classes).get_indexer(pd.Index(rows["department"].astype(object))).astype(np.int64)
    np.add.at(result, (row, column), rows["share"].to_numpy(np.float64))
    issues[row, column] = rows["issue"].astype(object).where(rows["issue"].notna(), "")
    return result, issues
