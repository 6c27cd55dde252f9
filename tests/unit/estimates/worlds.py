"""Made-up exports: where tickets start, and the probabilities of an engine that is right so often, and so sure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SHARES = np.array([0.34, 0.25, 0.17, 0.12, 0.07, 0.035, 0.015])
"""Of seven departments, the first the frontline, the last two rare."""

NAMES = ("Support", "Logistics", "Billing", "Webshop", "Stores", "Buying", "Privacy")
Floats = npt.NDArray[np.float64]


def world(
    right: float, *, sharper: float = 1.0, leaning: float = 0.0, count: int = 4_000, seed: int = 0
) -> tuple[Floats, Floats]:
    """Probabilities, shape (tickets, departments), and the origins as rows of 0 and 1.

    Parameters
    ----------
    right
        Part of the tickets whose most probable department is the true one.
    sharper
        Above 1, the engine is surer than it is right.
    leaning
        How far it favours some departments.
    """
    random = np.random.default_rng(seed)
    classes = len(SHARES)
    origin = random.choice(classes, count, p=SHARES)
    truth = np.eye(classes)[origin]
    told = random.gamma(2.0, 0.5, (count, 1)) * truth
    other = 0.7 * np.log(SHARES) + leaning * random.normal(size=classes) + 1.3 * random.normal(size=(count, classes))
    weak, strong = 0.0, 12.0
    for _ in range(25):
        middle = (weak + strong) / 2
        is_right = (other + middle * told).argmax(axis=1) == origin
        weak, strong = (middle, strong) if is_right.mean() < right else (weak, middle)
    logits = sharper * (other + middle * told)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True), truth
