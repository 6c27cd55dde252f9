"""The taxonomy in force is a choice of the store: what may change it, and what is said of it."""

from __future__ import annotations

from pathlib import Path

from etl.settings import Settings
from etl.taxonomy import choose, load_taxonomy, newer_edition, parse_taxonomy

OWN = "version: 1\nname: Shop\ndepartments: {Support: {frontline: true}}\n"


def test_the_first_file_proposes_by_its_format_and_else_the_default_holds(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    proposed = choose(settings, None, None, "banking")
    assert (proposed.taxonomy.name, proposed.by) == ("Banking", "format")
    assert "Taxonomy: Banking, proposed by the format of this file." in proposed.notes[0]
    assert "python -m etl reattribute --taxonomy" in proposed.notes[1]
    assert choose(settings, None, None).by == "default"
    assert choose(settings, None, None).taxonomy.name == "Retail"


def test_a_later_file_of_another_format_changes_nothing_and_says_so(tmp_path: Path) -> None:
    retail = load_taxonomy("retail")
    kept = choose(Settings(home=tmp_path), None, retail, "public_services")
    assert kept.taxonomy is retail
    assert not kept.is_change
    assert kept.notes == (
        "The taxonomy in force stays Retail; the format of this file proposes Public services.",
        "To attribute all tickets under that one: python -m etl reattribute --taxonomy public_services",
    )


def test_a_format_that_names_no_taxonomy_says_nothing(tmp_path: Path) -> None:
    assert choose(Settings(home=tmp_path), None, load_taxonomy("banking")).notes == ()
    assert choose(Settings(home=tmp_path), None, load_taxonomy("banking"), "banking").notes == ()


def test_what_is_asked_for_holds_over_all_and_the_stores_own_file_over_what_was(tmp_path: Path) -> None:
    settings, retail = Settings(home=tmp_path), load_taxonomy("retail")
    settings.taxonomy_file.write_text(OWN, encoding="utf-8")
    asked = choose(settings, "banking", retail)
    assert (asked.taxonomy.name, asked.by, asked.is_change) == ("Banking", "asked", True)
    assert "The next load uses " in asked.notes[0]
    own = choose(settings, None, retail, "banking")
    assert (own.taxonomy.name, own.by, own.is_change) == ("Shop", "file", True)
    assert choose(settings, None, parse_taxonomy(OWN)).is_change is False


def test_another_edition_of_a_shipped_taxonomy_is_known_by_its_name() -> None:
    banking = load_taxonomy("banking")
    assert newer_edition(banking) == ""
    assert newer_edition(parse_taxonomy(banking.text.replace("hourly_cost: ", "hourly_cost: 1"))) == "banking"
    assert newer_edition(parse_taxonomy(OWN)) == ""
