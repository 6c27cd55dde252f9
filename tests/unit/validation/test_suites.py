"""The suites: every expectation is known to people, told apart by two rows, and none is dropped on loading."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from etl.model.chunks import RawChunk
from etl.staging import stage
from etl.staging.events import stage_events
from etl.staging.volumes import Zones, plan_volumes, stage_volumes
from etl.validation import suites as suites_module
from etl.validation.suites import FOLDER, Suite, SuiteError
from etl.validation.tally import Tally
from etl.values.habits import Habits
from tests.unit.staging.rows import NOW, context, raw
from tests.unit.validation import examples

LATEST = NOW + timedelta(days=1)
SUITES = sorted(path.stem for path in FOLDER.glob("*.json"))
EXAMPLES = {"tickets": examples.TICKETS, "file": examples.FILE, "events": examples.EVENTS, "volumes": examples.VOLUMES}


def entries() -> list[tuple[str, str]]:
    found = []
    for suite in SUITES:
        declared = json.loads((FOLDER / f"{suite}.json").read_text(encoding="utf-8"))["expectations"]
        found.extend((suite, entry["meta"]["name"]) for entry in declared)
    return found


def volumes_of(cells: dict[str, object]) -> pd.DataFrame:
    later = {"day": "2026-02-03", "orders": "7", "channel": "web"}
    columns = {"day": "day", "value": "orders", "channel": "channel"}
    export = SimpleNamespace(mapping=columns, date_order=None, habits=Habits(), channels={})
    export.chunks = lambda rows: [RawChunk(pd.DataFrame([{**later, **cells}, later], dtype="str"))]
    plan = plan_volumes(export, Zones(), 10)
    return stage_volumes(export.chunks(10)[0], export, Zones()).assign(is_repeated=plan.is_repeated)


def frame_of(suite: str, cells: dict[str, object]) -> pd.DataFrame:
    if suite == "volumes":
        return volumes_of(cells)
    if suite == "tickets":
        staged = stage(raw([cells]), context())
        return pd.concat([staged.tickets, staged.problems], axis=1)
    if suite == "events":
        change = {"ticket_id": "1", "sequence": 0, "changed_at": "2026-02-03 10:00", "field": "team", "actor": None}
        return stage_events(pd.DataFrame([{**change, "old_value": None, "new_value": "Support", **cells}]), context())
    return Tally(count_read=1, count_tickets=1).frame().assign(**cells)


@pytest.fixture(scope="module")
def suites() -> dict[str, Suite]:
    return {name: Suite(name) for name in SUITES}


@pytest.mark.parametrize(("suite", "name"), [each for each in entries() if each[1] not in examples.COUNTED_ELSEWHERE])
def test_each_expectation_has_a_row_that_meets_it_and_one_that_does_not(suites, suite, name) -> None:
    good, bad = EXAMPLES[suite][name]
    assert name not in suites[suite].failures(frame_of(suite, good), latest=LATEST)
    assert name in suites[suite].failures(frame_of(suite, bad), latest=LATEST)


def test_names_are_unique_over_all_suites() -> None:
    names = [name for _, name in entries()]
    assert len(names) == len(set(names))


def test_examples_name_only_expectations_that_exist() -> None:
    named = {name for suite in EXAMPLES.values() for name in suite} | set(examples.COUNTED_ELSEWHERE)
    assert named == {name for _, name in entries()}


@pytest.mark.parametrize("suite", SUITES)
def test_people_can_read_what_is_wrong_and_how_to_mend_it(suites, suite) -> None:
    for declared in suites[suite].declared:
        assert declared.reason.endswith(".")
        assert declared.mend.endswith(".")
        assert "column_" not in declared.reason


def suite_with(folder: Path, **changes: object) -> Path:
    shutil.copy(FOLDER / "file.json", folder / "file.json")
    content = json.loads((folder / "file.json").read_text(encoding="utf-8"))
    content["expectations"][0].update(changes)
    (folder / "file.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_an_expectation_that_great_expectations_does_not_know_is_an_error_and_not_dropped(tmp_path) -> None:
    with pytest.raises(SuiteError, match="lost file_has_rows"):
        Suite("file", suite_with(tmp_path, type="expect_something_never_imported"))


def test_an_entry_without_its_policy_is_an_error(tmp_path) -> None:
    meta = {"name": "file_has_rows", "reason": "Empty.", "mend": "Fill it."}
    with pytest.raises(SuiteError, match="lacks policy"):
        Suite("file", suite_with(tmp_path, meta=meta))


def test_an_entry_that_is_asked_of_no_kind_of_file_is_an_error(tmp_path) -> None:
    meta = {"name": "a", "policy": "warn", "reason": "Empty.", "mend": "Fill it.", "asked_of": "event"}
    with pytest.raises(SuiteError, match="unknown policy, severity or kind of file"):
        Suite("file", suite_with(tmp_path, meta=meta))


def test_an_expectation_that_cannot_be_run_is_an_error_and_not_a_pass(suites) -> None:
    frame = Tally(count_read=1).frame().assign(count_read=["many"])
    with pytest.raises(SuiteError, match="file_has_rows could not be run"):
        suites["file"].failures(frame)


def test_an_expectation_works_out_its_configuration_once_a_judgement_and_finds_the_same(suites, monkeypatch) -> None:
    from great_expectations.expectations.expectation import Expectation

    made, asked = Expectation.configuration.fget, list[object]()
    counting = property(lambda expectation: asked.append(expectation) or made(expectation))
    monkeypatch.setattr(Expectation, "configuration", counting)
    assert suites["tickets"].failures(frame_of("tickets", {}), latest=LATEST) == {}
    assert 0 < len(asked) == len({id(one) for one in asked})
    assert Expectation.configuration is counting  # as it was before
    bad = frame_of("tickets", {"Id": "  "})
    failed = suites["tickets"].failures(bad, latest=LATEST)
    monkeypatch.setattr(suites_module, "configurations_kept", nullcontext)
    again = suites["tickets"].failures(bad, latest=LATEST)
    assert {name: one.count for name, one in again.items()} == {name: one.count for name, one in failed.items()}
    assert "ticket_id_is_given" in failed
