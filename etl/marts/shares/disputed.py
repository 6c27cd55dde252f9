"""The disputed part of a sum: the same question over the disputed shares alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from etl.marts.shares.scope import Scope

Question = Callable[[Scope], pd.DataFrame]


def with_disputed(
    scope: Scope, frame: pd.DataFrame, question: Question, keys: Sequence[str], named: Mapping[str, str]
) -> pd.DataFrame:
    """Put the disputed part of a frame's sums beside them.

    Parameters
    ----------
    frame
        Answer of `question` over `scope`.
    question
        Gives sums over the parts of a scope, one row per value of `keys`, so that disputed parts can be summed
        separately.
    named
        Names of the sums, and of the columns for their disputed parts.

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
    """Put beside figures that aren't sums (a median, a difference) their values without the disputed shares.

    Parameters and result are those of `with_disputed`; a figure is missing where nothing is left to compute it from,
    and unchanged where nothing is disputed.
    """
    if scope.disputed is not None or not scope.has_disputes or frame.empty:
        return frame.assign(**{name: frame[figure] for figure, name in named.items()})
    rest = question(scope.with_disputed(False))[[*keys, *named]].rename(columns=dict(named))
    found = frame[list(keys)].merge(rest, how="left", on=list(keys))
    return frame.assign(**{name: found[name].astype("float64").to_numpy() for name in named.values()})
