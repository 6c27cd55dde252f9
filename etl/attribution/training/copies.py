"""Finds copies of a text: an export made of ten templates has ten texts to learn from, however many tickets.

Everything that the engine learns from the export itself counts a text once. Otherwise a model would agree with itself
on texts that it has memorised, and grow more confident with each copy.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp

from etl.attribution.claims import Floats, Integers
from etl.attribution.matching.vocabulary import Vocabulary


def copies(matrix: sp.csr_matrix, vocabulary: Vocabulary) -> Integers:
    """Text number of each ticket, the same for texts that differ only in weightless words.

    Numbers, names, masks and stop words make no difference, nor do words too rare to be a unit, as most names are.
    Tickets without a known word are copies if the same values were picked; one without either is a text of its own.

    Parameters
    ----------
    matrix
        Tickets by units, as `Vocabulary.matrix` gives them.

    Returns
    -------
    int array of shape (tickets,)
        Consecutive numbers from 0.
    """
    keys: list[bytes] = [str(number).encode() for number in range(matrix.shape[0])]
    for chosen, mark in ((~vocabulary.are_words, b"values"), (vocabulary.are_words, b"words")):
        units = matrix[:, np.flatnonzero(chosen)]
        units.sort_indices()
        rows = (units.indices[a:b].tobytes() for a, b in pairwise(units.indptr.tolist()))
        keys = [mark + row if row else key for row, key in zip(rows, keys, strict=True)]
    return np.asarray(pd.factorize(pd.Series(keys, dtype=object))[0], dtype=np.int64)


def worth_of(text: Integers) -> Floats:
    """Weight of each ticket, so that all copies of a text together count once; shape (tickets,)."""
    return np.asarray(1.0 / np.bincount(text)[text]) if len(text) else np.empty(0)
