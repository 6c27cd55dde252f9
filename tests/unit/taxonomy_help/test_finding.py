"""What words would find, before anybody saves them."""

from __future__ import annotations

from etl.taxonomy_help.finding import found_by, found_in_all, read_complaints
from tests.store_rows import laid, store, ticket

TICKETS = [
    ticket("1", subject="Pakket weg", body="Het pakket is niet aangekomen. " * 20, language="nl"),
    ticket("2", subject="Retour", body="Waar is mijn retourpakket?", language="nl"),
    ticket("3", subject="Damage", body="It was not damaged, but late.", language="en"),
    ticket("4", kind="request", body="Een pakket sturen?", language="nl"),
    ticket("5", excluded_as="spam", body="pakket pakket", language="nl"),
    ticket("6", body=None, subject=None),
]
ANSWERS = [laid("1", "Logistics"), *(laid(number, "Unattributed") for number in "236")]


def test_each_phrase_counts_the_complaints_that_the_attribution_would_find_it_in() -> None:
    with store(tickets=TICKETS, attributions=ANSWERS) as connection:
        complaints = read_complaints(connection)
    assert complaints.every == 4
    pakket, late, damaged = found_by(complaints, ["pakket", "late", "damaged"])
    assert (pakket.count, pakket.count_open) == (2, 1)  # with the compound, without requests and spam
    assert (late.count, late.count_open) == (1, 1)
    assert damaged.count == 0  # “not damaged”
    assert late.examples == ("It was not damaged, but late.",)
    assert pakket.examples[0].startswith("Het pakket is niet aangekomen.")
    assert pakket.examples[0].endswith("…")


def test_a_complaint_that_has_several_counts_once_and_what_is_no_word_finds_nothing() -> None:
    with store(tickets=TICKETS, attributions=ANSWERS) as connection:
        complaints = read_complaints(connection)
    assert found_in_all(complaints, ["pakket", "niet aangekomen", "?!"]) == 2
    assert found_by(complaints, ["?!"]) == []
    assert found_in_all(complaints, []) == 0


def test_an_empty_store_finds_nothing() -> None:
    with store() as connection:
        complaints = read_complaints(connection)
    assert [found.count for found in found_by(complaints, ["pakket"])] == [0]
