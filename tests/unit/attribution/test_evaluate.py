from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.attribution.training.calibration import (
    Calibration,
    fit_calibration,
    flattened,
    threshold_by_confidence,
    threshold_by_selection,
)
from etl.errors import InputError
from etl.evaluation.baseline import baseline
from etl.evaluation.evaluate import evaluate, evaluate_tickets
from etl.evaluation.known_origins import without_columns
from etl.evaluation.metrics import calibration_by_chance, calibration_error, coverage_at, quality
from etl.settings import Settings
from etl.usecases.load import LoadRequest
from tests.unit.attribution.make import staged
from tests.unit.attribution.worlds import export, shop


@pytest.mark.parametrize("count", [200, 5_000])
def test_exact_confidences_show_the_calibration_error_that_chance_alone_gives(count: int) -> None:
    random = np.random.default_rng(4)
    errors, expected = [], []
    for _ in range(200):
        confidence = random.beta(2, 2, count)
        errors.append(calibration_error(confidence, random.random(count) < confidence))
        expected.append(calibration_by_chance(confidence))
    assert np.mean(errors) == pytest.approx(np.mean(expected), rel=0.05)


def test_coverage_is_the_longest_start_that_is_right_often_enough() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    assert coverage_at(confidence, np.array([True, True, True, False])) == 0.75
    assert coverage_at(confidence, np.array([False, True, True, True])) == 0.0


def test_calibration_error_is_the_gap_between_saying_and_being_right() -> None:
    assert calibration_error(np.full(10, 0.75), np.array([True] * 5 + [False] * 5)) == pytest.approx(0.25)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0


def test_figures_of_answers_all_right_are_perfect() -> None:
    truth = np.array(["a", "b", "a"], dtype=object)
    figures = quality(truth, truth, np.ones(3), np.ones(3, dtype=bool))
    assert figures["accuracy"] == figures["macro_f1"] == figures["kappa"] == figures["precision"] == 1.0


def test_with_one_origin_alone_answers_all_right_agree_wholly() -> None:
    truth = np.array(["a", "a"], dtype=object)
    assert quality(truth, truth, np.ones(2), np.ones(2, dtype=bool))["kappa"] == 1.0


def test_a_baseline_taught_one_origin_alone_says_that() -> None:
    best, probability = baseline(["late", "lost"], np.array(["a", "a"], dtype=object), ["late", "refund", ""])
    assert best.tolist() == ["a", "a", "a"]
    assert probability.tolist() == [1.0, 1.0, 1.0]


def test_nothing_attributed_has_no_precision() -> None:
    truth = np.array(["a", "b"], dtype=object)
    assert quality(truth, truth, np.ones(2), np.zeros(2, dtype=bool))["precision"] is None


def test_selection_keeps_false_answers_within_the_target() -> None:
    random = np.random.default_rng(0)
    parts = []
    for _ in range(60):
        confidence = random.random(400)
        is_right = random.random(400) < confidence
        threshold = threshold_by_selection(confidence[:200], is_right[:200].astype(float), 0.9)
        chosen = confidence[200:] >= threshold
        parts.append(1.0 - is_right[200:][chosen].mean() if chosen.any() else 0.0)
    assert np.mean(parts) <= 0.1


def test_selection_abstains_on_everything_where_nothing_is_right() -> None:
    assert threshold_by_selection(np.linspace(0, 1, 100), np.zeros(100), 0.9) > 1


def test_tickets_as_sure_as_one_another_are_selected_together_or_not_at_all() -> None:
    is_right = np.array([1.0] * 15 + [0.0] * 5)
    assert threshold_by_selection(np.full(20, 0.8), is_right, 0.9) > 1
    assert threshold_by_selection(np.full(20, 0.8), np.ones(20), 0.9) == 0.8


def test_without_rulings_a_ticket_less_sure_than_halfway_is_never_attributed() -> None:
    none = np.empty(0)
    assert threshold_by_confidence(np.array([0.99] * 99 + [0.3]), np.ones(100), 0.9, none, none) >= 0.7
    assert threshold_by_confidence(none, none, 0.9, none, none) == 0.9


def test_few_rulings_that_say_otherwise_raise_the_threshold() -> None:
    confidence = np.linspace(0.5, 1.0, 200)
    none = np.empty(0)
    before = threshold_by_confidence(confidence, np.ones(200), 0.9, none, none)
    after = threshold_by_confidence(confidence, np.ones(200), 0.9, np.full(20, 0.95), np.full(20, 0.5))
    assert after > before


def test_a_calibration_learns_that_answers_were_too_sure_and_never_reaches_certainty() -> None:
    random = np.random.default_rng(1)
    is_right = (random.random(500) < 0.7).astype(float)
    line = fit_calibration(np.full(500, 0.95), is_right)
    assert line.confidence(np.array([0.95]))[0] == pytest.approx(0.7, abs=0.08)
    assert line.confidence(np.array([1.0]))[0] < 1
    assert Calibration().confidence(np.array([0.3]))[0] == pytest.approx(0.3)


def test_without_rulings_the_mean_is_kept_and_the_surest_are_less_sure_than_they_were() -> None:
    probability = np.linspace(0.05, 0.99, 500)
    line = flattened(probability, np.ones(500), 10_000)
    confidence = line.confidence(probability)
    assert confidence.mean() == pytest.approx(probability.mean(), abs=1e-4)
    assert (np.diff(confidence) > 0).all()
    assert confidence[-1] < 0.93
    assert confidence[0] > 0.1
    assert flattened(np.empty(0), np.empty(0), 0) == Calibration()
    slopes = [flattened(probability, np.ones(500), count).slope for count in (100, 500, 10_000)]
    assert 1 > slopes[0] > slopes[1] > slopes[2] > 0.5


@pytest.mark.parametrize("low", [0.5, 0.34])
def test_a_text_that_says_nothing_is_no_clearer_where_nearly_all_others_are_clear(low: float) -> None:
    confidence = flattened(np.array([0.995] * 999 + [low]), np.ones(1000), 10_000).confidence(np.array([low, 0.995]))
    assert confidence[0] < 0.56
    assert 0.92 < confidence[1] < 0.995


def test_few_rulings_are_held_to_a_line_that_is_flatter_than_the_models() -> None:
    probability = np.array([0.3, 0.6, 0.8, 0.9, 0.97] * 2)
    is_right = np.array([0, 1, 1, 1, 1, 0, 1, 1, 1, 1], dtype=float)
    assert 0.5 < fit_calibration(probability, is_right).slope < 1.0


def test_more_rulings_make_the_engine_better_and_it_beats_the_baseline() -> None:
    chunk, truth = export(500, seed=9)
    result = evaluate_tickets(chunk, truth, shop(), Settings(), sizes=(0, 30, 200), draws=1)
    figures = result.means().set_index(["contestant", "rulings"])["accuracy"]
    assert figures[("headwater", 30)] >= figures[("baseline", 30)]
    assert figures[("headwater", 200)] >= 0.9
    assert result.as_json()["figures"][0]["rulings"] == 0
    assert len(result.lines()) == 1 + 1 + 5


def test_a_label_is_known_as_department_alias_or_issue_and_others_are_told() -> None:
    chunk, truth = export(120, seed=10)
    labels = truth.replace({"Billing": "billing fails"})
    labels.iloc[:3] = "Elsewhere"
    result = evaluate_tickets(chunk, labels, shop(), Settings(), sizes=(0,), draws=1)
    assert result.outside == {"Elsewhere": 3}
    assert any("Elsewhere (3)" in line for line in result.lines())


def test_an_unknown_truth_says_what_to_mend() -> None:
    chunk, truth = export(60, seed=11)
    with pytest.raises(InputError, match="taxonomy"):
        evaluate_tickets(chunk, truth.replace(list(truth.unique()), "x"), shop(), Settings())
    with pytest.raises(InputError, match="empty"):
        evaluate_tickets(chunk, truth.where(truth == ""), shop(), Settings())


def test_hidden_columns_are_gone_from_fields_and_from_what_they_are_mapped_to() -> None:
    chunk = staged(["a"], {"Origin": ["Billing"], "Other": ["x"]}, team=["Billing"])
    hidden = without_columns(chunk, ["origin"], {"team": "Origin"})
    assert hidden.tickets["team"].isna().all()
    assert list(hidden.fields.columns) == ["Other"]
    assert chunk.tickets["team"].tolist() == ["Billing"]


def test_a_file_is_evaluated_by_its_column_of_truth(tmp_path: Path) -> None:
    chunk, truth = export(80, seed=12)
    table = pd.DataFrame({"id": chunk.tickets["ticket_id"], "text": chunk.tickets["body"], "where": truth})
    table["made"] = "2025-03-01 10:00"
    table.to_csv(tmp_path / "t.csv", index=False)
    taxonomy = tmp_path / "t.yaml"
    taxonomy.write_text(
        "version: 1\ndepartments:\n  Support: {frontline: true}\n"
        "  Logistics: {issues: {L: {phrases: [not arrived]}}}\n  Billing: {issues: {B: {phrases: [charged twice]}}}\n"
        "  Webshop: {issues: {W: {phrases: [cannot log in]}}}\n"
    )
    request = LoadRequest(
        tmp_path / "t.csv",
        mapping={"ticket_id": "id", "body": "text", "created_at": "made", "reason": "where"},
        taxonomy=str(taxonomy),
    )
    rulings = pd.DataFrame({"ticket_id": chunk.tickets["ticket_id"][:20], "department": truth[:20]})
    result = evaluate(request, Settings(), truth="where", rulings=rulings)
    assert result.count_tickets == 80
    assert set(result.figures["rulings"]) == {20}
    with pytest.raises(InputError, match="no column"):
        evaluate(request, Settings(), truth="nowhere")
