"""``taxonomy suggest``: a file that loads, and that covers more when it is adopted."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from etl.__main__ import main
from etl.taxonomy import load_taxonomy
from tests.unit.taxonomy_help.proposals import suggest

Capture = pytest.CaptureFixture[str]

TAXONOMY = """version: 1
name: Shop
departments:
  Support: {frontline: true, teams: [Desk], issues: {No answer: {phrases: [nobody answers]}}}
  Logistics: {issues: {Late: {phrases: [not arrived, still waiting for my parcel]}}}
  Finance: {issues: {Refund: {phrases: [refund, charged twice]}}}
"""
KNOWN = (
    "My parcel has not arrived, unacceptable.",
    "You charged me twice and I want my refund, a scandal.",
    "Nobody answers my mails, this is ridiculous.",
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Export of complaints of which every fourth says nothing beyond a reason that the taxonomy doesn't map."""
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    (tmp_path / "shop.yaml").write_text(TAXONOMY, encoding="utf-8")
    rows = [
        {
            "Ticket ID": number,
            "Description": "Complaint: terrible!" if number % 4 == 3 else KNOWN[number % 4],
            "Created time": "2026-03-04 10:00",
            "Status": "Open",
            "Group": "Desk" if number % 3 else "Repairs",
            "Contact reason": "Assembly wrong" if number % 4 == 3 else "",
        }
        for number in range(160)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "export.csv", index=False)
    return tmp_path


def load(folder: Path, taxonomy: str, capsys: Capture) -> dict[str, int]:
    capsys.readouterr()
    arguments = ["validate", str(folder / "export.csv"), "--taxonomy", str(folder / taxonomy), "--progress", "none"]
    assert main([*arguments, "--json"]) == 0
    found: dict[str, int] = json.loads(capsys.readouterr().out)
    return found


def test_what_is_proposed_covers_more_when_it_is_adopted(shop: Path, capsys: Capture) -> None:
    out = shop / "proposed.yaml"
    assert main(["taxonomy", "suggest", str(shop / "export.csv"), "--taxonomy", str(shop / "shop.yaml"),
                 "--out", str(out)]) == 0  # fmt: skip
    taxonomy = load_taxonomy(out)
    undecided = taxonomy.department_named("Undecided")
    assert undecided is not None
    assert "Repairs" in undecided.teams
    assert any(issue.reasons.get("Contact reason") == ("Assembly wrong",) for issue in undecided.issues)
    before, after = (load(shop, name, capsys) for name in ("shop.yaml", "proposed.yaml"))
    assert before["complaints"] == after["complaints"]
    assert after["attributed"] > before["attributed"] + 20


def test_the_engine_finds_the_proposed_phrases_where_they_were_found(shop: Path) -> None:
    robots = [{"body": f"The vacuum robot exploded on day {number}"} for number in range(12)]
    (shop / "robots.yaml").write_text(suggest(robots).text, encoding="utf-8")
    rows = [
        {"Ticket ID": number, "Description": row["body"], "Created time": "2026-03-04 10:00", "Status": "Open"}
        for number, row in enumerate(robots)
    ]
    pd.DataFrame(rows).to_csv(shop / "robots.csv", index=False)
    out = shop / "origins.csv"
    assert (
        main(["attribute", str(shop / "robots.csv"), "--taxonomy", str(shop / "robots.yaml"), "--out", str(out)]) == 0
    )
    evidence = pd.read_csv(out)["evidence"]
    assert evidence.str.contains("phrases .*robot exploded", regex=True).all()


def test_nothing_is_stored(shop: Path, capsys: Capture) -> None:
    assert main(["taxonomy", "suggest", str(shop / "export.csv"), "--taxonomy", str(shop / "shop.yaml")]) == 0
    printed = capsys.readouterr()
    assert "Undecided:" in printed.out
    assert "complaints are unattributed" in printed.err
    assert not (shop / "home" / "warehouse").exists()


def test_volumes_and_wrong_files_are_refused(shop: Path, capsys: Capture) -> None:
    volumes = shop / "orders.csv"
    volumes.write_text("day,orders\n2026-03-01,100\n2026-03-02,120\n", encoding="utf-8")
    assert main(["taxonomy", "suggest", str(volumes)]) == 2
    assert "volumes" in capsys.readouterr().err
    assert main(["taxonomy", "suggest", str(shop / "missing.csv")]) == 2
