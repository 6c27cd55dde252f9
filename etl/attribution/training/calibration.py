"""Calibrates the confidence, and chooses the threshold from which a ticket is attributed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.attribution.claims import Floats
from etl.attribution.scoring.combine import logit

Booleans = npt.NDArray[np.bool_]

FEWEST_FOR_SELECTION = 100
"""Minimum rulings to choose the threshold from them alone."""
_PRIOR_RULINGS = 20.0
_RIDGE_SLOPE, _RIDGE_OFFSET = 10.0, 2.0
_COLD_SLOPE, _HALFWAY = 0.5, 500.0
"""Slope without rulings in a large export, and the number of texts at which the slope is halfway from 1 to it."""
_BORNE_SLOPE = 0.9
"""Slope for choosing that threshold, among tickets whose first choice the claims alone support."""
_FEW_SLOPE = 0.7
"""Slope that few rulings are shrunk to; `docs/decisions/attribution-trials.md` says how all of these were chosen."""
_MOST_OFFSET = 0.2


@dataclass(frozen=True)
class Calibration:
    """Linear map of a first choice's log-odds (Platt 1999); the default leaves them nearly unchanged.

    Attributes
    ----------
    slope, offset
        Of the line.
    highest
        Upper bound of the confidence: with n rulings, even if all are right, Laplace's rule of succession allows (n +
        1) / (n + 2).
    """

    slope: float = 1.0
    offset: float = 0.0
    highest: float = 1.0

    def confidence(self, probability: Floats) -> Floats:
        """Calibrated probabilities, of the same shape."""
        return np.asarray(self.highest / (1.0 + np.exp(-(self.slope * logit(probability) + self.offset))))


def fit_calibration(probability: Floats, is_right: Floats) -> Calibration:
    """Fit the line to rulings, with a ridge penalty towards one that is a little flatter than the models.

    Parameters
    ----------
    probability, is_right
        Probability of the first choice by models that haven't seen the ticket, and the share that was ruled to it.
    """
    from scipy.optimize import minimize  # imported where it is needed: scoring reads this module, too

    odds = logit(probability)

    def loss(line: Floats) -> float:
        right = np.clip(1.0 / (1.0 + np.exp(-(line[0] * odds + line[1]))), 1e-12, 1 - 1e-12)
        misfit = -(is_right * np.log(right) + (1 - is_right) * np.log(1 - right)).sum()
        return float(misfit + _RIDGE_SLOPE * (line[0] - _FEW_SLOPE) ** 2 + _RIDGE_OFFSET * line[1] ** 2)

    start = np.array([_FEW_SLOPE, 0.0])
    slope, offset = minimize(loss, start, method="L-BFGS-B", bounds=[(0.05, None), (None, None)]).x
    return Calibration(float(slope), float(offset), (len(is_right) + 1.0) / (len(is_right) + 2.0))


def flattened(probability: Floats, worth: Floats, count_texts: float, slope: float | None = None) -> Calibration:
    """Flatten a model trained without rulings: the same mean confidence, with less spread around it.

    Agreement between signals gives the right mean confidence of such a model. Per ticket it is overconfident at the top
    and underconfident below, because words are counted as independent and guessed labels are learnt as certain; more
    so, the more texts it was trained on. The slope is a prior; with rulings the line is fitted. A probability of 0.5
    becomes at most 0.55: that most tickets are clear doesn't make an uninformative text clearer.

    Parameters
    ----------
    probability
        Probability of the first choice, of the tickets with any evidence.
    worth
        What each of these tickets counts for: copies of a text count once.
    count_texts
        Texts that the model learnt from.
    slope
        Slope to use in place of the one for `count_texts`.
    """
    if not len(probability):
        return Calibration()
    from scipy.optimize import brentq  # imported where it is needed: scoring reads this module, too

    wanted = float(np.average(probability, weights=worth))
    if slope is None:
        slope = 1.0 - (1.0 - _COLD_SLOPE) * count_texts / (count_texts + _HALFWAY)

    def excess(offset: float) -> float:
        sure = Calibration(slope, offset).confidence(probability)
        return float(np.average(sure, weights=worth)) - wanted

    lowest = -float(np.abs(logit(probability)).max()) - 1.0  # at that slope all confidences fall
    highest = _MOST_OFFSET
    offset = highest if excess(highest) <= 0 else float(brentq(excess, lowest, highest, xtol=1e-6))
    return Calibration(slope, offset)


def threshold_of_borne(
    probability: Floats, worth: Floats, is_borne: Booleans, calibration: Calibration, target: float
) -> float:
    """Threshold where only words calibrate the confidence, chosen among tickets whose first choice the claims support.

    The flattened line allows for tickets on which a model is sure and wrong; on most of these the claims don't support
    the answer. For the others a steeper line is more accurate, and gives the lowest confidence at which they are right
    often enough.

    Parameters
    ----------
    probability, worth
        As `flattened` takes them, of the tickets on which something spoke.
    is_borne
        Whether the claims alone support the first choice, shape (rows,).
    calibration
        The flattened line, on whose scale the threshold is returned.
    target
        Precision asked for.
    """
    steeper = flattened(probability, worth, 0.0, _BORNE_SLOPE)
    none = np.empty(0)
    sure = steeper.confidence(probability[is_borne])
    lowest = threshold_by_confidence(sure, worth[is_borne], target, none, none)
    odds = (logit(np.array([lowest])) - steeper.offset) / steeper.slope
    return float(calibration.confidence(1.0 / (1.0 + np.exp(-odds)))[0])


def threshold_by_selection(confidence: Floats, is_right: Floats, target: float) -> float:
    """Lowest confidence whose tickets are right as often as asked, in expectation: conformal selection.

    After Jin and Candès (2023), "Selection by prediction with conformal p-values": the part of false answers among the
    tickets selected at t is estimated by ``(1 + wrong rulings at or above t) / (1 + rulings at or above t)``, and the
    lowest t at which that stays within ``1 - target`` is taken. The selected are counted among the ruled tickets, not
    among all, because people rule on complaints, and requests are less often confident. The guarantee of Jin and Candès
    is for a count among the tickets to be answered; with ruled tickets in their place it holds as far as they are
    alike.

    Parameters
    ----------
    confidence, is_right
        Of the ruled tickets, from models that have not seen them; is_right is the part of the people who ruled that
        found the first choice right.
    target
        Precision asked for.

    Returns
    -------
    float
        Above 1 where no threshold reaches the target: everything stays unattributed. At most the target where every
        ruled ticket may be attributed: a ticket slightly less confident than all of them is no reason to abstain.
    """
    order = np.argsort(-confidence, kind="stable")
    steps = confidence[order]
    is_last = np.append(steps[1:] != steps[:-1], True)  # tickets of equal confidence are selected together
    count = np.arange(1, len(steps) + 1)
    false = (1.0 + np.cumsum(1.0 - is_right[order])) / (1.0 + count)
    meets = np.flatnonzero(is_last & (false <= 1.0 - target))
    if not len(meets):
        return 1.01
    lowest = float(steps[meets[-1]])
    return min(lowest, target) if meets[-1] == len(steps) - 1 else lowest


def threshold_by_confidence(confidence: Floats, worth: Floats, target: float, tried: Floats, is_right: Floats) -> float:
    """Lowest confidence from which tickets reach the target precision by their own calibrated confidence.

    Used with few or no rulings: they are averaged with the mean confidence, which counts as much as twenty of them. The
    threshold is never below the midpoint of 0.5 and the target.

    Parameters
    ----------
    confidence
        Confidence of the tickets with any evidence.
    worth
        What each of them counts for: copies of a text count once.
    target
        Precision asked for.
    tried, is_right
        Confidence of the ruled tickets, and the share ruled to the first choice, by models that haven't seen them.

    Returns
    -------
    float
        The target where no threshold reaches it. Never above the target without rulings: a ticket with that confidence
        may be attributed.
    """
    surest = np.argsort(-confidence, kind="stable")
    ordered = confidence[surest]
    mean = np.cumsum(ordered * worth[surest]) / np.cumsum(worth[surest])
    order = np.argsort(-tried, kind="stable")
    count = np.searchsorted(-tried[order], -ordered, side="right")
    right = np.concatenate([[0.0], np.cumsum(is_right[order])])[count]
    expected = (right + _PRIOR_RULINGS * mean) / (count + _PRIOR_RULINGS)
    meets = np.flatnonzero((expected >= target) & (ordered >= (0.5 + target) / 2))
    if not len(meets):
        return target
    lowest = float(ordered[meets[-1]])
    return lowest if len(tried) else min(lowest, target)
