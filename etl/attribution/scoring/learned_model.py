"""What a run learnt on its sample: everything, besides the taxonomy, that scoring a chunk needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from etl.attribution.claims import Floats
from etl.attribution.matching.vocabulary import Vocabulary
from etl.attribution.scoring.issues import IssueTable
from etl.attribution.scoring.weights import Table
from etl.attribution.training.calibration import Calibration
from etl.attribution.version import ENGINE_VERSION


@dataclass(frozen=True)
class Learnt:
    """Result of `learn`; can be pickled and sent to other processes.

    Attributes
    ----------
    taxonomy_hash
        Hash of the taxonomy that it was learnt under.
    weights
        By signal, the log-odds of each of its sources (phrases, declared values, facts).
    clear_weights
        The same by the sources' reliabilities alone, so that a cause stays as clear when a run learns to trust words
        more.
    log_prior
        Log of the prior of each department, and of none of them last, shape (departments + 1,).
    threshold
        Confidence from which a ticket is attributed; above 1 where none is enough.
    least_borne
        Probability that the claims alone must give a department for a ticket to be attributed to it; 0 where rulings or
        independent signals calibrate the confidence.
    calibration
        Calibration of the first choice's probability.
    prevalence
        Odds factor for each department, and for none of them last, by which it is likelier than the scores say.
    vocabulary, table
        Of the model.
    issues
        Word weights for the issues within a department.
    blend
        Learnt weight of each signal and of each part of the model, for people to read.
    counts
        Number of tickets and rulings that it was learnt from.
    unseen
        Ids of the ruled tickets, by source and by the department that models without their rulings give them: the run's
        answer had nobody ruled on them.
    unseen_origins
        By source and ticket id, the same models' `outcomes.origins`, shape (departments + 1,).
    """

    taxonomy_hash: str
    weights: dict[str, Floats]
    clear_weights: dict[str, Floats]
    log_prior: Floats
    threshold: float
    least_borne: float
    calibration: Calibration
    prevalence: Floats
    vocabulary: Vocabulary
    table: Table
    issues: IssueTable
    blend: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    unseen: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    unseen_origins: dict[tuple[str, str], Floats] = field(default_factory=dict)

    @property
    def has_model(self) -> bool:
        """Whether the model learnt anything."""
        return bool(self.table.weights.any())

    def summary(self) -> dict[str, Any]:
        """What the store keeps of a run, ready for JSON."""
        return {
            "engine_version": ENGINE_VERSION,
            "threshold": round(self.threshold, 4),
            "least_borne": round(self.least_borne, 4),
            "calibration": {"slope": round(self.calibration.slope, 4), "offset": round(self.calibration.offset, 4)},
            "prevalence": [round(float(odds), 4) for odds in self.prevalence],
            "weights": {name: [round(float(w), 3) for w in values] for name, values in self.weights.items()},
            "blend": {name: round(weight, 4) for name, weight in self.blend.items()},
            "counts": self.counts,
            "unseen": self.unseen,
        }
