"""How good the estimated totals are, on tickets whose origin is known, for a given number of random rulings.

Many samples are drawn from the known origins; of each it is asked how far estimated shares are off, how often their
intervals hold the true share, and how wide they are beside Wilson's interval of the same rulings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from etl.attribution.claims import Floats, Integers
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.learned_model import Learnt
from etl.attribution.training.train import learn
from etl.estimates import Estimator, Strata, form_strata, share, wilson
from etl.estimates.arrays import Booleans
from etl.estimates.model_error import doubt_in, factor_of
from etl.estimates.plan import systematic
from etl.estimates.strata import collapse
from etl.evaluation.evaluate import as_rulings, known_departments
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.taxonomy import Taxonomy
from tools.quality.halves import halves

SIZES, DRAWS = (30, 60, 100, 200, 500), 300
TAUGHT_SIZES, TAUGHT_DRAWS = (60, 200), 20
PLANNED, SIMPLE, TAUGHT = "by strata", "simply", "by strata, and taught"
"""How rulings are drawn and used: by strata of what the engine said before any; simply at random; or by strata of
models that learnt from the same rulings, each ruled ticket's from models that haven't seen its own."""
ELSEWHERE = "caused elsewhere"
_CHUNK = 10_000


@dataclass(frozen=True)
class Totals:
    """Result of `evaluate_totals`.

    Attributes
    ----------
    draws
        One row per way, number of rulings, draw and what is estimated (each department, none of them, and
        `ELSEWHERE`): columns way, rulings, draw, of, error (of the share, without sign), is_held, half_width,
        wilson_half_width.
    start
        Without rulings, one row per department: columns of, share, truth, share_of_first, doubt.
    factor
        Of `etl.estimates.model_error`, as found on this set: the largest of the whole taxonomy's and its halves'.
    allowed
        By number of rulings drawn by strata, the half-width for `ELSEWHERE` if the variance within each group of strata
        were known, mean over the draws; see `allowed_half_width`.
    """

    draws: pd.DataFrame
    start: pd.DataFrame
    factor: float
    allowed: dict[int, float]


def evaluate_totals(
    chunk: StagedChunk,
    truth: pd.Series,
    taxonomy: Taxonomy,
    settings: Settings,
    *,
    sizes: Sequence[int] = SIZES,
    draws: int = DRAWS,
    taught_sizes: Sequence[int] = TAUGHT_SIZES,
    taught_draws: int = TAUGHT_DRAWS,
) -> Totals:
    """Measure estimated totals on tickets whose origin is known, all taken for complaints.

    Parameters
    ----------
    chunk, truth
        As `evaluate.evaluate_tickets` takes them.
    sizes, draws
        Numbers of rulings with the engine's probabilities frozen as they are without rulings; at most half of the
        tickets are ruled.
    taught_sizes, taught_draws
        The same where the engine learns from each draw's rulings.
    """
    chunk, answers = known_departments(chunk, truth, taxonomy)
    chunk = StagedChunk(
        chunk.tickets.assign(
            kind=pd.Series("complaint", index=chunk.tickets.index, dtype="str"), complaint_probability=1.0
        ),
        chunk.fields, chunk.events, chunk.problems, chunk.habits,
    )  # fmt: skip
    names = [*taxonomy.names, NONE_OF_THESE]
    places = {name: place for place, name in enumerate(names)}
    outcome = np.eye(len(names))[[places.get(answer, len(names) - 1) for answer in answers]]
    contest = _Contest(names, np.array([name in taxonomy.frontline for name in names]), outcome)
    cold = _probabilities(chunk, taxonomy, learn(taxonomy, chunk, None, settings))
    factors = [factor_of(cold, outcome.mean(axis=0))]
    for half in halves(taxonomy, settings.seed):
        known_less = _probabilities(chunk, half, learn(half, chunk, None, settings))
        factors.append(factor_of(known_less, outcome.mean(axis=0)))
    frozen = form_strata(cold, names)
    rows: list[dict[str, object]] = []
    most = len(outcome) // 2
    for size in dict.fromkeys(min(size, most) for size in sizes):
        for draw in range(draws):
            for way, strata in ((PLANNED, frozen.of), (SIMPLE, np.zeros_like(frozen.of))):
                ruled = systematic(strata, size, [settings.seed, draw, size])
                rows += contest.judge(cold, frozen, ruled, {"way": way, "rulings": size, "draw": draw})
    for size in dict.fromkeys(min(size, most) for size in taught_sizes):
        for draw in range(taught_draws):
            ruled = systematic(frozen.of, size, [settings.seed, draw, size])
            learnt = learn(taxonomy, chunk, as_rulings(chunk, ruled, answers), settings)
            warm = _probabilities(chunk, taxonomy, learnt)
            taught = form_strata(warm, names)
            rows += contest.judge(warm, taught, ruled, {"way": TAUGHT, "rulings": size, "draw": draw})
    elsewhere = outcome[:, contest.elsewhere].sum(axis=1)
    allowed = {size: _allowed(frozen, elsewhere, size, draws, settings.seed) for size in {min(s, most) for s in sizes}}
    return Totals(pd.DataFrame(rows), contest.start(cold), max(factors), allowed)


def _allowed(strata: Strata, elsewhere: Floats, size: int, draws: int, seed: int) -> float:
    """Mean of `allowed_half_width` over the draws made by strata, in the groups that each puts them together to."""
    found = []
    for draw in range(draws):
        ruled = systematic(strata.of, size, [seed, draw, size])
        count_ruled = np.bincount(strata.of[ruled], minlength=len(strata.names))
        group = collapse(strata.predicted, strata.part, count_ruled)[strata.of]
        found.append(allowed_half_width(group, elsewhere, ruled))
    return float(np.mean(found))


def allowed_half_width(group: Integers, share: Floats, ruled: Integers) -> float:
    """Half-width of a 95 % interval for a mean, were the variance within each group known (Cochran 1977, 5.6).

    An estimate that must learn the variance from the rulings themselves lies above it.

    Parameters
    ----------
    group
        Of each ticket, shape (tickets,): strata with rulings enough, or put together until they have.
    share
        What is averaged, of each ticket, shape (tickets,).
    ruled
        Places of the ruled tickets.
    """
    number, variance = len(share), 0.0
    for each in np.unique(group):
        mine = group == each
        variance += mine.mean() ** 2 * share[mine].var() / mine[ruled].sum()
    return float(norm.ppf(0.975) * np.sqrt(variance * (1 - len(ruled) / number)))


@dataclass(frozen=True)
class _Contest:
    """What is estimated, and what is true."""

    names: list[str]
    is_frontline: Booleans
    outcome: Floats

    def judge(
        self, probability: Floats, strata: Strata, ruled: Integers, which: dict[str, object]
    ) -> list[dict[str, object]]:
        number = len(ruled)
        weight = np.full(number, len(self.outcome) / number)
        made = Estimator(probability, strata, ruled, self.outcome[ruled], weight)
        sums, everything = made.sums(), np.ones(len(self.names), dtype=bool)
        rows = []
        for name, classes in self._asked().items():
            found = share(made.correction, sums, classes, everything)
            true = float(self.outcome.mean(axis=0)[classes].sum())
            low, high = wilson(float(self.outcome[ruled][:, classes].sum(axis=1).mean()), number)
            if found is not None and true > 0:
                rows.append({**which, "of": name, "error": abs(found.value - true),
                             "is_held": found.low <= true <= found.high, "half_width": found.half_width,
                             "wilson_half_width": (high - low) / 2})  # fmt: skip
        return rows

    def start(self, probability: Floats) -> pd.DataFrame:
        first = probability.argmax(axis=1)
        rows = [
            {
                "of": name,
                "share": float(probability[:, classes].sum(axis=1).mean()),
                "truth": float(self.outcome.mean(axis=0)[classes].sum()),
                "share_of_first": float(classes[first].mean()),
                "doubt": doubt_in(probability, classes),
                "first_is_wrong": float((~classes[first] & (self.outcome[:, classes].sum(axis=1) > 0)).mean()),
            }
            for name, classes in self._asked().items()
        ]
        return pd.DataFrame(rows)

    def _asked(self) -> dict[str, Booleans]:
        single = np.eye(len(self.names), dtype=bool)
        return {**{name: single[place] for place, name in enumerate(self.names)}, ELSEWHERE: self.elsewhere}

    @property
    def elsewhere(self) -> Booleans:
        """Which classes are caused elsewhere, shape (classes,); the last is none of the departments."""
        return ~self.is_frontline & (np.arange(len(self.names)) < len(self.names) - 1)


def _probabilities(chunk: StagedChunk, taxonomy: Taxonomy, learnt: Learnt) -> Floats:
    """As a load keeps them: probability of each department and of none of them, shape (tickets, departments + 1)."""
    names = [*taxonomy.names, NONE_OF_THESE]
    parts = []
    for start in range(0, len(chunk.tickets), _CHUNK):
        some = chunk.select(chunk.tickets.index[start : start + _CHUNK])
        rows = attribute(some, taxonomy, learnt).outcomes
        rows = rows[rows["outcome"] != NOT_A_COMPLAINT]
        row = pd.Index(some.tickets["ticket_id"]).get_indexer(pd.Index(rows["ticket_id"]))
        found = np.zeros((len(some.tickets), len(names)))
        found[row, pd.Index(names).get_indexer(pd.Index(rows["outcome"]))] = rows["probability"]
        parts.append(found / found.sum(axis=1, keepdims=True))
    return np.concatenate(parts)
