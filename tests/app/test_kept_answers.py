"""Answers are kept by the whole name of the question."""

from __future__ import annotations

import pytest

from etl.marts.frames import quotes, workload_distribution
from pages.ui.data import name_of


def test_two_questions_of_one_name_in_two_modules_keep_their_own_answers() -> None:
    def twin() -> None: ...

    twin.__name__ = twin.__qualname__ = quotes.praise.__name__
    twin.__module__ = workload_distribution.__name__
    assert name_of(twin) != name_of(quotes.praise)
    assert name_of(quotes.praise) == "etl.marts.frames.quotes.praise"


def test_a_question_made_within_another_is_refused_since_its_name_says_too_little() -> None:
    with pytest.raises(ValueError, match="top of its module"):
        name_of(lambda: None)
