"""Sentences on the frontline's worth."""

from __future__ import annotations

from etl.marts.core.formatting import count, interval_of, share_words, why_not_plain
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.findings import few_complaints, few_words


def hours_kept(measured: dict[str, Measured]) -> str:
    """Hours that other departments kept for their own work because the frontline handled what they caused.

    Parameters
    ----------
    measured
        Has frontline_hours_elsewhere.
    """
    hours = measured["frontline_hours_elsewhere"]
    if hours.value is None:
        return f"How many hours the frontline saved other departments isn't known: {note_words(hours.notes)}"
    known = "assumed" if hours.is_assumed else "estimated" if hours.is_estimated else "logged"
    how = [known, *filter(None, [interval_of(hours, in_sentence=True)])]
    kept = f"The frontline saved other departments {count(hours.value)} hours on what they caused"
    return f"{kept}, {', '.join(how)}."


def worth_finding(measured: dict[str, Measured]) -> str:
    """How long the frontline waits for help and how much it solves by itself, in a sentence.

    Parameters
    ----------
    measured
        Has complaints, answer_hours and one_touch.
    """
    if few := few_complaints(measured):
        return few_words(few)
    waits, touch = measured["answer_hours"].value, measured["one_touch"]
    is_told = touch.value is not None and not why_not_plain(touch)
    pieces = [f"{share_words(touch)} of the solved complaints took one touch"] if is_told else []
    if waits is not None:
        pieces.append(f"half of the answers that the frontline asks for take longer than {count(waits)} opening hours")
    if not pieces:
        return "These data don't show the frontline's worth yet."
    sentence = "; ".join(pieces)
    return f"{sentence[0].upper()}{sentence[1:]}."
