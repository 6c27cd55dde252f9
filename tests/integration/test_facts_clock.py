"""Facts are put to tickets on the clock and in the habits of their file, at the load and when traced again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import load_settings
from etl.store import open_warehouse

TAXONOMY = """
version: 1
name: Parcels
timezone: Europe/Amsterdam
departments:
  Support: {frontline: true}
  Logistics: {issues: {Came afterwards: {facts: [parcel_at > created_at], reasons: {category: [Parcel]}}}}
"""
HEADER = "ticket_id,created_at,body,category,parcel_at\n"


def claims(run_id: int) -> dict[str, str]:
    """Facts that spoke in a run, by ticket."""
    with open_warehouse(load_settings()).reader() as reader:
        seen = model.evidence.c
        rows = reader.read(sa.select(seen.ticket_id, seen.detail).where(seen.signal == "facts", seen.run_id == run_id))
    return dict(zip(rows["ticket_id"], rows["detail"], strict=True))


def test_a_fact_is_true_on_the_clock_of_its_file_also_when_traced_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    (tmp_path / "parcels.yaml").write_text(TAXONOMY, encoding="utf-8")
    # The time of creation states its offset, the parcel's a local clock: 13:00 in New York is 17:00 UTC.
    rows = ["1,2026-03-13T16:05Z,late,Parcel,3/13/2026 13:00", "2,2026-03-13T17:05Z,late,Parcel,3/13/2026 13:00"]
    path = tmp_path / "tickets.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    told = ["--taxonomy", str(tmp_path / "parcels.yaml"), "--time-zone", "America/New_York"]
    assert main(["load", str(path), *told]) == 0
    assert claims(1) == {"1": "parcel_at > created_at"}
    assert main(["reattribute", "--taxonomy", str(tmp_path / "parcels.yaml")]) == 0
    assert claims(2) == {"1": "parcel_at > created_at"}
