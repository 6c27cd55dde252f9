"""The baseline to compare with: TF-IDF over one and two words, and logistic regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from etl.attribution.claims import Floats, Objects


def baseline(texts: Sequence[str], labels: Objects, asked: Sequence[str]) -> tuple[Objects, Floats]:
    """Train the baseline on ruled tickets, and predict others.

    Parameters
    ----------
    texts, labels
        Ruled tickets.
    asked
        Tickets to answer.

    Returns
    -------
    tuple
        First choices and their probabilities, shape (asked,).
    """
    if len(np.unique(labels.astype(str))) < 2:
        return np.full(len(asked), labels[0], dtype=object), np.ones(len(asked))
    words = TfidfVectorizer(ngram_range=(1, 2))
    with threadpool_limits(limits=1, user_api="blas"):  # as the engine learns; on few cores it is also faster
        model = LogisticRegression(max_iter=1000).fit(words.fit_transform(texts), labels.astype(str))
        answers = model.predict_proba(words.transform(asked))
    return model.classes_[answers.argmax(axis=1)].astype(object), answers.max(axis=1)
