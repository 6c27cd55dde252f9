"""Model: a text classifier, whose table of word weights was learnt on the export."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import Claims, Floats, Integers, Objects
from etl.attribution.matching.vocabulary import Vocabulary
from etl.attribution.scoring.weights import Table

NAME = "model"
WORDS_SHOWN = 4


def claim(
    matrix: sp.csr_matrix, scores: Floats, table: Table, vocabulary: Vocabulary, row: Integers, department: Integers
) -> Claims:
    """Claims of the model on some tickets, with the words that moved it most towards a department.

    Parameters
    ----------
    matrix, scores
        Of all tickets of the chunk: texts by units, and the model's log-odds, shape (rows, departments).
    table
        Centred.
    row, department
        The tickets, and the department to claim for each.
    """
    has_words = np.diff(matrix.indptr)[row] > 0
    row, department = row[has_words], department[has_words]
    words = _moving_words(matrix[row], department, table, vocabulary)
    unknown = np.full(len(row), -1, dtype=np.int64)
    field = np.full(len(row), "subject, body", dtype=object)
    signs = np.ones(len(row), dtype=np.int64)
    return Claims(NAME, row, department, unknown, unknown, signs, field, words, scores[row, department])


def _moving_words(matrix: sp.csr_matrix, department: Integers, table: Table, vocabulary: Vocabulary) -> Objects:
    """Units that add most to each row's department, joined by commas."""
    names = np.append(vocabulary.names, "")
    result = np.full(matrix.shape[0], "", dtype=object)
    if matrix.nnz == 0:
        return result
    of_entry = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    added = matrix.data * table.weights[matrix.indices, department[of_entry]].astype(np.float32)
    starts = matrix.indptr[:-1]
    joined = None
    for _ in range(WORDS_SHOWN):
        most = np.maximum.reduceat(added, starts)
        is_most = (added == most[of_entry]) & (added > 0)
        entry = np.flatnonzero(is_most)
        rows, first = np.unique(of_entry[entry], return_index=True)
        chosen = entry[first]
        unit = np.full(matrix.shape[0], len(names) - 1)
        unit[rows] = matrix.indices[chosen]
        added[chosen] = -np.inf
        found = names[unit]
        joined = found if joined is None else np.where(found == "", joined, joined + ", " + found)
    assert joined is not None
    return np.asarray(joined, dtype=object)
