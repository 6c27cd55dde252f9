"""How many complaints start where: estimates with their uncertainty, from an engine's probabilities and rulings.

Pure functions over arrays; no store, no engine. `strata` groups tickets by what the engine said, `correction` turns
random-sample rulings into each ticket's expectation, `intervals` says how sure sums of them are, `ratios` does so for
hours, money and other ratios, `direct` asks the rulings alone, `model_error` says how far off the engine may be where
nobody has ruled, `plan` says which tickets to rule and what that buys.
"""

from etl.estimates.correction import Correction, RuledSample, correct
from etl.estimates.direct import FEWEST_DIRECT, direct_mean, direct_share
from etl.estimates.estimator import Estimator
from etl.estimates.intervals import Estimate, wilson
from etl.estimates.strata import Strata, collapse, form_strata
from etl.estimates.sums import Sums, count, share

__all__ = [
    "FEWEST_DIRECT",
    "Correction",
    "Estimate",
    "Estimator",
    "RuledSample",
    "Strata",
    "Sums",
    "collapse",
    "correct",
    "count",
    "direct_mean",
    "direct_share",
    "form_strata",
    "share",
    "wilson",
]
