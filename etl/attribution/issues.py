"""Issues of tickets whose claims name none: by the words that go with each issue of the ticket's department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import NO_ISSUE, Claims, Classes, Floats, Integers

_SMOOTHING = 20.0
_LEAST_SURE = 0.5


@dataclass(frozen=True)
class IssueTable:
    """What words say about issues within a department.

    Attributes
    ----------
    weights
        Log of how much likelier a unit is in an issue's tickets than in its department's, shape (units, issues).
    constant
        Log of each issue's share of its department's claims, shape (issues,).
    """

    weights: Floats
    constant: Floats


def learn_issues(matrix: sp.csr_matrix, parts: Sequence[Claims], classes: Classes) -> IssueTable:
    """Learn from the tickets whose claims name an issue.

    Parameters
    ----------
    matrix
        Texts by units.
    parts
        Claims of each signal, with their weights.
    """
    count = len(classes.issues)
    named = [(c.row[keep], c.issue[keep]) for c in parts if (keep := (c.issue >= 0) & (c.sign > 0)).any()]
    if not named:
        return IssueTable(np.zeros((matrix.shape[1], count), dtype=np.float32), np.zeros(count))
    row, issue = (np.concatenate([pair[place] for pair in named]) for place in (0, 1))
    belongs = sp.csr_matrix((np.ones(len(row)), (row, issue)), shape=(matrix.shape[0], count))
    belongs.data = np.minimum(belongs.data, 1.0)
    together = np.asarray((matrix.T @ belongs).todense())
    departments = np.eye(len(classes.departments))[classes.issue_department]  # issues by departments
    of_department = together @ departments
    background = of_department / np.maximum(of_department.sum(axis=0), 1e-9)
    own = background[:, classes.issue_department]
    likelihood = (together + _SMOOTHING * own) / (together.sum(axis=0) + _SMOOTHING)
    weights = np.where(own > 0, np.log(np.maximum(likelihood, 1e-12)) - np.log(np.maximum(own, 1e-12)), 0.0)
    seen = np.asarray(belongs.sum(axis=0)).ravel() + 1.0
    share = seen / (departments.T @ seen)[classes.issue_department]
    return IssueTable(weights.astype(np.float32), np.log(share))


def guess_issues(
    matrix: sp.csr_matrix, table: IssueTable, classes: Classes, department: Integers, known: Integers
) -> Integers:
    """Issue of each ticket: the one its claims name, else the likeliest of its department where that is likely enough.

    Parameters
    ----------
    department
        Of each ticket; -1 for none.
    known
        Issue that the claims name; -1 for none.
    """
    result = known.copy()
    asked = np.flatnonzero((known == NO_ISSUE) & (department >= 0) & (np.diff(matrix.indptr) > 0))
    if not len(asked) or not table.weights.any():
        return result
    logs = np.asarray(matrix[asked] @ table.weights) + table.constant
    is_own = classes.issue_department[None, :] == department[asked][:, None]
    odds = np.where(is_own, np.exp(np.minimum(logs, 50.0)), 0.0)
    total = odds.sum(axis=1)
    best = odds.argmax(axis=1)
    is_sure = odds[np.arange(len(asked)), best] >= _LEAST_SURE * np.maximum(total, 1e-12)
    result[asked[is_sure & (total > 0)]] = best[is_sure & (total > 0)]
    return result
