"""The generator: repeatable, varied, in proportion, and true to the taxonomy."""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from etl.taxonomy import load_taxonomy
from tools.sample import benchmark_frame, generate
from tools.sample.cells import COLUMNS
from tools.sample.clock import EXPORTED, text
from tools.sample.dirt import soil, tidy
from tools.sample.files import TICKETS, write_files
from tools.sample.generate import Sample
from tools.sample.grammar import GROUPS, book, compile_line, expand
from tools.sample.world import CAUSES, LANGUAGES, TEAMS

SLOTS = ("subject", "say", "hint", "more")


@pytest.fixture(scope="module")
def sample() -> Sample:
    return generate(2_000, seed=11)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_files(generate(120, seed=3), tmp_path / folder, seed=3)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_another_seed_writes_other_tickets(sample: Sample) -> None:
    assert generate(50, seed=1).rows != generate(50, seed=2).rows


def test_a_sample_of_one_ticket_works() -> None:
    assert len(generate(1, seed=5).tickets) == 1


def test_a_sample_of_no_ticket_is_refused() -> None:
    with pytest.raises(ValueError, match="1 ticket or more"):
        generate(0)


def test_causes_are_exactly_the_issues_of_the_retail_taxonomy() -> None:
    taxonomy = load_taxonomy("retail")
    expected = {(department.name, issue.name) for department in taxonomy.departments for issue in department.issues}
    assert {(cause.department, cause.issue) for cause in CAUSES} == expected


def test_teams_belong_to_their_departments_in_the_retail_taxonomy() -> None:
    taxonomy = load_taxonomy("retail")
    found = {team: taxonomy.department_of_team(team) for teams in TEAMS.values() for team in teams}
    assert found == {team: department for department, teams in TEAMS.items() for team in teams}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_cause_and_product(language: str) -> None:
    pages = book(language)
    missing = [
        (cause.issue, slot, group)
        for cause in CAUSES
        for slot in SLOTS
        for group in GROUPS.values()
        if not pages.lines(cause.issue, slot, group)
    ]
    missing += [
        (cause.symptom, "", g)
        for cause in CAUSES
        for g in GROUPS.values()
        if not pages.lines("Symptom", cause.symptom, g)
    ]
    assert missing == []


def test_truth_covers_every_ticket_and_shares_sum_to_one(sample: Sample) -> None:
    truth = sample.truth
    assert set(truth["ticket_id"].astype(str)) == set(sample.tickets["Id"])
    complaints = truth[truth["kind"] == "complaint"]
    sums = complaints["share"].astype(float).groupby(complaints["ticket_id"]).sum()
    assert ((sums - 1).abs() < 1e-9).all()
    assert (truth.loc[truth["kind"] != "complaint", "department"] == "").all()


def test_kinds_come_in_the_stated_proportions(sample: Sample) -> None:
    once = sample.truth.drop_duplicates("ticket_id")
    shares = once["kind"].value_counts(normalize=True)
    assert 0.68 < shares["complaint"] < 0.79
    assert 0.11 < shares["request"] < 0.18
    assert shares["praise"] > 0.02
    assert set(once["excluded_as"]) == {"", "spam", "auto_reply", "internal", "test", "merged", "duplicate"}


def test_some_complaints_have_two_causes_in_two_departments(sample: Sample) -> None:
    truth = sample.truth[sample.truth["kind"] == "complaint"]
    departments = truth.groupby("ticket_id")["department"].agg(["size", "nunique"])
    two = departments[departments["size"] == 2]
    assert 0.02 < len(two) / len(departments) < 0.1
    assert (two["nunique"] == 2).all()


def test_the_frontline_itself_causes_some_complaints(sample: Sample) -> None:
    causes = sample.truth.loc[sample.truth["kind"] == "complaint", "department"].value_counts(normalize=True)
    assert 0.05 < causes["Customer Support"] < 0.25


def test_all_languages_are_there(sample: Sample) -> None:
    tags = Counter(tag for cell in sample.tickets["Tags"] for tag in cell.split() if tag.startswith("lang_"))
    assert set(tags) == {"lang_nl", "lang_de", "lang_fr", "lang_es"}
    assert sample.tickets["Description"].str.contains("bestelling|Bestellung|commande|pedido").sum() > 50


def test_texts_are_hardly_ever_the_same(sample: Sample) -> None:
    repeated = set(sample.truth.loc[sample.truth["excluded_as"] != "", "ticket_id"].astype(str))
    own = sample.tickets[~sample.tickets["Id"].isin(repeated)]
    assert own["Description"].nunique() > 0.97 * len(own)
    words = own["Description"].str.split().str.len()
    assert words.quantile(0.05) < 12
    assert words.max() > 90


def test_no_placeholder_or_brace_is_left_in_a_text(sample: Sample) -> None:
    everything = sample.tickets["Subject"] + "\n" + sample.tickets["Description"]
    assert not everything.str.contains(r"[{}]|<(?!/?(?:br|div|p)>)(?!care@)\w+>", regex=True, case=False).any()


def test_about_ten_orders_come_to_a_ticket(sample: Sample) -> None:
    assert 9 < sample.orders["orders"].sum() / len(sample.tickets) < 11
    assert not sample.orders.duplicated(["day", "channel", "product"]).any()


def test_the_carrier_strike_shows_in_late_deliveries(sample: Sample) -> None:
    late = set(sample.truth.loc[sample.truth["issue"] == "Late delivery", "ticket_id"].astype(str))
    created = sample.tickets.loc[sample.tickets["Id"].isin(late), "Created at"].str[:10]
    during = created.between("2025-12-08", "2025-12-21").sum() / 14
    assert during > 3 * (len(created) / 426)


def test_events_tell_the_stations_of_the_tickets_in_order_and_before_the_export(sample: Sample) -> None:
    events = sample.events
    groups = events[events["field"] == "Group"].groupby("ticket_id").size()
    stations = sample.tickets.set_index(sample.tickets["Id"].astype(int))["Group stations"].astype(int)
    assert groups.reindex(stations.index, fill_value=0).tolist() == stations.tolist()
    assert events.groupby("ticket_id")["changed_at"].is_monotonic_increasing.all()
    assert (events["changed_at"] < text(EXPORTED)).all()


def test_right_rows_are_never_solved_before_they_were_created(sample: Sample) -> None:
    solved = sample.tickets[sample.tickets["Solved at"] != ""]
    assert (solved["Solved at"] >= solved["Created at"]).all()
    assert sample.tickets["Id"].is_unique


def test_wrong_rows_of_every_sort_are_where_the_list_says(sample: Sample) -> None:
    assert sample.wrong["what"].nunique() == 8
    assert len(sample.rows) == len(sample.tickets) + len(sample.wrong)
    for row, ticket_id, what in sample.wrong.itertuples(index=False):
        cells = sample.rows[row - 1]
        assert cells[1] == ticket_id
        assert (len(cells) == len(COLUMNS)) == (what != "too many cells")
    others = set(range(len(sample.rows))) - set(sample.wrong["row"] - 1)
    assert [sample.rows[n][1] for n in sorted(others)] == sample.tickets["Id"].tolist()


def test_the_file_opens_with_the_csv_module(tmp_path: Path) -> None:
    made = generate(150, seed=4)
    write_files(made, tmp_path, seed=4)
    with gzip.open(tmp_path / TICKETS, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(COLUMNS)
    assert rows[1:] == made.rows


def test_the_benchmark_frame_has_right_rows_of_about_sixty_words_only() -> None:
    frame = benchmark_frame(1_500, seed=2)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 1_500
    assert pd.to_datetime(frame["Created at"]).notna().all()
    assert 50 <= frame["Description"].str.split().str.len().quantile(0.6) <= 70


def test_a_line_expands_its_choices_and_placeholders() -> None:
    line = compile_line("{A|A {big|big}} <item> costs {|} €5")
    assert expand(line, random.Random(1), {"<item>": "lamp"}).replace("A big", "A") == "A lamp costs  €5"


@pytest.mark.parametrize("text", ["{one|two", "one}", "a | b"])
def test_a_line_with_unmatched_braces_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Un(matched|closed)"):
        compile_line(text)


def test_tidy_mends_blanks_stops_and_articles() -> None:
    assert tidy("I want a  Otter cot .. Now ?") == "I want an Otter cot. Now?"


def test_typing_errors_never_touch_addresses_and_numbers() -> None:
    words = "please write to jo.x@example.com or ring 01632 960123 soon thanks"
    draw = random.Random(8)
    bodies = [soil("s", words, False, draw)[1] for _ in range(400)]
    assert len(set(bodies)) > 40
    assert all("jo.x@example.com" in body.lower() for body in bodies)
    assert all("960123" in body for body in bodies)
