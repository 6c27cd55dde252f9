"""A trained text classifier as scoring needs it: one weight for each unit and department."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import Floats


@dataclass(frozen=True)
class Table:
    """Weights of the units, and a constant, for each department.

    Attributes
    ----------
    weights
        Shape (units, departments).
    constant
        Shape (departments,).
    """

    weights: Floats
    constant: Floats

    def scores(self, matrix: sp.csr_matrix) -> Floats:
        """Log-odds of each department, centred to a mean of 0 per row; shape (texts, departments)."""
        raw = np.asarray(matrix @ self.weights) + self.constant
        return np.asarray(raw - raw.mean(axis=1, keepdims=True), dtype=np.float64)

    def centred(self) -> Table:
        """Copy of the table with the mean over departments subtracted."""
        return Table(
            self.weights - self.weights.mean(axis=1, keepdims=True), np.asarray(self.constant - self.constant.mean())
        )
