"""Estimates the reliability of each source of claims without rulings, from how often two agree on a ticket.

The one-coin model of Dawid and Skene (1979), "Maximum likelihood estimation of observer error-rates", solved by moments
(as Fu et al. 2020, "Fast and three-rooted methods for weak supervision", do for binary labels): if sources err
independently, and a wrong one names any other department equally often, the agreement of two beyond chance is the
product of their reliabilities beyond chance. Sources with the same assumed reliability are first estimated as a group;
each is then estimated from its own pairs, shrunk to its group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from etl.attribution.claims import Claims, Floats
from etl.attribution.signals import phrases

_HIGHEST = 0.97
_HELD_GROUP, _HELD_SOURCE = 25.0, 50.0
"""Pseudo-counts, in pairs, of the assumption for a group, and of the group for each of its sources."""
_MOST_CLAIMS = 8
_FEWEST_PAIRS = 30


@dataclass(frozen=True)
class Reliabilities:
    """By signal, the share of right claims of each source; and the number of pairs that this was learnt from."""

    by_signal: dict[str, Floats]
    count_pairs: float


def from_agreement(
    spoken: Sequence[Claims], assumed: dict[str, Floats], worth: Floats, count_departments: int
) -> Reliabilities:
    """Learn reliabilities from tickets with claims of two or more sources.

    Parameters
    ----------
    spoken
        Claims of each signal.
    assumed
        By signal, the assumed reliability of each source.
    worth
        Weight of each ticket, shape (tickets,): a phrase in copies of one text counts as found once.
    """
    claims = _table(spoken, assumed, worth)
    pairs = _pairs(claims)
    result = {name: values.copy() for name, values in assumed.items()}
    count = float(pairs["worth"].sum()) / 2 if len(pairs) else 0.0  # each pair stands in both orders
    if count_departments < 2 or count < _FEWEST_PAIRS:
        return Reliabilities(result, 0)
    chance_of_one = 1.0 / count_departments
    groups = claims[["signal", "assumed", "group"]].drop_duplicates("group").sort_values("group")
    start = (groups["assumed"].to_numpy() - chance_of_one) / (1 - chance_of_one)
    pairs["beyond"] = _beyond_chance(pairs, claims, count_departments)
    skill = _skill_of_groups(pairs, start)
    of_sources = _skill_of_sources(pairs, skill)
    for group in of_sources["group"].unique().astype(int).tolist():
        own = of_sources[of_sources["group"] == group]
        signal, level = str(groups["signal"].iloc[group]), float(groups["assumed"].iloc[group])
        values = result[signal]
        values[assumed[signal] == level] = _reliability(skill[group], chance_of_one)
        values[own["source"].to_numpy()] = _reliability(own["skill"].to_numpy(), chance_of_one)
    return Reliabilities(result, count)


def _table(spoken: Sequence[Claims], assumed: dict[str, Floats], worth: Floats) -> pd.DataFrame:
    """One row per ticket and source that claims a department, at most a few per ticket."""
    frames = [
        pd.DataFrame(
            {"row": c.row, "department": c.department, "source": c.source, "signal": c.signal}
        ).assign(
            assumed=assumed[c.signal][c.source], worth=worth[c.row] if c.signal == phrases.NAME else 1.0
        )[c.sign > 0]
        for c in spoken
        if len(c)
    ]  # fmt: skip
    if not frames:
        return pd.DataFrame(columns=["row", "department", "source", "signal", "assumed", "worth", "group"])
    table = pd.concat(frames, ignore_index=True)
    table["group"] = table.groupby(["signal", "assumed"]).ngroup()
    table["id"] = table.groupby(["signal", "source"]).ngroup()
    return table[table.groupby("row").cumcount() < _MOST_CLAIMS]


def _pairs(claims: pd.DataFrame) -> pd.DataFrame:
    if claims.empty:
        return pd.DataFrame()
    several = claims[claims.duplicated("row", keep=False)]
    both = several.merge(several, on="row", suffixes=("", "_other"))
    both["worth"] = np.minimum(both["worth"], both["worth_other"])
    return both[both["id"] != both["id_other"]].reset_index(drop=True)


def _beyond_chance(pairs: pd.DataFrame, claims: pd.DataFrame, count_departments: int) -> Floats:
    """Agreement of each pair (0 or 1), rescaled so that chance agreement is 0 on average and full agreement is 1."""
    shares = np.zeros((int(claims["group"].max()) + 1, count_departments))
    np.add.at(shares, (claims["group"].to_numpy(), claims["department"].to_numpy()), claims["worth"].to_numpy())
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    chance = (shares @ shares.T)[pairs["group"].to_numpy(), pairs["group_other"].to_numpy()]
    agrees = (pairs["department"] == pairs["department_other"]).to_numpy(np.float64)
    return np.asarray((agrees - chance) / np.maximum(1.0 - chance, 1e-6))


def _skill_of_groups(pairs: pd.DataFrame, start: Floats) -> Floats:
    """Reliability beyond chance of each group: least squares over the pairs, shrunk to the assumed one."""
    sums = pairs.assign(beyond=pairs["beyond"] * pairs["worth"]).groupby(["group", "group_other"])
    moments = sums[["beyond", "worth"]].sum().reset_index()
    one, other = moments["group"].to_numpy(), moments["group_other"].to_numpy()
    mean = moments["beyond"].to_numpy() / moments["worth"].to_numpy()
    count = moments["worth"].to_numpy() / 2  # each pair stands in both orders

    def loss(skill: Floats) -> float:
        misfit = mean - skill[one] * skill[other]
        return float((count * misfit**2).sum() + _HELD_GROUP * ((skill - start) ** 2).sum())

    return np.asarray(minimize(loss, start, method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(start)).x)


def _skill_of_sources(pairs: pd.DataFrame, skill: Floats) -> pd.DataFrame:
    """Reliability beyond chance of each source by its own pairs: columns group, source, skill."""
    pairs = pairs.assign(of_other=skill[pairs["group_other"].to_numpy()], of_group=skill[pairs["group"].to_numpy()])
    pairs = pairs.assign(
        explained=pairs["beyond"] * pairs["of_other"] * pairs["worth"], squared=pairs["of_other"] ** 2 * pairs["worth"]
    )
    sums = pairs.groupby(["group", "source"]).agg(
        explained=("explained", "sum"), squared=("squared", "sum"), of_group=("of_group", "first")
    )
    own = (sums["explained"] + _HELD_SOURCE * sums["of_group"]) / (sums["squared"] + _HELD_SOURCE)
    return own.clip(0.0, 1.0).rename("skill").reset_index()


def _reliability(skill: Floats | float, chance: float) -> Floats:
    return np.asarray(np.clip(chance + np.asarray(skill) * (1 - chance), chance, _HIGHEST))
