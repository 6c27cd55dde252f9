"""Confidence that means what it says, and the confidence from which a ticket is attributed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.attribution.claims import Floats
from etl.attribution.scoring.combine import logit

Booleans = npt.NDArray[np.bool_]

FEWEST_FOR_SELECTION = 100
"""Rulings from which the threshold is taken from them alone."""
_PRIOR_RULINGS = 20.0
_RIDGE_SLOPE, _RIDGE_OFFSET = 10.0, 2.0
_COLD_SLOPE, _HALFWAY = 0.5, 500.0
"""Slope that holds without rulings in a large export, and the tickets at which it is halfway from 1 to that."""
_BORNE_SLOPE = 0.9
"""Slope by which the threshold is chosen there, among tickets that the claims alone bear out."""
_FEW_SLOPE = 0.7
"""Slope that few rulings are held to; `docs/decisions/attribution-trials.md` says what all these were chosen by."""
_MOST_OFFSET = 0.2


@dataclass(frozen=True)
class Calibration:
    """Line that log-odds of a first choice are put through (Platt 1999); the default leaves them nearly as they are.

    Attributes
    ----------
    slope, offset
        Of the line.
    highest
        No ticket is surer: with n rulings, however right, Laplace's rule of succession allows (n + 1) / (n + 2).
    """

    slope: float = 1.0
    offset: float = 0.0
    highest: float = 1.0

    def confidence(self, probability: Floats) -> Floats:
        """Probabilities, calibrated."""
        return np.asarray(self.highest / (1.0 + np.exp(-(self.slope * logit(probability) + self.offset))))


def fit_calibration(probability: Floats, is_right: Floats) -> Calibration:
    """Fit the line to rulings, held by a ridge penalty to one that is a little flatter than the models are.

    Parameters
    ----------
    probability, is_right
        Of the first choice, by models that have not seen the ticket, and the share that was ruled to it.
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
    """Line by which a model taught without rulings is as sure on average, but less far from that average.

    How sure such a model may be on average, agreement tells; from ticket to ticket it is too sure of its surest and not
    sure enough of the others, for words are counted as if each were news, and labels that were guessed once come back
    as certain; the more so, the more texts taught it. The slope is a prior; rulings learn their own line. Even odds
    become no more than 0.55: where nearly all is clear, a text that says nothing is no clearer for it.

    Parameters
    ----------
    probability
        Of the first choice, of the tickets on which something spoke.
    worth
        What each of these tickets counts for: copies of a text count once.
    count_texts
        Texts that the model learnt from.
    slope
        In place of the one that goes with so many texts.
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

    lowest = -float(np.abs(logit(probability)).max()) - 1.0  # there all are less sure than they were
    highest = _MOST_OFFSET
    offset = highest if excess(highest) <= 0 else float(brentq(excess, lowest, highest, xtol=1e-6))
    return Calibration(slope, offset)


def threshold_of_borne(
    probability: Floats, worth: Floats, is_borne: Booleans, calibration: Calibration, target: float
) -> float:
    """Threshold where words alone tell how sure to be, chosen among the tickets that the claims alone bear out.

    The flattened line makes room for tickets of which a model is sure and wrong; most of these the claims don't bear
    out. Among the others a steeper line is nearer to the truth, and says down to where they are right often enough.

    Parameters
    ----------
    probability, worth
        As `flattened` takes them, of the tickets on which something spoke.
    is_borne
        Whether the claims alone bear the first choice out, shape (rows,).
    calibration
        The flattened line: the threshold is a confidence by it.
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
    lowest t at which that stays within ``1 - target`` is taken. What is selected is counted among the ruled tickets,
    not among all: people rule on complaints, and requests are less often sure. Their guarantee is for a count among
    the tickets asked; with the ruled ones in their place it holds as far as these are like them.

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
        Above 1 where no threshold will do: everything is left unattributed. At most the target where every ruled
        ticket may be attributed: a ticket a little less sure than all of them is no reason to abstain.
    """
    order = np.argsort(-confidence, kind="stable")
    steps = confidence[order]
    is_last = np.append(steps[1:] != steps[:-1], True)  # tickets as sure as one another are selected together
    count = np.arange(1, len(steps) + 1)
    false = (1.0 + np.cumsum(1.0 - is_right[order])) / (1.0 + count)
    meets = np.flatnonzero(is_last & (false <= 1.0 - target))
    if not len(meets):
        return 1.01
    lowest = float(steps[meets[-1]])
    return min(lowest, target) if meets[-1] == len(steps) - 1 else lowest


def threshold_by_confidence(confidence: Floats, worth: Floats, target: float, tried: Floats, is_right: Floats) -> float:
    """Lowest confidence from which the tickets are right as often as asked, by their own calibrated confidence.

    For no or few rulings: what these say is added to the mean confidence, which counts as much as twenty of them.
    No ticket is attributed that is less sure than halfway between even odds and the target.

    Parameters
    ----------
    confidence
        Of the tickets on which something spoke.
    worth
        What each of them counts for: copies of a text count once.
    target
        Precision asked for.
    tried, is_right
        Confidence of the ruled tickets and share attributed to the first choice, by models that have not seen them.

    Returns
    -------
    float
        The target where no threshold will do, and never more while there are no rulings: a ticket as sure as that by
        itself may be attributed.
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
