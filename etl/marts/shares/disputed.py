"""The disputed part of a sum: the same question asked of the disputed shares alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from etl.marts.shares.scope import Scope

Question = Callable[[Scope], pd.DataFrame]


def with_disputed(
    scope: Scope, frame: pd.DataFrame, question: Question, keys: Sequence[str], named: Mapping[str, str]
) -> pd.DataFrame:
    """Put what is disputed of a frame's sums beside them.

    Parameters
    ----------
    frame
        Answer of `question` over `scope`.
    question
        Gives sums over the parts of a scope, one row per value of `keys`: the parts of a sum can be summed apart.
    named
        Names of the sums, and what their disputed parts are called.

    Returns
    -------
    DataFrame
        The rows of `frame` with a column (float, 0 where nothing is disputed) for each of `named`.
    """
    if scope.disputed is not None or not scope.has_disputes or frame.empty:
        return frame.assign(**dict.fromkeys(named.values(), 0.0))
    part = question(scope.with_disputed(True))[[*keys, *named]].rename(columns=dict(named))
    found = frame[list(keys)].merge(part, how="left", on=list(keys))
    return frame.assign(**{name: found[name].astype("float64").fillna(0.0).to_numpy() for name in named.values()})


def with_undisputed(
    scope: Scope, frame: pd.DataFrame, question: Question, keys: Sequence[str], named: Mapping[str, str]
) -> pd.DataFrame:
    """Put beside figures that aren't sums (a middle, a difference) what they would be without the disputed shares.

    Parameters and result are those of `with_disputed`; a figure is missing where nothing is left to tell it from, and
    as it is where nothing is disputed.
    """
    if scope.disputed is not None or not scope.has_disputes or frame.empty:
        return frame.assign(**{name: frame[figure] for figure, name in named.items()})
    rest = question(scope.with_disputed(False))[[*keys, *named]].rename(columns=dict(named))
    found = frame[list(keys)].merge(rest, how="left", on=list(keys))
    return frame.assign(**{name: found[name].astype("float64").to_numpy() for name in named.values()})
