"""What becomes of the claim, and text that stays as it is written."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from etl.marts.core.measured import Measured
from etl.marts.core.notes import reason, remark
from etl.marts.frames.hypothesis import Verdict, verdict
from pages.ui import parts
from pages.ui.plain_text import plain, undirected, undirected_columns, undirected_texts
from pages.ui.review import agreement


def test_in_a_pictures_place_stands_why_there_is_no_number_and_never_what_a_number_rests_on() -> None:
    rests_on, why = remark("It counts all tickets.")(), reason("No export says it.")()
    assert parts.why(Measured(0.0, "share", notes=(rests_on,)), "None did.") == "None did."
    assert parts.why(Measured(None, "share", notes=(why,)), "None did.") == "No export says it."


def test_agreement_is_said_as_a_part_and_the_term_stands_behind_it() -> None:
    found = Measured(0.72, "kappa", 1765.0, 2353.0, 0.7, 0.74)
    assert agreement.words(found) == (
        "People agreed with Headwater on 75 % of 2,353 complaints drawn at random (κ 0.72, between 0.70 and 0.74)."
    )
    why = reason("30 complaints must be compared.")()
    assert agreement.words(Measured(None, "kappa", notes=(why,))).endswith("yet. 30 complaints must be compared.")


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        (1.0, 1.0, 1.0, Verdict.HOLDS),
        (1.0, 0.8, 1.0, Verdict.HOLDS_WHERE_KNOWN),
        (0.81, 0.7, 0.9, Verdict.FALLS_SHORT),
        (None, None, None, Verdict.UNTOLD),
    ],
)
def test_each_lens_says_what_becomes_of_the_claim(
    value: float | None, low: float | None, high: float | None, told: Verdict
) -> None:
    assert verdict(Measured(value, "share", low=low, high=high)) is told


@pytest.mark.parametrize(
    "text", ["**bold**", "$x$", ":smile:", "<b>", "[a](b)", "# h", "a_b_", "`c`", "1. x", ":red[x]"]
)
def test_every_sign_that_markdown_reads_is_escaped(text: str) -> None:
    shown = plain(text)
    assert shown.replace("\\", "") == text
    for place, sign in enumerate(shown):
        if sign in "*$:<>[]#_`.":
            assert shown[place - 1] == "\\"


_LINKING = (r"(https?://|www(?=\.))[-.\w]+[^ \t\r\n]*", r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+")
"""What GitHub's Markdown takes for an address, in a piece of text that nothing parts."""


@pytest.mark.parametrize(
    "text",
    [
        "http://evil.invalid/x",
        "HTTPS://evil.invalid",
        "WWW.evil.invalid",
        "a+b@evil.invalid",
        "(see http://evil.invalid/?a=b&c=d#e, or www.evil.invalid)",
        "mailto:a@evil.invalid",
        "http:\\\\@evil.invalid",
    ],
)
def test_no_bare_address_is_left_whole_for_markdown_to_make_a_link_of(text: str) -> None:
    pieces = re.sub(r"\\([^\w\s])", r"\1", plain(text)).split(":red[]")
    assert "".join(pieces) == text
    assert not [piece for piece in pieces for form in _LINKING if re.search(form, piece, re.IGNORECASE)]


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Every sign that begins or ends a stretch of another direction."""


@pytest.mark.parametrize("sign", TURNING)
def test_a_sign_that_turns_round_what_follows_is_not_shown(sign: str) -> None:
    assert plain(f"exe{sign}fdp") == undirected(f"exe{sign}fdp") == "exefdp"


def test_letters_that_run_from_the_right_and_their_marks_stay() -> None:
    text = "\u05e9\u05dc\u05d5\u05dd\u200f (\u0627\u0644\u0633\u0644\u0627\u0645\u200e)"
    assert undirected(text) == text


def test_columns_of_a_table_lose_such_signs_and_nothing_else() -> None:
    frame = pd.DataFrame({"a": ["x\u202ey", None], "b": ["x\u202ey", "z"]}).astype("str")
    shown = undirected_columns(frame, "a")
    assert shown["a"].iloc[0] == "xy"
    assert shown["a"].isna().tolist() == [False, True]
    assert shown["b"].tolist() == ["x\u202ey", "z"]


def test_all_columns_of_text_lose_such_signs_whatever_holds_them() -> None:
    held = pd.Series(["x\u202ey", None], dtype="object")
    frame = pd.DataFrame({"a": ["x\u202ey", "z"], "b": held, "n": [1, 2]})
    shown = undirected_texts(frame)
    assert shown["a"].tolist() == ["xy", "z"]
    assert shown["b"].iloc[0] == "xy"
    assert shown["b"].isna().tolist() == [False, True]
    assert shown["n"].tolist() == [1, 2]
