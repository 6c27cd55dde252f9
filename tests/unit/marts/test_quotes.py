from __future__ import annotations

import pandas as pd

from etl.marts.frames.quotes import words_in_text
from etl.taxonomy import load_taxonomy


def test_what_is_marked_in_a_text_stands_in_a_text() -> None:
    evidence = pd.DataFrame(
        [
            ("phrases", "Logistics", 2.0, "not arrived"),
            ("model", "Logistics", 1.0, "courier, reason: refund, subject: late parcel, doorst*"),
            ("declared", "Finance", 3.0, "Refund"),
            ("phrases", "Finance", -1.0, "refund"),
        ],
        columns=["signal", "department", "weight", "detail"],
    )
    marked = words_in_text(evidence, load_taxonomy("retail"))
    assert marked == (("Logistics", "not arrived"), ("Logistics", "courier"), ("Logistics", "doorst*"))
