"""A signal is one module and one entry: whatever goes by the signals learns of a new one from there."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from etl.attribution import signals
from etl.attribution.claims import Claims
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.scoring.counterfactual import sentence
from etl.attribution.scoring.engine import attribute
from etl.attribution.scoring.reliability import prior_reliabilities
from etl.attribution.signals import SIGNALS, Signal
from etl.attribution.training.train import learn
from etl.settings import Settings
from etl.taxonomy import Issue
from tests.unit.attribution.make import staged, taxonomy

SHOP = {
    "Support": [Issue("Rude", phrases=("rude",))],
    "Logistics": [Issue("Late", phrases=("late",))],
}
DUMMY = Signal("weather", 0.97, "Weather", "what the sky did", "the weather", "the weather", is_open=True)


def _claim(reading: Reading) -> Claims:
    """Every ticket rests on the second department."""
    rows = np.arange(len(reading.chunk.tickets))
    same = np.zeros(len(rows), dtype=np.int64)
    words = np.full(len(rows), "rain", dtype=object)
    return Claims("weather", rows, same + 1, same - 1, same, same + 1, words, words)


@pytest.fixture
def with_dummy(monkeypatch: pytest.MonkeyPatch) -> Signal:
    module = ModuleType("etl.attribution.signals.weather")
    module.sources = lambda taxonomy: ("rain",)  # type: ignore[attr-defined]
    module.claim = _claim  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(signals.BY_NAME, DUMMY.name, DUMMY)
    for user in [
        m for name, m in sys.modules.items() if name.startswith("etl.") and getattr(m, "SIGNALS", None) is SIGNALS
    ]:
        monkeypatch.setattr(user, "SIGNALS", (*SIGNALS, DUMMY))
    return DUMMY


def test_a_signal_of_one_module_and_one_entry_takes_part_in_everything(with_dummy: Signal) -> None:
    made = taxonomy(SHOP)
    chunk = staged(["Where it rains it pours.", "No sun today.", "Clouds again."] * 20)
    assert prior_reliabilities(made)["weather"] == pytest.approx([with_dummy.prior])
    learnt = learn(made, chunk, None, Settings())
    answers = attribute(chunk, made, learnt)
    assert set(answers.evidence["signal"]) >= {"weather"}
    assert set(answers.attributions["department"]) == {"Logistics"}
    without = pd.DataFrame(
        {"signal": ["weather"], "detail": ["rain"], "department": ["x"], "outcome_without": ["Unattributed"]}
    )
    assert sentence(without) == "Without the weather “rain” it would be unattributed."


def test_every_signal_has_its_module() -> None:
    for signal in SIGNALS:
        assert signal.sources(taxonomy(SHOP)) is not None
