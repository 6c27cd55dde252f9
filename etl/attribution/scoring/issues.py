"""Finds issues for tickets whose claims name none, by the words typical of each issue of the ticket's department."""

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
        Log of the ratio of a unit's frequency in an issue's tickets to that in its department's, shape (units, issues).
    constant
        Log of each issue's share of its department's claims, shape (issues,).
    """

    weights: Floats
    constant: Floats


def learn_issues(matrix: sp.csr_matrix, parts: Sequence[Claims], worth: Floats, classes: Classes) -> IssueTable:
    """Learn the table from the tickets whose claims name an issue.

    Parameters
    ----------
    matrix
        Texts by units.
    parts
        Claims of each signal, with their weights.
    worth
        What each text counts for, shape (texts,).
    """
    count = len(classes.issues)
    named = [(c.row[keep], c.issue[keep]) for c in parts if (keep := (c.issue >= 0) & (c.sign > 0)).any()]
    if not named:
        return IssueTable(np.zeros((matrix.shape[1], count), dtype=np.float32), np.zeros(count))
    row, issue = (np.concatenate([pair[place] for pair in named]) for place in (0, 1))
    belongs = sp.csr_matrix((np.ones(len(row)), (row, issue)), shape=(matrix.shape[0], count))
    belongs.data = np.minimum(belongs.data, 1.0) * np.repeat(worth, np.diff(belongs.indptr))
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


def issues_within(matrix: sp.csr_matrix, table: IssueTable, classes: Classes, parts: Sequence[Claims]) -> Integers:
    """Issue of each ticket in each department: that with the strongest claims, else one that its words make likely.

    Parameters
    ----------
    matrix
        Texts by units.
    parts
        Claims of each signal, with their weights.

    Returns
    -------
    int array of shape (texts, departments)
        Issue numbers; -1 where no claim names one and none is likely enough.
    """
    count = len(classes.issues)
    claimed = np.zeros(matrix.shape[0] * count)
    for claims in parts:
        speaks = (claims.issue != NO_ISSUE) & (claims.weight > 0)
        place = claims.row[speaks] * count + claims.issue[speaks]
        claimed += np.bincount(place, weights=claims.weight[speaks], minlength=len(claimed))
    claimed = claimed.reshape(matrix.shape[0], count)
    odds = np.exp(np.minimum(np.asarray(matrix @ table.weights) + table.constant, 50.0))
    odds[np.diff(matrix.indptr) == 0] = 0.0  # no known word
    result = np.full((matrix.shape[0], len(classes.departments)), NO_ISSUE, dtype=np.int64)
    for department in range(len(classes.departments)):
        own = np.flatnonzero(classes.issue_department == department)[::-1]  # of equal ones the last, as everywhere
        if not len(own):
            continue
        by_claims, by_words = claimed[:, own], odds[:, own]
        most, total = by_words.max(axis=1), by_words.sum(axis=1)
        is_likely = table.weights.any() & (total > 0) & (most >= _LEAST_SURE * total)
        guessed = np.where(is_likely, own[by_words.argmax(axis=1)], NO_ISSUE)
        result[:, department] = np.where(by_claims.max(axis=1) > 0, own[by_claims.argmax(axis=1)], guessed)
    return result
