"""What becomes of the claim, and text that stays as it is written."""

from __future__ import annotations

import pytest

from etl.marts.claim import verdict
from etl.marts.registry import Measured
from pages.ui.words import plain


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        (1.0, 1.0, 1.0, "Claim: holds."),
        (1.0, 0.8, 1.0, "Claim: holds for all that can be told."),
        (0.81, 0.7, 0.9, "Claim: falls short."),
        (None, None, None, "Claim: can't be told."),
    ],
)
def test_each_lens_says_what_becomes_of_the_claim(
    value: float | None, low: float | None, high: float | None, told: str
) -> None:
    assert verdict(Measured(value, "share", low=low, high=high)) == told


@pytest.mark.parametrize(
    "text", ["**bold**", "$x$", ":smile:", "<b>", "[a](b)", "# h", "a_b_", "`c`", "1. x", ":red[x]"]
)
def test_every_sign_that_markdown_reads_is_escaped(text: str) -> None:
    shown = plain(text)
    assert shown.replace("\\", "") == text
    for place, sign in enumerate(shown):
        if sign in "*$:<>[]#_`.":
            assert shown[place - 1] == "\\"
