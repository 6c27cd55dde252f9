"""Copies of a text: an export of ten templates says ten things, however many tickets it has.

Everything that the engine learns from the export itself counts a text once; else a model would agree with itself on
texts that it knows by heart, and grow surer the more often they come.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp

from etl.attribution.claims import Floats, Integers
from etl.attribution.matching.vocabulary import Vocabulary


def copies(matrix: sp.csr_matrix, vocabulary: Vocabulary) -> Integers:
    """Number of the text of each ticket; the same for texts of the same words, whatever weighs nothing in them.

    Numbers, names, masks and small words make no other text; nor do words too rare to be a unit, as most names are.
    Tickets without a word that is known are copies where the same values were picked in them; one without either is a
    text of its own: there is nothing that it could be a copy of.

    Parameters
    ----------
    matrix
        Tickets by units, as `Vocabulary.matrix` gives them.

    Returns
    -------
    int array of shape (tickets,)
        From 0 on, without gaps.
    """
    keys: list[bytes] = [str(number).encode() for number in range(matrix.shape[0])]
    for chosen, mark in ((~vocabulary.are_words, b"values"), (vocabulary.are_words, b"words")):
        units = matrix[:, np.flatnonzero(chosen)]
        units.sort_indices()
        rows = (units.indices[a:b].tobytes() for a, b in pairwise(units.indptr.tolist()))
        keys = [mark + row if row else key for row, key in zip(rows, keys, strict=True)]
    return np.asarray(pd.factorize(pd.Series(keys, dtype=object))[0], dtype=np.int64)


def worth_of(text: Integers) -> Floats:
    """What each ticket counts for, so that all copies of a text together count once; shape (tickets,)."""
    return np.asarray(1.0 / np.bincount(text)[text]) if len(text) else np.empty(0)
