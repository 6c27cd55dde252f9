"""The validator: refused rows say why, warnings keep their rows, and no row gets lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import InputError
from etl.model.chunks import RawChunk
from etl.sources import open_export
from etl.staging import stage
from etl.validation import Validated, Validator
from tests.unit.staging.rows import NOW, ROW, context, raw
from tests.unit.validation import examples


def check(rows, validator=None):
    chunk = raw(rows)
    return (validator or Validator(NOW)).check(stage(chunk, context()), chunk)


def reasons(validated: Validated) -> dict[int, str]:
    return dict(zip(validated.rejects["line"], validated.rejects["expectation"], strict=True))


def test_a_sound_row_is_accepted() -> None:
    validated = check([{}])
    assert list(validated.accepted.tickets["ticket_id"]) == ["1001"]
    assert validated.rejects.empty


def test_refused_rows_say_line_content_expectation_and_reason() -> None:
    validated = check([{}, {"Id": "1.03006E+13"}, {"Created at": "soon, 2026"}])
    assert reasons(validated) == {3: "ticket_id_is_whole", 4: "created_at_is_readable"}
    first, second = validated.rejects.itertuples()
    assert first.raw.startswith("1.03006E+13,Where is my parcel?")
    assert "spreadsheet" in first.reason
    assert "“1.03006E+13”" in first.reason
    assert "“soon, 2026”" in second.reason


def test_a_row_shifted_by_a_comma_is_refused_though_it_has_the_right_number_of_cells() -> None:
    validated = check([{"Via": "Internal", "Created at": "Communication", "Solved at": "02-05-2025 10:55"}])
    assert reasons(validated) == {2: "cells_fit_their_columns"}


@pytest.mark.parametrize(("coded", "expected"), [({"team"}, {}), (set(), {2: "cells_fit_their_columns"})])
def test_numbers_of_groups_are_no_sign_of_moved_cells_where_the_export_has_ids_for_words(coded, expected) -> None:
    chunk = raw([{"Group": "360006965034"}])
    staged = stage(chunk, context(coded=frozenset(coded)))
    assert reasons(Validator(NOW).check(staged, chunk)) == expected


def test_the_first_expectation_of_the_suite_gives_the_reason() -> None:
    validated = check([{"Id": None, "Created at": None}])
    assert reasons(validated) == {2: "ticket_id_is_given"}


def test_a_warning_keeps_its_row_and_is_counted() -> None:
    validator = Validator(NOW)
    validated = check([{"Status": "Zorgvuldig bekeken"}, {}], validator)
    found = {one.name: one for one in validator.finish()}
    assert len(validated.accepted.tickets) == 2
    assert (found["status_is_known"].count_failed, found["status_is_known"].count_checked) == (1, 2)


def test_a_refused_row_is_not_warned_of_as_well() -> None:
    validator = Validator(NOW)
    check([{"Id": None, "Status": "Zorgvuldig"}, {"Status": "Zorgvuldig"}, {}], validator)
    found = {one.name: one for one in validator.finish()}
    assert (found["status_is_known"].count_failed, found["status_is_known"].count_checked) == (1, 2)
    assert (found["ticket_id_is_given"].count_failed, found["ticket_id_is_given"].count_checked) == (1, 3)


def test_an_event_log_is_not_warned_of_texts_and_requesters_that_logs_never_have() -> None:
    without = {"Subject": None, "Description": None, "Requester": None}
    as_log, as_tickets = Validator(NOW, kind="events"), Validator(NOW)
    check([without], as_log)
    check([without], as_tickets)
    asked = {one.name: one.is_met for one in as_tickets.finish()}
    of_tickets = {"text_is_given", "some_tickets_have_text", "some_tickets_have_a_requester"}
    assert not any(asked[name] for name in of_tickets)
    assert {one.name for one in as_log.finish()} == set(asked) - of_tickets


def test_rows_that_do_not_fit_the_header_are_handed_on_and_counted() -> None:
    misfit = pd.DataFrame(
        {"line": [9], "raw": ["a,b"], "expectation": ["row_has_the_headers_columns"], "reason": ["It has 2 cells."]}
    )
    chunk = RawChunk(raw([{}]).frame, malformed=misfit)
    validator = Validator(NOW)
    validated = validator.check(stage(chunk, context()), chunk)
    assert reasons(validated) == {9: "row_has_the_headers_columns"}
    found = {one.name: one for one in validator.finish()}["row_has_the_headers_columns"]
    assert (found.count_checked, found.count_failed) == (2, 1)


def test_a_refused_folded_row_gives_one_reject_for_each_input_row_behind_it() -> None:
    plain = raw([{"Created at": None}, {}])
    lines = pd.DataFrame({"index": [2, 2, 3], "line": [2, 5, 3], "raw": ["x", "y", "z"]})
    chunk = RawChunk(plain.frame, row_counts=pd.Series([2, 1], index=plain.frame.index), raw_lines=lines)
    validated = Validator(NOW).check(stage(chunk, context()), chunk)
    assert list(validated.rejects["line"]) == [2, 5]
    assert list(validated.rejects["raw"]) == ["x", "y"]


def test_a_file_of_which_every_row_is_refused_is_refused_and_says_why() -> None:
    validator = Validator(NOW)
    check([{"Created at": "yesterday 1"}, {"Created at": "today 2"}], validator)
    with pytest.raises(
        InputError, match=r"All 2 rows are refused; 2 because: The time of creation can't be read"
    ) as caught:
        validator.finish()
    assert "Some read “yesterday 1”, “today 2”." in str(caught.value)


def test_changes_without_a_time_are_left_out_and_their_ticket_stays() -> None:
    changes = pd.DataFrame(
        {
            "ticket_id": ["1001", "1001"], "sequence": [0, 1], "changed_at": ["2026-02-03 11:00", "unclear"],
            "field": ["team", "team"], "old_value": [None, "Support"], "new_value": ["Support", "Logistics"],
            "actor": [None, None],
        }
    )  # fmt: skip
    chunk = RawChunk(raw([{}]).frame, events=changes)
    validator = Validator(NOW)
    accepted = validator.check(stage(chunk, context()), chunk).accepted
    assert list(accepted.events["new_value"]) == ["Support"]
    assert {one.name: one.count_failed for one in validator.finish()}["change_has_a_time"] == 1


CELLS = {
    "Id": st.sampled_from(["1", "2", None, "1.03006E+13", "x" * 300]),
    "Created at": st.sampled_from(
        ["2026-02-03 10:15", None, "Communication", "31-12-1999", "2030-01-01", "99/99/2020"]
    ),
    "Solved at": st.sampled_from([None, "2026-02-05", "2020-01-01 10:00", "later"]),
    "Status": st.sampled_from(["Solved", "Open", "Zorgvuldig", None, "12-03-2025 10:10"]),
    "Description": st.sampled_from(["Nothing came", None, "cafÃ©", "bell \x07"]),
}


@settings(max_examples=12)
@given(st.lists(st.fixed_dictionaries(CELLS), max_size=12))
def test_read_is_accepted_plus_rejected_for_any_mix(rows) -> None:
    chunk = raw(rows)
    validated = VALIDATOR.check(stage(chunk, context()), chunk)
    assert chunk.count_read == len(validated.accepted.tickets) + len(validated.rejects)
    lines = [*validated.accepted.tickets["line"], *validated.rejects["line"]]
    assert sorted(lines) == list(chunk.frame.index)


@settings(max_examples=6)
@given(st.lists(st.fixed_dictionaries(CELLS), min_size=2, max_size=8), st.integers(1, 7))
def test_rows_are_judged_alike_in_one_chunk_and_in_two(rows, cut) -> None:
    whole = VALIDATOR.check(stage(raw(rows), context()), raw(rows)).rejects
    first, second = raw(rows[:cut]), raw(rows[cut:], first_line=2 + len(rows[:cut]))
    parts = [VALIDATOR.check(stage(part, context()), part).rejects for part in (first, second)]
    pd.testing.assert_frame_equal(whole, pd.concat(parts, ignore_index=True))


VALIDATOR = Validator(NOW)


@pytest.mark.parametrize("is_any_refused", [True, False])
def test_chunks_are_judged_together_as_one_by_one(is_any_refused) -> None:
    refused = [{"Id": None}] if is_any_refused else []
    rows = (
        [{"Description": "bell \x07"}, {}, *refused, {"Solved at": "later"}],
        [],
        [{}, {"Solved at": "later"}, *refused],
    )
    raws = [raw(part, first_line=2 + 10 * number) for number, part in enumerate(rows)]
    staged = [stage(part, context()) for part in raws]
    one_by_one, together = Validator(NOW), Validator(NOW)
    expected = [one_by_one.check(*pair) for pair in zip(staged, raws, strict=True)]
    for got, alone in zip(together.check_together(staged, raws), expected, strict=True):
        pd.testing.assert_frame_equal(got.rejects, alone.rejects)
        pd.testing.assert_frame_equal(got.accepted.tickets, alone.accepted.tickets)
    found = together.finish()
    assert found == one_by_one.finish()
    assert {one.name: one.count_failed for one in found}["solved_at_is_readable"] == 2


def test_dates_on_one_day_are_warned_of() -> None:
    validator = Validator(NOW)
    check([{"Id": str(number)} for number in range(30)], validator)
    found = {one.name: one for one in validator.finish()}
    assert not found["dates_are_spread"].is_met
    assert found["few_rows_are_refused"].is_met


@pytest.mark.parametrize(
    ("written", "count", "is_met"),
    [
        ("Pakettini ei ole saapunut ja odotan yhä", 30, False),
        ("Pakettini ei ole saapunut ja odotan yhä", 19, True),
        ("The parcel has not arrived and I am still waiting", 30, True),
    ],
)
def test_texts_in_a_language_without_words_are_warned_of(written: str, count: int, is_met: bool) -> None:
    validator = Validator(NOW)
    check([{"Id": str(number), "Subject": "", "Description": written} for number in range(count)], validator)
    found = {one.name: one for one in validator.finish()}
    assert found["texts_are_in_a_known_language"].is_met is is_met


def test_results_can_be_stored() -> None:
    validator = Validator(NOW)
    check([ROW], validator)
    stored = validator.finish()[0].as_dict()
    assert set(stored) >= {"name", "severity", "policy", "reason", "mend", "count_checked", "count_failed"}


def test_older_versions_of_a_repeated_ticket_are_refused_with_their_content(tmp_path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text("id,created_at,subject\n7,2026-02-01 10:00,first\n8,2026-02-01,other\n7,2026-02-02 10:00,second\n")
    export = open_export(path, mapping={"ticket_id": "id", "created_at": "created_at", "subject": "subject"})
    validator = Validator(NOW)
    older = pd.DataFrame({"ticket_id": ["7"], "line": [2], "count_rows": [1], "kept_line": [4]})
    rejects = validator.repeated(older, export)
    assert list(rejects["raw"]) == ["7,2026-02-01 10:00,first"]
    assert list(rejects["expectation"]) == ["ticket_id_is_unique"]
    assert "Kept: line 4" in rejects["reason"].iloc[0]


def test_what_another_step_counts_is_tested_here() -> None:
    assert set(examples.COUNTED_ELSEWHERE.values()) <= set(globals())
